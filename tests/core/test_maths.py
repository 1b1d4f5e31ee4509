"""Elementary functions: as exact as stated, in order, and the same bits as their plain-Python twins.

References are decimal arithmetic of 40 digits and scipy; an ulp is the step to the next float.
"""

import decimal
import math

import numpy as np
import pytest
from scipy import special

from sim.core import maths
from sim.core.jit import jit
from tests import oracle

RANDOM = np.random.default_rng(20240607)
HALF_WORDS = np.unique(
    np.concatenate(
        [
            RANDOM.integers(0, 2**32, 3000),
            np.arange(300),
            2**32 - 1 - np.arange(300),
            *(2**k + np.arange(-5, 5) for k in range(9, 32)),
        ]
    )
).astype(np.uint64)
LOG_INPUTS = np.concatenate(
    [
        np.exp(RANDOM.uniform(-708.0, 709.0, 1000)),
        RANDOM.uniform(0.5, 2.0, 2000),
        1.0 + np.arange(-100, 100) * 2.0**-52,
        math.sqrt(2.0) + np.arange(-100, 100) * 2.0**-52,
        [np.finfo(float).tiny, np.finfo(float).max],
    ]
)
EXP_INPUTS = np.concatenate(
    [
        RANDOM.uniform(-708.0, 709.0, 2000),
        RANDOM.uniform(-1.0, 1.0, 1000),
        (np.arange(-20, 20) + 0.5) * maths.LN_2,  # where the power of two changes
        [-708.0, 709.0, 0.0, 5e-324],
    ]
)
GRID = 2.0**-52  # the step of `unit`
QUANTILE_INPUTS = np.concatenate(
    [
        RANDOM.uniform(0.0, 1.0, 5000),
        np.exp(RANDOM.uniform(-36.0, -0.7, 5000)),
        1.0 - np.exp(RANDOM.uniform(-35.0, -0.7, 3000)),
        *(centre + np.arange(-100, 100) * GRID for centre in (0.075, 0.5, 0.925, math.exp(-25.0))),
        [GRID, 1.0 - GRID],
    ]
)


@jit
def logs(values):
    out = np.empty(values.size)
    for index in range(values.size):
        out[index] = maths.log(values[index])
    return out


@jit
def exps(values):
    out = np.empty(values.size)
    for index in range(values.size):
        out[index] = maths.exp(values[index])
    return out


@jit
def quantiles(values):
    out = np.empty(values.size)
    for index in range(values.size):
        out[index] = maths.normal_quantile(values[index])
    return out


@jit
def exponentials(half_words):
    out = np.empty(half_words.size)
    for index in range(half_words.size):
        out[index] = maths.exponential(half_words[index])
    return out


@jit
def lognormals(values, sd):
    out = np.empty(values.size)
    for index in range(values.size):
        out[index] = maths.lognormal(values[index], sd)
    return out


def exact(function, values):
    """The true values of a method of Decimal, rounded once."""
    with decimal.localcontext(prec=40):
        return np.array([float(getattr(decimal.Decimal(value), function)()) for value in values.tolist()])


def ulps(got, true):
    return np.abs(got - true) / np.spacing(np.abs(true))


def true_exponentials(half_words):
    with decimal.localcontext(prec=40):
        return np.array([float(-((w + decimal.Decimal("0.5")) / 2**32).ln()) for w in half_words.tolist()])


# How exact


def test_log_is_within_two_ulps():
    assert ulps(logs(LOG_INPUTS), exact("ln", LOG_INPUTS)).max() <= 2.0


def test_exp_is_within_one_ulp():
    assert ulps(exps(EXP_INPUTS), exact("exp", EXP_INPUTS)).max() <= 1.0


def test_exponential_is_exact_to_one_ulp_of_its_largest_values():
    """Small variates are differences of larger numbers: the error is absolute, far below 2^-32."""
    true = true_exponentials(HALF_WORDS)
    error = np.abs(exponentials(HALF_WORDS) - true)
    assert error.max() <= np.spacing(16.0)
    assert error[true < 1.0].max() <= 2.0**-52


def test_normal_quantile_agrees_with_scipy_to_2e_15():
    true = special.ndtri(QUANTILE_INPUTS)
    assert np.max(np.abs(quantiles(QUANTILE_INPUTS) - true) / np.maximum(np.abs(true), 1e-300)) <= 2e-15


@pytest.mark.parametrize("exponent", [-2.5, -0.3, 0.5, 1.0, 1.9, 3.0])
def test_power_is_within_1e_14(exponent):
    values = np.exp(np.random.default_rng(3).uniform(-20.0, 20.0, 300))
    with decimal.localcontext(prec=40):
        true = np.array([float(decimal.Decimal(x) ** decimal.Decimal(exponent)) for x in values.tolist()])
    assert np.max(np.abs(maths.powers(values, exponent) / true - 1.0)) <= 1e-14


@pytest.mark.parametrize("sd", [0.2, 1.2])
def test_lognormal_is_the_exponential_of_a_normal(sd):
    values = np.random.default_rng(4).uniform(0.0, 1.0, 1000)
    assert np.max(np.abs(lognormals(values, sd) / np.exp(sd * special.ndtri(values)) - 1.0)) <= 5e-15


# At the ends


def test_ends_of_log_and_exp():
    assert logs(np.array([0.0, -0.0, -1.0, 1.0])).tolist() == [-math.inf, -math.inf, -math.inf, 0.0]
    beyond = np.array([-math.inf, np.nextafter(-708.0, -709.0), 0.0, -0.0, np.nextafter(709.0, 710.0), math.inf])
    assert exps(beyond).tolist() == [0.0, 0.0, 1.0, 1.0, math.inf, math.inf]


def test_ends_of_power():
    values = np.array([0.0, 1.0, 7.0])
    assert maths.powers(values, 0.0).tolist() == [1.0, 1.0, 1.0]
    assert maths.powers(values, 2.0)[:2].tolist() == [0.0, 1.0]
    assert maths.powers(values, -1.0)[:2].tolist() == [math.inf, 1.0]


def test_ends_of_the_quantile():
    lowest, middle, highest = quantiles(np.array([0.0, 0.5, 1.0 - GRID]))
    assert middle == 0.0
    assert lowest < quantiles(np.array([GRID]))[0] == -highest
    assert math.isclose(lowest, special.ndtri(1.1e-16), rel_tol=2e-15)


def test_ends_of_the_exponential():
    """Never zero or negative: a walker that does not move would see the same link for ever."""
    first, last = exponentials(np.array([0, 2**32 - 1], np.uint64))
    assert math.isclose(first, 33.0 * math.log(2.0), rel_tol=1e-15)
    assert math.isclose(last, 2.0**-33, rel_tol=1e-6)


def test_lognormal_without_spread_is_one():
    assert lognormals(np.array([0.0, 0.3, 1.0 - GRID]), 0.0).tolist() == [1.0, 1.0, 1.0]


# In order


@pytest.mark.parametrize("start", [*(2**k - 500 for k in range(9, 33)), 0, 12_345_678])
def test_exponential_falls_strictly_with_every_bit(start):
    assert np.all(np.diff(exponentials(np.arange(start, min(start + 1000, 2**32), dtype=np.uint64))) < 0.0)


@pytest.mark.parametrize(
    ("function", "values"),
    [(logs, LOG_INPUTS), (exps, EXP_INPUTS), (quantiles, QUANTILE_INPUTS)],
    ids=["log", "exp", "normal_quantile"],
)
def test_functions_never_fall(function, values):
    assert np.all(np.diff(function(np.sort(values))) >= 0.0)


@pytest.mark.parametrize("start", [0.001, 0.07499, 0.075, 0.3, 0.5, 0.8, 0.925])
def test_normal_quantile_never_falls_between_neighbouring_uniforms(start):
    first = round(start / GRID) - 5000
    assert np.all(np.diff(quantiles((first + np.arange(10_000)) * GRID)) >= 0.0)


def test_normal_quantile_is_odd():
    values = np.arange(1, 2**14) / 2**14
    assert np.array_equal(quantiles(values), -quantiles(1.0 - values))


# The same bits in plain Python


@pytest.mark.parametrize(
    ("function", "twin", "values"),
    [
        (logs, oracle.log, LOG_INPUTS),
        (exps, oracle.exp, EXP_INPUTS),
        (quantiles, oracle.normal_quantile, QUANTILE_INPUTS),
        (exponentials, oracle.exponential, HALF_WORDS),
    ],
    ids=["log", "exp", "normal_quantile", "exponential"],
)
def test_twin_has_the_same_bits(function, twin, values):
    assert function(values).tobytes() == np.array([twin(value) for value in values.tolist()]).tobytes()
