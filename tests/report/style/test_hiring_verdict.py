"""The verdict on a hiring plan: its claims, and what is not claimed."""

import math

import numpy as np
import pytest

from sim.report.style import hiring_verdict
from sim.report.style.hiring_verdict import (
    MOST_NAMES,
    compare_with_runs,
    count,
    expectation,
    missing_creators,
    names,
    sentences,
    whence,
    wording,
)
from sim.statistics.intervals import Interval
from sim.study.optimise.goal import Goal


@pytest.mark.parametrize(
    ("goal", "words"),
    [
        (Goal("reach", "mean"), "Reach"),
        (Goal("reach", "quantile", 0.1), "Reach that 90% of campaigns reach"),
        (Goal("reach", "cvar", 0.1), "Reach in the worst 10% of campaigns"),
    ],
)
def test_a_goal_in_words(goal: Goal, words: str) -> None:
    assert wording(goal) == words


@pytest.mark.parametrize(("value", "words"), [(1234.56, "1,235"), (12.34, "12.3"), (1.2345, "1.234"), (0.0, "0")])
def test_small_counts_have_three_digits(value, words):
    assert count(value) == words


def test_many_names_are_cut():
    handles = [f"c{place}" for place in range(MOST_NAMES + 2)]
    assert names(handles[:2]) == "c0, c1"
    assert names(handles).endswith("c5 and 2 more")


def test_the_promise_comes_first(hiring_plan):
    assert sentences(hiring_plan)[0].startswith("Reach: ")
    assert sentences(hiring_plan)[0].endswith("people, in runs that the search has not seen.")


@pytest.mark.parametrize(
    ("inside", "bound", "words"),
    [
        (100.0, 100.0, "more than 100: there is none better."),
        (100.0, 110.0, "more than 110: at most 10.00% are left."),
        (0.0, 0.0, "no plan within these limits can have any, so none is better than another."),
        (100.0, math.inf, "no bound is claimed: a quantile is not concave."),
    ],
)
def test_the_bound_says_what_is_left(hiring_plan, inside, bound, words):
    assert expectation(hiring_plan._replace(inside=inside, bound=bound)).endswith(words)


def with_figures(plan, expected, played, dependences=()):
    """The plan as if so much had been expected and played."""
    return plan._replace(
        best=plan.best._replace(value=expected),
        promise=plan.promise._replace(goal=played),
        who=plan.who._replace(dependences=list(dependences)),
    )


@pytest.mark.parametrize(
    ("expected", "dependences", "words"),
    [
        (102.0, (), "is calculated, not played: 102, 2.0% above the played figure, within Monte Carlo error"),
        (120.0, (), "is calculated, not played: 120, 20.0% above the played figure, outside Monte Carlo error"),
        (70.0, ("people talk",), "is approximate: 70, 30.0% below the played figure, outside Monte Carlo error"),
    ],
)
def test_what_is_expected_stands_beside_what_was_played(hiring_plan, expected, dependences, words):
    plan = with_figures(hiring_plan, expected, Interval(100.0, 80.0, 110.0), dependences)
    (sentence,) = compare_with_runs(plan)
    assert words in sentence
    assert sentence in sentences(plan)


def test_of_another_goal_than_the_searched_one_nothing_is_compared(hiring_plan):
    goal = Goal("shares", "mean")
    assert compare_with_runs(hiring_plan._replace(question=hiring_plan.question._replace(goal=goal))) == []


def test_a_single_run_has_no_error(hiring_plan):
    plan = with_figures(hiring_plan, 150.0, Interval(100.0, math.nan, math.nan))
    assert compare_with_runs(plan) == [
        "What the search expects is calculated, not played: 150, 50.0% above the played figure."
    ]


def test_only_figures_over_all_luck_are_called_calculated(hiring_plan):
    tail = hiring_plan._replace(question=hiring_plan.question._replace(goal=Goal("reach", "cvar", 0.1)))
    assert whence(hiring_plan) == "calculated over all luck"
    assert whence(tail).startswith("approximate: ")
    assert tail.is_approximate


def test_creators_whom_many_draws_hire_are_named(hiring_plan):
    n = len(hiring_plan.who.handle)
    shares = np.linspace(0.1, 0.9, n)
    best = hiring_plan.best._replace(plan=np.zeros(n, hiring_plan.best.plan.dtype))
    (sentence,) = missing_creators(hiring_plan._replace(robust=shares, best=best))
    assert sentence.startswith(
        f"Not hired, but by many draws of the uncertain numbers: {hiring_plan.who.handle[-1]} (90%)"
    )
    assert hiring_plan.who.handle[0] not in sentence
    assert missing_creators(hiring_plan._replace(robust=np.empty(0))) == []


def test_a_larger_budget_adds_no_less_than_nothing(hiring_plan):
    dearer = hiring_plan.curve[-1]._replace(budget_usd=1000.0, value=hiring_plan.best.value + 2.0)
    more = hiring_verdict.further(hiring_plan._replace(curve=(dearer,)))
    assert more[0] == "With 100 USD more, 2 more reach would be found."
    worse = hiring_verdict.further(hiring_plan._replace(curve=(dearer._replace(value=0.0),)))
    assert worse[0] == "With 100 USD more, 0 more reach would be found."
