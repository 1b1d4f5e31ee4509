"""Carrying sweeps out: play what is missing on threads or a cluster, collect, take over and remove points."""

import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import NamedTuple

from sim.engine import cells, cluster, session
from sim.engine.cells import Order, Played
from sim.errors import CALL, EngineError, FileProblem, switch
from sim.store import parts, points
from sim.store.locks import claim
from sim.study.comparison.strategies import Place
from sim.study.sweeps import collect
from sim.study.sweeps import sweep as sweeps
from sim.study.sweeps.collect import OpenStudy, StudyOutput
from sim.study.sweeps.sweep import Play, Progress, Sweep, SweepCells, SweepTask

MOST_REASONS = 10  # to say why cells are left out


class StudyFiles(NamedTuple):
    """The files of a study: where it is written, where its points are kept, and what becomes of what is there."""

    out: Path
    store: Path
    mode: parts.Mode


class Merged(NamedTuple):
    """Points that were taken over from other folders."""

    n_taken: int
    n_cells: int
    n_missing: int  # nothing is collected while any is missing
    out: Path


class Pruned(NamedTuple):
    """Points that were removed, or would be."""

    folder: Path
    n_points: int
    n_bytes: int
    n_leftovers: int
    is_empty: bool  # the folder held nothing


def finished_already(sweep: Sweep, files: StudyFiles) -> OpenStudy | None:
    """The study's own file, where the sweep is resumed and there is nothing left to do. Raises FileProblem."""
    if files.mode != "resume" or not files.out.is_file():
        return None
    study = collect.open_study(files.out)
    if study.stored.attributes.get("study_sha256") != sweeps.digest(sweep):
        return None
    marks = sweeps.marks(sweep)
    if parts.unfinished_key(files.out) == marks:  # killed when all but this was done
        with claim.claim(files.out, marks, "resume"):
            pass
    return study


def play_sweep(sweep: Sweep, files: StudyFiles, where: Place, address: str | None, began: float) -> None:
    """Play what is missing and write the study; address: of a cluster. Raises FileProblem, EngineError, Interrupted."""
    marks = sweeps.marks(sweep)
    with player(address, where) as play, claim.claim(files.out, marks, files.mode), claim.share(files.store):
        task = SweepTask(files.store, play, where.reporter, where.stop)
        session.tell_compiling(where.reporter)
        try:
            done = sweeps.complete(sweep, task, lambda done, made: write(sweep, made, done, files, where, began))
        except EngineError as error:
            raise type(error)(f"{error.template}; continue with the same {CALL} and {switch('resume')}") from error
        note_refusals(sweep, done.refused, where)


def note_refusals(sweep: Sweep, refused: Mapping[int, str], where: Place) -> None:
    """Say which cells are left out, reason by reason, the most frequent first."""
    reasons = Counter(refused.values()).most_common()
    for why, n in reasons[:MOST_REASONS]:
        where.reporter.note(f"{n} of {sweep.n_cells} cells could not be played and are left out: {why}")
    if more := sum(n for _, n in reasons[MOST_REASONS:]):
        where.reporter.note(f"so are {more:,} more, for {len(reasons) - MOST_REASONS:,} other reasons")


def write(sweep: Sweep, made: SweepCells, done: Progress, files: StudyFiles, where: Place, began: float) -> None:
    """Collect the cells of a sweep in its file. Raises FileProblem."""
    where.reporter.detail(f"collecting {sweep.n_cells:,} cells")
    target = StudyOutput(files.out, files.store, files.mode == "force")
    collect.write(sweep, made, done, target, where.command, began)
    where.reporter.note(f"stored in {files.out}")


@contextmanager
def player(address: str | None, where: Place) -> Iterator[Play]:
    """A player of cells: threads of this process, or a cluster. Raises EngineError."""
    if address is None:
        yield partial(on_threads, where=where)
        return
    with cluster.join(address) as client:
        yield partial(cluster.on_cluster, client=client, stop=where.stop, reporter=where.reporter)


def on_threads(orders: Iterable[Order], where: Place) -> Iterator[Played]:
    """Play cells on the threads of this process."""
    return cells.on_threads(orders, where.threads, where.stop)


def merge(sweep: Sweep, files: StudyFiles, sources: Sequence[Path], where: Place) -> Merged:
    """Take over the cells that other folders have, and collect them if none is missing. Raises FileProblem."""
    began = time.monotonic()
    for source in sources:
        if not source.is_dir():
            raise FileProblem(f"{source}: there is no such folder")
    made = SweepCells(sweep)
    with claim.share(files.store):
        n_taken = sum(take_over(made, number, files.store, sources, where) for number in range(sweep.n_cells))
        missing = sweeps.survey(made, sweep, files.store, where.reporter).missing
        if not missing:
            write(sweep, made, Progress({}, {}), files, where, began)
    return Merged(n_taken, sweep.n_cells, sum(map(len, missing.values())), files.out)


def take_over(made: SweepCells, number: int, folder: Path, sources: Sequence[Path], where: Place) -> bool:
    """Copy a cell from the first folder that has it whole; returns whether one had it."""
    key = made.key(number)
    if points.is_kept(folder, key):
        return False
    having = (source for source in sources if points.is_kept(source, key))
    return any(points.copy(source, folder, key, where.reporter.note) for source in having)


def prune(folder: Path, wanted: Sequence[Sweep], dry_run: bool) -> Pruned:
    """Remove all points of a folder but those of these sweeps; dry_run: only count them. Raises FileProblem."""
    keys: set[str] = set()
    for sweep in wanted:
        cells_of = SweepCells(sweep)
        keys |= {cells_of.key(number) for number in range(sweep.n_cells)}
    if not any(points.stored_keys(folder)) and not points.leftovers(folder):
        return Pruned(folder, 0, 0, 0, is_empty=True)
    with claim.alone(folder):
        doomed = [key for key in points.stored_keys(folder) if key not in keys]
        left, size = points.leftovers(folder), points.size(folder, doomed)
        if not dry_run:
            points.drop(folder, doomed)
            for path in left:
                path.unlink(missing_ok=True)
    return Pruned(folder, len(doomed), size, len(left), is_empty=False)
