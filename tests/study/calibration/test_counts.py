"""Probabilities of counts whose means are lognormal: against integrals, and what was not measured."""

import math

import numpy as np
import pytest
from scipy.integrate import quad

from sim.study.calibration.counts import mode_of, poisson_lognormal, slopes


@pytest.mark.parametrize("count", [0, 1, 7, 300, 250_000])
@pytest.mark.parametrize("middle", [-3.0, 1.0, 6.0, 12.0])
@pytest.mark.parametrize("sd", [0.01, 0.3, 1.2])
def test_counts_have_the_probability_of_the_integral(count, middle, sd):
    def log_density(x):
        luck = -0.5 * ((x - middle) / sd) ** 2 - math.log(sd * math.sqrt(2 * math.pi))
        return count * x - math.exp(min(x, 700.0)) - math.lgamma(count + 1) + luck

    grid = np.union1d(np.linspace(-12.0, 16.0, 8001), middle + np.linspace(-1.0, 1.0, 2001))
    top = grid[np.argmax([log_density(x) for x in grid])]
    peak = log_density(top)
    wide = 12.0 / math.sqrt(math.exp(top) + 1 / sd**2)
    area = quad(lambda x: math.exp(log_density(x) - peak), top - wide, top + wide, limit=400, epsabs=0)[0]
    result = poisson_lognormal(np.array([float(count)]), np.array([[middle]]), np.array([[sd]]))[0]
    assert result == pytest.approx(peak + math.log(area), abs=2e-3)


def test_the_mode_lies_where_count_and_prior_pull_alike():
    x = mode_of(40.0, 3.0, 4.0, 1e-4)
    assert 40.0 - math.exp(x) == pytest.approx(4.0 * (x - 3.0), abs=1e-2)


def test_a_count_that_was_not_measured_adds_nothing():
    both = poisson_lognormal(np.array([3.0, np.nan]), np.ones((1, 2)), np.full((1, 2), 0.4))
    assert both == pytest.approx(poisson_lognormal(np.array([3.0]), np.ones((1, 1)), np.full((1, 1), 0.4)))


@pytest.mark.parametrize("count", [0.0, 1.0, 5.0, 200.0])
@pytest.mark.parametrize("sd", [1e-3, 0.3, 1.5])
def test_slopes_promise_no_more_than_there_is_to_gain(count, sd):
    middle = np.linspace(-12.0, 14.0, 300)[:, None]
    wide = np.full_like(middle, sd)
    there = poisson_lognormal(np.array([count]), middle, wide)
    first, second = slopes(np.array([count]), middle, wide)
    gain = 0.5 * first[:, 0] ** 2 / np.maximum(second[:, 0], 1e-300)
    assert (gain <= there.max() - there + 0.25).all()  # Laplace is off by up to 0.21 for luck as wide as 1.5


def test_slopes_are_those_of_the_log_probability():
    middle, wide = np.array([[4.0], [5.0], [6.0]]), np.full((3, 1), 0.5)
    up, down = (poisson_lognormal(np.array([150.0]), middle + step, wide) for step in (1e-3, -1e-3))
    assert slopes(np.array([150.0]), middle, wide)[0][:, 0] == pytest.approx((up - down) / 2e-3, abs=0.02)
