"""Luck of the creators, spread evenly over worlds: whoever is chosen by it must not be favoured by chance."""

from typing import NamedTuple

import numpy as np

from sim.core.arrays import F64, I64, Plan


class CreatorLuck(NamedTuple):
    """One creator's luck at points: worlds, or those over which a mean is taken."""

    shows: F64  # [world] 1 where the creator posts; of a mean: the chance
    reach: F64  # [post, point] factor on the intensity
    engagement: F64  # [post, point] factor on the odds to engage
    clicks: F64  # [post, point] factor on the odds to click
    buying: F64  # [1, point] factor on the chance that a click is a purchase


class Luck(NamedTuple):
    """The creators' luck in every world, each creator's evenly spread over all of it."""

    shows: F64  # [creator, world] 1 where the creator posts
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
    """The luck of these creators in these worlds."""
    points, own = worlds.n, slice(worlds.first, None, worlds.every)
    creators = []
    for creator in who.tolist():
        seed = [int(plan.seed), worlds.turn, int(plan.creator_key[creator])]
        rows = spread_evenly(seed, 3 * int(plan.creator_posts[creator]) + 4, points)
        absent = plan.creator_no_show_prob[creator]
        shows = (rows[0] >= absent)[own].astype(np.float64)
        part = (rows[1:] * points).astype(np.int64)
        luck = (*play_luck(plan, creator, part[:-1]), lognormal(plan.buy_sd, part[-1:]))
        creators.append(CreatorLuck(shows, *(factor[:, own] for factor in luck)))
    return Luck(np.array([luck.shows for luck in creators]), creators)


def play_luck(plan: Plan, creator: int, part: I64) -> tuple[F64, F64, F64]:
    """Factors on intensity, odds to engage and odds to click [post, point], as the kernel makes them.

    part: place among as many equal parts of a normal distribution as there are points, of the creator's reach and
    engagement, and of each post's reach, engagement and clicks [1 + 1 + 3 times the posts, point].
    """
    sd, post_sd = plan.creator_reach_sd[creator], plan.post_reach_sd[creator]
    luck_sd, quality_sd, exponent = plan.creator_luck_sd[creator], plan.quality_sd, plan.click_exponent
    reach, own = part[0], part[1]
    post_reach, post_own, click = np.split(part[2:], 3)
    of_creator, of_post = plan.reach_correlation * (sd > 0.0), plan.reach_correlation * (post_sd > 0.0)

    def answers(power: float) -> F64:
        """The factor on odds that follow those of engaging to this power."""
        of_both = lognormal(power * luck_sd * of_creator, reach) * lognormal(power * luck_sd * rest(of_creator), own)
        of_each = lognormal(power * quality_sd * of_post, post_reach)
        return np.asarray(of_both * of_each * lognormal(power * quality_sd * rest(of_post), post_own))

    factor = lognormal(sd, reach) * lognormal(post_sd, post_reach)
    seen = factor / factor.mean(axis=-1, keepdims=True)
    with_reach = plan.reach_correlation * (sd * luck_sd + post_sd * quality_sd)
    variance = luck_sd**2 + quality_sd**2
    clicking = answers(exponent) * lognormal(plan.click_sd, click)
    return (
        seen,
        match_mean(seen, answers(1.0), with_reach + 0.5 * variance),
        match_mean(seen, clicking, exponent * with_reach + 0.5 * (exponent**2 * variance + plan.click_sd**2)),
    )


def lognormal(sd: float, part: I64) -> F64:
    """Means of a lognormal factor of mean 1 over equal parts of its distribution, those of these places.

    The tails are in it: at the middle of its part, the largest of 512 would be too small. part: [..., point].
    """
    from scipy.special import ndtr, ndtri

    if sd == 0.0:
        return np.ones(part.shape)
    n = part.shape[-1]
    ends = ndtr(ndtri(np.arange(n + 1) / n) - sd)
    return np.asarray((n * np.diff(ends))[part])


def rest(correlation: float) -> float:
    """Weight of what is independent beside a part of this correlation."""
    return float(np.sqrt(1.0 - correlation**2))


def match_mean(seen: F64, factor: F64, ln_mean: float) -> F64:
    """A factor on odds whose mean over views is what it is over all luck, not over these points. seen: of views."""
    return np.asarray(factor * (np.exp(ln_mean) / (seen * factor).mean(axis=-1, keepdims=True)))


def spread_evenly(seed: list[int], rows: int, points: int) -> F64:
    """Uniforms [row, point]: each row has one in every interval of 1 / points, in an order of the creator's own."""
    order = np.random.default_rng(seed).permuted(np.tile(np.arange(points), (rows, 1)), axis=1)
    return np.asarray((order + 0.5) / points)
