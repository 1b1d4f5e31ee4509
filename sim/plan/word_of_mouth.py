"""Word of mouth as numbers: how often engagers share, and when friends see it."""

import math

import numpy as np

from sim.core.arrays import F64
from sim.errors import InputError
from sim.mechanisms import reach as reach_law
from sim.mechanisms import tiers
from sim.mechanisms.feeds import falling
from sim.mechanisms.registry import bind
from sim.mechanisms.tiers import ENGAGEMENT_LAWS
from sim.scenario.model import Scenario
from sim.scenario.talks import talks
from sim.world import people
from sim.world.build import World

REFERENCE = np.array([1000.0])  # followers of a creator who is to a follower what a friend is


def response_at_1k(scenario: Scenario) -> float:
    """Chance of engaging at a first exposure to what a friend shares.

    It is that of a post of a creator with 1,000 real followers, by the platform's law. Whoever the creator is, their
    ties to followers are not ties to those followers' friends; and were each post's quality passed on as well, some
    would go viral so often that cascades left the published bands (Goel et al. 2012).
    """
    rule = scenario.engagement
    law = bind(ENGAGEMENT_LAWS, rule.law, ("engagement", "law"))
    rate = float(law(REFERENCE, rule.rate_1k, rule.exponent)[0]) * tiers.mean_over(rule.statistic, rule.residual_sd)
    activity = people.activity_means(scenario.world.activity_classes, scenario.world.activity_shape)
    visibility = falling(scenario.exposure.half_life_hours)
    reach = tiers.fall(REFERENCE, scenario.exposure.reach_1k, scenario.exposure.reach_exponent)
    exposure = scenario.exposure
    spreads = (exposure.creator_reach_sd, exposure.repeat_reach_sd, exposure.post_reach_sd)
    crowd = reach_law.crowd_of(activity, math.hypot(*spreads))
    views = reach_law.views_per_follower(reach_law.solve_intensity(reach, *crowd), *crowd, visibility)[0]
    return min(1.0, rate * (1.0 - exposure.outside_share) / float(views)) if views > 0.0 else 0.0


def engagers_per_sharer(scenario: Scenario, world: World) -> float:
    """Friends who engage because one person shares, on average."""
    return engagers_of(scenario, world.friend.size / max(world.n_people, 1))


def engagers_of(scenario: Scenario, n_friends: float) -> float:
    """Friends who engage because one person shares, on average, of so many."""
    return n_friends * scenario.word_of_mouth.friend_view_prob * response_at_1k(scenario)


def share_prob(scenario: Scenario, world: World) -> float:
    """Chance that an engager shares: as given, or such that R0 is as given.

    Raises InputError where R0 is unreachable.
    """
    rule = scenario.word_of_mouth
    if not talks(scenario):
        return 0.0
    if rule.r0 is None:
        return rule.share_prob or 0.0
    most = check_r0(scenario, world.friend.size / max(world.n_people, 1))
    return rule.r0 / most if most > 0.0 else 0.0


def check_r0(scenario: Scenario, n_friends: float, room: float = 0.0) -> float:
    """The largest R0, which so many friends bring.

    Raises InputError where more is asked, and that by more than a share `room` of it.
    """
    asked, most = scenario.word_of_mouth.r0 or 0.0, engagers_of(scenario, n_friends)
    if asked > most * (1.0 + room):
        message = f"{asked:g} is unreachable: if everybody shared it would be {most:.4g}; "
        more = "raise word_of_mouth.friend_view_prob or friends.mean"
        raise InputError(message + more, path=("word_of_mouth", "r0"))
    return most


def r0(scenario: Scenario, world: World, prob: float) -> float:
    """Further engagers whom an engager makes, where engagers share with this probability."""
    return prob * engagers_per_sharer(scenario, world) if prob > 0.0 else 0.0


def delays(scenario: Scenario) -> F64:
    """Chance that a friend who sees a share does so at most so many days after the next [day]."""
    half_life = scenario.word_of_mouth.half_life_days
    return np.minimum(np.cumsum(falling(24.0 * half_life)), 1.0) if half_life > 0.0 else np.ones(1)
