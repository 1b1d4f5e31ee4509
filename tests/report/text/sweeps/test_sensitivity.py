"""Sensitivity as text, JSON and plain values."""

import json

import pytest

from sim.report.text.sweeps import sensitivity
from sim.study.sweeps import sensitivity as study
from tests.answers import are_shown, corner
from tests.studies import written


@pytest.fixture
def sensed(tmp_path):
    return study.sensitivity(written(tmp_path, "saltelli", 16, corner, noise=0.1), "cpe", None)


def test_each_column_has_its_unit(sensed):
    answer = sensitivity.as_dict(sensed)
    first = answer["numbers"][0]
    assert set(answer["units"]) == set(first) - {"number"}
    assert {name: first[name]["unit"] for name in answer["units"]} == answer["units"]
    assert first["total"]["unit"] == "share of the variance"


def test_json_of_the_command_has_the_same_numbers(sensed):
    answer = sensitivity.as_dict(sensed)["numbers"][0]["total"]
    said = json.loads(sensitivity.text(sensed, "json", wide=False))["numbers"][0]["total"]
    assert {**said, "unit": "share of the variance"} == answer


def test_the_table_is_in_the_text(sensed):
    assert are_shown(sensitivity.tables(sensed), sensitivity.text(sensed, "table", wide=False))
