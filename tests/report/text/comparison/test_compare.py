"""A comparison as text, JSON, CSV and plain values."""

import json

from sim.measures.looks import Looks
from sim.report.text.comparison import compare
from sim.study.comparison import health
from sim.study.comparison.health_check import HealthCheck
from tests.answers import are_shown


def test_json_is_the_plain_values(comparison):
    checks = health.check(comparison)
    answer = compare.as_dict(comparison, checks)
    assert json.loads(compare.text(comparison, checks, "json", wide=False)) == answer


def test_a_ratio_has_not_the_unit_of_its_measure(comparison):
    cpe = next(contrast for contrast in compare.contrasts_of(comparison) if contrast["name"] == "cpe")
    assert cpe["difference"]["unit"] == "USD"
    assert cpe["ratio"]["unit"] == "1"
    assert cpe["win"]["wins"]["unit"] == "share of campaigns"


def test_a_measure_without_direction_has_no_winner(comparison):
    posts = next(contrast for contrast in compare.contrasts_of(comparison) if contrast["name"] == "posts")
    assert posts["win"] is None


def test_the_tables_are_the_measures_and_the_checks(comparison):
    checks = health.check(comparison)
    measures, healthy = compare.tables(comparison, checks)
    assert measures == compare.table(comparison)
    assert len(healthy.rows) == len(checks)
    assert are_shown([measures], compare.text(comparison, checks, "table", wide=False))


def test_csv_is_flat(comparison):
    lines = compare.as_csv(comparison).splitlines()
    assert lines[0].startswith("first,second,unit,name,a_value,a_low,a_high,")
    assert len(lines) == 1 + len(compare.records(comparison))


FAILURE = HealthCheck("fees", "FAIL", "A: fees are far off.", "costs.budget_usd = 5", ("A",))


def test_a_withheld_verdict_is_withheld_in_plain_values(comparison):
    values = compare.as_dict(comparison, [FAILURE])
    assert values["verdict_is_withheld"]
    assert " beats " not in values["verdict"]


def test_a_withheld_verdict_leaves_what_fails_as_the_last_lines(comparison):
    lines = compare.text(comparison, [FAILURE], "table", wide=False).splitlines()
    assert "no verdict, for the health check fails" in lines[-3]
    assert lines[-2].endswith("A: fees are far off. To mend it: costs.budget_usd = 5.")


def test_despite_health_the_failure_stands_above_the_verdict(comparison):
    lines = compare.text(comparison, [FAILURE], "table", wide=False, despite_health=True).splitlines()
    assert lines[-2] == "FAIL: A: fees are far off."
    assert lines[-1].startswith("Despite a failed health check (")


def test_intervals_of_looks_are_said_to_hold_together(comparison):
    values = compare.as_dict(comparison._replace(looks=Looks(400, 0.01, 1)))
    level = {"value": 0.99, "unit": "probability"}
    assert values["intervals"] == {"level": level, "hold": "at all looks and pairs together"}
