"""Campaigns that cannot be played, as far as a scenario and its creators show it: refused before a world is built."""

import math

import numpy as np

from sim.core.arrays import F64
from sim.plan import word_of_mouth
from sim.plan.figures import Figures, fees, read_text
from sim.plan.hired_creators import HiredCreators, has_fakes, sign_up
from sim.plan.links import activity_of
from sim.plan.outside import check_views
from sim.plan.posts import FirstViews, first_views
from sim.plan.responses import answered_views
from sim.scenario.model import Scenario
from sim.scenario.talks import talks
from sim.world import build, friends
from sim.world.creators import Creators

FAR = 6.0  # standard deviations by which coins may fall well


def check(scenario: Scenario, who: Creators) -> None:
    """Refuse fees, reach, answers and word of mouth that are beyond what is possible. Raises InputError."""
    roster = sign_up(scenario, who)
    check_r0(scenario)
    if scenario.run.draws > 1:  # where numbers are drawn, reach and answers are cut, not refused
        fees(scenario, roster)
        return
    figures = read_text(scenario, roster)
    first = first_views(scenario, roster, figures, activity_of(scenario))
    views = first.by_followers.sum(axis=1) + outside_views(scenario, roster, figures, first)
    answered_views(scenario, roster, figures, views)


def outside_views(scenario: Scenario, roster: HiredCreators, figures: Figures, first: FirstViews) -> F64:
    """Views of a post from outside, per listed follower [creator]. Raises InputError for more than there are people."""
    if has_fakes(scenario):
        slots = figures.followers / scenario.world.sample_one_in
        n_people = build.simulated_people(scenario)
        real = np.floor(slots * (1.0 - roster.fake_share))
        check_views(scenario, figures, first.outside * slots, np.maximum(n_people - real, 0.0).astype(np.int64))
    return np.asarray(first.outside * (figures.followers > 0.0))


def check_r0(scenario: Scenario) -> None:
    """Refuse an R0 that friends of such a number cannot bring, however the coins fall. Raises InputError."""
    rule, n_friends = scenario.word_of_mouth, friends.most_friends(scenario.friends)
    if rule.r0 is None or not talks(scenario) or math.isinf(n_friends) or scenario.world.network is not None:
        return
    n_friendships = 0.5 * n_friends * build.simulated_people(scenario)
    word_of_mouth.check_r0(scenario, n_friends, FAR / math.sqrt(n_friendships) if n_friendships > 0.0 else 0.0)
