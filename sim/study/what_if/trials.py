"""Trials in memory: changed scenarios played on the same luck, so that only the change shows.

Runs that differ in money alone are played once: what people see and do does not depend on what was paid.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import NamedTuple, TypeVar

import numpy as np

from sim.core.arrays import Plan
from sim.core.outcome import Outcome
from sim.engine import drawing
from sim.engine.batches import play_all
from sim.engine.bills import identity, rebill
from sim.engine.drawing import Draw
from sim.engine.progress import Reporter, Stop
from sim.errors import InputError, Interrupted
from sim.measures.columns import EXPECTED, rows
from sim.measures.expected import expected_values
from sim.measures.expected_bill import BillTerms, terms_of_figures
from sim.plan import make as planning
from sim.plan.figures import Figures
from sim.plan.links import Links
from sim.plan.make import Change
from sim.scenario.load import Loaded
from sim.scenario.model import Scenario
from sim.store.stored_result import Array
from sim.study.what_if.stored_runs import StoredRuns

MOST_DRAWS = 10  # of a what-if, unless its user says otherwise: it is played for dozens of settings
MOST_KEPT = 512  # outcomes of some kilobytes each

Thing = TypeVar("Thing")
Made = TypeVar("Made")
Columns = dict[str, Array]  # by the names of a result's columns, [draw, run]
ChangeOfDraw = Callable[[int], Change]


class Means(NamedTuple):
    """The means by which trials are played: the same for both sides of a comparison."""

    runs: int  # per draw
    threads: int
    reporter: Reporter
    stop: Stop


class Trials:
    """Plays scenarios that nobody stores, and remembers what it has played.

    stored: runs of both sides as they are, to which what-ifs are scaled; None: there are none.
    """

    def __init__(self, means: Means, stored: StoredRuns | None = None) -> None:
        self.means, self.stored = means, stored
        self._played: dict[str, Outcome] = {}

    def columns(self, loaded: Loaded, change: ChangeOfDraw | None = None) -> Columns:
        """Return outcomes [draw, run] of a scenario by column, `means.runs` per draw. change: of each draw's figures.

        Raises InputError, FileProblem, Interrupted.
        """
        each = []
        for draw, plan in self._plans(loaded, change):
            each.append(rows(self._outcome(plan), draw.scenario.funnel.order_usd))
        return {name: np.stack([part[name] for part in each]) for name in each[0] if name.startswith("outcomes/")}

    def expected_columns(self, loaded: Loaded, change: ChangeOfDraw | None = None) -> Columns:
        """Return exact expected values [draw, 1] of a scenario, under the names of outcomes; nan without a closed form.

        change: of each draw's figures. Raises InputError, FileProblem, Interrupted.
        """
        with locate_errors(loaded):
            draws = drawing.draws_with_links(loaded)
            each = list(self._beside(draws, lambda draw: expected_values(plan_of(*draw, change))))
        return {f"outcomes/{name}": np.array([[value[name]] for value in each]) for name in EXPECTED}

    def figures(self, loaded: Loaded) -> list[Figures]:
        """Return the figures of a scenario [draw]. Raises InputError, FileProblem."""
        with locate_errors(loaded):
            return [figures for figures, _ in _read(loaded)]

    def bill_terms(self, loaded: Loaded) -> list[BillTerms]:
        """Return all that the bill of a scenario hangs on [draw]; no post is played.

        Raises InputError, FileProblem.
        """
        with locate_errors(loaded):
            return [terms_of_figures(figures, scenario) for figures, scenario in _read(loaded)]

    def has_no_overlap(self, loaded: Loaded) -> bool:
        """Return whether no person follows two creators of a scenario, in any draw."""
        return all(plan.n_followers == plan.link_person.size for _, plan in self._plans(loaded, None))

    def _plans(self, loaded: Loaded, change: ChangeOfDraw | None) -> Iterator[tuple[Draw, Plan]]:
        """Yield each draw of a scenario with its plan, errors with file and line."""
        with locate_errors(loaded):
            yield from self._beside(drawing.draws_with_links(loaded), lambda of: (of[0], plan_of(*of, change)))

    def _beside(self, things: Iterable[Thing], work: Callable[[Thing], Made]) -> Iterator[Made]:
        """Work on as many things at a time as there are threads, in their order. Raises Interrupted."""
        with ThreadPoolExecutor(self.means.threads) as pool:
            waiting: deque[Future[Made]] = deque()
            for thing in things:
                self._look()
                waiting.append(pool.submit(work, thing))
                if len(waiting) > self.means.threads:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()

    def _look(self) -> None:
        """Raise Interrupted if the user asked to stop."""
        if self.means.stop.is_set():
            raise Interrupted("interrupted; what was played for this answer is not kept")

    def _outcome(self, plan: Plan) -> Outcome:
        """Return all runs of a plan; those that were played before at other prices get the new bill."""
        key = identity(plan)
        if key not in self._played:
            if len(self._played) >= MOST_KEPT:
                self._played.pop(next(iter(self._played)))
            self._played[key] = self._play(plan)
            return self._played[key]
        return rebill(self._played[key], plan)

    def _play(self, plan: Plan) -> Outcome:
        """Play all runs of a plan. Raises Interrupted."""
        outcome = play_all(plan, self.means.runs, self.means.threads, self.means.stop)
        self._look()
        assert outcome is not None  # else it was stopped
        return outcome


def _read(loaded: Loaded) -> Iterator[tuple[Figures, Scenario]]:
    """Yield each draw of a scenario, read: its figures, and itself."""
    for draw in drawing.draws(loaded):
        yield planning.figures_of(draw.scenario, draw.world), draw.scenario


def is_set(loaded: Loaded, key: str) -> bool:
    """Whether the user of a command says how many `runs` or `draws`."""
    return any(override.path == ("run", key) for override in loaded.overrides)


def few_draws(loaded: Loaded) -> Loaded:
    """The scenario of a what-if: its first draws, unless the user says how many."""
    if is_set(loaded, "draws") or loaded.scenario.run.draws <= MOST_DRAWS:
        return loaded
    return loaded.replace_all({("run", "draws"): MOST_DRAWS})


def plan_of(draw: Draw, links: Links, change: ChangeOfDraw | None) -> Plan:
    """The plan of a draw with its links. change: of each draw's figures. Raises InputError."""
    return planning.make(draw.scenario, draw.world, draw.number, change and change(draw.number), links)


@contextmanager
def locate_errors(loaded: Loaded) -> Iterator[None]:
    """Give errors about the scenario their file and line."""
    try:
        yield
    except InputError as error:
        raise loaded.locate(error) from None
