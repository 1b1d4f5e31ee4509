"""Greedy growth, and ruin and recreate: against a greedy that looks at everybody, and by hand."""

import numpy as np
import pytest

from sim.study.optimise.goal import Goal
from sim.study.optimise.search import greedy
from sim.study.optimise.search.greedy import MOST_KEPT, BestPlans, SearchTask
from sim.study.optimise.search.limits import fulfils, keeps_limits
from sim.study.optimise.search.plan_value import Crowd
from tests.hiring import NOBODY, best_of_all, effects_of, limits_of, prices_of, random_task, value_of


def disjoint(people, fees, budget, **changes):
    """Creators who share no followers and win each of theirs with one half."""
    n = len(people)
    effects = effects_of(np.eye(n), np.full((1, n), 0.5), people)
    return SearchTask(Crowd(effects), Goal("reach", "mean"), prices_of([fees]), limits_of(n, budget, **changes))


def money(task):
    return greedy.shadow_costs(task, np.array([1.0, 0.0, 0.0]))


def filled(task):
    """The plan that greedy growth makes of nobody."""
    task.crowd.clear()
    greedy.fill(task, money(task))
    return task.crowd.plan.tolist()


def test_most_gain_per_cost_comes_first_until_nothing_fits():
    assert filled(disjoint([20, 18, 8], [5.0, 3.0, 1.0], 4.0)) == [0, 1, 1]


def test_who_is_excluded_does_not_come():
    assert filled(disjoint([20, 18, 8], [5.0, 3.0, 1.0], 4.0, must_not=np.array([1]))) == [0, 0, 1]


def test_who_adds_nothing_does_not_come():
    task = disjoint([20, 0, 8], [5.0, 3.0, 1.0], 100.0)
    assert filled(task) == [1, 0, 1]


def plainly(task):
    """Greedy growth that looks at every creator before each move; one post each."""
    plan, cost = np.zeros(task.crowd.n_creators, np.int64), money(task)[1]
    while True:
        ratios = {}
        for creator in np.flatnonzero(plan == 0).tolist():
            after = plan.copy()
            after[creator] = 1
            if keeps_limits(task.limits, task.prices, after):
                ratios[creator] = (value_of(task, after) - value_of(task, plan)) / cost[creator]
        if not ratios:
            return plan.tolist()
        plan[max(ratios, key=lambda creator: ratios[creator])] = 1


@pytest.mark.parametrize("seed", range(8))
def test_old_gains_that_are_looked_at_again_choose_as_new_ones(seed):
    task = random_task(seed, 7)
    assert filled(task) == plainly(task)


def test_prices_in_shadow_by_hand():
    task = disjoint([1, 1], [5.0, 3.0], 10.0)
    prices = prices_of([[5.0, 3.0]], [[2.0, 1.0]], agency_share=0.1, hour_usd=10.0)
    cost = greedy.shadow_costs(task._replace(prices=prices), np.array([1.0, 100.0, 1000.0]))
    assert cost[0].tolist() == [0.0, 0.0]
    assert cost[1] == pytest.approx([5.5 + 20.0 + 200.0 + 1000.0, 3.3 + 10.0 + 100.0 + 1000.0])


@pytest.mark.parametrize(
    ("hours", "shadows"),
    [
        (8.0, [[0.1, 0, 0], [0, 0.125, 0], [0, 0, 0.25], [0.1, 0.125, 0], [0.1, 0, 0.25], [0.1, 0.125, 0.25]]),
        (np.inf, [[0.1, 0, 0], [0, 0, 0.25], [0.1, 0, 0], [0.1, 0, 0.25], [0.1, 0, 0.25]]),
    ],
)
def test_first_prices_are_relative_to_the_limits(hours, shadows):
    assert np.array(greedy.plain_shadows(limits_of(4, 10.0, hours=hours))) == pytest.approx(np.array(shadows))


# Plans that are remembered


def test_the_best_plans_are_remembered_best_first():
    good = BestPlans()
    for value in (2.0, 5.0, 3.0):
        good.add(value, np.array([int(value)]))
    assert [rated.value for rated in good.plans] == [5.0, 3.0, 2.0]


def test_a_plan_is_remembered_once():
    good = BestPlans()
    for value in (2.0, 5.0):
        good.add(value, np.array([1, 0]))
    assert [rated.value for rated in good.plans] == [2.0]


def test_only_so_many_plans_are_remembered():
    good = BestPlans()
    for value in range(MOST_KEPT + 5):
        good.add(float(value), np.array([value]))
    assert [rated.value for rated in good.plans] == [float(value) for value in range(MOST_KEPT + 4, 4, -1)]


def test_a_remembered_plan_does_not_change_with_its_array():
    good, plan = BestPlans(), np.array([1, 0])
    good.add(1.0, plan)
    plan[0] = 0
    assert good.plans[0].plan.tolist() == [1, 0]


@pytest.mark.parametrize(("least", "n_plans"), [(2, 1), (3, 0)])
def test_a_plan_that_does_not_fulfil_the_limits_is_not_remembered(least, n_plans):
    task, good = disjoint([20, 18, 8], [5.0, 3.0, 1.0], 4.0, least=least), BestPlans()
    greedy.grow(task, np.zeros(3, np.int64), money(task), good)
    assert len(good.plans) == n_plans


# Figures


@pytest.mark.parametrize("figure", ["mean", "cvar"])
def test_mean_and_worst_tenth_are_grown_towards_themselves(figure):
    task = random_task(1, figure=figure)
    assert task.towards() == [task.goal]


def test_a_quantile_is_grown_towards_wider_tails_too():
    task = random_task(1)._replace(goal=Goal("reach", "quantile", 0.3))
    assert [(goal.figure, goal.tail) for goal in task.towards()] == [
        ("quantile", 0.3), ("cvar", 0.3), ("cvar", 0.6), ("cvar", 1.0),
    ]  # fmt: skip


def test_a_gain_that_no_quantile_shows_is_worth_a_little():
    task = random_task(1, figure="quantile")
    task.crowd.clear()
    gain = np.zeros(10)
    gain[0] = 5.0
    assert greedy.added_worth(task, gain) == pytest.approx(1e-6 * 0.5)


def test_a_loss_to_the_mean_is_a_loss():
    task = random_task(1)
    task.crowd.clear()
    assert greedy.added_worth(task, np.array([-2.0])) == -2.0


# Ruin and recreate


def test_ruin_drops_so_many_and_no_must_have():
    task = disjoint([1] * 6, [1.0] * 6, 9.0, must=np.array([0, 1]))
    plan = np.array([1, 0, 1, 1, 1, 0])
    rest = greedy.ruin(task, plan, 2, np.random.default_rng(1))
    assert (rest[2:] > 0).sum() == 1
    assert rest[:2].tolist() == [1, 1]
    assert (rest[[5]] == 0).all()
    assert plan.tolist() == [1, 0, 1, 1, 1, 0]


def test_ruin_drops_no_more_than_there_are():
    task = disjoint([1] * 3, [1.0] * 3, 9.0)
    assert not greedy.ruin(task, np.array([1, 0, 1]), 9, np.random.default_rng(1)).any()


@pytest.mark.parametrize(("turn", "banned"), [(0, []), (1, [2]), (2, []), (3, [2])])
def test_every_other_turn_one_of_those_who_went_may_not_come_back(turn, banned):
    best, rest = np.array([1, 1, 1, 1, 0]), np.array([1, 1, 0, 0, 0])
    assert greedy.banned_creators(turn, best, rest, np.random.default_rng(1)).tolist() == banned


def test_every_eighth_turn_some_who_are_not_there_may_not_come():
    rest = np.tile([1, 0], 200)
    banned = greedy.banned_creators(7, rest, rest, np.random.default_rng(1))
    assert not rest[banned].any()
    assert 25 < banned.size < 80


@pytest.mark.parametrize("seed", range(4))
def test_refining_finds_the_best_plan_of_a_small_question(seed):
    task, good = random_task(seed, 7), BestPlans()
    greedy.grow(task, np.zeros(7, np.int64), money(task), good)
    shadows = greedy.plain_shadows(task.limits)
    greedy.refine(task, good, shadows, range(60), np.random.default_rng(seed))
    assert all(fulfils(task.limits, task.prices, rated.plan) for rated in good.plans)
    assert good.plans[0].value == pytest.approx(best_of_all(task))
    assert task.limits.must_not is NOBODY
