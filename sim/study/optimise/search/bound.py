"""Bound that no plan can exceed, by outer approximation (Duran and Grossmann 1986), with HiGHS.

1 - prod(1 - p_i)^x_i is concave in x and exact at whole x, so every tangent plane bounds all plans, and the best point
below all planes found so far, whole or not, is a bound. Where that point is whole it is also a plan worth trying.
The mean and the worst tenth of concave values are concave; a quantile is not, and has no bound here.
"""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import numpy as np

from sim.core.arrays import F64, I64
from sim.core.coverage import column_sums, row_sums, win
from sim.study.optimise.goal import Goal
from sim.study.optimise.search.limits import Limits, Prices, linear_usd
from sim.study.optimise.search.plan_value import precision
from sim.study.optimise.solo_effects import SoloEffects

SWEEPS, HALVINGS = 4, 40


class Plane(NamedTuple):
    """A tangent plane: value <= level + slope . x; and how fast the slope falls along each variable."""

    level: float
    slope: F64  # [variable]
    bend: F64  # [variable]
    value: float  # where it touches


class Polytope(NamedTuple):
    """The limits as linear inequalities on x [step - 1, creator], flat: share of a step that is taken."""

    matrix: F64  # [row, variable] money, hours, creators, money without the agency's share, -creators, niches
    most: F64  # [row]
    unit: F64  # [row] by which both were divided, so that the solver's tolerances mean the same in all
    low: F64  # [variable]
    high: F64  # [variable]
    chain: Any  # [row, variable] sparse; no step without the one before


class Point(NamedTuple):
    """The point where the planes allow most."""

    value: float
    x: F64  # [variable]
    shadow: F64  # price of a dollar, an hour, a creator; zeros where x had to be whole


class Relaxation:
    """A relaxation of plans to shares of steps: their value and its tangent planes.

    People whom a single candidate can win are worth p x, without any relaxation; the others 1 - prod (1 - p)^x.
    """

    def __init__(self, effects: SoloEffects, goal: Goal, must_not: I64) -> None:
        self._effects, self._goal = effects, goal
        self.n_steps, self.n_creators = len(effects.miss_prob) - 1, effects.n_creators
        self._rise = -np.diff(np.log(effects.miss_prob), axis=0)  # [step - 1, segment, world]
        rows, n_segments = effects.rows, effects.rows.start.size - 1
        segment = np.repeat(np.arange(n_segments), np.diff(rows.start))
        allowed = ~np.isin(segment // effects.n_kinds, must_not)
        followed = np.bincount(rows.person[allowed], minlength=rows.weight.size)
        lone = allowed & (followed[rows.person] == 1)
        lone_people = np.bincount(segment[lone], rows.weight[rows.person[lone]], n_segments)[:, None]
        self._certain = self._by_variable(-np.diff(effects.miss_prob, axis=0) * lone_people)  # [variable, world]
        several = allowed & ~lone
        who, self._person = np.unique(rows.person[several], return_inverse=True)
        self._won = np.empty((who.size, effects.n_worlds), precision(who.size * effects.n_worlds))
        self._weight = rows.weight[who].astype(self._won.dtype)
        self._start = np.searchsorted(segment[several], np.arange(n_segments + 1)).astype(np.int64)
        self._there = np.bincount(segment[several], rows.weight[rows.person[several]], n_segments)[:, None]

    def plane(self, x: F64) -> Plane:
        """The tangent plane at x."""
        values, slopes, bends = self._of_events(x) if self._effects.events.size else self._of_people(x)
        weights = self._goal.weights(values)
        slope, value = slopes @ weights, float(values @ weights)
        return Plane(value - float(slope @ x), slope, bends @ weights, value)

    def _of_events(self, x: F64) -> tuple[F64, F64, F64]:
        rise = np.diff(self._effects.events, axis=0).reshape(x.size, -1) * self._effects.factor
        return rise.T @ x, rise, np.zeros_like(rise)

    def _of_people(self, x: F64) -> tuple[F64, F64, F64]:
        effects = self._effects
        share = np.repeat(x.reshape(self.n_steps, -1), effects.n_kinds, axis=1)[:, :, None]
        won = self._won
        won[:] = 0.0
        part = -np.expm1(-(self._rise * share).sum(axis=0))
        win(self._person, self._start, part.astype(won.dtype), self._weight, won)
        sums = np.empty(effects.miss_prob.shape[1:])
        row_sums(self._person, self._start, won, sums)
        sums = self._there - sums
        values = column_sums(won) * effects.factor + self._certain.T @ x
        first, second = self._by_variable(self._rise * sums), self._by_variable(self._rise**2 * sums)
        return values, first + self._certain, second

    def _by_variable(self, each: F64) -> F64:
        """Sums over the kinds of people [variable, world]."""
        shape = (self.n_steps * self.n_creators, self._effects.n_kinds, -1)
        return np.asarray(each.reshape(shape).sum(axis=1) * self._effects.factor)


def polytope(limits: Limits, prices: Prices) -> Polytope:
    """The limits, relaxed to what is linear: no congestion, and the agency's minimum apart from its share."""
    n_steps, n = len(prices.fee_usd) - 1, prices.fee_usd.shape[1]

    def per_step(what: F64) -> F64:
        return np.diff(what, axis=0).ravel()

    first = np.zeros((n_steps, n))
    first[0] = 1.0
    other = linear_usd(prices) - prices.agency_share * prices.fee_usd
    rows = [per_step(linear_usd(prices)), per_step(prices.hours), first.ravel(), per_step(other), -first.ravel()]
    most = [limits.budget_usd, limits.hours, limits.most, limits.budget_usd - prices.agency_minimum_usd, -limits.least]
    for niche, allowed in limits.niche_most.items():
        rows.append((first * (limits.niche == niche)).ravel())
        most.append(allowed)
    matrix, ends = np.array(rows), np.array(most, np.float64)
    low, high = np.zeros((n_steps, n)), np.ones((n_steps, n))
    low[0, limits.must] = 1.0
    high[:, limits.must_not] = 0.0
    known = np.isfinite(ends)
    unit = np.maximum(abs(matrix).max(axis=1), 1e-300)
    matrix, ends = np.where(known[:, None], matrix / unit[:, None], 0.0), np.where(known, ends / unit, 0.0)
    return Polytope(matrix, ends, unit, low.ravel(), high.ravel(), in_order(n_steps, n))


def in_order(n_steps: int, n: int) -> Any:
    """No step without the one before: x[step] - x[step - 1] <= 0."""
    from scipy.sparse import diags_array

    rows = (n_steps - 1) * n
    return diags_array([-np.ones(rows), np.ones(rows)], offsets=[0, n], shape=(rows, n_steps * n)) if rows else None


def rows_of(planes: list[Plane], limits: Polytope, scale: float) -> tuple[Any, F64]:
    """Planes and limits as one sparse system on (x, value / scale)."""
    from scipy.sparse import block_array, csr_array

    cuts = csr_array(np.array([np.append(-plane.slope / scale, 1.0) for plane in planes]))
    own = csr_array(np.pad(limits.matrix, ((0, 0), (0, 1))))
    ends = [np.array([plane.level / scale for plane in planes]), limits.most]
    blocks = [[cuts], [own]]
    if limits.chain is not None:
        blocks.append([csr_array(np.pad(limits.chain.toarray(), ((0, 0), (0, 1))))])
        ends.append(np.zeros(limits.chain.shape[0]))
    return block_array(blocks, format="csr"), np.concatenate(ends)


def step_from(x: F64, plane: Plane, limits: Polytope, damping: float) -> F64:
    """Highest point within the limits of a separable parabola through the plane.

    The prices of the limits are found one after another.
    """
    bend = damping * np.maximum(plane.bend, 1e-9 * plane.slope.max(initial=1e-300))
    prices = np.zeros(len(limits.most))

    def at(prices: F64) -> F64:
        return np.asarray(np.clip(x + (plane.slope - prices @ limits.matrix) / bend, limits.low, limits.high))

    for _ in range(SWEEPS):
        for row in np.flatnonzero(limits.matrix.any(axis=1)):
            prices[row] = price_of(int(row), prices, limits, at)
    return at(prices)


def price_of(row: int, prices: F64, limits: Polytope, at: Callable[[F64], F64]) -> float:
    """The least price of one limit at which it is kept, the others' prices as they are."""
    trial = prices.copy()

    def over(price: float) -> bool:
        trial[row] = price
        return bool(limits.matrix[row] @ at(trial) > limits.most[row])

    if not over(0.0):
        return 0.0
    high = max(float(prices[row]), 1e-12)
    while over(high) and high < 1e30:
        high *= 4.0
    low = 0.0
    for _ in range(HALVINGS):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if over(middle) else (low, middle)
    return high


def best_below(planes: list[Plane], limits: Polytope) -> Point:
    """The best shares below all planes, by linear programming."""
    from scipy.optimize import linprog

    scale = max(abs(planes[-1].value), 1e-12)
    rows, ends = rows_of(planes, limits, scale)
    cost = np.append(np.zeros(limits.low.size), -1.0)
    bounds = np.append(np.stack([limits.low, limits.high], axis=1), [[-np.inf, np.inf]], axis=0)
    solver: Any = linprog
    solution = solver(cost, rows, ends, bounds=bounds, method="highs")
    if solution.status != 0:
        return Point(np.inf, np.zeros(limits.low.size), np.zeros(3))
    shadow = -solution.ineqlin.marginals[len(planes) : len(planes) + 3] * scale / limits.unit[:3]
    return Point(-solution.fun * scale, solution.x[:-1], np.maximum(shadow, 0.0))


@contextmanager
def silence() -> Iterator[None]:
    """Keep standard output free of what HiGHS writes there whatever its options say: others may read ours."""
    sys.stdout.flush()
    with open(os.devnull, "wb") as nowhere:  # noqa: PTH123  no path of anybody's
        own = os.dup(1)
        os.dup2(nowhere.fileno(), 1)
        try:
            yield
        finally:
            os.dup2(own, 1)
            os.close(own)


def best_whole(planes: list[Plane], limits: Polytope, nodes: int) -> Point:
    """The best plan below all planes: the bound that HiGHS proves within so many nodes, and the plan it found."""
    from scipy.optimize import Bounds, LinearConstraint, milp

    scale = max(abs(planes[-1].value), 1e-12)
    rows, ends = rows_of(planes, limits, scale)
    with silence():
        solution = milp(
            np.append(np.zeros(limits.low.size), -1.0),
            integrality=np.append(np.ones(limits.low.size), 0),
            bounds=Bounds(np.append(limits.low, -np.inf), np.append(limits.high, np.inf)),
            constraints=LinearConstraint(rows, ub=ends),
            options={"node_limit": nodes, "mip_rel_gap": 1e-7},
        )
    bound = solution.get("mip_dual_bound")
    value = np.inf if bound is None else -float(bound) * scale
    x = np.zeros(limits.low.size) if solution.x is None else np.round(solution.x[:-1])
    return Point(value, x, np.zeros(3))


def plan_of(x: F64, n_steps: int) -> I64:
    """Whole shares as a plan."""
    return np.asarray(np.round(x.reshape(n_steps, -1)).sum(axis=0)).astype(np.int64)


def shares_of(plan: I64, n_steps: int) -> F64:
    """A plan as shares of steps."""
    return np.asarray((np.arange(1, n_steps + 1)[:, None] <= plan).astype(np.float64).ravel())
