"""The luck of creators: who posts, how far posts reach, how well they do, what that costs; as the last run left it."""

import math
from typing import NamedTuple

import numpy as np
import pytest

from sim.engine.play import Player
from sim.mechanisms.tiers import mean_fee
from tests import plans
from tests.plans import Campaign, Creator

FAR = 5.0  # standard errors: false alarms of one in a million
N_RUNS = 4000
POST = (((0, 0.0),),)


class Drawn(NamedTuple):
    """What each run decided."""

    posted: np.ndarray  # [run, creator]
    luck: np.ndarray  # [run, creator] ln factor on the odds of engaging
    creator_reach: np.ndarray  # [run, creator] ln factor on intensity
    reach: np.ndarray  # [run, post] factor on intensity
    engage: np.ndarray  # [run, post] odds
    click: np.ndarray  # [run, post] odds
    buy: np.ndarray  # [run, creator] chance


OF_SCRATCH = (
    "creator_posted", "creator_luck", "creator_reach", "post_reach", "post_engage_odds", "post_click_odds",
    "creator_buy_prob",
)  # fmt: skip


def drawn(campaign, n_runs=N_RUNS):
    player = Player(plans.make(campaign))
    runs = []
    for run in range(n_runs):
        player.play(run, 1)
        runs.append([getattr(player.scratch, name).copy() for name in OF_SCRATCH])
    return Drawn(*(np.array(column) for column in zip(*runs, strict=True)))


def is_normal(logs, mean, sd):
    """Whether mean and spread of independent logarithms are these."""
    near = abs(logs.mean() - mean) < FAR * sd / math.sqrt(logs.size)
    return near and abs(logs.std() - sd) < FAR * sd / math.sqrt(2 * logs.size)


def correlates(first, second, due):
    """Whether the correlation of two samples is this, by Fisher's transform."""
    found = np.corrcoef(first, second)[0, 1]
    return abs(math.atanh(found) - math.atanh(due)) < FAR / math.sqrt(first.size - 3)


def test_without_luck_odds_are_what_they_are():
    runs = drawn(Campaign((Creator(1, (), POST, engage_odds=0.3, click_odds=0.2),)), 3)
    assert (runs.engage == 0.3).all()
    assert (runs.click == 0.2).all()
    assert (runs.reach == 1.0).all()
    assert (runs.posted == 1).all()


def test_endless_odds_stay_endless_whatever_the_luck():
    runs = drawn(Campaign((Creator(1, (), POST, engage_odds=math.inf, luck_sd=1.0),), quality_sd=1.0), 50)
    assert np.isinf(runs.engage).all()


def test_the_luck_of_a_creator_multiplies_odds_by_a_lognormal_factor_of_median_one():
    runs = drawn(Campaign((Creator(1, (), POST * 2, engage_odds=0.4, luck_sd=0.8),)))
    logs = np.log(runs.engage / 0.4)
    assert is_normal(logs[:, 0], 0.0, 0.8)
    assert logs[:, 1] == pytest.approx(logs[:, 0], abs=1e-12)
    assert logs[:, 0] == pytest.approx(runs.luck[:, 0], abs=1e-12)


def test_quality_has_a_median_of_one_and_posts_differ():
    runs = drawn(Campaign((Creator(1, (), POST * 2, engage_odds=0.4),), quality_sd=0.5))
    logs = np.log(runs.engage / 0.4)
    assert is_normal(logs[:, 0], 0.0, 0.5)
    assert is_normal(logs[:, 1], 0.0, 0.5)
    assert correlates(*logs.T, 0.0)


def test_luck_of_reach_has_a_mean_of_one_and_two_parts():
    """Of a creator's, what both posts have in common, and of each post's own."""
    runs = drawn(Campaign((Creator(1, (), POST * 2, reach_sd=0.5, post_reach_sd=0.8),)))
    logs = np.log(runs.reach)
    both = math.hypot(0.5, 0.8)
    assert is_normal(runs.creator_reach[:, 0], -0.125, 0.5)
    assert is_normal(logs[:, 0], -0.5 * both**2, both)
    assert is_normal(logs[:, 1] - runs.creator_reach[:, 0], -0.32, 0.8)
    assert correlates(*logs.T, 0.25 / both**2)
    error = math.sqrt(math.expm1(both**2) / N_RUNS)
    assert (abs(runs.reach.mean(axis=0) - 1.0) < FAR * error).all()


@pytest.mark.parametrize("correlation", [-0.4, 0.0, 0.9])
def test_reach_and_engagement_are_correlated_among_creators_and_among_posts(correlation):
    """Creators' luck with creators' reach, and what is each post's own with what is each post's own."""
    creator = Creator(1, (), POST, engage_odds=0.4, luck_sd=0.6, reach_sd=0.5, post_reach_sd=0.8)
    runs = drawn(Campaign((creator,), quality_sd=0.7, reach_correlation=correlation))
    own_reach = np.log(runs.reach[:, 0]) - runs.creator_reach[:, 0]
    quality = np.log(runs.engage[:, 0] / 0.4) - runs.luck[:, 0]
    assert correlates(runs.creator_reach[:, 0], runs.luck[:, 0], correlation)
    assert correlates(own_reach, quality, correlation)
    assert correlates(own_reach, runs.luck[:, 0], 0.0)
    assert correlates(runs.creator_reach[:, 0], quality, 0.0)
    assert is_normal(runs.luck[:, 0], 0.0, 0.6)
    assert is_normal(quality, 0.0, 0.7)


def test_where_reach_has_no_luck_engagement_is_as_lucky_as_without_correlation():
    creator = Creator(1, (), POST * 2, luck_sd=0.6)
    alone, correlated = (
        drawn(Campaign((creator,), quality_sd=0.7, reach_correlation=correlation), 50) for correlation in (0.0, -0.4)
    )
    assert (alone.engage == correlated.engage).all()


def test_odds_of_clicking_follow_those_of_engaging_by_their_exponent():
    runs = drawn(Campaign((Creator(1, (), POST, luck_sd=0.6),), quality_sd=0.7, click_exponent=0.3), 50)
    assert np.log(runs.click / 0.1) == pytest.approx(0.3 * np.log(runs.engage / 0.1), abs=1e-12)


def test_clicks_have_luck_of_their_own():
    """What is left of it beside engaging is each post's, and nothing that reach knows."""
    creator = Creator(1, (), POST * 2, luck_sd=0.6, post_reach_sd=0.8)
    runs = drawn(Campaign((creator,), click_exponent=0.3, click_sd=0.8))
    own = np.log(runs.click / 0.1) - 0.3 * np.log(runs.engage / 0.1)
    assert is_normal(own[:, 0], 0.0, 0.8)
    assert correlates(*own.T, 0.0)
    assert correlates(own[:, 0], np.log(runs.reach[:, 0]), 0.0)


def test_clicks_are_purchases_with_luck_of_the_creators_own():
    """A standard normal one on ln odds, which neither reach nor clicks know."""
    creator = Creator(1, (), POST, luck_sd=0.6, reach_sd=0.5, buy_prob=0.2)
    runs = drawn(Campaign((creator,), buy_sd=0.7))
    odds = np.log(runs.buy[:, 0] / (1.0 - runs.buy[:, 0]))
    assert is_normal(odds, math.log(0.25), 0.7)
    assert correlates(odds, runs.creator_reach[:, 0], 0.0)
    assert correlates(odds, runs.luck[:, 0], 0.0)


@pytest.mark.parametrize("prob", [0.0, 0.2, 1.0])
def test_without_luck_of_buying_chances_are_as_they_are(prob):
    assert (drawn(Campaign((Creator(1, (), POST, buy_prob=prob),)), 3).buy == prob).all()


@pytest.mark.parametrize("prob", [0.0, 1.0])
def test_what_is_certain_knows_no_luck_of_buying(prob):
    assert (drawn(Campaign((Creator(1, (), POST, buy_prob=prob),), buy_sd=0.7), 3).buy == prob).all()


def test_no_shows_come_as_often_as_they_should():
    posted = drawn(Campaign((Creator(1, (), POST, no_show_prob=0.25),))).posted
    assert abs(posted.mean() - 0.75) < FAR * math.sqrt(0.25 * 0.75 / N_RUNS)


def test_a_creators_luck_is_theirs_whoever_else_is_hired():
    one, other = (
        Creator(key, (), POST, luck_sd=1.0, reach_sd=0.5, post_reach_sd=0.8, no_show_prob=0.5) for key in (7, 9)
    )
    luck = {"quality_sd": 0.5, "reach_correlation": -0.4, "click_sd": 0.8}
    alone, together = drawn(Campaign((one,), **luck), 50), drawn(Campaign((other, one), **luck), 50)
    for name in Drawn._fields:
        assert (getattr(together, name)[:, 1] == getattr(alone, name)[:, 0]).all(), name


@pytest.mark.parametrize(("pay_no_shows", "fees"), [(0, 10.0), (1, 30.0)])
def test_who_does_not_post_is_paid_if_so_agreed_and_keeps_the_gift(pay_no_shows, fees):
    creators = (
        Creator(1, (), POST * 3, fee_usd=10.0, gift_usd=1.0),
        Creator(2, (), POST, no_show_prob=1.0, fee_usd=20.0, gift_usd=2.0),
    )
    outcome = plans.play(Campaign(creators, pay_no_shows=pay_no_shows), 1)
    assert outcome.fees_usd[0] == fees
    assert outcome.gifts_usd[0] == 3.0
    assert outcome.posts[0] == 3
    assert outcome.no_shows[0] == 1


def test_a_fee_with_luck_has_its_median_as_asked():
    fees = plans.play(Campaign((Creator(1, fee_usd=100.0, fee_sd=0.5),)), N_RUNS).fees_usd
    assert is_normal(np.log(fees / 100.0), 0.0, 0.5)


@pytest.mark.parametrize("minimum", [40.0, 100.0, 250.0])
def test_no_fee_is_below_the_minimum_and_the_mean_is_that_of_a_lognormal_cut_there(minimum):
    """The minimum is applied after luck: fees above it are those that there would be without it."""
    one = Creator(1, fee_usd=100.0, fee_sd=0.7)
    free = plans.play(Campaign((one,)), N_RUNS).fees_usd
    fees = plans.play(Campaign((one._replace(fee_minimum_usd=minimum),)), N_RUNS).fees_usd
    assert fees.min() == minimum
    assert (fees == np.maximum(free, minimum)).all()
    z = np.linspace(-12.0, 12.0, 200_001)
    due = np.trapezoid(np.maximum(100.0 * np.exp(0.7 * z), minimum) * np.exp(-0.5 * z**2), z) / math.sqrt(2.0 * math.pi)
    assert mean_fee(np.array([100.0]), np.array([0.7]), np.array([minimum]))[0] == pytest.approx(due, rel=1e-7)
    assert abs(fees.mean() - due) < FAR * fees.std() / math.sqrt(N_RUNS)


def test_a_fee_without_luck_is_not_below_the_minimum_either():
    assert plans.play(Campaign((Creator(1, fee_usd=20.0, fee_minimum_usd=30.0),)), 1).fees_usd.tolist() == [30.0]
