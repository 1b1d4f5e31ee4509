"""Tolerance bounds: order statistics of one draw, joint cuts by a plain loop, and how often the share is reached."""

import math

import numpy as np
import pytest
from scipy.special import betaincinv, stdtrit
from scipy.stats import binom

from sim.statistics import tolerance

SEED = 2026


def normal(rng: np.random.Generator, shape: tuple[int, int, int], between: float, correlation: float) -> np.ndarray:
    """Normal values [measure, draw, run] of variance 1, so much of it between draws, measures equally correlated."""
    n, draws, runs = shape

    def part(*size: int) -> np.ndarray:
        own, shared = rng.normal(size=(n, *size)), rng.normal(size=size)
        return math.sqrt(correlation) * shared + math.sqrt(1.0 - correlation) * own

    return math.sqrt(between) * part(draws, 1) + math.sqrt(1.0 - between) * part(draws, runs)


def rank_by_hand(values: np.ndarray, share: float) -> int:
    """The sure rank, run by run and cut by cut."""
    n, draws, runs = values.shape
    missed = np.zeros((draws, runs, draws * runs), bool)
    for draw in range(draws):
        others = [np.sort(np.delete(values[m], draw, axis=0), axis=None) for m in range(n)]
        for cut in range(others[0].size):
            missed[draw, :, cut] = np.any([values[m, draw] < others[m][cut] for m in range(n)], axis=0)
    for cut in range((draws - 1) * runs):
        won = 1.0 - missed[:, :, cut].mean(axis=1)
        p, variance = won.mean(), won.var(ddof=1) / draws
        n_worth = float(draws)
        if p < 1.0:
            n_worth = p * (1.0 - p) / variance if variance > 0.0 else draws * runs
            n_worth *= (stdtrit(math.inf, 0.95) / stdtrit(draws - 1, 0.95)) ** 2
        blocks = max(n_worth * (1.0 - p), 1.0)
        if n_worth < blocks or betaincinv(n_worth - blocks + 1.0, blocks, 0.05) < share:
            return cut
    return (draws - 1) * runs


@pytest.mark.parametrize("share", [0.5, 0.8, 0.9, 0.95])
@pytest.mark.parametrize("runs", [59, 100, 333])
def test_one_draw_gives_the_order_statistic_of_wilks(runs: int, share: float) -> None:
    values = np.random.default_rng(SEED).permutation(np.arange(1.0, runs + 1.0)).reshape(1, 1, runs)
    surely_below = [rank for rank in range(1, runs) if binom.sf(rank - 1, runs, 1.0 - share) >= tolerance.SURE]
    assert tolerance.sure_rank(values, share) == max(surely_below)


@pytest.mark.parametrize("between", [0.0, 0.3, 0.9])
@pytest.mark.parametrize("n", [1, 3])
def test_cuts_of_several_draws_are_those_of_a_plain_loop(n: int, between: float) -> None:
    values = normal(np.random.default_rng(SEED), (n, 40, 6), between, 0.5)
    assert tolerance.sure_rank(values, 0.8) == rank_by_hand(values, 0.8) > 0


def test_a_bound_takes_as_many_units_as_it_says() -> None:
    for share in (0.5, 0.8, 0.9, 0.95, 0.99):
        needed = tolerance.least_units(share)
        assert tolerance.largest_share(needed - 1) < share <= tolerance.largest_share(needed)
        values = np.arange(float(needed)).reshape(1, 1, needed)
        assert tolerance.sure_rank(values, share) == 1
        assert tolerance.sure_rank(values[:, :, 1:], share) == 0


def test_runs_of_a_draw_are_no_units() -> None:
    values = normal(np.random.default_rng(SEED), (1, 10, 500), 0.5, 0.0)
    assert tolerance.sure_rank(values, 0.9) == 0
    assert tolerance.n_units(values) == 10


def test_a_likely_rank_is_that_of_the_quantile() -> None:
    values = normal(np.random.default_rng(SEED), (1, 7, 13), 0.4, 0.0)
    for share in (0.5, 0.75, 0.9, 0.99):
        quantile = np.quantile(values, 1.0 - share, method="inverted_cdf")
        assert tolerance.value_at(values[0], tolerance.likely_rank(values, share)) == quantile


def test_a_measure_that_never_varies_changes_nothing() -> None:
    values = normal(np.random.default_rng(SEED), (1, 40, 6), 0.4, 0.0)
    with_constant = np.concatenate([values, np.full_like(values, 7.0)])
    assert tolerance.sure_rank(with_constant, 0.9) == tolerance.sure_rank(values, 0.9)
    assert tolerance.sure_rank(np.full_like(values, 7.0), 0.9) > 0


def test_measures_that_agree_are_promised_as_one() -> None:
    values = normal(np.random.default_rng(SEED), (1, 40, 6), 0.4, 0.0)
    twice = np.concatenate([values, np.exp(values)])
    assert tolerance.sure_rank(twice, 0.9) == tolerance.sure_rank(values, 0.9)


@pytest.mark.parametrize("case", range(20))
def test_more_surely_is_never_more(case: int) -> None:
    rng = np.random.default_rng([SEED, case])
    values = normal(rng, (3, int(rng.integers(30, 80)), int(rng.integers(1, 8))), rng.uniform(), rng.uniform())
    ranks = [tolerance.sure_rank(values, share) for share in (0.5, 0.6, 0.8, 0.9, 0.95)]
    assert ranks == sorted(ranks, reverse=True)
    assert tolerance.likely_rank(values, 0.9) <= min(tolerance.likely_rank(each[None], 0.9) for each in values)


def test_draws_may_stand_in_any_order() -> None:
    values = normal(np.random.default_rng(SEED), (2, 40, 6), 0.4, 0.3)
    assert tolerance.sure_rank(values[:, ::-1, ::-1], 0.9) == tolerance.sure_rank(values, 0.9)


def reached(values: np.ndarray, rank: int, population: np.ndarray) -> float:
    """The share of a population [measure, campaign] that reaches the cut of a sample in every measure."""
    cut = np.array([tolerance.value_at(each, rank) for each in values])
    return float((population >= cut[:, None]).all(axis=0).mean())


@pytest.mark.parametrize(("draws", "runs", "between"), [(1, 100, 0.0), (40, 10, 0.6)])
def test_the_share_is_reached_as_surely_as_promised(draws: int, runs: int, between: float) -> None:
    """95% of 200 samples or more: 22 misses or more have a chance of 0.05%; without allowance, about half miss."""
    rng = np.random.default_rng(SEED)
    population = normal(rng, (3, 100_000, 1), between, 0.5)[:, :, 0]
    samples = [normal(rng, (3, draws, runs), between, 0.5) for _ in range(200)]
    sure = [rank for values in samples if (rank := tolerance.sure_rank(values, 0.85))]
    shares = [reached(v, tolerance.sure_rank(v, 0.85), population) for v in samples]
    likely = [reached(v, tolerance.likely_rank(v, 0.85), population) for v in samples]
    assert len(sure) == 200
    assert sum(share < 0.85 for share in shares) < 22
    assert sum(share < 0.85 for share in likely) > 60
