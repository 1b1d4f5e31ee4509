"""The best roster for the money: who, how many posts each, what that promises, and what is left open."""

import math
from typing import NamedTuple

import numpy as np

from sim.core.arrays import F64, I64
from sim.errors import InputError
from sim.measures.catalogue import MEASURES
from sim.scenario.load import Loaded
from sim.study.optimise.budget_curve import climb, hired_by_draw, search_of
from sim.study.optimise.candidates import Candidates, HiringQuestion, candidates
from sim.study.optimise.contributions import Contributions, Savings, contributions, dispensable
from sim.study.optimise.goal import TOLD
from sim.study.optimise.promise import Promise, as_scenario, finer, halves, play_plans, promises
from sim.study.optimise.search.greedy import Found
from sim.study.optimise.search.limits import Bill, bill, start_of
from sim.study.optimise.search.plan_value_by_sources import Sources
from sim.study.optimise.solo_effects import GOALS
from sim.study.what_if.trials import Trials

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


class HiringPlan(NamedTuple):
    """The answer."""

    question: HiringQuestion
    who: Candidates
    best: Found
    bill: Bill
    inside: float  # what the best was worth in the worlds of the search
    bound: float  # what no plan exceeds there; inf: none is claimed
    counts_sources: bool  # whether the search looks at how many sources people have seen
    promise: Promise
    contributions: Contributions
    savings: Savings
    robust: F64  # [creator] share of the draws of what is not known whose own best plan has them; empty: one draw
    curve: list[OnCurve]
    ties: list[Tie]
    scenario: Loaded  # the plan, ready to be run


def check_goal(measure: str) -> str:
    """A measure that can be searched for. Raises InputError."""
    goals = (*GOALS, *TOLD)
    if measure in goals:
        return measure
    if measure in MEASURES:
        told = "cannot be searched for"
        if MEASURES[measure].better < 0:
            told = "is best with nobody or with the single cheapest creator"
        elif MEASURES[measure].bottom:
            told = "is a ratio, which a single creator may have by luck; ask for what it counts"
        raise InputError(f"{measure} {told}; goals: {', '.join(goals)}", path=("--goal",))
    from sim.tables.textfile import nearest, shown

    raise InputError(
        f"{shown(measure)} is no goal{nearest(measure, goals)}; goals: {', '.join(goals)}", path=("--goal",)
    )


def choose(loaded: Loaded, question: HiringQuestion, trials: Trials) -> HiringPlan:
    """The best plan. Raises InputError, FileProblem, Interrupted."""
    who = candidates(loaded, question)
    start_of(who.limits, who.prices)
    search = search_of(who, question.goal.search_goal, question.n_worlds, loaded.scenario.run.seed, trials.means.stop)
    asked, curve = climb(search)
    reasons = who.dependences
    plans = near(asked.plans, bool(reasons))
    one_in = finer(loaded, who, [found.plan for found in plans])
    tried = [as_scenario(loaded, who, found.plan, name(loaded, i), one_in) for i, found in enumerate(plans)]
    first, fresh = judge_promises(tried, question, trials, bool(reasons))
    best = plans[first]
    return HiringPlan(
        question=question,
        who=who,
        best=best,
        bill=bill(who.prices, best.plan),
        inside=asked.inside,
        bound=math.inf if reasons else max(asked.bound, asked.inside),
        counts_sources=isinstance(search.mean, Sources),
        promise=fresh[first],
        contributions=contributions(search.mean, best.plan),
        savings=dispensable(search.task, best.plan, DISPENSABLE),
        robust=hired_by_draw(search, best.plan),
        curve=[OnCurve(one.budget_usd, one.plans[0].value, bill(who.prices, one.plans[0].plan)) for one in curve],
        ties=[
            Tie(found, bill(who.prices, found.plan), promise, *difference(who, best.plan, found.plan))
            for found, promise in zip(plans, fresh, strict=True)
            if found is not best
        ],
        scenario=tried[first],
    )


def judge_promises(
    tried: list[Loaded], question: HiringQuestion, trials: Trials, is_blind: bool
) -> tuple[int, list[Promise]]:
    """Which plan is taken, and what all promise. Where the search could not see everything, half of the runs decide."""
    if is_blind and trials.means.runs < LEAST_RUNS:
        told = f"{trials.means.runs} runs; half of them choose and half promise, so {LEAST_RUNS} are needed"
        raise InputError(told, path=("--runs",))
    columns = play_plans(tried, trials)
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
    less, more = np.flatnonzero(other < best).tolist(), np.flatnonzero(other > best).tolist()
    n_posts = np.vstack([np.zeros(len(who.handle), np.int64), who.n_posts])

    def handle_of(creator: int) -> str:
        posts = f" ({n_posts[best[creator], creator]} to {n_posts[other[creator], creator]} posts)"
        return who.handle[creator] + (posts if len(who.posts) > 1 else "")

    return list(map(handle_of, less)), list(map(handle_of, more))
