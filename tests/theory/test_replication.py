"""Published results that the mechanisms and presets must reproduce; targets are numbered as in docs/evidence.md.

Tolerances are those of the targets. Where randomness enters, seeds are fixed and the false alarm is stated.
"""

from typing import NamedTuple

import numpy as np
import pytest
from scipy.special import expit

from sim.core.arrays import Plan
from sim.measures.expected_bill import expected_bill, terms_of_plan
from sim.mechanisms import costs, tiers
from sim.mechanisms import reach as reach_law
from sim.mechanisms.curves import CURVES, N_SOURCES
from sim.plan import figures as reading
from sim.plan import make as planning
from sim.plan.figures import Figures
from sim.plan.hired_creators import HiredCreators, line_up, of_groups
from sim.plan.levels import levels_of
from sim.plan.links import activity_of
from sim.plan.posts import by_views, first_views
from sim.scenario.load import loads
from sim.scenario.model import Scenario
from tests.scenes import ONE_COMMUNITY, scene, world_of
from tests.verdicts import FAR


def roster(followers):
    """Creators of these sizes, all of the first group."""
    n = len(followers)
    none = np.full(n, np.nan)
    return HiredCreators(
        order=np.arange(n),
        key=np.arange(n, dtype=np.uint64),
        group=np.zeros(n, np.int64),
        followers=np.asarray(followers, np.float64),
        rate=none,
        views=none,
        fee_usd=none,
        fake_share=np.zeros(n),
        draws_fakes=np.zeros(n, bool),
        posts=np.ones(n, np.int64),
    )


def rates(scenario, followers):
    who = roster(followers)
    return reading.base_rates(scenario, who) * reading.sponsored_load(scenario, who)


def slope(followers, rate):
    return np.polyfit(np.log(followers), np.log(rate), 1)[0]


# 1 to 3. Bakshy, Hofman, Mason & Watts 2011: influence f^g, cost alpha + f

GRID = np.logspace(0.0, 6.0, 601)
STEP = 10.0**0.01  # 2.3%
PER_FOLLOWER_USD = 0.01


def worth(followers, g, alpha):
    """Influence and cost of each creator alone: engagements by the law, fee by the law, alpha as work."""
    hours = alpha * PER_FOLLOWER_USD / 60.0
    scenario = scene(
        creators=({"name": "any", "followers": 1.0, "sponsored_share": 0.0, "management_hours": hours},),
        engagement={"rate_1k": 1000.0 ** (g - 1.0), "exponent": 1.0 - g},
        costs={"fee_per_1k_usd": 1000.0 * PER_FOLLOWER_USD, "fee_exponent": 1.0, "hour_usd": 60.0},
    )
    who = roster(followers)
    work = costs.hours(of_groups(scenario, who.group, "management_hours"), np.zeros(who.posts.size), who.posts)
    influence = rates(scenario, followers) * who.followers
    return influence, reading.fees(scenario, who)[0] + work * scenario.costs.hour_usd


def best(g, alpha):
    influence, cost = worth(GRID, g, alpha)
    return GRID[np.argmax(influence / cost)]


@pytest.mark.parametrize("g", [0.5, 0.7])
@pytest.mark.parametrize("alpha", [0.0, 1e3, 1e5])
def test_worth_is_what_bakshy_wrote(g, alpha):
    influence, cost = worth(GRID, g, alpha)
    assert influence == pytest.approx(GRID**g, rel=1e-12)
    assert cost == pytest.approx(PER_FOLLOWER_USD * (alpha + GRID), rel=1e-12)


@pytest.mark.parametrize(
    ("g", "alpha", "due"), [(0.5, 1e2, 100.0), (0.5, 1e4, 1e4), (0.7, 1e3, 2333.3), (0.3, 1e5, 42857.1)]
)
def test_1_the_best_creator_has_alpha_g_over_1_minus_g_followers(g, alpha, due):
    assert due == pytest.approx(alpha * g / (1.0 - g), rel=1e-4)
    assert due / STEP <= best(g, alpha) <= due * STEP


ALPHAS = (0.0, 10.0, 1e2, 1e3, 1e4, 1e5)


@pytest.mark.parametrize("g", [0.3, 0.5, 0.9])
def test_2_without_fixed_costs_the_smallest_wins_and_grows_with_them(g):
    assert best(g, 0.0) == GRID[0]
    assert all(np.diff([best(g, alpha) for alpha in ALPHAS]) >= 0.0)


def test_2_where_influence_is_proportional_all_tie_or_the_largest_wins():
    influence, cost = worth(GRID, 1.0, 0.0)
    assert np.ptp(influence / cost) < 1e-9 * (influence / cost).mean()
    assert all(best(1.0, alpha) == GRID[-1] for alpha in ALPHAS[1:])


def test_3_ordinary_influencers():
    """Deciles of a Pareto (tail 1.3, at least 10) of 100,000 users, by influence per cost of the whole decile."""
    followers = np.sort(10.0 * (1.0 - np.random.default_rng(20261).random(100_000)) ** (-1.0 / 1.3))

    def deciles(alpha):
        return np.divide(*(column.reshape(10, -1).mean(axis=1) for column in worth(followers, 0.5, alpha)))

    assert np.argmax(deciles(1e4)) != 0
    assert np.argmax(deciles(0.0)) == 0


@pytest.mark.parametrize("top", [3_200.0, 10_000.0, 1e6])
def test_3_the_least_influential_are_fifteen_times_as_cheap(top):
    influence, cost = worth([14.0, top], 0.5, 0.0)
    ratio = (influence[0] / cost[0]) / (influence[1] / cost[1])
    assert ratio == pytest.approx((top / 14.0) ** 0.5, rel=1e-12)
    assert ratio > 15.0


# 11. Independent exposures


def test_11_a_hazard_power_of_one_is_independent():
    tables = [
        reading.response(scene(response={"curve": curve, "wear_out_factor": 0.9}))
        for curve in ({"name": "hazard_power", "beta": 1.0}, {"name": "independent"})
    ]
    assert np.abs(tables[0] - tables[1]).max() < 1e-12


@pytest.mark.parametrize("p", [0.001, 0.05, 0.5])
def test_11_adoption_after_k_sources(p):
    """p(k) = 1 - (1 - p)^k to 1e-12, sources weighing what the default curve says."""
    source = np.arange(1.0, N_SOURCES + 1.0)
    weights = reading.response(scene()).reshape(2, N_SOURCES, -1)[0, :, 0]
    assert 1.0 - np.cumprod(1.0 - p * weights) == pytest.approx(1.0 - (1.0 - p) ** source, abs=1e-12)
    assert CURVES["hazard_power"](source, beta=1.9)[1] == pytest.approx(2.0**1.9 - 1.0, rel=1e-12)


# 15 to 17. Tiers of the presets


def preset(platform, lines=""):
    """A platform's own values, for posts of creators who have no other sponsors."""
    group = '[[creators]]\nname = "any"\nfollowers = 1000\nsponsored_share = 0.0\n'
    return loads(f'schema_version = 1\nname = "tiers"\nplatform = "{platform}"\n{lines}\n{group}')


def test_15_engagement_by_tier_on_instagram():
    """Markerly 2016: means of unpaid posts; the slope pooled over seven sources."""
    scenario = preset("instagram").scenario
    sizes = np.array([500.0, 3_162.0, 31_623.0, 3.16e6])
    found = rates(scenario, sizes)
    assert found == pytest.approx(0.05 * (sizes / 1000.0) ** -0.16)  # the law is the mean of its tier, whatever luck
    assert found == pytest.approx([0.08, 0.04, 0.0237, 0.0166], rel=0.35)
    assert slope(sizes, found) == pytest.approx(-0.156, abs=0.03)


TIKTOK_SIZES, DRAWS = [5_800.0, 26_000.0, 171_000.0, 687_000.0, 2e6], 1_000
TIKTOK_MEDIANS = [0.105, 0.064, 0.032, 0.027, 0.024]


class Sampled(NamedTuple):
    """Creators in ascending order of size, and their level in each draw."""

    scenario: Scenario
    roster: HiredCreators
    figures: Figures
    plan: Plan
    order: np.ndarray  # [tier] place of the creator
    reach: np.ndarray  # [draw, creator] ln factor on intensity
    odds: np.ndarray  # [draw, creator] ln factor on odds


@pytest.fixture(scope="module")
def tiktok():
    """1,000 creators in each tier, as many as were measured."""
    tables = preset("tiktok").scenario.model_dump(include={"exposure", "engagement"})
    groups = tuple({"name": f"c{size:.0f}", "followers": size, "sponsored_share": 0.0} for size in TIKTOK_SIZES)
    world = {"people": 10_000_000, "sample_one_in": 1_000_000, "communities": ONE_COMMUNITY}
    tables = {"world": world, "creators": groups, "run": {"draws": DRAWS}, **tables}
    scenario, built = scene(**tables), world_of(**tables)
    roster, figures = line_up(scenario, built), planning.figures_of(scenario, built)
    levels = [levels_of(scenario, draw, roster, figures) for draw in range(DRAWS)]
    plan = planning.make(scenario, built, 0)
    reach, odds = (np.log([getattr(level, name) for level in levels]) for name in ("reach", "odds"))
    return Sampled(scenario, roster, figures, plan, np.argsort(figures.followers), reach, odds)


def test_16_engagement_by_tier_on_tiktok(tiktok):
    """TIDES 2024: medians, slope and spread, where neither reach nor answers are bounded."""
    median = tiktok.figures.rate / tiers.mean_over("median", tiktok.scenario.engagement.residual_sd)
    middle = 0.5 * tiktok.figures.level_reach_sd**2  # levels of reach have a mean of 1, not a median of 1
    sampled = (np.exp(tiktok.reach + middle + tiktok.odds) * median)[:, tiktok.order]
    assert np.median(sampled, axis=0) == pytest.approx(TIKTOK_MEDIANS, rel=0.35)
    assert slope(np.tile(TIKTOK_SIZES, DRAWS), sampled.ravel()) == pytest.approx(-0.25, abs=0.03)
    assert np.log(sampled).std(axis=0) == pytest.approx([1.18] * 5, abs=0.1)


@pytest.fixture(scope="module")
def per_follower(tiktok):
    """Engagements per listed follower and post that a sampled creator has on average over posts [run, tier]."""
    scenario, figures, plan = tiktok.scenario, tiktok.figures, tiktok.plan
    activity, visibility = activity_of(scenario), reading.feed_of(scenario).visibility
    pool = scenario.exposure.outside_pool
    first = first_views(scenario, tiktok.roster, figures, activity)
    outside = by_views(first.outside / pool, np.ones(activity.size), figures, activity, visibility)
    audiences = ((first.intensity, 1.0 - figures.fake_share), (outside, np.full(5, pool)))
    point, share = np.polynomial.hermite_e.hermegauss(24)
    share = share / share.sum()
    correlation, crowd = plan.reach_correlation, reach_law.crowd_of(activity)
    ln_odds = np.log(plan.creator_engage_odds) - tiktok.odds[0] + tiktok.odds
    out = np.zeros(tiktok.reach.shape)
    for creator in range(5):
        sd = np.hypot(plan.post_reach_sd[creator], plan.creator_reach_sd[creator])
        answers_sd = np.hypot(plan.quality_sd, plan.creator_luck_sd[creator])
        for of_reach, weight in zip(point, share, strict=True):
            luck = np.exp(tiktok.reach[:, creator] + sd * of_reach - 0.5 * sd**2)
            beside = answers_sd * (correlation * of_reach + np.sqrt(1.0 - correlation**2) * point)
            answers = expit(ln_odds[:, creator, None] + beside) @ share
            for intensity, size in audiences:
                views = reach_law.views_per_follower(intensity[creator] * luck, *crowd, visibility)
                out[:, creator] += size[creator] * weight * views * answers
    return out[:, tiktok.order]


def test_16_bounded_engagement_has_the_mean_and_slope_of_the_law(tiktok, per_follower):
    """The mean within its luck: one false alarm in a million."""
    error = per_follower.std(axis=0) / np.sqrt(DRAWS)
    assert (abs(per_follower.mean(axis=0) - tiktok.figures.rate[tiktok.order]) < FAR * error).all()
    assert slope(np.tile(TIKTOK_SIZES, DRAWS), per_follower.ravel()) == pytest.approx(-0.25, abs=0.03)


def test_16_bounded_engagement_has_the_medians_and_spread_that_were_measured(per_follower):
    assert np.median(per_follower, axis=0) == pytest.approx(TIKTOK_MEDIANS, rel=0.35)
    assert np.log(per_follower).std(axis=0) == pytest.approx([1.18] * 5, abs=0.1)


STORIES = """
[exposure]
reach_1k = { dist = "lognormal", low = 0.06, high = 0.12 }
reach_exponent = { dist = "lognormal", low = 0.08, high = 0.15 }
"""  # the ranges of docs/evidence.md; the preset is about posts


def reach_band(followers, lines=""):
    """The 90% prior predictive band of reach per follower: 2,500 draws on a grid of both quantiles."""
    loaded = preset("instagram", f"platform_uncertainty = true\n{lines}")
    grid = (np.arange(50) + 0.5) / 50
    found = []
    for level in grid:
        for fall in grid:
            scenario = loaded.at({("exposure", "reach_1k"): level, ("exposure", "reach_exponent"): fall})
            found.append(reading.listed_reach(scenario, roster([followers]))[0])
    return np.quantile(found, [0.05, 0.95])


@pytest.mark.parametrize(
    ("followers", "measured", "lines"),
    [
        pytest.param(45_000, 0.229, "", id="posts at 45k"),
        pytest.param(2e6, 0.191, "", id="posts at 2M"),
        pytest.param(45_000, 0.0427, STORIES, id="stories at 45k"),
        pytest.param(2e6, 0.0378, STORIES, id="stories at 2M"),
    ],
)
def test_17_reach_by_tier_on_instagram(followers, measured, lines):
    low, high = reach_band(followers, lines)
    assert low < measured < high


# 27. Fixed costs


def cost_of(count, followers, hours, fee_per_1k=10.0, gift=0.0):
    """Expected total of a whole plan, fees for everybody: each real follower stands for a thousand."""
    group = {"name": "c", "count": count, "followers": followers, "management_hours": hours, "gift_usd": gift}
    changes = {
        "world": {"people": 10_000_000, "sample_one_in": 1000, "communities": ONE_COMMUNITY},
        "creators": (group,),
        "posts": {"per_creator": 1},
        "costs": {
            "fee_per_1k_usd": fee_per_1k,
            "fee_exponent": 1.0,
            "fee_sd": 0.0,
            "hour_usd": 60.0,
            "pay_no_shows": True,
        },
    }
    return expected_bill(terms_of_plan(planning.make(scene(**changes), world_of(**changes), 0)))["cost_usd"]


def test_27_fixed_costs():
    mega, micros = cost_of(1, 1e6, 20.0), cost_of(1000, 1e3, 4.0)
    assert (mega, micros) == (11_200.0, 250_000.0)
    assert round(micros / mega, 1) == 22.3
    assert cost_of(1000, 1e3, 1.0) / mega == 6.25
    assert round(cost_of(1000, 1e3, 1.0, fee_per_1k=0.0, gift=50.0) / mega, 1) == 9.8


def test_27_the_two_tie_near_0_40_hours_per_creator():
    """At the advantage of the engagement law, about threefold; the same audience on both sides."""
    small, large = rates(scene(), [1e3, 1e6])
    advantage = small / large
    assert advantage == pytest.approx(3.0, abs=0.05)
    mega = cost_of(1, 1e6, 20.0)
    assert cost_of(1000, 1e3, 0.39) / advantage < mega < cost_of(1000, 1e3, 0.40) / advantage
    assert (3.0 * mega - 10_000.0) / 60_000.0 == pytest.approx(0.40, abs=0.01)
