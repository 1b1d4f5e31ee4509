"""Errors to first order: of a mean, of a difference of two means, and of a ratio of two means."""

import math
from typing import NamedTuple

import numpy as np

from sim.core.arrays import F64
from sim.statistics.intervals import Interval, Quantile, no_bounds, t_quantile


class Spread(NamedTuple):
    """The error of an estimate: its variance, and how well that is known."""

    variance: float  # of the estimate; nan where there is a single unit
    degrees: float  # of freedom
    units: int  # independent ones; of two sides without pairs, of the smaller


def variance(values: F64) -> float:
    """Return the variance over units [unit]: exactly zero where nothing varies, nan for a single unit.

    >>> variance(np.array([1.0, 2.0, 3.0]))
    1.0
    """
    if values.size < 2:
        return math.nan
    return 0.0 if np.ptp(values) == 0.0 else float(values.var(ddof=1))


def _covariance(x: F64, y: F64) -> float:
    """Return the covariance of pairs x, y [unit]."""
    return float(((x - x.mean()) * (y - y.mean())).sum()) / (x.size - 1)


def of_one(values: F64) -> Spread:
    """Return the spread of the mean of independent units [unit].

    >>> of_one(np.array([1.0, 2.0, 3.0])).degrees
    2.0
    """
    return Spread(variance(values) / values.size, values.size - 1.0, values.size)


def of_two(x: F64, y: F64) -> Spread:
    """Return the spread of the sum or difference of two independent means [unit], [unit].

    Degrees of freedom by Welch and Satterthwaite.

    >>> round(of_two(np.array([1.0, 2.0, 3.0]), np.array([4.0, 9.0])).degrees, 2)
    1.11
    """
    of_x, of_y = variance(x) / x.size, variance(y) / y.size
    parts = of_x**2 / max(x.size - 1, 1) + of_y**2 / max(y.size - 1, 1)
    n = min(x.size, y.size)
    return Spread(of_x + of_y, (of_x + of_y) ** 2 / parts if parts > 0.0 else n - 1.0, n)


def of_difference(x: F64, y: F64, paired: bool) -> Spread:
    """Return the spread of mean x - mean y [unit]; paired: unit by unit on the same luck.

    >>> of_difference(np.array([1.0, 2.0, 3.0]), np.array([0.0, 1.0, 2.0]), paired=True).variance
    0.0
    """
    return of_one(x - y) if paired else of_two(x, y)


def around(value: float, spread: Spread, quantile: Quantile = t_quantile) -> Interval:
    """Return the interval of an estimate by its spread; no ends where the spread is unknown.

    quantile: standard errors on either side, by degrees of freedom.

    >>> [round(end, 3) for end in around(2.0, of_one(np.array([1.0, 2.0, 3.0])))]
    [2.0, -0.484, 4.484]
    """
    if math.isnan(spread.variance) or math.isnan(value):
        return Interval(value, math.nan, math.nan)
    far = quantile(spread.degrees)
    if math.isinf(far):
        return no_bounds(value)
    half = far * math.sqrt(spread.variance)
    return Interval(value, value - half, value + half)


def fieller(ratio: float, x: F64, y: F64, paired: bool, quantile: Quantile = t_quantile) -> Interval:
    """Return the interval (Fieller 1954) of mean x / mean y around that ratio; unbounded where mean y may be zero.

    x, y: [unit]; paired: unit by unit on the same luck. Solved for the distance d from the ratio r, so that no digits
    cancel: its ends are where mean(x - r y) - d mean(y) is as far from zero as the quantile allows.

    >>> x, y = np.array([2.0, 4.0, 5.0]), np.array([1.0, 2.0, 2.0])
    >>> [round(end, 3) for end in fieller(2.2, x, y, paired=True)]
    [2.2, -0.425, 3.113]
    """
    residual = of_difference(x, ratio * y, paired)
    if math.isnan(residual.variance) or math.isnan(ratio):
        return Interval(ratio, math.nan, math.nan)
    far2 = quantile(residual.degrees) ** 2
    if math.isinf(far2):
        return no_bounds(ratio)
    if residual.variance == 0.0:
        return Interval(ratio, ratio, ratio)
    of_y = variance(y) / y.size
    shared = _covariance(x - ratio * y, y) / y.size if paired else -ratio * of_y
    clear = float(y.mean()) ** 2 - far2 * of_y
    if clear <= 0.0:
        return no_bounds(ratio)
    half = math.sqrt((far2 * shared) ** 2 + clear * far2 * residual.variance)
    return Interval(ratio, ratio - (far2 * shared + half) / clear, ratio - (far2 * shared - half) / clear)
