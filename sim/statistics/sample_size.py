"""How many runs are enough: what a pilot says of points and runs still to be played.

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
    """Variances of the two-way layout of points and runs; each at least 0."""

    between: float  # of the noiseless curve over points
    within: float  # of one run at one point: common + rest
    common: float  # of the luck that moves all points together
    rest: float  # of the luck of a point by itself


class Runs(NamedTuple):
    """Runs that points need, each for its own interval."""

    median: int
    largest: int


class Enough(NamedTuple):
    """The cheapest points and runs for the mean over points."""

    points: int
    runs: int  # at each point
    half_width: float  # reached, at 95%
    cost: float


class VarianceParts(NamedTuple):
    """Components over the variance that is aimed at: how many points, runs or both each needs by itself."""

    point: float
    run: float
    rest: float


def pilot(y: F64, least_points: int) -> F64:
    """The points [point, run] of which every run is known. Raises ValueError."""
    known = y[~np.isnan(y).any(axis=1)]
    if known.shape[0] < least_points or known.shape[1] < 2:
        raise ValueError(
            f"a spread needs {least_points} points or more with 2 runs or more; here are {known.shape[0]} points "
            f"without nan, of {known.shape[1]} runs"
        )
    return known


def positive(half_width: float) -> float:
    if not half_width > 0.0:
        raise ValueError(
            f"a half width must be above 0, not {half_width:g}: no number of runs makes an interval a point"
        )
    return half_width


def layout(y: F64) -> tuple[float, float, float]:
    """Unbiased variances of points, of shared luck and of the rest (Searle et al. 1992); may fall below 0.

    The luck that all points share does not move their means apart: only the rest is taken off their variance.
    """
    n_points, n_runs = y.shape
    within = float(y.var(axis=1, ddof=1).mean())
    of_runs = n_points * float(y.mean(axis=0).var(ddof=1))
    rest = (n_points * within - of_runs) / (n_points - 1)
    return float(y.mean(axis=1).var(ddof=1)) - rest / n_runs, within - rest, rest


def components(y: F64) -> Components:
    """The components of a pilot y [point, run]; points with a nan are left out. Raises ValueError.

    Of 2 points or more with 2 runs or more.
    """
    between, common, rest = layout(pilot(y, 2))
    within = common + rest
    common = min(max(common, 0.0), within)
    return Components(max(between, 0.0), within, common, within - common)


def runs_per_point(y: F64, half_width: float) -> Runs:
    """How many runs points like those of the pilot y [point, run] need for a half width at 95%. Raises ValueError.

    The pilot's variance is taken at its upper limit (chi-square, 80%), so that 4 points in 5 have enough.
    """
    from scipy.special import chdtri

    y = pilot(y, 1)
    degrees = y.shape[1] - 1
    variance = y.var(axis=1, ddof=1) * degrees / float(chdtri(degrees, SURE))
    needed = np.maximum(np.ceil(variance * (t_quantile(math.inf) / positive(half_width)) ** 2), 1.0)
    return Runs(math.ceil(np.median(needed)), int(needed.max()))


def points_and_runs(found: Components, half_width: float, cost_of_point: float, cost_of_run: float) -> Enough:
    """The cheapest points and runs per point by which the mean over points reaches a half width at 95%.

    Its variance is between / points + common / runs + rest / (points runs), of points drawn independently: a
    well-spread design needs fewer. cost_of_run: at one point. Raises ValueError.
    """
    if not (min(cost_of_point, cost_of_run) >= 0.0 and 0.0 < cost_of_point + cost_of_run < math.inf):
        raise ValueError(f"costs must be at least 0, one above 0: not {cost_of_point:g} a point, {cost_of_run:g} a run")
    target = (positive(half_width) / t_quantile(math.inf)) ** 2
    part = VarianceParts(found.between / target, found.common / target, found.rest / target)
    if not sum(part) < MOST:
        raise ValueError(f"a half width of {half_width:g} needs more than {MOST:g} points or runs")
    points, runs = cheapest(part, cost_of_point, cost_of_run)
    reached = half_width * math.sqrt(part.point / points + part.run / runs + part.rest / (points * runs))
    return Enough(points, runs, reached, points * (cost_of_point + cost_of_run * runs))


def cheapest(part: VarianceParts, cost_of_point: float, cost_of_run: float) -> tuple[int, int]:
    """Whole numbers of points and runs: around the best fractions, each with the fewest of the other."""
    points, runs = map(whole, best_fractions(part, cost_of_point, cost_of_run))
    tried = [
        np.array([points, fewest(points, part.point, part.run, part.rest)]),
        np.array([fewest(runs, part.run, part.point, part.rest), runs]),
    ]
    pairs = np.hstack(tried)
    pairs = pairs[:, np.isfinite(pairs).all(axis=0)]
    best = int(np.argmin(pairs[0] * (cost_of_point + cost_of_run * pairs[1])))
    return int(pairs[0, best]), int(pairs[1, best])


def best_fractions(part: VarianceParts, cost_of_point: float, cost_of_run: float) -> tuple[float, float]:
    """Points and runs at the least cost, were they not whole; one may be infinite.

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


def whole(best: float) -> F64:
    """Whole numbers from 1 on, around the best; none around infinity."""
    if math.isinf(best):
        return np.empty(0)
    return np.arange(max(math.floor(best) - SPAN, 1), math.floor(best) + SPAN + 1, dtype=np.float64)


def fewest(n: F64, own: float, other: float, rest: float) -> F64:
    """With n of the one kind, the fewest of the other kind that reach the target; infinite where none do."""
    top, room = other * n + rest, n - own
    needed = np.divide(top, room, out=np.full(n.size, math.inf), where=room > 0.0)
    return np.asarray(np.maximum(np.ceil(needed * (1.0 - HAIR)), 1.0))
