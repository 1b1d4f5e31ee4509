"""Likelihood of measured campaigns: exact expected values of the model, with over-dispersion around them.

Reach and impressions are lognormal around what is expected, and share a campaign's own deviation; engagements, clicks
and sales are Poisson counts around lognormal means. Engagements know how far a campaign reached, where that was
measured, and go with it as far as the two go together. Clicks follow from the impressions that were measured, sales
from the clicks; where these are missing, from what is expected, with the spread of both.
"""

import math
from typing import NamedTuple

import numpy as np

from sim.core.arrays import F64
from sim.errors import InputError
from sim.mechanisms import reach as reach_law
from sim.mechanisms import tiers
from sim.mechanisms.reach_luck import lognormal_factors, normal_points
from sim.mechanisms.registry import bind
from sim.mechanisms.tiers import ENGAGEMENT_LAWS
from sim.plan import figures as reading
from sim.plan.links import activity_of
from sim.plan.posts import MOST_AMONG_FAKES
from sim.scenario.load import Loaded
from sim.scenario.model import Scenario
from sim.study.calibration import spreads
from sim.study.calibration.counts import poisson_lognormal
from sim.study.calibration.spreads import BESIDE, CLICKS, PER_VIEW, REACH, SALES, SHOWN, TOGETHER
from sim.study.calibration.unknowns import Unknown, levels_at_1k
from sim.tables.campaigns import Campaigns
from sim.world.fakes import measured_shares

INTENSITIES = np.logspace(-7.0, 4.0, 6_000)  # views that a follower of activity 1 would have of a post
LARGEST_REACH = 0.99
MOST_FOLLOWERS = 1.2  # people reached per follower, as audiences grow and shrink, where nobody else sees a post
FAKE_PARTS = 8  # of what was measured, where the share of fakes is not said


class Tables(NamedTuple):
    """Effect of a post on its creator's real followers, over its intensity."""

    seen: F64  # [intensity] share that sees it
    views: F64  # [intensity] per follower
    missed: F64  # [intensity, class, node] chance to miss a post at each point of its creator's luck of reach
    node_share: F64  # [node]
    outside_share: float  # of all views, by people who do not follow
    outside_pool: float  # such people per listed follower

    def seen_of(self, posts: float) -> F64:
        """Share of followers who see at least one of so many posts [intensity]."""
        return np.asarray(1.0 - (self.missed**posts).mean(axis=1) @ self.node_share)

    def strangers_of(self, posts: float, views: F64) -> F64:
        """People who do not follow and see at least one of so many posts, per listed follower.

        views: of one post from outside, per listed follower.
        """
        intensity = np.interp(views / self.outside_pool, self.views, INTENSITIES)
        return np.asarray(self.outside_pool * np.interp(intensity, INTENSITIES, self.seen_of(posts)))

    @property
    def views_outside(self) -> float:
        """Views by people who do not follow, for each by a follower."""
        return self.outside_share / (1.0 - self.outside_share)


class Expected(NamedTuple):
    """Natural logarithms of expected values without any luck [sample, campaign]."""

    reach: F64
    impressions: F64
    engagements: F64


class EngagementLuck(NamedTuple):
    """Luck of engagements around their expected values [sample, campaign]."""

    sd: F64  # of ln
    shift: F64  # of the median's ln above the expected value's


class CountBasis(NamedTuple):
    """Events that lead to a count [sample, campaign]."""

    ln: F64  # natural logarithm of their number
    variance: F64  # of the count's ln around them


Numbers = dict[str, F64]  # by the unknown's name, [sample]


def tables(scenario: Scenario) -> Tables:
    """Tables for a scenario's people and feed. Raises InputError for a feed that is not chronological."""
    feed = reading.feed_of(scenario)
    if feed.momentum > 0.0:
        raise InputError("only chronological campaigns have the expected values that calibration needs",
                         path=("exposure", "feed"))  # fmt: skip
    activity = activity_of(scenario)
    exposure = scenario.exposure
    creator_sd = math.hypot(exposure.creator_reach_sd, exposure.repeat_reach_sd)
    crowd = reach_law.crowd_of(activity, math.hypot(creator_sd, exposure.post_reach_sd))
    seen = (1.0 - np.exp(-INTENSITIES[:, None] * crowd.activity)) @ crowd.share
    views = reach_law.views_per_follower(INTENSITIES, *crowd, feed.visibility)
    missed = misses(activity, creator_sd, exposure.post_reach_sd)
    return Tables(seen, views, *missed, exposure.outside_share, exposure.outside_pool)


def refuse_strangers(scenario: Scenario, campaigns: Campaigns) -> None:
    """Refuse more people than follow where nobody else sees a post. Raises InputError."""
    if scenario.exposure.outside_share > 0.0 or "reach" not in campaigns.measured:
        return
    too_many = campaigns.measured["reach"] > MOST_FOLLOWERS * campaigns.followers
    for row in np.flatnonzero(too_many)[:1].tolist():
        reach, followers = campaigns.measured["reach"][row], campaigns.followers[row]
        raise InputError(
            f"is 0, but a campaign reached {reach:,.0f} people with {followers:,.0f} followers; say which share of "
            "views is by people who do not follow",
            path=("exposure", "outside_share"),
        )


def misses(activity: F64, creator_sd: float, post_sd: float) -> tuple[F64, F64]:
    """Chance to miss a post [intensity, class, node of the creator's luck of reach], and the nodes' shares."""
    of_creator, of_post = normal_points(creator_sd), normal_points(post_sd)
    both = np.outer(
        lognormal_factors(np.array([creator_sd]), of_creator)[0], lognormal_factors(np.array([post_sd]), of_post)[0]
    )
    missed = np.zeros((INTENSITIES.size, activity.size, of_creator.share.size))
    for own, share in enumerate(of_post.share):
        missed += share * np.exp(-np.multiply.outer(np.outer(INTENSITIES, activity), both[:, own]))
    return missed, of_creator.share


class Likelihood:
    """The likelihood of campaigns under a scenario whose unknowns are given."""

    def __init__(self, loaded: Loaded, asked: list[Unknown], campaigns: Campaigns) -> None:
        self.loaded, self.scenario = loaded, loaded.scenario
        self.unknowns, self.campaigns = asked, campaigns
        self._reach, self._per_view = spreads.reach_parts(loaded.scenario), spreads.per_view_parts(loaded.scenario)
        self._tables = tables(loaded.scenario)
        self._seen = {n: self._tables.seen_of(n) for n in np.unique(campaigns.posts).tolist()}
        self._group = loaded.scenario.creators[0]
        said = self._group.fake_share
        self._fakes = measured_shares(FAKE_PARTS) if said is None else np.array([said])
        self._law = bind(ENGAGEMENT_LAWS, loaded.scenario.engagement.law, ("engagement", "law"))

    def numbers(self, z: F64) -> Numbers:
        """Every number of the model [sample], of standard normals [sample, unknown]; known ones are as they are."""
        scenario = self.scenario
        fixed = {
            "exposure.reach_1k": scenario.exposure.reach_1k,
            "exposure.reach_exponent": scenario.exposure.reach_exponent,
            "engagement.rate_1k": scenario.engagement.rate_1k,
            "engagement.exponent": scenario.engagement.exponent,
            "funnel.click_prob": scenario.funnel.click_prob,
            "funnel.conversion_prob": scenario.funnel.conversion_prob,
        }
        known = {name: np.full(len(z), value) for name, value in fixed.items()}
        known |= {unknown.name: unknown.at(z[:, place]) for place, unknown in enumerate(self.unknowns)}
        return levels_at_1k(known, self.unknowns)

    def is_possible(self, numbers: Numbers) -> F64:
        """Whether a scenario may have these numbers [sample]."""
        are_shares = (numbers["exposure.reach_1k"] < 1.0) & (numbers["engagement.rate_1k"] <= 1.0)
        return np.logical_and(are_shares, spreads.can_be_made(self.scenario, numbers))

    def expect(self, numbers: Numbers) -> Expected:
        """Expected values of every campaign [sample, campaign]."""
        followers, posts = self.campaigns.followers, self.campaigns.posts
        each = list(zip(*(numbers[name].tolist() for name in PATHS_OF_LAWS), strict=True))
        shares = np.array([tiers.fall(followers, level, exponent) for level, exponent, _, _ in each])
        rates = np.array([self._law(followers, rate, exponent) for _, _, rate, exponent in each])
        seen, views = self._seen_and_viewed(shares)
        load = max(0.0, 1.0 - self.scenario.engagement.load_penalty * self._group.sponsored_share)
        shown = numbers[SHOWN][:, None]
        parts = (
            followers * seen,
            followers * posts * views * shown,
            followers * posts * rates * load * self._group.quality,
        )
        return Expected(*(np.log(np.maximum(part, 1e-300)) for part in parts))

    def _seen_and_viewed(self, shares: F64) -> tuple[F64, F64]:
        """Share that sees any post of a campaign, and views of one post, per listed follower [sample, campaign].

        shares: of listed followers that one post reaches. Where the share of fakes is not known, their mean over what
        was measured.
        """
        posts = self.campaigns.posts
        seen, views = np.zeros_like(shares), np.zeros_like(shares)
        for fakes in self._fakes.tolist():
            most = LARGEST_REACH if self._group.fake_share is not None else np.maximum(MOST_AMONG_FAKES, shares)
            share = np.minimum(np.minimum(shares / (1.0 - fakes), most), LARGEST_REACH)
            intensity = np.interp(share, self._tables.seen, INTENSITIES)
            weight = (1.0 - fakes) / self._fakes.size
            inside = weight * np.interp(intensity, INTENSITIES, self._tables.views)
            for n, table in self._seen.items():
                seen[:, posts == n] += weight * np.interp(intensity[:, posts == n], INTENSITIES, table)
            views += inside
        outside = views * self._tables.views_outside
        for n in self._seen if self._tables.outside_share > 0.0 else ():
            seen[:, posts == n] += self._tables.strangers_of(n, outside[:, posts == n])
        return seen, views + outside

    def reach_luck(self, numbers: Numbers) -> F64:
        """Variance of ln reach around what is expected [sample, campaign]."""
        return self._reach.variance(numbers[REACH], self.campaigns.posts)

    def engagement_luck(self, numbers: Numbers) -> EngagementLuck:
        """The luck of engagements around their expected values, of reach and per view together."""
        reach, per_view, together = self.reach_luck(numbers), self.luck_per_view(numbers), numbers[TOGETHER][:, None]
        both = reach + per_view + 2.0 * together * np.sqrt(reach * per_view)
        is_mean = self.scenario.engagement.statistic == "mean"
        of_posts = self._per_view.variance_of_posts(numbers[PER_VIEW], self.campaigns.posts)
        return EngagementLuck(np.sqrt(np.maximum(both, 0.0)), -0.5 * (both if is_mean else of_posts))

    def luck_per_view(self, numbers: Numbers) -> F64:
        """Variance of ln engagement per view [sample, campaign]."""
        return self._per_view.variance(numbers[PER_VIEW], self.campaigns.posts)

    def engagements_given_reach(self, expected: Expected, numbers: Numbers) -> EngagementLuck:
        """The luck of engagements, given how far campaigns reached; where that is not known, as it is."""
        sd, shift = self.engagement_luck(numbers)
        reach, per_view, together = self.reach_luck(numbers), self.luck_per_view(numbers), numbers[TOGETHER][:, None]
        with np.errstate(divide="ignore"):
            off = np.log(self.measurements("reach")) - expected.reach + 0.5 * reach
        known = np.isfinite(off)
        slope = 1.0 + together * np.sqrt(per_view / reach)
        left = np.sqrt(per_view * (1.0 - together**2))
        return EngagementLuck(np.where(known, left, sd), shift + np.where(known, slope * off, 0.0))

    def click_basis(self, expected: Expected, numbers: Numbers) -> CountBasis:
        """The impressions that clicks come from: measured, or else expected."""
        shown, posts = self.measurements("impressions"), self.campaigns.posts
        follow = self.scenario.funnel.click_exponent**2 * self.luck_per_view(numbers)
        own = follow + np.log1p(np.expm1(numbers[CLICKS][:, None] ** 2) / posts)
        spread = self.reach_luck(numbers) + numbers[BESIDE][:, None] ** 2
        known = shown > 0.0
        with np.errstate(divide="ignore", invalid="ignore"):
            basis = np.where(known, np.log(shown), expected.impressions)
        per_view = np.log(numbers[SHOWN])[:, None]
        return CountBasis(basis - per_view, np.where(known, own, own + spread))

    def sale_basis(self, expected: Expected, numbers: Numbers) -> CountBasis:
        """The clicks that sales come from, times trust: measured, or else expected."""
        clicks, own = self.measurements("clicks"), numbers[SALES][:, None] ** 2
        basis, spread = self.click_basis(expected, numbers)
        known = ~np.isnan(clicks)
        with np.errstate(divide="ignore", invalid="ignore"):
            through = basis + np.log(numbers["funnel.click_prob"])[:, None]
            ln = np.where(known, np.log(np.maximum(clicks, 1e-300)), through)
        by_size = tiers.fall(self.campaigns.followers, self._group.trust, self.scenario.funnel.trust_exponent)
        return CountBasis(ln + np.log(by_size), np.where(known, own, own + spread))

    def measurements(self, name: str) -> F64:
        """A measured column [campaign]; nan where it was not measured."""
        return self.campaigns.measured.get(name, np.full(self.campaigns.size, np.nan))

    def of(self, z: F64) -> F64:
        """Log likelihood [sample] of standard normals [sample, unknown]."""
        numbers = self.numbers(z)
        expected = self.expect(numbers)
        parts = [self._of_views(expected, numbers), np.where(self.is_possible(numbers), 0.0, -np.inf)]
        sd, shift = self.engagements_given_reach(expected, numbers)
        parts.append(poisson_lognormal(self.measurements("engagements"), expected.engagements + shift, sd))
        for name, prob, (basis, variance) in (
            ("clicks", "funnel.click_prob", self.click_basis(expected, numbers)),
            ("sales", "funnel.conversion_prob", self.sale_basis(expected, numbers)),
        ):
            middle = basis + np.log(numbers[prob])[:, None] - 0.5 * variance
            parts.append(poisson_lognormal(self.measurements(name), middle, np.sqrt(variance)))
        return np.asarray(sum(parts))

    def _of_views(self, expected: Expected, numbers: Numbers) -> F64:
        """Log likelihood of reach, and of impressions beside it [sample]."""
        sd, extra = np.sqrt(self.reach_luck(numbers)), numbers[BESIDE][:, None]
        with np.errstate(divide="ignore"):
            reach, shown = np.log(self.measurements("reach")), np.log(self.measurements("impressions"))
        off = reach - expected.reach + 0.5 * sd**2
        has_reach = np.isfinite(reach)
        beside = np.where(has_reach, off - 0.5 * sd**2, -0.5 * sd**2) - 0.5 * extra**2
        spread = np.where(has_reach, extra**2, sd**2 + extra**2)
        return gaussian(off, sd**2) + gaussian(shown - expected.impressions - beside, spread)


PATHS_OF_LAWS = ("exposure.reach_1k", "exposure.reach_exponent", "engagement.rate_1k", "engagement.exponent")


def gaussian(off: F64, variance: F64) -> F64:
    """Log density of deviations [sample, campaign], added up over campaigns; what is not finite was not measured."""
    each = -0.5 * off**2 / variance - 0.5 * np.log(2.0 * np.pi * variance)
    return np.asarray(np.where(np.isfinite(off), each, 0.0).sum(axis=1))
