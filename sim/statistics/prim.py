"""Under which assumptions: a box of parameter values in which nearly all is good (scenario discovery).

PRIM, the patient rule induction method (Friedman & Fisher 1999), as used by Bryant & Lempert (2010). A box is a set of
lower limits on the sides of the factors, each factor having two: itself and its negative.
"""

import math
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.core.arrays import F64
from sim.statistics.intervals import Interval, t_quantile, wilson

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
    """How a box does on points; those that did not make it are honest witnesses."""

    coverage: Interval
    density: Interval
    base: Interval  # share of all points that is good
    n: int  # points inside


class Sides(NamedTuple):
    """The points that boxes are cut from."""

    values: F64  # [point, side] factors, then their negatives
    good: F64  # [point]


def known(x: F64, good: F64) -> Flags:
    """Points of which all is known [point]."""
    return np.asarray(~(np.isnan(good) | np.isnan(x).any(axis=1)))


def sides(x: F64, good: F64) -> Sides:
    whole = known(x, good)
    return Sides(np.hstack([x[whole], -x[whole]]), good[whole])


def inside(box: Box, x: F64) -> Flags:
    """Which points [point] of x [point, factor] lie in the box."""
    above = np.isnan(box.low) | (x >= box.low)
    below = np.isnan(box.high) | (x <= box.high)
    return np.asarray((above & below).all(axis=1))


def discover(x: F64, good: F64, peel: float = PEEL, least_mass: float = LEAST_MASS) -> tuple[Box, ...]:
    """Boxes from the whole space to ever smaller and denser ones; none where all is equally good.

    x: [point, factor]; good: [point] 0 or 1, or shares between; points with a nan are left out. Each box of the peeling
    trajectory is pasted, and freed of the limits that it can do without.
    """
    points = sides(x, good)
    if points.good.size == 0 or np.ptp(points.good) == 0.0:
        return ()
    finished = (simplify(points, paste_on(points, one, peel)) for one in peels(points, peel, least_mass))
    different = {one.tobytes(): one for one in finished}
    return tuple(box_above(points, one) for one in different.values())


def peels(points: Sides, peel: float, least_mass: float) -> Iterator[F64]:
    """The floors [side] of the whole space, and of what is left after each peel."""
    floors: F64 | None = np.full(points.values.shape[1], FREE)
    while floors is not None:
        yield floors
        floors = peel_off(points, floors, peel, max(least_mass * points.good.size, 1.0))


def box_above(points: Sides, floors: F64) -> Box:
    """The box above the floors [side]."""
    there = (points.values >= floors).all(axis=1)
    limits = np.where(floors == FREE, math.nan, floors)
    low, high = np.split(limits, 2)
    good, n = float(points.good[there].sum()), int(there.sum())
    return Box(low, -high, good / float(points.good.sum()), good / n, n / there.size, n)


def peel_off(points: Sides, floors: F64, peel: float, least: float) -> F64 | None:
    """The floors with one raised: where the density rises most for each point lost; None where the peeling ends.

    Per point, since ties come off together: what loses half of the box at once should bring that much more
    (Kwakkel & Jaxa-Rozen 2016). least: points to be left.
    """
    there = (points.values >= floors).all(axis=1)
    values, good = points.values[there], points.good[there]
    raised = next_floors(values, peel)
    kept = values >= raised
    n = kept.sum(axis=0)
    if np.ptp(good) == 0.0 or n.max() < least:
        return None
    density = good @ kept / np.maximum(n, 1)
    gain = (density - good.mean()) / np.maximum(good.size - n, 1)
    best = int(np.argmax(np.where(n >= least, gain, -math.inf)))
    return np.asarray(np.where(np.arange(floors.size) == best, raised, floors))


def next_floors(values: F64, peel: float) -> F64:
    """For each side the value that takes a small share of values [point, side] away; infinite if nothing is above.

    Ties are not cut: where the lowest value is frequent, all that have it go.
    """
    ordered = np.sort(values, axis=0)
    floor = ordered[min(max(int(peel * len(values)), 1), len(values) - 1)]
    above = np.where(values > ordered[0], values, math.inf).min(axis=0)
    return np.asarray(np.maximum(floor, above))


def next_door(points: Sides, floors: F64) -> tuple[Flags, Flags]:
    """Which points lie inside [point], and which would if the limit of one side fell [point, side]."""
    below = points.values < floors
    n_below = below.sum(axis=1)
    return n_below == 0, below & (n_below == 1)[:, None]


def paste_on(points: Sides, floors: F64, paste: float) -> F64:
    """The floors lowered as long as what comes in is at least as good as what is there."""
    while True:
        there, beside = next_door(points, floors)
        share = max(int(paste * there.sum()), 1)
        offers = [offer(points, beside[:, side], int(side), share) for side in np.flatnonzero(beside.any(axis=0))]
        density, side, floor = max(offers, default=(-1.0, 0, FREE))
        if density < points.good[there].mean():
            return floors
        floors = floors.copy()
        floors[side] = floor


def offer(points: Sides, beside: Flags, side: int, n: int) -> tuple[float, int, float]:
    """How good the n nearest points beyond one side are, that side, and its floor with them; ties come together."""
    values = points.values[beside, side]
    floor = np.sort(values)[max(values.size - n, 0)]
    density = float(points.good[beside][values >= floor].mean())
    return density, side, FREE if floor == points.values[:, side].min() else float(floor)


def simplify(points: Sides, floors: F64) -> F64:
    """The floors without those whose fall does not lower the density significantly, the least needed first.

    Quasi-p-value of Bryant & Lempert (2010), of each side for itself; "quasi" because the points have made the box.
    """
    while (floors > FREE).any():
        there, beside = next_door(points, floors)
        limited = np.flatnonzero(floors > FREE)
        p = [quasi_p(points.good[there], points.good[there | beside[:, side]]) for side in limited]
        if max(p) <= LEVEL:
            break
        floors = floors.copy()
        floors[limited[int(np.argmax(p))]] = FREE
    return floors


def quasi_p(good: F64, wider: F64) -> float:
    """The probability of as many good points or more, were the box no better than the wider one (binomial).

    The binomial tail as an incomplete beta function, which takes shares too.
    """
    from scipy.special import betainc

    hits = float(good.sum())
    return float(betainc(hits, good.size - hits + 1.0, float(wider.mean()))) if hits > 0.0 else 1.0


def correlation(box: Box, base: float) -> float:
    """Between lying inside and being good, up to a factor that all boxes share."""
    return (box.density - base) * math.sqrt(box.mass / (1.0 - box.mass)) if box.mass < 1.0 else 0.0


def choose_box(trajectory: tuple[Box, ...]) -> Box | None:
    """The box that goes best with being good (phi correlation), of those with 5% of the points or more whose density
    is clearly above the base rate (Wilson, 95%); None where there is none.

    The F score leans to the whole space where the base rate is high; a correlation is 0 there. trajectory: of discover,
    the whole space first.
    """
    if not trajectory:
        return None
    base = trajectory[0].density
    z = t_quantile(math.inf)
    clear = [box for box in trajectory if box.mass >= LEAST_MASS and wilson(box.density, box.n, z).low > base]
    return max(clear, key=lambda box: correlation(box, base), default=None)


def score(box: Box, x: F64, good: F64) -> Score:
    """Coverage and density with Wilson's intervals, on x [point, factor] and good [point] that the box has not seen."""
    whole = known(x, good)
    there, good = inside(box, x[whole]), good[whole]
    total = float(good.sum())
    squares = float((good**2).sum())
    coverage = float(good[there].sum()) / total if total > 0.0 else math.nan
    # Shares weigh less than whole points: as many as they are worth (Kish).
    n_good = total**2 / squares if squares > 0.0 else 0.0
    return Score(share(coverage, n_good), mean_share(good[there]), mean_share(good), int(there.sum()))


def mean_share(good: F64) -> Interval:
    return share(float(good.mean()) if good.size else math.nan, good.size)


def share(value: float, n: float) -> Interval:
    return wilson(value, n, t_quantile(math.inf)) if n > 0.0 else Interval(math.nan, math.nan, math.nan)
