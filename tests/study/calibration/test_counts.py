"""Probabilities of counts whose means are lognormal: against integrals, and how they move."""

import math

import numpy as np
import pytest
from scipy.integrate import quad

from sim.study.calibration.counts import log_probability, mode_of, slopes


def ln_of(count, middle, sd):
    return log_probability(float(count), math.lgamma(count + 1.0), middle, sd**2)[0]


def slopes_at(count, middle, sd):
    return slopes(float(count), middle, *log_probability(float(count), 0.0, middle, sd**2)[1:])


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
    assert ln_of(count, middle, sd) == pytest.approx(peak + math.log(area), abs=2e-3)


def test_the_mode_lies_where_count_and_prior_pull_alike():
    x, mean = mode_of(40.0, 3.0, 4.0)
    assert mean == pytest.approx(math.exp(x), rel=1e-6)
    assert 40.0 - math.exp(x) == pytest.approx(4.0 * (x - 3.0), abs=1e-2)


@pytest.mark.parametrize("count", [0, 1, 5, 200])
@pytest.mark.parametrize("sd", [1e-3, 0.3, 1.5])
def test_slopes_promise_no_more_than_there_is_to_gain(count, sd):
    middles = np.linspace(-12.0, 14.0, 300).tolist()
    there = np.array([ln_of(count, middle, sd) for middle in middles])
    each = np.array([slopes_at(count, middle, sd) for middle in middles])
    gain = 0.5 * each[:, 0] ** 2 / np.maximum(each[:, 2], 1e-300)
    assert (gain <= there.max() - there + 0.25).all()  # Laplace is off by up to 0.21 for luck as wide as 1.5


@pytest.mark.parametrize("middle", [4.0, 5.0, 6.0])
def test_slopes_are_those_of_the_log_probability(middle):
    first, by_variance, _ = slopes_at(150, middle, 0.5)
    up, down = (ln_of(150, middle + step, 0.5) for step in (1e-3, -1e-3))
    assert first == pytest.approx((up - down) / 2e-3, abs=0.02)
    wider, narrower = (ln_of(150, middle, math.sqrt(0.25 + step)) for step in (1e-4, -1e-4))
    assert by_variance == pytest.approx((wider - narrower) / 2e-4, rel=0.02, abs=0.02)
