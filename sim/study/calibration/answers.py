"""Answers per view as the simulation has them: luck multiplies odds, so shares of views that are large spread less.

Tables over ln odds, or the ln of a mean share, and the spread of luck (sd of ln odds), made once.
"""

from functools import cache
from typing import NamedTuple

import numpy as np

from sim.core.arrays import F64
from sim.core.jit import lean
from sim.mechanisms.reach_luck import NORMAL
from sim.plan.responses import MOST_ANSWERED
from sim.study.calibration.interpolation import row_of, value_at

LN_ODDS = np.linspace(-20.0, 20.0, 401)
SPREADS_OF_ODDS = np.linspace(0.0, 6.0, 49)
LN_MOST = float(np.log(MOST_ANSWERED))


class AnswerTables(NamedTuple):
    """Tables [ln odds, spread]."""

    mean: F64  # ln of the mean share
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


@lean
def answer(tables, share, sd, together, luck, views_sd):
    """Return the middle and the variance of ln answers relative to the ln of views that luck of reach makes of them.

    share: ln of the mean share of views that are answered, of which the simulation lets be no more than nearly all; sd:
    of ln odds of answering, of which `together` goes with luck of reach. Where that luck is not known (nan), views and
    answers spread by it (views_sd).

    >>> answer(tabulate(), np.log(0.5), 0.0, 0.0, 1.0, 0.3)[0].round(6)
    np.float64(-0.693147)
    """
    mean, middles, sds = tables
    ln_odds = row_of(mean, LN_ODDS, SPREADS_OF_ODDS, min(share, LN_MOST), sd) - together * sd * views_sd
    if np.isnan(luck):
        middle = value_at(middles, LN_ODDS, SPREADS_OF_ODDS, ln_odds, sd)
        spread = value_at(sds, LN_ODDS, SPREADS_OF_ODDS, ln_odds, sd)
        return middle, spread * spread + 2.0 * together * spread * views_sd + views_sd * views_sd
    ln_odds += together * sd * luck
    left = np.sqrt(1.0 - together * together) * sd
    middle = value_at(middles, LN_ODDS, SPREADS_OF_ODDS, ln_odds, left)
    return middle, value_at(sds, LN_ODDS, SPREADS_OF_ODDS, ln_odds, left) ** 2
