"""Contribution of each creator: beside the rest of the plan, and as a fair share of the whole (Shapley 1953)."""

from typing import NamedTuple

import numpy as np

from sim.core.arrays import F64, I64
from sim.core.coverage import row_sums, win
from sim.study.optimise.search import plan_value_by_sources
from sim.study.optimise.search.greedy import SearchTask
from sim.study.optimise.search.limits import Prices, bill
from sim.study.optimise.search.plan_value import Crowd, precision
from sim.study.optimise.search.plan_value_by_sources import CrowdBySources
from sim.study.optimise.solo_effects import SoloEffects

NODES_OF_SOURCES = 6
NODES = 16  # of Gauss and Legendre: exact where nobody follows more than 2 * NODES of the chosen


class Contributions(NamedTuple):
    """Contributions of the creators of a plan, in means over worlds [creator of the plan]."""

    who: I64
    alone: F64
    last: F64  # lost without the creator
    shapley: F64  # they add up to the plan's value


class Savings(NamedTuple):
    """Creators whom a plan could do without, with the little that is lost and all that is saved."""

    who: list[int]
    lost: float  # share of the value
    usd: float
    hours: float


def contributions(crowd: Crowd, plan: I64) -> Contributions:
    """The contribution of each creator of a plan."""
    who = np.flatnonzero(plan)
    crowd.clear()
    alone = np.array([crowd.gain(int(c), int(plan[c])).mean() for c in who])
    crowd.become(plan)
    last = np.array([0.0 - crowd.gain(int(c), 0).mean() for c in who])
    return Contributions(who, alone, last, shares(crowd, plan) if not crowd.effects.events.size else alone)


def shares(crowd: Crowd, plan: I64) -> F64:
    """Shapley values of the creators of a plan."""
    if isinstance(crowd, CrowdBySources):
        return plan_value_by_sources.shapley(crowd, plan, NODES_OF_SOURCES)
    return shapley(crowd.effects, plan)[np.flatnonzero(plan)]


def shapley(effects: SoloEffects, plan: I64) -> F64:
    """Shapley values [creator]: the slope of the multilinear extension, integrated along its diagonal (Owen 1972)."""
    nodes, weights = np.polynomial.legendre.leggauss(NODES)
    segments = np.arange(effects.miss_prob.shape[1])
    wins = 1.0 - effects.miss_prob[np.repeat(plan, effects.n_kinds), segments]  # [segment, world]
    rows = effects.rows
    won = np.empty((rows.weight.size, wins.shape[1]), precision(rows.weight.size * wins.shape[1]))
    weight = rows.weight.astype(won.dtype)
    sums, total, there = np.empty(wins.shape), np.zeros(wins.shape[0]), rows.people[:, None]
    for node, part in zip(0.5 * (nodes + 1.0), 0.5 * weights, strict=True):
        won[:] = 0.0
        win(rows.person, rows.start, (node * wins).astype(won.dtype), weight, won)
        row_sums(rows.person, rows.start, won, sums)
        total += part * (wins * (there - sums) / (1.0 - node * wins) * effects.factor).mean(axis=1)
    return np.asarray(total.reshape(-1, effects.n_kinds).sum(axis=1))


def dispensable(task: SearchTask, plan: I64, share: float) -> Savings:
    """The creators whom a plan misses least for their cost, as long as no more than a share of its value is lost."""
    crowd = task.crowd
    whole = float(task.goal.of(crowd.become(plan)))
    before = bill(task.prices, plan)
    gone: list[int] = []
    while True:
        hired = np.setdiff1d(np.flatnonzero(crowd.plan), task.limits.must)
        if hired.size <= max(0, task.limits.least - task.limits.must.size):
            break
        lost = np.array([whole - float(task.goal.of(crowd.value + crowd.gain(int(c), 0))) for c in hired])
        per_usd = lost / np.maximum(weight_of(task.prices, crowd.plan, hired), 1e-12)
        per_usd[lost > share * whole] = np.inf
        if not np.isfinite(per_usd).any():
            break
        gone.append(int(hired[np.argmin(per_usd)]))
        rest = crowd.plan.copy()
        rest[gone[-1]] = 0
        crowd.become(rest)
    after = bill(task.prices, crowd.plan)
    lost_share = 1.0 - float(task.goal.of(crowd.value)) / whole if whole > 0.0 else 0.0
    return Savings(gone, lost_share, before.usd - after.usd, before.hours - after.hours)


def weight_of(prices: Prices, plan: I64, who: I64) -> F64:
    """Cost of these creators; where hours have no price, an hour counts as a dollar."""
    steps = plan[who]
    return np.asarray(
        prices.fee_usd[steps, who] + prices.gift_usd[steps, who] + max(prices.hour_usd, 1.0) * prices.hours[steps, who]
    )
