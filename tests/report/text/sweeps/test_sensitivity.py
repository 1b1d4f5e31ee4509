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


def test_who_knows_more_is_not_wrong_more_often(sensed):
    """A share above today's is noise: the table says "as today", and a note why."""
    today = sensed.knowing.wrong
    above = sensed.knowing.factors[0]._replace(wrong=today._replace(value=today.value + 0.05))
    noisy = sensed._replace(knowing=sensed.knowing._replace(factors=(above, *sensed.knowing.factors[1:])))
    rows = {row[0]: row for row in sensitivity.table(noisy).rows}
    column = sensitivity.table(noisy).header.index("wrong if known")
    assert rows[noisy.factors[0]][column] == "as today"
    (note,) = sensitivity.noise_of_knowing(noisy)
    assert note.startswith("as today: choices by this number came out wrong a little more often than today's")
    below = sensed.knowing.factors[0]._replace(wrong=today)
    assert sensitivity.noise_of_knowing(sensed._replace(knowing=sensed.knowing._replace(factors=(below,) * 3))) == []
