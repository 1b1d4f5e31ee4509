"""Scenario discovery: a box of parameter values in which nearly all outcomes are good.

PRIM, the patient rule induction method (Friedman & Fisher 1999), as used by Bryant & Lempert (2010). A box is a set of
lower limits ("floors") on the sides of the factors, each factor having two: itself and its negative.
"""

import math
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.core.arrays import F64
from sim.statistics.intervals import Interval, share_interval

PEEL = 0.05  # share of a box that one step takes away
LEAST_MASS = 0.05  # share of all points below which a box is an anecdote
LEVEL = 0.05  # of the test that a limit has to pass to be kept
FREE = -math.inf

Flags = NDArray[np.bool_]


class Box(NamedTuple):
    """Values of the factors that belong together; limits are values that some point has, and belong to the box."""

    low: F64  # [factor] nan: not limited below
    high: F64  # [factor] nan: not limited above
    coverage: float  # share of all that is good that lies inside
    density: float  # share of what lies inside that is good
    mass: float  # share of all points that lie inside
    n: int  # points inside


class Score(NamedTuple):
    """The coverage and density of a box on given points; honest on points that had no part in making it."""

    coverage: Interval
    density: Interval
    base: Interval  # share of all points that is good
    n: int  # points inside


class Sides(NamedTuple):
    """The points that boxes are cut from."""

    values: F64  # [point, side] factors, then their negatives
    good: F64  # [point]


class _Extension(NamedTuple):
    """A box made larger beyond one side."""

    density: float  # of what comes in
    side: int
    floor: float  # of that side


def _is_known(x: F64, good: F64) -> Flags:
    """Return which points of x [point, factor] and good [point] hold no nan [point]."""
    return np.asarray(~(np.isnan(good) | np.isnan(x).any(axis=1)))


def sides(x: F64, good: F64) -> Sides:
    """Return the points that boxes are cut from, without those that hold a nan. x: [point, factor], good: [point].

    >>> sides(np.array([[1.0], [2.0]]), np.array([0.0, 1.0])).values.tolist()
    [[1.0, -1.0], [2.0, -2.0]]
    """
    whole = _is_known(x, good)
    return Sides(np.hstack([x[whole], -x[whole]]), good[whole])


def inside(box: Box, x: F64) -> Flags:
    """Return whether each point [point] of x [point, factor] lies in the box.

    >>> box = Box(np.array([0.5]), np.array([math.nan]), 1.0, 1.0, 0.5, 1)
    >>> inside(box, np.array([[0.2], [0.7]])).tolist()
    [False, True]
    """
    above = np.isnan(box.low) | (x >= box.low)
    below = np.isnan(box.high) | (x <= box.high)
    return np.asarray((above & below).all(axis=1))


def discover(x: F64, good: F64, peel: float = PEEL, least_mass: float = LEAST_MASS) -> tuple[Box, ...]:
    """Return boxes from the whole space to ever smaller and denser ones; none where all points are equally good.

    x: [point, factor]; good: [point] 0 or 1, or shares between; points with a nan are left out. peel: share of a box
    that one step takes away; least_mass: share of all points that a box keeps. Each box of the peeling trajectory is
    pasted, and freed of the limits that it can do without.

    >>> x = np.linspace(0.0, 1.0, 101)[:, None]
    >>> boxes = discover(x, (x[:, 0] > 0.7).astype(float))
    >>> [round(float(box.density), 2) for box in (boxes[0], boxes[-1])]
    [0.31, 1.0]
    """
    points = sides(x, good)
    if points.good.size == 0 or np.ptp(points.good) == 0.0:
        return ()
    finished = (_simplify(points, paste_on(points, floors, peel)) for floors in _peels(points, peel, least_mass))
    different = {floors.tobytes(): floors for floors in finished}
    return tuple(_box_above(points, floors) for floors in different.values())


def _peels(points: Sides, peel: float, least_mass: float) -> Iterator[F64]:
    """Yield the floors [side] of the whole space, and of what is left after each peel."""
    floors: F64 | None = np.full(points.values.shape[1], FREE)
    while floors is not None:
        yield floors
        floors = _peel_off(points, floors, peel, max(least_mass * points.good.size, 1.0))


def _box_above(points: Sides, floors: F64) -> Box:
    """Return the box above the floors [side]."""
    there = (points.values >= floors).all(axis=1)
    limits = np.where(floors == FREE, math.nan, floors)
    low, high = np.split(limits, 2)
    good, n = float(points.good[there].sum()), int(there.sum())
    return Box(low, -high, good / float(points.good.sum()), good / n, n / there.size, n)


def _peel_off(points: Sides, floors: F64, peel: float, least: float) -> F64 | None:
    """Return the floors with one raised: where the density rises most for each point lost; None where the peeling ends.

    Per point, since ties come off together: what loses half of the box at once should bring that much more
    (Kwakkel & Jaxa-Rozen 2016). least: points to be left.
    """
    there = (points.values >= floors).all(axis=1)
    values, good = points.values[there], points.good[there]
    raised = _next_floors(values, peel)
    inside = values >= raised
    n = inside.sum(axis=0)
    if np.ptp(good) == 0.0 or n.max() < least:
        return None
    density = good @ inside / np.maximum(n, 1)
    gain = (density - good.mean()) / np.maximum(good.size - n, 1)
    best = int(np.argmax(np.where(n >= least, gain, -math.inf)))
    return np.asarray(np.where(np.arange(floors.size) == best, raised, floors))


def _next_floors(values: F64, peel: float) -> F64:
    """Return, for each side, the value below which a small share of values [point, side] lies; infinite for none.

    Ties are not cut: where the lowest value is frequent, all that have it go.
    """
    ordered = np.sort(values, axis=0)
    floor = ordered[min(max(int(peel * len(values)), 1), len(values) - 1)]
    above = np.where(values > ordered[0], values, math.inf).min(axis=0)
    return np.asarray(np.maximum(floor, above))


def _next_door(points: Sides, floors: F64) -> tuple[Flags, Flags]:
    """Return whether points lie inside [point], and whether they would if the limit of one side fell [point, side]."""
    below = points.values < floors
    n_below = below.sum(axis=1)
    return n_below == 0, below & (n_below == 1)[:, None]


def paste_on(points: Sides, floors: F64, paste: float) -> F64:
    """Return the floors [side] lowered as long as what comes in is at least as good as what is there.

    paste: share of the points inside that one step may add.

    >>> points = sides(np.array([[1.0], [2.0], [3.0]]), np.array([0.0, 1.0, 1.0]))
    >>> paste_on(points, np.array([3.0, FREE]), 0.05).tolist()
    [2.0, -inf]
    """
    while True:
        there, beside = _next_door(points, floors)
        share = max(int(paste * there.sum()), 1)
        offers = [_offer(points, beside[:, side], int(side), share) for side in np.flatnonzero(beside.any(axis=0))]
        best = max(offers, default=_Extension(-1.0, 0, FREE))
        if best.density < points.good[there].mean():
            return floors
        floors = floors.copy()
        floors[best.side] = best.floor


def _offer(points: Sides, beside: Flags, side: int, n: int) -> _Extension:
    """Return an extension beyond one side by its n nearest points; ties come together. beside: [point]."""
    values = points.values[beside, side]
    floor = np.sort(values)[max(values.size - n, 0)]
    density = float(points.good[beside][values >= floor].mean())
    return _Extension(density, side, FREE if floor == points.values[:, side].min() else float(floor))


def _simplify(points: Sides, floors: F64) -> F64:
    """Return the floors without those whose fall does not lower the density significantly, the least needed first.

    Quasi-p-value of Bryant & Lempert (2010), of each side for itself; "quasi" because the points have made the box.
    """
    while (floors > FREE).any():
        there, beside = _next_door(points, floors)
        limited = np.flatnonzero(floors > FREE)
        p = [quasi_p(points.good[there], points.good[there | beside[:, side]]) for side in limited]
        if max(p) <= LEVEL:
            break
        floors = floors.copy()
        floors[limited[int(np.argmax(p))]] = FREE
    return floors


def quasi_p(good: F64, wider: F64) -> float:
    """Return the probability of as many good points or more, were the box no better than the wider one (binomial).

    good, wider: [point] of the box and of the wider one. The binomial tail as an incomplete beta function, which takes
    shares too.

    >>> round(quasi_p(np.array([1.0, 1.0, 1.0]), np.array([1.0, 1.0, 1.0, 0.0, 0.0, 0.0])), 3)
    0.125
    """
    from scipy.special import betainc

    hits = float(good.sum())
    return float(betainc(hits, good.size - hits + 1.0, float(wider.mean()))) if hits > 0.0 else 1.0


def _correlation(box: Box, base: float) -> float:
    """Return the correlation between lying inside and being good, up to a factor that all boxes share."""
    return (box.density - base) * math.sqrt(box.mass / (1.0 - box.mass)) if box.mass < 1.0 else 0.0


def choose_box(trajectory: tuple[Box, ...]) -> Box | None:
    """Return the box that correlates best with being good (phi); None where no box is clearly better than the whole.

    Only boxes with 5% of the points or more count, whose density is clearly above the base rate (95%). The F
    score leans to the whole space where the base rate is high; a correlation is 0 there. trajectory: of discover, the
    whole space first.

    >>> x = np.linspace(0.0, 1.0, 101)[:, None]
    >>> box = choose_box(discover(x, (x[:, 0] > 0.7).astype(float)))
    >>> round(float(box.low[0]), 2), box.coverage
    (0.7, 1.0)
    """
    if not trajectory:
        return None
    base = trajectory[0].density
    clear = [box for box in trajectory if box.mass >= LEAST_MASS and share_interval(box.density, box.n).low > base]
    return max(clear, key=lambda box: _correlation(box, base), default=None)


def score(box: Box, x: F64, good: F64) -> Score:
    """Return coverage and density of a box with their intervals (95%), on points that it has not seen.

    x: [point, factor]; good: [point]; points with a nan are left out.

    >>> box = Box(np.array([0.5]), np.array([math.nan]), 1.0, 1.0, 0.5, 1)
    >>> score(box, np.array([[0.2], [0.7], [0.9]]), np.array([0.0, 1.0, 0.0])).density.value
    0.5
    """
    whole = _is_known(x, good)
    there, good = inside(box, x[whole]), good[whole]
    total = float(good.sum())
    squares = float((good**2).sum())
    coverage = float(good[there].sum()) / total if total > 0.0 else math.nan
    # Shares weigh less than whole points: as many as they are worth (Kish).
    n_good = total**2 / squares if squares > 0.0 else 0.0
    return Score(_share(coverage, n_good), _mean_share(good[there]), _mean_share(good), int(there.sum()))


def _mean_share(good: F64) -> Interval:
    """Return the mean of good [point] with its interval; nan for no points."""
    return _share(float(good.mean()) if good.size else math.nan, good.size)


def _share(value: float, n: float) -> Interval:
    """Return a share among n with its interval (95%); nan for n = 0."""
    return share_interval(value, n) if n > 0.0 else Interval(math.nan, math.nan, math.nan)
