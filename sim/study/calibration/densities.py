"""Log densities of deviations."""

import math

import numpy as np

from sim.core.arrays import F64

FREEDOM = 3.0  # degrees of freedom of impressions per person reached: counting errors of platforms have wide tails


def gaussian(off: F64, variance: F64) -> F64:
    """Log density of normal deviations [sample, campaign]; 0 of what is not finite.

    >>> gaussian(np.array([[0.0, np.nan]]), np.ones((1, 2))).round(6).tolist()
    [[-0.918939, 0.0]]
    """
    each = -0.5 * off**2 / variance - 0.5 * np.log(2.0 * np.pi * variance)
    return np.asarray(np.where(np.isfinite(off), each, 0.0))


def student(off: F64, scale: F64) -> F64:
    """Log density of Student's deviations [sample, campaign], likewise: a few that are far off move little.

    >>> student(np.array([[0.0, np.nan]]), np.ones((1, 2))).round(6).tolist()
    [[-1.000889, 0.0]]
    """
    top = math.lgamma(0.5 * FREEDOM + 0.5) - math.lgamma(0.5 * FREEDOM) - 0.5 * math.log(FREEDOM * math.pi)
    each = top - np.log(scale) - (0.5 * FREEDOM + 0.5) * np.log1p((off / scale) ** 2 / FREEDOM)
    return np.asarray(np.where(np.isfinite(off), each, 0.0))
