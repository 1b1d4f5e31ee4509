"""Limits and bills by hand; limits that no plan keeps say by how much."""

import numpy as np
import pytest

from sim.errors import InputError
from sim.study.optimise.candidates import candidates
from sim.study.optimise.search.limits import (
    Bill,
    RunningBill,
    bill,
    cheapest_plan,
    first_plan,
    fulfils,
    keeps_limits,
    linear_usd,
)
from tests.hiring import all_plans, asked, limits_of, prices_of


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"budget_usd": 5.0, "least": 2}, "--budget: 5.00 USD: the cheapest plan would cost 20.00 USD, 15.00 too much"),
        ({"hours": 4.0, "least": 2}, "--hours: 4.00 hours: the cheapest plan would take 5.00 hours, 1.00 too many"),
        ({"budget_usd": 20.0, "must": ("c8",)}, "the must-have creators would cost 41.00 USD, 21.00 too much"),
        ({"must": ("@C8", "zz")}, '--with: no creator "zz" in the roster'),
        ({"must": ("c8",), "must_not": ("c8",)}, '--with: "c8" is asked for by --with and excluded by --without'),
        ({"least": 4, "most": 3}, "--least: 4 creators or more are asked for, but at most 3 are allowed"),
        ({"least": 7, "niche_most": {"food": 1}}, "7 creators or more are asked for; the limits by niche allow 6"),
        ({"niche_most": {"foot": 1}}, 'no creator has the niche "foot"; did you mean "food"?'),
        ({"niche_most": {"food": 0}, "must": ("c1",)}, "the must-have creators are more than another limit allows"),
    ],
)  # fmt: skip
def test_limits_that_no_plan_keeps_say_by_how_much(loaded, changes, message):
    with pytest.raises(InputError) as refused:
        who = candidates(loaded, asked(**changes))
        first_plan(who.limits, who.prices)
    assert message in str(refused.value)


TWO = prices_of([[10.0, 25.0], [18.0, 40.0]], [[1.0, 3.0], [1.5, 4.0]])
DEAR = TWO._replace(
    gift_usd=np.array([[0.0, 0.0], [2.0, 1.0], [2.0, 1.0]]),
    agency_share=0.1, agency_minimum_usd=5.0, hour_usd=2.0, congestion_exponent=1.0,
)  # fmt: skip


@pytest.mark.parametrize(
    ("plan", "cost"),
    [
        ([0, 0], Bill(0.0, 0.0, 0)),
        ([1, 0], Bill(10.0 + 5.0 + 2.0 + 2.0 * 1.0, 1.0, 1)),  # the agency's minimum
        ([1, 1], Bill(35.0 + 5.0 + 3.0 + 2.0 * 8.0, 8.0, 2)),  # each hour takes two where two are managed
        ([2, 2], Bill(58.0 + 5.8 + 3.0 + 2.0 * 11.0, 11.0, 2)),  # the agency's share
    ],
)
def test_a_bill_by_hand(plan, cost):
    assert bill(DEAR, np.array(plan)) == pytest.approx(cost)


def test_the_least_cost_has_neither_minimum_nor_congestion():
    assert linear_usd(DEAR)[1] == pytest.approx([10.0 * 1.1 + 2.0 + 2.0, 25.0 * 1.1 + 1.0 + 6.0])


def random_limits(rng, n):
    must = np.flatnonzero(rng.uniform(size=n) < 0.15)
    return limits_of(
        n, float(rng.uniform(20.0, 60.0)), hours=float(rng.uniform(5.0, 25.0)), most=int(rng.integers(2, n + 1)),
        least=int(rng.integers(1, 4)), must=must, niche=rng.integers(0, 2, n), niche_most={0: int(rng.integers(1, 4))},
    )  # fmt: skip


def random_prices(rng, n, n_steps=2):
    fees, hours = (np.cumsum(rng.uniform(1.0, 9.0, (n_steps, n)), axis=0) for _ in range(2))
    return prices_of(fees, 0.3 * hours, agency_share=0.1, agency_minimum_usd=4.0, hour_usd=0.5, congestion_exponent=0.3)


@pytest.mark.parametrize("seed", range(10))
def test_a_running_bill_allows_what_the_limits_allow(seed):
    rng = np.random.default_rng(seed)
    limits, prices = random_limits(rng, 5), random_prices(rng, 5)
    plan, running = np.zeros(5, np.int64), RunningBill(limits, prices, np.zeros(5, np.int64))
    for _ in range(20):
        creator = int(rng.integers(5))
        if plan[creator] == 2:
            continue
        step = int(rng.integers(plan[creator] + 1, 3))
        after = plan.copy()
        after[creator] = step
        allowed = running.allows(creator, int(plan[creator]), step)
        assert allowed == keeps_limits(limits, prices, after)
        if allowed:
            running.move(creator, int(plan[creator]), step)
            plan = after


@pytest.mark.parametrize("seed", range(10))
def test_a_running_bill_may_begin_with_a_plan(seed):
    rng = np.random.default_rng(seed)
    limits, prices, plan = random_limits(rng, 5), random_prices(rng, 5), np.array([1, 0, 0, 2, 0])
    after = plan.copy()
    after[1] = 1
    assert RunningBill(limits, prices, plan).allows(1, 0, 1) == keeps_limits(limits, prices, after)


@pytest.mark.parametrize(
    ("changes", "is_kept"),
    [
        ({}, True),
        ({"budget_usd": 34.9}, False),
        ({"budget_usd": 35.0}, True),
        ({"hours": 3.9}, False),
        ({"most": 1}, False),
        ({"must_not": np.array([1])}, False),
        ({"niche_most": {0: 1}}, False),
        ({"niche_most": {7: 0}}, True),
        ({"least": 3}, False),
        ({"must": np.array([0, 1])}, True),
    ],
)
def test_each_limit_is_kept(changes, is_kept):
    assert fulfils(limits_of(2, 100.0)._replace(**changes), TWO, np.array([1, 1])) is is_kept


def test_a_must_have_who_is_missing_is_not_fulfilled():
    assert not fulfils(limits_of(2, 100.0, must=np.array([1])), TWO, np.array([1, 0]))


@pytest.mark.parametrize("seed", range(20))
def test_the_cheapest_plan_is_the_cheapest_of_all(seed):
    """Among plans of single posts that have the least number, the must-haves, and no niche too many."""
    rng = np.random.default_rng(seed)
    limits, prices = random_limits(rng, 6), random_prices(rng, 6, 1)
    free = limits._replace(budget_usd=np.inf, hours=np.inf, most=6, niche_most={0: 3 + limits.must.size})
    costs = [float(linear_usd(prices)[1] @ plan) for plan in all_plans(2, 6) if fulfils(free, prices, plan)]
    if limits.must.size > limits.least:
        costs = [float(linear_usd(prices)[1] @ cheapest_plan(free._replace(least=0), prices, 1.0, 0.0))]
    assert float(linear_usd(prices)[1] @ cheapest_plan(free, prices, 1.0, 0.0)) == pytest.approx(min(costs))


FEES, HOURS = [[1.0, 10.0, 5.0]], [[10.0, 1.0, 5.0]]


def test_a_mixture_keeps_both_limits_where_neither_cheapest_plan_does():
    assert first_plan(limits_of(3, 6.0, hours=6.0), prices_of(FEES, HOURS)).tolist() == [0, 0, 1]


def test_money_and_hours_that_suffice_only_apart_are_refused():
    prices = prices_of([row[:2] for row in FEES], [row[:2] for row in HOURS])
    with pytest.raises(InputError) as caught:
        first_plan(limits_of(2, 6.0, hours=6.0), prices)
    assert str(caught.value) == "--least: no 1 creators were found for 6.00 USD and 6.00 hours together"
