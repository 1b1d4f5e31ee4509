"""The best roster for the money: creators, posts of each, the promise, and the questions that stay open."""

import math
from typing import NamedTuple

import numpy as np

from sim.core.arrays import F64, I64
from sim.errors import InputError, option
from sim.scenario.load import Loaded
from sim.statistics.intervals import Interval
from sim.study.optimise.budget_curve import BudgetResult, climb, hired_by_draw, search_of
from sim.study.optimise.candidates import Candidates, HiringQuestion, candidates
from sim.study.optimise.contributions import Contributions, Savings, contributions, dispensable
from sim.study.optimise.promise import (
    UNKNOWN,
    Promise,
    as_scenario,
    excess,
    halves,
    play_plans,
    promises,
    sample_for_promise,
)
from sim.study.optimise.search.greedy import RatedPlan
from sim.study.optimise.search.limits import Bill, bill, first_plan
from sim.study.optimise.search.plan_value_by_sources import CrowdBySources
from sim.study.what_if.trials import Trials

MOST_TIES = 5
NEAR = 0.01  # of the best value: a near tie
DISPENSABLE = 0.01  # of the value
LEAST_RUNS = 4  # where half of them choose


class BudgetPoint(NamedTuple):
    """The best plan for another budget."""

    budget_usd: float
    value: float
    bill: Bill


class Tie(NamedTuple):
    """A plan that is nearly as good, and how it differs from the best."""

    rated: RatedPlan
    bill: Bill
    promise: Promise
    leaves: list[str]
    joins: list[str]


class HiringPlan(NamedTuple):
    """The answer to a hiring question: the best plan, its promise, and everything around it."""

    question: HiringQuestion
    who: Candidates
    best: RatedPlan
    bill: Bill
    inside: float  # worth of the best in the worlds of the search
    bound: float  # that no plan exceeds there; inf: none is claimed
    counts_sources: bool  # whether the search looks at how many sources people have seen
    promise: Promise
    contributions: Contributions
    savings: Savings
    robust: F64  # [creator] share of the draws whose own best plan has them; empty: one draw
    curve: list[BudgetPoint]
    ties: list[Tie]
    scenario: Loaded  # the plan, ready to be run

    @property
    def is_approximate(self) -> bool:
        """Whether the search's figure leaves something out; else it is calculated over all luck."""
        return bool(self.who.dependences) or self.question.goal.figure != "mean"

    @property
    def excess(self) -> Interval:
        """Share by which the search's figure lies above the played one; nan where it looks for another goal."""
        goal = self.question.goal
        return excess(self.best.value, self.promise.goal) if goal.search_goal == goal else UNKNOWN


def choose(loaded: Loaded, question: HiringQuestion, trials: Trials) -> HiringPlan:
    """Choose the best plan. Raises InputError, FileProblem, Interrupted."""
    who = candidates(loaded, question)
    first_plan(who.limits, who.prices)
    search = search_of(who, question.goal.search_goal, question.n_worlds, loaded.scenario.run.seed, trials.means.stop)
    asked, curve = climb(search)
    reasons = who.dependences
    plans = near_ties(asked.plans, bool(reasons))
    one_in = sample_for_promise(loaded, who, [rated.plan for rated in plans])
    tried = [as_scenario(loaded, who, rated.plan, plan_name(loaded, i), one_in) for i, rated in enumerate(plans)]
    first, fresh = judge_promises(tried, question, trials, bool(reasons))
    best = plans[first]
    return HiringPlan(
        question=question,
        who=who,
        best=best,
        bill=bill(who.prices, best.plan),
        inside=asked.inside,
        bound=math.inf if reasons else max(asked.bound, asked.inside),
        counts_sources=isinstance(search.mean, CrowdBySources),
        promise=fresh[first],
        contributions=contributions(search.mean, best.plan),
        savings=dispensable(search.task, best.plan, DISPENSABLE),
        robust=hired_by_draw(search, best.plan),
        curve=[budget_point(who, result) for result in curve],
        ties=[
            Tie(rated, bill(who.prices, rated.plan), promise, *difference(who, best.plan, rated.plan))
            for rated, promise in zip(plans, fresh, strict=True)
            if rated is not best
        ],
        scenario=tried[first],
    )


def budget_point(who: Candidates, result: BudgetResult) -> BudgetPoint:
    """The best plan for a budget, with its bill."""
    best = result.plans[0]
    return BudgetPoint(result.budget_usd, best.value, bill(who.prices, best.plan))


class Judgement(NamedTuple):
    """The plan that is taken, by its place, and the promises of all."""

    taken: int
    promises: list[Promise]


def judge_promises(tried: list[Loaded], question: HiringQuestion, trials: Trials, is_blind: bool) -> Judgement:
    """Play the plans and take one: where the search could not see everything, half of the runs decide."""
    if is_blind and trials.means.runs < LEAST_RUNS:
        message = f"{trials.means.runs} runs; half of them choose and half promise, so {LEAST_RUNS} are needed"
        raise InputError(message, path=(option("runs"),))
    columns = play_plans(tried, trials)
    if not is_blind:
        return Judgement(0, promises(columns, question.goal))
    parts = list(map(halves, columns))
    figures = [promise.goal.value for promise in promises([part.choosing for part in parts], question.goal)]
    return Judgement(int(np.argmax(figures)), promises([part.promising for part in parts], question.goal))


def plan_name(loaded: Loaded, index: int) -> str:
    """Name of a plan's scenario, by its place among the near ties."""
    return f"plan for {loaded.scenario.name}"[:90] + ("" if index == 0 else f" ({index + 1})")


def near_ties(plans: list[RatedPlan], is_blind: bool) -> list[RatedPlan]:
    """The plans that are played: the best and its near ties; more of them where the search could not see all."""
    most = 3 * MOST_TIES if is_blind else MOST_TIES
    allowed = 3.0 * NEAR if is_blind else NEAR
    return [rated for rated in plans if rated.value >= plans[0].value * (1.0 - allowed)][:most]


class Difference(NamedTuple):
    """Creators of whom another plan asks less or nothing, and of whom it asks more."""

    leaves: list[str]
    joins: list[str]


def difference(who: Candidates, best: I64, other: I64) -> Difference:
    """The creators, with their posts, in whom another plan differs from the best."""
    less, more = np.flatnonzero(other < best).tolist(), np.flatnonzero(other > best).tolist()
    n_posts = np.vstack([np.zeros(len(who.handle), np.int64), who.n_posts])

    def handle_of(creator: int) -> str:
        posts = f" ({n_posts[best[creator], creator]} to {n_posts[other[creator], creator]} posts)"
        return who.handle[creator] + (posts if len(who.posts) > 1 else "")

    return Difference(list(map(handle_of, less)), list(map(handle_of, more)))
