"""One creator for another: what growth by gain per cost misses where the limits leave small change."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from sim.core.arrays import F64, I64
from sim.study.choose import search
from sim.study.choose.limits import SLACK, Limits, Prices, crowding
from sim.study.choose.search import LEAST_GAIN, Good, Task


def polish(task: Task, good: Good, looks: Iterable[int]) -> None:
    """Put whoever is best into the place of each creator of the best plan, until no place is better filled."""
    unhelped = 0
    for look in looks:
        best = good.plans[0]
        places = np.setdiff1d(np.flatnonzero(best.plan), task.limits.must)
        if unhelped >= places.size:
            return
        rest = best.plan.copy()
        rest[places[look % places.size]] = 0
        worth = worth_with(task, rest)
        step, creator = np.unravel_index(int(np.argmax(worth)), worth.shape)
        unhelped += 1
        if worth[step, creator] > best.value * (1.0 + LEAST_GAIN):
            rest[creator] = step
            search.grown(task, rest, search.rates(task, search.plain_shadows(task.limits)[0]), good)
            unhelped = 0 if good.plans[0].value > best.value else unhelped


def worth_with(task: Task, rest: I64) -> F64:
    """What a plan would be worth with each step of each other creator, -inf: against the limits [step, creator]."""
    task.crowd.become(rest)
    worth = task.goal.of(task.crowd.value + task.crowd.offers())
    return np.where(allowed(task.limits, task.prices, rest), worth, -np.inf)


def allowed(limits: Limits, prices: Prices, plan: I64) -> NDArray[np.bool_]:
    """Which steps of creators who are not hired keep all limits [step, creator]."""
    who = np.flatnonzero(plan)
    fees, gifts, hours = (each + each[plan[who], who].sum() for each in (prices.fee_usd, prices.gift_usd, prices.hours))
    hours = hours * crowding(prices, who.size + 1)
    agency = np.maximum(prices.agency_minimum_usd, prices.agency_share * fees)
    usd = fees + agency + gifts + prices.hour_usd * hours
    fit = (usd <= limits.budget_usd * (1.0 + SLACK)) & (hours <= limits.hours * (1.0 + SLACK))
    for niche, most in limits.niche_most.items():
        its = limits.niche == niche
        if its[who].sum() >= most:
            fit[:, its] = False
    fit[:, limits.must_not] = False
    fit[:, plan > 0] = False
    fit[0] = False
    return np.asarray(fit & (who.size < limits.most))
