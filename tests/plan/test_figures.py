"""Scenario + World -> Plan: what followers do for a creator of this size, and what that costs."""

import math
from types import SimpleNamespace

import numpy as np
import pytest

from sim.core.arrays import Plan
from sim.errors import InputError
from sim.mechanisms import reach
from sim.mechanisms.feeds import FEEDS
from sim.mechanisms.reach_luck import spread_per_view
from sim.plan import figures as reading
from sim.plan import make as planning
from sim.plan.hired_creators import line_up
from sim.world.build import World
from tests.scenes import scene, world_of


def plan_of(**changes):
    return planning.make(scene(**changes), world_of(**changes), 0)


def figures_of(**changes):
    return planning.figures_of(scene(**changes), world_of(**changes))


def roster_of(**changes):
    return line_up(scene(**changes), world_of(**changes))


def group(**changes):
    return {"name": "micro", "count": 20, "followers": 100.0, "fake_share": 0.0, **changes}


# Rates


def engaged(plan: Plan):
    """Engagements per listed follower and post [creator], back from probabilities per view."""
    visibility = FEEDS["chronological"](19.0).visibility
    intensity = np.bincount(plan.post_creator[plan.cell_post], plan.cell_hazard) / plan.creator_posts
    crowd = reach.crowd_of(plan.class_activity[0])
    return plan.creator_engage_prob * reach.views_per_follower(intensity, *crowd, visibility)


def test_rates_follow_size_quality_and_sponsored_share():
    creators = (
        group(count=1, followers=1000.0, sponsored_share=0.1, audience_loss=0.0),
        group(name="mega", count=1, followers=8000.0, sponsored_share=0.0, quality=2.0, audience_loss=0.0),
    )
    changes = {"creators": creators, "engagement": {"load_penalty": 3.0}, "run": {"horizon_days": 40}}
    found = engaged(plan_of(**changes))[np.argsort(roster_of(**changes).followers)]
    assert found == pytest.approx([0.05 * 0.7, 0.05 * 8.0**-0.16 * 2.0], rel=1e-9)


def test_a_load_that_takes_everything_leaves_nothing():
    plan = plan_of(creators=(group(sponsored_share=0.5),), engagement={"load_penalty": 3.0})
    assert (plan.creator_engage_prob == 0.0).all()
    assert (plan.creator_engage_odds == 0.0).all()


@pytest.mark.parametrize(("statistic", "mean_over_rate"), [("mean", 1.0), ("median", math.exp(0.5 * 0.8**2))])
def test_luck_keeps_the_statistic_of_the_law(statistic, mean_over_rate):
    """Luck of ln engagement has a spread of 0.8: where the law gives medians, means are e^0.32 times them."""
    by_law = 0.05 * 0.1**-0.16
    assert figures_of(engagement={"statistic": statistic}).rate == pytest.approx(np.full(20, by_law * mean_over_rate))
    plan, without = (plan_of(engagement={"statistic": statistic, "residual_sd": sd}) for sd in (0.8, 0.0))
    assert (plan.creator_luck_sd == 0.8).all()
    assert plan.creator_engage_prob == pytest.approx(without.creator_engage_prob * mean_over_rate)


def test_luck_between_creators_is_per_follower_and_reach_has_some_of_it():
    """A creator's reach and engagement per view, correlated by -0.4, spread by 0.8 together."""
    plan = plan_of(exposure={"creator_reach_sd": 0.5}, engagement={"reach_correlation": -0.4})
    view = plan.creator_luck_sd
    assert (plan.creator_reach_sd == 0.5).all()
    assert view**2 + 0.5**2 - 0.8 * 0.5 * view == pytest.approx(np.full(20, 0.8**2))


def with_own(world: World, rate: float, fee_usd: float) -> World:
    """The world with a roster's own figures for its first creator."""
    rates, fees = world.creator_rate.copy(), world.creator_fee_usd.copy()
    rates[0], fees[0] = rate, fee_usd
    return world._replace(creator_rate=rates, creator_fee_usd=fees)


def test_a_creators_own_rate_and_fee_come_first():
    scenario = scene(
        engagement={"statistic": "median", "repeat_sd": 0.3},
        creators=(group(audience_loss=0.0, sponsored_share=0.0),),
    )
    world = with_own(world_of(creators=(group(),)), 0.123, 77.0)
    plan = planning.make(scenario, world, 0)
    own = plan.creator_key == world.creator_key[0]
    assert plan.creator_luck_sd.tolist() == np.where(own, 0.3, np.hypot(0.3, 0.8)).tolist()
    assert plan.creator_fee_usd == pytest.approx(np.where(own, 77.0, 1.0))
    assert plan.creator_fee_sd.tolist() == np.where(own, 0.0, 0.7).tolist()
    ratio = plan.creator_engage_prob[own][0] / plan.creator_engage_prob[~own]
    assert ratio == pytest.approx(np.full(19, 0.123 / (0.05 * 0.1**-0.16 * math.exp(0.5 * 0.8**2))))


def test_less_is_unknown_of_a_creator_whose_own_rate_is_known():
    """Rate and reach of the one spread by 0.3 and 0.1 between campaigns; those of the others also by 0.8 and 0.5."""
    scenario = scene(
        engagement={"repeat_sd": 0.3, "reach_correlation": 0.0},
        exposure={"repeat_reach_sd": 0.1, "creator_reach_sd": 0.5},
    )
    world = with_own(world_of(), 0.123, 77.0)
    plan = planning.make(scenario, world, 0)
    own = plan.creator_key == world.creator_key[0]
    assert plan.creator_reach_sd.tolist() == np.where(own, 0.1, np.hypot(0.1, 0.5)).tolist()
    assert plan.creator_luck_sd**2 == pytest.approx(0.3**2 - 0.1**2 + np.where(own, 0.0, 0.8**2 - 0.5**2))


def test_with_draws_levels_are_no_luck_of_runs():
    """What one creator does from campaign to campaign is left to runs."""
    figures = figures_of(
        run={"draws": 2}, engagement={"repeat_sd": 0.3}, exposure={"repeat_reach_sd": 0.1, "creator_reach_sd": 0.5}
    )
    spreads = (figures.level_sd, figures.level_reach_sd, figures.luck_sd, figures.creator_reach_sd)
    assert [set(sd.tolist()) for sd in spreads] == [{0.8}, {0.5}, {0.3}, {0.1}]


def test_of_known_views_reach_is_no_level():
    """What is left of the spread of rates is that of answers per view."""
    scenario = scene(engagement={"reach_correlation": 0.0}, exposure={"creator_reach_sd": 0.5})
    roster = SimpleNamespace(followers=np.full(2, 1e3), rate=np.full(2, np.nan), views=np.array([300.0, np.nan]))
    level = reading.level_spreads(scenario, roster)
    assert level.reach.tolist() == [0.0, 0.5]
    assert level.rate == pytest.approx([np.sqrt(0.8**2 - 0.5**2), 0.8])


# Money and work


def test_equal_price_splits_the_budget_to_the_cent():
    creators = (group(followers_sd=0.7, count=333, followers=77.0), group(name="mega", count=1, followers=12_345.0))
    changes = {"creators": creators, "costs": {"fees": "equal_price", "budget_usd": 9_999.99}}
    plan, roster = plan_of(**changes), roster_of(**changes)
    assert round(math.fsum(plan.creator_fee_usd), 2) == 9_999.99
    assert plan.creator_fee_usd == pytest.approx(9_999.99 / roster.followers.sum() * roster.followers)
    assert (plan.creator_fee_sd == 0.0).all()
    assert (plan.creator_fee_minimum_usd == 0.0).all()


def test_equal_price_splits_what_own_fees_leave():
    creators = (group(fee_usd=100.0, count=3), group(name="open", count=5, followers=40.0))
    changes = {"creators": creators, "costs": {"fees": "equal_price", "budget_usd": 1_000.0}}
    assert sorted(plan_of(**changes).creator_fee_usd) == pytest.approx([100.0] * 3 + [140.0] * 5)
    changes["costs"] = {"fees": "equal_price", "budget_usd": 250.0}
    told = "costs.budget_usd: 250 is less than 300, the creators' own fees together; equal_price splits the rest"
    with pytest.raises(InputError) as caught:
        plan_of(**changes)
    assert str(caught.value) == told


def test_fees_by_the_law():
    plan = plan_of(creators=(group(count=1, followers=4000.0),), costs={"fee_exponent": 0.5, "fee_per_1k_usd": 10.0})
    assert plan.creator_fee_usd == pytest.approx([20.0])
    assert plan.creator_fee_sd.tolist() == [0.7]
    assert plan.creator_fee_minimum_usd.tolist() == [0.0]


def test_a_minimum_of_the_law_leaves_the_median_as_it_is_and_is_applied_after_luck():
    costs = {"fee_per_1k_usd": 10.0, "fee_minimum_usd": 30.0}
    plan = plan_of(creators=(group(count=1, followers=1000.0),), costs=costs)
    assert plan.creator_fee_usd == pytest.approx([10.0])
    assert plan.creator_fee_minimum_usd.tolist() == [30.0]


def test_a_creators_own_fee_has_neither_luck_nor_minimum():
    costs = {"fee_minimum_usd": 30.0}
    plan = plan_of(creators=(group(count=1, fee_usd=20.0),), costs=costs)
    assert plan.creator_fee_usd.tolist() == [20.0]
    assert plan.creator_fee_sd.tolist() == [0.0]
    assert plan.creator_fee_minimum_usd.tolist() == [0.0]


def test_hours_grow_with_posts_and_congestion():
    creators = (
        group(management_hours=4.0, hours_per_post=0.5, posts=2),
        group(name="mega", count=5, management_hours=20.0),
    )
    at_ease = plan_of(creators=creators, costs={"congestion_creators": 25.0, "congestion_exponent": 0.5})
    assert at_ease.management_hours == 20 * 5.0 + 5 * 20.0
    crowded = plan_of(creators=creators, costs={"congestion_creators": 6.25, "congestion_exponent": 0.5})
    assert crowded.management_hours == pytest.approx(2.0 * at_ease.management_hours)


def test_match_depends_on_the_niche_of_the_follower():
    brand = {"niche": "tech", "match_inside": 2.0, "match_outside": 0.25}
    world, plan = world_of(brand=brand), plan_of(brand=brand)
    community = np.searchsorted(world.community_start, plan.link_person, side="right") - 1
    inside = world.community_niche[community] == world.niche_names.index("tech")
    assert 0 < inside.sum() < inside.size
    assert np.array_equal(plan.link_match, np.where(inside, 2.0, 0.25).astype(np.float32))
    assert plan.match_step == 1


@pytest.mark.parametrize(
    "brand", [{}, {"match_inside": 1.5}, {"niche": "tech", "match_inside": 1.5, "match_outside": 1.5}]
)
def test_match_is_one_value_where_all_are_alike(brand):
    plan = plan_of(brand=brand)
    assert plan.link_match.tolist() == [brand.get("match_inside", 1.0)]
    assert plan.match_step == plan.susceptibility_step == 0


# Column by column


def test_reach_by_the_law_is_of_listed_followers_and_nobody_reaches_nobody():
    scenario = scene(exposure={"reach_1k": 0.2, "reach_exponent": 0.5})
    roster = SimpleNamespace(followers=np.array([0.0, 1000.0, 4000.0]))
    assert reading.listed_reach(scenario, roster) == pytest.approx([0.0, 0.2, 0.1])


def test_views_by_a_creators_own_rate_are_on_average_those_of_the_law():
    """Over lognormal rates, and the more of the spread of rates is of reach, the more a rate says of views."""
    luck = {"residual_sd": 1.2, "reach_correlation": -0.4, "rate_1k": 0.05, "exponent": 0.0, "statistic": "mean"}
    scenario = scene(engagement=luck, exposure={"creator_reach_sd": 1.1})
    z = np.linspace(-3.9, 3.9, 2001)
    rates = 0.05 * np.exp(1.2 * z - 0.72)
    roster = SimpleNamespace(followers=np.full(z.size, 1e3), rate=rates)
    factor, weight = reading.views_by_rate(scenario, roster), np.exp(-0.5 * z * z)
    assert factor @ weight / weight.sum() == pytest.approx(1.0, abs=2e-3)
    slope = np.log(factor[1500] / factor[500]) / np.log(rates[1500] / rates[500])
    per_view = spread_per_view(np.full(1, 1.2), np.full(1, 1.1), -0.4)[0]
    assert slope == pytest.approx((1.1**2 - 0.4 * 1.1 * per_view) / 1.2**2, rel=1e-6)


def test_without_a_rate_of_their_own_creators_have_the_views_of_the_law():
    roster = SimpleNamespace(followers=np.array([0.0, 1e3]), rate=np.full(2, np.nan))
    assert np.isnan(reading.views_by_rate(scene(), roster)).all()


def test_own_views_are_per_listed_follower_and_of_nobody_unknown():
    roster = SimpleNamespace(followers=np.array([0.0, 1e3, 2e3]), views=np.array([5.0, 500.0, np.nan]))
    assert reading.own_views(roster) == pytest.approx([np.nan, 0.5, np.nan], nan_ok=True)


@pytest.mark.parametrize(
    ("fee_per", "fees", "minimum"), [("post", [30.0, 200.0], [21.0, 0.0]), ("campaign", [10.0, 50.0], [7.0, 0.0])]
)
def test_fees_are_per_post_or_for_the_campaign(fee_per, fees, minimum):
    """One by the law, with its luck and its minimum; one of their own, without."""
    scenario = scene(costs={"fee_per": fee_per, "fee_per_1k_usd": 10.0, "fee_minimum_usd": 7.0})
    roster = SimpleNamespace(followers=np.full(2, 1e3), fee_usd=np.array([np.nan, 50.0]), posts=np.array([3, 4]))
    asked = reading.fees(scenario, roster)
    assert asked.median_usd == pytest.approx(fees)
    assert asked.sd.tolist() == [0.7, 0.0]
    assert asked.minimum_usd.tolist() == minimum


def test_a_niche_means_nothing_in_a_real_network():
    scenario = scene(brand={"niche": "tech", "match_inside": 2.0}, world={"network": "n.csv"})
    with pytest.raises(InputError) as caught:
        reading.matches(scenario, None)
    assert str(caught.value) == "brand.niche: the people of a real network have no niches; leave brand.niche out"


def test_big_creators_begin_at_the_number_that_interference_names():
    changes = {
        "creators": (group(count=1, followers=999.0), group(name="big", count=1, followers=1000.0)),
        "response": {"interference": {"big_followers": 1000.0, "after_big": 0.5, "after_small": 2.0}},
    }
    figures = reading.read(scene(**changes), world_of(**changes), roster_of(**changes))
    assert figures.big.tolist() == (figures.followers == 1000.0).tolist()
    assert figures.interference.tolist() == [0.5, 2.0]


# Trust


@pytest.mark.parametrize(("exponent", "factor"), [(0.0, 1.0), (0.1, 1000.0**-0.1)])
def test_trust_falls_with_size(exponent, factor):
    creators = (group(count=1, followers=10.0, trust=1.3), group(name="big", count=1, followers=10_000.0, trust=1.3))
    trust = figures_of(creators=creators, funnel={"trust_exponent": exponent}).trust
    assert trust.min() / trust.max() == pytest.approx(factor)


def test_trust_at_a_thousand_followers_is_that_of_the_group():
    figures = figures_of(creators=(group(count=1, followers=1_000.0, trust=1.3),), funnel={"trust_exponent": 0.2})
    assert figures.trust == pytest.approx([1.3])


# Spreads by size


def test_spreads_of_creators_fall_with_size():
    """Of 100,000 followers, 100^-0.1 of what they are at a thousand, in steps of a hundredth."""
    creators = (group(count=1, followers=1000.0), group(name="mega", count=1, followers=100_000.0))
    changes = {
        "creators": creators,
        "exposure": {"spread_exponent": 0.1, "post_reach_sd": 0.5, "creator_reach_sd": 0.4, "repeat_reach_sd": 0.3},
        "world": {"people": 200_000},
    }
    figures = figures_of(**changes)
    order = np.argsort(figures.followers)
    for name in ("post_reach_sd", "creator_reach_sd", "luck_sd"):
        small, large = getattr(figures, name)[order]
        assert large / small == pytest.approx(0.63), name
    assert figures.post_reach_sd[order][0] == pytest.approx(0.5)


def test_a_median_rate_has_its_mean_by_the_spread_of_its_size():
    creators = (group(count=1, followers=100_000.0),)
    engagement = {"statistic": "median", "residual_sd": 1.0, "exponent": 0.0, "rate_1k": 0.02}
    rates = [
        figures_of(
            creators=creators, engagement=engagement, exposure={"spread_exponent": exponent}, world={"people": 200_000}
        ).rate[0]
        for exponent in (0.0, 0.1)
    ]
    assert rates == pytest.approx([0.02 * math.exp(0.5), 0.02 * math.exp(0.5 * 0.63**2)])
