"""Likelihood of campaigns at levels, and averaged over walks of levels around the likeliest ones (Laplace), compiled.

The way to the likeliest levels is Newton's, with parabolas that touch where the levels are. A step that makes the
campaigns and their walk less likely is made shorter.
"""

import math
from typing import NamedTuple

import numpy as np

from sim.core.arrays import F64, I64
from sim.core.jit import jit, lean
from sim.core.maths import log
from sim.study.calibration.answers import AnswerTables
from sim.study.calibration.counts import LARGEST, log_probability, slopes
from sim.study.calibration.interpolation import read_kinds
from sim.study.calibration.outlook import count_means
from sim.study.calibration.wandering import average, ln_walk, rise

STEP = 1e-3  # of a level, over which luck of reach and means of counts move
MOST_GUESSES = 6  # of the likeliest levels
NEAR = 0.1  # ln likelihood that another guess might add, and is not worth it
SHORTER = (1.0, 0.3, 0.1)  # steps that are tried, as parts of the whole one
LONGEST = 1.0  # of ln from one guess of a level to the next: far off, parabolas lead astray
FARTHEST = 3.0  # of ln from the last campaign's level
HALF_LN_2_PI = 0.5 * math.log(2.0 * math.pi)
N_COUNTS = 3
ROOM = 12  # numbers of a row to work in


class LevelEvidence(NamedTuple):
    """All that likelihood hangs on beside levels; campaigns are in their order back in time."""

    views: F64  # fields of Unmoved [sample, campaign, field]
    answering: F64  # fields of Answering [sample, campaign, field]
    which: I64  # place of its tables of views [campaign]
    ln_followers: F64  # [campaign]
    told: F64  # fields of Told [campaign, field]
    counts: F64  # engagements, clicks and sales; nan where not measured [campaign, count]
    ln_factorials: F64  # of counts
    view_tables: F64  # [place, kind, ln share, spread]
    ln_shares: F64  # of these tables
    spreads: F64  # likewise
    answer_tables: AnswerTables


@lean
def look(evidence, s, c, level, figures, room):
    """Write what is expected of a campaign at its level of reach and of answers (figures, of `count_means`).

    Returns ln of the spread of its reach where that was measured, or else of its views. room: to work in.
    """
    seen, kinds = room[:6], room[6:]
    views = evidence.views[s, c]
    tables = evidence.view_tables[evidence.which[c]]
    read_kinds(tables, (evidence.ln_shares, evidence.spreads), views[0] + level[0], views[1], kinds)
    seen[0] = evidence.ln_followers[c] + kinds[0] + kinds[2]
    seen[1] = evidence.ln_followers[c] + kinds[1] + kinds[3]
    seen[2], seen[3] = views[3] * kinds[4], views[3] * kinds[5]
    seen[4], seen[5] = views[2] + level[0] + level[1] - kinds[1], level[1]
    told = evidence.told[c]
    count_means(evidence.answer_tables, seen, evidence.answering[s, c], told, figures)
    return log(seen[2] if np.isfinite(told[0]) else seen[3])


@lean
def touch(evidence, s, c, level, parabola, room):
    """Return ln likelihood of a campaign at its levels, and write the parabola that touches there.

    parabola: slopes by reach and answers, and falls of slopes by reach, both, answers [5]; empty: none is asked for.
    room: to work in [4, ROOM].
    """
    here, higher, keener = room[0], room[1], room[2]
    ln_sd, moved_sd = look(evidence, s, c, level, here, room[3]), 0.0
    parabola[:] = 0.0
    if parabola.size:
        moved_sd = look(evidence, s, c, (level[0] + STEP, level[1]), higher, room[3])
        look(evidence, s, c, (level[0], level[1] + STEP), keener, room[3])
    total = 0.0
    if not np.isnan(here[0]):
        total -= 0.5 * here[0] ** 2 + ln_sd + HALF_LN_2_PI
        if parabola.size:
            by_reach = (higher[0] - here[0]) / STEP
            parabola[0] -= here[0] * by_reach + (moved_sd - ln_sd) / STEP
            parabola[2] += by_reach**2
    for k in range(N_COUNTS):
        count, middle, variance = evidence.counts[c, k], here[1 + 2 * k], here[2 + 2 * k]
        if np.isnan(count) or middle <= -LARGEST:
            continue
        ln, mode, mean, precision = log_probability(count, evidence.ln_factorials[c, k], middle, variance)
        total += ln
        if parabola.size:
            first, by_variance, second = slopes(count, middle, mode, mean, precision)
            x, y = (higher[1 + 2 * k] - middle) / STEP, (keener[1 + 2 * k] - middle) / STEP
            parabola[0] += first * x + by_variance * (higher[2 + 2 * k] - variance) / STEP
            parabola[1] += first * y + by_variance * (keener[2 + 2 * k] - variance) / STEP
            parabola[2] += second * x * x
            parabola[3] += second * x * y
            parabola[4] += second * y * y
    return total


@lean
def touch_all(evidence, s, levels, parabolas, room):
    """Return ln likelihood of all campaigns of a sample at levels [campaign, level]; see `touch`."""
    total = 0.0
    for c in range(levels.shape[0]):
        total += touch(evidence, s, c, (levels[c, 0], levels[c, 1]), parabolas[c], room)
    return total


@jit
def at_levels(evidence, levels):
    """Return ln likelihood of all campaigns at levels [sample, campaign, level], for each sample."""
    out, room, none = np.empty(levels.shape[0]), np.empty((4, ROOM)), np.empty((levels.shape[1], 0))
    for s in range(levels.shape[0]):
        out[s] = touch_all(evidence, s, levels[s], none, room)
    return out


@jit
def over_walks(evidence, months, variances, start):
    """Return ln of mean likelihood over walks of levels [sample], and the likeliest levels [sample, campaign, level].

    months: from each campaign to the one before it in the evidence; variances: of both walks over a month [sample,
    level]; start: first guess of the levels [campaign, level].
    """
    n_samples, n = variances.shape[0], months.size
    out, levels = np.empty(n_samples), np.empty((n_samples, n, 2))
    room, trial, likeliest, known = np.empty((4, ROOM)), np.empty((n, 2)), np.empty((n, 2)), np.empty((n, 3))
    parabolas, others = np.empty((n, 5)), np.empty((n, 5))
    for s in range(n_samples):
        walks, here = (months, variances[s, 0], variances[s, 1]), levels[s]
        here[:] = start
        total = touch_all(evidence, s, here, parabolas, room) + ln_walk(here, walks)
        for _ in range(MOST_GUESSES):
            ln_wide = average(parabolas, here, walks, likeliest, known)
            promised = rise(parabolas, here, likeliest, walks)
            out[s] = total + min(promised, NEAR) + ln_wide
            if not promised > NEAR:
                break
            is_better = False
            for short in SHORTER:
                for c in range(n):
                    for way in range(2):
                        step = min(max(likeliest[c, way] - here[c, way], -LONGEST), LONGEST)
                        trial[c, way] = min(max(here[c, way] + short * step, -FARTHEST), FARTHEST)
                value = touch_all(evidence, s, trial, others, room) + ln_walk(trial, walks)
                if value > total:
                    is_better = True
                    break
            if not is_better:
                break
            total, here[:] = value, trial
            parabolas, others = others, parabolas
    return out, levels
