"""The leading strategy while a sweep goes on."""

from collections import Counter

import numpy as np

from sim.core.arrays import F64
from sim.measures.catalogue import MEASURES
from sim.measures.columns import TOTALS
from sim.study.comparison.strategies import LABELS

NAMES = tuple(TOTALS)  # of the columns of a cell
PLACES = {name: place for place, name in enumerate(NAMES)}


class Leader:
    """A count of which strategy is ahead, point by point, as cells arrive."""

    def __init__(self, n_sides: int, measure: str) -> None:
        self._n_sides = n_sides
        self._measure = MEASURES[measure]
        self._waiting: dict[int, dict[int, float]] = {}
        self._ahead: Counter[int] = Counter()

    def add(self, point: int, side: int, values: F64) -> bool:
        """Add one more cell, with its totals [column, run]; return whether its point is complete."""
        seen = self._waiting.setdefault(point, {})
        seen[side] = self._measure.better * of_totals(self._measure.top, self._measure.bottom, values)
        if len(seen) < self._n_sides:
            return False
        known = {side: value for side, value in self._waiting.pop(point).items() if value == value}
        if len(known) == self._n_sides > 1 and len(set(known.values())) > 1:
            self._ahead[max(known, key=lambda side: known[side])] += 1
        return True

    def in_words(self) -> str:
        """Say which strategy is ahead; empty while nothing is known."""
        if not self._ahead:
            return ""
        best, n = self._ahead.most_common(1)[0]
        return f"{LABELS[best]} ahead in {n / self._ahead.total():.0%} of points by {self._measure.label}"


def of_totals(top: str, bottom: str, values: F64) -> float:
    """Return a measure of one cell, up to its factor; nan where it is undefined.

    top, bottom: names of columns; values: totals [column, run].
    """
    above = float(values[PLACES[top]].mean()) if values.size else np.nan
    if not bottom or not values.size:
        return above
    below = float(values[PLACES[bottom]].mean())
    return above / below if below else np.nan
