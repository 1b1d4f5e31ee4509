"""Luck of the creators, spread evenly over worlds: whoever is chosen by it must not be favoured by chance."""

from typing import NamedTuple

import numpy as np

from sim.core.arrays import F64, I64, Plan
from sim.core.maths import normal_quantile

POINTS = 512  # of each creator's luck, over which exact means are taken


class CreatorLuck(NamedTuple):
    """One creator's luck; there are as many points as worlds, or POINTS that are averaged into a single world."""

    shows: F64  # [world] 1 where the creator posts; a single world: the chance
    rate: F64  # [point] factor on the chance to engage
    quality: F64  # [post, point]


class Luck(NamedTuple):
    """The creators' luck in every world, each creator's evenly spread over all of it."""

    shows: F64  # [creator, world] 1 where the creator posts; a single world: the chance
    rate: F64  # [creator, point] factor on the chance to engage
    quality: list[F64]  # of each creator [post, point]

    def of_creator(self, place: int) -> CreatorLuck:
        """The luck of one of the creators."""
        return CreatorLuck(self.shows[place], self.rate[place], self.quality[place])


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
    shows, rate, quality = [], [], []
    for creator in who.tolist():
        seed = [int(plan.seed), worlds.turn, int(plan.creator_key[creator])]
        rows = spread_evenly(seed, int(plan.creator_posts[creator]) + 2, points)
        place = (rows * points).astype(np.int64)
        absent, sd = plan.creator_no_show_prob[creator], plan.creator_luck_sd[creator]
        shows.append(np.full(1, 1.0 - absent) if worlds.n == 1 else (rows[0] >= absent)[own].astype(np.float64))
        alike = lognormal(middle[place[1]], sd)
        rate.append((alike * np.exp(plan.creator_luck_shift[creator] + 0.5 * sd**2))[own])
        each = lognormal(middle[place[2:]], plan.quality_sd)
        quality.append((each / (each * alike).mean(axis=1, keepdims=True))[:, own])
    return Luck(np.array(shows), np.array(rate), quality)


def spread_evenly(seed: list[int], rows: int, points: int) -> F64:
    """Uniforms [row, point]: each row has one in every interval of 1 / points, in an order of the creator's own."""
    order = np.random.default_rng(seed).permuted(np.tile(np.arange(points), (rows, 1)), axis=1)
    return np.asarray((order + 0.5) / points)


def normals(uniforms: F64) -> F64:
    """Standard normal values at these quantiles."""
    return np.asarray(np.vectorize(normal_quantile, otypes=[np.float64])(uniforms))


def lognormal(normal: F64, sd: float) -> F64:
    """Lognormal luck of mean exactly 1 over the points."""
    luck = np.exp(sd * normal)
    return np.asarray(luck / luck.mean(axis=-1, keepdims=True))
