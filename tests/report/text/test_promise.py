"""Promises as text and plain values."""

import csv
import io
import json

import pytest

from sim.report.text import promise as report
from sim.study.promise.promise import PromisedCampaign, promise
from tests.answers import are_shown
from tests.promises import many_ladders


@pytest.fixture(scope="module")
def ladders() -> PromisedCampaign:
    return promise(many_ladders(40), 0.9, ("reach", "clicks", "cost"), "a.h5")


def test_the_first_screen_says_what_can_be_promised(ladders):
    reach = ladders.asked.measures[0]
    first, second, third = report.table(ladders).heading.splitlines()
    assert first == f"You can promise {reach.alone:g} people reached: 90 of 100 campaigns bring at least that."
    assert second == ("To promise several of these, take the column all at once: 90 of 100 campaigns keep all of it.")
    assert third == "ladder: 40 draws x 99 runs"
    assert are_shown(report.tables(ladders), report.text(ladders, "table", wide=False))


def test_costs_alone_are_promised_at_most():
    campaign = promise(many_ladders(1), 0.9, ("cost",), "a.h5")
    assert report.sentences(campaign) == [
        "You can promise 95 USD of all costs together at most: 90 of 100 campaigns stay within that."
    ]
    assert len(report.tables(campaign)) == 2
    assert "luck alone" in report.table(campaign).notes[-1]


def test_figures_are_rounded_so_that_the_promise_holds():
    figures = [271_345.0, 12.0, 0.023456, 99_999.0, 5.0 / 3.0, 0.0, 1e6]
    assert [report.cautious(figure, True) for figure in figures] == [
        "271,000", "12", "0.0234", "99,900", "1.66", "0", "1,000,000"
    ]  # fmt: skip
    assert [report.cautious(figure, False) for figure in figures[:3]] == ["272,000", "12", "0.0235"]
    assert report.cautious(float("nan"), True) == "-"
    assert report.cautious(float("inf"), False) == "infinite"


def test_a_point_more_is_the_slope_to_the_next_confidence(ladders):
    steps = [report.PromisedFigure(0.8, 100.0), report.PromisedFigure(0.9, 80.0), report.PromisedFigure(0.95, 50.0)]
    assert report.point_change(steps, 0.9) == pytest.approx(-6.0)
    assert report.point_change(steps, 0.95) == pytest.approx(-6.0)
    unknown = [*steps[:2], report.PromisedFigure(0.95, float("nan"))]
    assert report.point_change(unknown, 0.9) == pytest.approx(-2.0)
    assert report.point_cost(unknown, 0.9) == "-2"
    assert report.surer(ladders, together=False).header[1:5] == ("80%", "90%", "95%", "99%")


def test_a_confidence_beyond_the_draws_says_what_it_takes(ladders):
    shown = report.surer(ladders, together=False)
    assert [row[4] for row in shown.rows] == ["-", "-", "-"]
    assert shown.notes[-1] == "-: 40 draws are too few; a confidence of 0.95 takes 59 or more."


def test_draws_that_differ_too_much_are_too_few(ladders):
    assert report.too_few(ladders, 0.9) == "-: 40 draws that differ so much are too few; ask for more (run.draws)."


def test_plain_values_have_bounds_and_units(ladders):
    answer = json.loads(report.text(ladders, "json", wide=False))
    assert answer["confidence"] == {"value": 0.9, "unit": "share of campaigns"}
    assert [each["bound"] for each in answer["promises"]] == ["at least", "at least", "at most"]
    assert answer["promises"][2]["alone"]["unit"] == "USD"
    assert answer["surer"][-1]["promises"][0]["alone"] == {"value": None, "unit": "people"}


def test_csv_has_a_row_for_each_measure_and_confidence(ladders):
    rows = list(csv.DictReader(io.StringIO(report.text(ladders, "csv", wide=False))))
    assert len(rows) == 12
    assert rows[0]["confidence"] == "0.8"
    assert [row["unit"] for row in rows[:3]] == ["people", "1", "USD"]


def test_nothing_is_promised_of_what_may_not_happen():
    stored = many_ladders(40)
    stored.arrays["outcomes/purchases"] = stored.arrays["outcomes/purchases"] // 60
    campaign = promise(stored, 0.9, ("reach", "purchases"), "a.h5")
    assert "0: nothing can be promised of it." in report.table(campaign).notes
