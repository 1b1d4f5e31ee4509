"""The first screen of a comparison: who leads in each reading, and what turns it."""

import json
import math
from dataclasses import replace

import numpy as np
import pytest

from sim.measures.contrast import contrast, contrasts
from sim.report.text.comparison import who_leads as text
from sim.statistics.intervals import Interval
from sim.study.matching import readings
from sim.study.matching.even_work import EvenWork
from sim.study.matching.work import WorkPrices, bill_by_work
from tests.study.matching.conftest import *  # noqa: F403  the fixtures: two small strategies, played once


@pytest.fixture(scope="module")
def answered(entrants, played, place):
    return readings.read(played, entrants, place, quick=False)


def contrast_of(name, a, b, runs=50):
    luck = np.random.default_rng(3)
    sides = []
    for mean in (a, b):
        noise = luck.lognormal(0.0, 0.1, (1, runs))
        sides.append({f"outcomes/{name}": mean * noise, "outcomes/cost_usd": 100.0 + 0.0 * noise,
                      "outcomes/engagements": mean * noise})  # fmt: skip
    return contrast(name, *sides)


@pytest.mark.parametrize(
    ("a", "b", "said"),
    [(300.0, 100.0, "A 3."), (100.0, 300.0, "B 2."), (100.0, 0.0, "only A, 100"), (0.0, 0.0, "equal"),
     (100.0, 100.2, "open, ")],
)  # fmt: skip
def test_a_cell_says_who_leads(a, b, said):
    assert text.cell(contrast_of("reach", a, b), 0.0).startswith(said)


def test_cheaper_is_better():
    cheap = contrast_of("cpe", 300.0, 100.0)  # the same money buys A three times as much
    assert text.cell(cheap, 0.0).startswith("A 2.9 x, ") or text.cell(cheap, 0.0).startswith("A 3.")
    assert "cents against" in text.lead(cheap)


def test_nothing_known_is_a_dash():
    assert text.cell(None, 0.0) == "-"
    assert text.side_of(contrast_of("reach", math.nan, 1.0)) == -1


def test_the_table_names_every_reading(played, answered):
    names = [row[0] for row in text.table(played, answered).rows]
    assert names == [
        "same fees, work left out", "same fees, our own hours", "same fees, an agency for 15%",
        "same all-in cost, our own hours", "same reach, our own hours",
    ]  # fmt: skip


def test_what_was_scaled_is_said(played, answered):
    notes = text.scalings(answered)
    assert any(note.startswith("same reach: A: ") and "micro, not 10" in note for note in notes)


def test_a_reading_without_an_answer_says_why(played):
    row = readings.Reading("reach", None, {}, problem="a result cannot be scaled; give its scenario")
    assert text.table(played, [row]).rows == [("same reach", "-", "-", "-", "-", "-")]
    assert text.scalings([row]) == ["same reach: cannot be had: a result cannot be scaled; give its scenario."]


def test_sentences_say_what_happens_what_turns_it_and_where(played, answered):
    zeroth, first, second, *rest = text.sentences(played, answered)
    assert zeroth.startswith(("The cheaper engagement comes from ", "Which side has the cheaper engagement is open"))
    assert first.startswith("All else equal (same fees, work left out), ")
    assert second.startswith(
        ("The work turns it: ", "The work takes that away: ", "Nothing here turns it: ", "Who does")
    )
    assert any(line.startswith("The same reach (") for line in rest)


def test_no_line_is_longer_than_the_terminal(played, answered, monkeypatch):
    for columns in (60, 80, 120):
        monkeypatch.setenv("COLUMNS", str(columns))
        assert max(map(len, text.lines(played, answered, wide=True))) <= columns


def test_without_readings_nothing_is_printed(played):
    assert text.lines(played, (), wide=True) == []


def test_agencies_with_different_shares_have_no_share_in_common(played):
    text_of = json.dumps({"costs": {"agency_share": 0.3, "hour_usd": 60.0}})
    first = played.strategies[0]
    stored = replace(first.stored, texts={**first.stored.texts, "resolved_json": text_of})
    mixed = played._replace(strategies=(first._replace(stored=stored), played.strategies[1]))
    reading = readings.Reading("fees", "agency", {})
    assert text.name(reading, text.prices_of(played)) == "same fees, an agency for 15%"
    assert text.name(reading, text.prices_of(mixed)) == "same fees, an agency for its share"


def side(name, fees, hours, engagements, runs=40):
    luck = np.random.default_rng(len(name))
    each = engagements * luck.lognormal(0.0, 0.02, (1, runs))
    columns = {"fees_usd": fees, "gifts_usd": 0.0, "hours": hours, "reach": 10.0, "reach_2": 1.0, "purchases": 1.0}
    return {f"outcomes/{key}": value + 0.0 * each for key, value in columns.items()} | {
        "outcomes/engagements": each, "outcomes/engagers": each,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("a", "b", "share", "begin"),
    [((100, 10, 300), (100, 1, 100), 0.1, "The work turns it: with our own hours an engagement costs "),
     ((100, 1, 300), (100, 1, 100), 0.1, "Nothing here turns it: test (A) has the lower"),
     ((100, 5, 100), (100, 1, 100), 0.1, "The work decides it: ")],
)  # fmt: skip
def test_what_turns_it_is_what_changes_the_leader(played, a, b, share, begin):
    """Fees, hours and engagements of each side, so that the leader by cost per engagement is known."""
    sides = [side("A", *a), side("Bee", *b)]
    works = {}
    for work in readings.WORKS:
        billed = [bill_by_work(each, WorkPrices(60.0, share), work) for each in sides]
        works[work] = readings.Reading("fees", work, contrasts(*billed, names=readings.SHOWN), columns=tuple(billed))
    told = text.turning(played, works) or text.nothing_turns(played, works, list(works.values()))
    assert told.startswith(begin)


def test_the_hours_at_which_it_turns_are_said(played):
    told = text.reversal(played, EvenWork(0, Interval(3.0, 2.0, 4.0), 2.0, 90.0))
    assert "test (A) below 3 hours worked per creator (95%: 2 to 4); here it is 2." in told
    assert told.endswith("At 3 hours a creator costs about $90, fee and work.")


def test_a_winner_on_average_that_wins_less_often_is_told():
    """A costs less on average: half the campaigns of B are very dear, the other half a little cheaper."""
    a = np.full((1, 40), 10.0)
    b = np.where(np.arange(40) % 5 == 0, 100.0, 9.0)[None]
    sides = [{"outcomes/cost_usd": each, "outcomes/engagements": np.ones((1, 40))} for each in (a, b)]
    assert text.cell(contrast("cpe", *sides), 0.0) == "A 2.7 x, B 80"
