"""Budget by budget: plans are found in some worlds of luck, and judged in others that did not choose them."""

from collections.abc import Sequence
from contextlib import suppress
from typing import NamedTuple

import numpy as np

from sim.core.arrays import F64, I64
from sim.engine.progress import Stop
from sim.errors import InputError
from sim.study.optimise.candidates import Candidates
from sim.study.optimise.goal import Goal
from sim.study.optimise.search import solve as solving
from sim.study.optimise.search.greedy import Found, SearchTask
from sim.study.optimise.search.plan_value import Crowd
from sim.study.optimise.search.plan_value_by_sources import Sources, crowd_of
from sim.study.optimise.search.solve import Effort

BELOW, ABOVE = (0.25, 0.5, 0.75), (1.25, 1.5, 2.0)  # budgets relative to what is asked
POOL, SEEDS = 8, 3  # plans of a search that are judged; plans of a smoother figure with which it begins
STATES = 2e9  # people times worlds times plans, for all that is judged at once
FEWEST, MOST_TURNS = 4, 20  # times the worlds of the search, to judge


class Search(NamedTuple):
    """All that it takes."""

    who: Candidates
    task: SearchTask
    mean: Crowd  # of means over luck
    plain: Crowd  # the same as if every source counted the same
    how: Effort
    seed: int
    stop: Stop


class Rung(NamedTuple):
    """What a budget buys."""

    budget_usd: float
    plans: list[Found]  # best first, by the worlds that judge
    inside: float  # what the best is worth in the worlds of the search
    bound: float  # of those worlds


def search_of(who: Candidates, goal: Goal, n_worlds: int, seed: int, stop: Stop) -> Search:
    """Everything made ready."""
    mean = crowd_of(who, goal, 1)
    crowd = mean if goal.kind == "mean" else crowd_of(who, goal, n_worlds)
    how, plain = solving.effort(crowd.alone), mean
    if isinstance(mean, Sources):  # not concave: nothing bounds it
        plain = Crowd(mean.alone)
        how = solving.effort(crowd.alone, len(mean.table.worth) * (5 if mean.grows else 1))
        how = how._replace(tangents=0, cuts=0, wholes=0)
    return Search(who, SearchTask(crowd, goal, who.prices, who.limits), mean, plain, how, seed, stop)


def climb(search: Search) -> tuple[Rung, list[Rung]]:
    """What the budget that is asked for buys, and what others do; each begins with the plans of the one below.

    Raises InputError where the budget buys nothing, Interrupted. Other budgets that buy nothing are left out.
    """
    budget = search.task.limits.budget_usd
    curve: list[Rung] = []
    for times in BELOW:
        with suppress(InputError):
            curve.append(rung(search, times * budget, quick(search), known_of(curve)))
    asked = rung(search, budget, search.how, known_of(curve))
    above = [asked]
    for times in ABOVE:
        with suppress(InputError):
            above.append(rung(search, times * budget, quick(search), known_of(above)))
    return asked, [*curve, *above[1:]]


def known_of(rungs: list[Rung]) -> list[I64]:
    """More money never buys less: the best plan of the budget below is there, too."""
    return [rungs[-1].plans[0].plan] if rungs else []


def quick(search: Search) -> Effort:
    """Less effort, for budgets that were not asked for."""
    how, smooth = search.how, search.task.crowd.n_worlds == 1
    return how._replace(
        rounds=min(how.rounds // 4, 80),
        tangents=min(how.tangents, 10 if smooth else 5), cuts=0, wholes=0, swaps=how.swaps // 4,
    )  # fmt: skip


def rung(search: Search, budget: float, how: Effort, known: Sequence[I64]) -> Rung:
    """What one budget buys. Raises InputError, Interrupted."""
    task = search.task._replace(limits=search.task.limits._replace(budget_usd=budget))
    smoother = seeds(search, task, how, known)
    solved = solving.solve(task, how, search.seed, search.stop, smoother)
    plans = some(solved.plans)
    if task.goal.kind == "mean":
        return Rung(budget, plans, plans[0].value, solved.bound)
    plans = judge_plans(search, distinct([*[found.plan for found in plans[:POOL]], *smoother]))
    return Rung(budget, plans, float(task.goal.of(task.crowd.become(plans[0].plan))), solved.bound)


def some(plans: list[Found]) -> list[Found]:
    """The plans. Raises InputError where there are none."""
    if not plans:
        raise InputError("no plan meets all limits together; ask for fewer creators or allow more", path=("--least",))
    return plans


def seeds(search: Search, task: SearchTask, how: Effort, known: Sequence[I64]) -> list[I64]:
    """Plans that are best by smoother figures: a search that sees only a tail, or third sources, is led astray."""
    blind = how._replace(rounds=how.rounds // 2, tangents=0, cuts=0, wholes=0, swaps=how.swaps // 2)
    mean = task.goal._replace(kind="mean")
    smoother = [task._replace(crowd=search.plain, goal=mean)] if search.plain is not search.mean else []
    if task.goal.kind != "mean":
        smoother.append(task._replace(crowd=search.mean, goal=mean))
    if task.goal.kind == "quantile":
        smoother.append(task._replace(goal=task.goal._replace(kind="cvar")))
    found = list(known)
    for one in smoother:
        solved = solving.solve(one, blind, search.seed, search.stop, found)
        found += [plan.plan for plan in solved.plans[:SEEDS]]
    return distinct(found)


def distinct(plans: list[I64]) -> list[I64]:
    return list({plan.tobytes(): plan for plan in plans}.values())


def judge_plans(search: Search, plans: list[I64]) -> list[Found]:
    """Plans by what they are worth in worlds that did not choose them, best first."""
    goal = search.task.goal
    values = goal.of(fresh(search, plans))
    return sorted(map(Found, values.tolist(), plans), key=lambda found: -found.value)


def fresh(search: Search, plans: list[I64]) -> F64:
    """What plans are worth in other worlds than those of the search, the same for all [plan, world]."""
    goal, who = search.task.goal, search.who
    hired = np.flatnonzero(np.any(plans, axis=0))
    n_worlds = search.task.crowd.n_worlds
    states = max(1, int(who.slots[hired].sum() / who.whom.weight) * n_worlds * len(plans))
    found = []
    for turn in range(1, 1 + int(np.clip(STATES / states, FEWEST, MOST_TURNS))):
        solving.look(search.stop)
        crowd = crowd_of(who, goal, n_worlds, turn, hired)
        found.append([crowd.become(plan[hired]) for plan in plans])
    return np.concatenate(found, axis=-1)


def hired_by_draw(search: Search, best: I64) -> F64:
    """Share of the draws of what is not known whose own best plan has a creator [creator]; empty: a single draw."""
    n_draws = len(search.who.settings)
    if n_draws == 1:
        return np.zeros(0)
    few = best.size <= solving.FEW
    how = search.how._replace(rounds=40 if few else 4, tangents=min(search.how.tangents, 5 if few else 0),
                              cuts=0, wholes=0, swaps=search.how.swaps if few else 0)  # fmt: skip
    goal, count = search.task.goal._replace(kind="mean"), np.zeros(best.size)
    for draw in range(n_draws):
        task = search.task._replace(crowd=search.mean.in_world(draw), goal=goal)
        count += some(solving.solve(task, how, search.seed, search.stop, [best]).plans)[0].plan > 0
    return np.asarray(count / n_draws)
