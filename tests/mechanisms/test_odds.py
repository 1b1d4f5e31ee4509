"""Bounded answers: probabilities of odds, their mean over luck, and the odds that have a mean."""

import math

import numpy as np
import pytest

from sim.mechanisms.odds import FARTHEST, logistic, mean_answer, solve_odds
from sim.mechanisms.reach_luck import CERTAIN, NORMAL

NO_LUCK = (np.ones((1, 1)), np.zeros((1, 1)), np.zeros(1))


def other_luck(sd):
    """Luck of which nothing hangs on reach."""
    return np.ones((1, 1)), np.zeros((1, 1)), np.array([sd])


def odds_of(mean, luck=NO_LUCK, normal=CERTAIN):
    return float(solve_odds(np.array([mean]), luck, normal)[0])


def mean_by_grid(odds, sd):
    """Mean probability over lognormal luck, on a fine grid of normal values."""
    z = np.linspace(-9.0, 9.0, 4001)
    weight = np.exp(-0.5 * z * z)
    x = odds * np.exp(sd * z)
    return float((x / (1.0 + x)) @ weight / weight.sum())


# Probabilities of odds


@pytest.mark.parametrize("odds", [1e-9, 0.01, 0.25, 1.0, 3.0, 1e6])
def test_the_probability_is_odds_over_one_and_odds(odds):
    assert logistic(math.log(odds)) == pytest.approx(odds / (1.0 + odds), rel=1e-12)


def test_no_odds_are_never_and_endless_ones_always():
    assert logistic(-math.inf) == 0.0
    assert logistic(math.inf) == 1.0
    assert logistic(-800.0) == 0.0
    assert logistic(800.0) == 1.0


def test_the_mean_is_taken_over_reach_and_other_luck_by_hand():
    """Two points of each: odds of 1/2 and 2 in a quarter of views, of 1 and 4 in the others."""
    two = math.log(2.0)
    luck = np.array([[0.25, 0.75]]), np.array([[0.0, two]]), np.array([two])
    mean, slope = mean_answer(0.0, luck, 0, (np.array([-1.0, 1.0]), np.array([0.5, 0.5])))
    chances = np.array([1 / 3, 2 / 3, 1 / 2, 4 / 5])
    share = np.array([0.125, 0.125, 0.375, 0.375])
    assert mean == pytest.approx(share @ chances, rel=1e-12)
    assert slope == pytest.approx(share @ (chances * (1.0 - chances)), rel=1e-12)


# Odds of means


@pytest.mark.parametrize("mean", [1e-12, 0.001, 0.2, 0.5, 0.9, 1.0 - 1e-9])
def test_without_luck_odds_are_those_of_the_mean(mean):
    """As exactly as doubles below 1 lie close to one another."""
    assert odds_of(mean) == pytest.approx(mean / (1.0 - mean), rel=1e-10 + 1e-15 / (1.0 - mean))


@pytest.mark.parametrize("mean", [0.0, -0.1])
def test_what_is_never_answered_has_no_odds(mean):
    assert odds_of(mean) == 0.0
    assert odds_of(mean, other_luck(0.8), NORMAL) == 0.0


@pytest.mark.parametrize("mean", [1.0, 1.5])
def test_what_is_always_answered_has_endless_odds(mean):
    assert math.isinf(odds_of(mean))
    assert math.isinf(odds_of(mean, other_luck(0.8), NORMAL))


@pytest.mark.parametrize("sd", [0.3, 0.8, 1.2])
@pytest.mark.parametrize("mean", [0.001, 0.05, 0.2, 0.5, 0.8, 0.95])
def test_odds_with_luck_have_the_mean_that_was_asked(mean, sd):
    """Against the integral over lognormal luck on a fine grid."""
    odds = odds_of(mean, other_luck(sd), NORMAL)
    assert mean_by_grid(odds, sd) == pytest.approx(mean, rel=1e-5)


def test_luck_makes_odds_smaller_where_answers_are_rare_and_larger_where_they_are_frequent():
    """Below a half a logistic curve is convex in ln odds, above it is concave; at a half luck changes nothing."""
    rare, even, frequent = (odds_of(mean, other_luck(0.8), NORMAL) for mean in (0.05, 0.5, 0.95))
    assert rare < 0.05 / 0.95
    assert even == pytest.approx(1.0, rel=1e-12)
    assert frequent > 0.95 / 0.05


def test_odds_of_a_mean_and_of_the_rest_are_one_anothers_inverse():
    """Luck is as often good as bad, so who answers may be exchanged for who does not."""
    rare, frequent = (odds_of(mean, other_luck(1.0), NORMAL) for mean in (0.1, 0.9))
    assert rare * frequent == pytest.approx(1.0, rel=1e-10)


def test_small_odds_are_small_probabilities_over_the_mean_of_luck():
    odds = odds_of(1e-9, other_luck(0.8), NORMAL)
    assert odds == pytest.approx(1e-9 * math.exp(-0.32), rel=1e-6)


def test_luck_of_reach_counts_by_the_views_that_are_had_there():
    """A quarter of views has four times the odds: at odds of 1, chances are 1/2 and 4/5."""
    luck = np.array([[0.75, 0.25]]), np.array([[0.0, math.log(4.0)]]), np.zeros(1)
    assert odds_of(0.75 * 0.5 + 0.25 * 0.8, luck) == pytest.approx(1.0, rel=1e-10)


def test_creators_are_solved_for_each_by_their_own_luck():
    weight, shift = np.tile([0.5, 0.5], (3, 1)), np.array([[0.0, 0.0], [0.0, 0.0], [-1.0, 1.0]])
    together = solve_odds(np.array([0.2, 0.2, 0.3]), (weight, shift, np.array([0.0, 0.8, 0.0])), NORMAL)
    for creator, mean in enumerate((0.2, 0.2, 0.3)):
        own = slice(creator, creator + 1)
        alone = odds_of(mean, (weight[own], shift[own], np.array([0.0, 0.8, 0.0])[own]), NORMAL)
        assert together[creator] == alone
    assert together[0] == pytest.approx(0.25, rel=1e-10)


@pytest.mark.parametrize("mean", [1e-30, 1e-3, 0.5, 1.0 - 1e-15])
def test_however_wide_the_luck_odds_are_found_within_their_limits(mean):
    odds = odds_of(mean, other_luck(20.0), NORMAL)
    assert 0.0 < odds < math.inf
    assert abs(math.log(odds)) <= FARTHEST + 10.0
