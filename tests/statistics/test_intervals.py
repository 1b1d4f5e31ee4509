"""Intervals cover what they say, are exact where they can be, and are missing where there is nothing to say."""

import math

import numpy as np
import pytest
from scipy.stats import binom
from scipy.stats import t as student

from sim.statistics.intervals import (
    Interval,
    ignorance_share,
    mean_interval,
    ratio_interval,
    share_interval,
    t_quantile,
    units,
    worst_tenth,
)
from tests.verdicts import FAR

REPEATS = 10_000
MARGIN = FAR * math.sqrt(0.95 * 0.05 / REPEATS)  # of a coverage of 95%: 0.011, with a false alarm of 1e-6


def covered(intervals, truth):
    return np.mean([low <= truth <= high for _, low, high in intervals])


def pairs(n, noise, seed):
    """Repeats of n correlated pairs (top, bottom) with means 3 and 2: [repeat] of two [1, n]."""
    shared, top, bottom = np.random.default_rng(seed).standard_normal((3, REPEATS, 1, n))
    return zip(3.0 + noise * (shared + top), 2.0 + noise * (shared + bottom), strict=True)


# Means


@pytest.mark.parametrize("n", [2, 20])
def test_student_covers_95_in_100(n):
    values = np.random.default_rng(n).standard_normal((REPEATS, 1, n))
    assert abs(covered(map(mean_interval, values), 0.0) - 0.95) < MARGIN


def test_with_several_draws_the_unit_is_the_draw():
    """What is unknown moves all runs of a draw together: runs are no independent witnesses of it."""
    random = np.random.default_rng(7)
    values = random.standard_normal((REPEATS, 8, 1)) + 0.3 * random.standard_normal((REPEATS, 8, 5))
    assert abs(covered(map(mean_interval, values), 0.0) - 0.95) < MARGIN
    as_runs = (mean_interval(value.reshape(1, -1)) for value in values)
    assert covered(as_runs, 0.0) < 0.7


def test_an_interval_by_hand():
    found = mean_interval(np.array([[1.0, 2.0, 3.0, 6.0]]))
    half = student.ppf(0.975, 3) * math.sqrt(14.0 / 3.0 / 4.0)
    assert found == pytest.approx((3.0, 3.0 - half, 3.0 + half))
    assert t_quantile(3) == pytest.approx(3.182446, abs=1e-6)
    assert t_quantile(9, 0.9) == pytest.approx(student.ppf(0.95, 9))


def test_one_unit_has_no_interval():
    value, low, high = mean_interval(np.array([[4.0]]))
    assert value == 4.0
    assert math.isnan(low)
    assert math.isnan(high)
    value, low, high = ratio_interval(np.array([[4.0]]), np.array([[2.0]]))
    assert value == 2.0
    assert math.isnan(low)
    assert math.isnan(high)


def test_units():
    assert units(np.array([[1.0, 3.0], [5.0, 9.0]])).tolist() == [2.0, 7.0]
    assert units(np.array([[1.0, 3.0]])).tolist() == [1.0, 3.0]


def test_blocks_of_draws_are_units_where_there_are_enough():
    """Draws of a block are spread evenly, so their means differ less than independent ones would."""
    draws = np.arange(25.0)[:, None] * np.ones(2)
    assert units(draws).tolist() == [2.0, 7.0, 12.0, 17.0, 22.0]


@pytest.mark.parametrize("n", [2, 20, 47])
def test_other_numbers_of_draws_are_units_of_their_own(n):
    assert units(np.ones((n, 2))).size == n


def test_what_never_varies_is_certain():
    assert mean_interval(np.full((1, 5), 7.0)) == (7.0, 7.0, 7.0)
    assert ratio_interval(np.full((1, 5), 6.0), np.full((1, 5), 4.0)) == (1.5, 1.5, 1.5)


# Ratios


@pytest.mark.parametrize(("n", "noise"), [(5, 0.2), (20, 0.5)])
def test_fieller_covers_95_in_100(n, noise):
    found = [ratio_interval(top, bottom) for top, bottom in pairs(n, noise, seed=n)]
    assert np.isfinite(found).all()
    assert abs(covered(found, 1.5) - 0.95) < MARGIN


def test_fieller_covers_where_the_bottom_is_hardly_there():
    """Unbounded intervals are the price: an interval of always finite length covers too seldom (Fieller 1954)."""
    found = [ratio_interval(top, bottom) for top, bottom in pairs(5, 2.0, seed=3)]
    unbounded = np.isinf([low for _, low, _ in found])
    assert 0.2 < unbounded.mean() < 0.9
    assert covered(found, 1.5) > 0.95 - MARGIN


@pytest.mark.parametrize("seed", range(20))
def test_the_ends_are_where_fieller_puts_them(seed):
    """At both ends, (a - r b) / se(a - r b) is Student's quantile."""
    random = np.random.default_rng(seed)
    bottom = random.gamma(3.0, size=(1, 12))
    top = 0.4 * bottom + random.gamma(2.0, size=(1, 12))
    ratio, low, high = ratio_interval(top, bottom)
    assert low < ratio < high
    assert ratio == pytest.approx(top.mean() / bottom.mean())
    for end in (low, high):
        rest = (top - end * bottom)[0]
        far = abs(rest.mean()) / (rest.std(ddof=1) / math.sqrt(12.0))
        assert far == pytest.approx(t_quantile(11), rel=1e-9)


def test_with_a_certain_bottom_it_is_students():
    top = np.array([[1.0, 2.0, 3.0, 6.0]])
    found = ratio_interval(top, np.full((1, 4), 2.0))
    assert found == pytest.approx(tuple(value / 2.0 for value in mean_interval(top)))


def test_a_ratio_of_means_is_no_mean_of_ratios():
    top, bottom = np.array([[1.0, 100.0]]), np.array([[1.0, 10.0]])
    assert ratio_interval(top, bottom).value == pytest.approx(101.0 / 11.0)
    assert np.mean(top / bottom) == 5.5


def test_ratios_are_of_draws_where_there_are_several():
    random = np.random.default_rng(5)
    top, bottom = random.gamma(5.0, size=(2, 6, 40))
    assert ratio_interval(top, bottom) == pytest.approx(
        ratio_interval(top.mean(axis=1)[None, :], bottom.mean(axis=1)[None, :])
    )


def test_a_ratio_to_nothing_is_not_known():
    assert np.isnan(ratio_interval(np.array([[1.0, 2.0]]), np.zeros((1, 2)))).all()


def test_a_bottom_that_may_be_nothing_leaves_the_ratio_unbounded():
    found = ratio_interval(np.array([[1.0, 2.0, 3.0]]), np.array([[0.0, 0.0, 1.0]]))
    assert found == Interval(pytest.approx(6.0), -math.inf, math.inf)


# Risk and ignorance


def test_the_worst_tenth():
    values = np.array([[3.0, 1.0, 2.0], [9.0, math.nan, 0.0]])
    assert worst_tenth(values, 1).tolist() == [5]
    assert worst_tenth(values, 0).tolist() == [5]
    assert worst_tenth(values, -1).tolist() == [3]
    assert worst_tenth(np.arange(21.0)[None, :], -1).tolist() == [20, 19, 18]
    assert worst_tenth(np.full((1, 4), math.nan), 1).size == 0


def test_endless_costs_are_the_worst():
    assert worst_tenth(np.array([[1.0, math.inf, 5.0]]), -1).tolist() == [1]


@pytest.mark.parametrize(("sd", "due"), [(0.0, 0.0), (1.0, 0.5), (3.0, 0.9)])
def test_the_share_of_ignorance(sd, due):
    """Variance between draws of sd^2, of luck 1: with 4,000 draws, to 5% and one in a million."""
    random = np.random.default_rng(1)
    values = sd * random.standard_normal((4_000, 1)) + random.standard_normal((4_000, 10))
    assert ignorance_share(values) == pytest.approx(due, abs=0.05)


@pytest.mark.parametrize("shape", [(1, 10), (10, 1)])
def test_ignorance_is_not_known_without_draws_and_runs(shape):
    assert math.isnan(ignorance_share(np.arange(10.0).reshape(shape)))


def test_nothing_varies_for_no_reason():
    assert math.isnan(ignorance_share(np.ones((3, 3))))


@pytest.mark.parametrize("share", [0.002, 0.01, 0.05, 0.5])
@pytest.mark.parametrize("n", [100, 1000])
def test_the_interval_of_a_share_holds_its_level_everywhere(share, n):
    """Exact, summed over the binomial: at least 95%; Wilson's covers 92.1% at 0.01 among 100, and 84% at its worst."""
    won = np.arange(n + 1)
    low, high = np.array([share_interval(k / n, n)[1:] for k in won]).T
    coverage = binom.pmf(won, n, share)[(low <= share) & (share <= high)].sum()
    assert 0.95 <= coverage <= 0.985
