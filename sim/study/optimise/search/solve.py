"""The best plan that is found, and what no plan can exceed."""

import math
from collections.abc import Iterable, Iterator, Sequence
from itertools import product
from typing import NamedTuple

import numpy as np

from sim.core.arrays import F64, I64
from sim.engine.progress import Stop
from sim.errors import Interrupted
from sim.study.optimise.search import bound, greedy
from sim.study.optimise.search.bound import Plane, Point, Relaxation
from sim.study.optimise.search.greedy import Found, Good, SearchTask
from sim.study.optimise.search.limits import keeps, start_of
from sim.study.optimise.search.local_swaps import polish
from sim.study.optimise.solo_effects import Alone

CLOSED = 1e-6  # gap that counts as none
NEARLY = 1e-4  # gap of the relaxation that counts as none
WHOLE = 1e-6  # of a share: rounding
SMOOTH_PLANES, KINKED_PLANES = 8, 16  # that are kept
FEW = 60  # creators: worth a proof
LARGE = 3_000  # steps of all creators: too many for whole programmes
TURNS = 4  # of ruin and recreate, and swaps


class Effort(NamedTuple):
    """How long is searched; counts, never seconds, so that the answer is the same everywhere."""

    rounds: int  # of ruin and recreate
    tangents: int  # planes where a parabola is best
    cuts: int  # planes where all planes so far are best: for kinks, which no parabola follows
    wholes: int  # of whole programmes
    nodes: int  # of each
    swaps: int  # places at which another creator is tried


class SearchResult(NamedTuple):
    """Plans, best first, and a bound."""

    plans: list[Found]
    bound: float  # inf: none


def effort(alone: Alone, times: int = 1) -> Effort:
    """As much as a minute allows, by the size of the question; times: how much more work a move is than usual."""
    n_steps, n_segments, n_worlds = alone.kept.shape
    n_creators = alone.n_creators
    work = (alone.rows.person.size + n_segments) * n_worlds + 4_000 * n_creators
    few, is_smooth = n_creators <= FEW, n_worlds == 1
    most = (4e9 if is_smooth else 6e9) / max(work * times, 1)
    rounds = int(np.clip(most, 40 / times, 2_000 if times == 1 else 500))
    tangents = int(np.clip(4e9 / max(work, 1), 8, 40))
    cuts = 120 if few and not is_smooth else 0
    swaps = int(np.clip(4e9 / max(work * times, 1), 0, 2_000)) if few or is_smooth else 0  # a look is at everybody
    return Effort(rounds, tangents, cuts, *programmes(n_creators, n_steps - 1, is_smooth), swaps)


def programmes(n_creators: int, n_steps: int, is_smooth: bool) -> tuple[int, int]:
    """How many whole programmes, and how many nodes of each."""
    if n_creators <= FEW:
        return (40, 100_000) if is_smooth else (4, 20_000)
    if n_creators * n_steps > LARGE:
        return 0, 0
    return 2 if is_smooth else 1, 200


def solve(task: SearchTask, how: Effort, seed: int, stop: Stop, known: Sequence[I64] = ()) -> SearchResult:
    """Search, bound, search again at the bound's prices. Raises InputError if the limits allow nothing, Interrupted.

    known: plans within the limits, to begin with as well.
    """
    goal, limits = task.goal, task.limits
    start = start_of(limits, task.prices)
    good = Good()
    shadows = greedy.plain_shadows(limits)
    for shadow, towards in product(shadows, task.towards()):
        greedy.grown(task, start, greedy.rates(task, shadow), good, towards)
    for plan in known:
        greedy.grown(task, plan, greedy.rates(task, shadows[0]), good)
    most = math.inf
    planes: list[Plane] = []
    relaxed = Relaxation(task.crowd.alone, goal, limits.must_not) if goal.kind != "quantile" and how.tangents else None
    if relaxed is not None and good.plans:
        most, point, planes = tangents(relaxed, task, good, how)
        if point.shadow.any():
            shadows.append(point.shadow)
            greedy.grown(task, start, greedy.rates(task, point.shadow), good)
            repair(task, good, bound.plan_of(np.floor(point.x + WHOLE), relaxed.n_steps), point.shadow)
    look(stop)
    if good.plans and most > good.plans[0].value * (1.0 + CLOSED):
        rng, polished = np.random.default_rng([seed, 7]), None
        for rounds in np.array_split(np.arange(how.rounds), TURNS):
            greedy.refine(task, good, shadows, watch(rounds.tolist(), stop), rng)
            if good.plans[0] is not polished:
                polished = polish(task, good, watch(range(how.swaps), stop))
    look(stop)
    if relaxed is not None and good.plans:
        most = wholes(relaxed, task, good, planes, most, how)
    return SearchResult(good.plans, most + 0.0)  # not -0


def watch(rounds: Iterable[int], stop: Stop) -> Iterator[int]:
    """The rounds, as long as nobody wants to stop. Raises Interrupted."""
    for turn in rounds:
        look(stop)
        yield turn


def look(stop: Stop) -> None:
    if stop.is_set():
        raise Interrupted("interrupted; nothing was written")


def tangents(relaxed: Relaxation, task: SearchTask, good: Good, how: Effort) -> tuple[float, Point, list[Plane]]:
    """The bound by linear programmes, where the last was best, and the last planes."""
    limits = bound.polytope(task.limits, task.prices)
    x = bound.shares_of(good.plans[0].plan, relaxed.n_steps)
    planes, damping = [relaxed.plane(x)], 1.0
    kept = SMOOTH_PLANES if task.goal.kind == "mean" else KINKED_PLANES
    point = bound.best_below(planes, limits)
    most = point.value
    for turn in range(how.tangents):
        to = bound.step_from(x, planes[-1], limits, damping)
        plane = relaxed.plane(to)
        if plane.value < planes[-1].value:
            damping *= 2.0
            planes.insert(-1, plane)
            continue
        x = to
        planes.append(plane)
        damping = max(1.0, 0.7 * damping)
        if turn % 5 == 4 or turn == how.tangents - 1:
            point = bound.best_below(planes[-kept:], limits)
            most = min(most, point.value)
            if most <= max(good.plans[0].value, plane.value) * (1.0 + NEARLY):
                break
    return cut(relaxed, limits, planes[-kept:], Point(most, point.x, point.shadow), how.cuts)


def cut(
    relaxed: Relaxation, limits: bound.Polytope, planes: list[Plane], point: Point, n: int
) -> tuple[float, Point, list[Plane]]:
    """A plane where all so far allow most, and again (Kelley 1960): follows kinks, and is slow where there are many."""
    most = point.value
    for _ in range(n):
        point = bound.best_below(planes, limits)
        most = min(most, point.value)
        planes.append(relaxed.plane(point.x))
        if most <= planes[-1].value * (1.0 + NEARLY):
            break
    return most, point, planes


def wholes(relaxed: Relaxation, task: SearchTask, good: Good, planes: list[Plane], most: float, how: Effort) -> float:
    """The bound by whole programmes, whose plans are tried as well."""
    limits, plain = bound.polytope(task.limits, task.prices), greedy.plain_shadows(task.limits)[0]
    for _ in range(how.wholes):
        if most <= good.plans[0].value * (1.0 + CLOSED):
            break
        planes.append(relaxed.plane(bound.shares_of(good.plans[0].plan, relaxed.n_steps)))
        point = bound.best_whole(planes, limits, how.nodes)
        most = min(most, point.value)
        planes.append(relaxed.plane(point.x))
        repair(task, good, bound.plan_of(point.x, relaxed.n_steps), plain)
    return most


def repair(task: SearchTask, good: Good, plan: I64, shadow: F64) -> None:
    """Try a plan: without the dearest of its creators until it keeps the limits, then filled up at these prices."""
    plan[task.limits.must] = np.maximum(plan[task.limits.must], 1)
    order = np.argsort(-(task.prices.fee_usd[-1] + task.prices.hours[-1]), kind="stable")
    for creator in order[plan[order] > 0].tolist():
        if keeps(task.limits, task.prices, plan):
            break
        if creator not in task.limits.must:
            plan[creator] = 0
    if keeps(task.limits, task.prices, plan):
        greedy.grown(task, plan, greedy.rates(task, shadow), good)
