"""One measure of one campaign: where it came in among the simulated runs."""

import json
from typing import Any, NamedTuple

import numpy as np

from sim.core.arrays import F64
from sim.errors import InputError
from sim.measures.wins import paired_share
from sim.statistics.histogram import Histogram, histogram
from sim.statistics.intervals import Interval
from sim.statistics.scoring_rules import PitRange, crps, mean_gaps, pit_range
from sim.store.stored_result import StoredResult

LEVELS = (0.5, 0.8, 0.9)  # of the promised intervals
WIDEST = LEVELS[-1]
LEAST_RUNS = 20  # of all draws together; with fewer, no run lies beyond a 90% interval
ATTRIBUTED = "funnel.attributed_share"
SHARE_COLUMN = f"parameters/{ATTRIBUTED}"
THINNING_SEED = 1  # which of the purchases links and codes show


class ScoredMeasure(NamedTuple):
    """A measure that both a result and a finished campaign have."""

    label: str
    unit: str
    column: str  # of the result


MEASURES_SCORED = {
    "reach": ScoredMeasure("Reach", "people", "outcomes/reach"),
    "impressions": ScoredMeasure("Impressions", "impressions", "outcomes/impressions"),
    "engagements": ScoredMeasure("Engagements", "engagements", "outcomes/engagements"),
    "clicks": ScoredMeasure("Clicks", "clicks", "outcomes/clicks"),
    "sales": ScoredMeasure("Sales by links and codes", "purchases", "outcomes/purchases"),
    "all_purchases": ScoredMeasure("All purchases", "purchases", "outcomes/purchases"),
    "cost": ScoredMeasure("Total cost", "USD", "outcomes/cost_usd"),
}
NEEDED = {measure.column for measure in MEASURES_SCORED.values()} | {SHARE_COLUMN}


class PromisedRange(NamedTuple):
    """A central interval of the simulated runs."""

    level: float
    low: float
    high: float


class MeasureScore(NamedTuple):
    """A measure of a campaign against what was promised."""

    name: str
    actual: float
    percentile: Interval  # share of runs below it, equal ones by half; with the sample's own error
    pit: PitRange
    median: float
    ranges: tuple[PromisedRange, ...]  # the narrowest first
    crps: Interval  # in the measure's unit
    promised: Histogram  # of all runs

    def is_inside(self, level: float) -> bool:
        """Whether it came in inside the promised interval of that level, ends among it."""
        return any(each.low <= self.actual <= each.high for each in self.ranges if each.level == level)


class PromisedSample(NamedTuple):
    """A measure as a result promises it."""

    name: str
    values: F64  # [draw, run]
    gaps: F64  # [draw, run] mean distance to the other draws
    quantiles: F64  # median, then the ends of each level
    histogram: Histogram

    def score(self, actual: float) -> MeasureScore:
        """Score what happened."""
        below = (self.values < actual) + 0.5 * (self.values == actual)
        ends = self.quantiles[1:].reshape(-1, 2)
        ranges = zip(LEVELS, ends.tolist(), strict=True)
        return MeasureScore(
            self.name,
            actual,
            paired_share(below),
            pit_range(self.values, actual),
            float(self.quantiles[0]),
            tuple(PromisedRange(level, low, high) for level, (low, high) in ranges),
            crps(self.values, actual, self.gaps),
            self.histogram,
        )


def promised_sample(name: str, stored: StoredResult, file: str) -> PromisedSample:
    """All runs of all draws in a measure. Raises InputError naming the file for too few of them, or none."""
    column = MEASURES_SCORED[name].column
    if column not in stored.arrays:
        raise InputError(f"holds no {column}, so {name} cannot be scored", file=file)
    values = np.asarray(stored.arrays[column], np.float64)
    if values.size < LEAST_RUNS:
        message = f"{values.size} runs in all draws; a 90% interval needs {LEAST_RUNS} or more (run.runs, run.draws)"
        raise InputError(message, file=file)
    if name == "sales":
        values = thin(values, attributed_share(stored))
    probs = [0.5, *(end for level in LEVELS for end in (0.5 - level / 2.0, 0.5 + level / 2.0))]
    quantiles = np.quantile(values, probs, method="weibull")
    return PromisedSample(name, values, mean_gaps(values), quantiles, histogram(values.ravel()))


def attributed_share(stored: StoredResult) -> F64:
    """The share of purchases that links and codes show [draw]; 1 in results that know of no others."""
    if SHARE_COLUMN in stored.arrays:
        return np.asarray(stored.arrays[SHARE_COLUMN], np.float64)
    resolved: dict[str, Any] = json.loads(stored.resolved_json)
    section, key = ATTRIBUTED.split(".")
    share = resolved.get(section, {}).get(key, 1.0)
    return np.full(stored.arrays["draw"].size, float(share) if isinstance(share, int | float) else 1.0)


def thin(purchases: F64, share: F64) -> F64:
    """The purchases that links and codes show [draw, run]: each with its draw's share, by a fixed seed."""
    rng = np.random.default_rng(THINNING_SEED)
    return rng.binomial(purchases.astype(np.int64), share[:, None]).astype(np.float64)
