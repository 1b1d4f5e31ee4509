"""The best audience overlap: each goal over the shared audience of the reference roster, and where it is highest."""

import math
from typing import Literal, NamedTuple

import numpy as np

from sim.core.arrays import F64
from sim.engine import drawing
from sim.errors import InputError, option
from sim.measures.catalogue import MEASURES
from sim.measures.summary import column
from sim.scenario.load import Loaded
from sim.statistics.intervals import Interval, mean_interval, t_quantile, units
from sim.statistics.linear import of_one
from sim.statistics.prim import Flags
from sim.study.what_if import parameters
from sim.study.what_if.flip import Range
from sim.study.what_if.parameters import ParameterRange
from sim.study.what_if.trials import Columns, Trials, locate_errors

PATH = "world.shared_audience.share"
GOALS = ("reach", "reach_2", "engagers", "purchases")
USUAL = ParameterRange(0.05, 0.85)
LEAST_POINTS = 3


class OverlapGoal(NamedTuple):
    """One goal over the shared audience, and where it is best."""

    measure: str
    values: tuple[Interval, ...]  # [point]
    optimum: Interval  # the best share, between shares that are certainly worse; else the ends of the range
    shape: Literal["inside", "low", "high", "unclear", "same"]  # best inside, at an end for sure, unknown, equal


class OverlapCurve(NamedTuple):
    """All goals over the shared audience: the answer of `sim overlap`."""

    title: str
    shares: F64  # [point] asked
    achieved: F64  # [point]
    goals: tuple[OverlapGoal, ...]
    notes: tuple[str, ...]


def overlap_curve(loaded: Loaded, how: Range, trials: Trials) -> OverlapCurve:
    """Compute the goals over the shared audience. Raises InputError, FileProblem, Interrupted.

    how: from which share to which, and at how many values.
    """
    if loaded.scenario.world.network is not None:
        raise InputError("a real network has the overlap that it has", path=("world", "network"))
    ends = how.between or USUAL
    if how.points < LEAST_POINTS:
        raise InputError(f"{option('points')} {how.points}: an optimum needs {LEAST_POINTS} values or more")
    knob = parameters.knob((loaded,), PATH)
    parameters.span(loaded, knob, ends)
    trials.means.reporter.start(how.points, 0, "values")
    shares, achieved, outcomes, missed = [], [], [], []
    for share in np.linspace(*ends, how.points):
        try:
            changed = loaded.replace(PATH, float(share))
            achieved.append(achieved_share(changed))
        except InputError as error:
            if how.between is not None and not 0.0 < share < 1.0:
                raise
            missed.append((float(share), error))
        else:
            outcomes.append(trials.columns(changed))
            shares.append(float(share))
        trials.means.reporter.advance(1)
    if len(shares) < LEAST_POINTS:
        raise missed[0][1]
    at = np.array(shares)
    goals = tuple(goal(name, at, outcomes) for name in GOALS)
    return OverlapCurve(loaded.scenario.name, at, np.array(achieved), goals, tuple(notes(loaded, missed)))


def achieved_share(loaded: Loaded) -> float:
    """Return the shared audience of the reference roster as built, of the first draw."""
    with locate_errors(loaded):
        return float(next(drawing.draws(loaded)).world.shared_achieved)


def goal(name: str, shares: F64, outcomes: list[Columns]) -> OverlapGoal:
    """Return one goal over the shares [point], and what is known of its best. outcomes: [point]."""
    values = [column(columns, MEASURES[name].top) for columns in outcomes]
    each = np.array([units(value) for value in values])  # [point, unit]
    intervals = tuple(map(mean_interval, values))
    top = int(np.argmax(each.mean(axis=1)))
    worse = certainly_worse(each, top)
    low, high = bracket(shares, worse, top)
    return OverlapGoal(
        name, intervals, Interval(optimum(shares, each.mean(axis=1)), low, high), shape(each, worse, top)
    )


def certainly_worse(each: F64, top: int) -> Flags:
    """Return whether each point is certainly worse than the best one [point]. each: [point, unit], on the same luck.

    Student's tests of paired differences; at most 5% of false alarms over all points together (Bonferroni).
    """
    quantile = t_quantile(max(each.shape[1] - 1, 1), 1.0 - 0.05 / max(len(each) - 1, 1))
    worse = np.zeros(len(each), bool)
    for point, own in enumerate(each):
        spread = of_one(each[top] - own)
        worse[point] = point != top and float((each[top] - own).mean()) > quantile * math.sqrt(spread.variance)
    return worse


def bracket(shares: F64, worse: Flags, top: int) -> tuple[float, float]:
    """Return the nearest shares on either side that are certainly worse.

    Where there is one peak, it lies between them. An end of the range stands in where no share is certainly worse.
    """
    below, above = np.flatnonzero(worse[:top]), np.flatnonzero(worse[top:]) + top
    return float(shares[below[-1] if below.size else 0]), float(shares[above[0] if above.size else -1])


def shape(each: F64, worse: Flags, top: int) -> Literal["inside", "low", "high", "unclear", "same"]:
    """Name the shape of the curve, as far as it is known. each: [point, unit]; top: the best point."""
    if (each == each[0]).all():
        return "same"
    if not worse.any():
        return "unclear"
    if worse.sum() == len(worse) - 1 and top in (0, len(worse) - 1):
        return "low" if top == 0 else "high"
    return "inside"


def optimum(shares: F64, values: F64) -> float:
    """Return the share at which the parabola through the best value and its neighbours is highest.

    An end of the range stays an end.
    """
    top = int(np.argmax(values))
    if top in (0, shares.size - 1):
        return float(shares[top])
    x, y = shares[top - 1 : top + 2], values[top - 1 : top + 2]
    left, right = (y[1] - y[0]) / (x[1] - x[0]), (y[2] - y[1]) / (x[2] - x[1])
    bend = (right - left) / (x[2] - x[0])
    if bend == 0.0:
        return float(x[1])
    return float(np.clip(0.5 * (x[0] + x[1]) - 0.5 * left / bend, x[0], x[2]))


def notes(loaded: Loaded, missed: list[tuple[float, InputError]]) -> list[str]:
    """Note what the reader of the curve should know. missed: shares that no world has, with the reason."""
    lines = []
    curve = loaded.scenario.response.curve
    if curve.name == "independent" or (curve.name == "hazard_power" and curve.parameters.get("beta") == 1.0):
        lines.append(
            "the response curve is independent (beta 1), so repeated exposure from several creators is worth no more "
            "than the first: engagers and purchases can only lose by overlap; try --set response.curve.beta=1.5"
        )
    if missed:
        shares = ", ".join(f"{share:.2f}" for share, _ in missed)
        lines.append(f"unreachable in this world, and left out: {shares} ({missed[0][1].message})")
    return lines
