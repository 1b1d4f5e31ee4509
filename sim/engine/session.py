"""A whole run: scenario -> worlds -> plans -> batches -> one result file, resumable at any moment."""

import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import numpy as np

from sim import plugins
from sim.core.arrays import Plan
from sim.engine import drawing, feasibility, forecast, record, world_identity
from sim.engine.batches import Batch, Pending, batches
from sim.engine.drawing import Draw
from sim.engine.play import is_compiled, warm_up
from sim.engine.progress import Reporter, Silent, Stop
from sim.errors import InputError, Interrupted
from sim.measures.catalogue import MEASURES
from sim.measures.columns import RUN_COLUMNS, rows
from sim.measures.expected import expected_values
from sim.measures.stored_files import RESULT
from sim.plan import make as planning
from sim.plan import posts
from sim.plan.responses import MOST_ANSWERED
from sim.scenario.describe.resolved import fingerprint, resolved_text
from sim.scenario.graph_makers import makers_of
from sim.scenario.load import Loaded
from sim.scenario.plug_ins import plug_ins_of
from sim.store import parts, result
from sim.store.names import refuse_inputs
from sim.store.parts import Mode, RunParts, work_folder
from sim.store.stored_result import RESOLVED_TEXT, SCENARIO_TEXT, Attribute, StoredResult
from sim.store.stretches import Stretch
from sim.world import cache
from sim.world.build import World


class Job(NamedTuple):
    """A run that was asked for; of its fields only `loaded` and `out` touch a bit of the result."""

    loaded: Loaded
    out: Path
    threads: int
    mode: Mode
    command: str
    batch: int | None = None  # runs per batch; None: as many as fit a fraction of a second


class ReadyDraw(NamedTuple):
    """A draw that is ready to be played."""

    draw: Draw
    plan: Plan
    exact: dict[str, float]  # expected values


def prepare_ahead(loaded: Loaded, reporter: Reporter) -> Iterator[ReadyDraw]:
    """Draw after draw with its plan, the next one made while one is played. Raises InputError, FileProblem."""
    ready = plans(loaded, reporter)
    with ThreadPoolExecutor(1) as beside:
        coming: Future[ReadyDraw | None] = beside.submit(next, ready, None)
        while (here := coming.result()) is not None:
            coming = beside.submit(next, ready, None)
            yield here


def plans(loaded: Loaded, reporter: Reporter) -> Iterator[ReadyDraw]:
    """Plan after plan, draw after draw, telling what the user should know."""
    world_key = ""
    for note in drawing.notes_of_shapes(loaded):
        reporter.note(note)
    for draw, links in drawing.draws_with_links(loaded):
        if draw.world_key != world_key:
            world_key = draw.world_key
            reporter.detail(f"world {world_key}: {draw.world.link_person.size:,} links")
            for note in draw.world.notes if draw.number == 0 else ():
                reporter.note(note)
        plan = planning.make(draw.scenario, draw.world, draw.number, links=links)
        for note in notes_of_cuts(draw, plan):
            reporter.note(note)
        yield ReadyDraw(draw, plan, expected_values(plan))


def notes_of_cuts(draw: Draw, plan: Plan) -> Iterator[str]:
    """Say how many creators have less reach or fewer engagements than the numbers of a draw ask for."""
    which = f"draw {draw.number}: " if draw.scenario.run.draws > 1 else ""
    if draw.scenario.run.draws > 1 and (cut := posts.n_cut(draw.scenario, draw.world)):
        yield (
            f"{which}a post would reach more than {posts.MOST_REACH:.0%} of the real followers of "
            f"{cut:,} creators; taken as {posts.MOST_REACH:.0%}"
        )
    if cut := int((plan.creator_engage_prob >= MOST_ANSWERED).sum()):
        yield (
            f"{which}the rates of {cut:,} creators ask for more than {MOST_ANSWERED} engagements per view; "
            f"taken as {MOST_ANSWERED}"
        )


def build(loaded: Loaded) -> World:
    """The world of a scenario at its medians. Raises InputError, FileProblem."""
    try:
        forecast.check(loaded, 1)
        return cache.world_of(loaded.scenario, loaded.folder)
    except InputError as error:
        raise loaded.locate(error) from None


def rehearse(loaded: Loaded) -> None:
    """Make everything of a run but its play: every world and plan. Raises InputError, FileProblem."""
    try:
        for _ in plans(loaded, Silent()):
            pass
    except InputError as error:
        raise loaded.locate(error) from None


class RunWatch(NamedTuple):
    """The receiver of progress, and the switch that stops a run."""

    reporter: Reporter
    stop: Stop


def play_draw(job: Job, work: RunParts, plan: Plan, stretches: list[Stretch], watch: RunWatch) -> None:
    """Play the missing runs of one draw and commit them; stops early when told to."""
    order_usd = job.loaded.scenario.funnel.order_usd

    def commit(start: int, stop: int, done: list[Batch]) -> None:
        """Write finished batches that follow one another as one part."""
        parts_of = [rows(batch.outcome, order_usd) for batch in done]
        joined = {name: np.concatenate([part[name] for part in parts_of]) for name in parts_of[0]}
        work.commit(plan.draw, start, stop, joined)

    pending = Pending(commit)
    with watch.stop.looked_at():
        try:
            for batch in batches(plan, stretches, job.threads, watch.stop, job.batch):
                pending.add(batch)
                watch.reporter.advance(batch.stop - batch.start)
        finally:
            pending.flush()


def play_all(job: Job, work: RunParts, watch: RunWatch) -> tuple[list[record.Held], dict[str, Attribute]]:
    """Play whatever is missing; returns what the result holds besides the runs, and what it says of its worlds."""
    announce(work, watch.reporter)
    missing = work.missing()
    exact: list[dict[str, float]] = []
    drawn: list[dict[str, float]] = []
    creators: list[record.Held] = []
    audiences: dict[str, record.AudienceFigures] = {}
    talk: list[record.Talk] = []
    for draw, plan, values in prepare_ahead(job.loaded, watch.reporter):
        if draw.number == 0:
            identity = world_identity.identify(job.loaded, draw.scenario, draw.world)
            work.meet(world_identity.mark(identity), world_identity.origin())
            warm_up(plan)
            watch.reporter.start(*progress(job, work))
        play_draw(job, work, plan, [stretch for stretch in missing if stretch.draw == draw.number], watch)
        if watch.stop.is_set():
            raise Interrupted(how_to_resume(job, work))
        exact.append(values)
        drawn.append(draw.values)
        creators = record.creators(draw.world)
        if plan.spreads:
            talk.append(record.talk(draw.scenario, draw.world, plan.share_prob))
        if draw.world_key not in audiences:
            audiences[draw.world_key] = record.audience(draw.world)
    axes = record.axes(job.loaded.scenario.run, creators[0][1].size)
    held = [*axes, *record.expected_columns(exact), *record.parameters(drawn), *creators]
    attributes = record.audience_attributes(list(audiences.values()), job.loaded.scenario.world.sample_one_in)
    return held, attributes | record.talk_attributes(talk) | world_identity.attributes(identity)


def announce(work: RunParts, reporter: Reporter) -> None:
    """Say what the user should know before it begins."""
    for line in work.damaged:
        reporter.note(line)
    tell_compiling(reporter)


def tell_compiling(reporter: Reporter) -> None:
    """Say why the first run of a version takes longer."""
    if not is_compiled():
        reporter.note("compiling the simulation core, once for this version (up to a minute)")


def progress(job: Job, work: RunParts) -> tuple[int, int]:
    """Numbers of runs wanted and finished."""
    run = job.loaded.scenario.run
    total = run.draws * run.runs
    return total, total - sum(stretch.stop - stretch.start for stretch in work.missing())


def how_to_resume(job: Job, work: RunParts) -> str:
    """Message to a user who stops a run: how to continue."""
    total, done = progress(job, work)
    if not done:
        return f"interrupted before any of {total:,} runs was finished"
    return f"interrupted: {work.what_is_kept()}"


def stored_result(loaded: Loaded, out: Path) -> StoredResult | None:
    """The finished result of just this scenario in `out`, with however many runs; None where there is none.

    Raises FileProblem for a file that is no result.
    """
    if not out.is_file():
        return None
    stored = result.load(out, RESULT)
    made_of = (stored.attributes.get("scenario_sha256"), stored.attributes.get("engine_format"))
    return stored if made_of == (fingerprint(loaded), record.ENGINE_FORMAT) else None


def earlier(job: Job) -> StoredResult | None:
    """The finished result of the same scenario, if it has no more runs and draws than are wanted."""
    stored, run = stored_result(job.loaded, job.out) if job.mode == "resume" else None, job.loaded.scenario.run
    if stored is None or stored.arrays["draw"].size > run.draws or stored.arrays["run"].size > run.runs:
        return None
    return stored


def is_whole(stored: StoredResult, job: Job) -> bool:
    """Whether a stored result has just the draws and runs that are wanted."""
    run = job.loaded.scenario.run
    return (stored.arrays["draw"].size, stored.arrays["run"].size) == (run.draws, run.runs)


def carry_over(stored: StoredResult, work: RunParts) -> None:
    """Keep the runs of a finished result as parts of a longer one."""
    for draw in range(stored.arrays["draw"].size):
        rows_of_draw = {column.name: stored.arrays[column.name][draw] for column in RUN_COLUMNS}
        work.commit(draw, 0, stored.arrays["run"].size, rows_of_draw)


def open_parts(job: Job, previous: StoredResult | None) -> RunParts:
    """The run in progress; a finished result that is to grow stays in place until the longer one is whole."""
    mode: Mode = "force" if previous and not work_folder(job.out).exists() else job.mode
    return parts.open(job.out, key_of(job.loaded), RUN_COLUMNS, record.run_sizes(job.loaded.scenario.run), mode)


def key_of(loaded: Loaded) -> dict[str, str]:
    """The key of a run: two runs with the same key have the same bits."""
    seed = str(loaded.scenario.run.seed)
    made = {**plugins.attributes_of(plug_ins_of(loaded.scenario)), **makers_of(loaded.scenario)}
    return {"scenario": fingerprint(loaded), "seed": seed, "engine": record.ENGINE_FORMAT, **made}


def refuse_missing_plug_ins(job: Job) -> None:
    """MissingExtraError where what is to be resumed was made with a plug-in that is not here in that version."""
    if job.mode != "resume":
        return
    if job.out.is_file():
        plugins.refuse_missing(result.load(job.out, RESULT).attributes, job.out, same_version=True)
    plugins.refuse_missing(parts.unfinished_key(job.out) or {}, work_folder(job.out), same_version=True)


def is_free(loaded: Loaded, out: Path) -> bool:
    """Whether `out` holds nothing but this scenario's own runs, finished or not. Raises FileProblem."""
    if out.exists():
        return stored_result(loaded, out) is not None
    return parts.unfinished_key(out) in (None, key_of(loaded))


def run(job: Job, reporter: Reporter, stop: Stop) -> StoredResult:
    """Run a scenario into its result file and return what is stored; a finished result can be resumed to more runs.

    Raises InputError, FileProblem, Interrupted (finished batches are kept).
    """
    began = time.monotonic()
    loaded = job.loaded
    refuse_inputs(job.out, loaded.files)
    MEASURES.check()
    previous = earlier(job)
    if previous and is_whole(previous, job) and not work_folder(job.out).exists():
        reporter.note(f"{job.out}: finished already")
        return previous
    if not previous:
        refuse_missing_plug_ins(job)
    needs = feasibility.check(loaded, job.threads)
    for note in feasibility.notes(loaded.scenario, needs):
        reporter.note(note)
    reporter.detail(f"at most about {needs.memory.total / 1e9:.2g} GB of memory, {job.threads} threads")
    try:
        with open_parts(job, previous) as work:
            if unwanted := work.count_excess():
                reporter.note(f"{unwanted:,} finished runs are dropped: fewer runs or draws are asked for now")
            if previous and not work.finished_stretches():
                carry_over(previous, work)
                work.meet(world_identity.mark_of_result(previous.attributes), str(previous.attributes.get("packages")))
            held, of_worlds = play_all(job, work, RunWatch(reporter, stop))
            texts = {SCENARIO_TEXT: loaded.text, RESOLVED_TEXT: resolved_text(loaded)}
            attributes = {**record.attributes(loaded, job.command, time.monotonic() - began), **of_worlds}
            arrays = {column.name: array for column, array in held}
            stored = work.finish(StoredResult(tuple(column for column, _ in held), arrays, attributes, texts))
    except InputError as error:
        raise loaded.locate(error) from None
    reporter.note(f"stored in {job.out}")
    return stored
