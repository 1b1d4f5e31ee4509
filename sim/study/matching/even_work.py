"""The hours of work at which two strategies cost the same for what they bring."""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from sim.core.arrays import F64
from sim.measures.catalogue import MEASURES
from sim.measures.contrast import Columns
from sim.measures.summary import column
from sim.statistics.intervals import Interval, t_quantile, units

FARTHEST = 100.0  # a break-even beyond so many times today's work is none


class EvenWork(NamedTuple):
    """The work per creator of one side at which both sides cost the same per unit of a measure."""

    side: int  # whose work is turned
    hours: Interval  # per contracted creator
    today: float  # hours per contracted creator
    all_in: float  # USD per contracted creator, there


def even_work(billed: Sequence[Columns], creators: Sequence[int], measure: str) -> EvenWork | None:
    """Return where the work of the side that works more makes both cost the same; None where no such hours are.

    billed: campaigns of both sides with own hours; creators: contracted by each; measure: a cost per something.
    """
    side = int(np.argmax([float(np.mean(columns["outcomes/overhead_usd"])) for columns in billed]))
    parts = [parts_of(columns, measure) for columns in (billed[side], billed[1 - side])]
    factor = factor_of(parts)
    n_creators = creators[side]
    if not 0.0 < factor < FARTHEST or not n_creators:
        return None
    today = float(np.mean(billed[side]["outcomes/hours"])) / n_creators
    rest, work, _ = (float(part.mean()) for part in parts[0])
    ends = ends_of(parts, factor)
    hours = Interval(*(end * today for end in (factor, *ends)))
    return EvenWork(side, hours, today, (rest + factor * work) / n_creators)


class CostParts(NamedTuple):
    """A side by independent units [unit]."""

    rest: F64  # costs without own work, USD
    work: F64  # cost of own work, USD
    bought: F64  # what the measure counts


def parts_of(columns: Columns, measure: str) -> CostParts:
    """Return costs with and without own work, and what they buy, by independent units."""
    work, cost, bought = (
        units(column(columns, name)) for name in ("overhead_usd", "cost_usd", MEASURES[measure].bottom)
    )
    return CostParts(cost - work, work, bought)


def factor_of(parts: Sequence[CostParts]) -> float:
    """Return the factor on the first side's work at which both cost the same per unit; nan where there is none."""
    own, other = ([float(part.mean()) for part in side] for side in parts)
    if other[2] <= 0.0 or own[1] <= 0.0:
        return math.nan
    return ((other[0] + other[1]) / other[2] * own[2] - own[0]) / own[1]


def ends_of(parts: Sequence[CostParts], factor: float) -> Sequence[float]:
    """Return the ends of the factor's 95% interval, by the jackknife over units; nan with fewer than three."""
    n = parts[0].rest.size
    if n < 3 or parts[1].rest.size != n:
        return (math.nan, math.nan)
    without = [
        factor_of([CostParts(*(np.delete(part, left_out) for part in side)) for side in parts]) for left_out in range(n)
    ]
    spread = math.sqrt((n - 1) / n * float(np.sum((np.array(without) - np.mean(without)) ** 2)))
    half = t_quantile(n - 1.0) * spread
    return (max(factor - half, 0.0), factor + half)
