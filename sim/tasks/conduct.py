"""Carrying a task out: where and how scenarios are run, with progress, stoppable by Ctrl-C."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from sim.core import cache_folder
from sim.engine.batches import default_threads
from sim.report.style import progress_bar
from sim.scenario.load import Loaded
from sim.study.comparison.strategies import Place, find_result
from sim.study.what_if.stored_runs import StoredRuns
from sim.study.what_if.trials import Means, Trials, few_draws, is_set
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
        with stoppable(reporter.note) as stop:
            yield Place(Path(folder), threads or default_threads(), command_of(request), reporter, stop)
    finally:
        cache_folder.tell(reporter.note)
        progress_bar.close(reporter)


def runs_of(loaded: Loaded, usual: int) -> int:
    """Runs per draw of a what-if: as many as the user says, else as many as usual in all draws together.

    >>> from sim.scenario.load import loads
    >>> from sim.scenario.describe.template import template
    >>> one, asked = loads(template(), ["run.draws=1"]), loads(template(), ["run.runs=7"])
    >>> runs_of(one, 200), runs_of(few_draws(loads(template())), 200), runs_of(asked, 200)
    (200, 20, 7)
    """
    return loaded.scenario.run.runs if is_set(loaded, "runs") else math.ceil(usual / loaded.scenario.run.draws)


@contextmanager
def trials(
    request: Conduct, loaded: Loaded, threads: int | None, usual_runs: int, stored: StoredRuns | None = None
) -> Iterator[Trials]:
    """Trials of what-ifs around a scenario, with so many runs unless the user says otherwise.

    >>> from sim.scenario.load import loads
    >>> from sim.scenario.describe.template import template
    >>> with trials(Conduct(quiet=True), loads(template()), 1, 200) as what_ifs:
    ...     what_ifs.means.runs  # of each of 50 draws
    4
    """
    with place(request, threads=threads) as where:
        yield Trials(Means(runs_of(loaded, usual_runs), where.threads, where.reporter, where.stop), stored)


class WhatIfTrials(NamedTuple):
    """The scenarios of a what-if, with as few draws as it takes, and its trials."""

    sides: list[Loaded]
    trials: Trials


class WhatIfSides(NamedTuple):
    """Scenarios of a what-if as they are named, and where their results may be kept."""

    whole: Sequence[Loaded]
    names: Sequence[Path] = ()
    results: Path = Path()

    def find_runs(self) -> StoredRuns | None:
        """The stored runs of both sides, all that they ask for; None where one has none.

        >>> WhatIfSides([]).find_runs()
        """
        kept = [find_result(loaded, name, self.results) for loaded, name in zip(self.whole, self.names, strict=False)]
        columns = [result.arrays for result in kept if result is not None]
        return StoredRuns(*columns) if len(columns) == 2 else None


@contextmanager
def what_if(request: Conduct, asked: WhatIfSides, threads: int | None, usual_runs: int) -> Iterator[WhatIfTrials]:
    """A what-if on the first draws of scenarios, unless the user says how many; where it takes fewer, that is said.

    >>> from sim.scenario.load import loads
    >>> from sim.scenario.describe.template import template
    >>> with what_if(Conduct(quiet=True), WhatIfSides([loads(template())]), 1, 200) as asked:
    ...     asked.sides[0].scenario.run.draws, asked.trials.means.runs
    (10, 20)
    """
    whole = asked.whole
    sides = [few_draws(side) for side in whole]
    with trials(request, sides[0], threads, usual_runs, asked.find_runs()) as what_ifs:
        n_few, n_draws = (loaded.scenario.run.draws for loaded in (sides[0], whole[0]))
        if n_few < n_draws:
            what_ifs.means.reporter.note(
                f"what-ifs take the first {n_few} of {n_draws} draws; ask for more to be surer"
            )
        yield WhatIfTrials(sides, what_ifs)
