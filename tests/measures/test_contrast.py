"""Two results side by side: exact where they are equal, nan where nothing is defined, by hand where they can be."""

import math

import numpy as np
import pytest

from sim.measures.catalogue import MEASURES
from sim.measures.columns import TOTALS
from sim.measures.contrast import contrast, contrasts, places
from sim.statistics.intervals import mean_interval, t_quantile

SHAPES = [(1, 40), (8, 5)]
UNDEFINED = pytest.approx((math.nan, math.nan, math.nan), nan_ok=True)


def drawn(seed, shape):
    """Random outcomes [draw, run], all of them positive."""
    random = np.random.default_rng(seed)
    return {f"outcomes/{name}": random.lognormal(3.0, 0.5, shape) for name in TOTALS}


def with_outcomes(columns, **changed):
    """The columns with other values [run]."""
    return columns | {f"outcomes/{name}": np.array([values], np.float64) for name, values in changed.items()}


@pytest.mark.parametrize("shape", SHAPES)
def test_against_itself_everything_is_exactly_equal(shape):
    a = drawn(1, shape)
    for one in contrasts(a, a).values():
        assert one.a == one.b
        assert one.difference == (0.0, 0.0, 0.0)
        assert one.ratio == (1.0, 1.0, 1.0)
        assert one.variance_removed == math.inf
        if one.win:
            assert (one.win.wins.value, one.win.ties, one.win.losses.value) == (0.0, 1.0, 0.0)
            assert one.win.in_draws == 0.5 if shape[0] > 1 else math.isnan(one.win.in_draws)


def test_all_measures_and_their_direction():
    found = contrasts(drawn(1, (1, 9)), drawn(2, (1, 9)))
    assert list(found) == list(MEASURES)
    assert all(one.name == name for name, one in found.items())
    assert {name for name, one in found.items() if one.win is None} == {"frequency", "posts"}


@pytest.mark.parametrize("paired", [True, False])
@pytest.mark.parametrize("name", ["reach", "cpe", "cpm", "return"])
@pytest.mark.parametrize("shape", SHAPES)
def test_the_other_way_round_it_says_the_same(shape, name, paired):
    a, b = drawn(1, shape), drawn(2, shape)
    forth, back = contrast(name, a, b, paired=paired), contrast(name, b, a, paired=paired)
    assert (back.a, back.b) == (forth.b, forth.a)
    value, low, high = back.difference
    assert forth.difference == pytest.approx((-value, -high, -low))
    value, low, high = back.ratio
    assert forth.ratio == pytest.approx((1.0 / value, 1.0 / high, 1.0 / low))
    assert forth.win.wins == pytest.approx(back.win.losses)
    assert forth.win.ties == back.win.ties


def test_a_difference_of_counts_by_hand():
    a = with_outcomes(drawn(1, (1, 4)), reach=[5.0, 9.0, 6.0, 12.0])
    b = with_outcomes(drawn(2, (1, 4)), reach=[4.0, 7.0, 5.0, 8.0])
    found = contrast("reach", a, b)
    half = t_quantile(3) * math.sqrt(2.0) / 2.0  # differences 1, 2, 1, 4: variance 2
    assert found.difference == pytest.approx((2.0, 2.0 - half, 2.0 + half))
    assert found.ratio.value == pytest.approx(8.0 / 6.0)
    assert found.variance_removed == pytest.approx((10.0 + 10.0 / 3.0) / 2.0)


def test_a_difference_without_pairs_by_hand():
    a = with_outcomes(drawn(1, (1, 4)), reach=[5.0, 9.0, 6.0, 12.0])
    b = with_outcomes(drawn(2, (1, 3)), reach=[4.0, 7.0, 4.0])
    found = contrast("reach", a, b, paired=False)
    first, second = 10.0 / 4.0, 3.0 / 3.0  # variances of the means
    degrees = (first + second) ** 2 / (first**2 / 3.0 + second**2 / 2.0)
    half = t_quantile(degrees) * math.sqrt(first + second)
    assert found.difference == pytest.approx((3.0, 3.0 - half, 3.0 + half))
    assert math.isnan(found.variance_removed)
    assert not found.paired


def test_draws_are_the_units_where_there_are_several():
    a, b = drawn(1, (8, 5)), drawn(2, (8, 5))
    means_a, means_b = ({name: values.mean(axis=1)[None, :] for name, values in side.items()} for side in (a, b))
    for name in ("reach", "cpe"):
        of_draws, of_means = contrast(name, a, b), contrast(name, means_a, means_b)
        assert of_draws.difference == pytest.approx(of_means.difference)
        assert of_draws.ratio == pytest.approx(of_means.ratio)


@pytest.mark.parametrize("paired", [True, False])
def test_a_ratio_of_ratios_to_a_certain_side_is_its_own_ratio(paired):
    """Against exactly 2 per engagement, A / B is half of A: the interval is that of the linearised runs."""
    a = drawn(1, (1, 30))
    b = with_outcomes(drawn(2, (1, 30)), cost_usd=[40.0] * 30, engagements=[20.0] * 30)
    found = contrast("cpe", a, b, paired=paired)
    top, bottom = (a[f"outcomes/{name}"] for name in ("cost_usd", "engagements"))
    ratio = top.mean() / bottom.mean()
    due = mean_interval(ratio + (top - ratio * bottom) / bottom.mean())
    assert found.ratio == pytest.approx(tuple(0.5 * end for end in due))
    assert found.difference == pytest.approx(tuple(end - 2.0 for end in due))


def test_pairing_removes_what_both_sides_share():
    """With correlation r of equal variances, what is left is 1 - r: here 0.01 of it, to 10% at 10,000 runs."""
    random = np.random.default_rng(3)
    shared = random.standard_normal((1, 10_000))
    a, b = ({"outcomes/reach": 50.0 + shared + 0.1 * random.standard_normal(shared.shape)} for _ in range(2))
    assert contrast("reach", a, b).variance_removed == pytest.approx(101.0, rel=0.1)


@pytest.mark.parametrize("paired", [True, False])
def test_what_never_varies_is_certain(paired):
    """Sums of tenths are rounded, intervals are not."""
    a = with_outcomes(drawn(1, (1, 30)), hours=[0.1] * 30)
    b = with_outcomes(drawn(2, (1, 30)), hours=[0.7] * 30)
    found = contrast("hours", a, b, paired=paired)
    assert found.difference.low == found.difference.value == found.difference.high == pytest.approx(-0.6)
    assert found.ratio.low == found.ratio.value == found.ratio.high == pytest.approx(1.0 / 7.0)
    assert math.isnan(found.variance_removed)
    assert found.win.wins.value == 1.0


@pytest.mark.parametrize("paired", [True, False])
@pytest.mark.parametrize("shape", [(1, 1), (1, 2), (2, 1), (3, 1)])
def test_few_campaigns_are_no_accident(shape, paired):
    for one in contrasts(drawn(1, shape), drawn(2, shape), paired=paired).values():
        assert math.isfinite(one.difference.value)
        assert math.isfinite(one.ratio.value)
        known = max(shape) > 1
        assert math.isnan(one.difference.low) != known
        assert math.isnan(one.ratio.low) != known
        assert one.win is None or math.isnan(one.win.wins.low) != known


def test_one_unit_on_one_side_leaves_no_interval():
    found = contrast("reach", drawn(1, (1, 30)), drawn(2, (1, 1)), paired=False)
    assert math.isfinite(found.difference.value)
    assert math.isnan(found.difference.low)
    assert math.isnan(found.ratio.low)
    assert math.isnan(found.win.wins.low)


# Nothing was bought


@pytest.mark.parametrize("paired", [True, False])
def test_money_that_bought_nothing(paired):
    a, b = with_outcomes(drawn(1, (1, 6)), purchases=[0.0] * 6), drawn(2, (1, 6))
    found = contrast("cpa", a, b, paired=paired, smallest=0.1)
    assert math.isnan(found.a.value)
    assert math.isfinite(found.b.value)
    assert found.difference == UNDEFINED
    assert found.ratio == UNDEFINED
    assert math.isnan(found.variance_removed)
    assert found.win.losses.value == 1.0  # endless cost loses
    other = contrast("cpa", b, a, paired=paired, smallest=0.1)
    assert other.difference == UNDEFINED
    assert other.ratio == UNDEFINED
    assert other.win.wins.value == 1.0
    count = contrast("purchases", a, b, paired=paired)
    assert count.ratio == (0.0, 0.0, 0.0)
    assert count.difference.value < 0.0
    assert contrast("purchases", b, a, paired=paired).ratio == UNDEFINED


@pytest.mark.parametrize("paired", [True, False])
def test_nothing_for_nothing(paired):
    """0 / 0 on both sides: nothing to say, and no winner."""
    a = with_outcomes(drawn(1, (1, 6)), purchases=[0.0] * 6, cost_usd=[0.0] * 6, revenue_usd=[0.0] * 6)
    found = contrasts(a, a, paired=paired)
    for name in ("cpa", "return"):
        assert found[name].ratio == UNDEFINED
        assert found[name].win.ties == 1.0
    assert found["cost"].difference == (0.0, 0.0, 0.0)
    assert found["cost"].ratio == UNDEFINED


def test_a_bottom_that_may_be_nothing_leaves_the_ratio_unbounded():
    a, b = drawn(1, (1, 3)), with_outcomes(drawn(2, (1, 3)), purchases=[0.0, 0.0, 1.0])
    assert contrast("purchases", a, b).ratio[1:] == (-math.inf, math.inf)


# What matters


def test_the_smallest_difference_that_matters_is_a_share_of_the_mean_of_both():
    a = with_outcomes(drawn(1, (1, 4)), reach=[110.0, 110.0, 110.0, 110.0])
    b = with_outcomes(drawn(2, (1, 4)), reach=[101.0, 99.0, 80.0, 80.0])  # mean 90, so 10% is 10
    win = contrast("reach", a, b, smallest=0.1).win
    assert (win.wins.value, win.ties, win.losses.value) == (0.75, 0.25, 0.0)
    assert contrast("reach", a, b).win.wins.value == 1.0


def test_places_of_a_measure():
    sides = [with_outcomes(drawn(1, (1, 2)), cost_usd=cost, reach=[1.0, 1.0]) for cost in ([1, 5], [2, 2], [3, 3])]
    assert places("cost", sides).tolist() == [[0.5, 0.0, 0.5], [0.5, 0.5, 0.0], [0.0, 0.5, 0.5]]
    assert places("posts", sides) == pytest.approx(np.full((3, 3), 1.0 / 3.0))
