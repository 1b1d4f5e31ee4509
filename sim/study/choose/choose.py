"""The best roster for the money: who, how many posts each, what that promises, and what is left open."""

import math
from contextlib import suppress
from functools import partial
from typing import NamedTuple

import numpy as np

from sim.core.arrays import I64
from sim.errors import InputError
from sim.measures.alone import GOALS, alone, dependences
from sim.measures.catalogue import MEASURES
from sim.scenario.load import Loaded
from sim.study.choose import solve as solving
from sim.study.choose.contributions import Contributions, Savings, contributions, dispensable
from sim.study.choose.crowd import Crowd
from sim.study.choose.limits import Bill, bill, start_of
from sim.study.choose.promise import Promise, as_scenario, finer, halves, played, promises
from sim.study.choose.question import Candidates, Question, candidates
from sim.study.choose.search import Found, Task
from sim.study.trials import Trials

BELOW, ABOVE = (0.25, 0.5, 0.75), (1.25, 1.5, 2.0)  # budgets relative to what is asked
MOST_TIES = 5
NEAR = 0.01  # of the best value: a near tie
DISPENSABLE = 0.01  # of the value
LEAST_RUNS = 4  # where half of them choose


class OnCurve(NamedTuple):
    """The best that was found for another budget."""

    budget_usd: float
    value: float
    bill: Bill


class Tie(NamedTuple):
    """A plan that is nearly as good, and how it differs from the best."""

    found: Found
    bill: Bill
    promise: Promise
    leaves: list[str]
    joins: list[str]


class Choice(NamedTuple):
    """The answer."""

    question: Question
    who: Candidates
    best: Found
    bill: Bill
    bound: float  # inf: none is claimed
    dependences: list[str]  # why the search could not see everything; empty: it could
    promise: Promise
    contributions: Contributions
    savings: Savings
    curve: list[OnCurve]
    ties: list[Tie]
    scenario: Loaded  # the plan, ready to be run


def check_goal(measure: str) -> str:
    """A measure that can be searched for. Raises InputError."""
    if measure in GOALS:
        return measure
    if measure in MEASURES:
        is_cost = MEASURES[measure].bottom or MEASURES[measure].better < 0
        told = "is best with nobody or with the single cheapest creator" if is_cost else "cannot be searched for"
        raise InputError(f"{measure} {told}; goals: {', '.join(GOALS)}", path=("--goal",))
    from sim.world.textfile import nearest, shown

    raise InputError(
        f"{shown(measure)} is no goal{nearest(measure, GOALS)}; goals: {', '.join(GOALS)}", path=("--goal",)
    )


def choose(loaded: Loaded, question: Question, trials: Trials) -> Choice:
    """The best plan. Raises InputError, FileProblem, Interrupted."""
    who = candidates(loaded, question)
    start_of(who.limits, who.prices)
    scenario, goal = loaded.scenario, question.goal
    n_worlds = 1 if goal.kind == "mean" else question.n_worlds
    of = partial(alone, who.plans, goal.measure, order_usd=scenario.funnel.order_usd, thin=who.thin)
    each = of(n_worlds)
    reasons = dependences(who.plans[0], scenario.exposure.attention_exponent)
    how = solving.effort(each)
    task = Task(Crowd(each), goal, who.prices, who.limits)
    solved = solving.solve(task, how, scenario.run.seed, trials.means.stop)
    if not solved.plans:
        raise InputError("no plan meets all limits together; ask for fewer creators or allow more", path=("--least",))
    plans = near(solved.plans, bool(reasons))
    one_in = finer(loaded, who, [found.plan for found in plans])
    tried = [as_scenario(loaded, who, found.plan, name(loaded, i), one_in) for i, found in enumerate(plans)]
    first, fresh = judged(tried, question, trials, bool(reasons))
    best = plans[first]
    return Choice(
        question=question,
        who=who,
        best=best,
        bill=bill(who.prices, best.plan),
        bound=math.inf if reasons else solved.bound,
        dependences=reasons,
        promise=fresh[first],
        contributions=contributions(task.crowd if n_worlds == 1 else Crowd(of(1)), best.plan),
        savings=dispensable(task, best.plan, DISPENSABLE),
        curve=curve(task, how, best, scenario.run.seed, trials),
        ties=[
            Tie(found, bill(who.prices, found.plan), promise, *difference(who, best.plan, found.plan))
            for found, promise in zip(plans, fresh, strict=True)
            if found is not best
        ],
        scenario=tried[first],
    )


def judged(tried: list[Loaded], question: Question, trials: Trials, is_blind: bool) -> tuple[int, list[Promise]]:
    """Which plan is taken, and what all promise. Where the search could not see everything, half of the runs decide."""
    if is_blind and trials.means.runs < LEAST_RUNS:
        told = f"{trials.means.runs} runs; half of them choose and half promise, so {LEAST_RUNS} are needed"
        raise InputError(told, path=("--runs",))
    columns = played(tried, trials)
    if not is_blind:
        return 0, promises(columns, question.goal)
    deciding, promising = zip(*map(halves, columns), strict=True)
    figures = [promise.goal.value for promise in promises(list(deciding), question.goal)]
    return int(np.argmax(figures)), promises(list(promising), question.goal)


def name(loaded: Loaded, index: int) -> str:
    return f"plan for {loaded.scenario.name}"[:90] + ("" if index == 0 else f" ({index + 1})")


def near(plans: list[Found], is_blind: bool) -> list[Found]:
    """The plans that are played: the best and its near ties; more of them where the search could not see all."""
    most = 3 * MOST_TIES if is_blind else MOST_TIES
    allowed = 3.0 * NEAR if is_blind else NEAR
    return [found for found in plans if found.value >= plans[0].value * (1.0 - allowed)][:most]


def difference(who: Candidates, best: I64, other: I64) -> tuple[list[str], list[str]]:
    """Whom the other plan leaves out or asks for less, and whom it takes on or asks for more."""
    less, more = np.flatnonzero(other < best), np.flatnonzero(other > best)
    return [who.handle[c] for c in less], [who.handle[c] for c in more]


def curve(task: Task, how: solving.Effort, best: Found, seed: int, trials: Trials) -> list[OnCurve]:
    """What other budgets would buy, all other limits as they are; budgets that buy nothing are left out.

    Each begins with the plan of the budget below as well: more money never buys less.
    """
    smooth = task.crowd.n_worlds == 1
    quick = how._replace(
        rounds=min(how.rounds // 8, 40) if smooth else 0, tangents=min(how.tangents, 10 if smooth else 5), wholes=0
    )
    found: list[OnCurve] = []
    for budgets, first in ((BELOW, []), (ABOVE, [best.plan])):
        known = first
        for times in budgets:
            limits = task.limits._replace(budget_usd=times * task.limits.budget_usd)
            with suppress(InputError):
                plan = solving.solve(task._replace(limits=limits), quick, seed, trials.means.stop, known).plans[0]
                known = [plan.plan]
                found.append(OnCurve(limits.budget_usd, plan.value, bill(task.prices, plan.plan)))
    return found
