"""Mechanisms made neutral: set as they would be if both sides were equal (docs/mechanisms.md).

Most are columns of the figures, and equal means the mean over all follower slots of both sides; fakes decide who
follows whom, so they are a key of the scenario.
"""

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from sim.core.arrays import F64
from sim.mechanisms.tiers import mean_fee
from sim.plan.figures import Figures
from sim.plan.hired_creators import has_fakes
from sim.scenario.load import Loaded

SHARED_AUDIENCE, FAKE_FOLLOWERS = "shared_audience", "fake_followers"  # keys of mechanisms


class Both(NamedTuple):
    """The figures of both sides in one draw."""

    first: Figures
    second: Figures

    def pooled_mean(self, name: str) -> float:
        """Return the mean of a column over the listed follower slots of both sides."""
        slots = np.concatenate([side.followers for side in self])
        values = np.concatenate([getattr(side, name) for side in self])
        total = math.fsum(slots)
        if total > 0.0:
            return math.fsum(values * slots) / total
        return float(values.mean()) if values.size else 0.0

    def per_follower(self, name: str) -> float:
        """Return the sum of a column over both sides, per listed follower slot."""
        slots = math.fsum(np.concatenate([side.followers for side in self]))
        return math.fsum(np.concatenate([getattr(side, name) for side in self])) / slots if slots > 0.0 else 0.0

    def mean(self, name: str) -> float:
        """Return the mean over both sides of a number of the whole campaign."""
        return 0.5 * (float(getattr(self.first, name)) + float(getattr(self.second, name)))


def level(figures: Figures, value: float) -> F64:
    """Return one value for all creators [creator]."""
    return np.full(figures.followers.size, value)


def without_shared_audience(figures: Figures, _both: Both) -> Figures:
    """Make every follower slot another person."""
    return figures._replace(apart=True)


def first_exposures(figures: Figures, _both: Both) -> Figures:
    """Let every exposure count like the first."""
    return figures._replace(response=np.ones_like(figures.response))


def same_visibility(figures: Figures, both: Both) -> Figures:
    """Show the posts of all creators to the same share of listed followers, without momentum."""
    return figures._replace(
        reach=np.where(figures.followers > 0.0, both.pooled_mean("reach"), 0.0),
        outside_share=level(figures, both.pooled_mean("outside_share")),
        views=level(figures, np.nan),
        views_factor=level(figures, np.nan),
        momentum=0.0,
    )


def same_ties(figures: Figures, both: Both) -> Figures:
    """Give all creators the same engagement rate and trust."""
    return figures._replace(
        rate=level(figures, both.pooled_mean("rate")), trust=level(figures, both.pooled_mean("trust"))
    )


def same_fit(figures: Figures, both: Both) -> Figures:
    """Give everybody the same match with the brand: the mean over the links of both sides."""
    matches = [np.broadcast_to(side.match, max(side.n_links, 1)) for side in both]
    return figures._replace(match=np.full(1, np.concatenate(matches).mean(dtype=np.float64), np.float32))


def same_load(figures: Figures, both: Both) -> Figures:
    """Give all creators the same loss of response, and of audience, by sponsored posts."""
    loss = level(figures, both.pooled_mean("audience_loss"))
    return figures._replace(load=level(figures, both.pooled_mean("load")), audience_loss=loss)


def mean_fees(figures: Figures) -> F64:
    """Return the mean fees [creator], USD, of fees that are lucky."""
    return mean_fee(figures.fee_usd, figures.fee_sd, figures.fee_minimum_usd)


def same_fees(figures: Figures, both: Both) -> Figures:
    """Pay all creators the same fee per listed follower, without luck."""
    certain = Both(*(side._replace(fee_usd=mean_fees(side)) for side in both))
    none = level(figures, 0.0)
    return figures._replace(
        fee_usd=figures.followers * certain.per_follower("fee_usd"), fee_sd=none, fee_minimum_usd=none
    )


def same_work(figures: Figures, both: Both) -> Figures:
    """Give both sides the same hours, agency terms, share of no-shows, and gifts per listed follower."""
    return figures._replace(
        hours=both.mean("hours"),
        agency_share=both.mean("agency_share"),
        agency_minimum_usd=both.mean("agency_minimum_usd"),
        no_show_prob=level(figures, both.pooled_mean("no_show_prob")),
        gift_usd=figures.followers * both.per_follower("gift_usd"),
    )


def same_craft(figures: Figures, both: Both) -> Figures:
    """Give all creators the same quality, and all posts the luck of an average one, in reach, response and sales."""
    none = level(figures, 0.0)
    return figures._replace(
        quality=level(figures, both.pooled_mean("quality")),
        level_sd=none,
        level_reach_sd=none,
        luck_sd=none,
        quality_sd=0.0,
        creator_reach_sd=none,
        post_reach_sd=none,
        click_sd=0.0,
        buy_sd=0.0,
    )


def no_interference(figures: Figures, _both: Both) -> Figures:
    """Let big and small creators leave each other's posts alone."""
    return figures._replace(interference=np.ones_like(figures.interference))


def nobody_shares(figures: Figures, _both: Both) -> Figures:
    """Let nobody share a post."""
    return figures._replace(share_prob=0.0)


class Mechanism(NamedTuple):
    """A mechanism by which strategies may differ, and what neutral means for it."""

    key: str  # in code and in JSON
    label: str  # as it is shown
    neutral: Callable[[Figures, Both], Figures] | None  # None: a key of the scenario


MECHANISMS = (
    Mechanism(SHARED_AUDIENCE, "shared audience", without_shared_audience),
    Mechanism("repeated_exposure", "repeated exposure", first_exposures),
    Mechanism("feed_visibility", "feed visibility", same_visibility),
    Mechanism("closer_ties", "closer ties (engagement and trust by size)", same_ties),
    Mechanism("brand_fit", "fit of niche and brand", same_fit),
    Mechanism("sponsored_load", "sponsored load", same_load),
    Mechanism("fee_per_follower", "fee per follower", same_fees),
    Mechanism("management", "management and no-shows", same_work),
    Mechanism("creative_quality", "creative quality and luck", same_craft),
    Mechanism("interference", "interference of big and small creators", no_interference),
    Mechanism("word_of_mouth", "word of mouth", nobody_shares),
    Mechanism(FAKE_FOLLOWERS, "fake followers", None),
)


def neutralise(figures: Figures, both: Both, keys: frozenset[str]) -> Figures:
    """Return the figures with these mechanisms neutral; what is pooled is pooled before anything is changed.

    keys: of mechanisms; those that are no figures (fake followers) change nothing here.
    """
    for mechanism in MECHANISMS:
        if mechanism.key in keys and mechanism.neutral is not None:
            figures = mechanism.neutral(figures, both)
    return figures


def is_same(first: Figures, second: Figures) -> bool:
    """Return whether figures agree to rounding."""
    pairs = [(np.asarray(x), np.asarray(y)) for x, y in zip(first, second, strict=True)]
    return all(x.shape == y.shape and np.allclose(x, y, rtol=1e-12, atol=0.0, equal_nan=True) for x, y in pairs)


def is_inert(mechanism: Mechanism, side: Sequence[Figures], both: Sequence[Both]) -> bool:
    """Return whether a mechanism of the figures is neutral already on one side, in every draw. side, both: [draw]."""
    neutral = mechanism.neutral
    return neutral is not None and all(
        is_same(comparable(figures), comparable(neutral(figures, pair)))
        for figures, pair in zip(side, both, strict=True)
    )


def comparable(figures: Figures) -> Figures:
    """Return figures whose single match for all is written out or, where all are the same, single."""
    match = figures.match
    return figures._replace(match=match[:1] if (match == match[0]).all() else match)


def pooled_fakes(sides: Sequence[Sequence[Figures]]) -> float:
    """Return the mean fake share over the slots of both sides and all draws. sides: figures [side][draw]."""
    slots = np.concatenate([figures.followers for side in sides for figures in side])
    fakes = np.concatenate([figures.fake_share for side in sides for figures in side])
    return math.fsum(slots * fakes) / math.fsum(slots) if slots.sum() > 0.0 else 0.0


def with_fakes(loaded: Loaded, share: float) -> Loaded:
    """Return the scenario with this fake share in every group, or as it is where it has no fakes."""
    if not has_fakes(loaded.scenario):
        return loaded
    return loaded.replace_all({("creators", n, "fake_share"): share for n in range(len(loaded.scenario.creators))})
