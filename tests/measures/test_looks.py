"""A look at two growing results: nothing at first, then the contrast with wider intervals."""

import math

import numpy as np
import pytest
from scipy.special import stdtrit

from sim.measures.contrast import contrast, is_decided, is_same
from sim.measures.looks import Looks, n_units
from sim.statistics.confidence_sequence import LEAST, boundary

ALPHA = 0.05
DOUBLING = np.array([64, 128, 256, 512, 1024, 2048, 4096, 8192])


def drawn(seed, shape, **means):
    """Reach, and cost and engagements that go together."""
    random = np.random.default_rng(seed)
    luck = random.lognormal(0.0, 0.3, shape)
    return {
        "outcomes/reach": means.get("reach", 100.0) * random.lognormal(0.0, 0.3, shape),
        "outcomes/cost_usd": 1_000.0 * luck,
        "outcomes/engagements": means.get("engagements", 50.0) * luck * random.lognormal(0.0, 0.2, shape),
    }


def look(name, a, b, **how):
    """The contrast at one look of a single pair."""
    return contrast(name, a, b, quantile=Looks(n_units(a), ALPHA, 1).quantile, **how)


def same_to_all(columns, n):
    return {name: array[:, :n] for name, array in columns.items()}


@pytest.mark.parametrize("name", ["reach", "cpe"])
@pytest.mark.parametrize("paired", [True, False])
def test_looks_at_equal_strategies_err_rarely(name, paired):
    """The whole road, of ratios too: 100 comparisons, five looks each, and no more errors than alpha allows."""
    n_wrong = 0
    for seed in range(100):
        a, b = drawn(2 * seed, (1, 1024)), drawn(2 * seed + 1, (1, 1024))
        looks = [look(name, same_to_all(a, n), same_to_all(b, n), paired=paired) for n in DOUBLING[:5]]
        n_wrong += any(map(is_decided, looks))
    assert n_wrong <= ALPHA * 100


def test_before_the_first_look_nothing_is_known():
    found = look("reach", drawn(1, (1, LEAST - 1)), drawn(2, (1, LEAST - 1), reach=1.0), smallest=10.0)
    assert not is_decided(found, 10.0)
    assert not is_same(found, 10.0)
    assert {found.difference[1:], found.ratio[1:], found.a[1:]} == {(-math.inf, math.inf)}
    assert found.win.wins[1:] == (0.0, 1.0)
    assert found.ratio.value > 50.0


@pytest.mark.parametrize("name", ["reach", "cpe"])
def test_a_look_is_the_contrast_with_a_wider_margin(name):
    a, b = drawn(1, (1, 200)), drawn(2, (1, 200))
    found, fixed = look(name, a, b), contrast(name, a, b)
    assert found.difference.value == fixed.difference.value
    assert found.ratio.value == fixed.ratio.value
    pairs = (found.a, fixed.a), (found.difference, fixed.difference), (found.ratio, fixed.ratio)
    for wide, narrow in pairs:
        wider = (wide.high - wide.low) / (narrow.high - narrow.low)
        assert wider == pytest.approx(boundary(200, ALPHA) / stdtrit(199, 0.975), rel=0.02)


@pytest.mark.parametrize(("reach", "decided"), [(150.0, True), (60.0, True), (100.0, False)])
def test_a_difference_is_decided_when_it_is_plain(reach, decided):
    found = look("reach", drawn(1, (1, 500)), drawn(2, (1, 500), reach=reach))
    assert is_decided(found) == decided
    assert not is_same(found)


def test_what_does_not_matter_is_no_winner():
    """A fifth more is plain, but less than asked for: neither decided, nor the same until it is known to be less."""
    a, b = drawn(1, (1, 3000)), drawn(2, (1, 3000), reach=83.3)
    found = look("reach", a, b)
    assert [is_decided(found, smallest) for smallest in (0.0, 0.18, 0.3)] == [True, False, False]
    assert [is_same(found, smallest) for smallest in (0.0, 0.18, 0.3)] == [False, False, True]


def test_against_itself_it_is_the_same_at_once():
    a = drawn(1, (1, LEAST))
    found = look("cpe", a, a)
    assert found.difference == (0.0, 0.0, 0.0)
    assert found.ratio == (1.0, 1.0, 1.0)
    assert not is_decided(found)
    assert is_same(found)


def test_units_are_draws_where_there_are_several():
    a, b = drawn(1, (47, 3)), drawn(2, (47, 3))
    found = look("reach", a, b)
    assert n_units(a) == 47
    means = ({name: array.mean(axis=1)[None] for name, array in side.items()} for side in (a, b))
    assert found.difference == pytest.approx(look("reach", *means).difference)


def test_what_is_undefined_is_never_decided():
    a = drawn(1, (1, 100)) | {"outcomes/engagements": np.zeros((1, 100))}
    found = look("cpe", a, drawn(2, (1, 100)), smallest=0.5)
    assert not is_decided(found, 0.5)
    assert math.isnan(found.difference.low)
    assert math.isnan(found.ratio.low)
