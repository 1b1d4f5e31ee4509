"""The value of information: how much less often one would choose wrongly, knowing one more number.

At each point of what we do not know, one of two strategies is better. Today all points share one choice. Whoever knew
a factor could choose by it: how well, is judged at points that had no part in the choice (cross-validation), so that
a factor that says nothing does not seem to.
"""

import math
from typing import NamedTuple

import numpy as np

from sim.core import address
from sim.core.arrays import F64, I64
from sim.statistics.intervals import Interval, share_interval
from sim.statistics.linear import around, of_one

FOLDS = 10
WIDTHS = (0.4, 0.2, 0.1, 0.05, 0.02)  # to either side, as shares of all points
NOTHING = Interval(math.nan, math.nan, math.nan)
NONE = Interval(0.0, 0.0, 0.0)


class Known(NamedTuple):
    """The gain from knowing a factor; like all that is learned from points, at most as good as it could be."""

    wrong: Interval  # probability of choosing wrongly
    reduction: Interval  # of that probability against today, point by point; below zero where noise misleads
    worth: Interval  # expected value of partial perfect information, in the unit of the gain; may fall below zero too


class Knowing(NamedTuple):
    """The probability of choosing wrongly: today, with each factor known, and with all of them."""

    wrong: Interval  # today: probability of choosing wrongly
    factors: tuple[Known, ...]
    all_known: Known  # wrong only where both are equally good, which counts half
    n: int  # points with a gain


def worth_of_knowing(x: F64, gain: F64) -> Knowing:
    """Return how often one chooses wrongly today, and how much less often for each factor that was known.

    x: [point, factor]. gain: [point] by how much A is better than B, nan where it is unknown (left out).
    Probabilities are of the choice that is right at more points, so today's is the smaller share: one large gain does
    not outvote many small losses. Worth is of the choice with the larger mean gain (Strong, Oakley & Brennan 2014).
    Draws count half; where all points are draws, no choice is wrong. All nan with fewer than FOLDS points.

    >>> x = np.linspace(0.0, 1.0, 100)[:, None]
    >>> answer = worth_of_knowing(x, x[:, 0] - 0.3)
    >>> answer.wrong.value, answer.factors[0].wrong.value
    (0.3, 0.01)
    """
    x, gain = x[~np.isnan(gain)], gain[~np.isnan(gain)]
    sign = np.sign(gain)
    # An endless gain is a fact for the choice that is right more often, but has no mean.
    amount = gain if np.isfinite(gain).all() else np.full(gain.size, math.nan)
    if gain.size < FOLDS:
        nobody = Known(NOTHING, NOTHING, NOTHING)
        return Knowing(_wrong_share(sign, _choice_today(sign)), (nobody,) * x.shape[1], nobody, gain.size)
    if not sign.any():
        harmless = Known(NONE, NONE, NONE)
        return Knowing(NONE, (harmless,) * x.shape[1], harmless, gain.size)
    places = [place_among(column) for column in x.T]
    factors = tuple(_worth_of_choices(amount, sign, choices(place, amount), choices(place, sign)) for place in places)
    everything = _worth_of_choices(amount, sign, sign, sign)
    if sign.all():
        everything = everything._replace(wrong=NONE)
    return Knowing(_wrong_share(sign, _choice_today(sign)), factors, everything, gain.size)


def _choice_today(gain: F64) -> F64:
    """Return the one choice for all points [point]: 1 is A, -1 is B, 0 a coin."""
    return np.full(gain.size, np.sign(gain.sum()))


def _worth_of_choices(amount: F64, sign: F64, by_amount: F64, by_sign: F64) -> Known:
    """Judge choices [point]: some made to gain more, some to be right more often."""
    less = 0.5 * sign * (by_sign - _choice_today(sign))
    more = 0.5 * amount * (by_amount - _choice_today(amount))
    size = math.sqrt(float((amount**2).mean()))
    return Known(_wrong_share(sign, by_sign), paired_mean(less, 1.0), paired_mean(more, size))


def _wrong_share(sign: F64, choice: F64) -> Interval:
    """Return the share of points at which the choice is wrong, with its interval (95%)."""
    if sign.size == 0:
        return NOTHING
    return share_interval(float((0.5 - 0.5 * sign * choice).mean()), sign.size)


def paired_mean(differences: F64, size: float) -> Interval:
    """Return the mean of differences [point] with its interval (95%); nan where the size is not finite.

    With one more difference of the given size on either side (Bonett & Price 2012), since a choice that never differs
    at a hundred points may still differ at the next.

    >>> [round(end, 3) for end in paired_mean(np.array([0.0, 0.5, 1.0]), size=1.0)]
    [0.5, -0.739, 1.339]
    """
    if not math.isfinite(size):
        return NOTHING
    _, low, high = around(0.0, of_one(np.append(differences, [size, -size])))
    middle, value = float(differences.sum()) / (differences.size + 2), float(differences.mean())
    return Interval(value, min(middle + low, value), max(middle + high, value))


def place_among(values: F64) -> F64:
    """Return the place of each value among all [point], between 0 and 1; equal values stand together.

    >>> place_among(np.array([3.0, 1.0])).tolist()
    [0.75, 0.25]
    """
    _, which, counts = np.unique(values, return_inverse=True, return_counts=True)
    return np.asarray((np.cumsum(counts) - 0.5 * counts)[which] / values.size)


def folds(n: int) -> I64:
    """Return the fold of each of n points [point]; at random, since well-spread designs have an order.

    >>> np.bincount(folds(20)).tolist()
    [2, 2, 2, 2, 2, 2, 2, 2, 2, 2]
    """
    draws = address.uniforms(np.uint64(0), address.BOOTSTRAP, np.arange(n, dtype=np.uint64))
    return np.asarray(np.argsort(np.argsort(draws, kind="stable"), kind="stable") % FOLDS)


def choices(place: F64, gain: F64) -> F64:
    """Return the choice at each point [point] by its place, from the mean gain around it in the other folds.

    Each fold finds its own width in the other folds. Where these find no use in the place, the choice is today's.

    >>> place = np.linspace(0.0, 1.0, 100)
    >>> choices(place, place - 0.3)[[0, -1]].tolist()
    [-1.0, 1.0]
    """
    out, fold = _choice_today(gain), folds(gain.size)
    for number in range(FOLDS):
        own, other = fold == number, fold != number
        width = _best_width(place[other], gain[other])
        if width < 1.0:
            out[own] = np.sign(nearby_mean(place[other], gain[other], place[own], width))
    return out


def _best_width(place: F64, gain: F64) -> float:
    """Return the width whose means predict each point best from the others (least squares).

    1 where the mean of all does. To depart from the mean of all it must be better by a standard error (as Breiman et
    al. 1984 prune their trees): a factor without use then misleads five times less, and one with use is found as often.
    """
    errors = {width: (gain - nearby_mean_of_others(place, gain, width)) ** 2 for width in WIDTHS}
    best = min(WIDTHS, key=lambda width: float(errors[width].mean()))
    better = (gain - _mean_of_others(gain)) ** 2 - errors[best]
    return best if better.mean() > better.std() / math.sqrt(better.size) else 1.0


def _mean_of_others(gain: F64) -> F64:
    """Return the mean gain of all points but one [point]."""
    return np.asarray((gain.sum() - gain) / (gain.size - 1))


def nearby_mean(place: F64, gain: F64, at: F64, width: float) -> F64:
    """Return the mean gain of the points within the width of each place `at` [at]; of all points where there is none.

    >>> nearby_mean(np.array([0.1, 0.2, 0.9]), np.array([1.0, 3.0, 8.0]), np.array([0.15]), 0.1).tolist()
    [2.0]
    """
    total, n = _window_sums(place, gain, at, width)
    return np.where(n > 0.0, total / np.maximum(n, 1.0), gain.mean())


def nearby_mean_of_others(place: F64, gain: F64, width: float) -> F64:
    """Return the mean gain around each point, without the point [point]; of all others where there is none.

    >>> nearby_mean_of_others(np.array([0.1, 0.2, 0.9]), np.array([1.0, 3.0, 8.0]), 0.15).tolist()
    [3.0, 1.0, 2.0]
    """
    total, n = _window_sums(place, gain, place, width)
    return np.where(n > 1.0, (total - gain) / np.maximum(n - 1.0, 1.0), _mean_of_others(gain))


def _window_sums(place: F64, gain: F64, at: F64, width: float) -> tuple[F64, F64]:
    """Return the sum of gains within the width of each place `at` [at], and the number of points there [at]."""
    order = np.argsort(place, kind="stable")
    sums = np.append(0.0, np.cumsum(gain[order]))
    first = np.searchsorted(place[order], at - width, side="left")
    last = np.searchsorted(place[order], at + width, side="right")
    return sums[last] - sums[first], (last - first).astype(np.float64)
