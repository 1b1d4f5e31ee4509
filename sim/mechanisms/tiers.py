"""How engagement, reach and fees depend on a creator's size: H4, H3, H7."""

import numpy as np

from sim.core.arrays import F64
from sim.core.maths import exp, log, powers
from sim.mechanisms.registry import Family, within

ANCHOR = 1000.0  # followers at which laws are anchored


def fall(followers: F64, at_anchor: float, exponent: float) -> F64:
    """`at_anchor (F / 1000)^-exponent` [creator]."""
    return np.asarray(at_anchor * powers(np.maximum(followers, 1.0) / ANCHOR, -exponent))


def power_law(followers: F64, rate: float, exponent: float) -> F64:
    """Engagement per follower falls as a power of size (pooled slope -0.16 on Instagram, -0.25 on TikTok)."""
    return fall(followers, rate, exponent)


def log_quadratic(followers: F64, rate: float, exponent: float, *, peak: float = 1e6) -> F64:
    """Total engagement is an inverted U of size with its top at `peak` (Wies, Bleier & Edeling 2023).

    It agrees with the power law in value and slope at 1,000 followers.
    """
    within("peak", peak, 2.0 * ANCHOR, 1e9)
    span = log(peak / ANCHOR)
    bend = (1.0 - exponent) / (2.0 * span)
    size = np.array([log(max(f, 1.0) / ANCHOR) for f in followers])
    return np.array([rate * exp(bend * (span**2 - (x - span) ** 2) - x) for x in size])


def fee(followers: F64, per_1k: float, exponent: float, minimum: float) -> F64:
    """`phi (F / 1000)^kappa`, at least the minimum [creator], USD."""
    return np.maximum(fall(followers, per_1k, -exponent), minimum)


ENGAGEMENT_LAWS: Family = {"power": power_law, "log_quadratic": log_quadratic}
