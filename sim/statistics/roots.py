"""Where a noisy curve changes its sign, and how sure that is.

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


def search(line: Line, left: float, right: float, is_whole: bool) -> float:
    """The value between left and right where the line changes its sign; of whole numbers, the first on the other side.

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
    """All changes of sign over the values [point], each with the values that cannot be told from it.

    A tie between two signs is the root; one at an end, or between equal signs, is none.
    """
    middles = np.array([curve(float(value)).value for value in values])
    signed = np.flatnonzero(np.isfinite(middles) & (middles != 0.0))
    found = []
    for left, right in pairwise(signed):
        between = middles[left + 1 : right]
        if (middles[left] > 0.0) == (middles[right] > 0.0) or np.isnan(between).any():
            continue
        root = float(values[left + 1])
        if not between.size:
            root = search(lambda x: curve(x).value, float(values[left]), float(values[right]), is_whole)
        low, high = (edge(curve, values, root, side, is_whole) for side in (-1, 1))
        found.append(Interval(root, low, high))
    return tuple(found)


def edge(curve: Curve, values: F64, root: float, side: int, is_whole: bool) -> float:
    """How far from the root, to one side, zero stays within the interval; infinite: to the end of the range.

    nan where the curve has no interval.
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
            return search(line, min(near, far), max(near, far), is_whole)
        near = far
    return side * math.inf
