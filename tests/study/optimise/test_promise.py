"""The chosen plan as a scenario, and its promise by half of the runs."""

import math

import numpy as np
import pytest

from sim.scenario.load import loads
from sim.statistics.intervals import Interval
from sim.study.optimise.candidates import candidates
from sim.study.optimise.goal import Goal
from sim.study.optimise.promise import (
    as_scenario,
    excess,
    figure_interval,
    halves,
    hired_group,
    promises,
    resample,
    sample_for_promise,
)
from tests.hiring import PLAN, SCENARIO, N, asked


def test_long_names_of_groups_stay_legal_and_apart(loaded):
    long = loads(SCENARIO.replace('name = "all"', f'name = "{"a" * 100}"'), (), loaded.file)
    who = candidates(long, asked())
    names = [group.name for group in as_scenario(long, who, PLAN, "p").scenario.creators]
    assert len(names) == len(set(names)) == 2


def columns(values):
    return {"outcomes/reach": np.asarray(values, np.float64)}


def test_the_runs_that_choose_do_not_promise():
    choosing, promising = halves(columns([[1.0, 2.0, 3.0, 4.0], [5.0, 6.0, 7.0, 8.0]]))
    assert choosing["outcomes/reach"].tolist() == [[1.0, 2.0], [5.0, 6.0]]
    assert promising["outcomes/reach"].tolist() == [[3.0, 4.0], [7.0, 8.0]]


def test_the_middle_one_of_an_odd_number_of_runs_promises():
    choosing, promising = halves(columns([[1.0, 2.0, 3.0]]))
    assert (choosing["outcomes/reach"].shape, promising["outcomes/reach"].shape) == ((1, 1), (1, 2))


def test_who_is_better_in_every_run_is_best_for_sure():
    runs = np.arange(1.0, 11.0)[None, :]
    best = [promise.best_prob for promise in promises([columns(runs), columns(runs + 1.0)], Goal("reach", "mean"))]
    assert best == [0.0, 1.0]


def test_chances_to_be_best_add_up_to_one():
    rng = np.random.default_rng(1)
    plans = [columns(rng.normal(10.0, 1.0, (1, 30))) for _ in range(3)]
    best = [promise.best_prob for promise in promises(plans, Goal("reach", "mean"))]
    assert sum(best) == pytest.approx(1.0)
    assert max(best) < 1.0


def test_resamples_of_equal_runs_do_not_vary():
    figures = resample(Goal("reach", "quantile", 0.2), [np.full((1, 8), 3.0), np.full((1, 8), 4.0)])
    assert (figures == np.array([[3.0], [4.0]])).all()


def test_where_numbers_are_drawn_whole_draws_are_resampled():
    """Each draw has equal runs, so a mean of three draws is a mean of three of these values."""
    figures = resample(Goal("reach", "mean"), [np.array([[1.0, 1.0], [4.0, 4.0], [16.0, 16.0]])])
    assert set(np.round(3.0 * figures.ravel()).tolist()) == {
        float(a + b + c) for a in (1, 4, 16) for b in (1, 4, 16) for c in (1, 4, 16)
    }


def test_a_mean_has_the_interval_of_student():
    value = np.array([[1.0, 2.0, 3.0]])
    interval = figure_interval(Goal("reach", "mean"), value, np.zeros(10))
    assert interval == pytest.approx((2.0, 2.0 - 4.302653 / np.sqrt(3.0), 2.0 + 4.302653 / np.sqrt(3.0)))


def test_a_quantile_has_the_interval_of_its_resamples():
    interval = figure_interval(Goal("reach", "quantile", 0.5), np.array([[1.0, 2.0, 3.0]]), np.linspace(0.0, 1.0, 1001))
    assert interval == pytest.approx((2.0, 0.025, 0.975))


def test_a_quantile_of_one_run_has_no_interval():
    interval = figure_interval(Goal("reach", "quantile", 0.5), np.array([[7.0]]), np.zeros(10))
    assert interval.value == 7.0
    assert np.isnan(interval[1:]).all()


GROUP = {"name": "all", "roster": "r.csv", "count": 1, "network_top": None, "niche": None, "posts": None}


def test_a_group_of_those_who_are_hired():
    assert hired_group(GROUP, 0, ["ann"], 2) == {
        "name": "all-2-posts", "roster": "r.csv", "roster_handles": ["ann"], "posts": 2,
    }  # fmt: skip


def test_a_group_that_says_its_posts_keeps_its_name():
    assert hired_group({**GROUP, "posts": 4}, 0, ["ann"], 0) == {
        "name": "all", "roster": "r.csv", "roster_handles": ["ann"], "posts": 4,
    }  # fmt: skip


def test_accounts_of_a_network_are_named_instead_of_the_most_followed():
    group = hired_group({**GROUP, "roster": None, "network_top": 9}, 0, ["ann"], 1)
    assert group == {"name": "all-1-posts", "network_handles": ["ann"], "posts": 1}


def test_a_plan_is_a_scenario_of_its_groups(loaded):
    who = candidates(loaded, asked())
    scenario = as_scenario(loaded, who, PLAN, "plan", 7).scenario
    by_posts = {group.posts: set(group.roster_handles) for group in scenario.creators}
    assert by_posts == {posts: {who.handle[place] for place in np.flatnonzero(posts == PLAN)} for posts in (1, 2)}
    assert (scenario.name, scenario.world.sample_one_in) == ("plan", 7)


@pytest.mark.parametrize(
    ("one_in", "people", "slots", "sample"),
    [(1, 3_000, 1e9, 1), (50, 3_000, 10.0, 1), (50, 3_000, 20_000_000.0, 10), (50, 100_000_000, 10.0, 5)],
)
def test_few_creators_are_played_in_a_finer_sample(loaded, one_in, people, slots, sample):
    who = candidates(loaded, asked())._replace(slots=np.full(N, slots / 5.0))
    coarse = loaded.replace_all({"world.sample_one_in": one_in, "world.people": people})
    assert sample_for_promise(coarse, who, [PLAN, np.zeros(N, np.int64)]) == sample


def test_what_was_expected_above_what_was_played():
    """By hand: 110 against 100 (80 to 125) is 10% above, from 12% below to 37.5% above."""
    assert excess(110.0, Interval(100.0, 80.0, 125.0)) == pytest.approx((0.1, -0.12, 0.375))


@pytest.mark.parametrize("played", [Interval(0.0, 0.0, 0.0), Interval(math.nan, math.nan, math.nan)])
def test_above_nothing_is_not_known(played):
    assert math.isnan(excess(5.0, played).value)


def test_an_end_at_nothing_is_not_known():
    assert math.isnan(excess(5.0, Interval(2.0, -1.0, 5.0)).high)
