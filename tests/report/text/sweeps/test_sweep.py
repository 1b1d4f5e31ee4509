"""A study in short, as text, JSON and plain values."""

import json

import pytest

from sim.report.text.sweeps import sweep
from sim.study.sweeps.sweep_forecast import Outlook
from tests.answers import are_shown, corner
from tests.studies import PATHS, written


@pytest.fixture
def study(tmp_path):
    return written(tmp_path, "saltelli", 16, corner, noise=0.1)


def test_json_of_the_command_has_the_same_keys(study):
    assert set(json.loads(sweep.text(study, "json", wide=False))) == set(sweep.as_dict(study)) - {"unit"}


def test_the_table_is_in_the_text(study):
    assert are_shown(sweep.tables(study), sweep.text(study, "table", wide=False))


def test_a_point_has_the_units_of_its_numbers(study):
    point = sweep.as_dict(study)["points"][0]
    assert [point["values"][path]["unit"] for path in PATHS] == ["hours", "1", "USD"]
    assert point["measure"]["unit"] == "USD"
    assert len(point["measure"]["values"]) == 2


def test_the_needs_of_a_sweep_have_units():
    answer = sweep.outlook_values(Outlook(4, 8, 100, 2.5, 1e9, 1e6))
    assert answer["n_points"] == 4
    assert answer["memory"] == {"value": 1e9, "unit": "bytes"}
