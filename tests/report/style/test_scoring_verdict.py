"""The verdict on promises: its claims, and what is not claimed."""

import math

import numpy as np
import pytest

from sim.report.style import scoring_verdict
from sim.report.style.scoring_verdict import CHANCE, LONE, better_words, miss_sentences, verdict
from sim.statistics.intervals import Interval
from sim.study.scoring.score import score
from tests.promises import actuals, card, ladder


def scored(**measured):
    return score(actuals(**measured), lambda _: ladder())


@pytest.mark.parametrize(
    ("place", "words"), [(63.1, "63rd"), (11.0, "11th"), (22.4, "22nd"), (0.4, "0.4th"), (1, "1st")]
)
def test_percentiles_in_words(place, words):
    assert scoring_verdict.ordinal(place) == words


def test_a_percentile_near_an_end_has_a_decimal():
    assert scoring_verdict.percentile(Interval(0.002, 0.0, 0.0136)) == "0.2 (0 to 1)"


def test_a_single_campaign_shows_no_trust():
    assert verdict(scored(reach=[63.0])) == f"Reach came in inside the promised 90% interval. {LONE}"
    assert verdict(card(1)) == f"Both measures came in inside the promised 90% intervals. {LONE}"


def test_what_a_single_campaign_missed_is_named_with_its_side():
    missed = verdict(scored(reach=[99.0], clicks=[50.0], cost=[1.0]))
    said = "2 of 3 measures came in outside the promised 90% interval: Reach above and Total cost below."
    assert missed == f"{said} {CHANCE} {LONE}"


def test_few_campaigns_leave_it_open():
    assert verdict(card(4)) == (
        "Nothing speaks against the promise yet, but 4 campaigns are too few to trust it: 90% intervals held Reach in "
        "4 of 4 (95%: 40 to 100%) and Total cost in 4 of 4 (95%: 40 to 100%)."
    )


def test_only_measures_that_refute_it_are_named():
    said = verdict(scored(reach=[99.0] * 10, clicks=[50.0] * 10))
    assert said.startswith("The promise cannot be trusted as it stands")
    assert said.endswith("90% intervals held Reach in 0 of 10 (95%: 0 to 31%).")


def test_a_promise_that_held_often_enough_is_trusted():
    said = verdict(scored(reach=np.linspace(1.0, 99.0, 200).tolist()))
    assert said == "The promise can be trusted: 90% intervals held Reach in 182 of 200 (95%: 86.1 to 94.6%)."


def test_a_level_is_named_once():
    held = scoring_verdict.count_held(scoring_verdict.trusts(card(4)))
    assert held.count("90% intervals held") == 1


@pytest.mark.parametrize(
    ("skill", "words"),
    [
        (Interval(0.4, 0.2, 0.6), "40% less, so the promise is better (95%: 60% less to 20% less)"),
        (Interval(-0.2, -0.3, -0.1), "20% more, so the promise is worse (95%: 10% more to 30% more)"),
        (Interval(0.001, -0.1, 0.1), "as much, which may be chance (95%: 10% less to 10% more)"),
        (Interval(0.4, -math.inf, math.inf), "40% less, and campaigns are too few to tell which is better"),
        (Interval(0.4, -7.0, 0.6), "40% less, and campaigns are too few to tell which is better"),
        (Interval(0.4, math.nan, math.nan), "40% less, and campaigns are too few to tell which is better"),
        (Interval(math.nan, math.nan, math.nan), "no comparison, since the naive forecast misses nothing"),
    ],
)
def test_skill_in_words(skill, words):
    assert better_words(skill) == words


def test_every_naive_forecast_has_a_sentence():
    (reach, _) = card(4).over
    ours, naive = (f"{each:.2f}" for each in (reach.skills[0].mean_crps, reach.skills[0].naive_crps))
    first, second = miss_sentences(reach)
    assert first.startswith(
        f"Reach: the promise is off by {ours} people on average, a guess by the other campaigns by "
    )
    assert naive in first
    assert "followers times the other campaigns' rates" in second


def test_two_campaigns_have_no_naive_forecast():
    (only,) = miss_sentences(card(2).over[0])
    assert only.endswith("with 2 campaigns there is no naive forecast to compare with.")
