"""Laws of size: anchored at a thousand followers, and fees with a minimum."""

import numpy as np
import pytest

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


def test_fees_grow_as_a_power_and_have_a_minimum():
    found = tiers.fee(np.array([0.0, 500.0, 1e3, 1e6]), 10.0, 0.5, 8.0)
    assert found == pytest.approx([8.0, 8.0, 10.0, 10.0 * 1000.0**0.5])
