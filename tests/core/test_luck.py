"""The luck of creators: who posts, how well they do, what that costs; as the last run has left it."""

import math

import numpy as np
import pytest

from sim.engine.play import Player
from tests import plans
from tests.plans import Campaign, Creator

FAR = 5.0  # standard errors: false alarms of one in a million
N_RUNS = 4000
POST = (((0, 0.0),),)


def scratches(campaign, n_runs=N_RUNS):
    """What each run decided: engagement probability and whether they post [run, creator], quality [run, post]."""
    player = Player(plans.make(campaign))
    rates, posted, quality = [], [], []
    for run in range(n_runs):
        player.play(run, 1)
        rates.append(player.scratch.creator_rate.copy())
        posted.append(player.scratch.creator_posted.copy())
        quality.append(player.scratch.post_quality.copy())
    return np.array(rates), np.array(posted), np.array(quality)


def test_without_luck_a_rate_is_what_it_is():
    rates, posted, quality = scratches(Campaign((Creator(1, (), POST, engage_prob=0.3),)), 3)
    assert (rates == 0.3).all()
    assert (posted == 1).all()
    assert (quality == 1.0).all()


def test_luck_is_lognormal_around_its_shift():
    rates, _, _ = scratches(Campaign((Creator(1, (), POST, engage_prob=0.3, luck_sd=0.8, luck_shift=-0.2),)))
    logs = np.log(rates[:, 0] / 0.3)
    assert abs(logs.mean() + 0.2) < FAR * 0.8 / math.sqrt(N_RUNS)
    assert abs(logs.std() - 0.8) < FAR * 0.8 / math.sqrt(2 * N_RUNS)


def test_quality_has_a_mean_of_one_and_posts_differ():
    _, _, quality = scratches(Campaign((Creator(1, (), POST * 2),), quality_sd=0.5))
    error = math.sqrt(math.expm1(0.25) / N_RUNS)
    assert (abs(quality.mean(axis=0) - 1.0) < FAR * error).all()
    assert abs(np.corrcoef(quality.T)[0, 1]) < FAR / math.sqrt(N_RUNS)


def test_no_shows_come_as_often_as_they_should():
    _, posted, _ = scratches(Campaign((Creator(1, (), POST, no_show_prob=0.25),)))
    assert abs(posted.mean() - 0.75) < FAR * math.sqrt(0.25 * 0.75 / N_RUNS)


def test_a_creators_luck_is_theirs_whoever_else_is_hired():
    one, other = (Creator(key, (), POST, luck_sd=1.0, no_show_prob=0.5) for key in (7, 9))
    alone, together = scratches(Campaign((one,)), 50), scratches(Campaign((other, one)), 50)
    assert (together[0][:, 1] == alone[0][:, 0]).all()
    assert (together[1][:, 1] == alone[1][:, 0]).all()


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
    assert abs(np.log(fees / 100.0).mean()) < FAR * 0.5 / math.sqrt(N_RUNS)
    assert abs(np.log(fees / 100.0).std() - 0.5) < FAR * 0.5 / math.sqrt(2 * N_RUNS)
