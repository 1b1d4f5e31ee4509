"""A number for each independent unit of a measure, so that ratios are treated as counts are."""

import math
from collections.abc import Mapping

import numpy as np

from sim.core.arrays import F64
from sim.measures.catalogue import Measure
from sim.measures.summary import column
from sim.statistics.intervals import units
from sim.store.stored_result import Array


def linearise(measure: Measure, columns: Mapping[str, Array]) -> F64:
    """Return a number for each unit [unit] whose mean is the estimate: the count itself, or a ratio to first order.

    The first order is Taylor's. nan where the bottom of a ratio is zero.

    >>> columns = {"outcomes/shown": np.array([[4.0, 8.0]]), "outcomes/people": np.array([[2.0, 2.0]])}
    >>> linearise(Measure("Views", "", 1, "shown", "people"), columns).tolist()
    [2.0, 4.0]
    """
    top = units(column(columns, measure.top))
    if not measure.bottom:
        return top
    bottom = units(column(columns, measure.bottom))
    mean = float(bottom.mean())
    if mean == 0.0:
        return np.full(top.size, math.nan)
    ratio = float(top.mean()) / mean
    return np.asarray(measure.factor * (ratio + (top - ratio * bottom) / mean))
