"""Scenario + World -> Plan: words become numbers in two steps, first figures, then the kernel's arrays."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np

from sim.core.arrays import F32, F64, I64, Plan, freeze
from sim.core.maths import powers
from sim.core.states import MOST_EXPOSURES
from sim.errors import InputError
from sim.mechanisms import feeds
from sim.mechanisms.curves import CURVES, N_EXPOSURES, N_SOURCES
from sim.mechanisms.registry import bind
from sim.mechanisms.tiers import ENGAGEMENT_LAWS
from sim.plan import figures as reading
from sim.plan.attention import divide
from sim.plan.figures import Figures
from sim.plan.friend_arrays import NOBODY, Slots, nobody, of_friends, slots_of
from sim.plan.hired_creators import HiredCreators, line_up, walk
from sim.plan.leaving import FOR_EVER, FleetingAudiences, audience_of_posts, leavers_last, mass_of_posts
from sim.plan.levels import Levels, levels_of
from sim.plan.momentum import engagements_due
from sim.plan.outside import join_strangers, pools_of, views_outside
from sim.plan.posts import FirstViews, PostArrays, first_views, schedule
from sim.plan.responses import answered_views, click_odds, engage_odds, engagement_luck, purchase_prob
from sim.recall import Recall
from sim.scenario.model import Scenario
from sim.scenario.talks import talks
from sim.world import people
from sim.world.build import World
from sim.world.strangers import Strangers

Change = Callable[[Figures], Figures]


class Links(NamedTuple):
    """The links of a world in the order of creators: all that it decides for every scenario that lives in it."""

    source: I64  # [link] the world's link
    class_start: I64  # [creator, class + 1]
    person: np.ndarray  # [link]
    follower: np.ndarray  # [link] int32, persons counted through
    stays: np.ndarray  # [link] int32, the creator's sponsored posts that they are there for; who leaves stands last
    n_followers: int
    slots: Slots  # of everybody, where friends matter


# What draws of one world have in common; beside it what owns its key, so that no key is used twice.
LEFT: Recall[tuple[object, ...], tuple[Links, Links]] = Recall(2)
JOINED: Recall[tuple[int, int], tuple[Links, Strangers, Links]] = Recall(2)


def links_of(world: World) -> Links:
    """The links of a world."""
    source, class_start = link_classes(world, walk(world))
    person = world.link_person[source]
    stays = np.full(person.size, FOR_EVER, np.int32)
    return count_links(Links(source, np.ascontiguousarray(class_start), person, np.empty(0), stays, 0, nobody()), world)


def count_links(links: Links, world: World, stand_in: np.ndarray = NOBODY) -> Links:
    """The links with their persons counted through. stand_in: whose friends those beyond the world's people have."""
    is_there = np.zeros(int(links.person.max(initial=-1)) + 1, bool)
    is_there[links.person] = True
    place = np.cumsum(is_there, dtype=np.int32) - np.int32(1)
    followers = np.flatnonzero(is_there)
    slots = slots_of(followers, stand_in, world.n_people) if world.friend.size else nobody()
    return links._replace(follower=place[links.person], n_followers=followers.size, slots=slots)


def link_classes(world: World, order: I64) -> tuple[I64, I64]:
    """Links in the order of creators: where each comes from [link], and link_class_start [creator, class + 1]."""
    starts = world.link_class_start[order]
    sizes = starts[:, -1] - starts[:, 0]
    shift = np.concatenate([[0], np.cumsum(sizes)])[:-1] - starts[:, 0]
    source = np.repeat(-shift, sizes) + np.arange(sizes.sum())
    return source, starts + shift[:, None]


def apart(person: np.ndarray, n_people: int) -> tuple[np.ndarray, np.ndarray]:
    """The same links with another person behind each [link], and whom the new persons stand in for [stranger].

    A person's second link goes to somebody new.
    """
    _, first = np.unique(person, return_index=True)
    again = np.ones(person.size, bool)
    again[first] = False
    return np.where(again, n_people + np.cumsum(again) - 1, person).astype(person.dtype), person[again]


def less_attentive(links: Links, activity: F64, exponent: float) -> tuple[Links, F64]:
    """The links in finer classes, by activity and by the number of creators followed; activity [class]."""
    order, class_start, activity = divide(links.follower, links.class_start, activity, exponent)
    return reorder(links, order)._replace(class_start=class_start), activity


def reorder(links: Links, order: I64) -> Links:
    """The links in another order within their classes."""
    return links._replace(**{name: getattr(links, name)[order] for name in ("source", "person", "follower", "stays")})


def with_leavers(scenario: Scenario, roster: HiredCreators, figures: Figures, links: Links) -> Links:
    """The links with those followers last, in each class, who leave because of sponsored posts."""
    audiences = FleetingAudiences(roster.key, figures.audience_loss, figures.posts_in_all)
    if not audiences.lose_anybody:
        return links
    key = (id(links.person), scenario.run.seed, *(array.tobytes() for array in audiences))

    def leave() -> tuple[Links, Links]:
        leaving = leavers_last(scenario.run.seed, links.person, links.class_start, audiences)
        return links, reorder(links, leaving.order)._replace(stays=leaving.stays)

    return LEFT.of(key, leave)[0][1]


def activity_of(scenario: Scenario) -> F64:
    """Mean use of the activity classes [class]."""
    return people.activity_means(scenario.world.activity_classes, scenario.world.activity_shape)


class Joined(NamedTuple):
    """All links of a plan."""

    links: Links
    activity: F64  # [creator, class]
    match: F32  # [link] or a single value
    views: F64  # [creator, node] of a first post, per listed follower, at each point of the luck of reach


def check_exposures(plan: Plan) -> None:
    """Refuse a campaign in which one person could be exposed more often than the kernel counts."""
    per_creator = np.bincount(plan.post_creator[plan.cell_post], minlength=plan.creator_key.size)
    shares = int(np.bincount(plan.friend).max()) if plan.spreads else 0  # a friend shares once
    if per_creator.sum() + shares < MOST_EXPOSURES:
        return
    sizes = plan.link_class_start[:, -1] - plan.link_class_start[:, 0]
    most = np.bincount(plan.link_follower, weights=np.repeat(per_creator, sizes)).max() + shares
    if most >= MOST_EXPOSURES:
        raise InputError(f"one person could see {most:,.0f} exposures; at most {MOST_EXPOSURES - 1:,}",
                         path=("posts", "per_creator"))  # fmt: skip


def of_creators(
    scenario: Scenario, roster: HiredCreators, figures: Figures, views: F64, levels: Levels
) -> dict[str, Any]:
    """The plan's arrays over creators. views: expected per listed follower, by luck of reach [creator, node]."""
    engaging = answered_views(scenario, roster, figures, views.sum(axis=1))
    clicking = np.full(engaging.size, scenario.funnel.click_prob)
    return {
        "creator_key": roster.key,
        "creator_posts": roster.posts,
        "creator_no_show_prob": figures.no_show_prob,
        "creator_engage_prob": engaging,
        "creator_engage_odds": engage_odds(figures, views, engaging, scenario.world.susceptibility_sd) * levels.odds,
        "creator_luck_sd": engagement_luck(figures).creator_sd,
        "creator_click_prob": clicking,
        "creator_click_odds": click_odds(figures, views, clicking) * powers(levels.odds, figures.click_exponent),
        "creator_reach_sd": figures.creator_reach_sd,
        "post_reach_sd": figures.post_reach_sd,
        "creator_buy_prob": np.minimum(purchase_prob(scenario) * figures.trust, 1.0),
        "creator_fee_usd": figures.fee_usd,
        "creator_fee_sd": figures.fee_sd,
        "creator_fee_minimum_usd": figures.fee_minimum_usd,
        "creator_gift_usd": figures.gift_usd,
    }


def with_strangers(links: Links, world: World, pools: Strangers) -> Links:
    """The links with those to strangers behind them, in classes of their own."""

    def join() -> tuple[Links, Strangers, Links]:
        order, class_start = join_strangers(np.diff(links.class_start, axis=1), np.diff(pools.class_start, axis=1))
        beyond = int(links.source.max(initial=-1)) + 1 + np.arange(pools.person.size)
        source = np.concatenate([links.source, beyond])[order]
        person = np.concatenate([links.person, pools.person])[order]
        stays = np.concatenate([links.stays, np.full(pools.person.size, FOR_EVER, np.int32)])[order]
        wider = links._replace(source=source, person=person, stays=stays, class_start=class_start)
        return links, pools, count_links(wider, world)

    return JOINED.of((id(links.person), id(pools.person)), join)[0][2]


def all_links(
    scenario: Scenario, world: World, roster: HiredCreators, figures: Figures, links: Links, first: FirstViews
) -> Joined:
    """The links of a plan: followers by the attention that they have left, then strangers. links: leavers last."""
    use = activity_of(scenario)
    followers, match, views = use, figures.match, first.by_followers
    if scenario.exposure.attention_exponent > 0.0 and not figures.apart:
        links, followers = less_attentive(links, use, scenario.exposure.attention_exponent)
    activity = np.tile(followers, (roster.key.size, 1))
    if first.outside.any():
        pools = pools_of(scenario, world, roster, figures, first)
        outside = views_outside(scenario, pools.class_start, figures, first, use)
        views = views + outside.views
        links = with_strangers(links, world, pools)
        activity = np.concatenate([activity, outside.activity], axis=1)
        if match.size > 1:
            match = np.concatenate([match, reading.fit(scenario, world, pools.person)])
    if figures.apart:
        person, stand_in = apart(links.person, world.n_people)
        links = count_links(links._replace(person=person), world, stand_in)
    return Joined(links, activity, match if match.size == 1 else match[links.source], views)


def of_links(
    scenario: Scenario, world: World, roster: HiredCreators, figures: Figures, joined: Joined
) -> dict[str, Any]:
    """The plan's arrays over links, in the order of creators."""
    links, activity, match, _ = joined
    reached = audience_of_posts(roster.posts, figures.earlier_posts, links.class_start, links.stays)
    sd = scenario.world.susceptibility_sd
    level = people.susceptibility_levels(scenario.run.seed, links.person, sd)
    return {
        "n_followers": links.n_followers,
        "link_class_start": links.class_start,
        "class_activity": activity,
        "post_class_stop": reached,
        "post_mass": mass_of_posts(roster.posts, links.class_start, activity, reached),
        "link_follower": links.follower,
        "link_person": links.person,
        "link_match": match,
        "match_step": int(match.size > 1),
        "susceptibility": people.susceptibilities(sd),
        "link_susceptibility": level,
        "susceptibility_step": int(level.size > 1),
        **of_friends(scenario, world, links.slots, figures),
    }


def figures_of(scenario: Scenario, world: World) -> Figures:
    """The figures of a scenario as it stands. Raises InputError."""
    return reading.read(scenario, world, line_up(scenario, world))


def make(scenario: Scenario, world: World, draw: int, change: Change | None = None, links: Links | None = None) -> Plan:
    """The plan of one draw. change: what to make of the scenario's figures first; links: of this world, if at hand.

    Raises InputError with the path of the key that cannot be meant.
    """
    plan = of_all(scenario, world, draw, change, links)
    check_exposures(plan)
    if plan.momentum > 0.0:
        plan = plan._replace(cell_due=engagements_due(plan))
    return freeze(plan)  # type: ignore[no-any-return]


def of_all(scenario: Scenario, world: World, draw: int, change: Change | None, links: Links | None) -> Plan:
    """The plan of everybody who could be hired, which need not be one that can be played."""
    roster = line_up(scenario, world)
    figures = reading.read(scenario, world, roster)
    if change is not None:
        figures = change(figures)
    links = with_leavers(scenario, roster, figures, links or links_of(world))
    first = first_views(scenario, roster, figures, activity_of(scenario))
    joined = all_links(scenario, world, roster, figures, links, first)
    levels = levels_of(scenario, draw, roster, figures)
    arrays = {
        **of_creators(scenario, roster, figures, joined.views, levels),
        **of_links(scenario, world, roster, figures, joined),
    }
    return assemble(scenario, draw, figures, schedule(scenario, roster, first.intensity * levels.reach), arrays)


def assemble(scenario: Scenario, draw: int, figures: Figures, posts: PostArrays, arrays: Mapping[str, Any]) -> Plan:
    """The kernel's arrays for these figures and posts. arrays: those over creators and over links."""
    feed = reading.feed_of(scenario)
    shown = feeds.cells(posts.day, posts.intensity, feed.visibility, scenario.run.horizon_days)
    return Plan(
        **arrays,
        seed=np.uint64(scenario.run.seed),
        draw=draw,
        n_days=scenario.run.horizon_days,
        weight=scenario.world.sample_one_in,
        post_creator=posts.creator,
        post_number=posts.number,
        quality_sd=figures.quality_sd,
        reach_correlation=figures.reach_correlation,
        click_sd=figures.click_sd,
        click_exponent=figures.click_exponent,
        day_cell_start=shown.day_start,
        cell_post=shown.post,
        cell_hazard=shown.hazard,
        cell_due=np.zeros(shown.post.size),
        momentum=figures.momentum,
        most_boost=feed.most_boost,
        **of_responses(figures),
        pay_no_shows=int(scenario.costs.pay_no_shows),
        management_hours=figures.hours,
        hour_usd=scenario.costs.hour_usd,
        agency_share=figures.agency_share,
        agency_minimum_usd=figures.agency_minimum_usd,
    )


def of_responses(figures: Figures) -> dict[str, Any]:
    """The plan's fields on how earlier exposures weigh on later ones."""
    repeat_matters, interferes = (figures.response != 1.0).any(), (figures.interference != 1.0).any()
    return {
        "response": figures.response,
        "n_sources": N_SOURCES,
        "n_exposures": N_EXPOSURES,
        "repeat_matters": int(repeat_matters),
        "order_matters": int(repeat_matters or interferes),
        "creator_kind": figures.big,
        "interference": figures.interference,
        "interferes": int(interferes),
    }


def check(scenario: Scenario) -> None:
    """Everything about names and parameters that can be said without building the world. Raises InputError."""
    from sim.world import communities, friends

    bind(CURVES, scenario.response.curve, ("response", "curve"))(np.arange(1.0, 3.0))
    reading.feed_of(scenario)
    bind(ENGAGEMENT_LAWS, scenario.engagement.law, ("engagement", "law"))(np.array([1e3]), 0.01, 0.1)
    bind(people.FOLLOWINESS_LAWS, scenario.world.followiness, ("world", "followiness"))(np.array([0.5]))
    communities.check(scenario.world)
    if talks(scenario) and scenario.friends.network is None:
        friends.check(scenario.friends)
        bind(people.FOLLOWINESS_LAWS, scenario.friends.sociability, ("friends", "sociability"))(np.array([0.5]))
