"""Exact expected values by hand, and what has none."""

import math

import numpy as np
import pytest

from sim.measures.expected import OF_PEOPLE, expected_values, money
from tests import plans
from tests.plans import Campaign, Creator

ONCE = (((0, 0.7),),)
SEEN = -math.expm1(-0.7)
PAIR = Campaign((Creator(1, (0, 1), ONCE, no_show_prob=0.25), Creator(2, (1, 2), ONCE)))


def exact(campaign, **changes):
    return expected_values(plans.make(campaign._replace(**changes)))


def unknown(campaign, **changes):
    return {name for name, value in exact(campaign, **changes).items() if math.isnan(value)}


def test_reach_by_several_sources_is_poisson_binomial():
    """One person follows both creators, two follow one each; the first creator posts in three runs of four."""
    first, second = 0.75 * SEEN, SEEN
    values = exact(PAIR, weight=10)
    assert values["reach"] == pytest.approx(10.0 * (first + second + 1.0 - (1.0 - first) * (1.0 - second)))
    assert values["reach_2"] == pytest.approx(10.0 * first * second)
    assert values["reach_3"] == 0.0


def test_impressions_are_one_a_day_at_most_and_reach_one_in_all():
    """A post of two days, on each of which a follower of activity 2 has twice the hazard."""
    posts = (((0, 0.7), (1, 0.2)),)
    values = exact(Campaign((Creator(1, (0,), posts, no_show_prob=0.5),), n_days=2, class_activity=(2.0,)))
    assert values["impressions"] == pytest.approx(0.5 * (-math.expm1(-1.4) - math.expm1(-0.4)))
    assert values["reach"] == pytest.approx(0.5 * -math.expm1(-1.8))


def test_responses_are_cut_at_one():
    """Matches of 1 and 3 on chances of 0.5: a half and a certainty."""
    creator = Creator(1, (0, 1), ONCE, engage_prob=0.5, click_prob=0.5)
    values = exact(Campaign((creator,), matches=(1.0, 3.0), susceptibilities=(0.5,)))
    assert values["clicks"] == pytest.approx(SEEN * 1.5)
    assert values["engagements"] == pytest.approx(SEEN * (0.25 + 0.75))


def test_luck_is_cut_at_one_in_the_mean():
    """Against the integral of min(1, X) over a lognormal, on a fine grid of its quantiles."""
    creator = Creator(1, (0,), ONCE, engage_prob=0.6, luck_sd=0.8, luck_shift=-0.32)
    z = np.linspace(-9.0, 9.0, 200_001)
    density = np.exp(-0.5 * z * z) / math.sqrt(2.0 * math.pi)
    mean = np.trapezoid(np.minimum(1.0, 0.6 * np.exp(0.8 * z - 0.32)) * density, z)
    assert exact(Campaign((creator,)))["engagements"] == pytest.approx(SEEN * mean, rel=1e-6)
    assert mean < 0.55


@pytest.mark.parametrize(
    ("changes", "names"),
    [
        ({}, set()),
        ({"response": (((1.0,), (2.0,)), ((1.0,), (2.0,)))}, {"engagements", "clicks"}),
        ({"interference": (1.0, 0.5)}, {"engagements", "clicks"}),
        ({"momentum": 0.5, "most_boost": 4.0}, set(OF_PEOPLE)),
        ({"friends": ((1,), (0,), ()), "share_prob": 0.5, "friend_view_prob": 0.5}, set(OF_PEOPLE)),
    ],
)
def test_what_has_no_closed_form_is_not_claimed(changes, names):
    assert unknown(PAIR, **changes) == names


def test_money_by_hand():
    creators = (
        Creator(1, no_show_prob=0.25, fee_usd=100.0, gift_usd=7.0),
        Creator(2, fee_usd=50.0, fee_sd=0.6, gift_usd=3.0),
    )
    values = money(plans.make(Campaign(creators, management_hours=4.0, hour_usd=30.0, agency_share=0.1)))
    fees = 75.0 + 50.0 * math.exp(0.18)
    assert values == pytest.approx({
        "fees_usd": fees,
        "gifts_usd": 10.0,
        "hours": 4.0,
        "overhead_usd": 120.0,
        "agency_usd": 0.1 * fees,
        "cost_usd": 1.1 * fees + 130.0,
    })  # fmt: skip


@pytest.mark.parametrize(
    ("creator", "pay_no_shows", "names"),
    [
        (Creator(1, fee_usd=100.0), 0, set()),
        (Creator(1, fee_usd=100.0, no_show_prob=0.5), 1, set()),
        (Creator(1, fee_usd=100.0, no_show_prob=0.5), 0, {"agency_usd", "cost_usd"}),
        (Creator(1, fee_usd=100.0, fee_sd=0.1), 0, {"agency_usd", "cost_usd"}),
    ],
)
def test_an_agency_fee_is_unknown_where_its_minimum_may_bind_in_some_runs(creator, pay_no_shows, names):
    asked = {"pay_no_shows": pay_no_shows, "agency_share": 0.2, "agency_minimum_usd": 15.0}
    assert unknown(Campaign((creator,)), **asked) == names


def test_a_certain_agency_fee_is_its_minimum_or_its_share():
    campaign = Campaign((Creator(1, fee_usd=100.0),), agency_share=0.2)
    assert exact(campaign, agency_minimum_usd=15.0)["agency_usd"] == 20.0
    assert exact(campaign, agency_minimum_usd=25.0)["agency_usd"] == 25.0
