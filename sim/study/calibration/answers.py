"""Answers per view as the simulation has them: luck multiplies odds, so shares of views that are large spread less.

Tables over ln odds, or the ln of a mean share, and the spread of luck (sd of ln odds), made once.
"""

from functools import cache
from typing import NamedTuple

import numpy as np

from sim.core.arrays import F64
from sim.core.jit import jit
from sim.mechanisms.reach_luck import NORMAL
from sim.plan.responses import MOST_ANSWERED

LN_ODDS = np.linspace(-20.0, 20.0, 401)
SPREADS_OF_ODDS = np.linspace(0.0, 6.0, 49)


class AnswerTables(NamedTuple):
    """Tables [ln odds, spread]."""

    mean: F64  # ln of the mean share
    middle: F64  # mean of ln share
    sd: F64  # of ln share


class Answers(NamedTuple):
    """Share of views that are answered [sample, campaign]."""

    middle: F64  # mean of ln share
    sd: F64  # of ln share


@cache
def tabulate() -> AnswerTables:
    """The tables.

    >>> round(float(np.exp(tabulate().mean[200, 0])), 6)  # odds of one
    0.5
    """
    at = LN_ODDS[:, None, None] + SPREADS_OF_ODDS[:, None] * NORMAL.point
    ln_share = -np.logaddexp(0.0, -at)
    middle = ln_share @ NORMAL.share
    sd = np.sqrt((ln_share - middle[..., None]) ** 2 @ NORMAL.share)
    return AnswerTables(np.log(np.exp(ln_share) @ NORMAL.share), middle, sd)


@jit
def read(table, rows, columns, row, column):
    """Return values of a table between its evenly spaced points [sample, campaign].

    >>> table = np.arange(3.0)[:, None] + np.zeros((1, 2))
    >>> read(table, np.arange(3.0), np.arange(2.0), np.full((1, 1), 0.5), np.full((1, 1), 0.3)).tolist()
    [[0.5]]
    """
    out = np.empty(row.shape)
    for sample in range(row.shape[0]):
        for campaign in range(row.shape[1]):
            down = (row[sample, campaign] - rows[0]) / (rows[1] - rows[0])
            right = (column[sample, campaign] - columns[0]) / (columns[1] - columns[0])
            down = min(max(down, 0.0), rows.size - 1.000001)
            right = min(max(right, 0.0), columns.size - 1.000001)
            i, j = int(down), int(right)
            a, b = down - i, right - j
            top = table[i, j] * (1.0 - b) + table[i, j + 1] * b
            bottom = table[i + 1, j] * (1.0 - b) + table[i + 1, j + 1] * b
            out[sample, campaign] = top * (1.0 - a) + bottom * a
    return out


@jit
def solve_ln_odds(mean, rows, columns, ln_share, spread):
    """Return the ln odds at which the mean share over luck is this [sample, campaign]. mean: the table of means.

    >>> tables = tabulate()
    >>> ln_odds = solve_ln_odds(tables.mean, LN_ODDS, SPREADS_OF_ODDS, np.log(np.full((1, 1), 0.5)), np.zeros((1, 1)))
    >>> round(float(ln_odds[0, 0]), 6)
    0.0
    """
    out = np.empty(ln_share.shape)
    for sample in range(ln_share.shape[0]):
        for campaign in range(ln_share.shape[1]):
            right = (spread[sample, campaign] - columns[0]) / (columns[1] - columns[0])
            right = min(max(right, 0.0), columns.size - 1.000001)
            j = int(right)
            b = right - j
            low, high = 0, rows.size - 1
            while high - low > 1:
                middle = (low + high) // 2
                if mean[middle, j] * (1.0 - b) + mean[middle, j + 1] * b > ln_share[sample, campaign]:
                    high = middle
                else:
                    low = middle
            below = mean[low, j] * (1.0 - b) + mean[low, j + 1] * b
            above = mean[high, j] * (1.0 - b) + mean[high, j + 1] * b
            part = (ln_share[sample, campaign] - below) / (above - below)
            out[sample, campaign] = rows[low] + part * (rows[high] - rows[low])  # below the first: proportional
    return out


def ln_odds_of(ln_share: F64, spread: F64) -> F64:
    """ln odds whose mean share over luck is this; no more than the simulation lets be answered [sample, campaign].

    >>> round(float(ln_odds_of(np.log(np.full((1, 1), 0.001)), np.zeros((1, 1)))[0, 0]), 3)
    -6.907
    """
    share = np.minimum(ln_share, np.log(MOST_ANSWERED))
    return np.asarray(solve_ln_odds(tabulate().mean, LN_ODDS, SPREADS_OF_ODDS, share, spread))


def answers_at(ln_odds: F64, spread: F64) -> Answers:
    """Answers at ln odds around which luck has this spread [sample, campaign].

    >>> answers_at(np.zeros((1, 1)), np.zeros((1, 1))).middle.round(6).tolist()
    [[-0.693147]]
    """
    tables = tabulate()
    return Answers(
        read(tables.middle, LN_ODDS, SPREADS_OF_ODDS, ln_odds, spread),
        read(tables.sd, LN_ODDS, SPREADS_OF_ODDS, ln_odds, spread),
    )
