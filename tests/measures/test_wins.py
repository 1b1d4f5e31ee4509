"""Who wins how often: by hand, within [0, 1], with pairs and without."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from sim.measures.catalogue import MEASURES
from sim.measures.wins import crossed_shares, margin_of, paired_share, paired_shares, places, win
from sim.statistics.intervals import share_interval

REACH, CPA = MEASURES["reach"], MEASURES["cpa"]
scores_of_runs = st.lists(st.sampled_from((0.0, 1.0, 2.0, math.inf, -math.inf, math.nan)), min_size=1, max_size=6)


def reach(*draws):
    return {"outcomes/reach": np.array(draws, np.float64)}


def cpa(cost, purchases):
    return {"outcomes/cost_usd": np.array([cost]), "outcomes/purchases": np.array([purchases])}


@pytest.mark.parametrize(("won", "n"), [(0, 7), (3, 7), (7, 7), (40, 60)])
def test_the_interval_of_a_share_is_the_one_of_the_books(won, n):
    due = binomtest(won, n).proportion_ci(0.95, method="exact")
    assert share_interval(won / n, n) == pytest.approx((won / n, due.low, due.high), abs=1e-12)


@given(st.floats(0.0, 1.0), st.floats(0.5, 1e9), st.floats(0.1, 700.0))
def test_an_interval_holds_its_share_and_stays_within_0_and_1(share, n, quantile):
    _, low, high = share_interval(share, n, lambda _: quantile)
    assert 0.0 <= low <= share <= high <= 1.0


def test_pairs_are_compared_run_by_run():
    wins, ties, losses = paired_shares(np.array([[1.0, 5.0, 2.0, 9.0]]), np.array([[2.0, 5.0, 1.0, 3.0]]), 0.0)
    assert (wins.value, ties, losses.value) == (0.5, 0.25, 0.25)
    assert wins == share_interval(0.5, 4)


def test_without_pairs_everything_meets_everything():
    a, b = np.array([[1.0, 5.0]]), np.array([[0.0, 1.0, 4.0]])
    wins, ties, losses = crossed_shares(a, b, 0.0)
    assert (wins.value, ties, losses.value) == (pytest.approx(4 / 6), pytest.approx(1 / 6), pytest.approx(1 / 6))
    assert crossed_shares(a, b, 1.0)[0].value == pytest.approx(2 / 6)


@given(scores_of_runs, scores_of_runs, st.sampled_from((0.0, 0.5, 1.0)))
def test_without_pairs_it_is_the_share_of_all_pairs(a, b, margin):
    wins, ties, losses = crossed_shares(np.array([a]), np.array([b]), margin)
    better = [x > y + margin for x in a for y in b]
    worse = [y > x + margin for x in a for y in b]
    assert wins.value == pytest.approx(np.mean(better))
    assert losses.value == pytest.approx(np.mean(worse))
    assert ties == pytest.approx(1.0 - np.mean(better) - np.mean(worse))
    assert 0.0 <= ties <= 1.0


def test_delong_by_hand():
    """Placements: each of A above the shares 1/3, 1 of B; of B, below 1, 1/2 and 1/2 of A."""
    wins, *_ = crossed_shares(np.array([[1.0, 5.0]]), np.array([[0.0, 2.0, 4.0]]), 0.0)
    first, second = np.var([1 / 3, 1.0], ddof=1) / 2, np.var([1.0, 0.5, 0.5], ddof=1) / 3
    degrees = (first + second) ** 2 / (first**2 / 1 + second**2 / 2)
    assert wins == pytest.approx(share_interval(2 / 3, (2 / 9) / (first + second), degrees=degrees))


def test_draws_that_agree_are_no_more_than_runs_and_draws_that_differ_are_draws():
    won = np.repeat([[1.0], [0.0], [1.0], [1.0]], 100, axis=1)
    assert paired_share(won) == pytest.approx(share_interval(0.75, 3.0, degrees=3))
    alike = np.tile([1.0, 0.0], (4, 50))
    assert paired_share(alike) == pytest.approx(share_interval(0.5, 400, degrees=3))


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_at_the_ends_each_draw_counts_once(share):
    found = paired_share(np.full((6, 1000), share))
    assert found == share_interval(share, 6, degrees=5)
    assert found.high - found.low > 0.4


def test_one_campaign_has_no_interval():
    found = paired_share(np.ones((1, 1)))
    assert found.value == 1.0
    assert math.isnan(found.low)
    assert math.isnan(found.high)


# What is better


def test_less_cost_is_better_and_endless_cost_the_worst():
    a = cpa([10.0, 10.0, 10.0, 0.0], [1.0, 0.0, 0.0, 0.0])  # 10, endless, endless, 0 / 0
    b = cpa([20.0, 20.0, 20.0, 20.0], [1.0, 1.0, 0.0, 1.0])  # 20, 20, endless, 20
    found = win(CPA, a, b, paired=True, margin=0.0)
    assert (found.wins.value, found.ties, found.losses.value) == (0.25, 0.5, 0.25)
    crossed = win(CPA, a, b, paired=False, margin=0.0)
    assert (crossed.wins.value, crossed.ties, crossed.losses.value) == (4 / 16, 6 / 16, 6 / 16)


def test_no_winner_where_nothing_is_better():
    assert win(MEASURES["posts"], {}, {}, paired=True, margin=0.0) is None


def test_the_margin():
    assert margin_of(-3.0, 5.0, 0.1) == pytest.approx(0.4)
    assert margin_of(math.nan, 5.0, 0.1) == pytest.approx(0.5)
    assert margin_of(math.nan, math.nan, 0.1) == 0.0


def test_in_draws():
    """Means of draws: 2 against 1, 2 against 2, 2 against 3, 3 against 1; most campaigns say otherwise."""
    a, b = reach([0, 0, 6], [2, 2, 2], [1, 2, 3], [0, 0, 9]), reach([1, 1, 1], [1, 2, 3], [3, 3, 3], [1, 1, 1])
    found = win(REACH, a, b, paired=True, margin=0.0)
    assert found.in_draws == (1.0 + 0.5 + 0.0 + 1.0) / 4.0
    assert found.wins.value == pytest.approx(3 / 12)
    assert math.isnan(win(REACH, a, b, paired=False, margin=0.0).in_draws)
    assert math.isnan(win(REACH, reach([1, 2]), reach([2, 1]), paired=True, margin=0.0).in_draws)


def test_in_draws_ratios_are_ratios_of_means():
    a, b = (
        {"outcomes/cost_usd": np.array(cost), "outcomes/purchases": np.array(bought)}
        for cost, bought in (
            ([[10.0, 10.0], [10.0, 10.0]], [[9.0, 1.0], [0.0, 0.0]]),  # 2, undefined
            ([[10.0, 10.0], [10.0, 10.0]], [[4.0, 4.0], [1.0, 1.0]]),  # 2.5, 10
        )
    )
    assert win(CPA, a, b, paired=True, margin=0.0).in_draws == 0.5


# Places


def test_ties_share_places():
    found = places(REACH, [reach([3, 1]), reach([3, 2]), reach([1, 3])])
    assert found.tolist() == [[0.25, 0.25, 0.5], [0.25, 0.75, 0.0], [0.5, 0.0, 0.5]]


def test_endless_costs_share_the_last_places_and_the_undefined_ties_with_all():
    sides = [cpa([9.0, 9.0], [0.0, 1.0]), cpa([9.0, 9.0], [0.0, 2.0]), cpa([9.0, 0.0], [1.0, 0.0])]
    found = places(CPA, sides)
    third = 1.0 / 3.0
    due = [[third, 0.5 + third, 0.5 + third], [third, 0.5 + third, 0.5 + third], [1 + third, third, third]]
    assert 2.0 * found == pytest.approx(np.array(due))


@given(st.lists(st.lists(st.integers(0, 3), min_size=4, max_size=4), min_size=1, max_size=5))
def test_every_strategy_has_a_place_and_every_place_a_strategy(runs):
    found = places(REACH, [reach(each) for each in runs])
    assert found.sum(axis=0) == pytest.approx(1.0)
    assert found.sum(axis=1) == pytest.approx(1.0)
