"""What each creator does alone, by number of posts: from it follows what any plan does, where creators are independent.

They are independent where a repeated exposure counts like a first one, nobody shares and no feed has momentum. Then a
person is won by a plan with probability 1 - prod(1 - p), and the creators' luck may be averaged creator by creator.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.core.arrays import F64, I32, I64, Plan
from sim.core.coverage import played
from sim.core.maths import normal_quantile

GOALS = ("reach", "engagers", "purchases", "revenue", "impressions", "engagements", "clicks")
PEOPLE = ("reach", "engagers", "purchases", "revenue")  # counted once, however often; the others are events
LEVELS = 8  # of how fitting and susceptible people are, where they are all different
FEW = 2_000  # sampled followers of a creator
POINTS = 512  # of each creator's luck, over which exact means are taken
LEAST_KEPT = 1e-6  # nobody is won for certain: who leaves a plan is divided out of it


class Luck(NamedTuple):
    """The creators' luck in every world, each creator's evenly spread over all of it: nobody is favoured by chance."""

    shows: F64  # [creator, world] 1 where the creator posts; a single world: the chance
    rate: F64  # [creator, point] factor on the chance to engage
    quality: list[F64]  # of each creator [post, point]


class Alone(NamedTuple):
    """Segments are a creator's followers of one kind: of one activity and fit."""

    person: I32  # [link]
    start: I64  # [segment + 1]
    n_people: int
    n_kinds: int  # segments of each creator
    kept: F64  # [step, segment, world] chance that a person is not won; of nobody's posts, step 0: 1
    events: F64  # [step, creator, world] answers; empty where people are counted
    factor: float  # what one person or event counts


def dependences(plan: Plan, attention_exponent: float) -> list[str]:
    """Why creators are not independent of one another in this plan; empty where they are."""
    told = {
        "repeated exposure counts otherwise than a first one (response)": plan.repeat_matters,
        "big and small creators interfere (response.interference)": plan.interferes,
        "people talk to friends (word_of_mouth)": plan.spreads,
        "the feed has momentum (exposure.feed)": plan.momentum > 0.0,
        "attention is divided among all candidates (exposure.attention_exponent)": attention_exponent > 0.0,
    }
    return [reason for reason, holds in told.items() if holds]


def spread_evenly(seed: int, key: int, rows: int, points: int) -> F64:
    """Uniforms [row, point]: each row has one in every interval of 1 / points, in an order of the creator's own."""
    order = np.random.default_rng([seed, key]).permuted(np.tile(np.arange(points), (rows, 1)), axis=1)
    return np.asarray((order + 0.5) / points)


def normals(uniforms: F64) -> F64:
    return np.asarray(np.vectorize(normal_quantile, otypes=[np.float64])(uniforms))


def luck_of(plan: Plan, n_worlds: int) -> Luck:
    """The luck of `n_worlds` worlds; of one world: all luck at POINTS points, to be averaged."""
    points = POINTS if n_worlds == 1 else n_worlds
    middle = normals((np.arange(points) + 0.5) / points)
    n_creators = plan.creator_key.size
    shows, rate, quality = np.empty((n_creators, n_worlds)), np.empty((n_creators, points)), []
    for creator in range(n_creators):
        posts = int(plan.creator_posts[creator])
        rows = spread_evenly(int(plan.seed), int(plan.creator_key[creator]), posts + 2, points)
        place = (rows * points).astype(np.int64)
        absent = plan.creator_no_show_prob[creator]
        shows[creator] = 1.0 - absent if n_worlds == 1 else rows[0] >= absent
        rate[creator] = scaled(middle[place[1]], plan.creator_luck_sd[creator]) * np.exp(
            plan.creator_luck_shift[creator] + 0.5 * plan.creator_luck_sd[creator] ** 2
        )
        each = scaled(middle[place[2:]], plan.quality_sd)
        together = each * scaled(middle[place[1]], plan.creator_luck_sd[creator])
        quality.append(each / together.mean(axis=1, keepdims=True))
    return Luck(shows, rate, quality)


def scaled(normal: F64, sd: float) -> F64:
    """Lognormal luck of mean exactly 1 over the points."""
    luck = np.exp(sd * normal)
    return np.asarray(luck / luck.mean(axis=-1, keepdims=True))


def fit_of(plan: Plan, goal: str) -> F64:
    """How much a person's fit and susceptibility multiply the chance of an answer [link], or a single value."""
    if goal in ("reach", "impressions"):
        return np.ones(1)
    if goal in ("engagers", "engagements"):
        return plan.link_match.astype(np.float64) * plan.link_susceptibility
    return plan.link_match.astype(np.float64)


def levels_of(fit: F64) -> tuple[I64, int]:
    """Which level of fit each link has, and how many there are: few values as they are, many in equal parts."""
    values = np.unique(fit)
    if values.size <= LEVELS:
        return np.searchsorted(values, fit).astype(np.int64), values.size
    edges = np.quantile(fit, np.arange(1, LEVELS) / LEVELS)
    return np.searchsorted(edges, fit, side="right").astype(np.int64), LEVELS


def answers(plan: Plan, goal: str, creator: int, fit: F64, luck: Luck) -> tuple[F64, F64]:
    """Chance that a view is answered [kind, point], and the factor of each post's quality [post, point]."""
    rate, quality = luck.rate[creator], luck.quality[creator]
    if goal in ("engagers", "engagements"):
        return plan.creator_engage_prob[creator] * fit[:, None] * rate, quality
    if goal in ("reach", "impressions"):
        return np.ones((fit.size, rate.size)), np.ones_like(quality)
    click = np.minimum(plan.creator_click_prob[creator] * fit[:, None], 1.0)
    buy = 1.0 if goal == "clicks" else plan.creator_buy_prob[creator]
    return np.tile(click * buy, (1, rate.size)), np.ones_like(quality)


def cells_of(plan: Plan) -> tuple[I64, I64]:
    """Cells in the order of creators and posts, and where each post's begin [post + 1]."""
    order = np.argsort(plan.cell_post, kind="stable")
    return order, np.searchsorted(plan.cell_post[order], np.arange(plan.post_creator.size + 1)).astype(np.int64)


def of_plan(plan: Plan, goal: str, fit: F64, luck: Luck) -> tuple[F64, F64]:
    """Chance that a person is not won [creator, kind, world], and one person's answers. fit: [creator, kind]."""
    order, cell_start = cells_of(plan)
    hazard = plan.cell_hazard[order]
    post_start = np.searchsorted(plan.post_creator, np.arange(plan.creator_key.size + 1))
    n_levels = fit.shape[1] // plan.class_activity.shape[1]
    n_worlds = luck.shows.shape[1]
    kept = np.empty((*fit.shape, n_worlds))
    events = np.empty_like(kept)
    for creator in range(plan.creator_key.size):
        answer, quality = answers(plan, goal, creator, fit[creator], luck)
        starts = cell_start[post_start[creator] : post_start[creator + 1] + 1]
        activity = np.repeat(plan.class_activity[creator], n_levels)
        own = hazard[starts[0] : starts[-1]]
        alone, often = played(own, starts - starts[0], activity, answer, quality)
        if n_worlds == 1:
            alone, often = alone.mean(axis=1, keepdims=True), often.mean(axis=1, keepdims=True)
        shows = luck.shows[creator]
        kept[creator], events[creator] = 1.0 - shows * (1.0 - alone), shows * often
    return kept, events


def usual(each: F64, few: NDArray[np.bool_], n_levels: int) -> F64:
    """Where few followers are simulated, all are of mean use: which classes they fall in by chance decides nothing."""
    classes = each.reshape(each.shape[0], -1, n_levels, each.shape[2])
    mean = np.broadcast_to(classes.mean(axis=1, keepdims=True), classes.shape)
    return np.where(few[:, None, None], mean.reshape(each.shape), each)


def alone(plans: Sequence[Plan], goal: str, n_worlds: int, order_usd: float, thin: F64) -> Alone:
    """What each creator of the plans does alone; plans: of the same creators and links, by number of posts.

    thin: [creator] real followers over those whom the sample has: luck of the sample must not make a creator better.
    """
    plan = plans[0]
    sizes = plan.link_class_start[:, -1] - plan.link_class_start[:, 0]
    fit = np.broadcast_to(fit_of(plan, goal), (int(sizes.sum()),))
    level, n_levels = levels_of(fit)
    classes = np.diff(plan.link_class_start, axis=1).ravel()
    n_kinds, n_segments = plan.class_activity.shape[1] * n_levels, classes.size * n_levels
    segment = np.repeat(np.arange(classes.size), classes) * n_levels + level
    order = np.argsort(segment, kind="stable")
    people = np.bincount(segment, minlength=n_segments)
    start = np.concatenate([[0], np.cumsum(people)]).astype(np.int64)
    means = np.bincount(segment, fit, n_segments) / np.maximum(people, 1)
    fits = means.reshape(sizes.size, n_kinds)
    each = [of_plan(one, goal, fits, luck_of(one, n_worlds)) for one in plans]
    alike = (plan.class_activity == plan.class_activity[0]).all()  # else strangers have classes of their own
    few = (thin != 1.0) & (sizes < FEW) & alike
    kept = np.ones((len(plans) + 1, n_segments, n_worlds))
    lost = [usual(1.0 - one[0], few, n_levels) * thin[:, None, None] for one in each]
    kept[1:] = np.stack([np.maximum(1.0 - one, LEAST_KEPT).reshape(kept.shape[1:]) for one in lost])
    events = np.zeros((0, 0, n_worlds))
    if goal not in PEOPLE:
        events = np.zeros((len(plans) + 1, sizes.size, n_worlds))
        weight = people.reshape(sizes.size, n_kinds, 1) * thin[:, None, None]
        events[1:] = np.stack([(weight * usual(one[1], few, n_levels)).sum(axis=1) for one in each])
    factor = plan.weight * (order_usd if goal == "revenue" else 1.0)
    person = np.ascontiguousarray(plan.link_follower[order])
    return Alone(person, start, plan.n_followers, n_kinds, kept, events, factor)
