"""Fitted audiences as text and plain values."""

import json
from pathlib import Path

import pytest

from sim.report.text import network_fit
from sim.report.text.network_fit import FitReport
from sim.world.overlap_fit.unique_audience import LikelyRange, Narrowing
from tests.answers import are_shown, fitted


@pytest.fixture(scope="module")
def fit():
    answer = fitted()
    return FitReport(answer.roster, answer.pairs, answer.fitted, answer.left_open)


def test_a_fit_says_what_it_leaves_open(fit):
    values = network_fit.as_dict(fit)
    told = values["unique_audience"]
    assert [told["low"], told["centre"], told["high"]] == pytest.approx([130.0] * 3)
    assert (told["level"], told["unit"]) == (0.9, "people")
    assert values["fitted_unique_audience"] == {"value": 130, "unit": "people"}
    assert values["known_figures"] == []


def test_the_range_is_told_first(fit):
    first = network_fit.table(fit).rows[0]
    assert first == ("unique audience (90%)", "130 to 130, centre 130")


def test_json_holds_the_range_as_numbers(fit):
    values = json.loads(network_fit.text(fit, "json", False))
    assert values["unique_audience"]["low"] == pytest.approx(130.0)
    assert values["unique_per_slot"]["centre"] == pytest.approx(130.0 / 160.0)
    assert values == network_fit.as_dict(fit)


def test_a_known_figure_says_how_much_it_narrows_the_range(fit):
    wide, narrow = LikelyRange(60.0, 130.0, 150.0), LikelyRange(120.0, 130.0, 136.0)
    open_ = fit.left_open._replace(without=wide, narrowings=(Narrowing("the union of all, 130", narrow),))
    known = fit._replace(left_open=open_)
    rows = dict(network_fit.table(known).rows)
    assert rows["sizes and pairs alone"].startswith("width 0.562 of all slots")
    assert rows["with the union of all, 130 alone"].startswith("width 0.100 of all slots: 0.750 to 0.850")
    (told,) = network_fit.as_dict(known)["known_figures"]
    assert told["figure"] == "the union of all, 130"
    assert told["unique_audience"]["low"] == pytest.approx(120.0)


def test_a_fit_beside_the_centre_is_doubted(fit):
    beside = fit._replace(left_open=fit.left_open._replace(unique=LikelyRange(100.0, 110.0, 120.0)))
    assert network_fit.doubts(beside)[0].startswith(
        "note: the fitted audiences are 130 people, the centre of the range"
    )


def test_pairs_are_asked_and_achieved(fit):
    worst = network_fit.as_dict(fit)["worst_pairs"][0]
    assert worst["asked"] == worst["achieved"] == 0.5
    assert network_fit.pair_by_pair(fit) == b"creator_a,creator_b,asked,achieved\nann,ben,0.500000,0.500000\n"


def test_the_table_is_in_the_text(fit):
    assert are_shown(network_fit.tables(fit), network_fit.text(fit, "table", False))


@pytest.mark.parametrize(("one_in", "sample"), [(1, ""), (10, " and world.sample_one_in = 10")])
def test_the_next_commands_are_said(one_in, sample):
    assert network_fit.next_step(Path("r.csv"), Path("a.csv.gz"), one_in) == (
        "a.csv.gz: written; next: sim optimize r.csv --network a.csv.gz, or world.network"
        f"{sample} in a scenario with this roster"
    )


def test_pairs_that_are_off_are_doubted(fit):
    assert network_fit.doubts(fit) == []
    asked = fit.pairs._replace(shared=2.0 * fit.pairs.shared)
    assert network_fit.doubts(fit._replace(pairs=asked))[0].startswith("note: 1 of 1 pairs are more than 5 points")


def test_no_creator_is_a_formula_in_the_list_of_pairs(fit):
    handles = ["=HYPERLINK(1)", *fit.roster.handle[1:]]
    listed = network_fit.pair_by_pair(fit._replace(roster=fit.roster._replace(handle=handles))).decode()
    assert "\n'=HYPERLINK(1)," in listed
