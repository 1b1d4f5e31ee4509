"""Audiences over the whole range of the unique audience: each shape stands for an equal part of what is likely."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from statistics import NormalDist

import numpy as np

from sim.core.arrays import F64
from sim.errors import InputError
from sim.world.overlap_fit import small_rosters
from sim.world.overlap_fit.fit import Fitted, fit, misses, settle_audiences, total_miss
from sim.world.overlap_fit.regroup import regroup
from sim.world.overlap_fit.unique_audience import LeftOpen, Z, solve_tail

USUAL = 7  # shapes
AS_GOOD = 1.4  # pairs may be off so many times as much as at the centre (squared and weighted)
NARROW = 0.002  # of all followers: a range that is no wider is not worth several shapes


def means_of_parts(n: int) -> F64:
    """The mean of a standard normal within each nth part of it [part]: together they have its mean.

    >>> means_of_parts(3).round(2).tolist()
    [-1.09, 0.0, 1.09]
    """
    normal = NormalDist()
    ends = [0.0, *(normal.pdf(normal.inv_cdf(part / n)) for part in range(1, n)), 0.0]
    return np.round(-n * np.diff(ends), 12) + 0.0


def uniques_of_shapes(left_open: LeftOpen, n: int) -> F64:
    """The unique audience of each of n shapes, in simulated people; the middle one is the centre [shape]."""
    low, centre, high = left_open.unique
    steps = means_of_parts(n)
    found = centre + steps / Z * np.where(steps < 0.0, centre - low, high - centre)
    return np.clip(found, left_open.proven_low, left_open.proven_high)


def fit_shapes(start: Fitted, left_open: LeftOpen, n: int, seed: int) -> Iterator[tuple[int, Fitted]]:
    """Audiences at each place of the range but its centre, which is given; each starts from its neighbour."""
    uniques, middle = uniques_of_shapes(left_open, n), n // 2
    enough = AS_GOOD * miss_of(start)
    for side in (range(middle - 1, -1, -1), range(middle + 1, n)):
        nearest = start
        for shape in side:
            nearest = fit_from(nearest, left_open, float(uniques[shape]), seed, enough)
            yield shape, nearest


def fit_from(start: Fitted, left_open: LeftOpen, unique: float, seed: int, enough: float = 0.0) -> Fitted:
    """Audiences with about so many people, in simulated ones, from others that have the same sizes.

    enough: the miss of pairs at which it is done. InputError.
    """
    asked = start.asked._replace(shared=start.asked.shared_at(left_open.unlisted), unique=unique)
    tail = solve_tail(asked, left_open.unlisted, unique)
    is_few = asked.sizes.size <= small_rosters.MOST
    with suppress(InputError):
        fitted = settle_audiences(asked, tail, regroup(start, asked, tail, seed), None, enough)
        if not (is_few and misses(fitted)):
            return fitted
    return fit(asked, tail, seed)


def miss_of(fitted: Fitted) -> float:
    """By how much pairs lie outside their intervals, squared and weighted, in all."""
    asked = fitted.asked
    pairs = np.stack([fitted.shared, asked.low, asked.high, 1.0 / asked.smaller**2], axis=2)
    return total_miss(pairs.astype(np.float32))


def fit_range(left_open: LeftOpen, centre: Fitted, n: int, seed: int) -> Sequence[Fitted]:
    """Audiences over the range, the fewest people first; the centre alone where nothing is left open [shape]."""
    if n == 1 or left_open.unique.width <= NARROW * float(centre.asked.sizes.sum()):
        return [centre]
    found = dict(fit_shapes(centre, left_open, n, seed)) | {n // 2: centre}
    return [found[shape] for shape in range(n)]
