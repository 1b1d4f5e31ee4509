"""The values of a parameter at which it is as likely as not that A beats B."""

import math
from collections.abc import Sequence

import numpy as np

from sim.core.arrays import F64
from sim.statistics.intervals import Interval
from sim.statistics.roots import roots


def even_values(values: F64, wins: Sequence[Interval]) -> tuple[Interval, ...]:
    """The values at which it is as likely as not that A beats B, on the lines between points [point].

    Where means break even is another question: luck is skewed, and moves a mean more than the middle campaign.

    >>> chances = [Interval(p, p - 0.1, p + 0.1) for p in (0.2, 0.4, 0.8)]
    >>> [[round(end, 2) for end in value] for value in even_values(np.array([1.0, 2.0, 4.0]), chances)]
    [[2.5, 2.0, 3.0]]
    """
    known = np.array([math.isfinite(each.value) for each in wins], bool)
    places, chances = values[known], np.array(wins)[known]
    if places.size < 2:
        return ()

    def less_half(value: float) -> Interval:
        return Interval(*(float(np.interp(value, places, line)) - 0.5 for line in chances.T))

    return roots(less_half, places, is_whole=False)
