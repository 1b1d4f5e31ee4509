"""Laws of size: engagement, reach and fees of a creator by the number of followers.

They hold the claims that small creators engage more of their followers, reach more of them, and cost less.
"""

from typing import Any

import numpy as np

from sim.core.arrays import F64
from sim.core.maths import exp, log, powers
from sim.mechanisms.registry import Family, Registry, flaw_of_array, within

ANCHOR = 1000.0  # followers at which laws are anchored


def fall(followers: F64, at_anchor: float, exponent: float) -> F64:
    """Return `at_anchor (F / 1000)^-exponent` for F followers [creator].

    >>> fall(np.array([1e3, 1e5]), 0.08, 0.5).round(9).tolist()
    [0.08, 0.008]
    """
    return np.asarray(at_anchor * powers(np.maximum(followers, 1.0) / ANCHOR, -exponent))


def power_law(followers: F64, rate: float, exponent: float, *, bend: float = 0.0) -> F64:
    """Engagement per follower [creator] that falls as a power of size; with `bend`, a power that changes with size.

    The pooled slope is -0.16 on Instagram, -0.25 on TikTok. ln of the rate has `bend` times the square of
    ln(followers / 1000) more: above 0 large creators lose less; 0.03 among 4,935 accounts of TikTok (TIDES 2024).

    >>> power_law(np.array([1e3, 1e6]), 0.05, 0.16).round(4).tolist()
    [0.05, 0.0166]
    >>> power_law(np.array([1e3, 1e6]), 0.05, 0.16, bend=0.01).round(4).tolist()
    [0.05, 0.0267]
    """
    within("bend", bend, -0.2, 0.2)
    return fall(followers, rate, exponent) * bent(followers, bend)


def bent(followers: F64, bend: float) -> F64:
    """Return `exp(bend ln(F / 1000)^2)` [creator].

    >>> bent(np.array([1e3, 1e6]), 0.01).round(4).tolist()
    [1.0, 1.6115]
    """
    if bend == 0.0:
        return np.ones(followers.size)
    size = np.array([log(max(f, 1.0) / ANCHOR) for f in followers.tolist()])
    return np.array([exp(bend * each * each) for each in size.tolist()])


def log_quadratic(followers: F64, rate: float, exponent: float, *, peak: float = 1e6) -> F64:
    """Engagement per follower [creator] of which the total is an inverted U of size with its top at `peak`.

    It agrees with the power law in value and slope at 1,000 followers (Wies, Bleier & Edeling 2023).

    >>> log_quadratic(np.array([1e3, 1e6]), 0.05, 0.16).round(5).tolist()
    [0.05, 0.00091]
    """
    within("peak", peak, 2.0 * ANCHOR, 1e9)
    span = log(peak / ANCHOR)
    bend = (1.0 - exponent) / (2.0 * span)
    size = np.array([log(max(f, 1.0) / ANCHOR) for f in followers])
    return np.array([rate * exp(bend * (span**2 - (x - span) ** 2) - x) for x in size])


def mean_over(statistic: str, sd: float) -> float:
    """Return the mean of lognormal rates over their mean or median, whichever is known. sd: of their logarithm.

    >>> round(mean_over("median", 1.0), 4), mean_over("mean", 1.0)
    (1.6487, 1.0)
    """
    return float(exp(0.5 * sd**2)) if statistic == "median" else 1.0


def fee(followers: F64, per_1k: float, exponent: float) -> F64:
    """Return the median fee `phi (F / 1000)^kappa` [creator], USD, before luck and any minimum.

    >>> fee(np.array([1e3, 1e5]), 20.0, 1.0).round(6).tolist()
    [20.0, 2000.0]
    """
    return fall(followers, per_1k, -exponent)


def mean_fee(median: F64, sd: F64, minimum: F64) -> F64:
    """Return the mean fee [creator], USD, of lognormal fees of which none is below the minimum.

    >>> mean_fee(np.full(3, 10.0), np.array([0.0, 0.0, 1.0]), np.array([0.0, 50.0, 50.0])).round(2).tolist()
    [10.0, 50.0, 51.78]
    """
    from scipy.special import ndtr

    safe = np.where((sd > 0.0) & (median > 0.0), sd, 1.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        floor = np.log(minimum / median) / safe  # of standard normal luck
        spread = minimum * ndtr(floor) + median * np.exp(0.5 * sd**2) * ndtr(sd - floor)
    return np.asarray(np.where((sd > 0.0) & (median > 0.0), spread, np.maximum(median, minimum)))


def flaw_of_rates(arguments: tuple[Any, ...], rates: Any) -> str:
    """Return what is wrong with the rates of a plug-in's engagement law; empty where nothing is.

    >>> flaw_of_rates((np.array([1e3]), 0.05, 0.16), [0.05])
    'an engagement law must return an array of float64'
    """
    flaw = flaw_of_array(rates, arguments[0].shape)
    return f"an engagement law {flaw}" if flaw else ""


ENGAGEMENT_LAWS: Family = Registry(
    kind="engagement law",
    group="influence_sim.engagement_laws",
    built_in={"power": power_law, "log_quadratic": log_quadratic},
    flaw_of_value=flaw_of_rates,
)
