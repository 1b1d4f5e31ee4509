"""A sweep: strategies at every point of a design, all on the same luck; what is finished is never lost or repeated.

The points are files of their own, shared by all studies (`sim.store.points`). A study's file is made of them when all
are there, so a sweep that is stopped or killed at any moment has nothing but points to its name, and goes on from them.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from sim.core.arrays import F64
from sim.engine.cells import Order, Played
from sim.engine.progress import Reporter, Stop
from sim.engine.record import ENGINE_FORMAT
from sim.errors import DamagedFile, FileProblem, InputError, Interrupted
from sim.scenario.describe.resolved import Prints, fingerprint
from sim.scenario.load import Loaded, load
from sim.scenario.study import SET, Study
from sim.scenario.toml.keys import Key
from sim.store import points as pool
from sim.study.comparison import compare
from sim.study.sweeps import design
from sim.study.sweeps.design import Factor, Points
from sim.study.sweeps.leader import NAMES, Leader
from sim.study.what_if import parameters
from sim.version import __version__

ROUNDS = 3  # of playing what proved to be damaged

Play = Callable[[Iterable[Order]], Iterator[Played]]


class Sweep(NamedTuple):
    """A study with everything that it names at hand."""

    study: Study
    sides: tuple[Loaded, ...]  # the strategies as they are where nothing is turned
    factors: tuple[Factor, ...]
    points: Points

    @property
    def n_cells(self) -> int:
        return len(self.points.values) * len(self.sides)

    @property
    def runs(self) -> int:
        return self.study.table.run.runs

    def cell(self, number: int) -> tuple[int, int]:
        """Point and side of a cell."""
        return divmod(number, len(self.sides))

    def changes(self, number: int) -> dict[Key, float]:
        """What is turned in a cell, by key."""
        point, side = self.cell(number)
        found: dict[Key, float] = {}
        for factor, value in zip(self.factors, self.points.values[point], strict=True):
            found |= parameters.changes(factor.knob, side, float(value))
        return found


def prepare(study: Study, changes: Sequence[str] = ()) -> Sweep:
    """Read the strategies, find what is turned and lay out the points. changes: to all of them, as in --set.

    Raises InputError, FileProblem, MissingExtraError.
    """
    with study.blaming(("measure",)):
        compare.check_measure(study.table.measure)
    sides = tuple(side_of(study, file, changes) for file in study.files)
    found = design.factors(study, sides)
    asked = study.table.design
    with study.blaming(("design", "points")):
        design.n_points(asked.method, found, asked.points)
        laid = design.points(asked.method, found, asked.points, asked.seed)
    return Sweep(study, sides, found, laid)


def side_of(study: Study, file: Path, changes: Sequence[str]) -> Loaded:
    """A strategy with the study's own changes; a sweep plays one draw, its points are the draws."""
    loaded = load(file)
    sizes: dict[str, Any] = {"run.runs": study.table.run.runs, "run.draws": 1}
    if study.table.run.seed is not None:
        sizes["run.seed"] = study.table.run.seed
    with study.blaming(SET):
        changed = loaded.replace_all({**study.table.set, **sizes})
    return load(file, [*changed.overrides, *changes]) if changes else changed


def digest(sweep: Sweep) -> str:
    """A hash of all that a study's numbers depend on: strategies, points, runs."""
    whole = hashlib.sha256("\0".join(map(fingerprint, sweep.sides)).encode())
    whole.update(json.dumps([[factor.path for factor in sweep.factors], sweep.runs]).encode())
    whole.update(np.ascontiguousarray(sweep.points.values).tobytes())
    return whole.hexdigest()


def marks(sweep: Sweep) -> dict[str, str]:
    """What makes two sweeps the same sweep, in parts that can be told apart."""
    laid = hashlib.sha256(np.ascontiguousarray(sweep.points.values).tobytes()).hexdigest()
    scenarios = "\0".join(map(fingerprint, sweep.sides))
    return {
        "strategies": hashlib.sha256(scenarios.encode()).hexdigest()[:12],
        "numbers turned": ", ".join(factor.path for factor in sweep.factors),
        "points": f"{len(sweep.points.values)} of {sweep.study.table.design.method} ({laid[:12]})",
        "runs": str(sweep.runs),
        **version(),
    }


class SweepCells:
    """The cells of a sweep by number: what each is kept under, and what it takes to play it."""

    def __init__(self, sweep: Sweep) -> None:
        self._sweep = sweep
        self._prints = [Prints(side) for side in sweep.sides]

    def key(self, number: int) -> str:
        """What a cell's result is kept under. Raises KeyError where nothing of the kind can be."""
        found = self.fingerprint(number)
        return pool.key_of({"scenario": found, "runs": str(self._sweep.runs), **version()})

    def fingerprint(self, number: int) -> str:
        _, side = self._sweep.cell(number)
        changes = self._sweep.changes(number)
        try:
            return self._prints[side].of(changes)
        except (KeyError, TypeError, IndexError):  # a key that the scenario does not write out
            return fingerprint(self._sweep.sides[side].replace_all(changes))

    def order(self, number: int) -> Order:
        """A cell to be played. Raises nothing: what cannot be had is found by who plays it."""
        _, side = self._sweep.cell(number)
        loaded = self._sweep.sides[side]
        made = loaded.overrides_with(self._sweep.changes(number))
        return Order(number, loaded.text, made, loaded.file, self._sweep.runs, self.fingerprint(number))


def version() -> dict[str, str]:
    """What else decides about the numbers of a cell."""
    return {"engine": ENGINE_FORMAT, "sim": __version__}


class Progress(NamedTuple):
    """Where a sweep stands."""

    missing: dict[int, list[int]]  # cells to play, each with all cells (itself too) that are the same scenario
    refused: dict[int, str]  # cells that cannot be had, and why


def survey(cells: SweepCells, sweep: Sweep, folder: Path, reporter: Reporter) -> Progress:
    """Which cells are there, whole; damaged ones are set aside. Raises FileProblem."""
    seen: dict[str, int | None] = {}  # by key: the cell that has to be played, None: it is there
    missing: dict[int, list[int]] = {}
    for number in range(sweep.n_cells):
        key = cells.key(number)
        if key not in seen:
            seen[key] = None if is_there(key, folder, reporter) else number
        first = seen[key]
        if first is not None:
            missing.setdefault(first, []).append(number)
    return Progress(missing, {})


def is_there(key: str, folder: Path, reporter: Reporter) -> bool:
    if not pool.is_kept(folder, key):
        return False
    try:
        pool.verify(folder, key)
    except DamagedFile as damaged:
        reporter.note(pool.set_aside(damaged))
        return False
    return True


class SweepTask(NamedTuple):
    """What playing a sweep needs besides the sweep."""

    folder: Path  # of the points
    play: Play
    reporter: Reporter
    stop: Stop


def play_missing(sweep: Sweep, cells: SweepCells, progress: Progress, task: SweepTask) -> Progress:
    """Play and keep what is missing, except what cannot be had.

    Raises Interrupted, FileProblem, EngineError; what is finished is kept in any case.
    """
    n_sides = len(sweep.sides)
    open_cells = Counter(number // n_sides for same in progress.missing.values() for number in same)
    total = sweep.n_cells // n_sides
    task.reporter.start(total, total - len(open_cells), "points")
    leader, refused = Leader(n_sides, sweep.study.table.measure), dict(progress.refused)
    task.stop.patient = True
    try:
        for played in task.play(cells.order(number) for number in progress.missing):
            same = progress.missing[played.number]
            if played.refused:
                refused |= dict.fromkeys(same, played.refused)
            else:
                pool.keep(task.folder, cells.key(played.number), NAMES, played.values)
            for number in same:
                point, side = sweep.cell(number)
                leader.add(point, side, played.values)
                open_cells[point] -= 1
                if open_cells[point] == 0:
                    task.reporter.lead(leader.in_words())
                    task.reporter.advance(1)
    finally:
        task.stop.patient = False
    n_done = total - sum(n > 0 for n in open_cells.values())
    if n_done < total:
        raise Interrupted(
            f"interrupted: {n_done:,} of {total:,} points are kept in {task.folder}; "
            "continue with the same command and --resume"
        )
    return Progress({}, refused)


def blocks(sweep: Sweep, cells: SweepCells, folder: Path, refused: Mapping[int, str], at_once: int) -> Iterator[F64]:
    """All outcomes [column, point, strategy, run], so many points at once; nan where a cell cannot be had.

    Raises DamagedFile, FileProblem.
    """
    n_sides, n_points = len(sweep.sides), len(sweep.points.values)
    for start in range(0, n_points, at_once):
        stop = min(start + at_once, n_points)
        block = np.full((len(NAMES), stop - start, n_sides, sweep.runs), np.nan)
        for number in range(start * n_sides, stop * n_sides):
            if number not in refused:
                point, side = sweep.cell(number)
                block[:, point - start, side] = pool.get(folder, cells.key(number), NAMES, sweep.runs)
        yield block


def complete(sweep: Sweep, task: SweepTask, write: Callable[[Progress, SweepCells], None]) -> Progress:
    """Play what is missing and write the study; points that prove damaged on the way are played again.

    Raises InputError where no point can be had, Interrupted, FileProblem, EngineError.
    """
    cells = SweepCells(sweep)
    refused: dict[int, str] = {}
    for _ in range(ROUNDS):
        found = survey(cells, sweep, task.folder, task.reporter)._replace(refused=refused)
        found = found._replace(missing={first: same for first, same in found.missing.items() if first not in refused})
        if found.missing:
            done = play_missing(sweep, cells, found, task)
        else:
            task.reporter.note(f"all {sweep.n_cells - len(refused):,} cells are there already")
            done = found
        refused = done.refused
        if len(refused) == sweep.n_cells:
            raise InputError(f"no point of the study can be had: {next(iter(refused.values()))}")
        try:
            write(done, cells)
        except DamagedFile as damaged:
            task.reporter.note(pool.set_aside(damaged))
        else:
            return done
    raise FileProblem(f"{task.folder}: points keep being damaged; do not trust this disk")
