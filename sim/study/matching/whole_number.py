"""Whole numbers at which a rising quantity comes nearest to a target."""

import math
from collections.abc import Callable
from typing import NamedTuple

CLOSE = 0.005  # a share of the target that is near enough to stop
MOST_STEPS = 40
FARTHEST = 8.0  # a step is no longer than this factor: beyond, the slope says nothing


class WholeSolution(NamedTuple):
    """The whole number that was found."""

    whole: int
    value: float  # there

    def gap(self, target: float) -> float:
        """Return how far the value lies from the target, as a share of it.

        >>> WholeSolution(3, 90.0).gap(100.0)
        -0.1
        """
        return (self.value - target) / target


def solve_whole(value_at: Callable[[int], float], target: float, start: int, most: int) -> WholeSolution:
    """Return the whole number from 1 to `most` at which a rising quantity comes nearest to a target above 0.

    Steps follow the slope between the last two points on logarithmic scales, so that few values are asked for.

    >>> solve_whole(lambda n: 100.0 * n, 1_730.0, start=3, most=1_000).whole
    17
    """
    known: dict[int, float] = {}
    low, high, here = 0, most + 1, min(max(start, 1), most)
    for _ in range(MOST_STEPS):
        known[here] = value_at(here)
        if abs(known[here] / target - 1.0) <= CLOSE:
            break
        low, high = (max(low, here), high) if known[here] < target else (low, min(high, here))
        if high - low <= 1:
            break
        here = min(max(next_guess(known, here, target), low + 1), high - 1)
    best = min(known, key=lambda count: abs(known[count] - target))
    return WholeSolution(best, known[best])


def next_guess(known: dict[int, float], here: int, target: float) -> int:
    """The next number to try: along the line through the two points nearest to the target, on logarithmic scales."""
    value = known[here]
    if value <= 0.0:
        return round(here * FARTHEST)
    slope = 1.0
    others = [count for count in known if count != here and known[count] > 0.0]
    if others:
        other = min(others, key=lambda count: abs(known[count] - target))
        slope = math.log(value / known[other]) / math.log(here / other)
    step = math.log(target / value) / max(slope, 0.05)
    limit = math.log(FARTHEST)
    return round(here * math.exp(min(max(step, -limit), limit)))
