"""The table of measures: each a mean or a ratio of means, its risk over campaigns, its exact value."""

import math

import numpy as np
import pytest

from sim.measures.catalogue import MEASURES
from sim.measures.columns import TOTALS
from sim.measures.summary import line, summarise
from sim.statistics.intervals import mean_interval, ratio_interval

BASE = {name: np.array([[2.0, 4.0]]) for name in TOTALS}


def arrays(**outcomes):
    """Columns of a result in which these outcomes [draw, run] are given."""
    return {f"outcomes/{name}": np.asarray(value) for name, value in {**BASE, **outcomes}.items()}


def test_a_count():
    found = line("reach", arrays(reach=np.arange(20.0)[None, :]))
    assert found.estimate == mean_interval(np.arange(20.0)[None, :])
    assert (found.p10, found.p90) == (1.0, 17.0)
    assert found.worst == 0.5
    assert math.isnan(found.exact)
    assert math.isnan(found.ignorance)
    assert (found.label, found.unit) == ("Reach", "people")


def test_less_is_better_for_costs():
    assert line("cost", arrays(cost_usd=np.arange(20.0)[None, :])).worst == 18.5


def test_a_ratio_is_of_means_and_so_is_its_worst_tenth():
    cost, impressions = np.linspace(1.0, 2.0, 20)[None, :], np.linspace(10.0, 400.0, 20)[None, :]
    found = line("cpm", arrays(cost_usd=cost, impressions=impressions))
    due = ratio_interval(cost, impressions)
    assert found.estimate == pytest.approx(tuple(1000.0 * value for value in due))
    assert found.estimate.value == pytest.approx(1000.0 * cost.sum() / impressions.sum())
    assert found.worst == pytest.approx(1000.0 * cost[0, :2].sum() / impressions[0, :2].sum())
    single = np.sort(1000.0 * cost / impressions)[0]
    assert (found.p10, found.p90) == pytest.approx((single[1], single[17]))


def test_money_that_bought_nothing_is_infinitely_dear():
    found = line("cpa", arrays(cost_usd=[[10.0] * 4], purchases=[[0, 0, 2, 2]]))
    assert found.estimate.value == 10.0
    assert (found.p10, found.p90, found.worst) == (5.0, math.inf, math.inf)
    assert math.isnan(found.ignorance)


def test_nothing_for_nothing_says_nothing():
    found = line("cpa", arrays(cost_usd=[[0.0, 10.0, 0.0]], purchases=[[0, 2, 0]]))
    assert (found.p10, found.p90, found.worst) == (5.0, 5.0, 5.0)
    empty = line("cpa", arrays(cost_usd=[[0.0, 0.0]], purchases=[[0, 0]]))
    assert np.isnan([*empty.estimate, empty.p10, empty.p90, empty.worst, empty.ignorance]).all()


def test_exact_values_over_draws():
    held = arrays() | {
        "expected/cost_usd": np.array([10.0, 30.0]),
        "expected/impressions": np.array([100.0, 300.0]),
        "expected/reach": np.array([5.0, 6.0]),
        "expected/engagements": np.array([3.0, math.nan]),
        "expected/reach_2": np.array([0.0, 0.0]),
    }
    assert line("reach", held).exact == 5.5
    assert line("cpm", held).exact == 1000.0 * 20.0 / 200.0
    assert math.isnan(line("cpe", held).exact)
    assert math.isnan(line("engagements", held).exact)
    assert math.isnan(line("cost_per_engager", held).exact)
    assert line("talk_share", held).exact == 0.0
    held["expected/impressions"] = np.zeros(2)
    assert math.isnan(line("cpm", held).exact)


def test_ignorance_shows_with_several_draws():
    known = line("reach", arrays(reach=[[1.0, 2.0, 3.0], [11.0, 12.0, 13.0]]))
    assert known.ignorance == pytest.approx((50.0 - 1.0 / 3.0) / (50.0 - 1.0 / 3.0 + 1.0))


def test_one_run_has_no_interval_but_has_its_value():
    found = line("cpe", arrays(cost_usd=[[10.0]], engagements=[[4]]))
    assert found.estimate.value == 2.5
    assert np.isnan(found.estimate[1:]).all()
    assert (found.p10, found.p90, found.worst) == (2.5, 2.5, 2.5)


def test_summarise_tells_every_measure_in_order():
    assert [found.name for found in summarise(arrays())] == list(MEASURES)
