"""Means over all luck of a creator, at a few points: what a creator's posts have in common, and each post's own.

Points of luck that are drawn would do creators right or wrong by chance, and a search would pick those who had luck:
512 of them left reach on YouTube 4% from the truth. Gauss and Hermite's points are right to a tenth of a percent.
"""

from typing import NamedTuple

import numpy as np

from sim.core.arrays import F64, Plan
from sim.mechanisms.reach_luck import NormalPoints
from sim.study.optimise.luck_scenarios import CreatorLuck, match_mean, rest

REACH, POST_REACH, OWN, POST_OWN = 6, 5, 5, 3  # points of each part of luck


class MeanLuck(NamedTuple):
    """One creator's luck at some points: every pair of one of the creator and one of a post."""

    luck: CreatorLuck  # factors of one post [1, point], the creator's points first
    creator_share: F64  # [creator's point] adding up to 1
    post_share: F64  # [post's point]

    @property
    def share(self) -> F64:
        """Share of each point."""
        return np.outer(self.creator_share, self.post_share).ravel()

    def of_post(self, values: F64) -> F64:
        """Means over a post's own luck [kind, creator's point] of values [kind, point]."""
        each = values.reshape(values.shape[0], self.creator_share.size, -1)
        return np.asarray(each @ self.post_share)

    def of_creator(self, values: F64) -> F64:
        """Means [kind, 1] of values [kind, creator's point]."""
        return np.asarray(values @ self.creator_share)[:, None]


def normal_points(sd: float, n: int) -> NormalPoints:
    """So many points of a normal variable (Gauss and Hermite); one where nothing spreads."""
    if sd == 0.0:
        return NormalPoints(np.zeros(1), np.ones(1))
    point, weight = np.polynomial.hermite_e.hermegauss(n)
    return NormalPoints(point, weight / weight.sum())


def pairs(first: NormalPoints, second: NormalPoints) -> tuple[F64, F64, F64]:
    """Two normal variables and the share of each pair of their points [pair]."""
    one, other = np.meshgrid(first.point, second.point, indexing="ij")
    return one.ravel(), other.ravel(), np.outer(first.share, second.share).ravel()


def mean_luck(plan: Plan, creator: int, is_answer: bool) -> MeanLuck:
    """The luck of a creator at some points. is_answer: whether luck beside that of reach counts too."""
    sd, post_sd = float(plan.creator_reach_sd[creator]), float(plan.post_reach_sd[creator])
    luck_sd, quality_sd, exponent = float(plan.creator_luck_sd[creator]), plan.quality_sd, plan.click_exponent
    post_own_sd = np.hypot(quality_sd, plan.click_sd)
    reach, own, creator_share = pairs(normal_points(sd, REACH), normal_points(luck_sd * is_answer, OWN))
    post_reach, post_own, post_share = pairs(
        normal_points(post_sd, POST_REACH), normal_points(post_own_sd * is_answer, POST_OWN)
    )
    of_creator, of_post = plan.reach_correlation * (sd > 0.0), plan.reach_correlation * (post_sd > 0.0)
    with_reach = plan.reach_correlation * (sd * luck_sd + post_sd * quality_sd)
    variance = luck_sd**2 + quality_sd**2

    def each(of_creators: F64, of_posts: F64) -> F64:
        """Factors of a post at all points [1, point]."""
        return np.exp(of_creators[:, None] + of_posts).reshape(1, -1)

    ln_creator = luck_sd * (of_creator * reach + rest(of_creator) * own)
    ln_post, post_rest = quality_sd * of_post * post_reach, quality_sd * rest(of_post)
    beside = np.hypot(exponent * post_rest, plan.click_sd)
    seen = each(sd * reach - 0.5 * sd**2, post_sd * post_reach - 0.5 * post_sd**2)
    views = seen * np.outer(creator_share, post_share).reshape(1, -1) * seen.size  # of mean 1, as match_mean takes them
    luck = CreatorLuck(
        np.full(1, 1.0 - plan.creator_no_show_prob[creator]),
        seen,
        match_mean(views, each(ln_creator, ln_post + post_rest * post_own), with_reach + 0.5 * variance),
        match_mean(
            views,
            each(exponent * ln_creator, exponent * ln_post + beside * post_own),
            exponent * with_reach + 0.5 * (exponent**2 * variance + plan.click_sd**2),
        ),
        np.ones((1, 1)),
    )
    return MeanLuck(luck, creator_share, post_share)
