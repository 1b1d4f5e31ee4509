"""Mechanisms made neutral: set as they would be if both sides were equal (docs/mechanisms.md).

Most are columns of the figures, and equal means the mean over all follower slots of both sides; fakes decide who
follows whom, so they are a key of the scenario.
"""

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from sim.core.arrays import F64
from sim.plan.figures import Figures
from sim.plan.hired_creators import has_fakes
from sim.scenario.load import Loaded


class Both(NamedTuple):
    """The figures of both sides in one draw."""

    first: Figures
    second: Figures

    def pooled_mean(self, name: str) -> float:
        """The mean of a column over the listed follower slots of both sides."""
        slots = np.concatenate([side.followers for side in self])
        values = np.concatenate([getattr(side, name) for side in self])
        total = math.fsum(slots)
        if total > 0.0:
            return math.fsum(values * slots) / total
        return float(values.mean()) if values.size else 0.0

    def per_follower(self, name: str) -> float:
        """The sum of a column over the slots of both sides."""
        slots = math.fsum(np.concatenate([side.followers for side in self]))
        return math.fsum(np.concatenate([getattr(side, name) for side in self])) / slots if slots > 0.0 else 0.0

    def mean(self, name: str) -> float:
        """The mean of a number of the whole campaign."""
        return 0.5 * (float(getattr(self.first, name)) + float(getattr(self.second, name)))


def level(figures: Figures, value: float) -> F64:
    """One value for all creators [creator]."""
    return np.full(figures.followers.size, value)


def without_shared_audience(figures: Figures, _both: Both) -> Figures:
    return figures._replace(apart=True)


def first_exposures(figures: Figures, _both: Both) -> Figures:
    return figures._replace(response=np.ones_like(figures.response))


def same_visibility(figures: Figures, both: Both) -> Figures:
    followed = figures.followers > 0.0
    reach, inside, outside = (
        np.where(followed, both.pooled_mean(name), 0.0) for name in ("reach", "inside", "outside")
    )
    return figures._replace(reach=reach, inside=inside, outside=outside, momentum=0.0)


def same_ties(figures: Figures, both: Both) -> Figures:
    return figures._replace(
        rate=level(figures, both.pooled_mean("rate")), trust=level(figures, both.pooled_mean("trust"))
    )


def same_fit(figures: Figures, both: Both) -> Figures:
    matches = [np.broadcast_to(side.match, max(side.n_links, 1)) for side in both]
    return figures._replace(match=np.full(1, np.concatenate(matches).mean(dtype=np.float64), np.float32))


def same_load(figures: Figures, both: Both) -> Figures:
    loss = level(figures, both.pooled_mean("audience_loss"))
    return figures._replace(load=level(figures, both.pooled_mean("load")), audience_loss=loss)


def mean_fees(figures: Figures) -> F64:
    """Fees without luck, their means kept [creator]."""
    return np.asarray(figures.fee_usd * np.exp(0.5 * figures.fee_sd**2))


def same_fees(figures: Figures, both: Both) -> Figures:
    certain = Both(*(side._replace(fee_usd=mean_fees(side)) for side in both))
    return figures._replace(fee_usd=figures.followers * certain.per_follower("fee_usd"), fee_sd=level(figures, 0.0))


def same_work(figures: Figures, both: Both) -> Figures:
    return figures._replace(
        hours=both.mean("hours"),
        agency_share=both.mean("agency_share"),
        agency_minimum_usd=both.mean("agency_minimum_usd"),
        no_show_prob=level(figures, both.pooled_mean("no_show_prob")),
        gift_usd=figures.followers * both.per_follower("gift_usd"),
    )


def same_craft(figures: Figures, both: Both) -> Figures:
    mean = figures.luck_shift + 0.5 * figures.luck_sd**2  # ln of the mean that luck has
    return figures._replace(
        quality=level(figures, both.pooled_mean("quality")),
        luck_sd=level(figures, 0.0),
        luck_shift=mean,
        quality_sd=0.0,
    )


def no_interference(figures: Figures, _both: Both) -> Figures:
    return figures._replace(interference=np.ones_like(figures.interference))


def nobody_shares(figures: Figures, _both: Both) -> Figures:
    return figures._replace(share_prob=0.0)


class Mechanism(NamedTuple):
    """A claim that can be made neutral."""

    name: str
    label: str
    neutral: Callable[[Figures, Both], Figures] | None  # None: a key of the scenario


MECHANISMS = (
    Mechanism("H1", "shared audience", without_shared_audience),
    Mechanism("H2", "repeated exposure", first_exposures),
    Mechanism("H3", "feed visibility", same_visibility),
    Mechanism("H4", "closer ties: engagement and trust by size", same_ties),
    Mechanism("H5", "fit of niche and brand", same_fit),
    Mechanism("H6", "sponsored load", same_load),
    Mechanism("H7", "fee per follower", same_fees),
    Mechanism("H9", "work, no-shows, agency", same_work),
    Mechanism("H10", "creative quality and luck", same_craft),
    Mechanism("H11", "interference of big and small creators", no_interference),
    Mechanism("H13", "word of mouth", nobody_shares),
    Mechanism("H14", "fake followers", None),
)
FAKES = "H14"


def neutralise(figures: Figures, both: Both, names: frozenset[str]) -> Figures:
    """The figures with these mechanisms neutral; what is pooled is pooled before anything is changed."""
    for mechanism in MECHANISMS:
        if mechanism.name in names and mechanism.neutral is not None:
            figures = mechanism.neutral(figures, both)
    return figures


def is_same(one: Figures, other: Figures) -> bool:
    """Whether figures agree to rounding."""
    pairs = [(np.asarray(x), np.asarray(y)) for x, y in zip(one, other, strict=True)]
    return all(x.shape == y.shape and np.allclose(x, y, rtol=1e-12, atol=0.0) for x, y in pairs)


def is_inert(mechanism: Mechanism, side: Sequence[Figures], both: Sequence[Both]) -> bool:
    """Whether a mechanism of the figures is neutral already on one side, in every draw."""
    neutral = mechanism.neutral
    return neutral is not None and all(
        is_same(comparable(figures), comparable(neutral(figures, pair)))
        for figures, pair in zip(side, both, strict=True)
    )


def comparable(figures: Figures) -> Figures:
    """Figures whose single match for all is written out or, where all are the same, single."""
    match = figures.match
    return figures._replace(match=match[:1] if (match == match[0]).all() else match)


def pooled_fakes(sides: Sequence[Sequence[Figures]]) -> float:
    """The mean fake share over the slots of both sides and all draws."""
    slots = np.concatenate([figures.followers for side in sides for figures in side])
    fakes = np.concatenate([figures.fake_share for side in sides for figures in side])
    return math.fsum(slots * fakes) / math.fsum(slots) if slots.sum() > 0.0 else 0.0


def with_fakes(loaded: Loaded, share: float) -> Loaded:
    """The scenario with this fake share in every group that has fakes."""
    if not has_fakes(loaded.scenario):
        return loaded
    return loaded.replace_all({("creators", n, "fake_share"): share for n in range(len(loaded.scenario.creators))})
