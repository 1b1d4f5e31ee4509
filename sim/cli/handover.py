"""From arguments to the floors below: imported by a command when it runs, so that --help stays quick."""

import shlex
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Literal, NamedTuple

import click

from sim.cli.signals import stoppable
from sim.engine import session
from sim.engine.batches import default_threads
from sim.engine.session import Job
from sim.report.pictures import network_files
from sim.report.style import progress_bar as report_progress
from sim.report.style import run_forecast as report_forecast
from sim.report.style.table import render
from sim.report.text import network as report_network
from sim.report.text import run as report_summary
from sim.scenario.load import load
from sim.store import commit, names
from sim.store.stored_result import StoredResult
from sim.world import audience_overlap

FLAGS = ("runs", "draws", "seed")


class Said(NamedTuple):
    """A line to print; results go to standard output."""

    text: str
    is_result: bool


def job(config: Path, options: dict[str, Any]) -> Job:
    """What `sim run` was asked to do."""
    changes = [*options["changes"], *(f"run.{name}={options[name]}" for name in FLAGS if options[name] is not None)]
    if options["resume"] and options["force"]:
        raise click.UsageError("--resume continues a run, --force starts it again: give one of them")
    mode: Literal["new", "resume", "force"] = "resume" if options["resume"] else "force" if options["force"] else "new"
    return Job(
        loaded=load(config, changes),
        out=options["out"] or Path("results") / f"{config.stem}.h5",
        threads=options["threads"] or default_threads(),
        mode=mode,
        command=shlex.join(["sim", *sys.argv[1:]]),
    )


def play(job: Job, progress: report_progress.Mode, quiet: bool, verbosity: int) -> StoredResult:
    """Run it, showing how far it is."""
    reporter = report_progress.reporter(progress, quiet, verbose=verbosity > 0)
    try:
        with stoppable(reporter.note) as stop:
            return session.run(job, reporter, stop)
    finally:
        report_progress.close(reporter)


def forecast(job: Job, form: str, wide: bool) -> str:
    """What a run would be and need."""
    return report_forecast.text(job, form, wide)


def summary(result: StoredResult, form: str, wide: bool) -> str:
    """The result as text."""
    return report_summary.text(result, form, wide)


def check(config: Path, changes: Sequence[str]) -> str:
    """Everything about a scenario that can be said without building its world."""
    loaded = load(config, changes)
    return f"{config}: fine ({report_forecast.in_short(loaded, default_threads())})"


def network(
    config: Path, changes: Sequence[str], outs: tuple[Path | None, Path | None], force: bool, how: tuple[str, bool]
) -> Iterator[Said]:
    """The network of a scenario: its table, and the files that were asked for."""
    for out in filter(None, outs):
        network_files.check(out, force)
    loaded = load(config, changes)
    for out in filter(None, outs):
        names.refuse_inputs(out, loaded.files)
    world = session.build(loaded)
    measured = audience_overlap.measure(world.link_start, world.link_person, world.n_people)
    for out in filter(None, outs):
        network_files.write(loaded.scenario, world, measured, out)
        yield Said(f"{out}: written", False)
    yield Said(render(report_network.table(loaded.scenario, world, measured), *how), True)


def write_template(file: Path, force: bool) -> None:
    """The commented scenario that `sim init` writes."""
    from sim.scenario.describe.template import template

    names.check_output(file, force)
    commit.commit(file, [template().encode()])
