"""Two sides to first order: Fieller's ends are where Student puts them, and what is certain is certain."""

import math

import numpy as np
import pytest

from sim.statistics.intervals import ratio_interval, t_quantile
from sim.statistics.linear import Spread, around, fieller, of_difference, of_one, of_two


def sides(seed, n=12):
    random = np.random.default_rng(seed)
    y = random.gamma(3.0, size=n)
    return 0.4 * y + random.gamma(2.0, size=n), y


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("paired", [True, False])
def test_the_ends_are_where_fieller_puts_them(seed, paired):
    """At both ends (x - r y) / se(x - r y) is the quantile."""
    x, y = sides(seed)
    ratio, low, high = fieller(x.mean() / y.mean(), x, y, paired, lambda _: 2.5)
    assert low < ratio < high
    for end in (low, high):
        error = math.sqrt(of_difference(x, end * y, paired).variance)
        assert abs(x.mean() - end * y.mean()) / error == pytest.approx(2.5)


@pytest.mark.parametrize("seed", range(5))
def test_paired_it_is_the_interval_of_a_ratio_of_means(seed):
    x, y = sides(seed)
    assert fieller(x.mean() / y.mean(), x, y, paired=True) == pytest.approx(ratio_interval(x[None], y[None]))


def test_unbounded_where_the_bottom_may_be_zero():
    x, y = np.array([1.0, 2.0, 3.0]), np.array([-1.0, 0.5, 1.0])
    assert fieller(12.0, x, y, paired=True)[1:] == (-math.inf, math.inf)


def test_welch_by_hand():
    found = of_two(np.array([1.0, 3.0]), np.array([2.0, 2.0, 5.0]))
    assert found == pytest.approx((1.0 + 1.0, 4.0 / (1.0 + 0.5), 2))


def test_certainty_has_no_spread():
    """0.1 has no exact sum; a variance of rounding errors would be an interval of nothing."""
    assert of_one(np.full(30, 0.1)) == (0.0, 29.0, 30)
    assert of_two(np.full(30, 0.1), np.full(5, 0.7)) == (0.0, 4.0, 5)


def test_around():
    assert around(3.0, Spread(4.0, 5.0, 6)) == pytest.approx((3.0, 3.0 - 2 * t_quantile(5), 3.0 + 2 * t_quantile(5)))
    assert around(3.0, Spread(math.nan, 0.0, 1)) == pytest.approx((3.0, math.nan, math.nan), nan_ok=True)
