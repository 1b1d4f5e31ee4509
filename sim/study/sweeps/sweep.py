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
from sim.errors import CALL, DamagedFile, FileProblem, InputError, Interrupted, switch
from sim.scenario.describe.resolved import Prints, fingerprint
from sim.scenario.load import Loaded, load
from sim.scenario.overrides import Override
from sim.scenario.study import SET, Study
from sim.scenario.toml.keys import Key
from sim.store import points as pool
from sim.store.points import PointValues
from sim.study.comparison import compare
from sim.study.sweeps import design
from sim.study.sweeps.design import Factor, Points
from sim.study.sweeps.leader import NAMES, Leader
from sim.study.what_if import parameters
from sim.text import quote
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
        """The number of cells: points times strategies."""
        return len(self.points.values) * len(self.sides)

    @property
    def runs(self) -> int:
        """The runs of each cell."""
        return self.study.table.run.runs

    def cell(self, number: int) -> tuple[int, int]:
        """Return point and side of a cell, by its number."""
        return divmod(number, len(self.sides))

    def changes(self, number: int) -> dict[Key, float]:
        """Return the changes that a cell makes to its strategy, by key."""
        point, side = self.cell(number)
        changes: dict[Key, float] = {}
        for factor, value in zip(self.factors, self.points.values[point], strict=True):
            changes |= parameters.changes(factor.knob, side, float(value))
        return changes

    def describe(self, number: int) -> str:
        """Return a cell in words: its strategy and the values that are turned."""
        point, side = self.cell(number)
        values = zip(self.factors, self.points.values[point], strict=True)
        turned = ", ".join(f"{factor.path} = {float(value):.6g}" for factor, value in values)
        return f"point {point}, {quote(self.sides[side].scenario.name)}, {turned}"


def prepare(study: Study, changes: Sequence[str | Override] = ()) -> Sweep:
    """Read the strategies, find the numbers that are turned, and lay out the points.

    changes: to all of the strategies, as in --set. Raises InputError, FileProblem, MissingExtraError.
    """
    with study.blaming(("measure",)):
        compare.check_measure(study.table.measure)
    sides = tuple(side_of(study, file, changes) for file in study.scenarios or study.files)
    factors = design.factors(study, sides)
    wanted = study.table.design
    with study.blaming(("design", "points")):
        design.n_points(wanted.method, factors, wanted.points)
        points = design.points(wanted.method, factors, wanted.points, wanted.seed)
    return Sweep(study, sides, factors, points)


def side_of(study: Study, source: Loaded | Path, changes: Sequence[str | Override]) -> Loaded:
    """Read a strategy with the study's own changes; a sweep plays one draw, its points are the draws."""
    loaded = source if isinstance(source, Loaded) else load(source)
    sizes: dict[str, Any] = {"run.runs": study.table.run.runs, "run.draws": 1}
    if study.table.run.seed is not None:
        sizes["run.seed"] = study.table.run.seed
    with study.blaming(SET):
        changed = loaded.replace_all({**study.table.set, **sizes})
    return changed.override(changes) if changes else changed


def digest(sweep: Sweep) -> str:
    """Return a hash of all that a study's numbers depend on: strategies, points, runs."""
    whole = hashlib.sha256("\0".join(map(fingerprint, sweep.sides)).encode())
    whole.update(json.dumps([[factor.path for factor in sweep.factors], sweep.runs]).encode())
    whole.update(np.ascontiguousarray(sweep.points.values).tobytes())
    return whole.hexdigest()


def marks(sweep: Sweep) -> dict[str, str]:
    """Return the marks by which two sweeps are the same sweep, in parts that can be told apart."""
    points = hashlib.sha256(np.ascontiguousarray(sweep.points.values).tobytes()).hexdigest()
    scenarios = "\0".join(map(fingerprint, sweep.sides))
    return {
        "strategies": hashlib.sha256(scenarios.encode()).hexdigest()[:12],
        "numbers turned": ", ".join(factor.path for factor in sweep.factors),
        "points": f"{len(sweep.points.values)} of {sweep.study.table.design.method} ({points[:12]})",
        "runs": str(sweep.runs),
        **version(),
    }


class SweepCells:
    """The cells of a sweep by number: the key under which each is kept, and the order to play it."""

    def __init__(self, sweep: Sweep) -> None:
        self._sweep = sweep
        self._prints = [Prints(side) for side in sweep.sides]

    def key(self, number: int) -> str:
        """Return the key under which a cell's result is kept."""
        return pool.key_of({"scenario": self.fingerprint(number), "runs": str(self._sweep.runs), **version()})

    def fingerprint(self, number: int) -> str:
        """Return the fingerprint of a cell's scenario."""
        _, side = self._sweep.cell(number)
        changes = self._sweep.changes(number)
        try:
            return self._prints[side].of(changes)
        except (KeyError, TypeError, IndexError):  # a key that the scenario does not write out
            return fingerprint(self._sweep.sides[side].replace_all(changes))

    def order(self, number: int) -> Order:
        """Return the order to play a cell. Raises nothing: whoever plays it finds out where it is impossible."""
        _, side = self._sweep.cell(number)
        loaded = self._sweep.sides[side]
        overrides = loaded.overrides_with(self._sweep.changes(number))
        return Order(number, loaded.document, overrides, self._sweep.runs, self.fingerprint(number))


def version() -> dict[str, str]:
    """Return the versions that decide about the numbers of a cell too."""
    return {"engine": ENGINE_FORMAT, "sim": __version__}


class Progress(NamedTuple):
    """The state of a sweep: the cells that are missing, and those that are impossible."""

    missing: dict[int, list[int]]  # cells to play, each with all cells (itself too) that are the same scenario
    refused: dict[int, str]  # cells that are impossible, and why


def survey(cells: SweepCells, sweep: Sweep, folder: Path, reporter: Reporter) -> Progress:
    """Find the cells that are there and whole; damaged ones are set aside. Raises FileProblem."""
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
    """Return whether a point's file is there and whole; a damaged one is set aside. Raises FileProblem."""
    if not pool.is_kept(folder, key):
        return False
    try:
        pool.verify(folder, key)
    except DamagedFile as damaged:
        reporter.note(pool.set_aside(damaged))
        return False
    return True


class SweepTask(NamedTuple):
    """The means of playing a sweep."""

    folder: Path  # of the points
    play: Play
    reporter: Reporter
    stop: Stop


def play_missing(sweep: Sweep, cells: SweepCells, progress: Progress, task: SweepTask) -> Progress:
    """Play and keep what is missing, except impossible cells; return the new state.

    Raises Interrupted, FileProblem, EngineError; what is finished is kept in any case.
    """
    n_sides = len(sweep.sides)
    open_cells = Counter(number // n_sides for same in progress.missing.values() for number in same)
    total = sweep.n_cells // n_sides
    task.reporter.start(total, total - len(open_cells), "points")
    leader, refused = Leader(n_sides, sweep.study.table.measure), dict(progress.refused)
    with task.stop.looked_at():
        for played in task.play(cells.order(number) for number in progress.missing):
            same = progress.missing[played.number]
            if played.refused:
                where = f"{sweep.describe(played.number)}: " if played.has_failed else ""
                refused |= dict.fromkeys(same, f"{where}{played.refused}")
            else:
                kept = PointValues(played.values, played.world)
                pool.keep(task.folder, cells.key(played.number), NAMES, kept)
            for number in same:
                point, side = sweep.cell(number)
                leader.add(point, side, played.values)
                open_cells[point] -= 1
                if open_cells[point] == 0:
                    task.reporter.lead(leader.in_words())
                    task.reporter.advance(1)
    n_done = total - sum(n > 0 for n in open_cells.values())
    if n_done < total or task.stop.is_set():
        raise Interrupted(
            f"interrupted: {n_done:,} of {total:,} points are kept in {task.folder}; "
            f"continue with the same {CALL} and {switch('resume')}"
        )
    return Progress({}, refused)


class PointWorlds:
    """The worlds of a study's points, of which those that were asked alike must have come out alike."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._seen: dict[str, tuple[str, str]] = {}  # by what was asked: what came out, and at which point

    def add(self, key: str, world: str) -> None:
        """Take a point's world. FileProblem where another point of the same world has met another one."""
        asked, _, built = world.partition(" ")
        first, where = self._seen.setdefault(asked, (built, key))
        if first != built:
            files = " and ".join(str(pool.path_of(self._folder, each)) for each in (where, key))
            problem = "were played in worlds that differ though the same was asked"
            raise FileProblem(f"{files}: {problem}; remove both and continue with {switch('resume')}")


def blocks(sweep: Sweep, cells: SweepCells, folder: Path, refused: Mapping[int, str], at_once: int) -> Iterator[F64]:
    """Yield all outcomes [column, point, strategy, run], so many points at once; nan where a cell is impossible.

    Raises DamagedFile, FileProblem.
    """
    worlds = PointWorlds(folder)
    n_sides, n_points = len(sweep.sides), len(sweep.points.values)
    for start in range(0, n_points, at_once):
        stop = min(start + at_once, n_points)
        block = np.full((len(NAMES), stop - start, n_sides, sweep.runs), np.nan)
        for number in range(start * n_sides, stop * n_sides):
            if number not in refused:
                point, side = sweep.cell(number)
                kept = pool.get(folder, cells.key(number), NAMES, sweep.runs)
                worlds.add(cells.key(number), kept.world)
                block[:, point - start, side] = kept.values
        yield block


def complete(sweep: Sweep, task: SweepTask, write: Callable[[Progress, SweepCells], None]) -> Progress:
    """Play what is missing and write the study; points that prove damaged on the way are played again.

    write: of the state and the cells. Raises InputError where no point is possible, Interrupted, FileProblem,
    EngineError.
    """
    cells = SweepCells(sweep)
    refused: dict[int, str] = {}
    for _ in range(ROUNDS):
        progress = survey(cells, sweep, task.folder, task.reporter)
        missing = {first: same for first, same in progress.missing.items() if first not in refused}
        if missing:
            done = play_missing(sweep, cells, Progress(missing, refused), task)
        else:
            task.reporter.note(f"all {sweep.n_cells - len(refused):,} cells are there already")
            done = Progress(missing, refused)
        refused = done.refused
        if len(refused) == sweep.n_cells:
            raise InputError(f"no point of the study is possible: {next(iter(refused.values()))}")
        try:
            write(done, cells)
        except DamagedFile as damaged:
            task.reporter.note(pool.set_aside(damaged))
        else:
            return done
    raise FileProblem(f"{task.folder}: points keep being damaged; do not trust this disk")
