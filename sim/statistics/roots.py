"""Roots of a noisy curve: the values at which it changes its sign, and the range that each may lie in.

The curve is a difference with its interval at each value of a parameter. All values are played on the same luck, so
the curve is smooth enough to be searched.
"""

import math
from collections.abc import Callable
from itertools import pairwise

import numpy as np

from sim.core.arrays import F64
from sim.statistics.intervals import Interval

RELATIVE = 1e-4  # how exactly roots are found
MOST_STEPS = 60

Curve = Callable[[float], Interval]
Line = Callable[[float], float]


def _search(line: Line, left: float, right: float, is_whole: bool) -> float:
    """Return the value between left and right where the line changes its sign; of whole numbers, the first beyond.

    Bisection, with the secant's guess wherever it falls well inside.
    """
    at_left, at_right = line(left), line(right)
    for step in range(MOST_STEPS):
        if is_whole and right - left <= 1.0:
            return right
        if not is_whole and right - left <= RELATIVE * max(abs(left), abs(right)):
            break
        middle = 0.5 * (left + right)
        if step % 2 == 0 and at_left != at_right:
            guess = left - at_left * (right - left) / (at_right - at_left)
            edge = 0.01 * (right - left)
            middle = min(max(guess, left + edge), right - edge)
        middle = float(min(max(round(middle), left + 1.0), right - 1.0)) if is_whole else middle
        value = line(middle)
        if value == 0.0:
            return middle
        if (value > 0.0) == (at_left > 0.0):
            left, at_left = middle, value
        else:
            right, at_right = middle, value
    return left - at_left * (right - left) / (at_right - at_left)


def roots(curve: Curve, values: F64, is_whole: bool) -> tuple[Interval, ...]:
    """Return all changes of sign over the values [point], each with the range that cannot be told apart from it.

    A tie between two signs is the root; one at an end, or between equal signs, is none. is_whole: whether the parameter
    takes whole numbers only. An end is infinite where the range reaches the first or last value, nan without intervals.

    >>> curve = lambda x: Interval(x - 2.0, x - 2.5, x - 1.5)
    >>> [[round(end, 2) for end in root] for root in roots(curve, np.array([0.0, 1.0, 3.0, 4.0]), is_whole=False)]
    [[2.0, 1.5, 2.5]]
    """
    middles = np.array([curve(float(value)).value for value in values])
    signed = np.flatnonzero(np.isfinite(middles) & (middles != 0.0))
    intervals = []
    for left, right in pairwise(signed):
        between = middles[left + 1 : right]
        if (middles[left] > 0.0) == (middles[right] > 0.0) or np.isnan(between).any():
            continue
        root = float(values[left + 1])
        if not between.size:
            root = _search(lambda x: curve(x).value, float(values[left]), float(values[right]), is_whole)
        low, high = (_edge(curve, values, root, side, is_whole) for side in (-1, 1))
        intervals.append(Interval(root, low, high))
    return tuple(intervals)


def _edge(curve: Curve, values: F64, root: float, side: int, is_whole: bool) -> float:
    """Return the farthest value to one side of the root at which zero stays within the interval.

    side: -1 below, 1 above. Infinite where zero stays within to the end of the range; nan where there is no interval.
    """
    beyond = values[values < root][::-1] if side < 0 else values[values > root]
    near = root
    for far in map(float, beyond):
        interval = curve(far)
        if math.isnan(interval.low) and math.isfinite(interval.value):
            return math.nan
        if interval.low > 0.0 or interval.high < 0.0:
            which = 1 if interval.low > 0.0 else 2
            line: Line = lambda x: curve(x)[which]  # noqa: E731, B023  used before the loop goes on
            if np.sign(line(near)) == np.sign(line(far)):
                return near
            return _search(line, min(near, far), max(near, far), is_whole)
        near = far
    return side * math.inf
