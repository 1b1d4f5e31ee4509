"""Luck of reach: a post's intensity is multiplied by lognormal factors of mean 1, of its creator and of its own.

They hold the claim that posts of like creators, and posts of one creator, do not reach the same share of followers.
Means over luck are taken at 16 points of the normal distribution (Gauss-Hermite): right to 1e-6 up to a spread of 1
and to 2e-4 up to 1.5.
"""

from typing import NamedTuple

import numpy as np

from sim.core.arrays import F64
from sim.core.jit import jit
from sim.core.maths import exp

ABOVE = (0.3867606045005574, 1.1638291005549648, 1.9519803457163334, 2.7602450476307014,
         3.6008736241715487, 4.492955302520011, 5.472225705949343, 6.630878198393129)  # fmt: skip
SHARES = (0.286568521238012, 0.1583383727509497, 0.04728475235401406, 0.007266937601184749,
          0.0005259849265739087, 1.530003216248732e-05, 1.309473216286817e-07, 1.4978147231618412e-10)  # fmt: skip


class NormalPoints(NamedTuple):
    """A standard normal variable by a few points."""

    point: F64  # [node]
    share: F64  # [node] adding up to 1


NORMAL = NormalPoints(np.array([*(-x for x in reversed(ABOVE)), *ABOVE]), np.array([*reversed(SHARES), *SHARES]))
CERTAIN = NormalPoints(np.zeros(1), np.ones(1))


def normal_points(sd: F64 | float) -> NormalPoints:
    """Return the points of a normal variable; a single one where nothing spreads.

    >>> normal_points(0.0).share.tolist()
    [1.0]
    """
    return NORMAL if np.any(np.asarray(sd) > 0.0) else CERTAIN


@jit
def exps(logs):
    """Return exponentials [row, column].

    >>> exps(np.zeros((1, 2))).tolist()
    [[1.0, 1.0]]
    """
    out = np.empty(logs.shape)
    for row in range(logs.shape[0]):
        for column in range(logs.shape[1]):
            out[row, column] = exp(logs[row, column])
    return out


def lognormal_factors(sd: F64, normal: NormalPoints) -> F64:
    """Return lognormal factors of mean 1 at these points [creator, node]. sd: of their logarithm [creator].

    >>> factors = lognormal_factors(np.array([0.5]), NORMAL)
    >>> round(float(factors[0] @ NORMAL.share), 9)
    1.0
    """
    return np.asarray(exps(sd[:, None] * normal.point - 0.5 * sd[:, None] ** 2))


def spread_per_view(per_follower: F64, reach: F64, correlation: float) -> F64:
    """Return the sd of ln engagement per view between creators [creator], of that per follower and that of reach.

    Var ln(per follower) = Var ln(reach) + Var ln(per view) + 2 cov. Where reach alone spreads more than engagement per
    follower may, what is left is as small as it can be.

    >>> spread_per_view(np.array([1.0, 0.5]), np.array([0.6, 0.0]), 0.0).round(6).tolist()
    [0.8, 0.5]
    """
    left = np.maximum(per_follower**2 - (1.0 - correlation**2) * reach**2, 0.0)
    return np.asarray(np.maximum(np.sqrt(left) - correlation * reach * (reach > 0.0), 0.0) * (per_follower > 0.0))
