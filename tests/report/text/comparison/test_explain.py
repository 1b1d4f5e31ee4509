"""An explanation as text, JSON and plain values."""

import json

import pytest

from sim.report.text.comparison import explain
from tests.answers import are_shown, explanation


def test_contributions_have_the_unit_of_the_measure():
    answer = explain.as_dict(explanation())
    assert answer["unit"] == "USD"
    assert answer["parts"][0]["value"] == {"value": 1.2, "low": 1.0, "high": 1.4, "unit": "USD"}
    assert answer["difference"] == {"value": 1.5, "unit": "USD"}


def test_json_of_the_command_has_the_same_keys():
    answer = explain.as_dict(explanation())
    assert set(json.loads(explain.text(explanation(), "json", wide=False))) == set(answer) - {"unit"}


def test_the_table_is_in_the_text():
    assert are_shown(explain.tables(explanation()), explain.text(explanation(), "table", wide=False))


@pytest.mark.parametrize("form", ["table", "csv"])
def test_mechanisms_are_shown_by_their_names(form):
    text = explain.text(explanation(), form, wide=False)
    assert "feed_visibility" not in text
    assert "feed visibility" in text
