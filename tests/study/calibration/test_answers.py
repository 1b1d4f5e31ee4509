"""Answers per view by odds that luck multiplies: against integrals."""

import math

import numpy as np
import pytest
from scipy import integrate, special, stats

from sim.plan.responses import MOST_ANSWERED
from sim.study.calibration.answers import answer, tabulate


def over_luck(function, ln_odds, sd):
    """A mean over normal luck, by quadrature."""
    return integrate.quad(lambda x: function(ln_odds + sd * x) * stats.norm.pdf(x), -9.0, 9.0, limit=200)[0]


def answered(share, sd, together=0.0, luck=0.0, views_sd=0.0):
    return answer(tabulate(), math.log(share), sd, together, luck, views_sd)


@pytest.mark.parametrize("share", [0.001, 0.05, 0.4])
@pytest.mark.parametrize("sd", [0.1, 0.8, 1.7])
def test_answers_have_the_middle_and_the_spread_of_the_odds_with_that_mean(share, sd):
    ln_odds = special.logit(share)
    for _ in range(60):
        ln_odds += math.log(share / over_luck(special.expit, ln_odds, sd))
    due = over_luck(special.log_expit, ln_odds, sd)
    square = over_luck(lambda x: (special.log_expit(x) - due) ** 2, ln_odds, sd)
    middle, variance = answered(share, sd)
    assert middle == pytest.approx(due, abs=0.01)
    assert math.sqrt(variance) == pytest.approx(math.sqrt(square), abs=5e-3)


def test_no_more_is_answered_than_the_simulation_lets():
    assert answered(MOST_ANSWERED, 0.0) == answered(math.e, 0.0)


def test_tiny_shares_are_odds():
    assert answered(math.exp(-15.0), 0.5)[0] == pytest.approx(-15.0 - 0.125, abs=0.01)


def test_answers_that_do_not_go_with_reach_only_add_its_spread():
    known, unknown = answered(1e-4, 0.5, 0.0, 1.0, 0.8), answered(1e-4, 0.5, 0.0, np.nan, 0.8)
    assert known[0] == pytest.approx(unknown[0])
    assert unknown[1] - known[1] == pytest.approx(0.64)


def test_luck_of_reach_moves_answers_that_go_with_it():
    some, more = (answered(1e-4, 0.5, -0.6, luck, 0.8) for luck in (0.0, 1.0))
    assert more[0] - some[0] == pytest.approx(-0.6 * 0.5, rel=1e-3)
    assert more[1] == pytest.approx(0.25 * (1.0 - 0.36), rel=1e-3)
