"""Confidence intervals: Student's t for means, Fieller for ratios of means, Clopper-Pearson for shares.

Where there are several draws of the uncertain numbers, they are the independent units, else the runs are.
"""

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from sim.core.address import BLOCK
from sim.core.arrays import F64, I64

LEVEL = 0.95
LEAST_BLOCKS = 5  # of draws; fewer make wide intervals
Quantile = Callable[[float], float]  # standard errors on either side, by degrees of freedom


class Interval(NamedTuple):
    """An estimate with its interval; nan ends where there is none, infinite ends where it is unbounded."""

    value: float
    low: float
    high: float


def t_quantile(degrees: float, level: float = LEVEL) -> float:
    """Return the two-sided quantile of Student's t, for any positive degrees of freedom (infinity: the normal's).

    >>> round(t_quantile(9.0), 3), round(t_quantile(math.inf), 3)
    (2.262, 1.96)
    """
    from scipy.special import stdtrit

    return float(stdtrit(degrees, 0.5 + 0.5 * level))


def units(values: F64) -> F64:
    """Return the independent units behind a mean [unit]: the means of draws if there are several, else the runs.

    Draws are spread evenly within blocks, so whole blocks are the units where there are enough of them; fewer draws
    are taken for independent, and their intervals are too wide rather than too narrow. values: [draw, run].

    >>> units(np.array([[1.0, 2.0, 3.0]])).tolist(), units(np.array([[1.0, 3.0], [5.0, 9.0]])).tolist()
    ([1.0, 2.0, 3.0], [2.0, 7.0])
    >>> units(np.ones((50, 2))).size
    10
    """
    if values.shape[0] == 1:
        return np.asarray(values[0])
    draws = values.mean(axis=1)
    in_blocks = draws.size % BLOCK == 0 and draws.size >= LEAST_BLOCKS * BLOCK
    return np.asarray(draws.reshape(-1, BLOCK).mean(axis=1) if in_blocks else draws)


def no_bounds(value: float) -> Interval:
    """Return an estimate of which nothing is known yet.

    >>> no_bounds(2.0)
    Interval(value=2.0, low=-inf, high=inf)
    """
    return Interval(value, -math.inf, math.inf)


def mean_interval(values: F64, quantile: Quantile = t_quantile) -> Interval:
    """Return the mean over all draws and runs [draw, run] with Student's interval (95%) over its units.

    A single unit has no interval. quantile: standard errors on either side, by degrees of freedom.

    >>> [round(end, 3) for end in mean_interval(np.array([[1.0, 2.0, 3.0, 4.0]]))]
    [2.5, 0.446, 4.554]
    """
    unit = units(values)
    mean = float(values.mean())
    if unit.size < 2:
        return Interval(mean, math.nan, math.nan)
    far = quantile(unit.size - 1)
    if math.isinf(far):
        return no_bounds(mean)
    half = far * float(unit.std(ddof=1)) / math.sqrt(unit.size)
    return Interval(mean, mean - half, mean + half)


def ratio_interval(top: F64, bottom: F64, quantile: Quantile = t_quantile) -> Interval:
    """Return a ratio of means with Fieller's interval (95%; Fieller 1954); top, bottom: [draw, run].

    nan where the mean bottom is zero; unbounded where it does not differ from zero; no ends for a single unit.
    quantile: standard errors on either side, by degrees of freedom.

    >>> [round(end, 3) for end in ratio_interval(np.array([[2.0, 4.0, 5.0]]), np.array([[1.0, 2.0, 2.0]]))]
    [2.2, -0.425, 3.113]
    """
    x, y = units(top), units(bottom)
    a, b = float(x.mean()), float(y.mean())
    if b == 0.0:
        return Interval(math.nan, math.nan, math.nan)
    if x.size < 2:
        return Interval(a / b, math.nan, math.nan)
    t2 = quantile(x.size - 1) ** 2 / x.size
    if math.isinf(t2):
        return no_bounds(a / b)
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
    """Return the flat indices [index] of the worst tenth of campaigns, the worst first. values: [draw, run].

    better: 1 if high values are better, -1 if low ones are; for what is neither (0), the lowest count as the worst.
    Values that are nan say nothing and are left out.

    >>> worst_tenth(np.array([[5.0, 1.0, 9.0, 4.0]]), better=1).tolist()
    [1]
    """
    order = np.argsort(-values.ravel() if better < 0 else values.ravel(), kind="stable")
    known = order[~np.isnan(values.ravel()[order])]
    return np.asarray(known[: math.ceil(0.1 * known.size)])


def ignorance_share(values: F64) -> float:
    """Return the share of the variance that is between draws (what we do not know), not within them (luck).

    values: [draw, run]. nan without two draws of two runs, or where nothing varies.

    >>> round(ignorance_share(np.array([[1.0, 1.2], [5.0, 5.2]])), 3)
    0.998
    """
    n_draws, n_runs = values.shape
    if n_draws < 2 or n_runs < 2:
        return math.nan
    within = float(values.var(axis=1, ddof=1).mean())
    between = max(float(values.mean(axis=1).var(ddof=1)) - within / n_runs, 0.0)
    return between / (between + within) if between + within > 0.0 else math.nan


def share_interval(share: float, n: float, quantile: Quantile = t_quantile, degrees: float = math.inf) -> Interval:
    """Return the interval of a share among n (Clopper & Pearson 1934), which holds its level for every true share.

    n: need not be whole; where it is an effective number whose spread is known to so many degrees of freedom, it is
    cut as Korn & Graubard (1998) do. quantile: standard errors on either side, by degrees of freedom.

    >>> [round(end, 3) for end in share_interval(0.5, 100)]
    [0.5, 0.398, 0.602]
    >>> [round(end, 4) for end in share_interval(0.0, 100)]
    [0.0, 0.0, 0.0362]
    """
    from scipy.special import betaincinv, ndtr

    far = quantile(math.inf)
    tail = float(ndtr(-far))  # that is left out on either side
    n *= (far / quantile(degrees)) ** 2 if math.isfinite(degrees) else 1.0
    won, lost = share * n, (1.0 - share) * n
    low = float(betaincinv(won, lost + 1.0, tail)) if won > 0.0 else 0.0
    high = float(betaincinv(won + 1.0, lost, 1.0 - tail)) if lost > 0.0 else 1.0
    if math.isnan(low):  # of a tail next to nothing scipy may know no end
        low = 0.0
    if math.isnan(high):
        high = 1.0
    return Interval(share, min(low, share), max(high, share))
