"""Exact expected values of what has a closed form: no Monte Carlo, so the user sees that the simulation is right.

Given the world and the luck of reach, every (creator, person) is a Poisson process of views that is thinned by
no-shows; means over that luck are taken at a few points of the normal distribution. So views, reach and reach by
several sources are known. Engagements and clicks are known where repeated exposure counts like the first. A feed with
momentum has neither.
"""

import math
from typing import NamedTuple

import numpy as np

from sim.core.arrays import F64, I64, Plan
from sim.core.jit import jit
from sim.core.maths import exp, log
from sim.measures.chances import MOST, chance_at, place_of, shift_tables, tabulate_answers, tabulate_views
from sim.measures.expected_bill import expected_bill, terms_of_plan
from sim.mechanisms.reach_luck import NORMAL, lognormal_factors, normal_points


class ReachPoints(NamedTuple):
    """Luck of reach at a few points."""

    factor: F64  # [creator, node] of a post's intensity, by creator and post together
    share: F64  # [node]
    ln_creator: F64  # [creator, node] of what a creator's posts have in common
    creator_share: F64  # [node]
    post_kind: I64  # [creator] its kind of luck that each post has of its own
    post_sd: F64  # [kind] of ln reach


class AnswerKinds(NamedTuple):
    """Luck of answers by kinds: what hangs on how far a post reached, and luck beside it."""

    ln_odds: F64  # [creator] of people of fit 1
    kind: I64  # [creator]
    shift: F64  # [kind, node] of ln odds at each point of the luck of reach
    beside: I64  # [kind] its kind of luck beside
    sd: F64  # [kind of luck beside] in ln odds


class Answers(NamedTuple):
    """Chances of answers over luck, by ln odds in even steps."""

    ln_odds: F64  # [creator] of people of fit 1
    kind: I64  # [creator] its table
    table: F64  # [kind, step, node]


class PostCells(NamedTuple):
    """Cells in the order of posts, and posts in that of creators."""

    hazard: F64  # [cell]
    post_start: I64  # [post + 1] first cell of each post
    creator_start: I64  # [creator + 1] first post of each creator


def _points_of(plan: Plan) -> ReachPoints:
    """The luck of reach of a plan at a few points."""
    together = np.sqrt(plan.creator_reach_sd**2 + plan.post_reach_sd**2)
    both, creator = normal_points(together), normal_points(plan.creator_reach_sd)
    of_creator = plan.creator_reach_sd[:, None] * creator.point - 0.5 * plan.creator_reach_sd[:, None] ** 2
    post_sd, kind = np.unique(plan.post_reach_sd, return_inverse=True)
    return ReachPoints(
        lognormal_factors(together, both), both.share, of_creator, creator.share, kind.ravel().astype(np.int64), post_sd
    )


def _calendar_of(plan: Plan) -> PostCells:
    """The cells of a plan, post by post."""
    order = np.argsort(plan.cell_post, kind="stable")
    post_start = np.searchsorted(plan.cell_post[order], np.arange(plan.post_creator.size + 1))
    creator_start = np.searchsorted(plan.post_creator, np.arange(plan.creator_key.size + 1))
    return PostCells(plan.cell_hazard[order], post_start.astype(np.int64), creator_start.astype(np.int64))


def _answers_of(plan: Plan, odds: F64, exponent: float, own_sd: float) -> AnswerKinds:
    """Luck of an answer whose odds follow those of engaging to this power, with post luck of its own beside."""
    reach = np.sqrt(plan.creator_reach_sd**2 + plan.post_reach_sd**2)
    shared = plan.creator_reach_sd * plan.creator_luck_sd + plan.post_reach_sd * plan.quality_sd
    shared = exponent * plan.reach_correlation * shared
    slope = np.divide(shared, reach, out=np.zeros(reach.size), where=reach > 0.0)
    variance = exponent**2 * (plan.creator_luck_sd**2 + plan.quality_sd**2) + own_sd**2 - slope**2
    kinds, kind = np.unique(np.stack([slope, np.sqrt(np.maximum(variance, 0.0))]), axis=1, return_inverse=True)
    shift = kinds[0][:, None] * normal_points(reach).point
    sds, beside = np.unique(kinds[1], return_inverse=True)
    places = (kind.ravel().astype(np.int64), shift, beside.ravel().astype(np.int64))
    with np.errstate(divide="ignore"):
        return AnswerKinds(np.log(odds), *places, sds)


@jit
def _tabulate(luck, normal):
    """Return the chances of answers of this luck. normal: points and shares of the luck beside reach."""
    return Answers(luck.ln_odds, luck.kind, shift_tables(tabulate_answers(luck.sd, normal), luck.beside, luck.shift))


@jit
def _add_chances(answers, creator, fit, weight, chances):
    """Add an answer's chances at each point of the luck of reach for people of this fit, times a weight [node]."""
    ln_odds = answers.ln_odds[creator] + log(fit)
    if ln_odds == -np.inf:
        return
    table = answers.table[answers.kind[creator]]
    step, part = place_of(ln_odds)
    odds = weight * exp(ln_odds)
    for node in range(chances.size):
        ratio = 0.0
        for other in range(4):
            ratio += part[other] * table[step + other, node]
        chances[node] += odds * ratio if ln_odds < MOST else weight


@jit
def _add_views(plan, calendar, luck, place, views, unseen):
    """Add a post's expected views of one link [class, node], and multiply the chance that it sees no post.

    luck: points of the luck of reach, and chances that a post is seen [kind, step]; place: the creator and the post.
    """
    points, tables = luck
    hazard, post_start, _ = calendar
    creator, post = place
    total = 0.0
    for cell in range(post_start[post], post_start[post + 1]):
        total += hazard[cell]
    for index in range(plan.class_activity.shape[1]):
        use = plan.class_activity[creator, index]
        for node in range(points.share.size):
            for cell in range(post_start[post], post_start[post + 1]):
                seen = 1.0 - exp(-hazard[cell] * points.factor[creator, node] * use)
                views[index, node] += points.share[node] * seen
        table = tables[points.post_kind[creator]]
        for node in range(points.creator_share.size):
            unseen[index, node] *= 1.0 - chance_at(table, log(total * use) + points.ln_creator[creator, node])


@jit
def _add_source(state, person, p):
    """Let a person see one more source with probability p. state [person, none | one | two | more sources]."""
    state[person, 3] += p * state[person, 2]
    state[person, 2] += p * (state[person, 1] - state[person, 2])
    state[person, 1] += p * (state[person, 0] - state[person, 1])
    state[person, 0] -= p * state[person, 0]


@jit
def _chances_by_level(plan, answers, creator):
    """Return an answer's chances by susceptibility [level, node]; of no level where people do not fit a brand alike."""
    n_levels = plan.susceptibility.size if plan.match_step == 0 else 0
    out = np.zeros((n_levels, answers.table.shape[2]))
    for level in range(n_levels):
        fit = np.float64(plan.link_match[0]) * np.float64(plan.susceptibility[level])
        _add_chances(answers, creator, fit, 1.0, out[level])
    return out


@jit
def _engagements(plan, answers, creator, links, by_level):
    """Return the sum of chances of engaging of links from a first to before a last one [node]."""
    first, stop = links
    chances = np.zeros(answers.table.shape[2])
    count = np.zeros(by_level.shape[0])
    for link in range(first, stop):
        level = plan.link_susceptibility[link * plan.susceptibility_step]
        if plan.match_step == 0:
            count[level] += 1.0
        else:
            fit = np.float64(plan.link_match[link]) * np.float64(plan.susceptibility[level])
            _add_chances(answers, creator, fit, 1.0, chances)
    for level in range(count.size):
        for node in range(chances.size):
            chances[node] += count[level] * by_level[level, node]
    return chances


@jit
def _clicks(plan, answers, creator, links):
    """Return the sum of chances of clicking of links from a first to before a last one [node]."""
    first, stop = links
    chances = np.zeros(answers.table.shape[2])
    if plan.match_step == 0:
        _add_chances(answers, creator, np.float64(plan.link_match[0]), np.float64(stop - first), chances)
        return chances
    for link in range(first, stop):
        _add_chances(answers, creator, np.float64(plan.link_match[link]), 1.0, chances)
    return chances


@jit
def _expect_people(plan, calendar, points, to_engage, to_click, normal):
    """Return expected impressions, people by at least 1, 2 and 3 sources, engagements and clicks, as simulated.

    Links of a class see a creator's first posts alike; those who leave stand last, so the class falls into parts.
    to_engage, to_click: luck of answers; normal: points and shares of luck.
    """
    engaging, clicking = _tabulate(to_engage, normal), _tabulate(to_click, normal)
    of_reach = (points, tabulate_views(points.post_sd, normal))
    n_classes, n_nodes = plan.class_activity.shape[1], points.share.size
    state = np.zeros((plan.n_followers, 4))
    state[:, 0] = 1.0
    out = np.zeros(6)
    for creator in range(plan.creator_key.size):
        shows = 1.0 - plan.creator_no_show_prob[creator]
        first_post, last_post = calendar.creator_start[creator], calendar.creator_start[creator + 1]
        views = np.zeros((n_classes, n_nodes))
        unseen = np.ones((n_classes, points.creator_share.size))
        by_level = _chances_by_level(plan, engaging, creator)
        for post in range(first_post, last_post):
            _add_views(plan, calendar, of_reach, (creator, post), views, unseen)
            for index in range(n_classes):
                first = plan.link_class_start[creator, index]
                if post + 1 < last_post:
                    first = plan.post_class_stop[post + 1, index]
                stop = plan.post_class_stop[post, index]
                if first >= stop:
                    continue
                p = shows * (1.0 - np.sum(points.creator_share * unseen[index]))
                for link in range(first, stop):
                    _add_source(state, plan.link_follower[link], p)
                links = (first, stop)
                out[0] += shows * (stop - first) * np.sum(views[index])
                out[4] += shows * np.sum(views[index] * _engagements(plan, engaging, creator, links, by_level))
                out[5] += shows * np.sum(views[index] * _clicks(plan, clicking, creator, links))
    for person in range(plan.n_followers):
        out[3] += state[person, 3]
        out[2] += state[person, 3] + state[person, 2]
        out[1] += state[person, 3] + state[person, 2] + state[person, 1]
    return out


OF_PEOPLE = ("impressions", "reach", "reach_2", "reach_3", "engagements", "clicks")  # no closed form with sharing


def _people(plan: Plan) -> dict[str, float]:
    """Expected views, reach and responses, where nobody shares."""
    engaging = _answers_of(plan, plan.creator_engage_odds, 1.0, 0.0)
    clicking = _answers_of(plan, plan.creator_click_odds, plan.click_exponent, plan.click_sd)
    values = _expect_people(plan, _calendar_of(plan), _points_of(plan), engaging, clicking, NORMAL) * plan.weight
    values[0] *= plan.impressions_per_view
    if plan.momentum > 0.0:  # what is seen depends on what was engaged with
        values[:] = math.nan
    elif plan.repeat_matters or plan.interferes:
        values[4:] = math.nan
    return dict(zip(OF_PEOPLE, values.tolist(), strict=True))


def expected_values(plan: Plan) -> dict[str, float]:
    """Exact expected values by the names of the outcomes; nan where there is no closed form.

    >>> from sim.study.replication.scenes import any_creator, plan_of, scenario
    >>> values = expected_values(plan_of(scenario(any_creator("posts = 3"))))
    >>> round(values["posts"], 2), round(values["no_shows"], 2)
    (2.76, 0.08)
    """
    shows = 1.0 - plan.creator_no_show_prob
    return {
        **(dict.fromkeys(OF_PEOPLE, math.nan) if plan.spreads else _people(plan)),
        "posts": math.fsum(shows * plan.creator_posts),
        "no_shows": math.fsum(plan.creator_no_show_prob),
        **expected_bill(terms_of_plan(plan)),
    }
