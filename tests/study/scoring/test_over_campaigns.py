"""Many campaigns: coverage, histogram and skill, by hand and for a forecaster whose truth is known."""

import numpy as np
import pytest

from sim.statistics.intervals import share_interval
from sim.study.scoring.measure_score import promised_sample
from sim.study.scoring.over_campaigns import OTHERS, RATES, over_campaigns
from tests.promises import ladder, result_of


def over(actual, followers=None):
    """Reach of campaigns against the ladder."""
    sample = promised_sample("reach", ladder(), "a.h5")
    sizes = np.full(len(actual), np.nan) if followers is None else np.array(followers)
    return over_campaigns([sample.score(value) for value in actual], sizes)


def test_coverage_is_counted():
    found = over([50.0, 30.0, 80.0, 99.0])
    assert [each.n_inside for each in found.coverage] == [2, 3, 3]
    assert found.coverage[1].share == share_interval(0.75, 4)


def test_campaigns_are_counted_by_tenth():
    assert over([5.0, 15.0, 15.0]).histogram == pytest.approx((1, 2, *[0] * 8))


def test_two_campaigns_have_no_skill_yet():
    assert over([50.0, 30.0], [1.0, 1.0]).skills == ()


def test_rates_take_followers():
    assert [each.naive for each in over([50.0, 30.0, 80.0]).skills] == [OTHERS]
    found = over([50.0, 30.0, 80.0, 90.0], [1.0, 2.0, 3.0, np.nan])
    assert [(each.naive, each.n) for each in found.skills] == [(OTHERS, 4), (RATES, 3)]


def test_a_forecaster_that_knows_each_campaign_has_skill():
    """Campaigns differ tenfold; the forecast knows each one's mean, the naive one does not."""
    rng = np.random.default_rng(1)
    means = np.exp(rng.uniform(5.0, 7.3, 30))
    scores = []
    for mean in means:
        runs = rng.poisson(mean * rng.lognormal(0.0, 0.2, (20, 1)), (20, 10)).astype(float)
        outcome = float(rng.poisson(mean * rng.lognormal(0.0, 0.2)))
        scores.append(promised_sample("reach", result_of({"reach": runs}), "a.h5").score(outcome))
    (skill,) = over_campaigns(scores, np.full(30, np.nan)).skills
    assert skill.value.low > 0.0
    assert skill.value.value == pytest.approx(1.0 - skill.mean_crps / skill.naive_crps)
