"""Flips, maps and overlap curves as text, JSON and plain values."""

import json

import pytest

from sim.report.text.comparison import flip
from tests.answers import are_shown, flips


@pytest.mark.parametrize("place", range(3))
def test_json_of_the_command_has_the_same_keys(place):
    curve = flips()[place]
    said = json.loads(flip.text(curve, "json", wide=False))
    assert set(flip.as_dict(curve)) - set(said) <= {"unit", "answer"}


@pytest.mark.parametrize("place", range(3))
def test_the_table_is_in_the_text(place):
    curve = flips()[place]
    assert are_shown(flip.tables(curve), flip.text(curve, "table", wide=False))


def test_a_curve_has_the_unit_of_the_key_that_is_turned():
    answer = flip.as_dict(flips()[0])
    assert answer["values"] == {"values": [0.1, 1.0, 10.0], "unit": "USD"}
    assert answer["today"] == {"values": [4.0, None], "unit": "USD"}
    assert answer["roots"] == [{"value": 0.9, "low": 0.7, "high": None, "unit": "USD"}]


def test_a_curve_has_the_unit_of_its_measure():
    answer = flip.as_dict(flips()[0])
    assert answer["a"]["unit"] == answer["unit"] == "USD"
    assert answer["ratio"][0]["unit"] == "1"
    assert answer["wins"][0]["unit"] == "share of campaigns"


def test_goals_have_the_unit_of_their_measure():
    goal = flip.as_dict(flips()[2])["goals"][0]
    assert goal["values"][0]["unit"] == "people"
    assert goal["optimum"]["unit"] == "share of the audience"
