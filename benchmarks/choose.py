"""Choosing creators: greedy reach beside CyNetDiff's, small rosters beside all their plans, a large roster's time.

CyNetDiff is optional, in its own environment; what is not there is said. Values of its plans are compared exactly.
"""

import heapq
import statistics
import time
from typing import Any

import common
import numpy as np

from sim.core.arrays import F64, I64
from sim.engine.progress import Stop
from sim.study.optimise.audience_kinds import AudienceRows
from sim.study.optimise.goal import Goal
from sim.study.optimise.search import greedy as search
from sim.study.optimise.search.greedy import BestPlans, SearchTask
from sim.study.optimise.search.limits import Limits, Prices, bill
from sim.study.optimise.search.plan_value import Crowd
from sim.study.optimise.search.solve import effort, solve
from sim.study.optimise.solo_effects import SoloEffects

NOBODY = np.zeros(0, np.int64)


def audiences(n: int, n_people: int, n_links: int, n_worlds: int, rng: np.random.Generator) -> SoloEffects:
    """Creators of lognormal sizes, each of whom wins each follower with a probability of their own."""
    sizes = np.minimum(np.maximum(5, rng.lognormal(0.0, 1.2, n) / 2.05 * n_links / n), n_people // 2).astype(int)
    rows = [np.unique(rng.integers(0, n_people, size)) for size in sizes]
    start = np.concatenate([[0], np.cumsum([row.size for row in rows])]).astype(np.int64)
    wins = rng.uniform(0.05, 0.5, (n, 1)) * (np.ones((1, 1)) if n_worlds == 1 else rng.lognormal(0, 0.5, (n, n_worlds)))
    miss_prob = np.stack([np.ones(wins.shape), 1.0 - np.minimum(wins, 0.9)])
    people = AudienceRows(np.concatenate(rows).astype(np.int32), start, np.ones(n_people))
    return SoloEffects(people, 1, miss_prob, np.zeros((0, 0, n_worlds)), np.ones(n_worlds))


def search_task(
    effects: SoloEffects, fee: F64, budget: float, hours: float, most: int, goal: str = "mean"
) -> SearchTask:
    """A task with a fee per creator and four hours for each."""
    n = fee.size
    fees, hour = np.stack([np.zeros(n), fee]), np.stack([np.zeros(n), np.full(n, 4.0)])
    limits = Limits(budget, hours, 1, most, NOBODY, NOBODY, np.zeros(n, np.int64), {})
    kind: Any = goal
    return SearchTask(
        Crowd(effects), Goal("reach", kind), Prices(fees, 0.0 * fees, hour, 0.0, 0.0, 0.0, 1.0, 0.0), limits
    )


def value(effects: SoloEffects, plan: I64) -> float:
    return float(Crowd(effects).become(plan).mean())


def greedy(effects: SoloEffects, most: int) -> I64:
    """Our greedy alone: no prices, no swaps, no bound."""
    n = effects.rows.start.size - 1
    task = search_task(effects, np.ones(n), float(n), np.inf, most)
    good = BestPlans()
    search.grow(task, np.zeros(n, np.int64), search.shadow_costs(task, np.array([0.0, 0.0, 1.0])), good)
    return good.plans[0].plan


def model_of(effects: SoloEffects) -> Any:
    """The same bipartite graph for CyNetDiff: creators first, then people."""
    from cynetdiff.models import IndependentCascadeModel

    n = effects.rows.start.size - 1
    starts = np.concatenate(
        [effects.rows.start[:-1], np.full(effects.rows.weight.size, effects.rows.start[-1])]
    ).astype(np.uint32)
    edges = (effects.rows.person + n).astype(np.uint32)
    probs = np.repeat(1.0 - effects.miss_prob[1, :, 0], np.diff(effects.rows.start)).astype(np.float32)
    return IndependentCascadeModel(starts, edges, activation_probs=probs)


def their_greedy(effects: SoloEffects, most: int, trials: int) -> I64:
    """CELF as CyNetDiff's documentation shows it, on its own marginal gains."""
    n = effects.rows.start.size - 1
    model = model_of(effects)
    plan = np.zeros(n, np.int64)
    chosen: list[int] = []
    heap = [(-model.compute_marginal_gains([], [creator], trials)[1], creator) for creator in range(n)]
    heapq.heapify(heap)
    while len(chosen) < most:
        _, creator = heapq.heappop(heap)
        gain = model.compute_marginal_gains(chosen, [creator], trials)[1]
        if heap and gain < -heap[0][0]:
            heapq.heappush(heap, (-gain, creator))
            continue
        chosen.append(creator)
        plan[creator] = 1
    return plan


def beside_cynetdiff(turns: int, trials: int) -> None:
    try:
        import cynetdiff  # noqa: F401
    except ImportError:
        print("CyNetDiff is not installed: its greedy is not compared")
        return
    effects = audiences(300, 60_000, 100_000, 1, np.random.default_rng(2))
    ratios = []
    greedy(effects, 20)
    for _ in range(turns):
        began = time.perf_counter()
        ours = greedy(effects, 20)
        middle = time.perf_counter()
        theirs = their_greedy(effects, 20, trials)
        ratios.append((time.perf_counter() - middle) / (middle - began))
    print(f"greedy reach, 20 of 300 creators, 100,000 links: CyNetDiff with {trials} trials takes "
          f"{statistics.median(ratios):,.0f} times as long; exact values {value(effects, ours):,.1f} and "
          f"{value(effects, theirs):,.1f}")  # fmt: skip


def small_rosters(n_rosters: int) -> None:
    """The optimum of all 2^20 plans, and what is found."""
    rng = np.random.default_rng(7)
    n, people, found, worst, proven = 20, 400, 0, 1.0, 0
    bits = ((np.arange(1 << n)[:, None] >> np.arange(n)) & 1).astype(np.float32)
    for turn in range(n_rosters):
        effects = audiences(n, people, 1200, 1, rng)
        fee = np.diff(effects.rows.start) ** 0.8 * rng.lognormal(0.0, 0.4, n)
        budget, hours = fee.sum() * rng.uniform(0.15, 0.5), np.inf if turn % 2 else 32.0
        logs = np.zeros((n, people), np.float32)
        logs[np.repeat(np.arange(n), np.diff(effects.rows.start)), effects.rows.person] = np.repeat(
            np.log(effects.miss_prob[1, :, 0]), np.diff(effects.rows.start)
        )
        allowed = np.flatnonzero((bits @ fee <= budget) & (4.0 * bits.sum(axis=1) <= hours))
        parts = np.array_split(allowed, max(1, allowed.size // 20_000))
        best = max(float((people - np.exp(bits[part] @ logs).sum(axis=1)).max()) for part in parts)
        task = search_task(effects, fee, budget, hours, n)
        solved = solve(task, effort(effects), 1, Stop())
        ratio = solved.plans[0].value / best
        found, worst = found + (ratio > 1.0 - 1e-5), min(worst, ratio)
        proven += solved.bound <= solved.plans[0].value * (1.0 + 1e-5)
        assert solved.bound >= best * (1.0 - 1e-5)
    print(f"{n_rosters} rosters of {n}: optimum found in {found}, worst {worst:.6f} of it; proven in {proven}")


def large_roster() -> None:
    """1,000 candidates, 100 to choose, a million follower slots."""
    for goal, n_worlds in (("mean", 1), ("cvar", 200), ("quantile", 200)):
        rng = np.random.default_rng(1)
        effects = audiences(1000, 700_000, 1_070_000, n_worlds, rng)
        fee = np.diff(effects.rows.start) ** 0.8 * rng.lognormal(0.0, 0.4, 1000)
        task = search_task(effects, fee, 0.1 * fee.sum(), np.inf, 100, goal)
        began = time.perf_counter()
        solved = solve(task, effort(effects), 1, Stop())
        took, best = time.perf_counter() - began, solved.plans[0]
        print(f"1,000 candidates, {effects.rows.person.size:,} slots, {n_worlds} worlds, {goal}: {took:.1f} s, "
              f"{bill(task.prices, best.plan).creators} chosen, gap {solved.bound / best.value - 1.0:.2%}")  # fmt: skip


if __name__ == "__main__":
    options = common.parse_arguments(
        __doc__, turns=(3, "turns"), trials=(1000, "trials of CyNetDiff"), rosters=(100, "rosters")
    )
    beside_cynetdiff(options.turns, options.trials)
    large_roster()
    small_rosters(options.rosters)
