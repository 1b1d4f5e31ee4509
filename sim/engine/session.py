"""A whole run: scenario -> worlds -> plans -> batches -> one result file, resumable at any moment."""

import hashlib
import threading
import time
from collections.abc import Iterator
from functools import reduce
from operator import getitem
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from sim import plan as planning
from sim.core import address
from sim.core.arrays import Plan
from sim.core.jit import code_cache
from sim.engine import forecast
from sim.engine.batches import Batch, Pending, batches
from sim.engine.progress import Reporter
from sim.errors import InputError, Interrupted
from sim.measures.columns import EXPECTED, EXPECTED_COLUMNS, RUN_COLUMNS, SOURCE_LABELS, rows
from sim.measures.expected import expected
from sim.scenario.keys import dotted
from sim.scenario.load import Loaded
from sim.scenario.model import Scenario
from sim.scenario.show import fingerprint, resolved_text
from sim.store import parts, provenance
from sim.store.parts import Mode, Parts
from sim.store.stretches import Stretch
from sim.store.table import RESOLVED_TEXT, SCENARIO_TEXT, Array, Column, StoredResult
from sim.world import cache
from sim.world.build import World

ENGINE_FORMAT = "1"  # goes up with every change that moves a stored bit


class Job(NamedTuple):
    """What to run and how; nothing here but `loaded` and `out` touches a bit of the result."""

    loaded: Loaded
    out: Path
    threads: int
    mode: Mode
    command: str
    batch: int | None = None  # runs per batch; None: as many as fit a fraction of a second


def scenario_of_draw(loaded: Loaded, draw: int) -> tuple[Scenario, dict[str, float]]:
    """The scenario with this draw's values of the uncertain numbers; with a single draw they are medians."""
    if loaded.scenario.run.draws == 1 or not loaded.paths:
        return loaded.scenario, {}
    names = [dotted(path) for path in loaded.paths]
    who = np.array([identity_of(name) for name in names], np.uint64)
    quantiles = address.parameter_uniforms(np.uint64(loaded.scenario.run.seed), who, draw)
    scenario = loaded.at(dict(zip(loaded.paths, map(float, quantiles), strict=True)))
    values: Any = scenario.model_dump()
    return scenario, {
        name: float(reduce(getitem, path, values)) for name, path in zip(names, loaded.paths, strict=True)
    }


def identity_of(name: str) -> int:
    """What the draws of an uncertain number are addressed by: its key, not its place in a list."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "little")


def worlds_and_plans(loaded: Loaded, reporter: Reporter) -> Iterator[tuple[int, World, Plan, dict[str, float]]]:
    """Plan after plan, draw after draw; the world is kept while its key stays the same."""
    key, world = "", None
    for draw in range(loaded.scenario.run.draws):
        scenario, values = scenario_of_draw(loaded, draw)
        wanted = cache.key(scenario, loaded.folder)
        if world is None or wanted != key:
            key, world = wanted, cache.built(scenario, loaded.folder)
            for note in world.notes if draw == 0 else ():
                reporter.note(note)
        yield draw, world, planning.make(scenario, world, draw), values


def build(loaded: Loaded) -> World:
    """The world of a scenario at its medians. Raises InputError, FileProblem."""
    try:
        forecast.check(loaded, 1)
        return cache.built(loaded.scenario, loaded.folder)
    except InputError as error:
        raise loaded.locate(error) from None


def play_draw(job: Job, work: Parts, plan: Plan, stretches: list[Stretch], told: tuple[Reporter, threading.Event]) -> None:
    """Play the missing runs of one draw and commit them; stops early when told to."""
    reporter, stop = told
    order_usd = job.loaded.scenario.funnel.order_usd

    def commit(start: int, stop_run: int, done: list[Batch]) -> None:
        parts_of = [rows(batch.outcome, order_usd) for batch in done]
        joined = {name: np.concatenate([part[name] for part in parts_of]) for name in parts_of[0]}
        work.commit(plan.draw, start, stop_run, joined)

    pending = Pending(commit)
    try:
        for batch in batches(plan, stretches, job.threads, stop, job.batch):
            pending.add(batch)
            reporter.advance(batch.stop - batch.start)
    finally:
        pending.flush()


def play_all(job: Job, work: Parts, reporter: Reporter, stop: threading.Event) -> StoredResult:
    """Play whatever is missing; returns what the result holds besides the runs."""
    missing = work.missing()
    run = job.loaded.scenario.run
    reporter.start(run.draws * run.runs, run.draws * run.runs - sum(s.stop - s.start for s in missing))
    if missing and not any(code_cache().glob("**/kernel.play_runs*.nbi")):
        reporter.note("compiling the simulation core, once for this version (about half a minute)")
    exact: list[dict[str, float]] = []
    drawn: list[dict[str, float]] = []
    world: World | None = None
    for draw, world, plan, values in worlds_and_plans(job.loaded, reporter):
        play_draw(job, work, plan, [s for s in missing if s.draw == draw], (reporter, stop))
        if stop.is_set():
            raise Interrupted(how_to_resume(job, work))
        exact.append(expected(plan))
        drawn.append(values)
    assert world is not None
    return besides(job.loaded, world, exact, drawn)


def how_to_resume(job: Job, work: Parts) -> str:
    run = job.loaded.scenario.run
    left = sum(stretch.stop - stretch.start for stretch in work.missing())
    total = run.draws * run.runs
    return (
        f"interrupted: {total - left:,} of {total:,} runs are kept in {work.folder}; "
        "continue with the same command and --resume"
    )


def portable(value: float) -> float:
    """Twelve digits of a value: what libraries of different machines agree on, so that digests are equal."""
    return float(f"{value:.12g}")


def besides(loaded: Loaded, world: World, exact: list[dict[str, float]], drawn: list[dict[str, float]]) -> StoredResult:
    """Axes, exact values, drawn parameters and creators of a result."""
    run = loaded.scenario.run
    axes: dict[str, Array] = {
        "draw": np.arange(run.draws, dtype=np.int64),
        "run": np.arange(run.runs, dtype=np.int64),
        "day": np.arange(run.horizon_days, dtype=np.int64),
        "sources": SOURCE_LABELS,
        "creator": np.arange(len(world.creator_handle), dtype=np.int64),
    }
    names = {"draw": "draw of the uncertain numbers", "run": "run: one play of luck", "day": "day of the campaign",
             "sources": "distinct creators seen, the last: so many or more", "creator": "creator"}  # fmt: skip
    columns = [Column(axis, (axis,), "1", names[axis]) for axis in axes]
    arrays = dict(axes)
    for column, name in zip(EXPECTED_COLUMNS, EXPECTED, strict=True):
        columns.append(column)
        arrays[column.name] = np.array([portable(values[name]) for values in exact])
    for name in drawn[0]:
        columns.append(Column(f"parameters/{name}", ("draw",), "1", f"drawn value of {name}"))
        arrays[f"parameters/{name}"] = np.array([values[name] for values in drawn])
    listed = {
        "creators/handle": (np.array(world.creator_handle), "1", "handle"),
        "creators/followers": (world.creator_followers, "persons", "followers listed"),
        "creators/real_followers": (np.diff(world.link_start), "persons", "real followers simulated"),
    }
    for name, (array, unit, told) in listed.items():
        columns.append(Column(name, ("creator",), unit, told))
        arrays[name] = array
    return StoredResult(tuple(columns), arrays, {}, {})


def attributes(job: Job, seconds: float) -> dict[str, str | int | float]:
    """Provenance: what differs between machines stands here and not in the data sets."""
    scenario = job.loaded.scenario
    return {
        **provenance.gather(job.command),
        "Conventions": "CF-1.10",
        "title": scenario.name,
        "status": "complete",
        "seed": str(scenario.run.seed),
        "scenario_sha256": fingerprint(job.loaded),
        "engine_format": ENGINE_FORMAT,
        "platform_preset": scenario.platform,
        "wall_seconds": round(seconds, 3),
    }


def run(job: Job, reporter: Reporter, stop: threading.Event) -> StoredResult:
    """Run a scenario into its result file and return what is stored.

    Raises InputError, FileProblem, Interrupted (finished batches are kept).
    """
    began = time.monotonic()
    forecast.check(job.loaded, job.threads)
    size = job.loaded.scenario.run
    sizes = {"draw": size.draws, "run": size.runs, "day": size.horizon_days, "sources": SOURCE_LABELS.size}
    key = {"scenario": fingerprint(job.loaded), "seed": str(size.seed), "engine": ENGINE_FORMAT}
    try:
        with parts.open(job.out, key, RUN_COLUMNS, sizes, job.mode) as work:
            for line in work.damaged:
                reporter.note(line)
            rest = play_all(job, work, reporter, stop)
            texts = {SCENARIO_TEXT: job.loaded.text, RESOLVED_TEXT: resolved_text(job.loaded)}
            told = attributes(job, time.monotonic() - began)
            return work.finish(StoredResult(rest.columns, rest.arrays, told, texts))
    except InputError as error:
        raise job.loaded.locate(error) from None
