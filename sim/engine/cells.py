"""Cells: one scenario each, played from nothing but its text; what threads and cluster workers do alike.

A cell is small enough to travel and complete enough to be played anywhere. Worlds and links are kept by the process
that plays, so neither is built once per cell.
"""

import threading
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import numpy as np

from sim.core.arrays import F64, Outcome
from sim.engine import drawing
from sim.engine.batches import LOOK_SECONDS, batches
from sim.errors import InputError
from sim.measures.columns import TOTALS, rows
from sim.plan import make as planning
from sim.scenario.load import Loaded, loads
from sim.scenario.overrides import Override
from sim.scenario.show import fingerprint
from sim.store.stretches import Stretch
from sim.world import cache
from sim.world.build import World

MOST_WORLDS = 4
AHEAD = 2  # cells waiting for each thread, so that none is idle while results are kept


class Order(NamedTuple):
    """A cell to be played: a scenario as it was written and changed."""

    number: int
    text: str
    overrides: tuple[Override, ...]
    file: Path | None
    runs: int
    fingerprint: str  # of the scenario, files included: a worker that sees other files must not answer

    def loaded(self) -> Loaded:
        """The scenario. Raises InputError, FileProblem."""
        return loads(self.text, self.overrides, self.file)


class Played(NamedTuple):
    """What came of a cell."""

    number: int
    values: F64  # [column, run] in the order of TOTALS; empty where the cell cannot be had
    refused: str  # why not


class Worlds:
    """The worlds that were used last, shared by all threads of a process."""

    def __init__(self, most: int = MOST_WORLDS) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._held: OrderedDict[str, Future[World]] = OrderedDict()

    def of(self, loaded: Loaded) -> World:
        """The world of a scenario; whoever comes first builds it, the others wait. Raises InputError, FileProblem."""
        key = cache.key(loaded.scenario, loaded.folder)
        with self._lock:
            found = self._held.get(key)
            is_first = found is None
            if found is None:
                found = self._held[key] = Future()
            self._held.move_to_end(key)
            while len(self._held) > self._most:
                self._held.popitem(last=False)
        if is_first:
            self._build(key, found, loaded)
        return found.result()

    def _build(self, key: str, promise: Future[World], loaded: Loaded) -> None:
        try:
            promise.set_result(cache.built(loaded.scenario, loaded.folder))
        except BaseException as error:
            with self._lock:
                self._held.pop(key, None)
            promise.set_exception(error)


WORLDS = Worlds()


def play(order: Order, stop: threading.Event) -> Played | None:
    """Play all runs of a cell on this thread; None where it was told to stop.

    Raises FileProblem, and InputError where this machine does not see the files that the cell was made of.
    """
    nothing = np.empty((0, order.runs))
    try:
        loaded = order.loaded()
    except InputError as error:
        return Played(order.number, nothing, str(error))
    if fingerprint(loaded) != order.fingerprint:
        raise InputError("reads other files here than where the sweep was started", file=order.file)
    scenario, _ = drawing.scenario_of_draw(loaded, 0)
    try:
        plan = planning.make(scenario, WORLDS.of(loaded), 0)
    except InputError as error:
        return Played(order.number, nothing, str(loaded.locate(error)))
    found = sorted(batches(plan, [Stretch(0, 0, order.runs)], 1, stop), key=lambda batch: batch.start)
    if sum(batch.stop - batch.start for batch in found) < order.runs:
        return None
    outcome = Outcome(*(np.concatenate(parts) for parts in zip(*(batch.outcome for batch in found), strict=True)))
    return Played(order.number, totals(outcome, scenario.funnel.order_usd), "")


def totals(outcome: Outcome, order_usd: float) -> F64:
    """The totals of each run [column, run]."""
    named = rows(outcome, order_usd)
    return np.array([named[f"outcomes/{name}"] for name in TOTALS], np.float64)


def on_threads(orders: Iterable[Order], threads: int, stop: threading.Event) -> Iterator[Played]:
    """Cells as they finish; ends early when told to stop. Raises what `play` raises."""
    waiting = iter(orders)
    with ThreadPoolExecutor(threads) as pool:
        running: set[Future[Played | None]] = set()
        while True:
            room = 0 if stop.is_set() else AHEAD * threads - len(running)
            running |= {pool.submit(play, order, stop) for order in islice(waiting, room)}
            if not running:
                return
            done, running = wait(running, LOOK_SECONDS, FIRST_COMPLETED)
            yield from finished(done, stop)


def finished(done: Iterable[Future[Played | None]], stop: threading.Event) -> Iterator[Played]:
    """What finished cells gave; the others are told to stop if one failed."""
    for future in done:
        try:
            played = future.result()
        except BaseException:
            stop.set()
            raise
        if played is not None:
            yield played
