"""A whole run: scenario -> worlds -> plans -> batches -> one result file, resumable at any moment."""

import hashlib
import time
from collections.abc import Iterator
from functools import reduce
from operator import getitem
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from sim.core import address
from sim.core.arrays import Plan
from sim.core.jit import code_cache
from sim.engine import forecast, record
from sim.engine.batches import Batch, Pending, batches, warm_up
from sim.engine.progress import Reporter, Stop
from sim.errors import InputError, Interrupted
from sim.measures.columns import RUN_COLUMNS, rows
from sim.measures.expected import expected
from sim.plan import make as planning
from sim.scenario.keys import dotted
from sim.scenario.load import Loaded
from sim.scenario.model import Scenario
from sim.scenario.show import fingerprint, resolved_text
from sim.store import parts, result
from sim.store.names import refuse_inputs
from sim.store.parts import Mode, Parts, work_folder
from sim.store.stretches import Stretch
from sim.store.table import RESOLVED_TEXT, SCENARIO_TEXT, StoredResult
from sim.world import cache
from sim.world.build import World


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
            reporter.detail(f"world {key}: {world.link_person.size:,} links")
            for note in world.notes if draw == 0 else ():
                reporter.note(note)
        if scenario.run.draws > 1 and (cut := planning.n_cut(scenario, world)):
            reporter.note(
                f"draw {draw}: a post would reach more than {planning.MOST_REACH:.0%} of the real followers of "
                f"{cut:,} creators; taken as {planning.MOST_REACH:.0%}"
            )
        yield draw, world, planning.make(scenario, world, draw), values


def build(loaded: Loaded) -> World:
    """The world of a scenario at its medians. Raises InputError, FileProblem."""
    try:
        forecast.check(loaded, 1)
        return cache.built(loaded.scenario, loaded.folder)
    except InputError as error:
        raise loaded.locate(error) from None


class Watch(NamedTuple):
    """Who is told how far the run is, and who may stop it."""

    reporter: Reporter
    stop: Stop


def play_draw(job: Job, work: Parts, plan: Plan, stretches: list[Stretch], watch: Watch) -> None:
    """Play the missing runs of one draw and commit them; stops early when told to."""
    order_usd = job.loaded.scenario.funnel.order_usd

    def commit(start: int, stop: int, done: list[Batch]) -> None:
        parts_of = [rows(batch.outcome, order_usd) for batch in done]
        joined = {name: np.concatenate([part[name] for part in parts_of]) for name in parts_of[0]}
        work.commit(plan.draw, start, stop, joined)

    pending = Pending(commit)
    watch.stop.patient = True
    try:
        for batch in batches(plan, stretches, job.threads, watch.stop, job.batch):
            pending.add(batch)
            watch.reporter.advance(batch.stop - batch.start)
    finally:
        pending.flush()
        watch.stop.patient = False


def play_all(job: Job, work: Parts, watch: Watch) -> list[record.Held]:
    """Play whatever is missing; returns what the result holds besides the runs."""
    announce(work, watch.reporter)
    missing = work.missing()
    exact: list[dict[str, float]] = []
    drawn: list[dict[str, float]] = []
    creators: list[record.Held] = []
    for draw, world, plan, values in worlds_and_plans(job.loaded, watch.reporter):
        if draw == 0:
            warm_up(plan)
            watch.reporter.start(*progress(job, work))
        play_draw(job, work, plan, [stretch for stretch in missing if stretch.draw == draw], watch)
        if watch.stop.is_set():
            raise Interrupted(how_to_resume(job, work))
        exact.append(expected(plan))
        drawn.append(values)
        creators = record.creators(world)
    axes = record.axes(job.loaded.scenario.run, creators[0][1].size)
    return [*axes, *record.expected(exact), *record.parameters(drawn), *creators]


def announce(work: Parts, reporter: Reporter) -> None:
    """Say what the user should know before it begins."""
    for line in work.damaged:
        reporter.note(line)
    if not any(code_cache().glob("**/kernel.play_runs*.nbi")):
        reporter.note("compiling the simulation core, once for this version (about half a minute)")


def progress(job: Job, work: Parts) -> tuple[int, int]:
    """How many runs are wanted, and how many are finished."""
    run = job.loaded.scenario.run
    total = run.draws * run.runs
    return total, total - sum(stretch.stop - stretch.start for stretch in work.missing())


def how_to_resume(job: Job, work: Parts) -> str:
    """What to say when the user stops a run."""
    total, done = progress(job, work)
    if not done:
        return f"interrupted before any of {total:,} runs was finished"
    return (
        f"interrupted: {done:,} of {total:,} runs are kept in {work.folder}; "
        "continue with the same command and --resume"
    )


def finished_already(job: Job) -> StoredResult | None:
    """The result, if it is there and just this run's: who repeats --resume until it succeeds shall see it succeed."""
    if not job.out.is_file() or work_folder(job.out).exists():
        return None
    stored, run = result.load(job.out), job.loaded.scenario.run
    sizes = (stored.arrays["draw"].size, stored.arrays["run"].size)
    told = (stored.attributes.get("scenario_sha256"), stored.attributes.get("engine_format"))
    is_ours = told == (fingerprint(job.loaded), record.ENGINE_FORMAT) and sizes == (run.draws, run.runs)
    return stored if is_ours else None


def run(job: Job, reporter: Reporter, stop: Stop) -> StoredResult:
    """Run a scenario into its result file and return what is stored.

    Raises InputError, FileProblem, Interrupted (finished batches are kept).
    """
    began = time.monotonic()
    loaded = job.loaded
    refuse_inputs(job.out, loaded.files)
    if job.mode == "resume" and (finished := finished_already(job)):
        reporter.note(f"{job.out}: finished already")
        return finished
    needs = forecast.check(loaded, job.threads)
    reporter.detail(f"at most about {needs.memory.total / 1e9:.2g} GB of memory, {job.threads} threads")
    key = {"scenario": fingerprint(loaded), "seed": str(loaded.scenario.run.seed), "engine": record.ENGINE_FORMAT}
    try:
        with parts.open(job.out, key, RUN_COLUMNS, record.run_sizes(loaded.scenario.run), job.mode) as work:
            held = play_all(job, work, Watch(reporter, stop))
            texts = {SCENARIO_TEXT: loaded.text, RESOLVED_TEXT: resolved_text(loaded)}
            told = record.attributes(loaded, job.command, time.monotonic() - began)
            arrays = {column.name: array for column, array in held}
            stored = work.finish(StoredResult(tuple(column for column, _ in held), arrays, told, texts))
    except InputError as error:
        raise loaded.locate(error) from None
    reporter.note(f"stored in {job.out}")
    return stored
