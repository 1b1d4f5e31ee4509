"""Scenario + World -> Figures: every number that a mechanism sets, before it becomes the kernel's arrays.

Here a mechanism can be switched off or made equal for two strategies, one column at a time.
"""

import math
from typing import Any, NamedTuple

import numpy as np

from sim.core.arrays import F32, F64, I32, I64, U8
from sim.core.maths import powers
from sim.errors import InputError
from sim.mechanisms import costs, tiers
from sim.mechanisms.curves import CURVES, N_SOURCES, response_table
from sim.mechanisms.feeds import FEEDS, Feed
from sim.mechanisms.reach_luck import exps, spread_per_view
from sim.mechanisms.registry import bind
from sim.mechanisms.tiers import ENGAGEMENT_LAWS
from sim.plan import word_of_mouth
from sim.plan.hired_creators import HiredCreators, of_groups
from sim.scenario.model import Scenario
from sim.world.build import World

MOST_APART = 100.0  # a creator's own rate and the law's, as far as views are judged by it


class Figures(NamedTuple):
    """A campaign's creators in numbers, in the order of the roster: their work, their effect and their price."""

    followers: F64  # [creator] listed
    fake_share: F64  # [creator]
    posts: I64  # [creator]
    reach: F64  # [creator] share of listed followers that a first post reaches
    audience_loss: F64  # [creator] share of the audience lost per sponsored post
    earlier_posts: I64  # [creator] sponsored posts before this campaign, whose losses have been suffered
    posts_in_all: I64  # [creator] sponsored posts up to the last campaign that is planned
    rate: F64  # [creator] mean engagements per listed follower and post, before load and quality
    load: F64  # [creator] factor: response that many sponsored posts leave
    quality: F64  # [creator] factor: mean creative quality
    level_sd: F64  # [creator] of ln engagement per follower: what is not known of a creator; 0 with a single draw
    level_reach_sd: F64  # [creator] of ln intensity likewise
    luck_sd: F64  # [creator] of ln engagement per follower between runs
    quality_sd: float  # of ln engagement per view between posts
    creator_reach_sd: F64  # [creator] of ln intensity between runs
    post_reach_sd: F64  # [creator] of ln intensity between a creator's posts
    reach_correlation: float  # of ln intensity and ln engagement per view
    click_sd: float  # of ln clicks per view between posts
    click_exponent: float  # by which clicks per view follow engagement per view
    buy_sd: float  # of ln odds of buying between creators, per run
    trust: F64  # [creator] factor on conversion
    no_show_prob: F64  # [creator]
    fee_usd: F64  # [creator] median
    fee_sd: F64  # [creator] of ln fee
    fee_minimum_usd: F64  # [creator] below which luck brings no fee
    gift_usd: F64  # [creator]
    hours: float  # of managing the whole campaign, congestion included
    agency_share: float
    agency_minimum_usd: float
    n_links: int  # real followers simulated, of all creators together
    match: F32  # [link of the world] fit of person and brand; one value where it is the same for all
    response: F64  # the table R, flat [repeat * source * exposure]
    big: U8  # [creator] 1: of so many followers that interference counts them as big
    interference: F64  # [kind] factor on a small creator, on a big one, for who has seen the other kind
    share_prob: float  # who engages for the first time shares; 0: nobody talks
    momentum: float  # of the feed: exponent of what a post did so far over what was expected
    outside_share: F64  # [creator] of a post's views, by people who do not follow
    views: F64  # [creator] the creator's own mean views of a first post, per listed follower; nan: by the law of reach
    views_factor: F64  # [creator] on the law's views, by what a creator's own rate says of them; nan: no own rate
    apart: bool = False  # every slot is another person: nobody follows two creators


def listed_reach(scenario: Scenario, roster: HiredCreators) -> F64:
    """Share of listed followers that a creator's first post reaches [creator]."""
    rule = scenario.exposure
    return (roster.followers > 0.0) * tiers.fall(roster.followers, rule.reach_1k, rule.reach_exponent)


def spread_by_size(scenario: Scenario, roster: HiredCreators) -> F64:
    """Factor on the spreads of creators: large ones may differ less [creator]. In steps, so that tables are few."""
    return np.round(tiers.fall(roster.followers, 1.0, scenario.exposure.spread_exponent), 2)


def rates_by_law(scenario: Scenario, roster: HiredCreators) -> F64:
    """Mean engagements per listed follower and post of creators of that size [creator]."""
    rule = scenario.engagement
    law = bind(ENGAGEMENT_LAWS, rule.law, ("engagement", "law"))
    sds = (rule.residual_sd * spread_by_size(scenario, roster)).tolist()
    over = {sd: tiers.mean_over(rule.statistic, sd) for sd in set(sds)}
    return np.asarray(law(roster.followers, rule.rate_1k, rule.exponent) * np.array([over[sd] for sd in sds]))


def base_rates(scenario: Scenario, roster: HiredCreators) -> F64:
    """Mean engagements per listed follower and post [creator]: the creator's own rate, else the law's."""
    return np.asarray(np.where(np.isnan(roster.rate), rates_by_law(scenario, roster), roster.rate))


def sponsored_load(scenario: Scenario, roster: HiredCreators) -> F64:
    """Response that is left to creators who post much sponsored content, as a factor [creator]."""
    share = of_groups(scenario, roster.group, "sponsored_share")
    return np.asarray(np.maximum(0.0, 1.0 - scenario.engagement.load_penalty * share))


class LevelSpreads(NamedTuple):
    """Spread of what is not known of creators [creator]."""

    rate: F64  # sd of ln engagement per follower
    reach: F64  # sd of ln intensity


def level_spreads(scenario: Scenario, roster: HiredCreators) -> LevelSpreads:
    """The spread of what is not known of creators; less where their own rate or views are known."""
    rule, by_size = scenario.engagement, spread_by_size(scenario, roster)
    rate, reach = rule.residual_sd * by_size, scenario.exposure.creator_reach_sd * by_size
    by_rate, by_views = ~np.isnan(roster.rate), ~np.isnan(roster.views)
    rate = np.where(by_views, spread_per_view(rate, reach, rule.reach_correlation), rate)
    return LevelSpreads(np.where(by_rate, 0.0, rate), np.where(by_rate | by_views, 0.0, reach))


def spreads(scenario: Scenario, roster: HiredCreators) -> dict[str, Any]:
    """The figures that say how widely luck spreads, by their names; with a single draw, levels are luck."""
    level = level_spreads(scenario, roster)
    none, drawn = np.zeros(roster.followers.size), scenario.run.draws > 1
    by_size = spread_by_size(scenario, roster)
    between = LevelSpreads(none, none) if drawn else level
    return {
        "level_sd": level.rate if drawn else none,
        "level_reach_sd": level.reach if drawn else none,
        "luck_sd": np.hypot(between.rate, scenario.engagement.repeat_sd * by_size),
        "creator_reach_sd": np.hypot(between.reach, scenario.exposure.repeat_reach_sd * by_size),
        "quality_sd": scenario.engagement.quality_sd,
        "post_reach_sd": scenario.exposure.post_reach_sd * by_size,
        "reach_correlation": scenario.engagement.reach_correlation,
        "click_sd": scenario.funnel.click_sd,
        "click_exponent": scenario.funnel.click_exponent,
        "buy_sd": scenario.funnel.conversion_sd,
    }


def matches(scenario: Scenario, world: World) -> F32:
    """Fit of person and brand [link], or a single value."""
    brand = scenario.brand
    if brand.niche is None or brand.match_inside == brand.match_outside:
        return np.full(1, brand.match_inside, np.float32)
    if scenario.world.network is not None:
        raise InputError("the people of a real network have no niches; leave brand.niche out", path=("brand", "niche"))
    return fit(scenario, world, world.link_person)


def fit(scenario: Scenario, world: World, person: I32) -> F32:
    """Fit of each person and the brand, which has a niche."""
    brand = scenario.brand
    community = np.searchsorted(world.community_start, person, side="right") - 1
    inside = world.community_niche[community] == world.niche_names.index(str(brand.niche))
    return np.where(inside, brand.match_inside, brand.match_outside).astype(np.float32)


def feed_of(scenario: Scenario) -> Feed:
    """The feed of a scenario. Raises InputError."""
    rule = scenario.exposure
    return bind(FEEDS, rule.feed, ("exposure", "feed"))(rule.half_life_hours)  # type: ignore[no-any-return]


def own_views(roster: HiredCreators) -> F64:
    """A creator's own mean views of a post, per listed follower [creator]; nan where they are not known."""
    followed = roster.followers > 0.0
    each = np.divide(roster.views, roster.followers, out=np.full(followed.size, np.nan), where=followed)
    return np.asarray(each)


def views_by_rate(scenario: Scenario, roster: HiredCreators) -> F64:
    """Factor on the views of the law, by a creator's own rate per follower [creator]; nan where there is none.

    Who engages more per follower than others of that size is also seen by more: the regression of ln reach on ln rate,
    with a mean of 1 over creators.
    """
    rule = scenario.engagement
    sd, reach_sd = np.full(1, rule.residual_sd), np.full(1, scenario.exposure.creator_reach_sd)
    per_view = spread_per_view(sd, reach_sd, rule.reach_correlation)
    shared = float((reach_sd**2 + rule.reach_correlation * reach_sd * per_view)[0])
    slope = max(shared, 0.0) / rule.residual_sd**2 if rule.residual_sd > 0.0 else 0.0
    law = rates_by_law(scenario, roster)
    own = ~np.isnan(roster.rate) & (law > 0.0)
    ratio = np.divide(roster.rate, law, out=np.ones(law.size), where=own)
    ratio = np.clip(ratio, 1.0 / MOST_APART, MOST_APART)
    variance = (rule.residual_sd * spread_by_size(scenario, roster)) ** 2
    mean_factor = exps(0.5 * slope * (1.0 - slope) * variance[None])[0]
    return np.asarray(np.where(own, powers(ratio, slope) * mean_factor, np.nan))


def response(scenario: Scenario) -> F64:
    """The table R, flat [repeat * source * exposure]."""
    rule = scenario.response
    curve = bind(CURVES, rule.curve, ("response", "curve"))
    weights = curve(np.arange(1.0, N_SOURCES + 1.0))
    return response_table(weights, rule.repeat_weight, rule.wear_out_start, rule.wear_out_factor)


class Fees(NamedTuple):
    """Fees that creators ask; a creator's own fee comes first and has no luck."""

    median_usd: F64  # [creator]
    sd: F64  # [creator] of ln fee
    minimum_usd: F64  # [creator]


def fees(scenario: Scenario, roster: HiredCreators) -> Fees:
    """Fees of all creators. Raises InputError."""
    rule = scenario.costs
    open_ = np.isnan(roster.fee_usd)
    if rule.fees == "equal_price":
        own, budget = math.fsum(roster.fee_usd[~open_]), rule.budget_usd or 0.0
        if own > budget:
            message = (
                f"{budget:,.0f} is less than {own:,.0f}, the creators' own fees together; equal_price splits the rest"
            )
            raise InputError(message, path=("costs", "budget_usd"))
        asked = costs.equal_price(np.where(open_, roster.followers, 0.0), budget - own)
        return Fees(np.where(open_, asked, roster.fee_usd), np.zeros(open_.size), np.zeros(open_.size))
    by_law = tiers.fee(roster.followers, rule.fee_per_1k_usd, rule.fee_exponent)
    times = roster.posts.astype(np.float64) if rule.fee_per == "post" else np.ones(open_.size)
    return Fees(
        np.where(open_, by_law, roster.fee_usd) * times,
        np.where(open_, rule.fee_sd, 0.0),
        np.where(open_, rule.fee_minimum_usd, 0.0) * times,
    )


def management_hours(scenario: Scenario, roster: HiredCreators) -> float:
    """Hours of the whole campaign, congestion included."""
    rule = scenario.costs
    each = costs.hours(
        of_groups(scenario, roster.group, "management_hours"),
        of_groups(scenario, roster.group, "hours_per_post"),
        roster.posts,
    )
    return math.fsum(each) * costs.congestion(each.size, rule.congestion_creators, rule.congestion_exponent)


def read(scenario: Scenario, world: World, roster: HiredCreators) -> Figures:
    """The figures of a scenario. Raises InputError with the path of the key that cannot be meant."""
    return read_text(scenario, roster)._replace(
        n_links=world.link_person.size,
        match=matches(scenario, world),
        share_prob=word_of_mouth.share_prob(scenario, world),
    )


def read_text(scenario: Scenario, roster: HiredCreators) -> Figures:
    """The figures that need no world; no links, the brand fits everybody, and nobody shares. Raises InputError."""

    def own(name: str) -> F64:
        return np.asarray(of_groups(scenario, roster.group, name))

    asked = fees(scenario, roster)
    feed = feed_of(scenario)
    return Figures(
        followers=roster.followers,
        fake_share=roster.fake_share,
        posts=roster.posts,
        reach=listed_reach(scenario, roster),
        audience_loss=own("audience_loss"),
        earlier_posts=np.zeros_like(roster.posts),
        posts_in_all=roster.posts,
        rate=base_rates(scenario, roster),
        load=sponsored_load(scenario, roster),
        quality=own("quality"),
        **spreads(scenario, roster),
        trust=own("trust") * tiers.fall(roster.followers, 1.0, scenario.funnel.trust_exponent),
        no_show_prob=own("no_show_prob"),
        fee_usd=asked.median_usd,
        fee_sd=asked.sd,
        fee_minimum_usd=asked.minimum_usd,
        gift_usd=own("gift_usd"),
        hours=management_hours(scenario, roster),
        agency_share=scenario.costs.charged_agency_share,
        agency_minimum_usd=scenario.costs.charged_agency_minimum_usd,
        n_links=0,
        match=np.ones(1, np.float32),
        response=response(scenario),
        big=(roster.followers >= scenario.response.interference.big_followers).astype(np.uint8),
        interference=np.array([scenario.response.interference.after_big, scenario.response.interference.after_small]),
        share_prob=0.0,
        momentum=feed.momentum,
        outside_share=np.full(roster.followers.size, scenario.exposure.outside_share),
        views=own_views(roster),
        views_factor=views_by_rate(scenario, roster),
    )
