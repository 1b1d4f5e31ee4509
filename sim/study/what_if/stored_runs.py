"""Runs that are stored of both sides as they are: what-ifs play fewer draws, and are scaled to them.

So a number has one value. The ratio of a what-if to the same runs as they are hangs far less on which draws were
played than either does, so the scaled value is also the surer one (a ratio estimate, as of a control variate).
"""

import math
from typing import NamedTuple

from sim.core.arrays import F64
from sim.measures.catalogue import MEASURES
from sim.measures.contrast import Columns, contrast
from sim.measures.summary import column, estimate


class RunCount(NamedTuple):
    """Numbers of draws and of runs per draw."""

    n_draws: int
    n_runs: int  # 0: exact expected values


class SideValues(NamedTuple):
    """Values of A and of B."""

    a: float
    b: float


class StoredRuns(NamedTuple):
    """Stored runs of two strategies as they are."""

    a: Columns
    b: Columns

    @property
    def run_count(self) -> RunCount:
        """Numbers of draws and of runs per draw, of the shorter side."""
        first, second = (columns["outcomes/reach"].shape for columns in self)
        return RunCount(min(first[0], second[0]), min(first[1], second[1]))

    def values(self, measure: str) -> SideValues:
        """The measure of both sides."""
        return SideValues(*(estimate(MEASURES[measure], columns).value for columns in self))

    def wins(self, measure: str, smallest: float) -> float:
        """P(A beats B) in a measure; nan where it has no direction."""
        is_paired = self.a["outcomes/reach"].shape == self.b["outcomes/reach"].shape
        win = contrast(measure, self.a, self.b, paired=is_paired, smallest=smallest).win
        return win.wins.value if win else math.nan


class Scaling(NamedTuple):
    """Values of both sides as they are: stored, and in the runs of a what-if, which is scaled to the stored ones."""

    stored: SideValues
    played: SideValues
    n_stored: RunCount
    stored_wins: float = math.nan  # P(A beats B), which is not scaled
    played_wins: float = math.nan
    free: str = ""  # sides, "A", "B" or "AB", on which the number that is turned is drawn: they are not scaled

    @property
    def factors(self) -> SideValues:
        """Factors of both sides on what was played; 1 where a side is free, or has nothing to be scaled.

        A number that is drawn moves the stored runs, and moves nothing any more once it is turned: the ratio of what
        was played to the stored runs would say more of that number's draws than of all else.
        """
        each = (
            stored / played
            if side not in self.free and math.isfinite(stored) and math.isfinite(played) and played != 0.0
            else 1.0
            for side, stored, played in zip("AB", self.stored, self.played, strict=True)
        )
        return SideValues(*each)


def scale(measure: str, columns: Columns, factor: float) -> Columns:
    """The columns with a measure so many times as large.

    >>> import numpy as np
    >>> scale("clicks", {"outcomes/clicks": np.array([[3, 5]])}, 0.5)["outcomes/clicks"].tolist()
    [[1.5, 2.5]]
    """
    top = MEASURES[measure].top
    values: F64 = factor * column(columns, top)
    return {**columns, f"outcomes/{top}": values}
