"""Two results side by side: the difference and the ratio of every measure, and who is better how often.

Ratios of means are linearised, so that they are treated as counts are: Student and Welch for differences, Fieller
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
from sim.statistics.intervals import Interval, Quantile, t_quantile
from sim.store.stored_result import Array

Columns = Mapping[str, Array]  # of a StoredResult: "outcomes/reach" [draw, run]


class Contrast(NamedTuple):
    """A measure of two strategies, A and B."""

    name: str  # key of MEASURES
    a: Interval
    b: Interval
    difference: Interval  # A - B
    ratio: Interval  # A / B
    win: Win | None  # None where the measure has no direction
    variance_removed: float  # by pairing: variance of the difference without it over that with it; nan unpaired
    paired: bool


def pairing_gain(x: F64, y: F64) -> float:
    """Return the variance of the mean difference if nothing was paired, over that with pairs; nan where nothing varies.

    x, y [unit].

    >>> import numpy as np
    >>> x, y = np.array([1.0, 2.0, 3.0]), np.array([0.0, 1.0, 3.0])
    >>> round(pairing_gain(x, y), 3)
    10.0
    """
    apart, together = linear.of_two(x, y).variance, linear.of_one(x - y).variance
    if math.isnan(apart) or apart == 0.0:
        return math.nan
    return apart / together if together > 0.0 else math.inf


def contrast(
    name: str,
    a: Columns,
    b: Columns,
    *,
    paired: bool = True,
    smallest: float = 0.0,
    quantile: Quantile = t_quantile,
) -> Contrast:
    """Return the contrast of A and B [draw, run] in a measure.

    paired: run by run on the same luck, which needs equal shapes. smallest: the difference that matters in a
    campaign, as a share of the mean magnitude of both estimates. quantile: standard errors on either side of every
    estimate, by degrees of freedom; left out: those of 95%.

    >>> import numpy as np
    >>> a, b = ({"outcomes/clicks": np.array([[more, 2.0 + more]])} for more in (3.0, 1.0))
    >>> contrast("clicks", a, b).difference.value
    2.0
    """
    measure = MEASURES[name]
    first, second = estimate(measure, a, quantile), estimate(measure, b, quantile)
    x, y = linearise(measure, a), linearise(measure, b)
    difference = linear.around(first.value - second.value, linear.of_difference(x, y, paired), quantile)
    ratio = first.value / second.value if second.value else math.nan
    margin = wins.margin_of(first.value, second.value, smallest)
    return Contrast(
        name=name,
        a=first,
        b=second,
        difference=difference,
        ratio=linear.fieller(ratio, x, y, paired, quantile),
        win=wins.win(measure, a, b, paired, margin, quantile),
        variance_removed=pairing_gain(x, y) if paired else math.nan,
        paired=paired,
    )


def is_decided(contrast: Contrast, smallest: float = 0.0) -> bool:
    """Return whether one side is better by more than what matters: the interval of the difference lies beyond.

    >>> import numpy as np
    >>> a, b = ({"outcomes/clicks": np.array([[more, 2.0 + more]])} for more in (3.0, 1.0))
    >>> is_decided(contrast("clicks", a, b)), is_decided(contrast("clicks", a, b), smallest=0.9)
    (True, False)
    """
    margin = wins.margin_of(contrast.a.value, contrast.b.value, smallest)
    return contrast.difference.low > margin or contrast.difference.high < -margin


def is_same(contrast: Contrast, smallest: float = 0.0) -> bool:
    """Return whether no difference that matters is left: the whole interval of the difference is too small.

    >>> import numpy as np
    >>> a = {"outcomes/clicks": np.array([[3.0, 5.0]])}
    >>> is_same(contrast("clicks", a, a))
    True
    """
    margin = wins.margin_of(contrast.a.value, contrast.b.value, smallest)
    return -margin <= contrast.difference.low and contrast.difference.high <= margin


def contrasts(
    a: Columns,
    b: Columns,
    *,
    paired: bool = True,
    smallest: float = 0.0,
    names: Sequence[str] = (),
    quantile: Quantile = t_quantile,
) -> dict[str, Contrast]:
    """Return the contrasts of A and B by measure. names: of the measures; left out: all of them.

    quantile: standard errors on either side of every estimate, by degrees of freedom.

    >>> import numpy as np
    >>> a = {"outcomes/clicks": np.array([[3.0, 5.0]])}
    >>> list(contrasts(a, a, names=["clicks"]))
    ['clicks']
    """
    return {
        name: contrast(name, a, b, paired=paired, smallest=smallest, quantile=quantile) for name in names or MEASURES
    }


def places(name: str, strategies: Sequence[Columns]) -> F64:
    """Return the probability of each place [strategy, place] in a measure; ties share their places equally.

    >>> import numpy as np
    >>> a, b = ({"outcomes/clicks": np.array([[3.0, more]])} for more in (5.0, 6.0))
    >>> places("clicks", [a, b]).tolist()
    [[0.25, 0.75], [0.75, 0.25]]
    """
    return wins.places(MEASURES[name], strategies)
