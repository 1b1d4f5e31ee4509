"""What share of a post's views falls on each day of its age: H3, what a follower gets to see."""

from typing import NamedTuple

import numpy as np

from sim.core.arrays import F64, I64
from sim.core.maths import power
from sim.mechanisms.registry import Family, within

REMAINDER = 1e-3  # ages are cut where less than this share of the views is left
HOURS_PER_DAY = 24.0
LONGEST_HALF_LIFE = 730.0 * HOURS_PER_DAY  # as long as the longest horizon; beyond, a post would have no end


def chronological(half_life_hours: float) -> F64:
    """Views fall by half every half-life (Graffius 2018, 2022), in days of age, adding up to 1."""
    return decay(half_life_hours)


def decay(half_life_hours: float) -> F64:
    """Shares of a whole that falls by half every half-life, by day."""
    within("half_life_hours", half_life_hours, 0.0, LONGEST_HALF_LIFE)
    n_days = max(1, int(np.ceil(np.log2(1.0 / REMAINDER) * half_life_hours / HOURS_PER_DAY)))
    left = np.array([power(0.5, age * HOURS_PER_DAY / half_life_hours) for age in range(n_days + 1)])
    return np.asarray((left[:-1] - left[1:]) / (1.0 - left[-1]))


FEEDS: Family = {"chronological": chronological}


class Cells(NamedTuple):
    """What is visible on which day: the work list of a run."""

    day_start: I64  # [day + 1]
    post: I64  # [cell]
    hazard: F64  # [cell]


def cells(post_day: I64, intensity: F64, visibility: F64, n_days: int) -> Cells:
    """Every post on every day of its life within the horizon, by day, then in the order of posts."""
    age = np.arange(min(visibility.size, n_days))
    day = (post_day[:, None] + age).ravel()
    post = np.repeat(np.arange(post_day.size), age.size)
    hazard = (intensity[:, None] * visibility[age]).ravel()
    shown = np.flatnonzero((day < n_days) & (hazard > 0.0))
    shown = shown[np.lexsort((post[shown], day[shown]))]
    starts = np.searchsorted(day[shown], np.arange(n_days + 1))
    return Cells(starts.astype(np.int64), post[shown].astype(np.int64), hazard[shown])
