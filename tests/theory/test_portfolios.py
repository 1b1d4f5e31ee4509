"""Unpredictable individuals, reliable portfolios: replication target 4 of docs/evidence.md.

Creators are alike but for their luck, so the risk of n of them is that of one, divided by the root of n.
"""

import numpy as np
import pytest
from scipy.optimize import brentq
from scipy.special import expit

from tests.played import played
from tests.scenes import ALL_ALIKE, ONE_COMMUNITY
from tests.verdicts import FAR

LUCK, AUDIENCE, RATE = 1.2, 250, 0.01  # so low a rate that chances are little less lucky than odds
Z = np.linspace(-10.0, 10.0, 4_001)  # the trapezoid rule is exact to rounding for so smooth a bell


def moment(ln_odds, power):
    """E[P^power] for a chance P whose ln odds are normal, with spread LUCK."""
    return np.trapezoid(expit(ln_odds + LUCK * Z) ** power * np.exp(-0.5 * Z**2), Z) / np.sqrt(2.0 * np.pi)


def cv_of_one():
    """Engagements are binomial over an audience that sees everything, given a creator's luck."""
    ln_odds = brentq(lambda x: moment(x, 1) - RATE, -60.0, 60.0)
    first, second = moment(ln_odds, 1), moment(ln_odds, 2)
    return np.sqrt(AUDIENCE * (first - second) + AUDIENCE**2 * (second - first**2)) / (AUDIENCE * first)


def engagements(n, n_runs):
    group = {
        "name": "c",
        "count": n,
        "followers": AUDIENCE,
        "fake_share": 0.0,
        "no_show_prob": 0.0,
        "sponsored_share": 0.0,
    }
    return played(
        n_runs,
        world={"people": 1_000, "communities": ONE_COMMUNITY, "followiness": ALL_ALIKE, "activity_classes": 1},
        creators=(group,),
        posts={"per_creator": 1, "pattern": "together"},
        run={"horizon_days": 14},
        exposure={"reach_1k": 0.99999999, "reach_exponent": 0.0, "half_life_hours": 0.4},
        engagement={"rate_1k": RATE, "exponent": 0.0, "residual_sd": LUCK, "quality_sd": 0.0},
    )["engagements"].astype(np.float64)


def cv(sample):
    """Coefficient of variation and its standard error (delta method)."""
    mean, sd = sample.mean(), sample.std()
    influence = ((sample - mean) ** 2 - sd**2) / (2.0 * sd * mean) - sd * (sample - mean) / mean**2
    return sd / mean, influence.std() / np.sqrt(sample.size)


@pytest.mark.parametrize(("n", "n_runs"), [(1, 40_000), (10, 8_000), (100, 2_000)])
def test_a_portfolio_of_n_has_the_nth_root_of_the_risk(n, n_runs):
    """False alarm 1e-6 each; the ten per cent of the target hold at n = 100."""
    found, error = cv(engagements(n, n_runs))
    assert abs(found - cv_of_one() / np.sqrt(n)) < FAR * error < 0.25 * found
    assert n < 100 or found == pytest.approx(np.sqrt(np.expm1(LUCK**2)) / 10.0, rel=0.1)


def test_the_risk_of_one_is_that_of_a_lognormal():
    """But for the audience's own luck, and for the bound on chances."""
    assert np.sqrt(np.expm1(LUCK**2)) == pytest.approx(1.80, abs=0.01)
    assert cv_of_one() == pytest.approx(1.80, rel=0.1)
    assert np.sqrt(np.expm1(LUCK**2) / 1000.0) == pytest.approx(0.057, abs=5e-4)
