"""Laws of size: anchored at a thousand followers, means of rates, and fees with a minimum."""

import math

import numpy as np
import pytest
from scipy import stats

from sim.mechanisms import tiers
from sim.mechanisms.tiers import ENGAGEMENT_LAWS


def test_laws_agree_in_value_and_slope_at_a_thousand_followers():
    around = 1000.0 * np.exp([-1e-5, 0.0, 1e-5])
    power, bent = (np.log(call_law(name, around, 0.05, 0.16)) for name in ("power", "log_quadratic"))
    assert np.exp(power[1]) == pytest.approx(0.05)
    assert np.exp(bent[1]) == pytest.approx(0.05)
    assert (power[2] - power[0]) / 2e-5 == pytest.approx(-0.16, rel=1e-6)
    assert (bent[2] - bent[0]) / 2e-5 == pytest.approx(-0.16, rel=1e-6)


def call_law(name, followers, rate, exponent, **values):
    return ENGAGEMENT_LAWS[name](np.asarray(followers), rate, exponent, **values)


@pytest.mark.parametrize("peak", [2e5, 1e6, 5e6])
def test_log_quadratic_has_its_total_at_the_peak(peak):
    """Replication target 18: engagement in total rises to one maximum at the peak and falls from there."""
    sizes = np.logspace(2.0, 9.0, 701)
    total = np.log(sizes * call_law("log_quadratic", sizes, 0.05, 0.16, peak=peak))
    top = int(np.argmax(total))
    assert sizes[top] == pytest.approx(peak, rel=0.024)
    assert (np.diff(total[: top + 1]) > 0.0).all()
    assert (np.diff(total[top:]) < 0.0).all()


def test_fees_grow_as_a_power():
    """Who has no followers counts as one: the minimum comes after luck."""
    fees = tiers.fee(np.array([0.0, 1.0, 500.0, 1e3, 1e6]), 10.0, 0.5)
    half = 10.0 * 0.5**0.5
    assert fees == pytest.approx([10.0 * 1000.0**-0.5, 10.0 * 1000.0**-0.5, half, 10.0, 10.0 * 1000.0**0.5])


@pytest.mark.parametrize("sd", [0.3, 0.7, 1.5])
@pytest.mark.parametrize("minimum", [0.5, 8.0, 10.0, 100.0])
def test_the_mean_fee_is_that_of_a_lognormal_cut_at_the_minimum(sd, minimum):
    """Against the mean of max(fee, minimum) by quadrature: the minimum, and all survival beyond it."""
    law = stats.lognorm(s=sd, scale=10.0)
    ln = np.linspace(math.log(minimum), math.log(10.0) + 20.0 * sd + 20.0, 400_001)
    due = minimum + np.trapezoid(law.sf(np.exp(ln)) * np.exp(ln), ln)
    mean = tiers.mean_fee(np.array([10.0]), np.array([sd]), np.array([minimum]))[0]
    assert mean == pytest.approx(due, rel=1e-7)
    assert mean > minimum


def test_the_mean_fee_by_hand():
    """Median and minimum 10: half of the fees are the minimum, the others have the mean e^(sd^2 / 2) Phi(sd)."""
    mean = tiers.mean_fee(np.array([10.0]), np.array([1.0]), np.array([10.0]))[0]
    assert mean == pytest.approx(10.0 * (0.5 + math.exp(0.5) * stats.norm.cdf(1.0)), rel=1e-12)


def test_without_a_minimum_the_mean_fee_is_that_of_a_lognormal():
    mean = tiers.mean_fee(np.full(2, 10.0), np.array([0.3, 1.2]), np.zeros(2))
    assert mean == pytest.approx(10.0 * np.exp([0.045, 0.72]), rel=1e-12)


def test_a_fee_without_luck_is_the_larger_of_median_and_minimum():
    mean = tiers.mean_fee(np.array([10.0, 10.0, 0.0]), np.zeros(3), np.array([4.0, 25.0, 0.0]))
    assert mean.tolist() == [10.0, 25.0, 0.0]


def test_work_for_nothing_is_paid_the_minimum_whatever_the_luck():
    assert tiers.mean_fee(np.zeros(2), np.array([0.7, 0.7]), np.array([0.0, 30.0])).tolist() == [0.0, 30.0]


def test_a_minimum_that_no_fee_is_above_is_the_mean():
    assert tiers.mean_fee(np.array([1.0]), np.array([0.1]), np.array([1e6])).tolist() == [1e6]


def test_the_mean_of_rates_is_their_median_times_that_of_luck():
    assert tiers.mean_over("median", 0.8) == pytest.approx(math.exp(0.32), rel=1e-12)
    assert tiers.mean_over("mean", 0.8) == 1.0
    assert tiers.mean_over("median", 0.0) == 1.0
