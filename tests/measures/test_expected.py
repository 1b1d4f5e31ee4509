"""Exact expected values by hand, and what has none."""

import math

import numpy as np
import pytest

from sim.measures.expected import OF_PEOPLE, expected_values
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


TABLE = 1e-6
"""What lies between the steps of a table of answers is right to this."""


def normal_grid(n=2001):
    """Standard normal values and their shares, fine enough to be exact."""
    z = np.linspace(-9.0, 9.0, n)
    weight = np.exp(-0.5 * z * z)
    return z, weight / weight.sum()


def chance(odds):
    return 1.0 / (1.0 + 1.0 / odds)


def test_answers_are_as_probable_as_their_odds_and_factors_multiply_odds():
    """Matches of 1 and 3 on even odds, susceptibilities of a half: clicks of 1/2 and 3/4, engagements of 1/3, 3/5."""
    creator = Creator(1, (0, 1), ONCE, engage_odds=1.0, click_odds=1.0)
    values = exact(Campaign((creator,), matches=(1.0, 3.0), susceptibilities=(0.5,)))
    assert values["clicks"] == pytest.approx(SEEN * (1 / 2 + 3 / 4), rel=TABLE)
    assert values["engagements"] == pytest.approx(SEEN * (1 / 3 + 3 / 5), rel=TABLE)


@pytest.mark.parametrize(
    ("odds", "due"), [(0.0, 0.0), (1e-30, 1e-30), (1e-15, 1e-15), (1.0, 0.5), (1e15, 1.0), (1e30, 1.0), (math.inf, 1.0)]
)
def test_odds_beyond_the_table_are_their_own_chance_or_certain(odds, due):
    values = exact(Campaign((Creator(1, (0,), ONCE, engage_odds=odds, click_odds=odds),)))
    assert values["engagements"] == pytest.approx(SEEN * due, rel=1e-9)
    assert values["clicks"] == pytest.approx(SEEN * due, rel=1e-9)


def test_who_does_not_fit_at_all_never_answers_unless_odds_are_endless():
    creator = Creator(1, (0, 1), ONCE, engage_odds=1.0)
    assert exact(Campaign((creator,), matches=(0.0,)))["engagements"] == 0.0
    assert exact(Campaign((creator,), matches=(0.0, 1.0)))["engagements"] == pytest.approx(SEEN * 0.5)


def test_luck_moves_odds_and_the_mean_is_over_it():
    """Against the integral of x / (1 + x) over a lognormal, on a fine grid of its quantiles."""
    creator = Creator(1, (0,), ONCE, engage_odds=0.6, luck_sd=0.8)
    z, share = normal_grid()
    mean = chance(0.6 * np.exp(0.8 * z)) @ share
    assert exact(Campaign((creator,)))["engagements"] == pytest.approx(SEEN * mean, rel=TABLE)
    assert mean > 1.03 * chance(0.6)


def test_luck_of_creator_and_post_add_up_and_a_part_of_it_moves_clicks():
    """Of clicks, ln odds follow those of engaging by a factor of 0.3, with a spread of their own beside."""
    creator = Creator(1, (0,), ONCE, engage_odds=0.6, click_odds=0.2, luck_sd=0.8)
    values = exact(Campaign((creator,), quality_sd=0.6, click_exponent=0.3, click_sd=0.5))
    z, share = normal_grid()
    assert values["engagements"] == pytest.approx(SEEN * (chance(0.6 * np.exp(1.0 * z)) @ share), rel=TABLE)
    spread = math.hypot(0.3 * 1.0, 0.5)
    assert values["clicks"] == pytest.approx(SEEN * (chance(0.2 * np.exp(spread * z)) @ share), rel=TABLE)


# Luck of reach

LUCKY = {"reach_sd": 0.5, "post_reach_sd": 0.8}


def factors(sd, z):
    """Lognormal factors of mean 1."""
    return np.exp(sd * z - 0.5 * sd * sd)


def test_impressions_are_on_average_over_luck_of_reach():
    """One post of two days, on each of which the same luck multiplies the hazard."""
    creator = Creator(1, (0,), (((0, 0.7), (1, 0.2)),), **LUCKY)
    z, share = normal_grid()
    factor = factors(math.hypot(0.5, 0.8), z)
    due = (-np.expm1(-0.7 * factor) - np.expm1(-0.2 * factor)) @ share
    values = exact(Campaign((creator,), n_days=2))
    assert values["impressions"] == pytest.approx(due, rel=2e-6)
    assert values["reach"] == pytest.approx(-np.expm1(-0.9 * factor) @ share, rel=2e-6)


def test_impressions_are_as_many_of_each_view_as_a_platform_counts():
    creator = Creator(1, (0,), (((0, 0.7), (1, 0.2)),), **LUCKY)
    one, other = (exact(Campaign((creator,), n_days=2, impressions_per_view=each)) for each in (1.0, 1.7))
    assert other["impressions"] == pytest.approx(1.7 * one["impressions"])
    assert other["reach"] == one["reach"]


def test_posts_of_a_creator_share_the_creators_luck_and_not_each_others():
    """Two posts: who misses both misses each with the same creator's factor, and a factor of its own."""
    creator = Creator(1, (0,), (((0, 0.7),), ((1, 0.2),)), **LUCKY)
    z, share = normal_grid(801)
    together = np.multiply.outer(factors(0.5, z), factors(0.8, z))
    missed = (np.exp(-0.7 * together) @ share) * (np.exp(-0.2 * together) @ share) @ share
    assert exact(Campaign((creator,), n_days=2))["reach"] == pytest.approx(1.0 - missed, rel=1e-6)


def test_creators_do_not_share_their_luck():
    pair = tuple(Creator(key, (0,), ONCE, **LUCKY) for key in (1, 2))
    alone = exact(Campaign(pair[:1]))["reach"]
    assert exact(Campaign(pair))["reach_2"] == pytest.approx(alone**2, rel=1e-12)


@pytest.mark.parametrize("correlation", [-0.4, 0.0, 0.9])
def test_what_reaches_far_is_answered_with_other_odds(correlation):
    """Normal together: ln intensity of spread s and ln odds, with a covariance of c (0.5 luck_sd + 0.8 quality_sd)."""
    creator = Creator(1, (0,), ONCE, engage_odds=0.6, click_odds=0.2, luck_sd=0.7, **LUCKY)
    luck = {"quality_sd": 0.6, "reach_correlation": correlation, "click_exponent": 0.3, "click_sd": 0.5}
    values = exact(Campaign((creator,), **luck))
    z, share = normal_grid(801)
    sd = math.hypot(0.5, 0.8)
    views = -np.expm1(-0.7 * factors(sd, z)) * share
    slope = correlation * (0.5 * 0.7 + 0.8 * 0.6) / sd
    for name, odds, exponent, own in (("engagements", 0.6, 1.0, 0.0), ("clicks", 0.2, 0.3, 0.5)):
        rest = math.sqrt(exponent**2 * (0.7**2 + 0.6**2 - slope**2) + own**2)
        ln_factor = np.add.outer(exponent * slope * z, rest * z)
        assert values[name] == pytest.approx(views @ chance(odds * np.exp(ln_factor)) @ share, rel=TABLE), name


# Leavers


def test_who_has_left_sees_no_later_post():
    """Of three followers the second leaves after the first post."""
    creator = Creator(1, (0, 1, 2), (((0, 0.7),), ((1, 0.2),)), no_show_prob=0.5, engage_odds=1.0, stays=1)
    values = exact(Campaign((creator,), n_days=2))
    later = -math.expm1(-0.2)
    assert values["impressions"] == pytest.approx(0.5 * (3.0 * SEEN + 2.0 * later))
    assert values["reach"] == pytest.approx(0.5 * (SEEN - 2.0 * math.expm1(-0.9)))
    assert values["engagements"] == pytest.approx(0.25 * (3.0 * SEEN + 2.0 * later))


# What is not known, and money


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


def test_fees_have_a_minimum_and_their_mean_is_exact():
    """Median and minimum 10: a half is paid the minimum, the others 10 e^(1/2) Phi(1); one of three does not post."""
    creator = Creator(1, no_show_prob=1 / 3, fee_usd=10.0, fee_sd=1.0, fee_minimum_usd=10.0)
    below = 0.5 * (1.0 + math.erf(1.0 / math.sqrt(2.0)))
    due = 2 / 3 * 10.0 * (0.5 + math.exp(0.5) * below)
    assert exact(Campaign((creator,)))["fees_usd"] == pytest.approx(due, rel=1e-12)


def test_a_fee_without_luck_is_not_below_the_minimum():
    creators = tuple(Creator(key, fee_usd=fee, fee_minimum_usd=30.0) for key, fee in ((1, 20.0), (2, 50.0)))
    assert exact(Campaign(creators))["fees_usd"] == 80.0


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
