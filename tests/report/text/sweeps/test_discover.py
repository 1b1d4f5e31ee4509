"""Rules as text, JSON and plain values."""

import json

import numpy as np
import pytest

from sim.report.text.sweeps import discover
from sim.statistics.intervals import Interval
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


@pytest.mark.parametrize(
    ("density", "base", "title", "end"),
    [
        (0.9, 0.5, "when A beats B in CPE", " of its wins are there."),
        (0.26, 0.08, "where A beats B in CPE more often, but seldom", "this is no rule for when A beats B."),
        (0.05, 0.08, "where A seemed to beat B in CPE: not confirmed",
         "fresh points do not confirm a rule for when A beats B."),
    ],
)  # fmt: skip
def test_a_rule_is_titled_for_what_fresh_points_make_of_it(rule, density, base, title, end):
    told = rule._replace(base=base, fresh=rule.fresh._replace(density=Interval(density, 0.0, 1.0)))
    assert discover.table(told).heading == f"known: {title}"
    assert discover.rule(told).endswith(end)


@pytest.mark.parametrize(
    ("a", "b", "due"),
    [
        (50.0, 50.0, "A and B are equal at all 60 points: nothing decides."),
        (60.0, 50.0, "A beats B at all 60 points: nothing decides."),
        (40.0, 50.0, "A beats B at none of the 60 points: nothing decides."),
    ],
)
def test_where_the_winner_is_always_the_same_nothing_decides(tmp_path, a, b, due):
    made = written(tmp_path, "sobol", 60, lambda u: (np.full(len(u), a), np.full(len(u), b)))
    found = study.discover(made, "cpe", ("A", "B"), None)
    assert discover.text(found, "table", wide=False).splitlines() == [
        "known: A against B in CPE: no rule",
        f"CPE: {due}",
    ]
