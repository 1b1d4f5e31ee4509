"""Greedy by gain per cost, lazily, then ruin and recreate: drop some, fill up again, keep what is better."""

import heapq
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from sim.core.arrays import F64, I64
from sim.study.optimise.goal import Goal
from sim.study.optimise.search.limits import Limits, Prices, RunningBill, fulfils
from sim.study.optimise.search.plan_value import Crowd

LEAST_GAIN = 1e-9  # relative to the value: less is rounding
MOST_KEPT = 24  # good plans that are remembered


class SearchTask(NamedTuple):
    """A task for the search: the worth of plans, the goal, prices and limits."""

    crowd: Crowd
    goal: Goal
    prices: Prices
    limits: Limits

    def towards(self) -> list[Goal]:
        """Goals towards which plans are grown: for a quantile, which no single creator moves, smoother figures too."""
        if self.goal.figure != "quantile":
            return [self.goal]
        tails = (self.goal.tail, min(2.0 * self.goal.tail, 1.0), min(4.0 * self.goal.tail, 1.0))
        return [self.goal, *(self.goal._replace(figure="cvar", tail=tail) for tail in tails)]


class RatedPlan(NamedTuple):
    """A plan and its worth as the search believes."""

    value: float
    plan: I64


class BestPlans:
    """The best plans that a search has met, best first."""

    def __init__(self) -> None:
        self.plans: list[RatedPlan] = []
        self._met: set[bytes] = set()

    def add(self, value: float, plan: I64) -> None:
        """Remember a plan, if it is new and among the best."""
        key = plan.tobytes()
        if key not in self._met:
            self._met.add(key)
            self.plans = sorted([*self.plans, RatedPlan(value, plan.copy())], key=lambda rated: -rated.value)[
                :MOST_KEPT
            ]


def shadow_costs(task: SearchTask, shadow: F64) -> F64:
    """Cost of each step in shadow prices [step, creator]; shadow: of a dollar, an hour and a creator."""
    prices = task.prices
    money = prices.fee_usd * (1.0 + prices.agency_share) + prices.gift_usd + prices.hour_usd * prices.hours
    return np.asarray(shadow[0] * money + shadow[1] * prices.hours + shadow[2] * (np.arange(len(money)) > 0)[:, None])


def plain_shadows(limits: Limits) -> list[F64]:
    """Prices for first attempts: money only, hours only, heads only, and mixtures, each relative to its limit."""
    dollar = 1.0 / max(limits.budget_usd, 1e-9)
    hour = 1.0 / max(limits.hours, 1e-9)
    head = 1.0 / max(limits.most, 1)
    mixtures = [(1, 0, 0), (0, 1, 0), (0, 0, 1), (1, 1, 0), (1, 0, 1), (1, 1, 1)]
    shadows = [np.array([a * dollar, b * hour, c * head]) for a, b, c in mixtures]
    return [shadow for shadow in shadows if shadow.any() and np.isfinite(shadow).all()]


def fill(task: SearchTask, cost: F64) -> None:
    """Add the step of most gain per cost until nothing more fits; an old gain is looked at again before it is used."""
    crowd = task.crowd
    running = RunningBill(task.limits, task.prices, crowd.plan)
    heap = first_offers(task, cost)
    while heap:
        _, creator, step = heapq.heappop(heap)
        if crowd.plan[creator] >= step or not running.allows(creator, int(crowd.plan[creator]), step):
            continue
        gain = crowd.offer(creator, step)
        more = added_worth(task, gain)
        if more <= LEAST_GAIN * float(task.goal.of(crowd.value)) or more <= 0.0:
            continue
        now = per_cost(more, cost[step, creator] - cost[crowd.plan[creator], creator])
        if heap and now < -heap[0][0] * (1.0 - 1e-12):
            heapq.heappush(heap, (-now, creator, step))
            continue
        running.move(creator, int(crowd.plan[creator]), step)
        crowd.move(creator, step, gain)
        if crowd.grows:
            heap = first_offers(task, cost)
            continue
        for higher in range(step + 1, crowd.n_steps):
            more = added_worth(task, crowd.offer(creator, higher))
            heapq.heappush(heap, (-per_cost(more, cost[higher, creator] - cost[step, creator]), creator, higher))


def added_worth(task: SearchTask, gain: F64) -> float:
    """Worth of a gain to the goal; where it adds nothing to a quantile or the worst tenth, a little by its mean."""
    value = task.crowd.value
    more = float(task.goal.of(value + gain) - task.goal.of(value))
    return more if more > 0.0 or task.goal.figure == "mean" else 1e-6 * float(gain.mean())


def per_cost(gain: float, cost: float) -> float:
    """Gain per cost; a step that costs nothing is very good."""
    return gain / max(cost, 1e-12)


def first_offers(task: SearchTask, cost: F64) -> list[tuple[float, int, int]]:
    """A heap of the gain per cost of every step."""
    crowd = task.crowd
    gains = crowd.offers()
    more = task.goal.of(crowd.value + gains) - task.goal.of(crowd.value)
    if task.goal.figure != "mean":
        more = np.where(more > 0.0, more, 1e-6 * gains.mean(axis=-1))
    extra = np.maximum(cost - cost[crowd.plan, np.arange(crowd.n_creators)], 1e-12)
    ahead = np.arange(crowd.n_steps)[:, None] > crowd.plan
    allowed = np.ones(crowd.n_creators, bool)
    allowed[task.limits.must_not] = False
    steps, creators = np.nonzero(ahead & allowed & (more > 0.0))
    worth = (more / extra)[steps, creators]
    heap = list(zip((-worth).tolist(), creators.tolist(), steps.tolist(), strict=True))
    heapq.heapify(heap)
    return heap


def grow(task: SearchTask, start: I64, cost: F64, good: BestPlans, towards: Goal | None = None) -> None:
    """Fill a plan up towards a figure, and remember it with its worth."""
    task.crowd.become(start)
    fill(task._replace(goal=towards or task.goal), cost)
    if fulfils(task.limits, task.prices, task.crowd.plan):
        good.add(float(task.goal.of(task.crowd.value)), task.crowd.plan)


def ruin(task: SearchTask, plan: I64, n_dropped: int, rng: np.random.Generator) -> I64:
    """The plan without some of its creators, must-haves excepted."""
    droppable = np.setdiff1d(np.flatnonzero(plan), task.limits.must)
    rest = plan.copy()
    rest[rng.choice(droppable, min(n_dropped, droppable.size), replace=False)] = 0
    rest[task.limits.must] = np.maximum(rest[task.limits.must], 1)
    return rest


def banned_creators(turn: int, best: I64, rest: I64, rng: np.random.Generator) -> I64:
    """Creators who may not come in this round: nobody, one of those who went, or a random quarter."""
    if turn % 8 == 7:
        return np.flatnonzero((rest == 0) & (rng.uniform(size=rest.size) < 0.25))
    gone = np.flatnonzero((best > 0) & (rest == 0))
    return gone[:1] if turn % 2 else gone[:0]


def refine(
    task: SearchTask, good: BestPlans, shadows: list[F64], rounds: Iterable[int], rng: np.random.Generator
) -> None:
    """Ruin and recreate the best plan: in each round some creators go and others come, at one of the prices."""
    costs = [shadow_costs(task, shadow) for shadow in shadows]
    towards = task.towards()
    for turn in rounds:
        best = good.plans[0].plan
        hired = int((best > 0).sum())
        n_dropped = 1 + int(rng.integers(0, max(1, min(hired, 3 + hired // 8))))
        rest = ruin(task, best, n_dropped, rng)
        banned = banned_creators(turn, best, rest, rng)
        limits = task.limits._replace(must_not=np.union1d(task.limits.must_not, banned))
        noise = np.exp(rng.normal(0.0, 0.4, costs[0].shape)) if turn % 4 > 1 else np.ones(costs[0].shape)
        cost, goal = costs[turn % len(costs)] * noise, towards[turn // 4 % len(towards)]
        grow(task._replace(limits=limits), rest, cost, good, goal)
