"""The search for the best plan, and a bound that no plan can exceed."""

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
from sim.study.optimise.search.greedy import BestPlans, RatedPlan, SearchTask
from sim.study.optimise.search.limits import first_plan, keeps_limits
from sim.study.optimise.search.local_swaps import polish
from sim.study.optimise.solo_effects import SoloEffects

CLOSED = 1e-6  # gap that counts as none
NEARLY = 1e-4  # gap of the relaxation that counts as none
WHOLE = 1e-6  # of a share: rounding
SMOOTH_PLANES, KINKED_PLANES = 8, 16  # that are kept
FEW = 60  # creators: worth a proof
LARGE = 3_000  # steps of all creators: too many for integer programmes
TURNS = 4  # of ruin and recreate, and swaps


class Effort(NamedTuple):
    """Length of a search, in counts and never in seconds, so that the answer is the same everywhere."""

    rounds: int  # of ruin and recreate
    tangents: int  # planes where a parabola is best
    cuts: int  # planes where all planes so far are best: for kinks, which no parabola follows
    integers: int  # of integer programmes
    nodes: int  # of each
    swaps: int  # places at which another creator is tried


class SearchResult(NamedTuple):
    """Plans, best first, and a bound."""

    plans: list[RatedPlan]
    bound: float  # inf: none


class Bound(NamedTuple):
    """A bound by linear programmes."""

    value: float
    point: Point  # where the last one was best
    planes: list[Plane]  # the last ones


class IntegerProgrammes(NamedTuple):
    """Number of integer programmes."""

    n: int
    nodes: int  # of each


def effort(effects: SoloEffects, times: int = 1) -> Effort:
    """Effort that takes about a minute, by the size of the question. times: work of a move relative to the usual."""
    n_steps, n_segments, n_worlds = effects.miss_prob.shape
    n_creators = effects.n_creators
    work = (effects.rows.person.size + n_segments) * n_worlds + 4_000 * n_creators
    few, is_smooth = n_creators <= FEW, n_worlds == 1
    most = (4e9 if is_smooth else 6e9) / max(work * times, 1)
    rounds = int(np.clip(most, 40 / times, 2_000 if times == 1 else 500))
    tangents = int(np.clip(4e9 / max(work, 1), 8, 40))
    cuts = 120 if few and not is_smooth else 0
    swaps = int(np.clip(4e9 / max(work * times, 1), 0, 2_000)) if few or is_smooth else 0  # a look is at everybody
    return Effort(rounds, tangents, cuts, *integer_programmes(n_creators, n_steps - 1, is_smooth), swaps)


def integer_programmes(n_creators: int, n_steps: int, is_smooth: bool) -> IntegerProgrammes:
    """The integer programmes that are worth their time: none of a large question."""
    if n_creators <= FEW:
        return IntegerProgrammes(40, 100_000) if is_smooth else IntegerProgrammes(4, 20_000)
    if n_creators * n_steps > LARGE:
        return IntegerProgrammes(0, 0)
    return IntegerProgrammes(2 if is_smooth else 1, 200)


def solve(task: SearchTask, how: Effort, seed: int, stop: Stop, known: Sequence[I64] = ()) -> SearchResult:
    """Search, bound, search again at the bound's prices. Raises InputError if the limits allow nothing, Interrupted.

    known: plans within the limits, to begin with as well.
    """
    goal, limits = task.goal, task.limits
    start = first_plan(limits, task.prices)
    good = BestPlans()
    shadows = greedy.plain_shadows(limits)
    for shadow, towards in product(shadows, task.towards()):
        greedy.grow(task, start, greedy.shadow_costs(task, shadow), good, towards)
    for plan in known:
        greedy.grow(task, plan, greedy.shadow_costs(task, shadows[0]), good)
    most = math.inf
    planes: list[Plane] = []
    is_bounded = goal.figure != "quantile" and how.tangents > 0
    relaxed = Relaxation(task.crowd.effects, goal, limits.must_not) if is_bounded else None
    if relaxed is not None and good.plans:
        most, point, planes = bound_by_tangents(relaxed, task, good, how)
        if point.shadow.any():
            shadows.append(point.shadow)
            greedy.grow(task, start, greedy.shadow_costs(task, point.shadow), good)
            repair(task, good, bound.plan_of(np.floor(point.x + WHOLE), relaxed.n_steps), point.shadow)
    check_stop(stop)
    if good.plans and most > good.plans[0].value * (1.0 + CLOSED):
        rng, polished = np.random.default_rng([seed, 7]), None
        for rounds in np.array_split(np.arange(how.rounds), TURNS):
            greedy.refine(task, good, shadows, watch(rounds.tolist(), stop), rng)
            if good.plans[0] is not polished:
                polished = polish(task, good, watch(range(how.swaps), stop))
    check_stop(stop)
    if relaxed is not None and good.plans:
        most = bound_by_integers(relaxed, task, good, planes, most, how)
    return SearchResult(good.plans, most + 0.0)  # not -0


def watch(rounds: Iterable[int], stop: Stop) -> Iterator[int]:
    """The rounds, as long as nobody wants to stop. Raises Interrupted."""
    for turn in rounds:
        check_stop(stop)
        yield turn


def check_stop(stop: Stop) -> None:
    """Stop where somebody wants it. Raises Interrupted."""
    if stop.is_set():
        raise Interrupted("interrupted; nothing was written")


def bound_by_tangents(relaxed: Relaxation, task: SearchTask, good: BestPlans, how: Effort) -> Bound:
    """The bound by linear programmes whose planes touch where the last ones allowed most."""
    limits = bound.polytope(task.limits, task.prices)
    x = bound.shares_of(good.plans[0].plan, relaxed.n_steps)
    planes, damping = [relaxed.plane(x)], 1.0
    n_planes = SMOOTH_PLANES if task.goal.figure == "mean" else KINKED_PLANES
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
            point = bound.best_below(planes[-n_planes:], limits)
            most = min(most, point.value)
            if most <= max(good.plans[0].value, plane.value) * (1.0 + NEARLY):
                break
    return cut(relaxed, limits, planes[-n_planes:], Point(most, point.x, point.shadow), how.cuts)


def cut(relaxed: Relaxation, limits: bound.Polytope, planes: list[Plane], point: Point, n: int) -> Bound:
    """Add a plane where all so far allow most, and again (Kelley 1960): follows kinks, slow where there are many."""
    most = point.value
    for _ in range(n):
        point = bound.best_below(planes, limits)
        most = min(most, point.value)
        planes.append(relaxed.plane(point.x))
        if most <= planes[-1].value * (1.0 + NEARLY):
            break
    return Bound(most, point, planes)


def bound_by_integers(
    relaxed: Relaxation, task: SearchTask, good: BestPlans, planes: list[Plane], most: float, how: Effort
) -> float:
    """The bound by integer programmes, whose plans are tried as well."""
    limits, plain = bound.polytope(task.limits, task.prices), greedy.plain_shadows(task.limits)[0]
    for _ in range(how.integers):
        if most <= good.plans[0].value * (1.0 + CLOSED):
            break
        planes.append(relaxed.plane(bound.shares_of(good.plans[0].plan, relaxed.n_steps)))
        point = bound.best_whole(planes, limits, how.nodes)
        most = min(most, point.value)
        planes.append(relaxed.plane(point.x))
        repair(task, good, bound.plan_of(point.x, relaxed.n_steps), plain)
    return most


def repair(task: SearchTask, good: BestPlans, plan: I64, shadow: F64) -> None:
    """Try a plan: without the dearest of its creators until it keeps the limits, then filled up at these prices."""
    plan[task.limits.must] = np.maximum(plan[task.limits.must], 1)
    order = np.argsort(-(task.prices.fee_usd[-1] + task.prices.hours[-1]), kind="stable")
    for creator in order[plan[order] > 0].tolist():
        if keeps_limits(task.limits, task.prices, plan):
            break
        if creator not in task.limits.must:
            plan[creator] = 0
    if keeps_limits(task.limits, task.prices, plan):
        greedy.grow(task, plan, greedy.shadow_costs(task, shadow), good)
