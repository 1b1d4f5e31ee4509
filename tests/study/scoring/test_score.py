"""Campaigns and their results: each result is read once, and measures that are missing are left out."""

import math

from sim.study.scoring.score import score
from tests.promises import actuals, ladder


def test_each_result_is_read_once():
    read = []
    campaigns = actuals(reach=[20.0, 30.0, 40.0])._replace(result=["a.h5", "b.h5", "a.h5"])
    card = score(campaigns, lambda file: read.append(file) or ladder())
    assert read == ["a.h5", "b.h5"]
    assert [(each.file, each.draws, each.runs) for each in card.results] == [("a.h5", 9, 11), ("b.h5", 9, 11)]
    assert [each.scores[0].actual for each in card.campaigns] == [20.0, 30.0, 40.0]


def test_what_was_not_measured_is_left_out():
    card = score(actuals(reach=[20.0, math.nan], clicks=[math.nan, 3.0]), lambda _: ladder())
    assert [[each.name for each in campaign.scores] for campaign in card.campaigns] == [["reach"], ["clicks"]]
    assert card.over == ()


def test_two_campaigns_are_scored_together():
    card = score(actuals(reach=[20.0, 50.0], clicks=[math.nan, 3.0]), lambda _: ladder())
    assert [(each.name, each.n) for each in card.over] == [("reach", 2)]
