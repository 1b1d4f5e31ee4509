"""The summary of a result as text, JSON and plain values."""

import json

import pytest

from sim.report.text import run
from tests.answers import are_shown


@pytest.fixture(scope="module")
def result(comparison):
    return comparison.strategies[0].stored


def test_json_is_the_plain_values(result):
    assert json.loads(run.text(result, "json", wide=False)) == run.as_dict(result)


def test_a_measure_has_its_unit_and_its_interval(result):
    reach = next(line for line in run.as_dict(result)["measures"] if line["measure"] == "reach")
    assert reach["unit"] == "people"
    assert reach["low_95"] <= reach["mean"] <= reach["high_95"]


def test_texts_of_the_file_are_numbers_and_tables(result):
    origin = run.as_dict(result)["result"]
    assert origin["seed"] == int(result.attributes["seed"])
    assert set(origin["packages"]) >= {"python", "numpy"}


def test_the_table_is_in_the_text(result):
    assert are_shown(run.tables(result), run.text(result, "table", wide=False))


def test_csv_has_a_row_for_each_measure(result):
    lines = run.text(result, "csv", wide=False).splitlines()
    assert lines[0].startswith("measure,unit,mean,low_95,high_95,")
    assert len(lines) == 1 + len(run.records(result))
