"""What one post brings, what a run counts, and every exact expected value, against simulation.

All z-tests of this file together have a false alarm of one in a million; each finds a bias of 5% (tests/played.py).
"""

import math

import numpy as np
import pytest

from sim.measures.columns import EXPECTED
from sim.measures.expected import expected_values
from tests.played import agrees, played
from tests.scenes import ALL_ALIKE, ONE_COMMUNITY

# One creator, one post, on the first day, nobody's luck, everything else as in a small scenario

WORLDS = 60


def alone(seed, fake_share=0.0, n_classes=4, followers=20_000, **changes):
    """The first run of one creator with one post in a world of its own."""
    group = {"name": "one", "followers": followers, "no_show_prob": 0.0, "sponsored_share": 0.0}
    tables = {
        "run": {"seed": seed, "horizon_days": 60},
        "world": {"people": 40_000, "activity_classes": n_classes, "communities": ONE_COMMUNITY},
        "creators": ({**group, "fake_share": fake_share},),
        "posts": {"per_creator": 1, "pattern": "together"},
    }
    for table, values in changes.items():
        tables[table] = {**tables.get(table, {}), **values}
    return played(1, **tables)


def identities_hold(**changes):
    """Reach and engagements of one post, over worlds: a world's users of each activity class are luck as well."""
    luckless = {"residual_sd": 0.0, "quality_sd": 0.0}
    runs = [alone(seed, engagement=luckless, **changes) for seed in range(WORLDS)]
    reach, earned = (np.array([run[name][0] for run in runs]) for name in ("reach", "engagements"))
    assert agrees(reach, 0.3 * 20.0**-0.11 * 20_000, bias=0.02)
    assert agrees(earned, 0.05 * 20.0**-0.16 * 20_000)


@pytest.mark.parametrize(("fake_share", "n_classes"), [(0.0, 4), (0.5, 1), (0.5, 4), (0.3, 32)])
def test_one_post_reaches_its_share_and_earns_its_rate_of_the_listed_followers(fake_share, n_classes):
    identities_hold(fake_share=fake_share, n_classes=n_classes)


@pytest.mark.parametrize("half_life_hours", [0.4, 144.0])
def test_neither_depends_on_how_long_a_post_lives(half_life_hours):
    identities_hold(exposure={"half_life_hours": half_life_hours})


def test_the_mean_of_luck_is_one():
    """The engagement identity holds over the luck of creator and post: a crowd of 300, each alone."""
    tables = {
        "world": {"people": 20_000, "communities": ONE_COMMUNITY},
        "creators": (micros(count=300, followers=100.0, sponsored_share=0.0, fake_share=0.2),),
        "posts": {"per_creator": 1, "pattern": "together"},
        "engagement": {"residual_sd": 0.8, "quality_sd": 0.6},
    }
    earned = [played(1, run={"seed": seed, "horizon_days": 60}, **tables)["engagements"][0] for seed in range(WORLDS)]
    assert agrees(np.array(earned), 300 * 0.05 * 0.1**-0.16 * 100, bias=0.1)


# A crowd of creators who share followers

SHARED = {"people": 2_000, "communities": ONE_COMMUNITY, "followiness": ALL_ALIKE}
LUCKLESS = {"residual_sd": 0.0, "quality_sd": 0.0}


def micros(**changes):
    group = {"name": "micro", "count": 20, "followers": 200.0, "no_show_prob": 0.0, "fake_share": 0.0}
    return {**group, **changes}


def crowd(n_runs, **changes):
    tables = {"world": SHARED, "creators": (micros(),), "posts": {"per_creator": 2, "window_days": 10}, **changes}
    return played(n_runs, **tables)


def acts(run, probability):
    """People who act at least once, exactly: with this probability [creator] at each of their exposures."""
    plan, never = run.plan, np.ones(run.plan.n_followers)
    for creator, shows in enumerate(1.0 - plan.creator_no_show_prob):
        hazards = plan.cell_hazard[plan.post_creator[plan.cell_post] == creator]
        for which, activity in enumerate(plan.class_activity[creator]):
            one = math.prod(1.0 + np.expm1(-hazards * activity) * probability[creator])
            first, stop = plan.link_class_start[creator, which : which + 2]
            never[plan.link_follower[first:stop]] *= 1.0 - shows * (1.0 - one)
    return plan.n_followers - never.sum()


def test_clicks_buy_once_per_person():
    creators = (micros(no_show_prob=0.1), micros(name="trusted", trust=3.0, count=5))
    run = crowd(3000, creators=creators, funnel={"click_prob": 0.2, "conversion_prob": 0.3})
    assert agrees(run["clicks"], 0.2 * expected_values(run.plan)["impressions"])
    assert sorted(set(run.plan.creator_buy_prob)) == pytest.approx([0.3, 0.9])
    assert agrees(run["purchases"], acts(run, 0.2 * run.plan.creator_buy_prob))
    assert (run["purchases"] < run["clicks"] * 0.9).all()  # many clicks are of people who have bought


def test_engagers_engage_at_least_once():
    run = crowd(3000, engagement={**LUCKLESS, "rate_1k": 0.2})
    assert agrees(run["engagers"], acts(run, run.plan.creator_engage_prob))
    assert (run["engagers"] < run["engagements"]).all()


def test_everybody_who_sees_buys_where_every_click_buys():
    run = crowd(50, funnel={"click_prob": 1.0, "conversion_prob": 1.0, "order_usd": 7.0})
    assert np.array_equal(run["clicks"], run["impressions"])
    assert np.array_equal(run["purchases"], run["reach"])
    assert np.array_equal(run["revenue_usd"], 7.0 * run["reach"])


def test_nobody_acts_where_nothing_is_clicked_or_engaging():
    run = crowd(50, funnel={"click_prob": 0.0}, engagement={"rate_1k": 0.0})
    assert run["impressions"].min() > 0
    assert all(run[name].max() == 0 for name in ("engagements", "engagers", "clicks", "purchases"))


# Distinct sources


def chance(odds):
    return odds / (1.0 + odds)


def test_sources_are_the_creators_whom_a_person_follows_where_everything_is_seen():
    """Ten posts that reach all but one in a million: everybody sees everyone they follow, for certain."""
    everything = {"reach_1k": 0.999999, "reach_exponent": 0.0}
    world = {**SHARED, "people": 1000, "activity_classes": 1}
    run = crowd(20, exposure=everything, world=world, posts={"per_creator": 10, "window_days": 14})
    times = np.bincount(run.world.link_person)
    due = np.bincount(np.minimum(times, 10), minlength=11)[1:]
    assert due.min() > 0
    assert (run.rows["frequency/people"] == due).all()
    for least, name in enumerate(("reach", "reach_2", "reach_3"), start=1):
        assert (run[name] == (times >= least).sum()).all()


@pytest.mark.parametrize("beta", [0.5, 2.0])
def test_the_kth_source_weighs_what_the_curve_says(beta):
    """With repeats worth nothing, the odds of the k-th source are those of the first times k^beta - (k - 1)^beta."""
    curve = {"curve": {"name": "hazard_power", "beta": beta}, "repeat_weight": 0.0}
    run = crowd(3000, response=curve, funnel={"click_prob": 0.05})
    people = run.rows["frequency/people"]
    assert people[:, 9].sum() == 0
    assert people[:, 3].min() > 0
    k = np.arange(1.0, 11.0)
    due = people @ np.cumsum(chance(0.05 / 0.95 * (k**beta - (k - 1.0) ** beta)))
    assert agrees(run["clicks"] - due + due.mean(), due.mean())


@pytest.mark.parametrize("weight", [0.0, 0.5])
def test_repeats_weigh_what_they_are_told(weight):
    run = crowd(3000, response={"repeat_weight": weight}, funnel={"click_prob": 0.2})
    first = run.rows["frequency/people"] @ np.arange(1, 11)
    due = 0.2 * first + chance(0.25 * weight) * (run["impressions"] - first)
    assert agrees(run["clicks"] - due + due.mean(), due.mean())


# Exact expected values

NICHES = {
    **SHARED,
    "people": 4_000,
    "communities": {"parameters": {"l": 2, "k": 2, "p_in": 0.8, "p_out": 0.3}, "niches": ("beauty", "tech")},
}
CASES = {
    "nobody has luck": {"engagement": LUCKLESS},
    "luck that keeps the mean": {"engagement": {"residual_sd": 0.8, "quality_sd": 0.6}},
    "luck that keeps the median": {"engagement": {"residual_sd": 0.6, "quality_sd": 0.3, "statistic": "median"}},
    "no-shows, not paid": {"creators": (micros(no_show_prob=0.3),), "costs": {"agency_share": 0.17}},
    "no-shows, paid": {
        "creators": (micros(no_show_prob=0.3, gift_usd=50.0),),
        "costs": {"pay_no_shows": True, "agency_share": 0.1, "agency_minimum_usd": 500.0, "fee_sd": 0.0},
    },
    "fakes": {"creators": (micros(fake_share=0.5),)},
    "susceptible people": {"world": {**SHARED, "susceptibility_sd": 1.0}},
    "a match inside and outside": {
        "world": NICHES,
        "brand": {"niche": "beauty", "match_inside": 2.0, "match_outside": 0.5},
        "creators": (micros(niche="beauty", breadth=0.3), micros(name="techie", niche="tech", breadth=0.0)),
    },
    "high odds": {
        "engagement": {**LUCKLESS, "rate_1k": 0.3},
        "funnel": {"click_prob": 0.5},
        "world": {**NICHES, "susceptibility_sd": 0.8},
        "brand": {"niche": "tech", "match_inside": 4.0, "match_outside": 0.3},
    },
    "luck at high odds": {
        "engagement": {"rate_1k": 0.3, "residual_sd": 1.0, "quality_sd": 0.6},
        "world": {**SHARED, "susceptibility_sd": 0.5},
    },
    "unlike creators": {
        "world": {**SHARED, "activity_classes": 7, "followiness": {"name": "zipf", "exponent": 2.5, "most": 100.0}},
        "creators": (
            micros(count=1, followers=1000.0, posts=1, no_show_prob=0.2, quality=2.0, hours_per_post=1.5),
            micros(name="small", count=30, followers=50.0, posts=5, no_show_prob=0.1, followers_sd=0.8),
        ),
        "costs": {
            "fee_exponent": 0.7,
            "fee_minimum_usd": 30.0,
            "congestion_creators": 10.0,
            "congestion_exponent": 0.3,
        },
    },
    "a sample of the people": {
        "world": {**SHARED, "people": 20_000, "sample_one_in": 10},
        "creators": (micros(followers=2000.0),),
    },
    "posts that outlive the horizon": {
        "run": {"horizon_days": 10},
        "exposure": {"half_life_hours": 96.0},
        "creators": (micros(audience_loss=0.2, posts=4),),
    },
    "a budget that is split": {"costs": {"fees": "equal_price", "budget_usd": 9999.99, "agency_share": 0.2}},
}


@pytest.mark.parametrize("case", CASES)
def test_expected_values(case):
    """Every exact value that a result shows stands where simulation does."""
    run = crowd(3000, **CASES[case])
    exact = expected_values(run.plan)
    assert set(exact) == set(EXPECTED)
    unknown = {name for name, value in exact.items() if math.isnan(value)}
    assert unknown == set()
    assert [name for name in EXPECTED if not agrees(run[name].astype(np.float64), exact[name], bias_of(name))] == []


def bias_of(name):
    """Fees of few creators, no-shows and third sources vary more."""
    return {"reach_3": 0.1, "no_shows": 0.2, "fees_usd": 0.1, "agency_usd": 0.1}.get(name, 0.05)


@pytest.mark.parametrize("case", ["high odds", "luck at high odds"])
def test_odds_are_far_from_chances_in_the_cases_that_say_so(case):
    """Had they been taken for chances, the exact values would be far off."""
    plan = crowd(1, **CASES[case]).plan
    luck = math.exp(0.5 * (plan.creator_luck_sd[0] ** 2 + plan.quality_sd**2))
    susceptibility = np.mean(plan.susceptibility[plan.link_susceptibility])
    odds = float(plan.creator_engage_odds[0] * luck * np.mean(plan.link_match) * susceptibility)
    exact = expected_values(plan)
    assert exact["engagements"] < 0.8 * odds * exact["impressions"]


@pytest.mark.parametrize(("rate", "residual_sd", "quality_sd"), [(0.05, 0.8, 0.6), (0.3, 1.0, 0.6), (0.25, 0.0, 2.0)])
def test_luck_leaves_the_mean_chance_of_a_view_as_it_is(rate, residual_sd, quality_sd):
    """However far the luck of odds is bounded: odds are solved for such that the mean comes out."""
    luck = {"rate_1k": rate, "residual_sd": residual_sd, "quality_sd": quality_sd}
    plan = crowd(1, engagement=luck, funnel={"click_prob": 0.5, "click_sd": 1.0, "click_exponent": 0.3}).plan
    exact = expected_values(plan)
    assert exact["engagements"] == pytest.approx(plan.creator_engage_prob[0] * exact["impressions"], rel=2e-4)
    assert exact["clicks"] == pytest.approx(0.5 * exact["impressions"], rel=2e-4)


def test_without_luck_odds_are_those_of_the_chance():
    plan = crowd(1, engagement=LUCKLESS, funnel={"click_prob": 0.5}).plan
    assert plan.creator_engage_odds == pytest.approx(plan.creator_engage_prob / (1.0 - plan.creator_engage_prob))
    assert plan.creator_click_odds == pytest.approx(1.0)
