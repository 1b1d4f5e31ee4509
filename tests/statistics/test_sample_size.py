"""Enough runs: planted components come back, and no grid has anything cheaper."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chi2

from sim.statistics.intervals import t_quantile
from sim.statistics.sample_size import Components, components, points_and_runs, runs_per_point, variance_components
from tests.verdicts import FAR

Z = t_quantile(math.inf)
GRID_POINTS, GRID_RUNS = np.meshgrid(np.arange(1.0, 301.0), np.arange(1.0, 301.0))


def pilot(random, n_points, n_runs, spreads):
    """A pilot [point, run] of standard deviations (point, shared luck, own luck)."""
    point, run, rest = spreads
    luck = run * random.normal(size=n_runs) + rest * random.normal(size=(n_points, n_runs))
    return 5.0 + point * random.normal(size=(n_points, 1)) + luck


# Components


@pytest.mark.parametrize("spreads", [(1.0, 2.0, 0.5), (0.0, 1.0, 1.0), (2.0, 0.0, 1.0), (0.3, 0.3, 3.0)])
def test_planted_components_come_back(spreads):
    """2,000 pilots of 8 points and 5 runs: the means are the truth, |z| < 5, false alarm 1e-6 over the family."""
    random = np.random.default_rng(1)
    each = np.array([variance_components(pilot(random, 8, 5, spreads)) for _ in range(2000)])
    error = each.std(axis=0, ddof=1) / math.sqrt(len(each))
    assert np.abs((each.mean(axis=0) - np.square(spreads)) / error).max() < 5.0


def test_shared_luck_does_not_count_against_the_curve():
    """The fault that the test above is there for: taking all luck off the variance of means, shared luck included."""
    random = np.random.default_rng(2)
    each = [pilot(random, 8, 5, (1.0, 2.0, 0.5)) for _ in range(2000)]
    naive = np.array([y.mean(axis=1).var(ddof=1) - y.var(axis=1, ddof=1).mean() / 5 for y in each])
    assert (naive.mean() - 1.0) / (naive.std(ddof=1) / math.sqrt(2000)) < -5.0


def test_components_are_not_negative_and_add_up():
    random = np.random.default_rng(3)
    clipped = 0
    for _ in range(200):
        y = pilot(random, 4, 3, (0.0, 0.0, 1.0))
        found = components(y)
        assert min(found) >= 0.0
        assert found.common + found.rest == pytest.approx(found.within)
        assert found.within == pytest.approx(y.var(axis=1, ddof=1).mean())
        clipped += found.between == 0.0
    assert 50 < clipped < 150  # about half, where nothing is there


def test_components_by_hand():
    """Points 0 and 4, runs -1 and 1, nothing of their own."""
    found = components(np.array([[-1.0, 1.0], [3.0, 5.0]]))
    assert found == pytest.approx((8.0, 2.0, 2.0, 0.0))


def test_unknown_points_are_left_out():
    y = pilot(np.random.default_rng(4), 6, 5, (1.0, 1.0, 1.0))
    unknown = np.full((1, 5), math.nan)
    unknown[0, 0] = 1.0
    assert components(np.vstack([y, unknown])) == components(y)
    assert runs_per_point(np.vstack([y, unknown]), 0.1) == runs_per_point(y, 0.1)


@pytest.mark.parametrize("y", [np.ones((5, 1)), np.ones((1, 5)), np.full((3, 4), math.nan), np.ones((0, 4))])
def test_a_pilot_needs_points_and_runs(y):
    with pytest.raises(ValueError, match="a spread needs 2 points or more with 2 runs or more"):
        components(y)


# Runs per point


def test_runs_per_point_by_hand():
    y = np.array([[0.0, 2.0, 4.0], [0.0, 0.0, 0.0], [0.0, 1.0, 2.0]])
    upper = np.array([4.0, 0.0, 1.0]) * 2 / chi2.ppf(0.2, 2)
    needed = np.ceil(upper * (Z / 0.5) ** 2)
    assert runs_per_point(y, 0.5) == (needed[2], needed[0])


def test_four_points_in_five_get_enough():
    """Points of one spread: their runs are enough for 80% (4,000 points, |z| < 4.9, false alarm 1e-6)."""
    y = np.random.default_rng(5).normal(size=(4000, 6))
    needed = [runs_per_point(point[None], 0.05).largest for point in y]
    share = np.mean(np.array(needed) >= (Z / 0.05) ** 2)
    assert abs(share - 0.8) < FAR * math.sqrt(0.16 / 4000)


def test_without_luck_one_run_is_enough():
    assert runs_per_point(np.ones((3, 4)), 0.1) == (1, 1)


def test_runs_per_point_need_two_runs():
    with pytest.raises(ValueError, match="2 runs or more"):
        runs_per_point(np.ones((3, 1)), 0.1)


@pytest.mark.parametrize("half_width", [0.0, -1.0, math.nan])
def test_a_half_width_is_above_0(half_width):
    with pytest.raises(ValueError, match="half-width must be above 0"):
        runs_per_point(np.ones((3, 4)), half_width)
    with pytest.raises(ValueError, match="half-width must be above 0"):
        points_and_runs(Components(1.0, 1.0, 0.5, 0.5), half_width, 1.0, 1.0)


# Points and runs


variances = st.one_of(st.just(0.0), st.floats(1e-2, 20.0))
costs = st.floats(1e-2, 100.0)


def cheapest_of_grid(found, half_width, cost_of_point, cost_of_run):
    """The least cost of 300 x 300 pairs; infinite where none of them reaches the half width."""
    own = found.between / GRID_POINTS + found.common / GRID_RUNS + found.rest / (GRID_POINTS * GRID_RUNS)
    reached = own <= (half_width / Z) ** 2 * (1.0 + 1e-9)
    return float(np.where(reached, GRID_POINTS * (cost_of_point + cost_of_run * GRID_RUNS), math.inf).min())


@settings(deadline=None, derandomize=True)
@given(variances, variances, variances, st.floats(0.7, 6.0), st.one_of(st.just(0.0), costs), costs)
def test_nothing_on_a_grid_is_cheaper(between, common, rest, half_width, cost_of_point, cost_of_run):
    found = Components(between, common + rest, common, rest)
    best = points_and_runs(found, half_width, cost_of_point, cost_of_run)
    least = cheapest_of_grid(found, half_width, cost_of_point, cost_of_run)
    assert best.cost <= least * (1.0 + 1e-12)
    if max(best.points, best.runs) <= 300:
        assert best.cost == pytest.approx(least, rel=1e-12)
    assert best.half_width <= half_width * (1.0 + 1e-8)
    assert best.cost == pytest.approx(best.points * (cost_of_point + cost_of_run * best.runs))


def test_the_half_width_is_reached_in_truth():
    """3,000 studies of the planned size: the variance of their means is as planned (chi-square, |z| < 4.9)."""
    best = points_and_runs(Components(1.0, 5.0, 1.0, 4.0), 1.0, 3.0, 1.0)
    random = np.random.default_rng(6)
    means = [pilot(random, best.points, best.runs, (1.0, 1.0, 2.0)).mean() for _ in range(3000)]
    z = (np.var(means, ddof=1) / (best.half_width / Z) ** 2 - 1.0) / math.sqrt(2 / 2999)
    assert abs(z) < FAR


def test_edges_by_hand():
    """The variance aimed at is 1."""
    assert points_and_runs(Components(7.2, 0.0, 0.0, 0.0), Z, 2.0, 1.0)[:2] == (8, 1)  # no luck
    assert points_and_runs(Components(0.0, 7.2, 7.2, 0.0), Z, 2.0, 1.0)[:2] == (1, 8)  # nothing but shared luck
    assert points_and_runs(Components(0.0, 7.2, 0.0, 7.2), Z, 2.0, 1.0)[:2] == (1, 8)  # points cost more than runs
    assert points_and_runs(Components(0.0, 0.0, 0.0, 0.0), Z, 2.0, 1.0)[:2] == (1, 1)  # nothing varies
    assert points_and_runs(Components(7.2, 1.0, 0.5, 0.5), Z, 1.0, 0.0)[0] == 8  # runs are free
    assert points_and_runs(Components(8.0, 0.0, 0.0, 0.0), Z, 2.0, 1.0)[:2] == (8, 1)  # exactly


@pytest.mark.parametrize("n", range(2, 60))
def test_rounding_does_not_cost_a_point(n):
    assert points_and_runs(Components(n * 0.7 * 0.7, 0.0, 0.0, 0.0), 0.7 * Z, 1.0, 1.0)[:2] == (n, 1)


def test_dear_points_get_more_runs():
    found = Components(1.0, 20.0, 1.0, 19.0)
    cheap, dear = (points_and_runs(found, 0.2, cost, 1.0) for cost in (1.0, 1000.0))
    assert dear.points < cheap.points
    assert dear.runs > cheap.runs


def test_large_plans_are_at_the_optimum_of_fractions():
    """cost = (b c_r r + m (c_p + c_r c) / r + b (c_p + c_r c) + c_r m) at its least over r."""
    best = points_and_runs(Components(1.0, 3.0, 1.0, 2.0), Z * 1e-3, 50.0, 1.0)
    b, c, e = 1e6, 1e6, 2e6
    m = e + b * c
    due = 2.0 * math.sqrt(b * m * (50.0 + c)) + b * (50.0 + c) + m
    assert best.cost == pytest.approx(due, rel=1e-6)
    assert best.half_width == pytest.approx(Z * 1e-3, rel=1e-6)


def test_what_cannot_be_counted_is_refused():
    with pytest.raises(ValueError, match=r"needs more than 1e\+15"):
        points_and_runs(Components(1.0, 1.0, 0.5, 0.5), 1e-9, 1.0, 1.0)


@pytest.mark.parametrize("costs", [(0.0, 0.0), (-1.0, 1.0), (1.0, math.nan), (math.inf, 1.0)])
def test_costs_make_sense(costs):
    with pytest.raises(ValueError, match="costs must be at least 0"):
        points_and_runs(Components(1.0, 1.0, 0.5, 0.5), 1.0, *costs)
