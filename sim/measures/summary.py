"""A result as a table of measures, each with its interval, its risk and its exact expected value."""

import math
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from sim.core.arrays import F64
from sim.measures.catalogue import MEASURES, Measure, meant
from sim.statistics.intervals import (
    Interval,
    Quantile,
    ignorance_share,
    mean_interval,
    ratio_interval,
    t_quantile,
    worst_tenth,
)
from sim.store.stored_result import Array


class LuckAlone(NamedTuple):
    """A measure of single campaigns of an average draw: what luck does; nan with a single draw or run."""

    p10: float
    p90: float


UNKNOWN = LuckAlone(math.nan, math.nan)


class MeasureSummary(NamedTuple):
    """A measure of a result."""

    name: str
    label: str
    unit: str
    estimate: Interval  # mean (or ratio of means) and its 95% interval: Monte Carlo error
    p10: float  # of single campaigns: what luck and ignorance do
    p90: float
    luck: LuckAlone
    worst: float  # CVaR: the measure over the worst tenth of campaigns; ratios stay ratios of means
    exact: float  # expected value without Monte Carlo; nan: no closed form
    ignorance: float  # share of the variance that more knowledge would remove; nan with one draw


def column(arrays: Mapping[str, Array], name: str) -> F64:
    """Return a column of the outcomes [draw, run] as floats.

    >>> column({"outcomes/clicks": np.array([[3, 5]])}, "clicks").tolist()
    [[3.0, 5.0]]
    """
    return np.asarray(arrays[f"outcomes/{name}"], np.float64)


def exact_value(measure: Measure, arrays: Mapping[str, Array]) -> float:
    """Return the exact expected value over the draws; nan where a part has none.

    >>> exact_value(MEASURES["clicks"], {"expected/clicks": np.array([3.0, 5.0])})
    4.0
    """
    parts = [name for name in (measure.top, measure.bottom) if name]
    if any(f"expected/{name}" not in arrays for name in parts):
        return math.nan
    values = [float(np.mean(arrays[f"expected/{name}"])) for name in parts]
    if not measure.bottom:
        return values[0]
    return measure.factor * values[0] / values[1] if values[1] else math.nan


def single_campaigns(measure: Measure, arrays: Mapping[str, Array]) -> F64:
    """Return the measure of every single campaign [draw, run]; infinite for money that bought nothing, nan for 0 / 0.

    >>> arrays = {"outcomes/cost_usd": np.array([[6.0, 6.0]]), "outcomes/engagements": np.array([[3.0, 0.0]])}
    >>> single_campaigns(MEASURES["cpe"], arrays).tolist()
    [[2.0, inf]]
    """
    top = column(arrays, measure.top)
    if not measure.bottom:
        return top
    bottom = column(arrays, measure.bottom)
    without = np.where(top > 0.0, np.inf, np.nan)
    return measure.factor * np.divide(top, bottom, out=without, where=bottom > 0.0)


def estimate(measure: Measure, arrays: Mapping[str, Array], quantile: Quantile = t_quantile) -> Interval:
    """Return the mean, or the ratio of means, with its 95% interval.

    quantile: standard errors on either side, by degrees of freedom.

    >>> estimate(MEASURES["clicks"], {"outcomes/clicks": np.array([[3, 5]])}).value
    4.0
    """
    top = column(arrays, measure.top)
    if not measure.bottom:
        return mean_interval(top, quantile)
    ratio = ratio_interval(top, column(arrays, measure.bottom), quantile)
    return Interval(*(measure.factor * value for value in ratio))


def worst(measure: Measure, arrays: Mapping[str, Array], single: F64) -> float:
    """Return the measure over the worst tenth of campaigns together. single: of each campaign [draw, run].

    >>> clicks = np.arange(20.0).reshape(1, 20)
    >>> worst(MEASURES["clicks"], {"outcomes/clicks": clicks}, clicks)
    0.5
    """
    which = worst_tenth(single, measure.better)
    top = float(column(arrays, measure.top).ravel()[which].sum())
    if not which.size:
        return math.nan
    if not measure.bottom:
        return top / which.size
    bottom = float(column(arrays, measure.bottom).ravel()[which].sum())
    return measure.factor * top / bottom if bottom else math.inf


def luck_alone(single: F64) -> LuckAlone:
    """Return where one campaign in ten lies below, and above, in an average draw. single: [draw, run].

    >>> [round(end, 2) for end in luck_alone(np.arange(20.0).reshape(2, 10))]
    [5.1, 13.9]
    """
    n_draws, n_runs = single.shape
    if n_draws < 2 or n_runs < 2 or not np.isfinite(single).all():
        return UNKNOWN
    low, high = np.quantile(single, [0.1, 0.9], axis=1, method="weibull").mean(axis=1)
    return LuckAlone(float(low), float(high))


def line(name: str, arrays: Mapping[str, Array]) -> MeasureSummary:
    """Return the summary of a result in a measure. arrays: columns of a StoredResult.

    >>> line("clicks", {"outcomes/clicks": np.array([[3, 5]])}).label
    'Clicks'
    """
    measure = MEASURES[name]
    single = single_campaigns(measure, arrays)
    known = single[~np.isnan(single)]
    low, high = np.quantile(known, [0.1, 0.9], method="inverted_cdf") if known.size else (math.nan, math.nan)
    return MeasureSummary(
        name=name,
        label=measure.label,
        unit=measure.unit,
        estimate=estimate(measure, arrays),
        p10=float(low),
        p90=float(high),
        luck=luck_alone(single),
        worst=worst(measure, arrays, single),
        exact=exact_value(measure, arrays),
        ignorance=ignorance_share(single) if np.isfinite(single).all() else math.nan,
    )


def summarise(arrays: Mapping[str, Array]) -> list[MeasureSummary]:
    """Return the summaries of all measures that say something about a result.

    >>> from sim.measures.columns import TOTALS
    >>> arrays = {f"outcomes/{name}": np.array([[1, 2]]) for name in TOTALS}
    >>> summarise(arrays)[0].label
    'Impressions'
    """
    return [line(name, arrays) for name in meant(arrays)]
