"""The odds in each reading: bars that add up to 100 campaigns."""

import pytest

from sim.report.figures import canvas, hundred_campaigns
from sim.study.matching import readings
from tests.study.matching.conftest import *  # noqa: F403  the fixtures: two small strategies, played once


@pytest.fixture(scope="module")
def answered(entrants, played, place):
    return readings.read(played, entrants, place, quick=True)


def test_a_bar_is_all_campaigns(played, answered):
    rows = hundred_campaigns.shares(played, answered, "cpe")
    assert len(rows) == 3
    assert all(sum(split) == pytest.approx(1.0) for _, split in rows)


def test_who_wins_how_often_is_said_beside_the_picture(played, answered):
    drawing = hundred_campaigns.odds(played, answered, "cpe")
    assert [row[0] for row in drawing.table.rows] == [
        "same fees, work left out", "same fees, our own hours", "same fees, an agency for 15%",
    ]  # fmt: skip
    assert "of 100" in drawing.alt
    assert canvas.inline(drawing).count("<svg") == 1


def test_a_reading_without_an_answer_has_no_bar(played):
    open_ = readings.Reading("reach", None, {}, problem="a result cannot be scaled; give its scenario")
    assert hundred_campaigns.shares(played, [open_], "cpe") == []
