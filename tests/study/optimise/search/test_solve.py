"""The search against all plans: none is better, and none exceeds the bound."""

import numpy as np
import pytest

from sim.engine.progress import Stop
from sim.errors import Interrupted
from sim.study.optimise.goal import Goal
from sim.study.optimise.search import solve as solving
from sim.study.optimise.search.greedy import BestPlans, SearchTask
from sim.study.optimise.search.limits import fulfils
from sim.study.optimise.search.plan_value import Crowd
from sim.study.optimise.search.solve import IntegerProgrammes
from tests.hiring import all_plans, asked, best_of_all, effects_of, limits_of, prices_of, random_task, task_of, value_of


@pytest.mark.parametrize(
    ("goal", "kind"),
    [("reach", "mean"), ("engagers", "mean"), ("clicks", "mean"), ("engagers", "cvar"), ("reach", "quantile")],
)
@pytest.mark.parametrize("limits", [{}, {"hours": None, "budget_usd": 400.0}, {"most": 3, "least": 2}, {
    "must": ("c0",), "must_not": ("c7",), "niche_most": {"food": 1}}])  # fmt: skip
def test_no_plan_is_better_and_none_exceeds_the_bound(loaded, goal, kind, limits):
    """All plans of nine creators with up to two posts, within limits of every kind."""
    who, task = task_of(loaded, asked(goal, kind, **limits))
    allowed = [plan for plan in all_plans(3) if fulfils(who.limits, who.prices, plan)]
    best = max(value_of(task, plan) for plan in allowed)
    result = solving.solve(task, solving.effort(task.crowd.effects), 1, Stop())
    assert fulfils(who.limits, who.prices, result.plans[0].plan)
    assert value_of(task, result.plans[0].plan) == pytest.approx(result.plans[0].value, rel=1e-5)
    assert result.plans[0].value >= best * ((1 - 1e-5) if kind == "mean" else 0.98)
    assert result.bound >= best * (1 - 1e-5)
    if kind == "mean":
        assert result.bound <= best * (1 + 1e-4)


def test_congestion_and_the_agencys_minimum_are_kept(loaded):
    crowded = loaded.replace_all({"costs.congestion_exponent": 0.5, "costs.agency_minimum_usd": 12.0})
    who, task = task_of(crowded, asked("reach"))
    best = max(value_of(task, plan) for plan in all_plans(3) if fulfils(who.limits, who.prices, plan))
    result = solving.solve(task, solving.effort(task.crowd.effects), 1, Stop())
    assert fulfils(who.limits, who.prices, result.plans[0].plan)
    assert best * 0.98 <= result.plans[0].value <= best * (1 + 1e-5)
    assert result.bound >= best * (1 - 1e-5)


@pytest.mark.parametrize(("n_steps", "figure"), [(1, "mean"), (2, "mean"), (1, "cvar")])
@pytest.mark.parametrize("seed", range(4))
def test_made_up_questions_are_solved_as_all_plans_say(seed, n_steps, figure):
    task = random_task(seed, 6, n_steps, figure)
    result, best = solving.solve(task, solving.effort(task.crowd.effects), seed, Stop()), best_of_all(task)
    assert result.plans[0].value == pytest.approx(best, rel=1e-6)
    assert best * (1 - 1e-6) <= result.bound


def test_known_plans_are_not_lost():
    task = random_task(1)
    nothing = solving.effort(task.crowd.effects)._replace(rounds=0, tangents=0, cuts=0, integers=0, swaps=0)
    known = solving.solve(task, solving.effort(task.crowd.effects), 1, Stop()).plans[0]
    assert solving.solve(task, nothing, 1, Stop(), [known.plan]).plans[0].value >= known.value * (1 - 1e-9)


def test_a_quantile_has_no_bound():
    task = random_task(1, figure="quantile")
    assert solving.solve(task, solving.effort(task.crowd.effects), 1, Stop()).bound == np.inf


def test_who_wants_to_stop_is_heard():
    stop = Stop()
    stop.set()
    with pytest.raises(Interrupted, match="interrupted; nothing was written"):
        list(solving.watch(range(3), stop))
    assert list(solving.watch(range(3), Stop())) == [0, 1, 2]


@pytest.mark.parametrize(
    ("n_creators", "n_steps", "is_smooth", "programmes"),
    [
        (60, 3, True, IntegerProgrammes(40, 100_000)),
        (60, 3, False, IntegerProgrammes(4, 20_000)),
        (61, 3, True, IntegerProgrammes(2, 200)),
        (61, 3, False, IntegerProgrammes(1, 200)),
        (1000, 3, True, IntegerProgrammes(2, 200)),
        (1001, 3, True, IntegerProgrammes(0, 0)),
    ],
)
def test_integer_programmes_by_size(n_creators, n_steps, is_smooth, programmes):
    assert solving.integer_programmes(n_creators, n_steps, is_smooth) == programmes


def test_dearer_moves_mean_fewer_rounds():
    effects = random_task(1).crowd.effects
    assert solving.effort(effects).rounds == 2000
    assert solving.effort(effects, 5).rounds == 500


def test_a_plan_too_dear_is_repaired_without_its_dearest_creators():
    task, good = random_task(1), BestPlans()
    must = int(np.argmax(task.prices.fee_usd[1]))
    task = task._replace(limits=task.limits._replace(must=np.array([must])))
    solving.repair(task, good, np.ones(6, np.int64), np.array([1.0, 0.0, 0.0]))
    assert good.plans[0].plan[must] == 1
    assert fulfils(task.limits, task.prices, good.plans[0].plan)


def test_the_dearest_go_first():
    effects = effects_of(np.eye(3), np.full((1, 3), 0.5))
    task = SearchTask(Crowd(effects), Goal("reach", "mean"), prices_of([[6.0, 3.0, 3.0]]), limits_of(3, 6.0))
    good = BestPlans()
    solving.repair(task, good, np.ones(3, np.int64), np.array([1.0, 0.0, 0.0]))
    assert good.plans[0].plan.tolist() == [0, 1, 1]


def test_a_plan_beyond_repair_is_not_remembered():
    task, good = random_task(1), BestPlans()
    task = task._replace(limits=task.limits._replace(must=np.arange(6)))
    solving.repair(task, good, np.ones(6, np.int64), np.array([1.0, 0.0, 0.0]))
    assert good.plans == []
