"""Histograms of simulated values: bars of even width, in even factors where values are far apart."""

from typing import NamedTuple

import numpy as np

from sim.core.arrays import F64

BARS = 40
FAR = 10.0  # a factor over which values are far apart
LEFT_OUT = 0.002  # on either side, of what decides where the bars begin and end


class BarEdges(NamedTuple):
    """Edges of bars."""

    edges: F64  # ascending
    by_factors: bool  # each bar wider than the last by the same factor


class Histogram(NamedTuple):
    """Values by bars; the outermost bars hold what lies beyond them, too."""

    edges: tuple[float, ...]  # ascending
    shares: tuple[float, ...]  # [bar] of all values
    by_factors: bool


def bar_edges(values: F64) -> BarEdges:
    """Return edges of bars for values [n]; without any, for 0 to 1.

    Whole numbers get bars that all hold as many of them, or one at least: else some bars would stick out, or be empty.

    >>> bar_edges(np.array([1.0, 3.0, 2.0])).edges.tolist()
    [0.5, 1.5, 2.5, 3.5]
    >>> bar_edges(np.array([1.5, 150.0])).by_factors
    True
    """
    ends = [LEFT_OUT, 1.0 - LEFT_OUT]
    low, high = np.quantile(values, ends, method="inverted_cdf").tolist() if values.size else (0.0, 1.0)
    are_whole = values.size > 0 and not np.any(values % 1.0)
    if low > 0.0 and high >= FAR * low:
        edges = np.geomspace(low, high, BARS + 1)
        if not are_whole or edges[1] - edges[0] >= 1.0:
            return BarEdges(edges, by_factors=True)
    if are_whole:
        step = max(1.0, np.ceil((high - low + 1.0) / BARS))
        return BarEdges(np.arange(low - 0.5, high + 0.5 + step, step), by_factors=False)
    end = high if high > low else low + max(abs(low) * 0.01, 1.0)
    return BarEdges(np.linspace(low, end, BARS + 1), by_factors=False)


def histogram(values: F64) -> Histogram:
    """Return the shares of values [n] in each bar; needs one value or more.

    >>> histogram(np.array([1.0, 3.0, 3.0, 2.0])).shares
    (0.25, 0.25, 0.5)
    """
    edges, by_factors = bar_edges(values)
    counts = np.histogram(np.clip(values, edges[0], edges[-1]), edges)[0]
    return Histogram(tuple(edges.tolist()), tuple((counts / values.size).tolist()), by_factors)
