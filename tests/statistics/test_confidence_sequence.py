"""Looking again and again: intervals that hold at all looks together, where repeated t tests do not."""

import math

import numpy as np
import pytest
from scipy.optimize import minimize_scalar
from scipy.special import bdtr, bdtrc, stdtrit

from sim.statistics.confidence_sequence import LEAST, TIGHTEST, boundary

FALSE_ALARM = 1e-6  # of each test of an error rate, had its seed been drawn
ALPHA = 0.05
REPEATS = 1_000
LAST = 8192
DOUBLING = np.array([64, 128, 256, 512, 1024, 2048, 4096, 8192])
EVERY_50 = np.arange(100, LAST + 1, 50)


# The boundary


@pytest.mark.parametrize("alpha", [0.01, 0.05, 0.2])
def test_the_boundary_is_the_papers_at_its_best_where_it_is_said_to_be(alpha):
    def half(n, rho2):
        inside = (n * rho2 + 1.0) / (n**2 * rho2) * math.log((n * rho2 + 1.0) / alpha**2)
        return math.sqrt(n * inside)  # in standard errors of the mean

    best = minimize_scalar(lambda log: half(TIGHTEST, math.exp(log)), bounds=(-20.0, 5.0), method="bounded")
    for n in (LEAST, TIGHTEST, 10**6):
        assert boundary(n, alpha) == pytest.approx(half(n, math.exp(best.x)), rel=1e-6)


def test_it_is_wider_than_a_single_look_and_grows_hardly():
    assert 1.96 < boundary(TIGHTEST, 0.05) < 3.2
    assert boundary(100 * TIGHTEST, 0.05) < 1.5 * boundary(TIGHTEST, 0.05)


# Error rates


def errors_at(looks, skewed):
    """Of repeats in which nothing differs: those in which the sequence, and in which a t test, ever says so."""
    random = np.random.default_rng(20261)
    far = np.array([boundary(int(n), ALPHA) for n in looks])
    naive = stdtrit(looks - 1, 1.0 - 0.5 * ALPHA)
    n_wrong = n_naive = 0
    for _ in range(REPEATS):
        luck = random.standard_normal((2, LAST))
        gain = np.exp(0.8 * luck[0]) - np.exp(0.8 * luck[1]) if skewed else luck[0]
        total, squares = np.cumsum(gain)[looks - 1], np.cumsum(gain**2)[looks - 1]
        z = np.abs(total) / np.sqrt(looks * (squares - total**2 / looks) / (looks - 1))
        n_wrong += bool((z > far).any())
        n_naive += bool((z > naive).any())
    return n_wrong, n_naive


@pytest.mark.parametrize("skewed", [False, True])
@pytest.mark.parametrize("looks", [DOUBLING, EVERY_50], ids=["doubling", "every 50"])
def test_the_error_rate_holds_over_all_looks_together(looks, skewed):
    """Were the error rate above alpha, so few errors would be a matter of one in a million at most, and vice versa."""
    n_wrong, n_naive = errors_at(looks, skewed)
    assert bdtrc(n_wrong - 1, REPEATS, ALPHA) > FALSE_ALARM
    assert n_wrong <= ALPHA * REPEATS
    assert bdtrc(n_naive - 1, REPEATS, ALPHA) < FALSE_ALARM, "repeated t tests should be found out"
    assert n_naive > 3 * ALPHA * REPEATS


def test_the_boundary_is_not_idle():
    """Looked at after every run, the sequence errs in more than a tenth of what it is allowed to."""
    n_wrong, _ = errors_at(np.arange(LEAST, LAST + 1), skewed=False)
    assert bdtr(n_wrong, REPEATS, 0.1 * ALPHA) > 1.0 - FALSE_ALARM
    assert n_wrong <= ALPHA * REPEATS
