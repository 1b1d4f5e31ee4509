"""Feeds: the days on which a post is viewed, and whether early success is shown more.

They hold the claim that a platform's feed decides how many see a post.
"""

from typing import Any, NamedTuple

import numpy as np

from sim.core.arrays import F64, I64
from sim.core.maths import power
from sim.mechanisms.registry import Family, Registry, flaw_of_array, within

REMAINDER = 1e-3  # ages are cut where less than this share of the views is left
ROUNDING = 1e-9
RANGES = (  # of a Feed's numbers, wide enough for every member
    ("momentum", 0.0, 4.0),
    ("most_boost", 1.0, 100.0),
)
HOURS_PER_DAY = 24.0
LONGEST_HALF_LIFE = 730.0 * HOURS_PER_DAY  # as long as the longest horizon; beyond, a post would have no end


class Feed(NamedTuple):
    """A platform's treatment of a post."""

    visibility: F64  # [day of age] share of the post's views, adding up to 1
    momentum: float = 0.0  # exponent of what the post did so far over what was expected; 0: no matter
    most_boost: float = 1.0  # views are multiplied by at most so much, and at least by its inverse


def falling(half_life_hours: float) -> F64:
    """Return views by age [day], which fall by half every half-life (Graffius 2018, 2022) and add up to 1.

    >>> falling(24.0)[:3].round(3).tolist()
    [0.5, 0.25, 0.125]
    """
    within("half_life_hours", half_life_hours, 0.0, LONGEST_HALF_LIFE)
    n_days = max(1, int(np.ceil(np.log2(1.0 / REMAINDER) * half_life_hours / HOURS_PER_DAY)))
    left = np.array([power(0.5, age * HOURS_PER_DAY / half_life_hours) for age in range(n_days + 1)])
    return np.asarray((left[:-1] - left[1:]) / (1.0 - left[-1]))


def chronological(half_life_hours: float) -> Feed:
    """A feed that shows a post by the platform's law of reach, the less the older it is.

    >>> chronological(24.0).momentum
    0.0
    """
    return Feed(falling(half_life_hours))


def rank_by_engagement(half_life_hours: float, *, momentum: float = 0.5, most_boost: float = 4.0) -> Feed:
    """A feed that shows more of what engages early: views are multiplied by (engagements so far / expected)^momentum.

    At most by `most_boost`, at least by its inverse; both are judgement, no platform says.

    >>> rank_by_engagement(24.0, momentum=1.0).momentum
    1.0
    """
    within("momentum", momentum, 0.0, 4.0)
    within("most_boost", most_boost, 1.0, 100.0)
    return Feed(falling(half_life_hours), momentum=momentum, most_boost=most_boost)


def flaw_of_feed(arguments: tuple[Any, ...], feed: Any) -> str:  # noqa: ARG001
    """Return what is wrong with what a plug-in's feed returned; empty where nothing is.

    >>> flaw_of_feed((24.0,), Feed(np.array([0.5, 0.25])))
    'visibility must add up to 1, not 0.75'
    """
    if not isinstance(feed, Feed):
        return f"must return a Feed, not {type(feed).__name__}"
    if flaw := flaw_of_array(feed.visibility, (np.size(feed.visibility),)):
        return f"visibility: {flaw}"
    total = float(feed.visibility.sum())
    if abs(total - 1.0) > ROUNDING:
        return f"visibility must add up to 1, not {total:g}"
    for name, low, high in RANGES:
        value = getattr(feed, name)
        if value is not None and not low <= value <= high:
            return f"{name} = {value:g} is outside [{low:g}, {high:g}]"
    return ""


FEEDS: Family = Registry(
    kind="feed",
    group="influence_sim.feeds",
    built_in={"chronological": chronological, "ranked": rank_by_engagement},
    flaw_of_value=flaw_of_feed,
)


class VisibleCells(NamedTuple):
    """Posts that are visible on each day: the work list of a run."""

    day_start: I64  # [day + 1]
    post: I64  # [cell]
    hazard: F64  # [cell]


def cells(post_day: I64, intensity: F64, visibility: F64, n_days: int) -> VisibleCells:
    """Return every post on every day of its life within the horizon, by day, then in the order of posts.

    post_day, intensity [post]; visibility [day of age].

    >>> cells(np.array([0, 1]), np.array([2.0, 4.0]), np.array([0.75, 0.25]), 2).hazard.tolist()
    [1.5, 0.5, 3.0]
    """
    age = np.arange(min(visibility.size, n_days))
    day = (post_day[:, None] + age).ravel()
    post = np.repeat(np.arange(post_day.size), age.size)
    hazard = (intensity[:, None] * visibility[age]).ravel()
    shown = np.flatnonzero((day < n_days) & (hazard > 0.0))
    shown = shown[np.lexsort((post[shown], day[shown]))]
    starts = np.searchsorted(day[shown], np.arange(n_days + 1))
    return VisibleCells(starts.astype(np.int64), post[shown].astype(np.int64), hazard[shown])
