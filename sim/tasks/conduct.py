"""Carrying a task out: where and how scenarios are run, with progress, stoppable by Ctrl-C."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sim.engine.batches import default_threads
from sim.engine.progress import Reporter
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


MOST_DRAWS = 10  # of a what-if, unless its user says otherwise: it is played for dozens of settings


def runs_of(loaded: Loaded, usual: int) -> int:
    """Runs per draw of a what-if: as many as the user says, else as many as usual in all draws together.

    >>> from sim.scenario.load import loads
    >>> from sim.scenario.describe.template import template
    >>> one, asked = loads(template(), ["run.draws=1"]), loads(template(), ["run.runs=7"])
    >>> runs_of(one, 200), runs_of(few_draws(loads(template())), 200), runs_of(asked, 200)
    (200, 20, 7)
    """
    return loaded.scenario.run.runs if is_set(loaded, "runs") else math.ceil(usual / loaded.scenario.run.draws)


def is_set(loaded: Loaded, key: str) -> bool:
    """Whether the user of a command says how many `runs` or `draws`.

    >>> from sim.scenario.load import loads
    >>> from sim.scenario.describe.template import template
    >>> is_set(loads(template(), ["run.runs=7"]), "runs")
    True
    """
    return any(override.path == ("run", key) for override in loaded.overrides)


def few_draws(loaded: Loaded) -> Loaded:
    """The scenario of a what-if: its first draws, unless the user says how many.

    >>> from sim.scenario.load import loads
    >>> from sim.scenario.describe.template import template
    >>> few_draws(loads(template())).scenario.run.draws
    10
    """
    if is_set(loaded, "draws") or loaded.scenario.run.draws <= MOST_DRAWS:
        return loaded
    return loaded.replace_all({("run", "draws"): MOST_DRAWS})


def note_few_draws(reporter: Reporter, few: Loaded, whole: Loaded) -> None:
    """Say that a what-if takes few draws; nothing where it takes all.

    >>> from sim.engine.progress import Silent
    >>> from sim.scenario.load import loads
    >>> from sim.scenario.describe.template import template
    >>> note_few_draws(Silent(), few_draws(loads(template())), loads(template()))
    """
    n_few, n_draws = few.scenario.run.draws, whole.scenario.run.draws
    if n_few < n_draws:
        reporter.note(f"what-ifs take the first {n_few} of {n_draws} draws; ask for more to be surer")


@contextmanager
def trials(request: Conduct, loaded: Loaded, threads: int | None, usual_runs: int) -> Iterator[Trials]:
    """Trials of what-ifs around a scenario, with so many runs unless the user says otherwise.

    >>> from sim.scenario.load import loads
    >>> from sim.scenario.describe.template import template
    >>> with trials(Conduct(quiet=True), loads(template()), 1, 200) as what_ifs:
    ...     what_ifs.means.runs  # of each of 50 draws
    4
    """
    with place(request, threads=threads) as where:
        yield Trials(Means(runs_of(loaded, usual_runs), where.threads, where.reporter, where.stop))
