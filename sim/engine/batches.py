"""The runs of one draw, in batches on threads: any number of either gives the same bits.

Kernels release the interpreter's lock and are called for a fraction of a second each; the main thread only waits,
commits what is finished, and looks whether it shall stop.
"""

import os
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import NamedTuple

from sim.core.arrays import Plan
from sim.core.outcome import Outcome, join_outcomes
from sim.engine.play import Player
from sim.store.stretches import Stretch

BATCH_SECONDS = 0.2  # a kernel call is not interrupted, so it is short
COMMIT_SECONDS = 5.0  # at most so much work is repeated after a kill
LOOK_SECONDS = 0.1


class Batch(NamedTuple):
    """Consecutive runs of one draw, and what came of them."""

    start: int
    stop: int
    outcome: Outcome
    seconds: float


def default_threads() -> int:
    """The processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Queue:
    """Runs still to be handed out, in batches whose size follows the measured time of a run.

    No batch has more than a thread's share of what is left, so that no thread waits long for the last one.
    """

    def __init__(self, stretches: Iterable[Stretch], batch: int | None, threads: int = 1) -> None:
        self._left = [(stretch.start, stretch.stop) for stretch in stretches][::-1]
        self._n_left = sum(stop - start for start, stop in self._left)
        self._threads = threads
        self._fixed = batch
        self._size = batch or 1

    def learn(self, batch: Batch) -> None:
        """Adapt the size to a finished batch."""
        if self._fixed is None:
            each = max(batch.seconds / (batch.stop - batch.start), 1e-6)
            self._size = max(1, min(int(BATCH_SECONDS / each), 100_000))

    def take(self) -> tuple[int, int] | None:
        """The next runs, None when there are no more."""
        if not self._left:
            return None
        start, stop = self._left.pop()
        share = -(-self._n_left // self._threads) if self._fixed is None else stop
        middle = min(start + min(self._size, share), stop)
        self._n_left -= middle - start
        if middle < stop:
            self._left.append((middle, stop))
        return start, middle


class BatchPlayer:
    """Plays batches of one plan, each thread with working memory of its own."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._own = threading.local()

    def play(self, start: int, stop: int) -> Batch:
        """Runs [start, stop)."""
        began = time.monotonic()
        player: Player | None = getattr(self._own, "player", None)
        if player is None:
            player = self._own.player = Player(self._plan)
        outcome = player.play(start, stop - start)
        return Batch(start, stop, outcome, time.monotonic() - began)


def batches(
    plan: Plan, stretches: Iterable[Stretch], threads: int, stop: threading.Event, batch: int | None = None
) -> Iterator[Batch]:
    """Finished batches of a plan's missing runs, in the order in which they finish; ends early when told to stop."""
    player, queue = BatchPlayer(plan), Queue(stretches, batch, threads)
    with ThreadPoolExecutor(threads) as pool:
        running: set[Future[Batch]] = set()
        while True:
            while len(running) < threads and not stop.is_set() and (runs := queue.take()):
                running.add(pool.submit(player.play, *runs))
            if not running:
                return
            done, running = wait(running, LOOK_SECONDS, FIRST_COMPLETED)
            for future in done:
                queue.learn(future.result())
                yield future.result()


def play_all(plan: Plan, runs: int, threads: int, stop: threading.Event) -> Outcome | None:
    """The first runs of a plan; None where it was told to stop."""
    finished = sorted(batches(plan, [Stretch(plan.draw, 0, runs)], threads, stop), key=lambda batch: batch.start)
    if sum(batch.stop - batch.start for batch in finished) < runs:
        return None
    return join_outcomes([batch.outcome for batch in finished])


class Pending:
    """Finished batches that are not on disk yet; written as the longest stretches there are."""

    def __init__(self, commit: Callable[[int, int, list[Batch]], None]) -> None:
        self._commit = commit
        self._batches: list[Batch] = []
        self._since = time.monotonic()

    def add(self, batch: Batch) -> None:
        """Keep a batch; commit when enough work is at stake."""
        self._batches.append(batch)
        if time.monotonic() - self._since >= COMMIT_SECONDS:
            self.flush()

    def flush(self) -> None:
        """Commit everything."""
        ordered, self._batches = sorted(self._batches, key=lambda batch: batch.start), []
        while ordered:
            n = 1
            while n < len(ordered) and ordered[n].start == ordered[n - 1].stop:
                n += 1
            self._commit(ordered[0].start, ordered[n - 1].stop, ordered[:n])
            ordered = ordered[n:]
        self._since = time.monotonic()
