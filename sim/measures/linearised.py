"""One number for each independent unit of a measure, so that ratios take the same road as counts."""

import math
from collections.abc import Mapping

import numpy as np

from sim.core.arrays import F64
from sim.measures.catalogue import Measure
from sim.measures.summary import column
from sim.statistics.intervals import units
from sim.store.stored_result import Array


def linearise(measure: Measure, columns: Mapping[str, Array]) -> F64:
    """One number for each unit [unit] whose mean is the estimate: the count itself, or a ratio to first order (Taylor).

    nan where the bottom of a ratio is zero.
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
