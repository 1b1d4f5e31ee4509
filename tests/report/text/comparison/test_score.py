"""Scored campaigns as text: sentences, tables, CSV and JSON with units."""

import csv
import io
import json

import pytest

from sim.report.style.scoring_verdict import verdict
from sim.report.text.comparison import score
from tests.promises import card


def test_a_single_campaign_is_answered_in_sentences():
    lines = score.text(card(1), (), "table", True).splitlines()
    assert any(
        line.startswith("Reach came in at the 63rd percentile of the promised runs (95%: ")
        and line.endswith("inside the 50% interval.")
        for line in lines
    )


def test_the_last_line_traces_the_promise():
    last = score.text(card(1), (), "table", True).splitlines()[-1]
    assert last.startswith('a.h5: "ladder", 9 draws x 11 runs, seed 7, sim 0.1.0, commit abc')
    assert last.endswith("made by: sim run a.toml")


def test_the_verdict_stands_first_below_the_tables():
    assert score.remarks(card(4))[0] == verdict(card(4))
    assert verdict(card(4)) in score.text(card(4), (), "table", True)


def test_several_campaigns_have_four_tables():
    headings = [table.heading for table in score.tables(card(4))]
    assert headings == [
        "4 campaigns against what was promised",
        "Coverage: campaigns inside the promised intervals",
        "PIT histogram: campaigns by percentile",
        "Skill against naive forecasts",
    ]
    assert len(score.tables(card(1))) == 1


def test_an_unbounded_skill_is_called_so():
    assert {row[-1] for row in score.skill_table(card(3)).rows} == {"unbounded"}


def test_two_campaigns_have_a_score_and_no_skill():
    assert [row[-3:] for row in score.skill_table(card(2)).rows] == [("-", "-", "-")] * 2


def test_csv_has_the_ends_of_intervals_apart():
    (first, *_) = csv.DictReader(io.StringIO(score.text(card(4), (), "csv", False)))
    assert (first["campaign"], first["measure"], first["unit"]) == ("c0", "reach", "people")
    assert (float(first["low_50"]), float(first["high_90"])) == pytest.approx((25.0, 95.0))


def test_json_has_a_unit_for_every_number():
    said = json.loads(score.text(card(4), ("written",), "json", False))
    (reach, cost) = said["campaigns"][0]["measures"]
    assert reach["actual"] == {"value": 20.0, "unit": "people"}
    assert cost["crps"]["unit"] == "USD"
    assert said["measures"][0]["coverage"][0]["share"]["unit"] == "share of campaigns"
    assert said["measures"][0]["pit_by_chance"] == {"low": 0, "high": 3, "unit": "campaigns"}
    assert said["notes"] == ["written"]


def test_json_says_whether_the_promise_can_be_trusted():
    said = json.loads(score.text(card(4), (), "json", False))
    assert said["verdict"] == {"trust": "open", "sentence": verdict(card(4))}
    assert [each["trust"] for each in said["measures"]] == ["open", "open"]


def test_campaigns_of_one_result_are_no_independent_test():
    assert any("share its draws" in line for line in score.remarks(card(4)))
    assert not any("share its draws" in line for line in score.remarks(card(1)))
