"""The points and runs that a precision takes, from a small sweep of the same study."""

from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from sim.core.arrays import F64
from sim.engine import forecast
from sim.errors import InputError
from sim.measures.catalogue import MEASURES
from sim.scenario.study import Study
from sim.statistics import sample_size
from sim.statistics.intervals import t_quantile
from sim.statistics.sample_size import Components, Enough, Runs
from sim.study.sweeps import sweep, sweep_forecast
from sim.study.sweeps.collect import linearise_runs
from sim.study.sweeps.leader import NAMES
from sim.study.sweeps.response import log_ratio
from sim.study.sweeps.sweep import Progress, Sweep, SweepCells, SweepTask


class SampleSize(NamedTuple):
    """A number of points, and of runs at each."""

    points: int
    runs: int


class CoreSeconds(NamedTuple):
    """The time of one core that a point takes, of all strategies."""

    cell: float  # before its runs
    run: float  # for one run


class Sizing(NamedTuple):
    """The points and runs that a precision takes: the answer of `sim plan`."""

    words: str  # what is to be known
    precision: float  # half-width at 95%, as a share of the value
    pilot: SampleSize
    components: Components  # of the logarithm
    at_each_point: Runs  # runs by which each point is known so well
    over_all: Enough | None  # points and runs by which the mean over all points is; None: beyond all reach
    seconds: CoreSeconds
    asked: SampleSize  # of the study as it stands
    reached: float  # the half-width of the mean that these give


def pilot_of(study: Study, points: int, runs: int) -> Study:
    """Return the study as a small sweep of random points (a Latin hypercube)."""
    table = study.table
    design = table.design.model_copy(update={"method": "latin_hypercube", "points": points})
    run = table.run.model_copy(update={"runs": runs})
    return replace(study, table=table.model_copy(update={"design": design, "run": run}))


def size_up(full: Sweep, pilot: Sweep, precision: float, task: SweepTask) -> Sizing:
    """Play the pilot and say how many points and runs are enough.

    precision: half-width at 95%, as a share. Raises InputError, FileProblem, Interrupted, EngineError.
    """
    curves: list[F64] = []
    sweep.complete(pilot, task, lambda done, cells: curves.append(curve(pilot, done, cells, task)))
    y = curves[0]
    try:
        parts = sample_size.components(y)
        each = sample_size.runs_per_point(y, precision)
    except ValueError as error:
        raise InputError(f"the pilot says too little: {error}") from error
    seconds = core_seconds(full)
    n_points, runs = len(full.points.values), full.runs
    variance = parts.between / n_points + parts.common / runs + parts.rest / (n_points * runs)
    return Sizing(
        words=words(full),
        precision=precision,
        pilot=SampleSize(*y.shape),
        components=parts,
        at_each_point=each,
        over_all=cheapest(parts, precision, seconds),
        seconds=seconds,
        asked=SampleSize(n_points, runs),
        reached=t_quantile(np.inf) * variance**0.5,
    )


def cheapest(parts: Components, precision: float, seconds: CoreSeconds) -> Enough | None:
    """Return the cheapest points and runs for the mean over points; None where no number is enough."""
    try:
        return sample_size.points_and_runs(parts, precision, seconds.cell, seconds.run)
    except ValueError:
        return None


def words(full: Sweep) -> str:
    """Name what is to be known: the measure of A over that of B, or of the only strategy."""
    label = MEASURES[full.study.table.measure].label
    return f"{label} of A over that of B" if len(full.sides) > 1 else label


def curve(pilot: Sweep, done: Progress, cells: SweepCells, task: SweepTask) -> F64:
    """Return the logarithm of what is to be known [point, run], to first order; nan where it is unknown."""
    at_once = len(pilot.points.values)
    (block,) = sweep.blocks(pilot, cells, task.folder, done.refused, at_once)
    measure = MEASURES[pilot.study.table.measure]
    part: Callable[[str], F64] = lambda name: block[NAMES.index(name)]  # noqa: E731
    sides = [
        linearise_runs(
            part(measure.top)[:, side], part(measure.bottom)[:, side] if measure.bottom else None, measure.factor
        )
        for side in range(min(len(pilot.sides), 2))
    ]
    return log_ratio(sides[0], sides[1] if len(sides) > 1 else np.ones_like(sides[0]))


def core_seconds(full: Sweep) -> CoreSeconds:
    """Forecast the time that a point takes. Raises InputError."""
    each = [forecast.check(side, 1) for side in full.sides]
    whole = sum(map(sweep_forecast.forecast_of_cell, each))
    run = sum(side.core_seconds for side in each) / full.runs
    return CoreSeconds(whole - run * full.runs, run)
