"""A comparison as text, JSON, CSV and plain values."""

import json

from sim.report.text import compare
from sim.study.comparison import health
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
