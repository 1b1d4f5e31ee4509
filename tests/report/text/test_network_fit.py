"""Fitted audiences as text and plain values."""

from pathlib import Path

import pytest

from sim.report.text import network_fit
from tests.answers import are_shown, fitted


@pytest.fixture(scope="module")
def fit():
    answer = fitted()
    return answer.roster, answer.pairs, answer.fitted


def test_a_fit_says_what_it_leaves_open(fit):
    values = network_fit.as_dict(*fit)
    assert values["unique_audience"] == {"value": 130, "unit": "people"}
    assert values["left_open"]["proven_low"] <= 130
    assert values["left_open"]["proven_high"] >= 130


def test_pairs_are_asked_and_achieved(fit):
    worst = network_fit.as_dict(*fit)["worst_pairs"][0]
    assert worst["asked"] == worst["achieved"] == 0.5
    assert network_fit.pair_by_pair(*fit) == b"creator_a,creator_b,asked,achieved\nann,ben,0.500000,0.500000\n"


def test_the_table_is_in_the_text(fit):
    assert are_shown(network_fit.tables(*fit), network_fit.text(*fit, "table", False))


@pytest.mark.parametrize(("one_in", "sample"), [(1, ""), (10, " and world.sample_one_in = 10")])
def test_the_next_commands_are_said(one_in, sample):
    assert network_fit.next_step(Path("r.csv"), Path("a.csv.gz"), one_in) == (
        "a.csv.gz: written; next: sim optimize r.csv --network a.csv.gz, or world.network"
        f"{sample} in a scenario with this roster"
    )


def test_pairs_that_are_off_are_doubted(fit):
    roster, pairs, audiences = fit
    assert network_fit.doubts(*fit) == []
    asked = pairs._replace(shared=2.0 * pairs.shared)
    assert network_fit.doubts(roster, asked, audiences)[0].startswith("note: 1 of 1 pairs are more than 5 points")
