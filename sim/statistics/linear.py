"""Two sides to first order: what each unit says of an estimate, and the error of what is made of two of them."""

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from sim.core.arrays import F64
from sim.statistics.intervals import Interval, t_quantile

Quantile = Callable[[float], float]  # standard errors on either side, by degrees of freedom


class Spread(NamedTuple):
    """What is known of the error of an estimate."""

    variance: float  # of the estimate; nan where there is a single unit
    degrees: float  # of freedom
    units: int  # independent ones; of two sides without pairs, of the smaller


def variance(values: F64) -> float:
    """Variance over units; exactly zero where nothing varies."""
    if values.size < 2:
        return math.nan
    return 0.0 if np.ptp(values) == 0.0 else float(values.var(ddof=1))


def covariance(x: F64, y: F64) -> float:
    return float(((x - x.mean()) * (y - y.mean())).sum()) / (x.size - 1)


def of_one(values: F64) -> Spread:
    """The spread of the mean of independent units [unit]."""
    return Spread(variance(values) / values.size, values.size - 1.0, values.size)


def of_two(x: F64, y: F64) -> Spread:
    """The spread of the sum of two independent means; degrees of freedom by Welch and Satterthwaite."""
    first, second = variance(x) / x.size, variance(y) / y.size
    parts = first**2 / max(x.size - 1, 1) + second**2 / max(y.size - 1, 1)
    n = min(x.size, y.size)
    return Spread(first + second, (first + second) ** 2 / parts if parts > 0.0 else n - 1.0, n)


def of_difference(x: F64, y: F64, paired: bool) -> Spread:
    """The spread of mean x - mean y."""
    return of_one(x - y) if paired else of_two(x, y)


def around(value: float, spread: Spread, quantile: Quantile = t_quantile) -> Interval:
    """The interval of an estimate; no ends without a spread."""
    if math.isnan(spread.variance) or math.isnan(value):
        return Interval(value, math.nan, math.nan)
    half = quantile(spread.degrees) * math.sqrt(spread.variance)
    return Interval(value, value - half, value + half)


def fieller(ratio: float, x: F64, y: F64, paired: bool, quantile: Quantile = t_quantile) -> Interval:
    """The interval of mean x / mean y (Fieller 1954), around the ratio that they have; unbounded where y may be zero.

    Solved for the distance d from the ratio r, so that no digits cancel: its ends are where mean(x - r y) - d mean(y)
    is as far from zero as the quantile allows.
    """
    rest = of_difference(x, ratio * y, paired)
    if math.isnan(rest.variance) or math.isnan(ratio):
        return Interval(ratio, math.nan, math.nan)
    if rest.variance == 0.0:
        return Interval(ratio, ratio, ratio)
    far2 = quantile(rest.degrees) ** 2
    own = variance(y) / y.size
    together = covariance(x - ratio * y, y) / y.size if paired else -ratio * own
    sure = float(y.mean()) ** 2 - far2 * own
    if sure <= 0.0:
        return Interval(ratio, -math.inf, math.inf)
    half = math.sqrt((far2 * together) ** 2 + sure * far2 * rest.variance)
    return Interval(ratio, ratio - (far2 * together + half) / sure, ratio - (far2 * together - half) / sure)
