"""Comparisons that are looked at again and again as their results grow, without being fooled by chance."""

import math
from typing import NamedTuple

from sim.measures.catalogue import MEASURES
from sim.measures.contrast import Columns
from sim.measures.linearised import linearise
from sim.measures.summary import estimate
from sim.measures.wins import margin_of
from sim.statistics import confidence_sequence, linear
from sim.statistics.intervals import Interval


class Look(NamedTuple):
    """Knowledge after so many units; the intervals hold at all looks together."""

    n: int  # units: draws if there are several, else runs
    difference: Interval  # A - B; unbounded before the first look
    ratio: Interval  # A / B; likewise
    decided: bool  # one side is better by what matters, or `same`
    same: bool  # no difference that matters is left


def first_units(columns: Columns, n: int) -> Columns:
    """Return the first n draws if there are several, else the first n runs.

    >>> import numpy as np
    >>> first_units({"outcomes/reach": np.array([[1, 2, 3]])}, 2)["outcomes/reach"].tolist()
    [[1, 2]]
    """
    return {name: array[:n] if array.shape[0] > 1 else array[:, :n] for name, array in columns.items()}


def n_units(columns: Columns) -> int:
    """Return the number of independent units: draws if there are several, else runs.

    >>> import numpy as np
    >>> n_units({"outcomes/reach": np.ones((1, 7))})
    7
    """
    n_draws, n_runs = columns["outcomes/reach"].shape
    return int(n_draws if n_draws > 1 else n_runs)


def look(name: str, a: Columns, b: Columns, *, alpha: float, paired: bool = True, smallest: float = 0.0) -> Look:
    """Look at A against B once: at their first units, as many as both have.

    alpha: error rate of all looks together. smallest: the difference that matters, as a share of the mean magnitude
    of both estimates.

    >>> import numpy as np
    >>> a, b = ({"outcomes/reach": np.arange(200.0).reshape(1, 200) + more} for more in (5.0, 0.0))
    >>> look("reach", a, b, alpha=0.05).decided
    True
    """
    measure = MEASURES[name]
    n = min(n_units(a), n_units(b))
    a, b = first_units(a, n), first_units(b, n)
    first, second = estimate(measure, a).value, estimate(measure, b).value
    ratio = first / second if second else math.nan
    if n < confidence_sequence.LEAST:
        unknown = (-math.inf, math.inf)
        return Look(n, Interval(first - second, *unknown), Interval(ratio, *unknown), decided=False, same=False)
    x, y = linearise(measure, a), linearise(measure, b)
    far = confidence_sequence.boundary(n, alpha)
    difference = linear.around(first - second, linear.of_difference(x, y, paired), lambda _: far)
    margin = margin_of(first, second, smallest)
    same = -margin <= difference.low and difference.high <= margin
    beyond = difference.low > margin or difference.high < -margin
    return Look(n, difference, linear.fieller(ratio, x, y, paired, lambda _: far), beyond or same, same)
