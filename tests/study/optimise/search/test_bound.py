"""The relaxation is exact at plans, and no plan is above its planes."""

import os

import numpy as np
import pytest

from sim.study.optimise.goal import Goal
from sim.study.optimise.search import bound
from sim.study.optimise.search.bound import Relaxation, plan_of, shares_of
from sim.study.optimise.search.greedy import SearchTask
from sim.study.optimise.search.limits import fulfils, keeps_limits
from sim.study.optimise.search.plan_value import Crowd
from tests.hiring import (
    NOBODY,
    N,
    all_plans,
    asked,
    best_of_all,
    events_of,
    limits_of,
    prices_of,
    random_task,
    task_of,
    value_of,
)


@pytest.mark.parametrize("kind", ["mean", "cvar"])
def test_the_relaxation_is_exact_at_plans_and_below_its_planes(loaded, kind):
    _, task = task_of(loaded, asked("engagers", kind))
    relaxed = Relaxation(task.crowd.effects, task.goal, np.zeros(0, np.int64))
    rng = np.random.default_rng(3)
    plane = relaxed.plane(np.sort(rng.uniform(size=(2, N)), axis=0)[::-1].ravel())
    for _ in range(50):
        plan = rng.integers(0, 3, N)
        x = shares_of(plan, 2)
        assert (plan_of(x, 2) == plan).all()
        assert relaxed.plane(x).value == pytest.approx(float(task.goal.of(task.crowd.become(plan))), rel=1e-5)
        assert plane.level + plane.slope @ x >= relaxed.plane(x).value * (1 - 1e-6)


def relaxed_of(task):
    return Relaxation(task.crowd.effects, task.goal, task.limits.must_not)


@pytest.mark.parametrize("figure", ["mean", "cvar"])
@pytest.mark.parametrize("seed", range(3))
def test_a_plane_touches_at_its_point_and_lies_above_all_plans(seed, figure):
    task = random_task(seed, 5, 2, figure)
    relaxed, x = relaxed_of(task), np.linspace(1.0, 0.0, 10)
    plane = relaxed.plane(x)
    assert plane.level + plane.slope @ x == pytest.approx(plane.value)
    for plan in all_plans(3, 5):
        assert plane.level + plane.slope @ shares_of(plan, 2) >= value_of(task, plan) * (1 - 1e-9)


def test_a_slope_is_the_derivative():
    task = random_task(4, 5, 2)
    relaxed, x = relaxed_of(task), np.linspace(0.9, 0.1, 10)
    for variable in range(10):
        up, down = x.copy(), x.copy()
        up[variable] += 1e-5
        down[variable] -= 1e-5
        slope = (relaxed.plane(up).value - relaxed.plane(down).value) / 2e-5
        assert relaxed.plane(x).slope[variable] == pytest.approx(slope, rel=1e-6)


@pytest.mark.parametrize("seed", range(6))
def test_linear_limits_allow_the_plans_that_the_limits_allow(seed):
    """Where hours and the agency are linear, a plan is inside exactly where it keeps the limits."""
    rng = np.random.default_rng(seed)
    fees, hours = (np.cumsum(rng.uniform(1.0, 9.0, (2, 4)), axis=0) for _ in range(2))
    prices = prices_of(fees, hours, agency_share=0.2, hour_usd=0.5)
    limits = limits_of(
        4, 40.0, hours=20.0, most=3, least=1, must=np.array([1]), must_not=np.array([2]),
        niche=np.array([0, 1, 0, 0]), niche_most={0: 1},
    )  # fmt: skip
    polytope = bound.polytope(limits, prices)
    for plan in all_plans(3, 4):
        x = shares_of(plan, 2)
        inside = (polytope.matrix @ x <= polytope.most + 1e-9).all() and (polytope.low <= x).all()
        assert (inside and bool((x <= polytope.high).all())) == fulfils(limits, prices, plan)
        assert (polytope.chain @ x <= 0.0).all()


def test_the_agencys_minimum_lowers_the_budget_for_the_rest():
    gifts = np.array([[0.0, 0.0], [5.0, 5.0]])
    prices = prices_of([[10.0, 10.0]], gift_usd=gifts, agency_share=0.1, agency_minimum_usd=8.0)
    polytope = bound.polytope(limits_of(2, 20.0), prices)
    over = polytope.matrix @ np.array([1.0, 0.0]) - polytope.most
    assert over[3] * polytope.unit[3] == pytest.approx(15.0 - (20.0 - 8.0))


def test_no_step_without_the_one_before():
    chain = bound.in_order(3, 2)
    assert (chain @ np.array([1.0, 0.0, 0.5, 0.0, 0.5, 0.2])).tolist() == [-0.5, 0.0, 0.0, 0.2]
    assert bound.in_order(1, 2) is None


ONE = np.eye(10)[0]
"""Shares: one post of the first creator."""


def knapsack(seed, figure="mean"):
    """Creators whose events add up: whole shares are then a knapsack."""
    rng = np.random.default_rng(seed)
    events, fees = (np.cumsum(rng.uniform(1.0, 9.0, (2, 5)), axis=0) for _ in range(2))
    limits = limits_of(5, 0.4 * float(fees[-1].sum()), most=3)
    return SearchTask(Crowd(events_of(events)), Goal("clicks", figure), prices_of(fees), limits)


@pytest.mark.parametrize("seed", range(5))
def test_integer_programmes_solve_a_knapsack(seed):
    task = knapsack(seed)
    plane = relaxed_of(task).plane(ONE)
    point = bound.best_whole([plane], bound.polytope(task.limits, task.prices), 1000)
    assert point.value == pytest.approx(best_of_all(task), rel=1e-6)
    assert value_of(task, plan_of(point.x, 2)) == pytest.approx(point.value, rel=1e-6)


@pytest.mark.parametrize("seed", range(5))
def test_shares_of_a_knapsack_are_worth_no_less_than_wholes(seed):
    task = knapsack(seed)
    plane, polytope = relaxed_of(task).plane(ONE), bound.polytope(task.limits, task.prices)
    point = bound.best_below([plane], polytope)
    assert point.value >= best_of_all(task) * (1 - 1e-9)
    assert point.value == pytest.approx(plane.level + plane.slope @ point.x)
    assert (polytope.matrix @ point.x <= polytope.most + 1e-7).all()


def test_the_price_of_a_dollar_is_what_one_more_would_bring():
    task = knapsack(1)
    plane = relaxed_of(task).plane(ONE)

    def best(budget):
        return bound.best_below([plane], bound.polytope(task.limits._replace(budget_usd=budget), task.prices))

    point, budget = best(12.0), 12.0
    assert point.shadow[0] == pytest.approx((best(budget + 1e-3).value - point.value) / 1e-3, rel=1e-4)
    assert point.shadow[1] == 0.0


def test_limits_that_exclude_one_another_bound_nothing():
    task = knapsack(1)
    plane = relaxed_of(task).plane(ONE)
    none = bound.polytope(task.limits._replace(budget_usd=1.0, least=3), task.prices)
    assert bound.best_below([plane], none).value == np.inf


@pytest.mark.parametrize("seed", range(5))
def test_a_step_keeps_the_limits_and_gains(seed):
    task = random_task(seed, 6, 2)
    relaxed, polytope = relaxed_of(task), bound.polytope(task.limits, task.prices)
    x = np.zeros(12)
    plane = relaxed.plane(x)
    to = bound.step_from(x, plane, polytope, 1.0)
    assert (polytope.matrix @ to <= polytope.most + 1e-6).all()
    assert ((to >= 0.0) & (to <= 1.0)).all()
    assert relaxed.plane(to).value > plane.value


@pytest.mark.parametrize("plan", [[0, 1, 2], [2, 2, 2], [0, 0, 0]])
def test_plans_and_shares_are_the_same(plan):
    assert plan_of(shares_of(np.array(plan), 2), 2).tolist() == plan


def test_shares_of_a_plan_by_hand():
    assert shares_of(np.array([0, 1, 2]), 2).tolist() == [0, 1, 1, 0, 0, 1]


def test_standard_output_is_kept_free(capfd):
    with bound.silence():
        os.write(1, b"noise")
    os.write(1, b"ours")
    assert capfd.readouterr().out == "ours"


def test_who_is_excluded_does_not_share_followers():
    """People who follow one allowed creator are certain, whoever else they follow."""
    task = random_task(2, 3)
    all_but_first = Relaxation(task.crowd.effects, task.goal, np.array([1, 2]))
    x = np.array([0.5, 0.0, 0.0])
    assert all_but_first.plane(x).value == pytest.approx(0.5 * value_of(task, np.array([1, 0, 0])))
    assert Relaxation(task.crowd.effects, task.goal, NOBODY).plane(x).value > all_but_first.plane(x).value
    assert keeps_limits(task.limits, task.prices, np.zeros(3, np.int64))
