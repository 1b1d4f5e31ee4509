"""Wins in single campaigns: shares of campaigns with intervals that stay within [0, 1]."""

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from sim.core.arrays import F64
from sim.measures.catalogue import Measure
from sim.measures.summary import column, single_campaigns
from sim.statistics.intervals import Interval, Quantile, share_interval, t_quantile, units
from sim.statistics.linear import Spread, of_one, of_two
from sim.store.stored_result import Array


class Win(NamedTuple):
    """Wins, ties and losses of one side against another in single campaigns (draw, run)."""

    wins: Interval  # probability that A is better by more than the smallest difference that matters
    ties: float  # probability that they differ by no more than it
    losses: Interval
    in_draws: float  # share of draws in which A's mean (ratio of means) is better; nan with one draw


def cluster_interval(
    share: float, spread: Spread, n_campaigns: int, n_draws: int, quantile: Quantile = t_quantile
) -> Interval:
    """Return the interval of a share with as many campaigns as the spread over units is worth.

    At 0 and 1, where no spread can be seen, each draw counts for one campaign. n_campaigns: where all units agree.

    >>> cluster_interval(1.0, Spread(0.0, 9.0, 10), 1000, 10).high
    1.0
    """
    if math.isnan(spread.variance):
        return Interval(share, math.nan, math.nan)
    n: float = n_campaigns if 0.0 < share < 1.0 else n_draws
    if spread.variance > 0.0:
        n = share * (1.0 - share) / spread.variance
    return share_interval(share, n, quantile, spread.degrees)


def paired_share(won: F64, quantile: Quantile = t_quantile) -> Interval:
    """Return the share of campaigns [draw, run] that are won, campaign against campaign.

    >>> paired_share(np.array([[1.0, 0.0, 1.0, 1.0]])).value
    0.75
    """
    share = float(won.mean())
    if won.size < 2:
        return Interval(share, math.nan, math.nan)
    if won.shape[0] == 1:
        return share_interval(share, won.size, quantile)
    return cluster_interval(share, of_one(units(won)), won.size, won.shape[0], quantile)


def shares_below(values: F64, others: F64) -> F64:
    """Return the share of all the others that lie below each value; nan lies nowhere.

    >>> shares_below(np.array([2.0, math.nan]), np.array([1.0, 3.0])).tolist()
    [0.5, 0.0]
    """
    known = np.sort(others[~np.isnan(others)])
    below = np.searchsorted(known, values, side="left") / others.size
    return np.where(np.isnan(values), 0.0, below)


def crossed_share(a: F64, b: F64, margin: float, quantile: Quantile = t_quantile) -> Interval:
    """Return the share of all pairs of campaigns with a > b + margin: a U statistic, with DeLong's spread (1988).

    >>> crossed_share(np.array([[1.0, 3.0]]), np.array([[0.0, 2.0]]), 0.0).value
    0.75
    """
    above = shares_below(a - margin, b)
    beneath = shares_below(-b - margin, -a)
    spread = of_two(units(above), units(beneath))
    n_draws = sum(side.shape[0] if side.shape[0] > 1 else side.size for side in (a, b))
    return cluster_interval(float(above.mean()), spread, a.size + b.size, n_draws, quantile)


def margin_of(a: float, b: float, smallest: float) -> float:
    """Return the smallest difference that matters: a share of the mean magnitude of both, or of the one that is known.

    >>> margin_of(10.0, 30.0, 0.05)
    1.0
    """
    known = [abs(value) for value in (a, b) if math.isfinite(value)]
    return smallest * sum(known) / len(known) if known else 0.0


def scores(measure: Measure, columns: Mapping[str, Array]) -> F64:
    """Return single campaigns as numbers of which more is better [draw, run]; nan for 0 / 0, endless cost is -inf.

    >>> from sim.measures.catalogue import MEASURES
    >>> scores(MEASURES["cost"], {"outcomes/cost_usd": np.array([[10.0]])}).tolist()
    [[-10.0]]
    """
    return measure.better * single_campaigns(measure, columns)


def draw_scores(measure: Measure, columns: Mapping[str, Array]) -> F64:
    """Return the mean, or the ratio of means, of each draw, of which more is better [draw].

    >>> from sim.measures.catalogue import MEASURES
    >>> draw_scores(MEASURES["clicks"], {"outcomes/clicks": np.array([[1.0, 3.0], [4.0, 6.0]])}).tolist()
    [2.0, 5.0]
    """
    top = column(columns, measure.top).mean(axis=1)
    if not measure.bottom:
        return np.asarray(measure.better * top)
    bottom = column(columns, measure.bottom).mean(axis=1)
    undefined = np.full(top.size, math.nan)
    return np.asarray(measure.better * np.divide(top, bottom, out=undefined, where=bottom > 0.0))


def in_draws(measure: Measure, a: Mapping[str, Array], b: Mapping[str, Array], paired: bool) -> float:
    """Return the share of draws in which A is better on average, ties by half.

    nan with one draw, and without pairs: then the draws are not the same.

    >>> from sim.measures.catalogue import MEASURES
    >>> a, b = ({"outcomes/clicks": np.array([[1.0], [more]])} for more in (4.0, 2.0))
    >>> in_draws(MEASURES["clicks"], a, b, paired=True)
    0.75
    """
    first, second = draw_scores(measure, a), draw_scores(measure, b)
    if not paired or first.size < 2:
        return math.nan
    return float(((first > second) + 0.5 * (first == second)).mean())


class WinShares(NamedTuple):
    """Shares of campaigns that A wins, ties and loses."""

    wins: Interval
    ties: float
    losses: Interval


def paired_shares(a: F64, b: F64, margin: float, quantile: Quantile = t_quantile) -> WinShares:
    """Return wins, ties and losses, campaign against campaign [draw, run].

    >>> paired_shares(np.array([[1.0, 2.0]]), np.array([[1.0, 1.0]]), 0.0).ties
    0.5
    """
    with np.errstate(invalid="ignore"):  # both endless: a tie
        gain = a - b
    won, lost = gain > margin, gain < -margin
    ties = float((~won & ~lost).mean())
    wins, losses = (paired_share(which.astype(np.float64), quantile) for which in (won, lost))
    return WinShares(wins, ties, losses)


def crossed_shares(a: F64, b: F64, margin: float, quantile: Quantile = t_quantile) -> WinShares:
    """Return wins, ties and losses over all pairs of campaigns.

    >>> crossed_shares(np.array([[1.0, 2.0]]), np.array([[1.0, 1.0]]), 0.0).ties
    0.5
    """
    wins, losses = crossed_share(a, b, margin, quantile), crossed_share(b, a, margin, quantile)
    n = a.size * b.size
    return WinShares(wins, (n - round(wins.value * n) - round(losses.value * n)) / n, losses)


def win(
    measure: Measure,
    a: Mapping[str, Array],
    b: Mapping[str, Array],
    paired: bool,
    margin: float,
    quantile: Quantile = t_quantile,
) -> Win | None:
    """Return how A does against B; None where nothing is better.

    margin: the smallest difference that matters, as an amount. quantile: standard errors on either side. Endless cost
    loses to any finite one. A campaign without a value (0 / 0) neither wins nor loses: it ties with everything.

    >>> from sim.measures.catalogue import MEASURES
    >>> a, b = ({"outcomes/clicks": np.array([[3.0, more]])} for more in (5.0, 4.0))
    >>> win(MEASURES["clicks"], a, b, paired=True, margin=0.0).wins.value
    0.5
    """
    if not measure.better:
        return None
    shares = paired_shares if paired else crossed_shares
    parts = shares(scores(measure, a), scores(measure, b), margin, quantile)
    return Win(*parts, in_draws(measure, a, b, paired))


def places(measure: Measure, strategies: Sequence[Mapping[str, Array]]) -> F64:
    """Return the probability of each place [strategy, place] over campaigns; ties share their places equally.

    Where one strategy is undefined in a campaign, nothing is said of it: all tie. So they do where nothing is better.

    >>> from sim.measures.catalogue import MEASURES
    >>> a, b = ({"outcomes/clicks": np.array([[3.0, more]])} for more in (5.0, 6.0))
    >>> places(MEASURES["clicks"], [a, b]).tolist()
    [[0.25, 0.75], [0.75, 0.25]]
    """
    n = len(strategies)
    if not measure.better:
        return np.full((n, n), 1.0 / n)
    each = np.array([scores(measure, columns).ravel() for columns in strategies])
    each[:, np.isnan(each).any(axis=0)] = 0.0
    out = np.zeros((n, n))
    for index, own in enumerate(each):
        best = (each > own).sum(axis=0)
        shared = (each == own).sum(axis=0)
        for place in range(n):
            out[index, place] = (((best <= place) & (place < best + shared)) / shared).mean()
    return out
