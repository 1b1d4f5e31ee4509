"""Sweeps against a bare loop of kernel calls, two threads against one, large studies, and memory.

The loop plays as many runs of one ready plan; `planned` reads and plans each cell as well, which no sweep can avoid.
A sweep keeps every point for good and collects the study at the end.
"""

import math
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import common
import numpy as np

from sim.core.arrays import Plan
from sim.engine import cells
from sim.engine.play import play
from sim.engine.progress import Silent, Stop
from sim.measures.columns import TOTALS
from sim.scenario import study as scenario_study
from sim.store import hdf5
from sim.store import study_file as store
from sim.store.stored_result import Array, Column
from sim.study.sweeps import collect, sweep
from sim.study.sweeps.sweep import Progress, Sweep, SweepCells, SweepTask

CELL_SECONDS = 0.5
CONFIG = common.ROOT / "configs" / "micro_1000.toml"
LAUNCHER = (
    "import resource, subprocess, sys\n"
    "subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, check=True)\n"
    "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
)
SMALL = ("--set", "world.people=20_000", "--set", "creators.micro.count=20", "--runs", "20",
         "--set", "world.shared_audience.among.creators=20", "--set", "world.shared_audience.among.followers=100",
         "--set", "creators.micro.followers=100")  # fmt: skip


def study_of(points: int, runs: int) -> Sweep:
    tree = {"name": "benchmark", "strategies": [str(CONFIG)], "measure": "impressions", "design": {"points": points},
            "run": {"runs": runs}, "vary": {"engagement.rate_1k": "0.01:0.09", "costs.hour_usd": "30:90"}}  # fmt: skip
    return sweep.prepare(scenario_study.from_tables(tree))


def runs_of_a_cell(plan: Plan) -> int:
    """So many runs take about half a second."""
    play(plan, 4)
    began = time.perf_counter()
    play(plan, 10)
    return max(1, math.ceil(10 * CELL_SECONDS / (time.perf_counter() - began)))


def planned(asked: Sweep) -> None:
    """Every cell read, planned and played, one after the other."""
    made = SweepCells(asked)
    for number in range(asked.n_cells):
        loaded = made.order(number).load()
        play(cells.plan_of(loaded)[1], asked.runs)


def run_sweep(asked: Sweep, threads: int) -> None:
    """The whole sweep, in a folder that is thrown away, by a process that remembers no other one."""
    cells.OUTCOMES = cells.Shared(cells.MOST_OUTCOMES)
    with tempfile.TemporaryDirectory() as name:
        folder, out = Path(name) / "points", Path(name) / "s.h5"
        task = SweepTask(folder, lambda orders: cells.on_threads(orders, threads, Stop()), Silent(), Stop())

        def write(done: Progress, made: SweepCells) -> None:
            collect.write(asked, made, done, collect.StudyOutput(out, folder, False), "benchmark", 0.0)

        sweep.complete(asked, task, write)


def processor(work: Callable[[], object], repeats: int) -> float:
    """Median processor seconds: other work on the machine does not count."""
    spent = []
    for _ in range(repeats):
        began = time.process_time()
        work()
        spent.append(time.process_time() - began)
    return statistics.median(spent)


def scheduling(points: int, repeats: int) -> None:
    plan = common.plan_of("micro_1000")
    runs = runs_of_a_cell(plan)
    asked = study_of(points, runs)
    spent = common.alternate(
        repeats,
        loop=lambda: [play(plan, runs) for _ in range(points)],
        planned=lambda: planned(asked),
        one=lambda: run_sweep(asked, 1),
        two=lambda: run_sweep(asked, 2),
    )
    print(f"{points} cells of {runs} runs, {repeats} turns")
    for name, seconds in spent.items():
        common.report(name, seconds, 1e6 * points, "ms per cell")
    for told, top, bottom in (
        ("sweep over planned loop", "one", "planned"),
        ("sweep over loop of kernel calls", "one", "loop"),
        ("planned loop over kernel calls", "planned", "loop"),
        ("one thread over two", "one", "two"),
    ):
        print(f"{told:<34} {common.ratio(spent, top, bottom):6.3f}")
    busy = processor(lambda: run_sweep(asked, 1), repeats) / processor(lambda: planned(asked), repeats)
    print(f"{'sweep over planned loop, processor':<34} {busy:6.3f}")


def large_study(points: int, runs: int, repeats: int) -> None:
    """A study of noise, as large as a real one."""
    asked = study_of(points, runs)
    sizes = (points, 1, runs)
    columns = tuple(Column(f"outcomes/{name}", collect.AXES, *told) for name, told in TOTALS.items())
    at_once = hdf5.rows_at_once(sizes)

    def blocks() -> Iterator[Array]:
        rng = np.random.default_rng(20261)
        for start in range(0, points, at_once):
            yield rng.random((len(columns), min(at_once, points - start), 1, runs))

    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "large.h5"
        began = time.perf_counter()
        store.save(path, collect.head(asked, {}, sizes, "benchmark", 0.0), columns, blocks(), force=False)
        wrote, opened, read = time.perf_counter() - began, [], []
        for _ in range(repeats):
            began = time.perf_counter()
            found = collect.open_study(path)
            opened.append(time.perf_counter() - began)
            collect.per_run(found, "cpe")
            read.append(time.perf_counter() - began)
        data = 8.0 * len(columns) * math.prod(sizes)
        print(f"study of {points:,} points x {runs} runs: {data / 1e6:,.0f} MB of data, written in {wrote:.1f} s")
        print(f"{'file over data':<34} {path.stat().st_size / data:6.3f}")
        print(f"{'seconds to open':<34} {statistics.median(opened):6.3f}")
        print(f"{'seconds to open and read a measure':<34} {statistics.median(read):6.3f}")


def peak(arguments: list[str]) -> float:
    """Bytes of a command at its peak; started by a small process, for a child begins with what its parent has."""
    done = subprocess.run(
        [sys.executable, "-c", LAUNCHER, sys.executable, "-m", "sim", *arguments],
        env={**os.environ, "PYTHONPATH": str(common.ROOT)}, stdout=subprocess.PIPE, text=True, check=True,
    )  # fmt: skip
    return 1024.0 * float(done.stdout)


def memory(few: int, many: int) -> None:
    """Peak memory of whole commands in processes of their own."""
    peaks = []
    for points in (few, few, many):  # the first one compiles, if anything has to be
        with tempfile.TemporaryDirectory() as name:
            command = ["sweep", str(CONFIG), "--vary", "engagement.rate_1k=0.01:0.09", "--points", str(points), *SMALL]
            peaks.append(peak([*command, "--threads", "2", "-q", "-o", str(Path(name) / "s.h5")]))
    print(f"{f'MB at most, {few:,} points':<34} {peaks[1] / 1e6:6.1f}")
    print(f"{f'MB at most, {many:,} points':<34} {peaks[2] / 1e6:6.1f}  {peaks[2] / peaks[1]:.3f} times")


def main() -> None:
    options = common.parse_arguments(
        __doc__, points=(12, "cells of half a second"), repeats=(5, "turns"), large=(10_000, "points of a large study"),
        runs=(100, "runs at each of them"), few=(50, "points, for memory"), many=(500, "points, for memory"),
    )  # fmt: skip
    scheduling(options.points, options.repeats)
    large_study(options.large, options.runs, options.repeats)
    memory(options.few, options.many)


if __name__ == "__main__":
    main()
