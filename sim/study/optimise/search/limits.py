"""Limits on the cost and the creators of a plan, and its bill.

A plan [creator] is the number of the step that each creator takes; 0: not hired.
"""

import math
from collections import Counter
from typing import NamedTuple

import numpy as np

from sim.core.arrays import F64, I64
from sim.errors import InputError, option
from sim.mechanisms.costs import congestion


class Prices(NamedTuple):
    """Prices of every creator, by step; step 0 costs nothing."""

    fee_usd: F64  # [step, creator] mean of its luck
    gift_usd: F64  # [step, creator]
    hours: F64  # [step, creator] before congestion
    agency_share: float
    agency_minimum_usd: float
    hour_usd: float  # charged to the budget; 0 where hours have a limit of their own
    congestion_creators: float
    congestion_exponent: float


class Limits(NamedTuple):
    """Limits that a plan has to keep."""

    budget_usd: float
    hours: float  # inf: paid from the budget instead
    least: int  # creators
    most: int
    must: I64  # creators
    must_not: I64
    niche: I64  # [creator]
    niche_most: dict[int, int]


class Bill(NamedTuple):
    """Costs of a plan."""

    usd: float
    hours: float
    creators: int


def bill(prices: Prices, plan: I64) -> Bill:
    """The bill of a plan: money that is promised, whether or not all creators post."""
    who = np.flatnonzero(plan)
    steps = plan[who]
    fees = math.fsum(prices.fee_usd[steps, who])
    agency = max(prices.agency_minimum_usd, prices.agency_share * fees) if who.size else 0.0
    hours = math.fsum(prices.hours[steps, who]) * crowding(prices, who.size)
    usd = fees + agency + math.fsum(prices.gift_usd[steps, who]) + prices.hour_usd * hours
    return Bill(usd, hours, int(who.size))


def crowding(prices: Prices, n_creators: int) -> float:
    """Factor on hours where so many creators are managed at once."""
    return congestion(n_creators, prices.congestion_creators, prices.congestion_exponent) if n_creators else 1.0


def linear_usd(prices: Prices) -> F64:
    """Least cost of every step: without congestion and without the agency's minimum [step, creator]."""
    return np.asarray(prices.fee_usd * (1.0 + prices.agency_share) + prices.gift_usd + prices.hour_usd * prices.hours)


SLACK = 1e-9  # relative: sums are added up in different orders


class RunningBill:
    """The costs of a growing plan, kept up move by move."""

    def __init__(self, limits: Limits, prices: Prices, plan: I64) -> None:
        self._limits, self._prices = limits, prices
        self._fees, self._gifts, self._hours = prices.fee_usd.tolist(), prices.gift_usd.tolist(), prices.hours.tolist()
        self._niche = limits.niche.tolist()
        self._sums = [0.0, 0.0, 0.0]
        self._count = 0
        self._of_niche: Counter[int] = Counter()
        for creator in np.flatnonzero(plan).tolist():
            self.move(creator, 0, int(plan[creator]))

    def move(self, creator: int, before: int, step: int) -> None:
        """A creator does so much instead of so much before."""
        self._sums = self._sums_after(creator, before, step)
        if not before:
            self._count += 1
            self._of_niche[self._niche[creator]] += 1

    def allows(self, creator: int, before: int, step: int) -> bool:
        """Whether a move keeps the limits; who must be there and the least number are not looked at."""
        limits, prices, niche = self._limits, self._prices, self._niche[creator]
        count = self._count + (not before)
        fees, gifts, hours = self._sums_after(creator, before, step)
        hours *= crowding(prices, count)
        usd = fees + max(prices.agency_minimum_usd, prices.agency_share * fees) + gifts + prices.hour_usd * hours
        if usd > limits.budget_usd * (1.0 + SLACK) or hours > limits.hours * (1.0 + SLACK) or count > limits.most:
            return False
        return bool(before) or self._of_niche[niche] < limits.niche_most.get(niche, count)

    def _sums_after(self, creator: int, before: int, step: int) -> list[float]:
        each = (self._fees, self._gifts, self._hours)
        return [now + part[step][creator] - part[before][creator] for now, part in zip(self._sums, each, strict=True)]


def keeps_limits(limits: Limits, prices: Prices, plan: I64) -> bool:
    """Whether a plan keeps all limits but the least number of creators and the must-haves, which a search fills."""
    cost = bill(prices, plan)
    if cost.usd > limits.budget_usd * (1.0 + SLACK) or cost.hours > limits.hours * (1.0 + SLACK):
        return False
    if cost.creators > limits.most or plan[limits.must_not].any():
        return False
    counts = np.bincount(limits.niche[plan > 0], minlength=1)
    return all(niche >= counts.size or counts[niche] <= most for niche, most in limits.niche_most.items())


def fulfils(limits: Limits, prices: Prices, plan: I64) -> bool:
    """Whether a plan keeps every limit."""
    hired = int((plan > 0).sum())
    return keeps_limits(limits, prices, plan) and hired >= limits.least and bool((plan[limits.must] > 0).all())


def cheapest_plan(limits: Limits, prices: Prices, money: float, work: float) -> I64:
    """Must-haves, and the cheapest others up to the least number; money, work: what a dollar and an hour weigh.

    Cheapest exactly, without congestion and the agency's minimum: the limits by number and niche are a matroid.
    """
    plan = np.zeros(limits.niche.size, np.int64)
    plan[limits.must] = 1
    count = Counter(limits.niche[limits.must].tolist())
    allowed = np.ones(plan.size, bool)
    allowed[limits.must], allowed[limits.must_not] = False, False
    cost = money * linear_usd(prices)[1] + work * prices.hours[1]
    for creator in np.argsort(cost, kind="stable").tolist():
        if sum(count.values()) >= limits.least:
            break
        niche = int(limits.niche[creator])
        if allowed[creator] and count[niche] < limits.niche_most.get(niche, plan.size):
            plan[creator] = 1
            count[niche] += 1
    return plan


MIXTURES = 20


def first_plan(limits: Limits, prices: Prices) -> I64:
    """The plan to begin with. Raises InputError that says by how much the limits are out of reach."""
    for_money, for_hours = cheapest_plan(limits, prices, 1.0, 0.0), cheapest_plan(limits, prices, 0.0, 1.0)
    hired = int((for_money > 0).sum())
    if hired < limits.least:
        message = f"{limits.least:,} creators or more are asked for; the limits by niche allow {hired:,}"
        raise InputError(message, path=(option("least"),))
    cost, hours = bill(prices, for_money).usd, bill(prices, for_hours).hours
    who = "the must-have creators" if 0 < limits.must.size == limits.least else "the cheapest plan"
    if cost > limits.budget_usd * (1.0 + SLACK):
        over = cost - limits.budget_usd
        message = f"{limits.budget_usd:,.2f} USD: {who} would cost {cost:,.2f} USD, {over:,.2f} too much"
        raise InputError(message, path=(option("budget"),))
    if hours > limits.hours * (1.0 + SLACK):
        over = hours - limits.hours
        message = f"{limits.hours:,.2f} hours: {who} would take {hours:,.2f} hours, {over:,.2f} too many"
        raise InputError(message, path=(option("hours"),))
    return feasible_plan(limits, prices, [for_money, for_hours])


def feasible_plan(limits: Limits, prices: Prices, first: list[I64]) -> I64:
    """One of the plans, or a mixture of what made them cheap, that keeps all limits. Raises InputError."""
    if limits.must.size and not keeps_limits(limits, prices, cheapest_plan(limits._replace(least=0), prices, 1.0, 0.0)):
        raise InputError("the must-have creators are more than another limit allows", path=(option("with_"),))
    mixed = (cheapest_plan(limits, prices, t, (1.0 - t) * limits.budget_usd / max(limits.hours, 1e-9))
             for t in np.linspace(0.0, 1.0, MIXTURES) if math.isfinite(limits.hours))  # fmt: skip
    for plan in (*first, *mixed):
        if keeps_limits(limits, prices, plan):
            return plan
    both = f"{limits.budget_usd:,.2f} USD and {limits.hours:,.2f} hours together"
    message = f"no {limits.least:,} creators were found for {both}"
    raise InputError(message, path=(option("least"),))
