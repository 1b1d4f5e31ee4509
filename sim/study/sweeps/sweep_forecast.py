"""Forecasts of a sweep: its sizes, time, memory and disk; and its progress so far."""

import shutil
from pathlib import Path
from typing import NamedTuple

from sim.engine import forecast, memory
from sim.engine.forecast import Forecast
from sim.errors import FileProblem
from sim.measures.columns import TOTALS
from sim.store import parts
from sim.store import points as pool
from sim.store.locks import lock
from sim.study.sweeps.sweep import Sweep, SweepCells

SECONDS_PER_CELL = 0.05  # a plan, a file
SECONDS_PER_LINK = 4e-8  # of the plan
BYTES_PER_CELL = 9_000  # of a point's file, besides its numbers
COPIES = 3.0  # points, the study, and the study once more while it is written


class Outlook(NamedTuple):
    """Sizes, time, memory and disk of a sweep, before it begins."""

    n_points: int
    n_cells: int
    runs: int  # per cell
    seconds: float
    memory: float  # bytes
    disk: float  # bytes, at most


class Standing(NamedTuple):
    """The progress of a sweep: the answer of `sim sweep status`."""

    n_points: int
    n_done: int  # points whose cells are all there
    n_cells: int
    n_cells_done: int
    size: int  # bytes
    holder: str  # who is at it, in words
    is_begun: bool
    is_written: bool
    out: Path


def of(sweep: Sweep, threads: int) -> Outlook:
    """Forecast what a sweep needs. Raises InputError where the machine lacks the memory, FileProblem."""
    each = [forecast.check(side, threads) for side in sweep.sides]
    n_points = len(sweep.points.values)
    seconds = sum(map(forecast_of_cell, each)) * n_points / threads
    largest = max(side.memory.total for side in each)
    # Each thread plans a cell of its own.
    needed = largest + (threads - 1) * (largest - memory.BASE)
    bytes_each = 8.0 * len(TOTALS) * sweep.runs
    disk = sweep.n_cells * (BYTES_PER_CELL + COPIES * bytes_each)
    return Outlook(n_points, sweep.n_cells, sweep.runs, seconds, needed, disk)


def forecast_of_cell(side: Forecast) -> float:
    """Return the seconds of one core for a cell."""
    return side.core_seconds + SECONDS_PER_CELL + SECONDS_PER_LINK * side.n_slots


def check_disk(outlook: Outlook, folder: Path) -> None:
    """Raise FileProblem where the disk lacks the room."""
    place = next(above for above in (folder.absolute(), *folder.absolute().parents) if above.exists())
    free = shutil.disk_usage(place).free
    if outlook.disk > free:
        raise FileProblem(f"{folder}: needs up to {outlook.disk / 1e6:,.0f} MB, {free / 1e6:,.0f} MB are free")


def standing(sweep: Sweep, out: Path, folder: Path) -> Standing:
    """Return the progress of a sweep. out: the study's file; folder: of the points. Raises FileProblem."""
    cells, n_sides = SweepCells(sweep), len(sweep.sides)
    keys = [cells.key(number) for number in range(sweep.n_cells)]
    there = [pool.is_whole(folder, key) for key in keys]
    rows = [there[start : start + n_sides] for start in range(0, len(there), n_sides)]
    whole = [key for key, is_there in zip(keys, there, strict=True) if is_there]
    work = parts.work_folder(out)
    return Standing(
        n_points=len(rows),
        n_done=sum(map(all, rows)),
        n_cells=sweep.n_cells,
        n_cells_done=len(whole),
        size=pool.size(folder, set(whole)),
        holder=lock.holder(work),
        is_begun=parts.unfinished_key(out) is not None,
        is_written=out.is_file(),
        out=out,
    )
