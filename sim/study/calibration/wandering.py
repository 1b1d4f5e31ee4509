"""Levels that wander: ln of reach, and ln of answers per view, walk at random from day to day, for all campaigns alike.

A level is that of the last campaign's day. What it was before is averaged over, see `likeliest_levels`; the level ahead
of the last campaign is drawn.

Compiled are walks whose ln likelihood is a parabola at each campaign: slopes by both levels, and the falls of slopes by
the first, by both and by the second [campaign, 5]. There campaigns are in their order back in time.
"""

import numpy as np

from sim.core.arrays import F64, I64
from sim.core.jit import lean
from sim.core.maths import log
from sim.study.calibration.spreads import ANSWERS_WALK, REACH_WALK

MONTHS = 12.0  # of a year: walks are told by the sd of ln over a month
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


def back_in_time(years: F64) -> tuple[I64, F64]:
    """The order of campaigns back in time, and months from each to the one before it in that order [campaign]."""
    order = np.argsort(-years, kind="stable")
    return order, np.diff(-MONTHS * years[order], prepend=0.0)


@lean
def average(parabolas, touched, walks, levels, known):
    """Write the likeliest levels [campaign, level]; returns ln of how much narrower walks become by the parabolas.

    touched: levels at which the parabolas touch [campaign, level]; walks: months from each campaign to the one before
    it in the order [campaign], and the variance of both levels over a month; known: room for the covariance of levels
    by campaigns so far [campaign, 3].

    >>> one = np.array([[1.0, 0.0, 1.0, 0.0, 1.0]])
    >>> levels, known = np.zeros((1, 2)), np.zeros((1, 3))
    >>> ln_wide = average(one, np.zeros((1, 2)), (np.ones(1), 1.0, 0.0), levels, known)
    >>> levels.tolist(), round(ln_wide, 6)  # ln of the mean of exp(w - w^2 / 2) is 1/4 - ln(2)/2
    ([[0.5, 0.0]], -0.346574)
    """
    months, wide_x, wide_y = walks
    n, ln_wide = months.size, 0.0
    x = y = pxx = pxy = pyy = 0.0  # mean and covariance of the levels
    for c in range(n):
        pxx += wide_x * months[c]
        pyy += wide_y * months[c]
        gx, gy, a, b, d = parabolas[c, 0], parabolas[c, 1], parabolas[c, 2], parabolas[c, 3], parabolas[c, 4]
        gx -= a * (x - touched[c, 0]) + b * (y - touched[c, 1])
        gy -= b * (x - touched[c, 0]) + d * (y - touched[c, 1])
        # S = 1 + P falls; the new covariance is S^-1 P
        sxx, sxy = 1.0 + pxx * a + pxy * b, pxx * b + pxy * d
        syx, syy = pxy * a + pyy * b, 1.0 + pxy * b + pyy * d
        det = sxx * syy - sxy * syx
        pxx, pxy, pyy = (syy * pxx - sxy * pxy) / det, (syy * pxy - sxy * pyy) / det, (sxx * pyy - syx * pxy) / det
        ln_wide -= 0.5 * log(det)
        x += pxx * gx + pxy * gy
        y += pxy * gx + pyy * gy
        levels[c, 0], levels[c, 1] = x, y
        known[c, 0], known[c, 1], known[c, 2] = pxx, pxy, pyy
    for c in range(n - 2, -1, -1):  # what campaigns of earlier days say
        pxx, pxy, pyy = known[c, 0], known[c, 1], known[c, 2]
        sxx, syy = pxx + wide_x * months[c + 1], pyy + wide_y * months[c + 1]
        det = sxx * syy - pxy * pxy
        off_x, off_y = levels[c + 1, 0] - levels[c, 0], levels[c + 1, 1] - levels[c, 1]
        if months[c + 1] == 0.0:
            levels[c, 0], levels[c, 1] = levels[c + 1, 0], levels[c + 1, 1]
        elif det > 0.0:
            by_x, by_y = (syy * off_x - pxy * off_y) / det, (sxx * off_y - pxy * off_x) / det
            levels[c, 0] += pxx * by_x + pxy * by_y
            levels[c, 1] += pxy * by_x + pyy * by_y
    return ln_wide


@lean
def ln_walk(levels, walks):
    """Return ln density of a walk through these levels [campaign, level], above that of one that stays.

    walks: as in `average`.

    >>> ln_walk(np.full((1, 2), 2.0), (np.ones(1), 1.0, 1.0))  # two sd of both
    -4.0
    """
    months, wide_x, wide_y = walks
    total = x = y = 0.0
    for c in range(months.size):
        if months[c] > 0.0:
            if wide_x > 0.0:
                total -= 0.5 * (levels[c, 0] - x) ** 2 / (wide_x * months[c])
            if wide_y > 0.0:
                total -= 0.5 * (levels[c, 1] - y) ** 2 / (wide_y * months[c])
        x, y = levels[c, 0], levels[c, 1]
    return total


@lean
def rise(parabolas, touched, levels, walks):
    """Return what parabolas and the walk promise at other levels, above the levels where they touch.

    >>> one = np.array([[1.0, 0.0, 1.0, 0.0, 1.0]])
    >>> rise(one, np.zeros((1, 2)), np.array([[0.5, 0.0]]), (np.ones(1), 1.0, 1.0))
    0.25
    """
    total = ln_walk(levels, walks) - ln_walk(touched, walks)
    for c in range(levels.shape[0]):
        x, y = levels[c, 0] - touched[c, 0], levels[c, 1] - touched[c, 1]
        total += parabolas[c, 0] * x + parabolas[c, 1] * y
        total -= 0.5 * (parabolas[c, 2] * x * x + 2.0 * parabolas[c, 3] * x * y + parabolas[c, 4] * y * y)
    return total


def go_ahead(numbers: Numbers, days: float, rng: np.random.Generator) -> Numbers:
    """The numbers of a scenario so many days later, none above a whole [sample].

    Answers are told per follower (engagements) and per view (clicks): the former go with reach, too.
    """
    reach, answers = walk(numbers, np.array([days / 365.25]), rng)[:, 0].T
    moved = {"exposure.reach_1k": reach, "engagement.rate_1k": reach + answers, "funnel.click_prob": answers}
    ahead = {name: np.log(np.maximum(numbers[name], 1e-300)) + by for name, by in moved.items()}
    return numbers | {name: np.exp(np.minimum(ln, MOST)) for name, ln in ahead.items()}
