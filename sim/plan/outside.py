"""People who are shown a post without following: links of their own in the creator's row, in classes of their own."""

from typing import NamedTuple

import numpy as np

from sim.core.arrays import F64, I64
from sim.errors import InputError
from sim.plan.figures import Figures, feed_of
from sim.plan.hired_creators import HiredCreators, of_groups
from sim.plan.posts import MOST_REACH, FirstViews, by_views
from sim.plan.responses import views_by_luck
from sim.recall import Recall
from sim.scenario.model import Scenario
from sim.world import strangers
from sim.world.build import World

LEAST_POOL = 3.0  # people for each view from outside, on average over luck
POOLS: Recall[tuple[object, ...], tuple[World, strangers.Strangers]] = Recall(2)  # with the world that owns the key


class Outside(NamedTuple):
    """The views of strangers."""

    activity: F64  # [creator, class] of the cells' hazards, which are those of followers
    views: F64  # [creator, node] of a first post, per listed follower, at each point of the luck of reach


def pools_of(
    scenario: Scenario, world: World, roster: HiredCreators, figures: Figures, first: FirstViews
) -> strangers.Strangers:
    """The strangers to whom posts may be shown: a multiple of a creator's followers, doubled where views are many."""
    pool = scenario.exposure.outside_pool
    views = np.maximum(LEAST_POOL * first.outside / pool, 1.0)
    each = np.where(first.outside > 0.0, pool * 2.0 ** np.ceil(np.log2(views)), 0.0)
    wanted = np.ceil(each * figures.followers / scenario.world.sample_one_in).astype(np.int64)
    breadth = of_groups(scenario, roster.group, "breadth")
    key = (id(world.link_person), scenario.run.seed, roster.order.tobytes(), breadth.tobytes(), wanted.tobytes())
    (_, pools), _ = POOLS.of(
        key, lambda: (world, strangers.draw(scenario.run.seed, world, roster.order, breadth, wanted))
    )
    return pools


def views_outside(scenario: Scenario, class_start: I64, figures: Figures, first: FirstViews, activity: F64) -> Outside:
    """The views of strangers, so active that they have those that come from outside.

    class_start: of strangers [creator, class + 1]; activity: of followers [class]. Raises InputError where there are
    fewer people than views.
    """
    visibility = feed_of(scenario).visibility
    slots = figures.followers / scenario.world.sample_one_in
    n_people = np.diff(class_start, axis=1)
    views = possible(scenario, figures, first.outside * slots, n_people.sum(axis=1))
    own = by_views(views, n_people.astype(np.float64), figures, activity, visibility)
    factor = np.divide(own, first.intensity, out=np.zeros(own.size), where=first.intensity > 0.0)
    by_luck = views_by_luck(figures, own, activity, visibility)
    each, shape = np.divide(views, slots, out=np.zeros(views.size), where=slots > 0.0), by_luck.sum(axis=1)
    scale = np.divide(each, shape, out=np.zeros(each.size), where=shape > 0.0)
    return Outside(np.outer(factor, activity), by_luck * scale[:, None])


def possible(scenario: Scenario, figures: Figures, views: F64, n_people: I64) -> F64:
    """Views of a post from outside [creator]; where they are too many for the people, refused or, if drawn, cut."""
    check_views(scenario, figures, views, n_people)
    return np.asarray(np.minimum(views, MOST_REACH * n_people))


def check_views(scenario: Scenario, figures: Figures, views: F64, n_people: I64) -> None:
    """Raise InputError where chosen numbers ask for more views from outside than there are people [creator]."""
    most = MOST_REACH * n_people
    if scenario.run.draws == 1 and (views > most).any():
        worst = int(np.argmax(views - most))
        one_in = scenario.world.sample_one_in
        raise InputError(
            f"a post of a creator with {figures.followers[worst]:,.0f} followers would be shown to "
            f"{views[worst] * one_in:,.0f} people who do not follow, but only {n_people[worst] * one_in:,} are there; "
            "raise world.people or breadth, or lower exposure.outside_share or exposure.reach_1k",
            path=("exposure", "outside_share"),
        )


def join_strangers(n_followers: I64, n_outside: I64) -> tuple[I64, I64]:
    """Rows of followers, each with the creator's strangers behind them [creator, class]: order of links and starts.

    The order counts all links of followers first.
    """
    sizes = np.concatenate([n_followers, n_outside], axis=1)
    row = np.arange(sizes.shape[0])
    which = np.concatenate([
        np.repeat(2 * row, n_followers.sum(axis=1)),
        np.repeat(2 * row + 1, n_outside.sum(axis=1)),
    ])  # fmt: skip
    ends = np.cumsum(sizes).reshape(sizes.shape)
    starts = np.concatenate([ends[:, :1] - sizes[:, :1], ends], axis=1)
    return np.argsort(which, kind="stable"), starts.astype(np.int64)
