"""A result as a table of measures, each with its interval, its risk and its exact expected value."""

import math
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from sim.core.arrays import F64
from sim.measures.catalogue import MEASURES, Measure
from sim.measures.intervals import Interval, ignorance_share, mean_interval, ratio_interval, tail_mean
from sim.store.table import Array


class Line(NamedTuple):
    """One measure of one result."""

    name: str
    label: str
    unit: str
    estimate: Interval  # mean (or ratio of means) and its 95% interval: Monte Carlo error
    p10: float  # of single campaigns: what luck and ignorance do
    p90: float
    worst: float  # CVaR: mean of the worst tenth of campaigns
    exact: float  # expected value without Monte Carlo; nan: no closed form
    ignorance: float  # share of the variance that more knowledge would remove; nan with one draw


def column(arrays: Mapping[str, Array], name: str) -> F64:
    return np.asarray(arrays[f"outcomes/{name}"], np.float64)


def exact_value(measure: Measure, arrays: Mapping[str, Array]) -> float:
    """The exact expected value over the draws; nan where a part has none."""
    parts = [name for name in (measure.top, measure.bottom) if name]
    if any(f"expected/{name}" not in arrays for name in parts):
        return math.nan
    values = [float(np.mean(arrays[f"expected/{name}"])) for name in parts]
    if not measure.bottom:
        return values[0]
    return measure.factor * values[0] / values[1] if values[1] else math.nan


def single_campaigns(measure: Measure, arrays: Mapping[str, Array]) -> F64:
    """The measure of every single campaign [draw, run]; infinite where it is undefined (nothing bought)."""
    top = column(arrays, measure.top)
    if not measure.bottom:
        return top
    bottom = column(arrays, measure.bottom)
    return measure.factor * np.divide(top, bottom, out=np.full_like(top, np.inf), where=bottom > 0.0)


def estimate(measure: Measure, arrays: Mapping[str, Array]) -> Interval:
    top = column(arrays, measure.top)
    if not measure.bottom:
        return mean_interval(top)
    ratio = ratio_interval(top, column(arrays, measure.bottom))
    return Interval(*(measure.factor * value for value in ratio))


def line(name: str, arrays: Mapping[str, Array]) -> Line:
    """One measure of a result. arrays: columns of a StoredResult."""
    measure = MEASURES[name]
    single = single_campaigns(measure, arrays)
    found = estimate(measure, arrays)
    low, high = np.quantile(single, [0.1, 0.9], method="lower") if not math.isnan(found.value) else (np.nan,) * 2
    finite = bool(np.isfinite(single).all())
    return Line(
        name=name,
        label=measure.label,
        unit=measure.unit,
        estimate=found,
        p10=float(low),
        p90=float(high),
        worst=tail_mean(single, measure.better) if finite else (math.nan if math.isnan(found.value) else math.inf),
        exact=exact_value(measure, arrays),
        ignorance=ignorance_share(single) if finite else math.nan,
    )


def summarise(arrays: Mapping[str, Array]) -> list[Line]:
    """All measures of a result."""
    return [line(name, arrays) for name in MEASURES]
