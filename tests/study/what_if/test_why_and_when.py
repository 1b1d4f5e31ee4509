"""Reasons for the report: the best two, the usual parameters, and parts that are left out with a note."""

from types import SimpleNamespace

import pytest

from sim.errors import InputError
from sim.study.comparison.strategies import Labels
from sim.study.what_if import why_and_when as reasons
from sim.study.what_if.flip import ComparisonQuestion
from sim.study.what_if.why_and_when import NOTHING, Gaps, WhatIfs
from tests.sides import HOURS, MEGA, MICROS, scenario, trials
from tests.sweeps import Notes


def test_a_gap_is_told_and_kept():
    notes = Notes()
    gaps = Gaps(notes)
    with gaps.around("the map"):
        raise InputError("no such number", path=("costs",))
    assert gaps.notes == notes.said == ["the map left out: costs: no such number"]


def test_what_is_no_question_of_input_is_not_swallowed():
    with pytest.raises(ZeroDivisionError), Gaps(Notes()).around("the map"):
        raise ZeroDivisionError


@pytest.mark.parametrize(
    ("ways", "message"),
    [([HOURS, "zzz"], 'no scenario has a key "zzz"'), ([HOURS, HOURS], f'--over "{HOURS}" is given twice')],
)
def test_parameters_that_cannot_be_asked_for(ways, message):
    with pytest.raises(InputError, match=message):
        reasons.check_ways([scenario(MICROS), scenario(MEGA)], ways)


def test_without_scenarios_nothing_is_turned():
    reasons.check_ways([], ["zzz"])


def comparison(measure, *means):
    """Strategies of these means in a measure."""
    contrasts = {
        (first, second): {measure: SimpleNamespace(a=SimpleNamespace(value=means[first]),
                                                   b=SimpleNamespace(value=means[second]))}
        for second in range(len(means)) for first in range(second)
    }  # fmt: skip
    return SimpleNamespace(strategies=tuple("ABCD"[: len(means)]), measure=measure, contrasts=contrasts)


@pytest.mark.parametrize(
    ("measure", "means", "best"),
    [
        ("reach", (1.0, 3.0, 2.0), ("B", "C")),
        ("cpe", (1.0, 3.0, 2.0), ("A", "C")),
        ("reach", (3.0, 1.0), ("A", "B")),
        ("reach", (float("nan"), 1.0, 2.0), ("B", "C")),
    ],
)
def test_the_best_two_in_the_order_in_which_they_were_given(measure, means, best):
    assert reasons.best_two(comparison(measure, *means), means.__getitem__) == best


def test_usual_parameters_are_the_work_of_the_largest_group_and_the_fall_of_engagement():
    assert reasons.usual_ways(scenario(MEGA + MICROS), scenario(MEGA)) == [HOURS, "engagement.exponent"]


def what_ifs(notes):
    return WhatIfs(lambda *_: trials(2).means, str, 2, 2, Gaps(notes))


def test_results_alone_cannot_be_changed():
    notes = Notes()
    best = [SimpleNamespace(loaded=scenario(MICROS)), SimpleNamespace(loaded=None)]
    assert reasons.why_and_when(comparison("reach", 1.0, 2.0), best, [], what_ifs(notes)) is NOTHING
    assert notes.said == ["why and when are left out: results cannot be changed; give scenarios for them"]


def test_one_parameter_has_no_map():
    question = ComparisonQuestion(scenario(MICROS), scenario(MEGA), Labels("a", "b"), "cpe", 0.0)
    assert reasons.who_wins_where(question, [HOURS], trials(2), Gaps(Notes())) is None


def test_sides_of_other_draws_are_a_gap():
    """Runs cannot be compared one by one: both reasons are left out, and the page goes on."""
    notes = Notes()
    best = [SimpleNamespace(loaded=scenario(MICROS)), SimpleNamespace(loaded=scenario(MEGA, run__draws=2))]
    of_two = SimpleNamespace(strategies=best, measure="cpe", smallest=0.0)
    assert reasons.why_and_when(of_two, best, [], what_ifs(notes)) is NOTHING
    assert notes.said == ["why and when are left out: run.draws: 1 and 2: both sides need as many draws; set run.draws"]
