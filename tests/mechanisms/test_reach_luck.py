"""Luck of reach: points of the normal distribution, factors of mean 1, and the spread that is left per view."""

import math

import numpy as np
import pytest

from sim.mechanisms.reach_luck import CERTAIN, NORMAL, lognormal_factors, normal_points, spread_per_view


def left(per_follower, reach, correlation):
    """The spread per view of one creator."""
    return float(spread_per_view(np.array([per_follower]), np.array([reach]), correlation)[0])


# Points


@pytest.mark.parametrize("power", range(32))
def test_points_have_the_moments_of_a_standard_normal_variable(power):
    """As Gauss-Hermite's 16 points do up to the power 31: 0 where it is odd, else (power - 1)(power - 3)..."""
    due = math.prod(range(power - 1, 0, -2)) if power % 2 == 0 else 0.0
    scale = math.prod(range(power, 0, -2)) or 1
    assert NORMAL.share @ NORMAL.point**power == pytest.approx(due, rel=1e-10, abs=1e-10 * scale)


def test_a_single_point_stands_for_luck_that_does_not_spread():
    assert normal_points(0.0) is CERTAIN
    assert normal_points(np.zeros(3)) is CERTAIN
    assert CERTAIN.point.tolist() == [0.0]
    assert CERTAIN.share.tolist() == [1.0]


def test_all_points_are_taken_where_anybody_has_luck():
    assert normal_points(1e-9) is NORMAL
    assert normal_points(np.array([0.0, 0.5])) is NORMAL


@pytest.mark.parametrize("sd", [0.0, 0.2, 0.5, 0.8, 1.0, 1.5])
def test_factors_have_a_mean_of_one_and_a_lognormal_spread(sd):
    """Right to 1e-6 up to a spread of 1, to 2e-4 up to 1.5; the second moment has twice the exponent."""
    factors = lognormal_factors(np.array([sd]), NORMAL)[0]
    near = 1e-6 if sd <= 1.0 else 2e-4
    assert factors @ NORMAL.share == pytest.approx(1.0, rel=near)
    if sd <= 0.5:
        assert factors**2 @ NORMAL.share == pytest.approx(math.exp(sd * sd), rel=near)


def test_each_creator_has_factors_of_their_own_spread():
    factors = lognormal_factors(np.array([0.0, 0.5]), NORMAL)
    assert (factors[0] == 1.0).all()
    assert factors[1] == pytest.approx(np.exp(0.5 * NORMAL.point - 0.125), rel=1e-14)


# What is left per view


def together(reach, view, correlation):
    """Variance of ln engagement per follower: Var(a + b) = Var a + Var b + 2 cov."""
    return reach**2 + view**2 + 2.0 * correlation * reach * view


@pytest.mark.parametrize("reach", [0.0, 0.1, 0.5, 0.8])
@pytest.mark.parametrize("per_follower", [0.8, 1.5])
@pytest.mark.parametrize("correlation", [-0.9, -0.4, 0.0, 0.4])
def test_reach_and_engagement_per_view_together_spread_as_engagement_per_follower(per_follower, reach, correlation):
    view = left(per_follower, reach, correlation)
    assert together(reach, view, correlation) == pytest.approx(per_follower**2, rel=1e-12)


@pytest.mark.parametrize("correlation", [-0.4, 0.0, 0.4])
def test_where_reach_alone_spreads_more_both_spread_as_little_together_as_they_can(correlation):
    """Nothing that could be left per view, from 0 to 3, would give less."""
    view = left(0.3, 0.5, correlation)
    least = together(0.5, np.linspace(0.0, 3.0, 30_001), correlation).min()
    assert together(0.5, view, correlation) == pytest.approx(least, rel=1e-12)
    assert least > 0.3**2


def test_the_spread_per_view_by_hand():
    """A right triangle; and with a correlation of -0.5, an equilateral one."""
    assert left(1.0, 0.6, 0.0) == pytest.approx(0.8, rel=1e-12)
    assert left(1.0, 1.0, -0.5) == pytest.approx(1.0, rel=1e-12)


def test_without_luck_of_reach_all_spread_is_per_view():
    assert left(0.8, 0.0, -0.4) == 0.8
    assert left(0.8, 0.0, 0.9) == 0.8


def test_who_has_no_spread_per_follower_has_none_per_view():
    assert left(0.0, 0.5, -0.4) == 0.0
    assert left(0.0, 0.5, 0.0) == 0.0


def test_reach_that_spreads_more_than_engagement_may_leaves_as_little_as_can_be():
    """Nothing where they are not correlated; else what takes most of reach's spread away."""
    assert left(0.5, 0.6, 0.0) == 0.0
    assert left(0.5, 0.6, 0.4) == 0.0
    assert left(0.1, 0.6, -0.4) == pytest.approx(0.24, rel=1e-12)


def test_a_positive_correlation_that_does_more_than_enough_leaves_nothing_and_no_negative_spread():
    assert left(0.6, 0.6, 0.9) == 0.0


def test_creators_do_not_share_their_spreads():
    spreads = spread_per_view(np.array([1.0, 0.5, 0.0]), np.array([0.6, 0.0, 0.3]), 0.0)
    assert spreads == pytest.approx([0.8, 0.5, 0.0], rel=1e-12)
