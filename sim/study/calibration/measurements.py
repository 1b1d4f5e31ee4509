"""Measurements of campaigns, as likelihood needs them."""

import math
from typing import NamedTuple

import numpy as np

from sim.core.arrays import F64
from sim.study.calibration.outlook import Told
from sim.tables.campaigns import Campaigns

COUNTS = ("engagements", "clicks", "sales")
FREEDOM = 3.0  # degrees of freedom of impressions per person reached: counting errors of platforms have wide tails


def stack(*fields: F64 | float) -> F64:
    """Fields as the last axis of one array, each as wide as the widest.

    >>> stack(np.ones((1, 2)), 3.0).tolist()
    [[[1.0, 3.0], [1.0, 3.0]]]
    """
    return np.stack(np.broadcast_arrays(*fields), axis=-1)


def column_of(campaigns: Campaigns, name: str) -> F64:
    """A measured column [campaign]; nan where it was not measured."""
    return campaigns.measured.get(name, np.full(campaigns.size, np.nan))


class Measurements(NamedTuple):
    """All that was measured of campaigns, as likelihood needs it."""

    ln: Told
    counts: F64  # engagements, clicks and sales [campaign, count]
    ln_factorials: F64  # of these

    @classmethod
    def of(cls, campaigns: Campaigns) -> "Measurements":
        """No clicks are a tiny number of them."""
        from scipy.special import gammaln

        reach, impressions, clicks = (column_of(campaigns, name) for name in ("reach", "impressions", "clicks"))
        counts = stack(*(column_of(campaigns, name) for name in COUNTS))
        with np.errstate(divide="ignore"):
            ln = Told(np.log(reach), np.log(impressions), np.log(np.maximum(clicks, 1e-300)))
        return cls(ln, counts, np.asarray(gammaln(np.nan_to_num(counts) + 1.0)))


def student(off: F64, scale: F64) -> F64:
    """Log density of Student's deviations [sample, campaign]; 0 of what is not finite. A few far off move little.

    >>> student(np.array([[0.0, np.nan]]), np.ones((1, 2))).round(6).tolist()
    [[-1.000889, 0.0]]
    """
    top = math.lgamma(0.5 * FREEDOM + 0.5) - math.lgamma(0.5 * FREEDOM) - 0.5 * math.log(FREEDOM * math.pi)
    each = top - np.log(scale) - (0.5 * FREEDOM + 0.5) * np.log1p((off / scale) ** 2 / FREEDOM)
    return np.asarray(np.where(np.isfinite(off), each, 0.0))
