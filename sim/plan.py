"""Scenario + World -> Plan: the one place where words become numbers."""

import math
from typing import Any, NamedTuple

import numpy as np

from sim.core import address
from sim.core.arrays import F32, F64, I64, Plan, freeze
from sim.errors import InputError
from sim.mechanisms import costs, feeds, tiers
from sim.mechanisms import reach as reach_law
from sim.mechanisms.curves import CURVES, N_EXPOSURES, N_SOURCES, response_table
from sim.mechanisms.feeds import FEEDS
from sim.mechanisms.registry import bind
from sim.mechanisms.tiers import ENGAGEMENT_LAWS
from sim.scenario.model import Group, Scenario
from sim.world import people
from sim.world.build import World

MOST_REACH = 0.99  # of real followers, by one post
MOST_EXPOSURES = 1 << 20  # the kernel counts a person's exposures in 20 bits


class Roster(NamedTuple):
    """The creators in the order in which a day is walked: by home, so that their followers' states stay in cache."""

    order: I64  # [creator] index into the world's creators
    key: np.ndarray  # [creator] uint64
    group: I64  # [creator] index into scenario.creators
    followers: F64  # [creator] listed
    rate: F64  # [creator] own engagement rate, nan: by the law
    fee_usd: F64  # [creator] own fee, nan: by costs.fees
    fake_share: F64  # [creator]
    posts: I64  # [creator]


def of_groups(scenario: Scenario, roster_group: I64, name: str) -> Any:
    """A number of each creator's group [creator]."""
    return np.array([getattr(group, name) for group in scenario.creators], np.float64)[roster_group]


def line_up(scenario: Scenario, world: World) -> Roster:
    order = np.lexsort((world.creator_key, world.creator_home)).astype(np.int64)
    group = world.creator_group[order]
    own_fee = np.array([np.nan if g.fee_usd is None else g.fee_usd for g in scenario.creators])[group]
    posts = np.array([g.posts or scenario.posts.per_creator for g in scenario.creators], np.int64)[group]
    fakes = np.array([0.0 if is_real(g) else g.fake_share for g in scenario.creators])[group]
    return Roster(
        order=order,
        key=world.creator_key[order],
        group=group,
        followers=world.creator_followers[order].astype(np.float64),
        rate=world.creator_rate[order],
        fee_usd=np.where(np.isnan(own_fee), world.creator_fee_usd[order], own_fee),
        fake_share=fakes,
        posts=posts,
    )


def is_real(group: Group) -> bool:
    """Whether the group's audiences are those of a real network, where every follower is counted as real."""
    return group.network_top is not None or group.network_handles is not None


def real_reach(scenario: Scenario, roster: Roster) -> F64:
    """Share of real followers that a creator's first post reaches [creator]: the law counts listed ones.

    More than all of them is a mistake where the numbers are chosen; where they are drawn it is cut, see `n_cut`.
    """
    rule = scenario.exposure
    listed = (roster.followers > 0.0) * tiers.fall(roster.followers, rule.reach_1k, rule.reach_exponent)
    reach = listed / (1.0 - roster.fake_share)
    if scenario.run.draws > 1:
        return np.minimum(reach, MOST_REACH)
    if (reach >= 1.0).any():
        worst = int(np.argmax(reach))
        name = scenario.creators[roster.group[worst]].name
        raise InputError(
            f"a post of a creator with {roster.followers[worst]:,.0f} followers would reach "
            f"{listed[worst]:.3f} of those listed, but in group {name} only "
            f"{1.0 - roster.fake_share[worst]:.3f} are real; lower reach_1k, reach_exponent or fake_share",
            path=("exposure", "reach_1k"),
        )
    return np.asarray(reach)


def n_cut(scenario: Scenario, world: World) -> int:
    """Creators of whose followers a post would reach more than MOST_REACH, with drawn numbers."""
    return int((real_reach(scenario, line_up(scenario, world)) >= MOST_REACH).sum())


def engagement_rates(scenario: Scenario, roster: Roster) -> F64:
    """Expected engagements per listed follower and post, before luck [creator]."""
    rule = scenario.engagement
    law = bind(ENGAGEMENT_LAWS, rule.law, ("engagement", "law"))
    by_law = law(roster.followers, rule.rate_1k, rule.exponent)
    load = np.maximum(0.0, 1.0 - rule.load_penalty * of_groups(scenario, roster.group, "sponsored_share"))
    own = np.where(np.isnan(roster.rate), by_law, roster.rate)
    return np.asarray(own * load * of_groups(scenario, roster.group, "quality"))


def engagement_luck(scenario: Scenario, roster: Roster) -> tuple[F64, F64]:
    """sd of ln engagement and the shift that keeps the mean or the median [creator]."""
    rule = scenario.engagement
    by_law = np.isnan(roster.rate)
    sd = np.where(by_law, rule.residual_sd, rule.roster_residual_sd)
    keeps_median = by_law & (rule.statistic == "median")
    return sd, np.where(keeps_median, 0.0, -0.5 * sd * sd)


def matches(scenario: Scenario, world: World) -> F32:
    """Fit of person and brand [link], or a single value."""
    brand = scenario.brand
    if brand.niche is None or brand.match_inside == brand.match_outside:
        return np.full(1, brand.match_inside, np.float32)
    if scenario.world.network is not None:
        raise InputError("the people of a real network have no niches; leave brand.niche out", path=("brand", "niche"))
    community = np.searchsorted(world.community_start, world.link_person, side="right") - 1
    inside = world.community_niche[community] == world.niche_names.index(brand.niche)
    return np.where(inside, brand.match_inside, brand.match_outside).astype(np.float32)


def response(scenario: Scenario) -> F64:
    """The table R, flat [repeat * source * exposure]."""
    rule = scenario.response
    curve = bind(CURVES, rule.curve, ("response", "curve"))
    weights = curve(np.arange(1.0, N_SOURCES + 1.0))
    return response_table(weights, rule.repeat_weight, rule.wear_out_start, rule.wear_out_factor)


class Posts(NamedTuple):
    """All posts, creator by creator."""

    creator: I64  # [post]
    number: I64  # [post] from 0
    day: I64  # [post]
    intensity: F64  # [post] expected views per real follower of activity 1, over the post's life


def offsets(scenario: Scenario, roster: Roster) -> F64:
    """Where in each interval a creator posts, as a share of it [creator]."""
    if scenario.posts.pattern == "together":
        return np.zeros(roster.key.size)
    return np.asarray(address.uniforms(np.uint64(scenario.run.seed), address.POST_DAY, roster.key))


def schedule(scenario: Scenario, roster: Roster, activity: F64) -> Posts:
    """Posts spread over the window; each sponsored post loses a share of the audience for the next."""
    creator = np.repeat(np.arange(roster.posts.size), roster.posts)
    first = np.concatenate([[0], np.cumsum(roster.posts)])[:-1]
    number = np.arange(creator.size) - first[creator]
    step = scenario.posts.window_days / roster.posts[creator]
    day = np.floor((number + offsets(scenario, roster)[creator]) * step).astype(np.int64)
    kept = np.ones((roster.posts.size, roster.posts.max(initial=1)))
    kept[:, 1:] -= of_groups(scenario, roster.group, "audience_loss")[:, None]
    left = np.cumprod(kept, axis=1)[creator, number]
    reach = real_reach(scenario, roster)[creator] * left
    return Posts(creator.astype(np.int64), number.astype(np.int64), day, reach_law.solve_intensity(reach, activity))


def fees(scenario: Scenario, roster: Roster) -> tuple[F64, F64]:
    """Fee before luck and sd of its logarithm [creator]; a creator's own fee comes first and has no luck."""
    rule = scenario.costs
    open_ = np.isnan(roster.fee_usd)
    if rule.fees == "equal_price":
        own, budget = math.fsum(roster.fee_usd[~open_]), rule.budget_usd or 0.0
        if own > budget:
            told = (
                f"{budget:,.0f} is less than {own:,.0f}, the creators' own fees together; equal_price splits the rest"
            )
            raise InputError(told, path=("costs", "budget_usd"))
        asked = costs.equal_price(np.where(open_, roster.followers, 0.0), budget - own)
        return np.where(open_, asked, roster.fee_usd), np.zeros(open_.size)
    by_law = tiers.fee(roster.followers, rule.fee_per_1k_usd, rule.fee_exponent, rule.fee_minimum_usd)
    return np.where(open_, by_law, roster.fee_usd), np.where(open_, rule.fee_sd, 0.0)


def management_hours(scenario: Scenario, roster: Roster) -> float:
    """Hours of the whole campaign, congestion included."""
    rule = scenario.costs
    each = costs.hours(
        of_groups(scenario, roster.group, "management_hours"),
        of_groups(scenario, roster.group, "hours_per_post"),
        roster.posts,
    )
    return math.fsum(each) * costs.congestion(each.size, rule.congestion_creators, rule.congestion_exponent)


def link_classes(world: World, order: I64) -> tuple[I64, I64]:
    """Links in the order of creators: where each comes from [link], and link_class_start [creator, class + 1]."""
    starts = world.link_class_start[order]
    sizes = starts[:, -1] - starts[:, 0]
    shift = np.concatenate([[0], np.cumsum(sizes)])[:-1] - starts[:, 0]
    source = np.repeat(-shift, sizes) + np.arange(sizes.sum())
    return source, starts + shift[:, None]


def check_exposures(plan: Plan) -> None:
    """Refuse a campaign in which one person could be exposed more often than the kernel counts."""
    per_creator = np.bincount(plan.post_creator[plan.cell_post], minlength=plan.creator_key.size)
    if per_creator.sum() < MOST_EXPOSURES:
        return
    sizes = plan.link_class_start[:, -1] - plan.link_class_start[:, 0]
    most = np.bincount(plan.link_follower, weights=np.repeat(per_creator, sizes)).max()
    if most >= MOST_EXPOSURES:
        raise InputError(f"one person could see {most:,.0f} exposures; at most {MOST_EXPOSURES - 1:,}",
                         path=("posts", "per_creator"))  # fmt: skip


def of_creators(scenario: Scenario, roster: Roster, views: F64) -> dict[str, Any]:
    """The plan's arrays over creators. views: expected per listed follower and post [creator]."""
    luck_sd, luck_shift = engagement_luck(scenario, roster)
    fee_usd, fee_sd = fees(scenario, roster)
    rates = engagement_rates(scenario, roster)
    buy_prob = scenario.funnel.conversion_prob * of_groups(scenario, roster.group, "trust")
    return {
        "creator_key": roster.key,
        "creator_posts": roster.posts,
        "creator_no_show_prob": of_groups(scenario, roster.group, "no_show_prob"),
        "creator_engage_prob": np.divide(rates, views, out=np.zeros(rates.size), where=views > 0.0),
        "creator_luck_sd": luck_sd,
        "creator_luck_shift": luck_shift,
        "creator_click_prob": np.full(rates.size, scenario.funnel.click_prob),
        "creator_buy_prob": np.minimum(buy_prob, 1.0),
        "creator_fee_usd": fee_usd,
        "creator_fee_sd": fee_sd,
        "creator_gift_usd": of_groups(scenario, roster.group, "gift_usd"),
    }


def of_links(scenario: Scenario, world: World, order: I64) -> dict[str, Any]:
    """The plan's arrays over links, in the order of creators."""
    source, class_start = link_classes(world, order)
    person = world.link_person[source]
    followers, follower = np.unique(person, return_inverse=True)
    match = matches(scenario, world)
    susceptibility = people.susceptibilities(scenario.run.seed, person, scenario.world.susceptibility_sd)
    return {
        "n_followers": followers.size,
        "link_class_start": np.ascontiguousarray(class_start),
        "link_follower": follower.astype(np.int32),
        "link_person": person,
        "link_match": match if match.size == 1 else match[source],
        "match_step": int(match.size > 1),
        "link_susceptibility": susceptibility,
        "susceptibility_step": int(susceptibility.size > 1),
    }


def make(scenario: Scenario, world: World, draw: int) -> Plan:
    """The plan of one draw. Raises InputError with the path of the key that cannot be meant."""
    roster = line_up(scenario, world)
    activity = people.activity_means(scenario.world.activity_classes, scenario.world.activity_shape)
    visibility = bind(FEEDS, scenario.exposure.feed, ("exposure", "feed"))(scenario.exposure.half_life_hours)
    posts = schedule(scenario, roster, activity)
    shown = feeds.cells(posts.day, posts.intensity, visibility, scenario.run.horizon_days)
    intensity = reach_law.solve_intensity(real_reach(scenario, roster), activity)
    views = reach_law.views_per_follower(intensity, activity, visibility) * (1.0 - roster.fake_share)
    table = response(scenario)
    plan = Plan(
        **of_creators(scenario, roster, views),
        **of_links(scenario, world, roster.order),
        seed=np.uint64(scenario.run.seed),
        draw=draw,
        n_days=scenario.run.horizon_days,
        weight=scenario.world.sample_one_in,
        class_activity=activity,
        post_creator=posts.creator,
        post_number=posts.number,
        quality_sd=scenario.engagement.quality_sd,
        day_cell_start=shown.day_start,
        cell_post=shown.post,
        cell_hazard=shown.hazard,
        response=table,
        n_sources=N_SOURCES,
        n_exposures=N_EXPOSURES,
        repeat_matters=int((table != 1.0).any()),
        pay_no_shows=int(scenario.costs.pay_no_shows),
        management_hours=management_hours(scenario, roster),
        hour_usd=scenario.costs.hour_usd,
        agency_share=scenario.costs.agency_share,
        agency_minimum_usd=scenario.costs.agency_minimum_usd,
    )
    check_exposures(plan)
    return freeze(plan)  # type: ignore[no-any-return]


def check(scenario: Scenario) -> None:
    """Everything about names and parameters that can be said without building the world. Raises InputError."""
    from sim.world import communities

    bind(CURVES, scenario.response.curve, ("response", "curve"))(np.arange(1.0, 3.0))
    bind(FEEDS, scenario.exposure.feed, ("exposure", "feed"))(scenario.exposure.half_life_hours)
    bind(ENGAGEMENT_LAWS, scenario.engagement.law, ("engagement", "law"))(np.array([1e3]), 0.01, 0.1)
    bind(people.FOLLOWINESS_LAWS, scenario.world.followiness, ("world", "followiness"))(np.array([0.5]))
    communities.check(scenario.world)
