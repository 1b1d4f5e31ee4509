"""Plans of several budgets: each begins with the one below, judged by worlds that did not choose."""

import numpy as np
import pytest

from sim.engine.progress import Stop
from sim.errors import InputError
from sim.study.optimise import budget_curve
from sim.study.optimise.budget_curve import BudgetResult
from sim.study.optimise.candidates import candidates
from sim.study.optimise.goal import Goal
from sim.study.optimise.search.greedy import RatedPlan
from sim.study.optimise.search.solve import Effort
from tests.hiring import PLAN, asked, random_task


def test_a_budgets_curve_is_judged_by_worlds_that_did_not_choose(loaded):
    """A quantile that 40 worlds favour is no promise: the plan is at least as good as the mean's in other worlds."""
    question = asked("engagers", "quantile", n_worlds=40)
    who = candidates(loaded, question)
    search = budget_curve.search_of(who, question.goal, question.n_worlds, 7, Stop())
    best, curve = budget_curve.climb(search)
    of_mean = budget_curve.search_of(who, Goal("engagers", "mean"), 1, 7, Stop())
    plain = budget_curve.climb(of_mean)[0].plans[0].plan
    values = question.goal.of(budget_curve.values_in_fresh_worlds(search, [best.plans[0].plan, plain]))
    assert values[0] == pytest.approx(best.plans[0].value)
    assert values[0] >= values[1]
    bought = [rung.plans[0].value for rung in curve]
    assert len(bought) > 3
    assert bought == sorted(bought)
    assert budget_curve.values_in_fresh_worlds(search, [plain]).size >= 4 * 40


def result(budget, *plans):
    return BudgetResult(budget, [RatedPlan(float(sum(plan)), np.array(plan)) for plan in plans], 1.0, 2.0)


def test_a_search_begins_with_the_best_plan_of_the_budget_below():
    assert budget_curve.known_of([]) == []
    (plan,) = budget_curve.known_of([result(5.0, [1, 0]), result(10.0, [2, 0], [0, 1])])
    assert plan.tolist() == [2, 0]


def test_distinct_plans_stay_in_their_order():
    plans = [np.array(plan) for plan in ([1, 0], [0, 1], [1, 0], [2, 0])]
    assert [plan.tolist() for plan in budget_curve.distinct(plans)] == [[1, 0], [0, 1], [2, 0]]


def test_no_plan_at_all_is_one_line():
    with pytest.raises(InputError) as caught:
        budget_curve.require_plans([])
    assert str(caught.value) == "--least: no plan meets all limits together; ask for fewer creators or allow more"


@pytest.mark.parametrize(("figure", "tangents"), [("mean", 10), ("cvar", 5)])
def test_other_budgets_get_less_effort(figure, tangents):
    how = Effort(rounds=1000, tangents=40, cuts=120, integers=40, nodes=9, swaps=80)
    search = budget_curve.Search(None, random_task(1, figure=figure), None, None, how, 1, Stop())
    assert budget_curve.quick(search) == Effort(80, tangents, 0, 0, 9, 20)


@pytest.fixture
def small_search():
    """A search whose worlds are made up: no candidates are needed where the mean counts."""
    task = random_task(2)
    how = Effort(rounds=40, tangents=8, cuts=0, integers=2, nodes=100, swaps=20)
    return budget_curve.Search(None, task, task.crowd, task.crowd, how, 1, Stop())


def with_budget(search, times):
    """The search with so many times the fee of the cheapest."""
    budget = times * float(search.task.prices.fee_usd[1].min())
    return search._replace(task=search.task._replace(limits=search.task.limits._replace(budget_usd=budget)))


def test_more_money_never_buys_less(small_search):
    asked_for, others = budget_curve.climb(with_budget(small_search, 5.0))
    points = sorted([asked_for, *others], key=lambda point: point.budget_usd)
    values = [point.plans[0].value for point in points]
    assert [point.budget_usd / asked_for.budget_usd for point in points] == [0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 2.0]
    assert values == sorted(values)


def test_other_budgets_that_buy_nothing_are_left_out(small_search):
    asked_for, others = budget_curve.climb(with_budget(small_search, 1.5))
    assert [point.budget_usd / asked_for.budget_usd for point in others] == [0.75, 1.25, 1.5, 2.0]


def test_a_budget_that_buys_nothing_is_refused(small_search):
    with pytest.raises(InputError, match=r"^--budget: .* USD: the cheapest plan would cost"):
        budget_curve.climb(with_budget(small_search, 0.9))


def test_a_single_draw_has_no_share_of_draws(loaded):
    who = candidates(loaded, asked("reach"))
    search = budget_curve.search_of(who, Goal("reach", "mean"), 1, 7, Stop())
    assert budget_curve.hired_by_draw(search, PLAN).size == 0
