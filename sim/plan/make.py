"""Scenario + World -> Plan: words become numbers in two steps, first figures, then the kernel's arrays."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from sim.core.arrays import F64, Plan, freeze
from sim.core.maths import powers
from sim.core.states import MOST_EXPOSURES
from sim.errors import InputError
from sim.mechanisms import feeds
from sim.mechanisms.curves import CURVES, N_EXPOSURES, N_SOURCES
from sim.mechanisms.registry import bind
from sim.mechanisms.tiers import ENGAGEMENT_LAWS
from sim.plan import figures as reading
from sim.plan.figures import Figures
from sim.plan.friend_arrays import of_friends
from sim.plan.hired_creators import HiredCreators, line_up
from sim.plan.leaving import activity_per_view, audience_of_posts, mass_of_posts
from sim.plan.levels import Levels, levels_of
from sim.plan.links import Joined, Links, activity_of, all_links, links_of, with_leavers
from sim.plan.momentum import engagements_due
from sim.plan.posts import PostArrays, first_views, schedule
from sim.plan.responses import answered_views, buy_odds, click_odds, engage_odds, engagement_luck, purchase_prob
from sim.scenario.model import Scenario
from sim.scenario.talks import talks
from sim.world import people
from sim.world.build import World

Change = Callable[[Figures], Figures]


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
    buying = np.minimum(purchase_prob(scenario) * figures.trust, 1.0)
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
        "creator_buy_prob": buying,
        "creator_buy_odds": buy_odds(buying, figures.buy_sd),
        "creator_fee_usd": figures.fee_usd,
        "creator_fee_sd": figures.fee_sd,
        "creator_fee_minimum_usd": figures.fee_minimum_usd,
        "creator_gift_usd": figures.gift_usd,
    }


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
        "post_activity": activity_per_view(roster.posts, links.class_start, activity, reached),
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
        buy_sd=figures.buy_sd,
        impressions_per_view=scenario.exposure.impressions_per_view,
        day_cell_start=shown.day_start,
        cell_post=shown.post,
        cell_hazard=shown.hazard,
        cell_due=np.zeros(shown.post.size),
        momentum=figures.momentum,
        most_boost=feed.most_boost,
        **of_responses(figures),
        pay_no_shows=int(scenario.costs.pay_no_shows),
        management_hours=figures.hours,
        hour_usd=scenario.costs.charged_hour_usd,
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
