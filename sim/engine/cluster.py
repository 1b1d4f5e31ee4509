"""Cells on a Dask cluster: the one door to dask. What comes back is the same bits as on threads.

A worker gets a scenario's tables and plays them on one thread of its own; worlds stay in the worker's process. A
worker that dies loses what it was playing, which is played again elsewhere; where the scheduler dies, the sweep stops
and can be resumed, for everything that came back is kept already.
"""

import json
import logging
import threading
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from itertools import islice
from pathlib import Path
from typing import Any

from sim.core.jit import source_hash
from sim.engine import cells
from sim.engine.cells import AHEAD, Order, Played
from sim.engine.progress import Reporter
from sim.errors import EngineError, FileProblem, InputError, MissingExtraError, SimError, option
from sim.version import __version__

LOCAL = "local:"
CONNECT_SECONDS = 30.0
FETCH_SECONDS = 10.0  # a result is small, and its worker has just finished it
LOOK_SECONDS, SHORT_SECONDS = 0.2, 0.01
LONELY_SECONDS = 60.0  # without any worker, before giving up
LOST = "5 s"  # until a local worker that has not come back is replaced
RETRIES = 2  # of a cell whose worker died, each on another worker
KINDS = (InputError, FileProblem, EngineError, SimError)  # of errors that can travel: each is made of its words
NEEDS = '--cluster needs: pip install "influence-sim[cluster]"'


class Failed(EngineError):
    """Cells that no worker could play."""


@contextmanager
def join(address: str) -> Iterator[Any]:
    """A client of the cluster: local:N starts one of N workers here, else an address or a scheduler file.

    Raises EngineError where nobody answers or versions differ, MissingExtraError.
    """
    distributed = library()
    with start(address, distributed) as where:
        try:
            client = distributed.Client(timeout=CONNECT_SECONDS, set_as_default=False, **where)
        except Exception as error:  # dask raises many kinds
            raise EngineError(f"{option('cluster')} {address}: {one_line(error) or 'nobody answers'}") from error
        try:
            check_versions(client, address)
            yield client
        finally:
            close(client)


def library() -> Any:
    """The library `distributed`, without its log. Raises MissingExtraError."""
    try:
        import distributed
    except ImportError as error:
        raise MissingExtraError(NEEDS) from error
    # Dask logs tracebacks where a scheduler dies; the user gets one line instead.
    for name in list(logging.root.manager.loggerDict):
        if name.partition(".")[0] == "distributed":
            logging.getLogger(name).setLevel(logging.CRITICAL)
    return distributed


@contextmanager
def start(address: str, distributed: Any) -> Iterator[dict[str, Any]]:
    """Give the address to connect to; a local cluster lives as long as this. Raises EngineError."""
    if not address.startswith(LOCAL):
        yield {"scheduler_file": address} if is_scheduler_file(address) else {"address": address}
        return
    number = address.removeprefix(LOCAL)
    if not (number.isascii() and number.isdigit() and 1 <= int(number) <= 256):
        raise EngineError(f"{option('cluster')} {address}: local: needs a number of workers from 1 to 256")
    from dask import config

    with (
        config.set({"distributed.scheduler.allowed-failures": RETRIES, "distributed.deploy.lost-worker-timeout": LOST}),
        distributed.LocalCluster(
            int(number), threads_per_worker=1, host="127.0.0.1", silence_logs=50, preload=["sim.engine.deaf"],
            dashboard_address=None,
            scheduler_kwargs={"dashboard_address": "127.0.0.1:0"},  # left out, it would be 8787, which may be taken
        ) as cluster,
    ):  # fmt: skip
        yield {"address": cluster}


def is_scheduler_file(address: str) -> bool:
    """Whether a file with an address was named, and not an address. Raises EngineError where it is neither."""
    if not Path(address).is_file():
        if "://" in address:
            return False
        problem = "is neither local:N, an address such as tcp://host:8786, nor a scheduler file"
        raise EngineError(f"{option('cluster')} {address}: {problem}")
    try:
        scheduler = json.loads(Path(address).read_bytes())["address"]
    except (OSError, ValueError, KeyError, TypeError):
        scheduler = None
    if not isinstance(scheduler, str):
        raise EngineError(
            f"{option('cluster')} {address}: is no scheduler file, which Dask writes as JSON with a key address"
        )
    return True


def close(client: Any) -> None:
    """Leave; a scheduler that is gone need not be told."""
    with suppress(Exception):  # dask raises many kinds, and there is nothing left to lose
        client.close(timeout=2)


def identity() -> str:
    """Version and sources, which must be the same on all machines for the same bits."""
    return f"sim {__version__}, code {source_hash()}"


def check_versions(client: Any, address: str) -> None:
    """Raises EngineError where a worker has another version of this program, or none."""
    try:
        versions = client.run(identity, on_error="return")
    except Exception as error:  # dask raises many kinds
        raise EngineError(f"{option('cluster')} {address}: {one_line(error)}") from error
    for worker, answer in versions.items():
        if answer != identity():
            seen = answer if isinstance(answer, str) else f"no sim that answers ({one_line(answer)})"
            raise EngineError(f"{option('cluster')} {address}: worker {worker} has {seen}; here is {identity()}")


def play(order: Order, wanted: str) -> Played | SimError:
    """A cell, on a worker. Errors that a user can mend come back as values: dask would try them again."""
    if identity() != wanted:
        return EngineError(f"a worker has {identity()}; the sweep was started by {wanted}")
    try:
        played = cells.play(order, threading.Event())
    except SimError as error:
        return next(kind for kind in KINDS if isinstance(error, kind))(str(error))
    assert played is not None  # nobody stops it
    return played


def on_cluster(orders: Iterable[Order], client: Any, stop: threading.Event, reporter: Reporter) -> Iterator[Played]:
    """Cells as they come back; ends early when told to stop.

    Raises Failed at the end, for cells that no worker could play, EngineError where the cluster is gone.
    """
    waiting, watch = iter(orders), WorkerWatch(client)
    running: dict[Any, Order] = {}
    failed: list[str] = []
    late: Counter[int] = Counter()
    try:
        while not stop.is_set():
            for order in islice(waiting, max(AHEAD * max(watch.n_threads(), 1) - len(running), 0)):
                running[submit(client, order)] = order
            if not running:
                break
            for future in [future for future in running if future.done()]:
                watch.heard()
                order = running.pop(future)
                answer = answer_of(future, order)
                if answer is None and late[order.number] < RETRIES:
                    late[order.number] += 1
                    running[submit(client, order)] = order
                elif not isinstance(answer, Played):
                    failed.append(answer or f"cell {order.number}: its result was lost again and again")
                    reporter.note(f"set aside: {failed[-1]}")
                else:
                    yield answer
            watch.check()
            stop.wait(LOOK_SECONDS if watch.idle() else SHORT_SECONDS)
    finally:
        if running:
            drop(client, running)
    if failed:
        raise Failed(f"{len(failed)} cells could not be played, for example {failed[0]}; all others are kept")


def submit(client: Any, order: Order) -> Any:
    """Send a cell to the cluster; the future of its result."""
    return client.submit(play, order, identity(), pure=False, retries=RETRIES)


def answer_of(future: Any, order: Order) -> Played | str | None:
    """The result of a cell, or the reason why there is none, or None where it was lost with its worker.

    Raises EngineError where the scheduler is gone, and what the worker says.
    """
    from concurrent.futures import CancelledError

    try:
        answer = future.result(timeout=FETCH_SECONDS)
    except TimeoutError:
        return None
    except CancelledError as error:
        raise gone() from error
    except Exception as error:  # the worker died again and again, or ran out of memory
        return f"cell {order.number}: {one_line(error)}"
    if isinstance(answer, SimError):
        raise answer
    assert isinstance(answer, Played)
    return answer


def drop(client: Any, futures: Iterable[Any]) -> None:
    """Tell the cluster that nobody waits any more; a scheduler that is gone need not be told."""
    with suppress(Exception):
        client.cancel(list(futures))


class WorkerWatch:
    """Whether anybody is still there."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self._local = getattr(client, "cluster", None)
        self._heard = self._looked = self._last_seen = time.monotonic()
        self._threads = self._count()

    def n_threads(self) -> int:
        """Threads of all workers, asked for once a second at most."""
        if time.monotonic() - self._looked > 1.0:
            self._threads = self._count()
        return self._threads

    def heard(self) -> None:
        """Note that a result has come back."""
        self._heard = time.monotonic()

    def idle(self) -> bool:
        """Whether nothing has come back for a moment."""
        return time.monotonic() - self._heard > LOOK_SECONDS

    def check(self) -> None:
        """Raise EngineError where the scheduler is gone, or has had no worker for long."""
        if self._client.status not in ("running", "connecting"):
            raise gone()
        if self.n_threads():
            self._last_seen = time.monotonic()
        elif time.monotonic() - self._last_seen > LONELY_SECONDS:
            raise EngineError(f"the cluster has had no worker for {LONELY_SECONDS:.0f} s; what came back is kept")

    def _count(self) -> int:
        self._looked = time.monotonic()
        try:
            n_threads: int = sum(self._client.nthreads().values())
            if self._local is not None and n_threads < len(self._local.worker_spec):
                self._local.scale(len(self._local.worker_spec))  # one that was killed while it started is given up
        except Exception:  # dask raises many kinds where a scheduler is gone
            return 0
        return n_threads


def gone() -> EngineError:
    """The error that ends a sweep whose scheduler is gone."""
    return EngineError("the cluster's scheduler is gone; what came back is kept")


def one_line(error: object) -> str:
    """An error's words on one line, at most 200 characters."""
    return " ".join(str(error).split())[:200]
