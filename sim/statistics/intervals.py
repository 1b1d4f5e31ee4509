"""Intervals: Student's t for means, Fieller for ratios of means; two-level where there are several draws."""

import math
from typing import NamedTuple

import numpy as np

from sim.core.arrays import F64, I64

LEVEL = 0.95


class Interval(NamedTuple):
    """An estimate with its interval; nan ends where there is none, infinite ends where it is unbounded."""

    value: float
    low: float
    high: float


def t_quantile(degrees: float, level: float = LEVEL) -> float:
    """The two-sided Student quantile."""
    from scipy.special import stdtrit

    return float(stdtrit(degrees, 0.5 + 0.5 * level))


def units(values: F64) -> F64:
    """The independent units behind a mean [unit]: draws if there are several, else runs. values: [draw, run]."""
    return np.asarray(values.mean(axis=1) if values.shape[0] > 1 else values[0])


def mean_interval(values: F64) -> Interval:
    """Mean over all draws and runs [draw, run], with Student's interval over its units; none for a single unit."""
    unit = units(values)
    mean = float(values.mean())
    if unit.size < 2:
        return Interval(mean, math.nan, math.nan)
    half = t_quantile(unit.size - 1) * float(unit.std(ddof=1)) / math.sqrt(unit.size)
    return Interval(mean, mean - half, mean + half)


def ratio_interval(top: F64, bottom: F64) -> Interval:
    """Ratio of means with Fieller's interval (Fieller 1954), [draw, run] each; nan where the bottom is zero.

    Unbounded where the bottom does not differ from zero.
    """
    x, y = units(top), units(bottom)
    a, b = float(x.mean()), float(y.mean())
    if b == 0.0:
        return Interval(math.nan, math.nan, math.nan)
    if x.size < 2:
        return Interval(a / b, math.nan, math.nan)
    t2 = t_quantile(x.size - 1) ** 2 / x.size
    cov = np.cov(x, y)
    g = t2 * float(cov[1, 1]) / b**2
    if g >= 1.0:
        return Interval(a / b, -math.inf, math.inf)
    ratio = a / b
    middle = ratio - g * float(cov[0, 1]) / float(cov[1, 1]) if g > 0.0 else ratio
    inside = (
        float(cov[0, 0])
        - 2.0 * ratio * float(cov[0, 1])
        + ratio**2 * float(cov[1, 1])
        - g * (float(cov[0, 0]) - float(cov[0, 1]) ** 2 / float(cov[1, 1]) if g > 0.0 else 0.0)
    )
    half = math.sqrt(max(t2 * inside, 0.0)) / abs(b)
    return Interval(ratio, (middle - half) / (1.0 - g), (middle + half) / (1.0 - g))


def worst_tenth(values: F64, better: int) -> I64:
    """Which campaigns are the worst tenth, by flat index; nan, which says nothing, is left out.

    For what is neither good nor bad: the lowest.
    """
    order = np.argsort(-values.ravel() if better < 0 else values.ravel(), kind="stable")
    known = order[~np.isnan(values.ravel()[order])]
    return np.asarray(known[: math.ceil(0.1 * known.size)])


def ignorance_share(values: F64) -> float:
    """Share of the variance that is between draws (what we do not know) and not within them (luck); nan without."""
    n_draws, n_runs = values.shape
    if n_draws < 2 or n_runs < 2:
        return math.nan
    within = float(values.var(axis=1, ddof=1).mean())
    between = max(float(values.mean(axis=1).var(ddof=1)) - within / n_runs, 0.0)
    return between / (between + within) if between + within > 0.0 else math.nan


def wilson(share: float, n: float, quantile: float) -> Interval:
    """Wilson's interval (1927) of a share among n."""
    z2 = quantile**2 / n
    middle = (share + 0.5 * z2) / (1.0 + z2)
    half = math.sqrt(z2 * (share * (1.0 - share) + 0.25 * z2)) / (1.0 + z2)
    # At 0 and 1 the near end is the share itself, but for rounding.
    return Interval(share, min(max(middle - half, 0.0), share), max(min(middle + half, 1.0), share))
