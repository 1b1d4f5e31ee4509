"""Answers per view as the simulation has them: luck multiplies odds, so shares of views that are large spread less.

Tables over ln odds, or the ln of a mean share, and the spread of luck (sd of ln odds), made once.
"""

from functools import cache
from typing import NamedTuple

import numpy as np

from sim.core.arrays import F64
from sim.mechanisms.reach_luck import NORMAL
from sim.plan.responses import MOST_ANSWERED
from sim.study.calibration.interpolation import read, solve_ln_odds

LN_ODDS = np.linspace(-20.0, 20.0, 401)
SPREADS_OF_ODDS = np.linspace(0.0, 6.0, 49)


class AnswerTables(NamedTuple):
    """Tables [ln odds, spread]."""

    mean: F64  # ln of the mean share
    middle: F64  # mean of ln share
    sd: F64  # of ln share


class AnsweredShare(NamedTuple):
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


def ln_odds_of(ln_share: F64, spread: F64) -> F64:
    """ln odds whose mean share over luck is this; no more than the simulation lets be answered [sample, campaign].

    >>> round(float(ln_odds_of(np.log(np.full((1, 1), 0.001)), np.zeros((1, 1)))[0, 0]), 3)
    -6.907
    """
    share = np.minimum(ln_share, np.log(MOST_ANSWERED))
    return np.asarray(solve_ln_odds(tabulate().mean, LN_ODDS, SPREADS_OF_ODDS, share, spread))


def answers_at(ln_odds: F64, spread: F64) -> AnsweredShare:
    """Answers at ln odds around which luck has this spread [sample, campaign].

    >>> answers_at(np.zeros((1, 1)), np.zeros((1, 1))).middle.round(6).tolist()
    [[-0.693147]]
    """
    tables = tabulate()
    return AnsweredShare(
        read(tables.middle, LN_ODDS, SPREADS_OF_ODDS, ln_odds, spread),
        read(tables.sd, LN_ODDS, SPREADS_OF_ODDS, ln_odds, spread),
    )
