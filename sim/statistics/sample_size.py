"""Sample sizes: the points and runs still to be played, from the variances of a pilot.

A pilot is y[point, run], whose mean over runs is the estimate of a point. What varies is the point itself, the luck
that all points share (common random numbers), and the luck that is a point's own.
"""

import math
from typing import NamedTuple

import numpy as np

from sim.core.arrays import F64
from sim.statistics.intervals import t_quantile

SURE = 0.8  # how sure the runs are enough, though the pilot's own spread is an estimate
SPAN = 10_000  # whole numbers tried to either side of the best fraction
HAIR = 1e-9  # relative: less than that is rounding
MOST = 1e15  # beyond, whole numbers are no longer exact


class Components(NamedTuple):
    """The variances of the two-way layout of points and runs; each at least 0."""

    between: float  # of the noiseless curve over points
    within: float  # of one run at one point: common + rest
    common: float  # of the luck that moves all points together
    rest: float  # of the luck of a point by itself


class Runs(NamedTuple):
    """The runs that points need, each for its own interval."""

    median: int
    largest: int


class Enough(NamedTuple):
    """The cheapest points and runs by which the mean over points is known well enough."""

    points: int
    runs: int  # at each point
    half_width: float  # reached, at 95%
    cost: float


class _VarianceParts(NamedTuple):
    """The components over the variance that is aimed at: the points, runs or both that each needs by itself."""

    point: float
    run: float
    rest: float


def _check_pilot(y: F64, least_points: int) -> F64:
    """Return the points [point, run] of which every run is known. Raises ValueError where they are too few."""
    known = y[~np.isnan(y).any(axis=1)]
    if known.shape[0] < least_points or known.shape[1] < 2:
        raise ValueError(
            f"a spread needs {least_points} points or more with 2 runs or more; here are {known.shape[0]} points "
            f"without nan, of {known.shape[1]} runs"
        )
    return known


def _check_positive(half_width: float) -> float:
    """Return a half-width if it is above 0. Raises ValueError."""
    if not half_width > 0.0:
        raise ValueError(
            f"a half-width must be above 0, not {half_width:g}: no number of runs makes an interval a point"
        )
    return half_width


def variance_components(y: F64) -> tuple[float, float, float]:
    """Return the unbiased variances of points, of shared luck and of the rest (Searle et al. 1992), y: [point, run].

    Each may fall below 0. The luck that all points share does not move their means apart: only the rest is taken off
    their variance.

    >>> variance_components(np.array([[1.0, 2.0, 3.0], [5.0, 6.0, 7.0]]))
    (8.0, 1.0, 0.0)
    """
    n_points, n_runs = y.shape
    within = float(y.var(axis=1, ddof=1).mean())
    of_runs = n_points * float(y.mean(axis=0).var(ddof=1))
    rest = (n_points * within - of_runs) / (n_points - 1)
    return float(y.mean(axis=1).var(ddof=1)) - rest / n_runs, within - rest, rest


def components(y: F64) -> Components:
    """Return the variance components of a pilot y [point, run], each at least 0.

    Points with a nan are left out. Raises ValueError with fewer than 2 points of 2 runs.

    >>> components(np.array([[1.0, 2.0, 3.0], [5.0, 6.0, 7.0]]))
    Components(between=8.0, within=1.0, common=1.0, rest=0.0)
    """
    between, common, rest = variance_components(_check_pilot(y, 2))
    within = common + rest
    common = min(max(common, 0.0), within)
    return Components(max(between, 0.0), within, common, within - common)


def runs_per_point(y: F64, half_width: float) -> Runs:
    """Return the runs that points like those of the pilot y [point, run] need for a half-width at 95%.

    half_width: in the unit of y. The pilot's variance is taken at its upper limit (chi-square, 80%), so that 4 points
    in 5 have enough. Raises ValueError.

    >>> runs_per_point(np.array([[1.0, 2.0, 3.0], [5.0, 6.0, 7.0]]), half_width=0.5)
    Runs(median=69, largest=69)
    """
    from scipy.special import chdtri

    y = _check_pilot(y, 1)
    degrees = y.shape[1] - 1
    variance = y.var(axis=1, ddof=1) * degrees / float(chdtri(degrees, SURE))
    needed = np.maximum(np.ceil(variance * (t_quantile(math.inf) / _check_positive(half_width)) ** 2), 1.0)
    return Runs(math.ceil(np.median(needed)), int(needed.max()))


def points_and_runs(parts: Components, half_width: float, cost_of_point: float, cost_of_run: float) -> Enough:
    """Return the cheapest points and runs per point by which the mean over points reaches a half-width at 95%.

    Its variance is between / points + common / runs + rest / (points runs), of points drawn independently: a
    well-spread design needs fewer. cost_of_run: of one run at one point, in the unit of cost_of_point.
    Raises ValueError.

    >>> points_and_runs(Components(4.0, 1.0, 0.5, 0.5), 0.5, cost_of_point=1.0, cost_of_run=0.1)[:2]
    (104, 19)
    """
    if not (min(cost_of_point, cost_of_run) >= 0.0 and 0.0 < cost_of_point + cost_of_run < math.inf):
        raise ValueError(f"costs must be at least 0, one above 0: not {cost_of_point:g} a point, {cost_of_run:g} a run")
    target = (_check_positive(half_width) / t_quantile(math.inf)) ** 2
    part = _VarianceParts(parts.between / target, parts.common / target, parts.rest / target)
    if not sum(part) < MOST:
        raise ValueError(f"a half-width of {half_width:g} needs more than {MOST:g} points or runs")
    points, runs = _cheapest(part, cost_of_point, cost_of_run)
    reached = half_width * math.sqrt(part.point / points + part.run / runs + part.rest / (points * runs))
    return Enough(points, runs, reached, points * (cost_of_point + cost_of_run * runs))


def _cheapest(part: _VarianceParts, cost_of_point: float, cost_of_run: float) -> tuple[int, int]:
    """Return whole numbers of points and runs: around the best fractions, each with the fewest of the other."""
    points, runs = map(_whole_numbers, _best_fractions(part, cost_of_point, cost_of_run))
    tried = [
        np.array([points, _fewest(points, part.point, part.run, part.rest)]),
        np.array([_fewest(runs, part.run, part.point, part.rest), runs]),
    ]
    pairs = np.hstack(tried)
    pairs = pairs[:, np.isfinite(pairs).all(axis=0)]
    best = int(np.argmin(pairs[0] * (cost_of_point + cost_of_run * pairs[1])))
    return int(pairs[0, best]), int(pairs[1, best])


def _best_fractions(part: _VarianceParts, cost_of_point: float, cost_of_run: float) -> tuple[float, float]:
    """Return points and runs at the least cost, were they not whole; one may be infinite.

    The target is a hyperbola, (points - part.point) (runs - part.run) = area; along it the cost is convex.
    """
    area = part.rest + part.point * part.run
    if area == 0.0:
        return part.point, part.run
    more_runs = part.point * cost_of_run  # cost of one run more
    more_points = cost_of_point + cost_of_run * part.run  # of one point more
    ratio = more_points / more_runs if more_runs > 0.0 else math.inf
    beyond = math.sqrt(area * ratio)
    return part.point + (area / beyond if beyond > 0.0 else math.inf), part.run + beyond


def _whole_numbers(best: float) -> F64:
    """Return whole numbers from 1 on, around the best; none around infinity."""
    if math.isinf(best):
        return np.empty(0)
    return np.arange(max(math.floor(best) - SPAN, 1), math.floor(best) + SPAN + 1, dtype=np.float64)


def _fewest(n: F64, own: float, other: float, rest: float) -> F64:
    """Return the fewest of the other kind that reach the target with n of one kind [n]; infinite where none do."""
    top, room = other * n + rest, n - own
    needed = np.divide(top, room, out=np.full(n.size, math.inf), where=room > 0.0)
    return np.asarray(np.maximum(np.ceil(needed * (1.0 - HAIR)), 1.0))
