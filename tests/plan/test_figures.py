"""Scenario + World -> Plan: what followers do for a creator of this size, and what that costs."""

import math
from types import SimpleNamespace

import numpy as np
import pytest

from sim.core.arrays import Plan
from sim.errors import InputError
from sim.mechanisms import reach
from sim.mechanisms.feeds import FEEDS, Feed
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
        engagement={"statistic": "median", "roster_residual_sd": 0.3},
        exposure={"roster_reach_sd": 0.0},
        creators=(group(audience_loss=0.0, sponsored_share=0.0),),
    )
    world = with_own(world_of(creators=(group(),)), 0.123, 77.0)
    plan = planning.make(scenario, world, 0)
    own = plan.creator_key == world.creator_key[0]
    assert plan.creator_luck_sd.tolist() == np.where(own, 0.3, 0.8).tolist()
    assert plan.creator_fee_usd == pytest.approx(np.where(own, 77.0, 1.0))
    assert plan.creator_fee_sd.tolist() == np.where(own, 0.0, 0.7).tolist()
    ratio = plan.creator_engage_prob[own][0] / plan.creator_engage_prob[~own]
    assert ratio == pytest.approx(np.full(19, 0.123 / (0.05 * 0.1**-0.16 * math.exp(0.5 * 0.8**2))))


def test_less_is_unknown_of_a_creator_whose_own_rate_is_known():
    """Reach and engagement per view of the one spread by 0.3 and 0.1, of the others by 0.8 and 0.5."""
    scenario = scene(
        engagement={"roster_residual_sd": 0.3, "reach_correlation": 0.0},
        exposure={"roster_reach_sd": 0.1, "creator_reach_sd": 0.5},
    )
    world = with_own(world_of(), 0.123, 77.0)
    plan = planning.make(scenario, world, 0)
    own = plan.creator_key == world.creator_key[0]
    assert plan.creator_reach_sd.tolist() == np.where(own, 0.1, 0.5).tolist()
    assert plan.creator_luck_sd == pytest.approx(np.sqrt(np.where(own, 0.3**2 - 0.1**2, 0.8**2 - 0.5**2)))


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


def test_views_by_a_feed_grow_with_its_elasticity_and_by_reach_there_are_none():
    scenario = scene(exposure={"reach_1k": 0.2})
    roster = SimpleNamespace(followers=np.array([0.0, 1000.0, 4000.0]))
    assert reading.views_by_feed(scenario, roster, Feed(np.ones(1), elasticity=0.5)) == pytest.approx([0.0, 0.2, 0.1])
    assert reading.views_by_feed(scenario, roster, Feed(np.ones(1))).tolist() == [0.0, 0.0, 0.0]


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
