"""Swaps: every place is offered to all who fit, until no swap makes a plan better."""

import itertools

import numpy as np
import pytest

from sim.study.optimise.goal import Goal
from sim.study.optimise.search import local_swaps
from sim.study.optimise.search.greedy import BestPlans, SearchTask
from sim.study.optimise.search.limits import fulfils, keeps_limits
from sim.study.optimise.search.plan_value import Crowd
from tests.hiring import N, all_plans, asked, effects_of, limits_of, prices_of, task_of, value_of


@pytest.mark.parametrize("limits", [{}, {"hours": None}, {"most": 4}, {
    "must": ("c0",), "must_not": ("c7",), "niche_most": {"food": 2}}])  # fmt: skip
def test_places_are_offered_to_all_who_fit_and_nobody_else(loaded, limits):
    who, task = task_of(loaded, asked(**limits))
    rng = np.random.default_rng(5)
    for _ in range(60):
        rest = rng.integers(0, 3, N) * (rng.uniform(size=N) < 0.3)
        offered = list(local_swaps.offers(task, rest, -1.0))
        for creator in np.flatnonzero(rest == 0).tolist():
            for step in (1, 2):
                changed = rest.copy()
                changed[creator] = step
                if keeps_limits(who.limits, who.prices, rest):
                    assert ((creator, step) in offered) == keeps_limits(who.limits, who.prices, changed)
        assert not any(rest[creator] for creator, _ in offered)
        assert all(step for _, step in offered)


@pytest.mark.parametrize("seed", range(5))
def test_no_single_swap_makes_a_polished_plan_better(loaded, seed):
    who, task = task_of(loaded, asked())
    plans = [plan for plan in all_plans(3) if fulfils(who.limits, who.prices, plan) and plan.any()]
    start, good = plans[np.random.default_rng(seed).integers(len(plans))], BestPlans()
    good.add(value_of(task, start), start)
    local_swaps.polish(task, good, range(1_000))
    best = good.plans[0]
    for left in np.flatnonzero(best.plan).tolist():
        for creator, step in itertools.product(np.flatnonzero(best.plan == 0).tolist(), (1, 2)):
            swapped = best.plan.copy()
            swapped[left], swapped[creator] = 0, step
            if fulfils(who.limits, who.prices, swapped):
                assert value_of(task, swapped) <= best.value * (1 + 1e-6)


def trap(**changes):
    """A small creator of the best gain per cost, in the way of a large one for whom the money would do."""
    effects = effects_of(np.eye(3), np.full((1, 3), 0.5), [12.0, 18.0, 2.0])
    limits = limits_of(3, 10.0, **changes)
    return SearchTask(Crowd(effects), Goal("reach", "mean"), prices_of([[5.0, 10.0, 6.0]]), limits)


def polished(task, looks):
    good = BestPlans()
    good.add(6.0, np.array([1, 0, 0]))
    return local_swaps.polish(task, good, looks), good.plans[0].plan.tolist()


def test_a_swap_gets_out_of_the_trap():
    result, best = polished(trap(), range(10))
    assert best == [0, 1, 0]
    assert (result.value, result.plan.tolist()) == (9.0, best)


def test_a_must_have_keeps_its_place():
    assert polished(trap(must=np.array([0])), range(10))[1] == [1, 0, 0]


def test_too_few_looks_prove_nothing():
    assert polished(trap(), range(1))[0] is None


def test_the_best_offer_comes_first():
    task = trap()
    offers = local_swaps.offers(task, np.zeros(3, np.int64), 0.0)
    assert list(offers) == [(1, 1), (0, 1), (2, 1)]
