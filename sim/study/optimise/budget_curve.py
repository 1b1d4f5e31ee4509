"""The best plans of several budgets: searched for in some worlds of luck, judged in others that did not choose them."""

from collections.abc import Sequence
from contextlib import suppress
from typing import NamedTuple

import numpy as np

from sim.core.arrays import F64, I64
from sim.engine.progress import Stop
from sim.errors import InputError, option
from sim.study.optimise.candidates import Candidates
from sim.study.optimise.goal import Goal
from sim.study.optimise.search import solve as solving
from sim.study.optimise.search.greedy import RatedPlan, SearchTask
from sim.study.optimise.search.plan_value import Crowd
from sim.study.optimise.search.plan_value_by_sources import CrowdBySources, crowd_of
from sim.study.optimise.search.solve import Effort

BELOW, ABOVE = (0.25, 0.5, 0.75), (1.25, 1.5, 2.0)  # budgets relative to what is asked
POOL, SEEDS = 8, 3  # plans of a search that are judged; plans of a smoother figure with which it begins
STATES = 2e9  # people times worlds times plans, for all that is judged at once
FEWEST, MOST_TURNS = 4, 20  # times the worlds of the search, to judge


class Search(NamedTuple):
    """Everything that the search for one budget needs."""

    who: Candidates
    task: SearchTask
    mean: Crowd  # of means over luck
    plain: Crowd  # the same as if every source counted the same
    how: Effort
    seed: int
    stop: Stop


class BudgetResult(NamedTuple):
    """The plans that a budget buys."""

    budget_usd: float
    plans: list[RatedPlan]  # best first, by the worlds that judge
    inside: float  # worth of the best in the worlds of the search
    bound: float  # of those worlds


class BudgetCurve(NamedTuple):
    """The budget that is asked for, and others, small to large."""

    asked: BudgetResult
    others: list[BudgetResult]


def search_of(who: Candidates, goal: Goal, n_worlds: int, seed: int, stop: Stop) -> Search:
    """A search for a goal among candidates, ready for any budget."""
    mean = crowd_of(who, goal.kind, 1)
    crowd = mean if goal.figure == "mean" else crowd_of(who, goal.kind, n_worlds)
    how, plain = solving.effort(crowd.effects), mean
    if isinstance(mean, CrowdBySources):  # not concave: nothing bounds it
        plain = Crowd(mean.effects)
        how = solving.effort(crowd.effects, len(mean.table.worth) * (5 if mean.grows else 1))
        how = how._replace(tangents=0, cuts=0, integers=0)
    return Search(who, SearchTask(crowd, goal, who.prices, who.limits), mean, plain, how, seed, stop)


def climb(search: Search) -> BudgetCurve:
    """Search budget after budget, small to large; each begins with the plans of the one below.

    Raises InputError where the budget buys nothing, Interrupted. Other budgets that buy nothing are left out.
    """
    budget = search.task.limits.budget_usd
    curve: list[BudgetResult] = []
    for times in BELOW:
        with suppress(InputError):
            curve.append(search_budget(search, times * budget, quick(search), known_of(curve)))
    asked = search_budget(search, budget, search.how, known_of(curve))
    above = [asked]
    for times in ABOVE:
        with suppress(InputError):
            above.append(search_budget(search, times * budget, quick(search), known_of(above)))
    return BudgetCurve(asked, [*curve, *above[1:]])


def known_of(smaller: list[BudgetResult]) -> list[I64]:
    """The best plan of the next smaller budget: more money never buys less."""
    return [smaller[-1].plans[0].plan] if smaller else []


def quick(search: Search) -> Effort:
    """Less effort, for budgets that were not asked for."""
    how, smooth = search.how, search.task.crowd.n_worlds == 1
    return how._replace(
        rounds=min(how.rounds // 4, 80),
        tangents=min(how.tangents, 10 if smooth else 5), cuts=0, integers=0, swaps=how.swaps // 4,
    )  # fmt: skip


def search_budget(search: Search, budget: float, how: Effort, known: Sequence[I64]) -> BudgetResult:
    """Search for the best plans of one budget. Raises InputError, Interrupted."""
    task = search.task._replace(limits=search.task.limits._replace(budget_usd=budget))
    smoother = smoother_plans(search, task, how, known)
    solved = solving.solve(task, how, search.seed, search.stop, smoother)
    plans = require_plans(solved.plans)
    if task.goal.figure == "mean":
        return BudgetResult(budget, plans, plans[0].value, solved.bound)
    plans = judge_plans(search, distinct([*[rated.plan for rated in plans[:POOL]], *smoother]))
    return BudgetResult(budget, plans, float(task.goal.of(task.crowd.become(plans[0].plan))), solved.bound)


def require_plans(plans: list[RatedPlan]) -> list[RatedPlan]:
    """The plans. Raises InputError where there are none."""
    if not plans:
        raise InputError(
            "no plan meets all limits together; ask for fewer creators or allow more", path=(option("least"),)
        )
    return plans


def smoother_plans(search: Search, task: SearchTask, how: Effort, known: Sequence[I64]) -> list[I64]:
    """Plans that are best by smoother figures: a search that sees only a tail, or third sources, is led astray."""
    blind = how._replace(rounds=how.rounds // 2, tangents=0, cuts=0, integers=0, swaps=how.swaps // 2)
    mean = task.goal._replace(figure="mean")
    smoother = [task._replace(crowd=search.plain, goal=mean)] if search.plain is not search.mean else []
    if task.goal.figure != "mean":
        smoother.append(task._replace(crowd=search.mean, goal=mean))
    if task.goal.figure == "quantile":
        smoother.append(task._replace(goal=task.goal._replace(figure="cvar")))
    plans = list(known)
    for smoother_task in smoother:
        solved = solving.solve(smoother_task, blind, search.seed, search.stop, plans)
        plans += [rated.plan for rated in solved.plans[:SEEDS]]
    return distinct(plans)


def distinct(plans: list[I64]) -> list[I64]:
    """The plans, each once, in their order."""
    return list({plan.tobytes(): plan for plan in plans}.values())


def judge_plans(search: Search, plans: list[I64]) -> list[RatedPlan]:
    """Plans with their worth in worlds that did not choose them, best first."""
    goal = search.task.goal
    values = goal.of(values_in_fresh_worlds(search, plans))
    return sorted(map(RatedPlan, values.tolist(), plans), key=lambda rated: -rated.value)


def values_in_fresh_worlds(search: Search, plans: list[I64]) -> F64:
    """Worth of plans in other worlds than those of the search, the same for all [plan, world]."""
    goal, who = search.task.goal, search.who
    hired = np.flatnonzero(np.any(plans, axis=0))
    n_worlds = search.task.crowd.n_worlds
    states = max(1, int(who.slots[hired].sum() / who.whom.weight) * n_worlds * len(plans))
    values = []
    for turn in range(1, 1 + int(np.clip(STATES / states, FEWEST, MOST_TURNS))):
        solving.check_stop(search.stop)
        crowd = crowd_of(who, goal.kind, n_worlds, turn, hired)
        values.append([crowd.become(plan[hired]) for plan in plans])
    return np.concatenate(values, axis=-1)


def hired_by_draw(search: Search, best: I64) -> F64:
    """Share of the draws whose own best plan has a creator [creator]; empty where there is a single draw."""
    n_draws = len(search.who.settings)
    if n_draws == 1:
        return np.zeros(0)
    few = best.size <= solving.FEW
    how = search.how._replace(rounds=40 if few else 4, tangents=min(search.how.tangents, 5 if few else 0),
                              cuts=0, integers=0, swaps=search.how.swaps if few else 0)  # fmt: skip
    goal, count = search.task.goal._replace(figure="mean"), np.zeros(best.size)
    for draw in range(n_draws):
        task = search.task._replace(crowd=search.mean.in_world(draw), goal=goal)
        count += require_plans(solving.solve(task, how, search.seed, search.stop, [best]).plans)[0].plan > 0
    return np.asarray(count / n_draws)
