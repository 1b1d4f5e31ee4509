"""Spreads of campaigns as numbers of a scenario: what is learned in all is made of parts in the old proportions."""

import numpy as np
import pytest

from sim.mechanisms.reach_luck import spread_per_view
from sim.study.calibration import spreads
from sim.study.calibration.spreads import (
    CLICK_EXPONENT,
    CLICKS,
    PER_VIEW,
    REACH,
    SALES,
    SPREAD_EXPONENT,
    SPREADS,
    TOGETHER,
    SpreadParts,
)  # fmt: skip


@pytest.fixture
def learned():
    """Two settings of the spreads."""
    return {
        REACH: np.array([0.6, 1.2]),
        PER_VIEW: np.array([1.0, 0.9]),
        TOGETHER: np.array([-0.2, 0.3]),
        CLICKS: np.array([0.8, 0.5]),
        SALES: np.array([0.3, 0.2]),
        SPREAD_EXPONENT: np.zeros(2),
        CLICK_EXPONENT: np.array([0.3, 0.9]),
    }


def test_a_post_has_the_whole_spread_and_many_posts_their_common_part():
    parts = SpreadParts(0.3, 0.4, 1.2)
    total = np.array([[parts.total]])
    assert parts.variance(total, np.ones(1))[0, 0] == pytest.approx(1.69)
    assert parts.variance(total, np.array([1e9]))[0, 0] == pytest.approx(0.25)


def test_priors_are_around_the_spreads_of_the_scenario(loaded):
    priors, rule = spreads.spreads_of(loaded), loaded.scenario.exposure
    total = (rule.creator_reach_sd**2 + rule.repeat_reach_sd**2 + rule.post_reach_sd**2) ** 0.5
    assert priors[REACH].median() == pytest.approx(total)
    assert priors[TOGETHER].median() == pytest.approx(loaded.scenario.engagement.reach_correlation)
    assert set(SPREADS) <= set(priors)


def test_parts_of_reach_add_up_to_what_was_learned(loaded, learned):
    keys = spreads.scenario_spreads(loaded.scenario, learned)
    names = ("creator_reach_sd", "repeat_reach_sd", "post_reach_sd")
    total = np.sqrt(sum(keys[f"exposure.{name}"] ** 2 for name in names))
    assert total == pytest.approx(learned[REACH])


def test_the_scenario_finds_the_spread_per_view_again(loaded, learned):
    """What it takes out of the spread per follower is what was put in for reach."""
    keys = spreads.scenario_spreads(loaded.scenario, learned)
    parts = spreads.per_view_parts(loaded.scenario)
    for place in range(2):
        reach, follower = keys["exposure.creator_reach_sd"][place], keys["engagement.residual_sd"][place]
        per_view = spread_per_view(np.array([follower]), np.array([reach]), learned[TOGETHER][place])
        assert per_view[0] == pytest.approx(learned[PER_VIEW][place] / parts.total * parts.creator)


def test_reach_that_takes_more_than_there_is_per_view_cannot_be_made(loaded, learned):
    against = learned | {REACH: np.array([0.6, 3.0]), TOGETHER: np.array([-0.2, -0.95])}
    assert spreads.can_be_made(loaded.scenario, against).tolist() == [True, False]


def test_spreads_that_fall_with_size_are_told_at_a_thousand_followers(loaded, learned):
    falling = learned | {SPREAD_EXPONENT: np.array([0.1, 0.1])}
    same = spreads.scenario_spreads(loaded.scenario, learned)
    at_1k = spreads.scenario_spreads(loaded.scenario, falling, 100_000.0)
    for name in ("exposure.creator_reach_sd", "exposure.post_reach_sd", "engagement.residual_sd"):
        assert at_1k[name] == pytest.approx(same[name] * 100.0**0.1)
    assert at_1k["engagement.quality_sd"] == pytest.approx(same["engagement.quality_sd"])


def test_spreads_that_no_scenario_may_have_cannot_be_made(loaded, learned):
    falling = learned | {SPREAD_EXPONENT: np.array([0.0, 0.4])}
    assert spreads.can_be_made(loaded.scenario, falling, 1e8).tolist() == [True, False]


def test_impressions_per_view_take_reach_and_impressions(loaded):
    assert spreads.SHOWN in spreads.spreads_of(loaded)
    assert spreads.SHOWN not in spreads.spreads_of(loaded, has_both=False)
