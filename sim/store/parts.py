"""A run in progress: finished stretches of runs as files of their own, so that nothing finished is ever lost.

    x.h5.parts/  .lock  key.json  draw0_runs_0-250.h5  draw0_runs_250-500.h5 ...

key.json comes first and goes first: as long as it is there, the folder belongs to an unfinished run.
"""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, suppress
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

import numpy as np

from sim.ending import undo_unless_done
from sim.errors import CALL, DamagedFile, FileProblem, Spelling, switch, write_out
from sim.store import hdf5, problems, result, seal
from sim.store import key as run_key
from sim.store.commit import RESUME, commit, leftovers, sync_folder
from sim.store.locks import lock
from sim.store.names import check_output
from sim.store.reading import read
from sim.store.reading.read import WantedColumns
from sim.store.reading.stored_schema import Schema
from sim.store.seal import Checksum, ForeignFile
from sim.store.stored_result import Array, Attribute, Column, StoredResult
from sim.store.stretches import RUN, Stretch, gaps, put_side_by_side, take_apart

Mode = Literal["new", "resume", "force"]
LEAD = ("draw", "run")
BAD = ".bad"


def work_folder(out: Path) -> Path:
    """The folder of an unfinished run."""
    return out.with_name(out.name + ".parts")


def unfinished_key(out: Path) -> dict[str, str] | None:
    """The key of the run in progress whose result will be `out`; None where there is none. Raises FileProblem."""
    key = run_key.read(work_folder(out))
    return None if key is None else run_key.request_of(key)


def open(
    out: Path, key: Mapping[str, str], columns: tuple[Column, ...], sizes: Mapping[str, int], mode: Mode
) -> "RunParts":
    """Start or resume the run whose result will be `out`, and hold its lock.

    key: what makes two runs the same run (not how many runs); columns: those on (draw, run, ...);
    sizes: how many labels each axis has.
    FileProblem when `out` is taken, in use, or belongs to a run with another key.
    """
    if not out.name:
        raise FileProblem(f"{out}: is a folder, not a file to write")
    folder = work_folder(out)
    with problems.refusals_as_problems(folder):
        resumes = mode == "resume" and (folder / run_key.NAME).exists()
        check_output(out, force=mode == "force" or resumes)
        work = RunParts(out, columns, sizes, dict(key))
        with undo_unless_done(work.leave):  # from before there is anything
            descriptor = lock.acquire(folder)
            try:
                work.start(mode, descriptor)
            except BaseException:
                lock.release(descriptor)
                raise
            work.ending.enter_context(undo_unless_done(work.leave))
    return work


class RunParts:
    """The finished stretches of a run on disk; made by `open`, used in a with statement, by one thread.

    damaged: a line for each part that had to be set aside.
    """

    def __init__(self, out: Path, columns: tuple[Column, ...], sizes: Mapping[str, int], key: dict[str, str]) -> None:
        if any(column.axes[:2] != LEAD for column in columns):
            raise ValueError("columns of parts begin with the axes draw, run")
        self.out = out
        self.folder = work_folder(out)
        self.damaged: list[str] = []
        self.ending = ExitStack()  # of what is undone when the command ends
        self._columns = columns
        self._sizes = dict(sizes)
        self._key = key
        self._finished: list[Stretch] = []
        self._resumes = False
        self._met: dict[str, str] = {}  # the key on disk, with the world once it was built
        self._lock = -1
        self._over = False

    def start(self, mode: Mode, descriptor: int) -> None:
        """With the lock held: find what is finished, or clear what an earlier run has left."""
        self._lock, self._resumes = descriptor, mode == "resume"
        _remove([*leftovers(self.out), *self.folder.glob(".*.tmp")])
        stored = run_key.read(self.folder) if mode != "force" else None
        unfinished = stored is not None and any(self._on_disk())
        if unfinished and mode == "new":
            problem = f"an unfinished run is there; {switch('resume')} continues it, {switch('force')} starts again"
            raise FileProblem(f"{self.folder}: {problem}")
        if unfinished and stored is not None:
            run_key.check(self.folder, run_key.request_of(stored), self._key)
            self._finished = [stretch for stretch in self._on_disk() if self._is_whole(stretch)]
            self._met = stored
        else:
            self._clear()
            run_key.write(self.folder, self._key)

    def meet(self, world: str, origin: str) -> None:
        """Note the world that the runs meet. FileProblem where runs that are kept met another one.

        world: a hash of what was built; origin: the versions that it was built with, as JSON.
        """
        if self._finished:
            run_key.check_world(self.folder, self._met, world, origin)
        if run_key.WORLD not in self._met or not self._finished:
            self._met = {**self._key, run_key.WORLD: world, run_key.ORIGIN: origin}
            run_key.write(self.folder, self._met)

    def finished_stretches(self) -> list[Stretch]:
        """The stretches on disk, sorted; they overlap where batch sizes have changed."""
        return sorted(self._finished)

    def count_excess(self) -> int:
        """The finished runs that are not wanted any more, because fewer runs or draws are asked for."""
        n_draws, n_runs = self._sizes["draw"], self._sizes["run"]
        seen: dict[int, int] = {}  # by draw: where the runs end that are counted
        n_unwanted = 0
        for stretch in self.finished_stretches():
            start = max(stretch.start, seen.get(stretch.draw, n_runs if stretch.draw < n_draws else 0))
            n_unwanted += max(stretch.stop - start, 0)
            seen[stretch.draw] = max(stretch.stop, start)
        return n_unwanted

    def missing(self) -> list[Stretch]:
        """The runs still to be played, as the longest stretches that hold nothing finished."""
        runs = self._sizes["run"]
        return [gap for draw in range(self._sizes["draw"]) for gap in gaps(self._finished, draw, runs)]

    def commit(self, draw: int, start: int, stop: int, arrays: Mapping[str, Array]) -> None:
        """Keep runs [start, stop) of a draw for good; arrays have axes (run, ...).

        FileProblem when the disk refuses; what was finished before stays.
        """
        stretch = Stretch(draw, start, stop)
        for column in self._columns:
            if arrays[column.name].shape[0] != stop - start:
                raise ValueError(f"{column.name}: {arrays[column.name].shape[0]} rows for {stop - start} runs")
        columns, tables = put_side_by_side({column.name: arrays[column.name] for column in self._columns})
        runs = np.arange(start, stop, dtype=np.int64)
        axis = Column(RUN, (RUN,), "1", RUN)
        part = StoredResult((axis, *columns), {RUN: runs, **tables}, self._attributes(stretch), texts={})
        image = hdf5.image(part)
        commit(self.folder / stretch.file_name, [image, seal.seal(image, Checksum.CRC32)], RESUME, is_output=False)
        self._finished.append(stretch)

    def merge(self) -> dict[str, Array]:
        """All runs together, axes (draw, run, ...). ValueError when some are missing."""
        if self.missing():
            raise ValueError(f"unfinished: {self.missing()[0]}")
        merged: dict[str, Array] = {}
        for stretch in self.finished_stretches():
            if stretch.draw < self._sizes["draw"] and stretch.start < self._sizes["run"]:
                self._add(merged, stretch)
        return merged

    def finish(self, rest: StoredResult) -> StoredResult:
        """Write the result: merged runs and the rest (axes, other columns, attributes, texts); drop parts.

        The file is read back and compared before a part is removed.
        """
        whole = replace(rest, columns=(*rest.columns, *self._columns), arrays={**rest.arrays, **self.merge()})
        result.save(self.out, whole, force=True, remedy=RESUME)
        stored = read.read(self.out, WantedColumns(Schema(texts=dict.fromkeys(whole.texts))))
        if result.digest(stored) != result.digest(whole):
            raise DamagedFile(self.out, "reads back differently; do not trust this disk")
        self._drop()
        return stored

    def __enter__(self) -> Self:
        return self

    def what_is_kept(self) -> str:
        """The runs that are kept, and how to continue."""
        total = self._sizes["draw"] * self._sizes["run"]
        done = total - sum(stretch.stop - stretch.start for stretch in self.missing())
        again = "" if self._resumes else f" and {switch('resume')}"
        return f"{done:,} of {total:,} runs are kept in {self.folder}; continue with the same {CALL}{again}"

    def leave(self) -> str:
        """The command ends: leave no trace where nothing was finished; else return the way to continue."""
        if self._lock < 0:
            with suppress(OSError):
                self.folder.rmdir()  # made for the lock
        elif not self._finished and not self.damaged:
            self._drop_once()
        return write_out(self.what_is_kept(), Spelling.COMMAND) if self._finished else ""

    def _drop_once(self) -> None:
        if not self._over:
            self._drop()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if not self._finished and not self.damaged:
                self._drop_once()  # nothing was finished: leave no trace
        finally:
            self.ending.close()
            lock.release(self._lock, self.folder if self._over else None)

    def _on_disk(self) -> Iterator[Stretch]:
        for path in sorted(self.folder.iterdir()):
            stretch = Stretch.of_file(path.name)
            if stretch is not None:
                yield stretch

    def _is_whole(self, stretch: Stretch) -> bool:
        path = self.folder / stretch.file_name
        try:
            self._read(stretch)
        except (DamagedFile, ForeignFile) as problem:
            path.replace(path.with_name(path.name + BAD))
            self.damaged.append(f"{problem}; kept as {path.name}{BAD}, its runs are done again")
            return False
        return True

    def _attributes(self, stretch: Stretch) -> dict[str, Attribute]:
        return {**stretch._asdict(), **{f"key_{name}": value for name, value in self._key.items()}}

    def _read(self, stretch: Stretch) -> dict[str, Array]:
        """The columns of a part [run, ...] by name, compared with what this run writes under that name."""
        path = self.folder / stretch.file_name
        part = read.read(path, WantedColumns())
        if part.attributes != self._attributes(stretch):
            raise DamagedFile(path, "belongs to another run or has another name")
        if part.arrays[RUN].size != stretch.stop - stretch.start:
            raise DamagedFile(path, f"holds {part.arrays[RUN].size} runs")
        shapes = {column.name: tuple(self._sizes[axis] for axis in column.axes[2:]) for column in self._columns}
        try:
            return take_apart(part.columns, part.arrays, shapes)
        except ValueError as flaw:
            raise DamagedFile(path, str(flaw)) from flaw

    def _add(self, merged: dict[str, Array], stretch: Stretch) -> None:
        part = self._read(stretch)
        stop = min(stretch.stop, self._sizes["run"])  # more runs were meant once
        for column in self._columns:
            rows = part[column.name]
            if column.name not in merged:
                merged[column.name] = np.zeros([self._sizes[axis] for axis in column.axes], dtype=rows.dtype)
            if merged[column.name].dtype != rows.dtype:
                flaw = f"{column.name}: is {rows.dtype}, but {merged[column.name].dtype} in other parts"
                raise DamagedFile(self.folder / stretch.file_name, flaw)
            merged[column.name][stretch.draw, stretch.start : stop] = rows[: stop - stretch.start]

    def _drop(self) -> None:
        """The run is over. Without its key the folder is a leftover, which the next start clears."""
        with problems.refusals_as_problems(self.folder):
            (self.folder / run_key.NAME).unlink(missing_ok=True)
            sync_folder(self.folder)
            self._clear()
            self._over = True
            lock.drop(self.folder)

    def _clear(self) -> None:
        self._finished = []
        own = [path for path in self.folder.iterdir() if Stretch.of_file(path.name.removesuffix(BAD))]
        _remove([self.folder / run_key.NAME, *own])


def _remove(paths: list[Path]) -> None:
    for path in paths:
        path.unlink(missing_ok=True)
