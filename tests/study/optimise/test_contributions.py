"""Contributions of creators against all orders, and creators whom a plan can spare."""

import itertools

import numpy as np
import pytest

from sim.study.optimise.contributions import contributions, dispensable, shares, weight_of
from sim.study.optimise.goal import Goal
from sim.study.optimise.search.greedy import SearchTask
from sim.study.optimise.search.limits import bill
from sim.study.optimise.search.plan_value import Crowd
from tests.hiring import PLAN, N, asked, effects_of, events_of, limits_of, prices_of, task_of, value_of


def test_shapley_shares_are_those_of_all_orders(loaded):
    _, task = task_of(loaded, asked("reach"))
    parts = contributions(task.crowd, PLAN)
    orders = list(itertools.permutations(parts.who.tolist()))
    shares = dict.fromkeys(parts.who.tolist(), 0.0)
    for order in orders:
        plan, before = np.zeros(N, np.int64), 0.0
        for creator in order:
            plan[creator] = PLAN[creator]
            after = value_of(task, plan)
            shares[creator] += (after - before) / len(orders)
            before = after
    assert parts.shapley == pytest.approx(list(shares.values()), rel=1e-5)
    assert parts.shapley.sum() == pytest.approx(value_of(task, PLAN), rel=1e-5)
    assert (parts.last <= parts.shapley * (1 + 1e-6)).all()
    assert (parts.shapley <= parts.alone * (1 + 1e-6)).all()


def test_what_can_be_spared_loses_no_more_than_said(loaded):
    _, task = task_of(loaded, asked("reach"))
    plan = np.full(N, 1)
    parts = dispensable(task, plan, 0.2)
    rest = plan.copy()
    rest[parts.who] = 0
    assert parts.who
    assert parts.lost <= 0.2
    assert 1 - value_of(task, rest) / value_of(task, plan) == pytest.approx(parts.lost, abs=1e-4)
    assert bill(task.prices, plan).usd - bill(task.prices, rest).usd == pytest.approx(parts.usd)


def test_two_creators_of_the_same_ten_people_by_hand():
    crowd = Crowd(effects_of([[1, 1]], [[0.5, 0.5]], [10.0]))
    parts = contributions(crowd, np.array([1, 1]))
    assert parts.alone == pytest.approx([5.0, 5.0])
    assert parts.last == pytest.approx([2.5, 2.5])
    assert parts.shapley == pytest.approx([3.75, 3.75])


def test_events_have_no_overlap_to_share():
    parts = contributions(Crowd(events_of([[2.0, 3.0, 9.0]])), np.array([1, 1, 0]))
    assert [part.tolist() for part in parts] == [[0, 1], [2.0, 3.0], [2.0, 3.0], [2.0, 3.0]]


def test_shares_are_of_the_hired_alone():
    crowd = Crowd(effects_of([[1, 1, 1]], [[0.5, 0.9, 0.5]], [10.0]))
    assert shares(crowd, np.array([1, 0, 1])) == pytest.approx([3.75, 3.75])


def spare(share, **changes):
    """The first creator wins twenty people, the second one of the same, the third two of others."""
    effects = effects_of([[1, 1, 0], [0, 0, 1]], [[1.0 - 1e-9, 0.05, 0.2]], [20.0, 10.0])
    task = SearchTask(
        Crowd(effects), Goal("reach", "mean"), prices_of([[5.0, 4.0, 3.0]]), limits_of(3, 99.0, **changes)
    )
    return dispensable(task, np.ones(3, np.int64), share)


@pytest.mark.parametrize(
    ("share", "who", "usd"), [(0.0, [], 0.0), (0.01, [1], 4.0), (0.1, [1, 2], 7.0), (1.0, [1, 2], 7.0)]
)
def test_who_adds_least_for_the_money_is_spared_first(share, who, usd):
    savings = spare(share, least=1)
    assert (savings.who, savings.usd) == (who, usd)


@pytest.mark.parametrize("changes", [{"least": 3}, {"must": np.array([1]), "least": 3}])
def test_the_least_number_is_not_spared(changes):
    assert spare(1.0, **changes).who == []


def test_a_must_have_is_not_spared():
    assert spare(0.1, must=np.array([1])).who == [2]


@pytest.mark.parametrize(("hour_usd", "weights"), [(0.0, [5.0 + 2.0, 3.0 + 6.0]), (60.0, [5.0 + 120.0, 3.0 + 360.0])])
def test_an_hour_without_a_price_counts_as_a_dollar(hour_usd, weights):
    prices = prices_of([[5.0, 4.0, 3.0]], [[2.0, 4.0, 6.0]], hour_usd=hour_usd)
    assert weight_of(prices, np.ones(3, np.int64), np.array([0, 2])).tolist() == weights
