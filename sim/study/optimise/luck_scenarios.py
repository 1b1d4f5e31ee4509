"""Luck of the creators, spread evenly over worlds: whoever is chosen by it must not be favoured by chance."""

from typing import NamedTuple

import numpy as np

from sim.core.arrays import F64, I64, Plan
from sim.core.maths import normal_quantile

POINTS = 512  # of each creator's luck, over which exact means are taken


class CreatorLuck(NamedTuple):
    """One creator's luck; there are as many points as worlds, or POINTS that are averaged into a single world."""

    shows: F64  # [world] 1 where the creator posts; a single world: the chance
    reach: F64  # [post, point] factor on the intensity
    engagement: F64  # [post, point] factor on the odds to engage
    clicks: F64  # [post, point] factor on the odds to click


class Luck(NamedTuple):
    """The creators' luck in every world, each creator's evenly spread over all of it."""

    shows: F64  # [creator, world] 1 where the creator posts; a single world: the chance
    creators: list[CreatorLuck]

    def of_creator(self, place: int) -> CreatorLuck:
        """The luck of one of the creators."""
        return self.creators[place]


class Worlds(NamedTuple):
    """Worlds of luck: how many, of which luck, and every how many of them, from the first, are taken."""

    n: int  # 1: all luck, averaged
    turn: int = 0  # another turn has other luck
    first: int = 0
    every: int = 1

    @property
    def taken(self) -> int:
        """Number of worlds that are taken."""
        return len(range(self.first, self.n, self.every))


def luck_of(plan: Plan, worlds: Worlds, who: I64) -> Luck:
    """The luck of these creators; of a single world: all luck at POINTS points, to be averaged."""
    points = POINTS if worlds.n == 1 else worlds.n
    middle = normals((np.arange(points) + 0.5) / points)
    own = slice(worlds.first, None, worlds.every) if worlds.n > 1 else slice(None)
    creators = []
    for creator in who.tolist():
        seed = [int(plan.seed), worlds.turn, int(plan.creator_key[creator])]
        rows = spread_evenly(seed, 3 * int(plan.creator_posts[creator]) + 3, points)
        absent = plan.creator_no_show_prob[creator]
        shows = np.full(1, 1.0 - absent) if worlds.n == 1 else (rows[0] >= absent)[own].astype(np.float64)
        luck = play_luck(plan, creator, middle[(rows[1:] * points).astype(np.int64)])
        creators.append(CreatorLuck(shows, *(factor[:, own] for factor in luck)))
    return Luck(np.array([luck.shows for luck in creators]), creators)


def play_luck(plan: Plan, creator: int, normal: F64) -> tuple[F64, F64, F64]:
    """Factors on intensity, odds to engage and odds to click [post, point], as the kernel makes them.

    normal: [1 + 1 + 3 times the posts, point] of the creator's reach and engagement, of each post's reach, engagement
    and clicks.
    """
    sd, post_sd = plan.creator_reach_sd[creator], plan.post_reach_sd[creator]
    reach, own = normal[0], normal[1]
    post_reach, post_own, click = np.split(normal[2:], 3)
    ln_reach = sd * reach + post_sd * post_reach
    engaging = plan.creator_luck_sd[creator] * mix(reach, own, plan.reach_correlation * (sd > 0.0))
    engaging = engaging + plan.quality_sd * mix(post_reach, post_own, plan.reach_correlation * (post_sd > 0.0))
    with_reach = plan.reach_correlation * (sd * plan.creator_luck_sd[creator] + post_sd * plan.quality_sd)
    variance = plan.creator_luck_sd[creator] ** 2 + plan.quality_sd**2
    factor = np.exp(ln_reach)
    exponent = plan.click_exponent
    clicking = exponent * engaging + plan.click_sd * click
    seen = factor / factor.mean(axis=-1, keepdims=True)
    return (
        seen,
        match_mean(seen, np.exp(engaging), with_reach + 0.5 * variance),
        match_mean(
            seen,
            np.exp(clicking),
            exponent * with_reach + 0.5 * (exponent**2 * variance + plan.click_sd**2),
        ),
    )


def match_mean(seen: F64, factor: F64, ln_mean: float) -> F64:
    """A factor on odds whose mean over views is what it is over all luck, not over these points. seen: of views."""
    return np.asarray(factor * (np.exp(ln_mean) / (seen * factor).mean(axis=-1, keepdims=True)))


def spread_evenly(seed: list[int], rows: int, points: int) -> F64:
    """Uniforms [row, point]: each row has one in every interval of 1 / points, in an order of the creator's own."""
    order = np.random.default_rng(seed).permuted(np.tile(np.arange(points), (rows, 1)), axis=1)
    return np.asarray((order + 0.5) / points)


def normals(uniforms: F64) -> F64:
    """Standard normal values at these quantiles."""
    return np.asarray(np.vectorize(normal_quantile, otypes=[np.float64])(uniforms))


def mix(first: F64, second: F64, correlation: float) -> F64:
    """Standard normal values that have this correlation with the first of two independent ones."""
    return np.asarray(correlation * first + np.sqrt(1.0 - correlation**2) * second)
