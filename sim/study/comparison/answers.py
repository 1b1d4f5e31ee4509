"""What a study answers: plain tuples, made by its other files and shown by `sim.report`."""

from collections.abc import Mapping
from typing import Literal, NamedTuple

from sim.core.arrays import F64
from sim.measures.contrast import Columns, Contrast
from sim.scenario.load import Loaded
from sim.statistics.intervals import Interval
from sim.store.stored_result import StoredResult


class Strategy(NamedTuple):
    """One side of a comparison."""

    label: str  # "A", "B", ...
    title: str
    stored: StoredResult
    columns: Columns  # the runs that are compared: "outcomes/...", "series/...", "frequency/people"
    loaded: Loaded | None  # None: only a result file is known, the scenario cannot be changed


class Comparison(NamedTuple):
    """Strategies side by side."""

    strategies: tuple[Strategy, ...]
    measure: str  # that decides, a key of MEASURES
    smallest: float  # the smallest difference that matters, as a share
    paired: bool
    notes: tuple[str, ...]  # why unpaired, which runs were left out, how the runs were stopped
    contrasts: Mapping[tuple[int, int], Mapping[str, Contrast]]  # of strategies first < second, by measure
    places: F64  # [strategy, place] probability, in the deciding measure


class MechanismPart(NamedTuple):
    """What one mechanism contributes to a difference."""

    mechanism: str  # "H1"
    label: str
    value: Interval


class Explanation(NamedTuple):
    """A difference A - B, attributed to mechanisms by Shapley values; parts and rest add up to it."""

    labels: tuple[str, str]
    measure: str
    a: float
    b: float
    parts: tuple[MechanismPart, ...]  # every mechanism in which the two sides differ, largest first
    rest: Interval  # what is left of the difference when all of them are equal
    inert: tuple[str, ...]  # mechanisms in which the two sides do not differ, as "H3 feed visibility"
    n_orders: int  # 0: exact over all subsets, else so many sampled orders
    n_runs: int  # per draw and cell; 0: exact expected values, no Monte Carlo
    notes: tuple[str, ...]

    @property
    def difference(self) -> float:
        return self.a - self.b


class Flip(NamedTuple):
    """How a comparison depends on one parameter, and where it turns."""

    labels: tuple[str, str]
    measure: str
    path: str
    words: str  # what the key means, empty where nobody says
    today: tuple[float | None, float | None]  # the value on either side, None where the key does not exist
    values: F64  # [point] of the parameter, ascending
    a: F64  # [point] the measure
    b: F64  # [point]
    ratio: tuple[Interval, ...]  # [point] A / B
    wins: tuple[Interval, ...]  # [point] P(A beats B)
    roots: tuple[Interval, ...]  # break-even values; an infinite end: not bounded within the range
    notes: tuple[str, ...]  # none in the range, several, undefined points


class FlipMap(NamedTuple):
    """P(A beats B) over two parameters."""

    labels: tuple[str, str]
    measure: str
    paths: tuple[str, str]
    words: tuple[str, str]
    today: tuple[tuple[float | None, float | None], tuple[float | None, float | None]]  # [parameter][side]
    values: tuple[F64, F64]
    wins: F64  # [first, second]
    ratio: F64  # [first, second] A / B; its 1 is the break-even contour
    notes: tuple[str, ...]


class OverlapGoal(NamedTuple):
    """One goal over the shared audience."""

    measure: str
    values: tuple[Interval, ...]  # [point]
    optimum: Interval  # the best share, between shares that are certainly worse; else the ends of the range
    shape: Literal["inside", "low", "high", "unclear", "same"]  # best inside, at an end for sure, not to be told, equal


class OverlapCurve(NamedTuple):
    """What overlap to want."""

    title: str
    shares: F64  # [point] asked
    achieved: F64  # [point]
    goals: tuple[OverlapGoal, ...]
    notes: tuple[str, ...]


class HealthCheck(NamedTuple):
    """One finding before anybody is shown anything."""

    name: str
    status: Literal["PASS", "REVIEW", "FAIL"]
    sentence: str
