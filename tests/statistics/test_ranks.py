"""Rank correlations and regressions: against slow and obvious ones, and how often they see what is not there."""

import math

import numpy as np
import pytest
from scipy.stats import rankdata

from sim.statistics.intervals import t_quantile
from sim.statistics.ranks import average_ranks, partial_rank_correlations, rank_regression


def sample(n, seed, noise=0.3):
    """Four factors [point, factor] with coarse third, the last idle, and a bent answer [point] with ties."""
    random = np.random.default_rng(seed)
    x = random.random((n, 4))
    x[:, 2] = np.round(x[:, 2] * 5)
    return x, np.round(np.exp(2.0 * x[:, 0]) - 3.0 * x[:, 1] + 0.3 * x[:, 2] + noise * random.normal(size=n), 1)


def standard(values):
    ranks = rankdata(values, axis=0)
    return (ranks - ranks.mean(axis=0)) / ranks.std(axis=0)


def slow_partial(x, y):
    """Correlations of what the other factors leave of both."""
    ranks, answer, found = standard(x), standard(y), []
    for factor in range(x.shape[1]):
        rest = np.delete(ranks, factor, axis=1)
        own = ranks[:, factor] - rest @ np.linalg.lstsq(rest, ranks[:, factor])[0]
        left = answer - rest @ np.linalg.lstsq(rest, answer)[0]
        found.append(np.corrcoef(own, left)[0, 1])
    return np.array(found)


def slow_coefficients(x, y):
    return np.linalg.lstsq(standard(x), standard(y))[0]


def slow_half(statistic, x, y):
    n, n_factors = x.shape
    each = np.array([statistic(np.delete(x, point, axis=0), np.delete(y, point)) for point in range(n)])
    return t_quantile(n - n_factors - 1) * np.sqrt((n - 1) * each.var(axis=0))


def values(found):
    return np.array([interval.value for interval in found])


def ends(found):
    return np.array([[interval.low, interval.high] for interval in found]).T


@pytest.mark.parametrize("seed", range(5))
def test_ties_share_their_ranks(seed):
    drawn = np.random.default_rng(seed).integers(0, 8, size=30).astype(np.float64)
    assert average_ranks(drawn).tolist() == rankdata(drawn).tolist()


@pytest.mark.parametrize("n", [8, 40])
def test_partial_correlations_slowly(n):
    x, y = sample(n, n)
    found = partial_rank_correlations(x, y)
    expected = slow_partial(x, y)
    z, half = np.arctanh(expected), slow_half(lambda a, b: np.arctanh(slow_partial(a, b)), x, y)
    assert values(found) == pytest.approx(expected, rel=1e-9)
    assert ends(found) == pytest.approx(np.tanh([z - half, z + half]), rel=1e-9)


@pytest.mark.parametrize("n", [8, 40])
def test_the_regression_slowly(n):
    x, y = sample(n, n)
    found, expected = rank_regression(x, y), slow_coefficients(x, y)
    half = slow_half(slow_coefficients, x, y)
    assert values(found.coefficients) == pytest.approx(expected, rel=1e-9)
    assert ends(found.coefficients) == pytest.approx(np.array([expected - half, expected + half]), rel=1e-9)
    assert found.explained == pytest.approx((standard(x) @ expected).var(), rel=1e-9)


def test_a_monotone_sum_is_seen_whole():
    x, y = sample(300, 1, noise=0.0)
    partial, regression = values(partial_rank_correlations(x, y)), rank_regression(x, y)
    assert partial[0] > 0.9
    assert partial[1] < -0.9
    assert partial[2] > 0.7
    assert regression.readable
    assert regression.explained > 0.9
    assert (values(regression.coefficients)[:3] ** 2).sum() == pytest.approx(regression.explained, abs=0.1)


def test_how_the_answer_is_bent_does_not_matter():
    x, y = sample(60, 2)
    assert partial_rank_correlations(x, np.exp(y)) == partial_rank_correlations(x, y)
    assert rank_regression(x**3, y) == rank_regression(x, y)


def test_a_hump_is_not_readable():
    x = np.random.default_rng(3).random((200, 2))
    found = rank_regression(x, (x[:, 0] - 0.5) ** 2 + 0.1 * x[:, 1])
    assert found.explained < 0.7
    assert not found.readable


def test_what_does_not_matter_is_seldom_seen():
    """400 designs of 25 points, four idle factors: at most 5% of intervals miss zero, and 6.5% is 2.7 errors away."""
    missed = []
    for seed in range(400):
        random = np.random.default_rng(seed)
        x, y = random.random((25, 4)), random.random(25)
        found = ends(partial_rank_correlations(x, y) + rank_regression(x, y).coefficients)
        missed.append((found[0] > 0.0) | (found[1] < 0.0))
    partial, slopes = np.split(np.array(missed), 2, axis=1)
    assert 0.01 < partial.mean() < 0.065
    assert 0.01 < slopes.mean() < 0.065


def test_the_intervals_hold_what_they_should():
    """200 designs of 40 points: eight numbers at 95%, the mean but for a standard error of 1%."""
    truth_x, truth_y = sample(200_000, 4)
    truth = np.r_[slow_partial(truth_x, truth_y), slow_coefficients(truth_x, truth_y)]
    held = []
    for seed in range(200):
        x, y = sample(40, 100 + seed)
        found = ends(partial_rank_correlations(x, y) + rank_regression(x, y).coefficients)
        held.append((found[0] <= truth) & (truth <= found[1]))
    assert 0.91 < np.mean(held) < 0.985


def test_a_factor_that_does_not_vary_is_left_out():
    x, y = sample(40, 5)
    still = np.insert(x, 1, 0.7, axis=1)
    for one in (partial_rank_correlations, lambda x, y: rank_regression(x, y).coefficients):
        found = one(still, y)
        assert np.isnan(found[1]).all()
        assert found[:1] + found[2:] == one(x, y)


def test_factors_that_cannot_be_told_apart():
    x, y = sample(40, 6)
    twins = np.column_stack([x, x[:, 0] ** 2])
    found, alone = partial_rank_correlations(twins, y), partial_rank_correlations(x, y)
    assert np.isnan(values(found)[[0, 4]]).all()
    assert values(found)[1:4] == pytest.approx(values(alone)[1:4], rel=1e-9)
    assert rank_regression(twins, y).explained == pytest.approx(rank_regression(x, y).explained, rel=1e-9)


@pytest.mark.parametrize("seed", range(20))
def test_where_one_factor_explains_all(seed):
    """Rounding must not be taken for something left to explain."""
    x = np.random.default_rng(seed).random((30, 2))
    first, second = partial_rank_correlations(x, x[:, 0] ** 3)
    assert first == pytest.approx((1.0, 1.0, 1.0))
    assert first.low <= first.value <= first.high
    assert math.isnan(second.value)
    assert rank_regression(x, -x[:, 0]).coefficients[1].value == pytest.approx(0.0, abs=1e-9)


def test_few_points_have_no_intervals():
    random = np.random.default_rng(8)
    x, y = random.random((6, 4)), random.random(6)
    assert np.isnan(ends(partial_rank_correlations(x, y))).all()
    assert np.isnan(ends(rank_regression(x, y).coefficients)).all()
    assert not rank_regression(x, y).readable
    assert not np.isnan(values(partial_rank_correlations(x[:, :3], y))).any()
    assert not np.isnan(ends(partial_rank_correlations(x[:, :3], y))).any()


@pytest.mark.parametrize("y", [np.full(20, 0.1), np.r_[np.arange(19.0), math.nan]])
def test_an_answer_that_does_not_vary_or_is_not_known(y):
    x = np.random.default_rng(9).random((20, 3))
    assert np.isnan(np.array(partial_rank_correlations(x, y))).all()
    found = rank_regression(x, y)
    assert np.isnan(np.array(found.coefficients)).all()
    assert math.isnan(found.explained)
    assert not found.readable


def test_no_factor_varies():
    found = rank_regression(np.ones((10, 2)), np.arange(10.0))
    assert np.isnan(np.array(found.coefficients)).all()
    assert found.explained == 0.0
