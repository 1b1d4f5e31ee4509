"""Cells: one scenario each, played from nothing but its tables; what threads and cluster workers do alike.

A cell is small enough to travel and complete enough to be played anywhere. Worlds are kept by the process that plays,
so none is built once per cell; and what was played last, so cells that differ in money alone are played once.
"""

import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from itertools import islice
from typing import NamedTuple

import numpy as np

from sim.core.arrays import F64, Plan
from sim.core.outcome import Outcome
from sim.engine import drawing
from sim.engine.batches import LOOK_SECONDS, play_all
from sim.engine.bills import identity, rebill
from sim.engine.world_identity import shared_part, short
from sim.errors import InputError, SimError
from sim.measures.columns import TOTALS, rows
from sim.plan import make as planning
from sim.plan.links import Links, links_of
from sim.recall import Recall
from sim.scenario.describe.resolved import fingerprint
from sim.scenario.load import Loaded, from_document
from sim.scenario.model import Scenario
from sim.scenario.overrides import Override
from sim.scenario.toml.document import Document
from sim.text import one_line
from sim.world import cache
from sim.world.build import World

MOST_WORLDS, MOST_OUTCOMES = 4, 64
AHEAD = 2  # cells waiting for each thread, so that none is idle while results are kept


class Order(NamedTuple):
    """A cell to be played: a scenario's tables as they were read, and the changes to them."""

    number: int
    document: Document
    overrides: tuple[Override, ...]
    runs: int
    fingerprint: str  # of the scenario, files included: a worker that sees other files must not answer

    def load(self) -> Loaded:
        """The scenario. Raises InputError, FileProblem."""
        return from_document(self.document, self.overrides)


class Played(NamedTuple):
    """The values of a cell that was played, or the reason why it could not be."""

    number: int
    values: F64  # [column, run] in the order of TOTALS; empty where the cell was refused
    refused: str  # why not
    has_failed: bool = False  # something broke while it was played: memory, a plug-in
    world: str = ""  # in which it was played: what was asked, and what came out


class KeptWorld(NamedTuple):
    """A world, and what all its plans share."""

    world: World
    links: Links
    identity: str  # what was asked, and what came out


WORLDS: Recall[str, KeptWorld] = Recall(MOST_WORLDS)
OUTCOMES: Recall[str, Outcome | None] = Recall(MOST_OUTCOMES)


def play(order: Order, stop: threading.Event) -> Played | None:
    """Play all runs of a cell on this thread; None where it was told to stop.

    Raises FileProblem, and InputError where this machine does not see the files that the cell was made of.
    """
    nothing = np.empty((0, order.runs))
    try:
        loaded = order.load()
    except InputError as error:
        return Played(order.number, nothing, str(error))
    if fingerprint(loaded) != order.fingerprint:
        raise InputError(
            "sees other files, plug-ins or another networkx here than where the sweep was started",
            file=order.document.file,
        )
    try:
        scenario, plan, world = plan_of(loaded)
    except InputError as error:
        return Played(order.number, nothing, str(loaded.locate(error)))
    outcome = outcome_of(plan, order.runs, stop)
    if outcome is None:
        return None
    return Played(order.number, totals(outcome, scenario.funnel.order_usd), "", world=world)


def attempt(order: Order, stop: threading.Event) -> Played | None:
    """Play a cell; one that breaks is kept apart with its error, so that the others go on.

    Raises FileProblem, InputError: these are of files, which other cells need too.
    """
    try:
        return play(order, stop)
    except SimError:
        raise
    except Exception as error:
        why = one_line(f"{type(error).__name__}: {error}".removesuffix(": "))
        return Played(order.number, np.empty((0, order.runs)), why, has_failed=True)


def plan_of(loaded: Loaded) -> tuple[Scenario, Plan, str]:
    """The scenario, its plan, and the identity of its world. Raises InputError, FileProblem."""
    scenario, _ = drawing.scenario_of_draw(loaded, 0)
    key = cache.key(scenario, loaded.folder)
    kept, _ = WORLDS.of(key, lambda: keep_world(loaded, scenario))
    return scenario, planning.make(scenario, kept.world, 0, links=kept.links), kept.identity


def keep_world(loaded: Loaded, scenario: Scenario) -> KeptWorld:
    """The world of a scenario with the links that all its plans share. Raises InputError, FileProblem."""
    world = cache.world_of(scenario, loaded.folder)
    return KeptWorld(world, links_of(world), short(shared_part(loaded, scenario, world)))


def outcome_of(plan: Plan, runs: int, stop: threading.Event) -> Outcome | None:
    """The runs of a plan; where only prices differ from what was played before, they get the new bill."""
    key = f"{identity(plan)} {runs}"
    outcome, is_new = OUTCOMES.of(key, lambda: play_all(plan, runs, 1, stop))
    if outcome is None:
        OUTCOMES.forget(key)
    return outcome if is_new or outcome is None else rebill(outcome, plan)


def totals(outcome: Outcome, order_usd: float) -> F64:
    """The totals of each run [column, run]."""
    named = rows(outcome, order_usd)
    return np.array([named[f"outcomes/{name}"] for name in TOTALS], np.float64)


def on_threads(orders: Iterable[Order], threads: int, stop: threading.Event) -> Iterator[Played]:
    """Cells as they finish, also those that break; ends early when told to stop. Raises FileProblem, InputError."""
    waiting = iter(orders)
    with ThreadPoolExecutor(threads) as pool:
        running: set[Future[Played | None]] = set()
        while True:
            room = 0 if stop.is_set() else AHEAD * threads - len(running)
            running |= {pool.submit(attempt, order, stop) for order in islice(waiting, room)}
            if not running:
                return
            done, running = wait(running, LOOK_SECONDS, FIRST_COMPLETED)
            yield from results_of(done, stop)


def results_of(done: Iterable[Future[Played | None]], stop: threading.Event) -> Iterator[Played]:
    """The values of finished cells; if one failed, the others are stopped."""
    for future in done:
        try:
            played = future.result()
        except BaseException:
            stop.set()
            raise
        if played is not None:
            yield played
