"""Tolerance bounds: values that a share of a population reaches, one by one or several at once, surely enough.

A sample is values[measure, draw, run], more being better. A cut is a rank: in each measure, the value that so many of
all others do not exceed; all measures are cut at one rank, so that each is as likely to be missed. Whoever is judged
takes no part in making the cut: a run is held against the cut of the other draws, for the runs of a draw are alike.
That allows for the freedom of choosing the cut by the sample, in any number of measures: with one draw it counts what
Tukey (1947) calls statistically equivalent blocks, and one measure alone gives the order statistics of Wilks (1941).

The bound on the share is Clopper and Pearson's with as many runs as the spread over draws is worth (Korn & Graubard
1998). Of 300 samples each of 50 draws of 20 normal runs, in 1, 4 and 7 measures with correlations of 0 to 0.95, draws
holding 0.05 to 0.999 of the variance, the share was 0.9 or more in 0.936 to 0.977; of 200 runs of one draw in 0.973 to
0.99.
"""

import math
from typing import NamedTuple

import numpy as np

from sim.core.arrays import F64, I64
from sim.statistics.intervals import t_quantile

SURE = 0.95  # how sure it is that the share is reached, whatever the sample


class _Shares(NamedTuple):
    """Cuts by the runs that reach them; the ranks of other cuts lie between."""

    rank: I64  # [cut] ascending
    n: F64  # [cut] independent runs that the sample is worth
    missed: F64  # [cut] of these, whose value lies below the cut in a measure or more


def least_units(share: float) -> int:
    """Return how many independent runs, or draws, a bound on so large a share takes: all must lie above it.

    >>> least_units(0.9), least_units(0.95), least_units(0.99)
    (29, 59, 299)
    """
    return math.ceil(math.log1p(-SURE) / math.log(share))


def largest_share(n_units: int) -> float:
    """Return the largest share on which so many independent runs, or draws, give a bound.

    >>> round(largest_share(29), 4)
    0.9019
    """
    return float((1.0 - SURE) ** (1.0 / n_units))


def n_units(values: F64) -> int:
    """Return the independent units of a sample [..., draw, run]: its draws, or the runs of a single one.

    >>> n_units(np.ones((1, 9))), n_units(np.ones((5, 9)))
    (9, 5)
    """
    draws, runs = values.shape[-2:]
    return int(draws if draws > 1 else runs)


def value_at(values: F64, rank: int) -> float:
    """Return the value of a rank: the smallest is 1. values: [draw, run].

    >>> value_at(np.array([[5.0, 1.0, 3.0]]), 2)
    3.0
    """
    return float(np.partition(values.ravel(), rank - 1)[rank - 1])


def likely_rank(values: F64, share: float) -> int:
    """Return the rank which so large a share of the runs reaches in every measure, with no allowance for their number.

    values: [measure, draw, run]. Of one measure, it is the rank of the quantile by the inverted distribution function.

    >>> likely_rank(np.arange(1.0, 101.0).reshape(1, 1, 100), 0.9)
    10
    """
    depth = _ranks(values).min(axis=0)
    return int(np.quantile(depth, 1.0 - share, method="inverted_cdf"))


def sure_rank(values: F64, share: float) -> int:
    """Return the highest rank which, 95% surely, so large a share of the population reaches in every measure at once.

    values: [measure, draw, run]. 0: there is none, for want of draws or runs.

    >>> sure_rank(np.arange(1.0, 101.0).reshape(1, 1, 100), 0.9), sure_rank(np.ones((1, 1, 28)), 0.9)
    (5, 0)
    """
    if n_units(values) < least_units(share):
        return 0
    shares = _count_missed(values)
    holds = _lower_bounds(shares) >= share
    n_held = holds.size if holds.all() else int(np.argmin(holds))  # a cut that holds beyond one that does not is luck
    return int(shares.rank[n_held - 1]) if n_held else 0


def _ranks(values: F64) -> I64:
    """Return how many runs of a measure do not exceed each [measure, draw, run]."""
    ranks = [np.searchsorted(np.sort(measure, axis=None), measure, "right") for measure in values]
    return np.asarray(ranks, np.int64)


def _count_missed(values: F64) -> _Shares:
    """Return the runs that miss each cut made by the other draws, as independent ones."""
    if values.shape[1] == 1:
        values = values.transpose(0, 2, 1)
    n_draws, n_runs = values.shape[1:]
    own = np.stack([_ranks(values[:, [draw]])[:, 0] for draw in range(n_draws)], axis=1)
    depth = (_ranks(values) - own).min(axis=0)  # of others that do not exceed it, in the measure where it is worst
    order = np.argsort(depth, axis=None, kind="stable")
    rank, missed = np.unique(depth.ravel()[order], return_index=True)
    unit = order // n_runs
    rank, missed = rank[rank > 0], missed[rank > 0]
    return _Shares(rank, *_weigh(missed, _sums_of_squares(unit)[missed], n_draws, n_runs))


def _sums_of_squares(unit: I64) -> I64:
    """Return the squares of the runs missed in each draw, added up, for each number of runs missed from 0 on.

    unit: the draw of each run, the worst run first.
    """
    by_unit = np.argsort(unit, kind="stable")
    first = np.searchsorted(unit[by_unit], unit[by_unit], "left")
    before = np.empty(unit.size, np.int64)  # missed already in the same draw
    before[by_unit] = np.arange(unit.size) - first
    return np.concatenate([[0], np.cumsum(2 * before + 1)])


def _weigh(missed: I64, squares: I64, n_draws: int, n_runs: int) -> tuple[F64, F64]:
    """Return the independent runs that draws are worth [cut], and how many of them miss; each draw is one at no miss.

    missed, squares: [cut] runs that miss in all draws, and the sum over draws of their squares.
    """
    share = missed / (n_draws * n_runs)
    if n_runs == 1:
        return np.full(missed.size, float(n_draws)), missed.astype(np.float64)
    variance = (squares / n_runs**2 / n_draws - share**2) / (n_draws - 1)  # of the mean over draws
    spread = share * (1.0 - share)
    n = np.divide(spread, variance, out=np.full(missed.size, float(n_draws * n_runs)), where=variance > 1e-15)
    level = 2.0 * SURE - 1.0  # both tails of it
    n = n * (t_quantile(math.inf, level) / t_quantile(n_draws - 1.0, level)) ** 2
    n[missed == 0] = n_draws
    return n, n * share


def _lower_bounds(shares: _Shares) -> F64:
    """Return the bound above which the share that reaches each cut lies [cut]; 0 where nothing is known."""
    from scipy.special import betaincinv

    blocks = np.maximum(shares.missed, 1.0)  # that are cut off, of n + 1
    left = shares.n - blocks + 1.0
    is_known = left > 0.0
    bound = betaincinv(np.where(is_known, left, 1.0), blocks, 1.0 - SURE)
    return np.asarray(np.where(is_known, bound, 0.0), np.float64)
