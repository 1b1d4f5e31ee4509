"""Words on the runs of a what-if."""

import math

import pytest

from sim.report.style.shared_runs import runs_in_words, scaling_values, sentence, wins_sentence
from sim.study.what_if.stored_runs import RunCount, Scaling, SideValues

SCALING = Scaling(SideValues(0.25, 1.2), SideValues(0.26, 1.25), RunCount(50, 20), 0.56, 0.52)
PLAYED = RunCount(10, 20)


@pytest.mark.parametrize(
    ("shape", "words"),
    [
        ((50, 20), "50 draws x 20 runs"),
        ((1, 400), "400 runs"),
        ((1, 1), "1 run"),
        ((10, 0), "10 draws x exact expected values"),
    ],
)
def test_runs_in_words(shape, words):
    assert runs_in_words(RunCount(*shape)) == words


def test_scaled_values_say_to_what_and_from_what():
    assert sentence(SCALING, PLAYED) == (
        "As they are, both sides have the values of the 50 draws x 20 runs that are stored, 0.2500 and 1.200: what was "
        "played here (10 draws x 20 runs) has 0.2600 and 1.250, and is scaled to them."
    )


def test_a_side_on_which_the_turned_number_is_drawn_is_not_scaled():
    assert sentence(SCALING._replace(free="A"), PLAYED).endswith(
        "and is scaled to them. A is not: there the number that is turned is drawn, so at no value is it as it is."
    )
    assert sentence(SCALING._replace(free="AB"), PLAYED) == (
        "The number that is turned is drawn on both sides, so values are of 10 draws x 20 runs played here."
    )


def test_the_same_runs_are_not_scaled():
    same = SCALING._replace(played=SCALING.stored)
    assert sentence(same, RunCount(50, 20)) == (
        "As they are, both sides have the values of the 50 draws x 20 runs that are stored."
    )


def test_without_stored_runs_values_differ_by_chance():
    assert sentence(None, PLAYED).endswith(
        "values are of 10 draws x 20 runs played here, and differ by chance from those of sim compare."
    )


def test_who_wins_how_often_says_by_how_much_it_differs():
    assert wins_sentence(SCALING, PLAYED) == (
        "P(A beats B) is counted in the 10 draws x 20 runs played here, not scaled: as both sides are, 52.0%; in the "
        "stored runs 56.0%."
    )


@pytest.mark.parametrize("scaling", [None, SCALING._replace(played_wins=0.56), SCALING._replace(stored_wins=math.nan)])
def test_where_wins_agree_or_are_not_known_nothing_is_said(scaling):
    assert wins_sentence(scaling, PLAYED) == ""


def test_values_have_units():
    values = scaling_values(SCALING, "USD")
    assert values["stored"] == {"values": [0.25, 1.2], "unit": "USD"}
    assert values["wins_played"] == {"value": 0.52, "unit": "share of campaigns"}
    assert scaling_values(None, "USD") is None
