"""Looking again and again: intervals that hold at all looks together, where repeated t tests do not."""

import math

import numpy as np
import pytest
from scipy.optimize import minimize_scalar
from scipy.special import bdtr, bdtrc, stdtrit

from sim.measures.contrast import contrast
from sim.measures.looks import look
from sim.statistics.confidence_sequence import LEAST, TIGHTEST, boundary

FALSE_ALARM = 1e-6  # of each test of an error rate, had its seed been drawn
ALPHA = 0.05
REPEATS = 1_000
LAST = 8192
DOUBLING = np.array([64, 128, 256, 512, 1024, 2048, 4096, 8192])
EVERY_50 = np.arange(100, LAST + 1, 50)


def drawn(seed, shape, **means):
    """Reach, and cost and engagements that go together."""
    random = np.random.default_rng(seed)
    luck = random.lognormal(0.0, 0.3, shape)
    return {
        "outcomes/reach": means.get("reach", 100.0) * random.lognormal(0.0, 0.3, shape),
        "outcomes/cost_usd": 1_000.0 * luck,
        "outcomes/engagements": means.get("engagements", 50.0) * luck * random.lognormal(0.0, 0.2, shape),
    }


def same_to_all(columns, n):
    return {name: array[:, :n] for name, array in columns.items()}


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


@pytest.mark.parametrize("name", ["reach", "cpe"])
@pytest.mark.parametrize("paired", [True, False])
def test_looks_at_equal_strategies_err_rarely(name, paired):
    """The whole road, of ratios too: 100 comparisons, five looks each, and no more errors than alpha allows."""
    n_wrong = 0
    for seed in range(100):
        a, b = drawn(2 * seed, (1, 1024)), drawn(2 * seed + 1, (1, 1024))
        looks = [look(name, same_to_all(a, n), same_to_all(b, n), alpha=ALPHA, paired=paired) for n in DOUBLING[:5]]
        n_wrong += any(one.decided for one in looks)
    assert n_wrong <= ALPHA * 100


# A look


def test_before_the_first_look_nothing_is_known():
    found = look("reach", drawn(1, (1, LEAST - 1)), drawn(2, (1, LEAST - 1), reach=1.0), alpha=ALPHA, smallest=10.0)
    assert (found.n, found.decided, found.same) == (63, False, False)
    assert found.difference[1:] == found.ratio[1:] == (-math.inf, math.inf)
    assert found.ratio.value > 50.0


@pytest.mark.parametrize("name", ["reach", "cpe"])
def test_a_look_is_the_contrast_with_a_wider_margin(name):
    a, b = drawn(1, (1, 200)), drawn(2, (1, 200))
    found, fixed = look(name, a, b, alpha=ALPHA), contrast(name, a, b)
    assert found.n == 200
    assert found.difference.value == fixed.difference.value
    assert found.ratio.value == fixed.ratio.value
    for wide, narrow in ((found.difference, fixed.difference), (found.ratio, fixed.ratio)):
        wider = (wide.high - wide.low) / (narrow.high - narrow.low)
        assert wider == pytest.approx(boundary(200, ALPHA) / stdtrit(199, 0.975), rel=0.02)


@pytest.mark.parametrize(("reach", "decided"), [(150.0, True), (60.0, True), (100.0, False)])
def test_a_difference_is_decided_when_it_is_plain(reach, decided):
    found = look("reach", drawn(1, (1, 500)), drawn(2, (1, 500), reach=reach), alpha=ALPHA)
    assert (found.decided, found.same) == (decided, False)
    assert decided == (found.difference.low > 0.0 or found.difference.high < 0.0)


def test_what_does_not_matter_is_no_winner():
    """A fifth more is plain, but less than asked for: neither decided, nor the same until it is known to be less."""
    a, b = drawn(1, (1, 3000)), drawn(2, (1, 3000), reach=83.3)
    assert look("reach", a, b, alpha=ALPHA).decided
    at_edge = look("reach", a, b, alpha=ALPHA, smallest=0.18)
    assert (at_edge.decided, at_edge.same) == (False, False)
    too_small = look("reach", a, b, alpha=ALPHA, smallest=0.3)
    assert (too_small.decided, too_small.same) == (True, True)


def test_against_itself_it_is_the_same_at_once():
    a = drawn(1, (1, LEAST))
    found = look("cpe", a, a, alpha=ALPHA)
    assert found.difference == (0.0, 0.0, 0.0)
    assert found.ratio == (1.0, 1.0, 1.0)
    assert found.decided
    assert found.same


def test_units_are_draws_where_there_are_several():
    a, b = drawn(1, (70, 3)), drawn(2, (70, 3))
    found = look("reach", a, b, alpha=ALPHA)
    assert found.n == 70
    means = ({name: array.mean(axis=1)[None] for name, array in side.items()} for side in (a, b))
    assert found.difference == pytest.approx(look("reach", *means, alpha=ALPHA).difference)


def test_of_different_lengths_what_both_have_is_looked_at():
    a, b = drawn(1, (1, 300)), drawn(2, (1, 100))
    found = look("reach", a, b, alpha=ALPHA, paired=False)
    assert found == look("reach", same_to_all(a, 100), b, alpha=ALPHA, paired=False)
    assert found.n == 100


def test_what_is_undefined_is_never_decided():
    a = drawn(1, (1, 100)) | {"outcomes/engagements": np.zeros((1, 100))}
    found = look("cpe", a, drawn(2, (1, 100)), alpha=ALPHA, smallest=0.5)
    assert not found.decided
    assert math.isnan(found.difference.low)
    assert math.isnan(found.ratio.low)
