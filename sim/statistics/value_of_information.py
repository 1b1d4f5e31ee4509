"""What knowing one more number is worth: how often one would choose wrongly today, and with it.

At each point of what we do not know, one of two strategies is better. Today all points share one choice. Whoever knew
a factor could choose by it: how well, is judged at points that had no part in the choice (cross-validation), so that
a factor that says nothing does not seem to.
"""

import math
from typing import NamedTuple

import numpy as np

from sim.core import address
from sim.core.arrays import F64, I64
from sim.statistics.intervals import Interval, t_quantile, wilson
from sim.statistics.linear import around, of_one

FOLDS = 10
WIDTHS = (0.4, 0.2, 0.1, 0.05, 0.02)  # to either side, as shares of all points
NOTHING = Interval(math.nan, math.nan, math.nan)


class Known(NamedTuple):
    """What one would have, knowing a factor; like all that is learned from points, at most as good as it could be."""

    wrong: Interval  # probability of choosing wrongly
    reduction: Interval  # of that probability against today, point by point; below zero where noise misleads
    worth: Interval  # expected value of partial perfect information, in the unit of the gain; may fall below zero too


class Knowing(NamedTuple):
    """Today, with each factor known, and with all."""

    wrong: Interval  # today: probability of choosing wrongly
    factors: tuple[Known, ...]
    all_known: Known  # wrong only where both are equally good, which counts half
    n: int  # points with a gain


def wrong(x: F64, gain: F64) -> Knowing:
    """How often one chooses wrongly today, and how much less so for each factor of x [point, factor] that was known.

    gain: [point] by how much A is better than B, nan where it is unknown (left out). Probabilities are of the choice
    that is right at more points, so today's is the smaller share: one large gain does not outvote many small losses.
    Worth is of the choice with the larger mean gain (Strong, Oakley & Brennan 2014). Draws count half.
    """
    x, gain = x[~np.isnan(gain)], gain[~np.isnan(gain)]
    sign = np.sign(gain)
    # An endless gain is a fact for the choice that is right more often, but has no mean.
    amount = gain if np.isfinite(gain).all() else np.full(gain.size, math.nan)
    if gain.size < FOLDS:
        nobody = Known(NOTHING, NOTHING, NOTHING)
        return Knowing(wrong_share(sign, today(sign)), (nobody,) * x.shape[1], nobody, gain.size)
    places = [ranks(column) for column in x.T]
    factors = tuple(known(amount, sign, choices(place, amount), choices(place, sign)) for place in places)
    everything = known(amount, sign, sign, sign)
    if sign.all():
        everything = everything._replace(wrong=Interval(0.0, 0.0, 0.0))
    return Knowing(wrong_share(sign, today(sign)), factors, everything, gain.size)


def today(gain: F64) -> F64:
    """The one choice for all points [point]: 1 is A, -1 is B, 0 a coin."""
    return np.full(gain.size, np.sign(gain.sum()))


def known(amount: F64, sign: F64, by_amount: F64, by_sign: F64) -> Known:
    """What choices [point] are worth: some made to gain more, some to be right more often."""
    less = 0.5 * sign * (by_sign - today(sign))
    more = 0.5 * amount * (by_amount - today(amount))
    size = math.sqrt(float((amount**2).mean()))
    return Known(wrong_share(sign, by_sign), paired_mean(less, 1.0), paired_mean(more, size))


def wrong_share(sign: F64, choice: F64) -> Interval:
    """The share of points at which the choice is wrong, by Wilson."""
    if sign.size == 0:
        return NOTHING
    return wilson(float((0.5 - 0.5 * sign * choice).mean()), sign.size, t_quantile(math.inf))


def paired_mean(differences: F64, size: float) -> Interval:
    """The mean of differences [point] with its interval; nan where one is infinite.

    With one more difference of the given size on either side (Bonett & Price 2012), since a choice that never differs
    at a hundred points may still differ at the next.
    """
    if not math.isfinite(size):
        return NOTHING
    _, low, high = around(0.0, of_one(np.append(differences, [size, -size])))
    middle, value = float(differences.sum()) / (differences.size + 2), float(differences.mean())
    return Interval(value, min(middle + low, value), max(middle + high, value))


def ranks(values: F64) -> F64:
    """Where each value stands among all [point], between 0 and 1; equal values stand together."""
    _, which, counts = np.unique(values, return_inverse=True, return_counts=True)
    return np.asarray((np.cumsum(counts) - 0.5 * counts)[which] / values.size)


def folds(n: int) -> I64:
    """The fold of each point; at random, since well-spread designs have an order."""
    draws = address.uniforms(np.uint64(0), address.BOOTSTRAP, np.arange(n, dtype=np.uint64))
    return np.asarray(np.argsort(np.argsort(draws, kind="stable"), kind="stable") % FOLDS)


def choices(place: F64, gain: F64) -> F64:
    """The choice at each point [point] by its place, from the mean gain around it in the other folds.

    Each fold finds its own width in the other folds. Where these find no use in the place, the choice is today's.
    """
    out, fold = today(gain), folds(gain.size)
    for number in range(FOLDS):
        own, other = fold == number, fold != number
        width = best_width(place[other], gain[other])
        if width < 1.0:
            out[own] = np.sign(nearby(place[other], gain[other], place[own], width))
    return out


def best_width(place: F64, gain: F64) -> float:
    """The width whose means predict each point best from the others (least squares); 1 where the mean of all does.

    To depart from the mean of all it must be better by a standard error (as Breiman et al. 1984 prune their trees):
    a factor without use then misleads five times less, and one with use is found as often.
    """
    errors = {width: (gain - nearby_others(place, gain, width)) ** 2 for width in WIDTHS}
    best = min(WIDTHS, key=lambda width: float(errors[width].mean()))
    better = (gain - others(gain)) ** 2 - errors[best]
    return best if better.mean() > better.std() / math.sqrt(better.size) else 1.0


def others(gain: F64) -> F64:
    """The mean gain of all points but one [point]."""
    return np.asarray((gain.sum() - gain) / (gain.size - 1))


def nearby(place: F64, gain: F64, at: F64, width: float) -> F64:
    """The mean gain of the points within the width of each place `at`; of all points where there is none."""
    total, n = window(place, gain, at, width)
    return np.where(n > 0.0, total / np.maximum(n, 1.0), gain.mean())


def nearby_others(place: F64, gain: F64, width: float) -> F64:
    """The mean gain around each point, without the point; of all others where there is none."""
    total, n = window(place, gain, place, width)
    return np.where(n > 1.0, (total - gain) / np.maximum(n - 1.0, 1.0), others(gain))


def window(place: F64, gain: F64, at: F64, width: float) -> tuple[F64, F64]:
    """The sum of gains within the width of each place `at`, and of how many points."""
    order = np.argsort(place, kind="stable")
    sums = np.append(0.0, np.cumsum(gain[order]))
    first = np.searchsorted(place[order], at - width, side="left")
    last = np.searchsorted(place[order], at + width, side="right")
    return sums[last] - sums[first], (last - first).astype(np.float64)
