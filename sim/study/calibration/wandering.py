"""Levels that wander: ln of reach, and ln of answers per view, walk at random from day to day, for all campaigns alike.

A level is that of the last campaign's day. What it was before is averaged over, campaign by campaign back in time: ln
likelihood is taken as quadratic in both levels (Laplace), around the likeliest ones by a first guess of the same kind.
The level ahead of the last campaign is drawn.
"""

import numpy as np

from sim.core.arrays import F64, I64
from sim.core.jit import jit
from sim.core.maths import log
from sim.study.calibration.counts import slopes
from sim.study.calibration.spreads import ANSWERS_WALK, REACH_WALK

MONTHS = 12.0  # of a year: walks are told by the sd of ln over a month
FARTHEST = 3.0  # of ln from the last campaign's level, at which parabolas touch
LONGEST = 0.7  # of ln from one guess of the likeliest levels to the next: far off, parabolas lead astray
MOST_SURPLUS = 1.0  # of ln likelihood that parabolas promise elsewhere above that where they touch
MOST = -1e-3  # ln of the largest share that a level ahead may be
Numbers = dict[str, F64]  # by the unknown's name, [sample]


def walk_sds(numbers: Numbers) -> F64:
    """Spread of the walk of both levels over a month, sd of ln [sample, level]."""
    return np.stack([numbers[REACH_WALK], numbers[ANSWERS_WALK]], axis=-1)


def walk(numbers: Numbers, years: F64, rng: np.random.Generator) -> F64:
    """Levels at so many years from their known day, in either direction [sample, campaign, level].

    >>> none = {REACH_WALK: np.zeros(1), ANSWERS_WALK: np.zeros(1)}
    >>> walk(none, np.array([-1.0, 0.0]), np.random.default_rng(1)).shape
    (1, 2, 2)
    """
    sds = walk_sds(numbers)
    months, place = np.unique(MONTHS * np.abs(years), return_inverse=True)
    steps = np.sqrt(np.diff(months, prepend=0.0))[:, None] * rng.normal(size=(len(sds), months.size, 2))
    return np.asarray(sds[:, None, :] * np.cumsum(steps, axis=1)[:, place])


class Pull:
    """Parabolas for ln likelihood over the levels of each campaign: slopes, and how they fall, column by column."""

    def __init__(self, n_samples: int, n_campaigns: int) -> None:
        self.first = np.zeros((n_samples, n_campaigns, 2))
        self.second = np.zeros((n_samples, n_campaigns, 3))  # of reach, of both, of answers

    def of_reach(self, ln: F64, step: float) -> None:
        """Add ln likelihoods at three levels of reach, a step apart [3, sample, campaign]; none bends upward."""
        lower, here, higher = ln
        self.first[..., 0] += (higher - lower) / (2.0 * step)
        self.second[..., 0] += np.maximum(2.0 * here - lower - higher, 0.0) / step**2

    def of_counts(self, count: F64, middle: F64, sd: F64, moved: F64) -> None:
        """Add counts [campaign] around lognormal means, whose ln levels move by so much [sample, campaign, level]."""
        first, second = slopes(count, np.ascontiguousarray(middle), np.ascontiguousarray(sd))
        reach, answers = np.moveaxis(moved, -1, 0)
        self.first += first[..., None] * moved
        self.second += second[..., None] * np.stack([reach * reach, reach * answers, answers * answers], axis=-1)

    def gain(self, numbers: Numbers, years: F64, levels: F64) -> F64:
        """ln of mean likelihood over walks, above that of the levels where the parabolas touch [sample].

        years: below 0, to the last campaign; levels [sample, campaign, level].
        """
        to_first = self.first + self._bend(levels)
        gain, ln_wide, _ = self._average(to_first, numbers, years)
        gain -= ((self.first + 0.5 * self._bend(levels)) * levels).sum(axis=(1, 2))
        most = ln_wide + ln_walk(levels, numbers, years) + MOST_SURPLUS
        return np.asarray(np.where(np.isfinite(gain), np.minimum(gain, most), -np.inf))

    def likeliest(self, numbers: Numbers, years: F64, levels: F64) -> F64:
        """The likeliest levels by parabolas that touch at these levels [sample, campaign, level]."""
        likeliest = np.empty_like(self.first)
        to_first = self.first + self._bend(levels)
        likeliest[:, np.argsort(-years, kind="stable")] = self._average(to_first, numbers, years)[2]
        step = np.clip(np.nan_to_num(likeliest - levels), -LONGEST, LONGEST)
        return np.clip(levels + step, -FARTHEST, FARTHEST)

    def _bend(self, levels: F64) -> F64:
        """Fall of the slopes toward these levels [sample, campaign, level]."""
        (x, y), (a, b, d) = np.moveaxis(levels, -1, 0), np.moveaxis(self.second, -1, 0)
        return np.stack([a * x + b * y, b * x + d * y], axis=-1)

    def _average(self, first: F64, numbers: Numbers, years: F64) -> tuple[F64, F64, F64]:
        """See `average`, of campaigns in their order back in time."""
        order, months = back_in_time(years)
        ordered = (np.ascontiguousarray(each[:, order]) for each in (first, self.second))
        gain, ln_wide, levels = average(*ordered, months, walk_sds(numbers) ** 2)
        return np.asarray(gain), np.asarray(ln_wide), np.asarray(levels)


def back_in_time(years: F64) -> tuple[I64, F64]:
    """The order of campaigns back in time, and months from each to the one before it in that order [campaign]."""
    order = np.argsort(-years, kind="stable")
    return order, np.diff(-MONTHS * years[order], prepend=0.0)


def ln_walk(levels: F64, numbers: Numbers, years: F64) -> F64:
    """ln density of a walk through these levels [sample, campaign, level], above that of one that stays [sample].

    >>> one = {REACH_WALK: np.ones(1), ANSWERS_WALK: np.ones(1)}
    >>> ln_walk(np.full((1, 1, 2), 2.0), one, np.array([-1.0 / 12.0])).tolist()  # two sd of both
    [-4.0]
    """
    order, months = back_in_time(years)
    steps = np.diff(levels[:, order], axis=1, prepend=0.0) ** 2
    variance = walk_sds(numbers)[:, None] ** 2 * months[:, None]
    return np.asarray(
        -0.5 * np.divide(steps, variance, out=np.zeros_like(steps), where=variance > 0.0).sum(axis=(1, 2))
    )


@jit
def average(first, second, months, variance):
    """Return ln of the mean of exp(first w - w second w / 2) over walks w from nothing, and the likeliest w.

    The second is ln of how much narrower walks are by it than before [sample], which is in the first.

    first and w [sample, campaign, level], second [sample, campaign, 3]; months from each campaign to the one before it
    in the table; variance: of both walks over a month [sample, level].

    >>> one = np.ones((1, 1, 2)), np.ones((1, 1, 3)) * np.array([1.0, 0.0, 1.0])
    >>> gain, ln_wide, levels = average(*one, np.ones(1), np.array([[1.0, 0.0]]))
    >>> gain.round(6).tolist(), levels.tolist()  # ln of E exp(w - w^2 / 2): 1/4 - ln(2)/2
    ([-0.096574], [[[0.5, 0.0]]])
    >>> ln_wide.round(6).tolist()
    [-0.346574]
    """
    n = first.shape[1]
    out, ln_wide, levels = np.zeros(first.shape[0]), np.zeros(first.shape[0]), np.zeros(first.shape)
    known = np.zeros((n, 3))  # covariance by campaigns so far
    for s in range(first.shape[0]):
        x = y = pxx = pxy = pyy = 0.0  # mean and covariance of the levels
        for c in range(n):
            pxx += variance[s, 0] * months[c]
            pyy += variance[s, 1] * months[c]
            a, b, d = second[s, c, 0], second[s, c, 1], second[s, c, 2]
            gx = first[s, c, 0] - a * x - b * y
            gy = first[s, c, 1] - b * x - d * y
            out[s] += 0.5 * ((first[s, c, 0] + gx) * x + (first[s, c, 1] + gy) * y)
            # S = 1 + P second; the new covariance is S^-1 P
            sxx, sxy = 1.0 + pxx * a + pxy * b, pxx * b + pxy * d
            syx, syy = pxy * a + pyy * b, 1.0 + pxy * b + pyy * d
            det = sxx * syy - sxy * syx
            pxx, pxy, pyy = (syy * pxx - sxy * pxy) / det, (syy * pxy - sxy * pyy) / det, (sxx * pyy - syx * pxy) / det
            toward_x, toward_y = pxx * gx + pxy * gy, pxy * gx + pyy * gy
            out[s] += 0.5 * (gx * toward_x + gy * toward_y)
            ln_wide[s] -= 0.5 * log(det)
            x += toward_x
            y += toward_y
            levels[s, c, 0], levels[s, c, 1] = x, y
            known[c, 0], known[c, 1], known[c, 2] = pxx, pxy, pyy
        for c in range(n - 2, -1, -1):  # what campaigns of earlier days say
            pxx, pxy, pyy = known[c]
            offx, offy = levels[s, c + 1, 0] - levels[s, c, 0], levels[s, c + 1, 1] - levels[s, c, 1]
            sxx, syy = pxx + variance[s, 0] * months[c + 1], pyy + variance[s, 1] * months[c + 1]
            det = sxx * syy - pxy * pxy
            if months[c + 1] == 0.0:
                levels[s, c] = levels[s, c + 1]
            elif det > 0.0:
                hx, hy = (syy * offx - pxy * offy) / det, (sxx * offy - pxy * offx) / det
                levels[s, c, 0] += pxx * hx + pxy * hy
                levels[s, c, 1] += pxy * hx + pyy * hy
        out[s] += ln_wide[s]
    return out, ln_wide, levels


def go_ahead(numbers: Numbers, days: float, rng: np.random.Generator) -> Numbers:
    """The numbers of a scenario so many days later, none above a whole [sample].

    Answers are told per follower (engagements) and per view (clicks): the former go with reach, too.
    """
    reach, answers = walk(numbers, np.array([days / 365.25]), rng)[:, 0].T
    moved = {"exposure.reach_1k": reach, "engagement.rate_1k": reach + answers, "funnel.click_prob": answers}
    ahead = {name: np.log(np.maximum(numbers[name], 1e-300)) + by for name, by in moved.items()}
    return numbers | {name: np.exp(np.minimum(ln, MOST)) for name, ln in ahead.items()}
