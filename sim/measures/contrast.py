"""Two results side by side: the difference and the ratio of every measure, and who is better how often.

Ratios of means are linearised, so that they take the same road as counts: Student and Welch for differences, Fieller
for A / B. For a ratio of ratios that covers better than a bootstrap at 10 to 200 units of skewed data (studentised on
the log scale, and BCa, were tried), and needs no luck.
"""

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sim.core.arrays import F64
from sim.measures import wins
from sim.measures.catalogue import MEASURES
from sim.measures.linearised import linearise
from sim.measures.summary import estimate
from sim.measures.wins import Win
from sim.statistics import linear
from sim.statistics.intervals import Interval
from sim.store.stored_result import Array

Columns = Mapping[str, Array]  # of a StoredResult: "outcomes/reach" [draw, run]


class Contrast(NamedTuple):
    """One measure of two strategies, A and B."""

    name: str  # key of MEASURES
    a: Interval
    b: Interval
    difference: Interval  # A - B
    ratio: Interval  # A / B
    win: Win | None  # None where the measure has no direction
    variance_removed: float  # by pairing: variance of the difference without it over that with it; nan unpaired
    paired: bool


def pairing_gain(x: F64, y: F64) -> float:
    """Variance of the mean difference if nothing was paired, over what it is [unit]; nan where nothing varies."""
    apart, together = linear.of_two(x, y).variance, linear.of_one(x - y).variance
    if math.isnan(apart) or apart == 0.0:
        return math.nan
    return apart / together if together > 0.0 else math.inf


def contrast(name: str, a: Columns, b: Columns, *, paired: bool = True, smallest: float = 0.0) -> Contrast:
    """One measure of A and B [draw, run]; paired: run by run on the same luck, which needs equal shapes.

    smallest: the difference that matters in a campaign, as a share of the mean magnitude of both estimates.
    """
    measure = MEASURES[name]
    first, second = estimate(measure, a), estimate(measure, b)
    x, y = linearise(measure, a), linearise(measure, b)
    difference = linear.around(first.value - second.value, linear.of_difference(x, y, paired))
    ratio = first.value / second.value if second.value else math.nan
    margin = wins.margin_of(first.value, second.value, smallest)
    return Contrast(
        name=name,
        a=first,
        b=second,
        difference=difference,
        ratio=linear.fieller(ratio, x, y, paired),
        win=wins.win(measure, a, b, paired, margin),
        variance_removed=pairing_gain(x, y) if paired else math.nan,
        paired=paired,
    )


def contrasts(
    a: Columns, b: Columns, *, paired: bool = True, smallest: float = 0.0, names: Sequence[str] = tuple(MEASURES)
) -> dict[str, Contrast]:
    """Measures of A and B by their names."""
    return {name: contrast(name, a, b, paired=paired, smallest=smallest) for name in names}


def places(name: str, strategies: Sequence[Columns]) -> F64:
    """The probability of each place [strategy, place] in a measure; ties share their places equally."""
    return wins.places(MEASURES[name], strategies)
