"""Rules as text, JSON and plain values."""

import json

import pytest

from sim.report.text.sweeps import discover
from sim.study.sweeps import discover as study
from tests.answers import are_shown, corner
from tests.studies import written


@pytest.fixture
def rule(tmp_path):
    return study.discover(written(tmp_path, "sobol", 60, corner), "cpe", ("A", "B"), None)


def test_json_is_the_plain_values(rule):
    assert json.loads(discover.text(rule, "json", wide=False)) == discover.as_dict(rule)


def test_limits_have_the_unit_of_their_key(rule):
    limit = next(each for each in discover.as_dict(rule)["limits"] if each["path"] == "creator.management_hours")
    assert limit["unit"] == "hours"


def test_the_score_of_a_rule_has_units(rule):
    fresh = discover.as_dict(rule)["fresh"]
    assert fresh["n"]["unit"] == "points"
    assert fresh["coverage"]["unit"] == "share of the wins"


def test_a_study_without_a_rule_has_no_scores(rule):
    answer = discover.as_dict(rule._replace(limits=(), fitted=None, fresh=None))
    assert (answer["fitted"], answer["fresh"]) == (None, None)


def test_the_table_is_in_the_text(rule):
    assert are_shown(discover.tables(rule), discover.text(rule, "table", wide=False))
