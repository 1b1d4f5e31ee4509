"""Answers as odds: whatever luck there is, a view is answered as often as it should be on average."""

import math

import numpy as np
import pytest

from sim.core.arrays import Plan
from sim.errors import InputError
from sim.mechanisms.feeds import FEEDS
from sim.plan import make as planning
from sim.plan.responses import MOST_ANSWERED, buy_odds, odds_of_friends
from tests.scenes import scene, world_of

CALM = {"residual_sd": 0.0, "quality_sd": 0.0}
LUCKY_REACH = {"creator_reach_sd": 0.5, "post_reach_sd": 0.8}
LUCKY_CLICKS = {"click_prob": 0.1, "click_sd": 0.8, "click_exponent": 0.3}


def plan_of(**changes):
    return planning.make(scene(**changes), world_of(**changes), 0)


def group(**changes):
    return {"name": "micro", "count": 3, "followers": 100.0, "fake_share": 0.0, "posts": 1, **changes}


def normal_grid(n=1201):
    """Standard normal values and their shares, fine enough to be exact."""
    z = np.linspace(-8.5, 8.5, n)
    weight = np.exp(-0.5 * z * z)
    return z, weight / weight.sum()


def mean_answer_per_view(plan: Plan, odds: float, exponent: float, own_sd: float) -> float:
    """Answers over views of the first creator's posts, by the integral over luck of reach and all other luck.

    ln odds and ln reach are normal together, so their covariance is all there is to know.
    """
    sd, post_sd = plan.creator_reach_sd[0], plan.post_reach_sd[0]
    reach_sd = math.hypot(sd, post_sd)
    shared = exponent * plan.reach_correlation * (sd * plan.creator_luck_sd[0] + post_sd * plan.quality_sd)
    variance = exponent**2 * (plan.creator_luck_sd[0] ** 2 + plan.quality_sd**2) + own_sd**2
    slope = shared / reach_sd if reach_sd > 0.0 else 0.0
    z, share = normal_grid()
    factor = np.exp(reach_sd * z - 0.5 * reach_sd**2)
    intensity = plan.cell_hazard[plan.cell_post == 0].sum()
    visibility = FEEDS["chronological"](19.0).visibility
    lengths = np.multiply.outer(visibility, plan.class_activity[0]).ravel() * intensity
    views = -np.expm1(-np.multiply.outer(factor, lengths)).sum(axis=1) * share
    ln_odds = math.log(odds) + slope * z[:, None] + math.sqrt(variance - slope**2) * z[None, :]
    answers = (1.0 / (1.0 + np.exp(-ln_odds))) @ share
    return float(views @ answers / views.sum())


# Odds


def test_without_luck_odds_are_those_of_the_probability():
    plan = plan_of(creators=(group(),), engagement=CALM, funnel={"click_prob": 0.2})
    engaging = plan.creator_engage_prob
    assert plan.creator_engage_odds == pytest.approx(engaging / (1.0 - engaging), rel=1e-10)
    assert plan.creator_click_odds == pytest.approx(np.full(3, 0.25), rel=1e-10)


def test_what_is_always_clicked_has_endless_odds():
    plan = plan_of(creators=(group(),), funnel={**LUCKY_CLICKS, "click_prob": 1.0})
    assert np.isinf(plan.creator_click_odds).all()


def test_what_is_never_clicked_has_none():
    assert (plan_of(creators=(group(),), funnel={"click_prob": 0.0}).creator_click_odds == 0.0).all()


@pytest.mark.parametrize("sd", [0.0, 0.3, 1.5])
def test_chances_of_buying_are_means_over_luck(sd):
    prob = np.array([0.0, 0.04, 0.6, 1.0])
    z = np.linspace(-8.0, 8.0, 4001)
    weight = np.exp(-0.5 * z * z) / np.exp(-0.5 * z * z).sum()
    odds = buy_odds(prob, sd)
    assert np.isinf(odds[-1])
    chances = 1.0 / (1.0 + np.exp(-sd * z) / odds[1:3, None])
    assert odds[0] == 0.0
    assert chances @ weight == pytest.approx(prob[1:3], rel=1e-4)


@pytest.mark.parametrize("statistic", ["mean", "median"])
@pytest.mark.parametrize("fake_share", [0.0, 0.5])
@pytest.mark.parametrize("exposure", [{}, LUCKY_REACH])
@pytest.mark.parametrize("correlation", [-0.4, 0.0])
def test_views_are_answered_as_often_as_they_should_be_over_all_luck(statistic, fake_share, exposure, correlation):
    """Engaged with and clicked, where what reaches far is answered the less."""
    plan = plan_of(
        creators=(group(fake_share=fake_share),),
        exposure=exposure,
        engagement={"statistic": statistic, "reach_correlation": correlation},
        funnel=LUCKY_CLICKS,
        run={"horizon_days": 60},
    )
    engaging = mean_answer_per_view(plan, plan.creator_engage_odds[0], 1.0, 0.0)
    clicking = mean_answer_per_view(plan, plan.creator_click_odds[0], 0.3, 0.8)
    assert engaging == pytest.approx(plan.creator_engage_prob[0], rel=5e-5)
    assert clicking == pytest.approx(0.1, rel=5e-5)


def test_where_what_reaches_far_is_answered_the_less_odds_are_higher():
    """Views are had where reach is large, and there luck is bad."""
    plans = [
        plan_of(creators=(group(),), exposure=LUCKY_REACH, engagement={"reach_correlation": correlation})
        for correlation in (-0.4, 0.0, 0.4)
    ]
    odds = [plan.creator_engage_odds[0] / plan.creator_engage_prob[0] for plan in plans]
    assert odds[0] > odds[1] > odds[2]


def test_susceptibilities_are_luck_as_well_and_have_a_mean_of_one():
    """Mean over people, each with odds times a lognormal factor of mean 1."""
    plan = plan_of(creators=(group(),), engagement=CALM, world={"susceptibility_sd": 0.7})
    z, share = normal_grid()
    odds = plan.creator_engage_odds[0] * np.exp(0.7 * z - 0.245)
    assert (odds / (1.0 + odds)) @ share == pytest.approx(plan.creator_engage_prob[0], rel=1e-6)


def test_how_susceptible_people_are_does_not_move_clicks():
    plan = plan_of(creators=(group(),), world={"susceptibility_sd": 0.7}, funnel={"click_prob": 0.2})
    assert plan.creator_click_odds == pytest.approx(np.full(3, 0.25), rel=1e-10)


def test_drawn_fakes_refuse_no_scenario():
    """Of few real followers not all can be reached, so those few may be asked for more than they view."""
    plan = plan_of(creators=(group(count=400, fake_share=None),), engagement={"rate_1k": 0.3})
    assert plan.creator_engage_prob.max() == MOST_ANSWERED


# Friends


@pytest.mark.parametrize("mean", [0.0, 0.001, 0.2, 0.9])
def test_friends_who_are_all_alike_have_the_odds_of_the_mean(mean):
    assert odds_of_friends(mean, 0.0) == pytest.approx(mean / (1.0 - mean), rel=1e-10)


def test_friends_answer_as_often_as_they_should_be_over_susceptibilities():
    z, share = normal_grid()
    odds = odds_of_friends(0.3, 0.7) * np.exp(0.7 * z - 0.245)
    assert (odds / (1.0 + odds)) @ share == pytest.approx(0.3, rel=1e-6)


def test_friends_who_always_answer_have_endless_odds():
    assert math.isinf(odds_of_friends(1.0, 0.7))


# More than views


def test_more_engagements_than_views_are_refused():
    with pytest.raises(InputError) as caught:
        plan_of(creators=(group(),), engagement={"rate_1k": 0.5})
    message = str(caught.value)
    assert message.startswith("engagement.rate_1k: a creator with 100 followers would have ")
    assert "engagements per view, at most 0.95 are possible" in message


def test_more_engagements_than_views_are_cut_where_numbers_are_drawn():
    plan = plan_of(creators=(group(),), engagement={"rate_1k": 0.5}, run={"draws": 2})
    assert (plan.creator_engage_prob == MOST_ANSWERED).all()
    assert np.isfinite(plan.creator_engage_odds).all()


def with_own(world, **own):
    """The world with these figures of its first creator's own."""
    changed = {name: np.where(np.arange(world.creator_rate.size) == 0, value, np.nan) for name, value in own.items()}
    return world._replace(**changed)


def test_a_creators_own_rate_has_the_views_that_it_needs():
    """1.5 engagements per follower: more views than followers can have, the others from outside."""
    changes = {"creators": (group(fake_share=0.0),), "world": {"activity_classes": 1}}
    world = with_own(world_of(**changes), creator_rate=1.5)
    plan = planning.make(scene(**changes), world, 0)
    own = plan.creator_key == world.creator_key[0]
    assert plan.creator_engage_prob[own] == pytest.approx(MOST_ANSWERED * 0.98)
    assert plan.class_activity.shape[1] == 2


def test_own_views_are_seen_and_what_they_cannot_answer_is_cut():
    changes = {"creators": (group(fake_share=0.0),), "world": {"activity_classes": 1}}
    world = with_own(world_of(**changes), creator_rate=0.9, creator_views=80.0)
    plan = planning.make(scene(**changes), world, 0)
    own = plan.creator_key == world.creator_key[0]
    assert plan.creator_engage_prob[own].tolist() == [MOST_ANSWERED]
    assert (plan.creator_engage_prob[~own] < MOST_ANSWERED).all()
