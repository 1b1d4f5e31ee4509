"""Carrying a task out: where and how scenarios are run, with progress, stoppable by Ctrl-C."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sim.engine.batches import default_threads
from sim.report.style import progress_bar
from sim.scenario.load import Loaded
from sim.study.comparison.strategies import Place
from sim.study.what_if.trials import Means, Trials
from sim.tasks.interruption import stoppable
from sim.tasks.request import Conduct


def command_of(request: Conduct) -> str:
    """The command line that asked for it, or the Python function.

    >>> command_of(Conduct(command="sim run a.toml"))
    'sim run a.toml'
    """
    return request.command or f"sim.{type(request).__name__.removesuffix('Request').lower()}()"


@contextmanager
def place(request: Conduct, folder: Path | str = Path(), threads: int | None = None) -> Iterator[Place]:
    """The place where scenarios are run: a folder, so many threads, a reporter of progress, and an ear for Ctrl-C.

    >>> with place(Conduct(quiet=True), threads=2) as where:
    ...     where.threads
    2
    """
    reporter = progress_bar.reporter(request.progress, request.quiet, verbose=request.verbose)
    try:
        with stoppable(reporter.note, leave=bool(request.command)) as stop:
            yield Place(Path(folder), threads or default_threads(), command_of(request), reporter, stop)
    finally:
        progress_bar.close(reporter)


def runs_of(loaded: Loaded, usual: int) -> int:
    """Runs of a what-if: as many as the user says, else as many as usual.

    >>> from sim.scenario.load import loads
    >>> from sim.scenario.describe.template import template
    >>> runs_of(loads(template()), 200), runs_of(loads(template(), ["run.runs=7"]), 200)
    (200, 7)
    """
    is_set = any(override.path == ("run", "runs") for override in loaded.overrides)
    return loaded.scenario.run.runs if is_set else usual


@contextmanager
def trials(request: Conduct, loaded: Loaded, threads: int | None, usual_runs: int) -> Iterator[Trials]:
    """Trials of what-ifs around a scenario, with so many runs unless the user says otherwise.

    >>> from sim.scenario.load import loads
    >>> from sim.scenario.describe.template import template
    >>> with trials(Conduct(quiet=True), loads(template()), 1, 50) as what_ifs:
    ...     what_ifs.means.runs
    50
    """
    with place(request, threads=threads) as where:
        yield Trials(Means(runs_of(loaded, usual_runs), where.threads, where.reporter, where.stop))
