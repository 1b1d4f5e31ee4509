"""Posts: their days, and the share of followers that each reaches."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from sim.core import address
from sim.core.arrays import F64, I64
from sim.errors import InputError
from sim.mechanisms import reach as reach_law
from sim.mechanisms.schedules import PATTERNS, Calendar
from sim.plan import figures as reading
from sim.plan.figures import Figures
from sim.plan.hired_creators import HiredCreators, line_up
from sim.plan.responses import MOST_ANSWERED, reach_sd, views_by_luck
from sim.scenario.model import Scenario
from sim.world.build import World

MOST_REACH = 0.99  # of real followers, by one post
MOST_AMONG_FAKES = 0.75  # likewise where the share of fakes is drawn: of few real ones hardly all can be reached
MOST_INSIDE = 0.9  # views of a post by followers, per real one, where views are known: the rest is from outside (J)


class FirstViews(NamedTuple):
    """Views of creators' first posts, before anybody has left."""

    intensity: F64  # [creator] of followers of activity 1, over the post's life
    by_followers: F64  # [creator, node] per listed follower, at each point of the luck of reach, times its share
    outside: F64  # [creator] by people who do not follow, per listed follower


def first_views(scenario: Scenario, roster: HiredCreators, figures: Figures, activity: F64) -> FirstViews:
    """Views of first posts: by the law of reach, or as many as a creator is known to have. activity: of followers."""
    visibility, real = reading.feed_of(scenario).visibility, 1.0 - figures.fake_share
    intensity = by_reach(real_reach(scenario, roster, figures), figures, activity)
    views = views_by_luck(figures, intensity, activity, visibility)
    inside = views.sum(axis=1) * real
    in_all = inside / (1.0 - figures.outside_share)
    known = ~np.isnan(figures.views) | ~np.isnan(figures.views_factor)
    if known.any():
        in_all = np.where(known, known_views(figures, in_all), in_all)
        shown = np.minimum((1.0 - figures.outside_share) * in_all, MOST_INSIDE * real)
        inside = np.where(known, shown, inside)
        solved = by_views(inside / real, np.ones(activity.size), figures, activity, visibility)
        intensity = np.where(known, solved, intensity)
        views = views_by_luck(figures, intensity, activity, visibility)
    return FirstViews(intensity, views * real[:, None], in_all - inside)


def known_views(figures: Figures, by_law: F64) -> F64:
    """Views of creators whose own are known, or their own rate, per listed follower [creator]; by_law: of others.

    By a rate there are no more than followers can have, but where so many could not bring the rate.
    """
    most = MOST_INSIDE * (1.0 - figures.fake_share) / (1.0 - figures.outside_share)
    by_rate = np.maximum(np.minimum(by_law * figures.views_factor, most), figures.rate / MOST_ANSWERED)
    return np.where(np.isnan(figures.views), by_rate, figures.views)


def real_reach(scenario: Scenario, roster: HiredCreators, figures: Figures) -> F64:
    """Share of real followers that a creator's first post reaches by the platform's law [creator].

    The law counts listed ones. More than all real ones is a mistake where the numbers are chosen; where they are
    drawn, or where a creator's own views are known, it is cut, see `n_cut`.
    """
    reach = per_real_follower(roster, figures.reach)
    too_far = (reach >= 1.0) & np.isnan(figures.views)
    if scenario.run.draws == 1 and too_far.any():
        worst = int(np.argmax(np.where(too_far, reach, 0.0)))
        name = scenario.creators[roster.group[worst]].name
        raise InputError(
            f"a post of a creator with {figures.followers[worst]:,.0f} followers would reach "
            f"{figures.reach[worst]:.3f} of those listed, but in group {name} only "
            f"{1.0 - figures.fake_share[worst]:.3f} are real; lower reach_1k, reach_exponent or fake_share",
            path=("exposure", "reach_1k"),
        )
    return np.asarray(np.where(reach >= (MOST_REACH if scenario.run.draws > 1 else 1.0), MOST_REACH, reach))


def per_real_follower(roster: HiredCreators, listed: F64) -> F64:
    """Reach of a post per real follower [creator], cut where fakes are drawn. listed: per listed follower."""
    real = listed / (1.0 - roster.fake_share)
    return np.where(roster.draws_fakes, np.minimum(real, np.maximum(MOST_AMONG_FAKES, listed)), real)


def n_cut(scenario: Scenario, world: World) -> int:
    """Creators of whose followers a post would reach more than MOST_REACH, with drawn numbers."""
    roster = line_up(scenario, world)
    reach = per_real_follower(roster, reading.listed_reach(scenario, roster))
    return int(((reach >= MOST_REACH) & np.isnan(roster.views)).sum())


def by_reach(reach: F64, figures: Figures, activity: F64) -> F64:
    """The intensity with which posts reach so many of their people, on average over the luck of reach [creator]."""
    out = np.empty(reach.size)
    for own, crowd in crowds(figures, activity):
        out[own] = reach_law.solve_intensity(reach[own], *crowd)
    return out


def by_views(views: F64, n_people: F64, figures: Figures, activity: F64, visibility: F64) -> F64:
    """The intensity with which people view posts so often, on average over the luck of reach [creator].

    n_people: [class], or [creator, class]; in the former case views are per person.
    """
    out = np.empty(views.size)
    counts = np.broadcast_to(n_people / (n_people.sum() if n_people.ndim == 1 else 1.0), (views.size, activity.size))
    for own, crowd in crowds(figures, activity):
        n_points = crowd.share.size // activity.size
        share = np.repeat(counts[own], n_points, axis=1) * (crowd.share * activity.size)
        out[own] = reach_law.solve_views(views[own], share, crowd.activity, visibility)
    return out


def crowds(figures: Figures, activity: F64) -> Iterator[tuple[I64, reach_law.Viewers]]:
    """Creators whose posts have the same luck of reach, and the people for them with that luck."""
    sd = reach_sd(figures)
    for value in np.unique(sd):
        yield np.flatnonzero(sd == value), reach_law.crowd_of(activity, float(value))


class PostArrays(NamedTuple):
    """All posts, creator by creator."""

    creator: I64  # [post]
    number: I64  # [post] from 0
    day: I64  # [post]
    intensity: F64  # [post] expected views per real follower of activity 1, over the post's life


def calendar(scenario: Scenario, roster: HiredCreators) -> Calendar:
    """The days on which each creator may post: in the window of the campaign or that of the group."""
    rule = scenario.posts
    days = [rule.window_days if group.window_days is None else group.window_days for group in scenario.creators]
    return Calendar(
        start=np.array([group.start_day for group in scenario.creators], np.int64)[roster.group],
        days=np.array(days, np.int64)[roster.group],
        posts=roster.posts,
        group=roster.group,
        time=address.uniforms(np.uint64(scenario.run.seed), address.POST_DAY, roster.key),
        pulses=rule.pulses,
    )


def count_posts(posts: I64) -> tuple[I64, I64]:
    """Posts counted through, creator by creator: creator [post] and the creator's own count from 0 [post]."""
    creator = np.repeat(np.arange(posts.size), posts)
    first = np.concatenate([[0], np.cumsum(posts)])[:-1]
    return creator.astype(np.int64), (np.arange(creator.size) - first[creator]).astype(np.int64)


def schedule(scenario: Scenario, roster: HiredCreators, intensity: F64) -> PostArrays:
    """Posts on the days of their pattern. intensity: of each creator's posts [creator]."""
    creator, number = count_posts(roster.posts)
    when = calendar(scenario, roster)
    day = when.start[creator] + PATTERNS[scenario.posts.pattern](when, creator, number)
    return PostArrays(creator, number, day, intensity[creator])
