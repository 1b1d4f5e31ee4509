"""What share of a post's views falls on each day of its age: H3, what a follower gets to see."""

import numpy as np

from sim.core.arrays import F64
from sim.core.maths import power
from sim.mechanisms.registry import Family, within

REMAINDER = 1e-3  # ages are cut where less than this share of the views is left
HOURS_PER_DAY = 24.0
LONGEST_HALF_LIFE = 730.0 * HOURS_PER_DAY  # as long as the longest horizon; beyond, a post would have no end


def chronological(half_life_hours: float) -> F64:
    """Views fall by half every half-life (Graffius 2018, 2022), in days of age, adding up to 1."""
    within("half_life_hours", half_life_hours, 0.0, LONGEST_HALF_LIFE)
    n_days = max(1, int(np.ceil(np.log2(1.0 / REMAINDER) * half_life_hours / HOURS_PER_DAY)))
    left = np.array([power(0.5, age * HOURS_PER_DAY / half_life_hours) for age in range(n_days + 1)])
    return np.asarray((left[:-1] - left[1:]) / (1.0 - left[-1]))


FEEDS: Family = {"chronological": chronological}
