"""Answers per view by odds that luck multiplies: against integrals."""

import math

import numpy as np
import pytest
from scipy import integrate, special, stats

from sim.plan.responses import MOST_ANSWERED
from sim.study.calibration.answers import answers_at, ln_odds_of


def over_luck(function, ln_odds, sd):
    """A mean over normal luck, by quadrature."""
    return integrate.quad(lambda x: function(ln_odds + sd * x) * stats.norm.pdf(x), -9.0, 9.0, limit=200)[0]


@pytest.mark.parametrize("share", [0.001, 0.05, 0.4])
@pytest.mark.parametrize("sd", [0.1, 0.8, 1.7])
def test_the_mean_share_comes_out(share, sd):
    ln_odds = ln_odds_of(np.full((1, 1), math.log(share)), np.full((1, 1), sd))[0, 0]
    assert over_luck(special.expit, ln_odds, sd) == pytest.approx(share, rel=0.01)


@pytest.mark.parametrize("ln_odds", [-6.0, -1.0, 1.0])
@pytest.mark.parametrize("sd", [0.3, 1.3])
def test_middle_and_spread_of_the_share(ln_odds, sd):
    answers = answers_at(np.full((1, 1), ln_odds), np.full((1, 1), sd))
    middle = over_luck(special.log_expit, ln_odds, sd)
    square = over_luck(lambda x: (special.log_expit(x) - middle) ** 2, ln_odds, sd)
    assert answers.middle[0, 0] == pytest.approx(middle, abs=2e-3)
    assert answers.sd[0, 0] == pytest.approx(math.sqrt(square), abs=5e-3)


def test_no_more_is_answered_than_the_simulation_lets():
    ends = ln_odds_of(np.array([[math.log(MOST_ANSWERED), 1.0]]), np.zeros((1, 2)))[0]
    assert ends[0] == ends[1]


def test_tiny_shares_are_odds():
    ln = np.array([[-25.0]])
    assert ln_odds_of(ln, np.full((1, 1), 0.5))[0, 0] == pytest.approx(-25.0 - 0.125, abs=1e-3)
