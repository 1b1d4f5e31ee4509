"""Cells on a Dask cluster: the bits of threads, whoever dies."""

import json
import logging
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ClassVar

import pytest

from sim.cli import shared_options
from sim.cli.main import exit_code
from sim.engine import cells, cluster
from sim.engine.cells import Order, Played
from sim.engine.progress import Silent
from sim.errors import DamagedFile, EngineError, FileProblem, InputError, InputErrors, MissingExtraError
from sim.study.sweeps.sweep import Sweep, SweepCells
from tests import sweeps
from tests.sweeps import N_CELLS, Notes, digest, points, prepared, swept, task

ROOT = Path(__file__).parents[2]
SCHEDULER = (
    "import sys; from dask import config; from distributed import LocalCluster\n"
    "with config.set({'distributed.logging.distributed': 'critical'}):\n"
    "    here = LocalCluster(1, threads_per_worker=1, host='127.0.0.1', dashboard_address=None)\n"
    "print(here.scheduler_address, flush=True); sys.stdin.read()"
)


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Sweep:
    return prepared(tmp_path_factory.mktemp("cluster"))


@pytest.fixture(scope="module")
def wanted(asked: Sweep) -> dict[int, bytes]:
    """The cells on a thread."""
    return bits(cells.on_threads(orders(asked), 1, threading.Event()))


@pytest.fixture(scope="module")
def client() -> Iterator[Any]:
    """Two workers for all tests that do not spoil them."""
    with cluster.join("local:2") as joined:
        yield joined


def orders(asked: Sweep, times: int = 1) -> list[Order]:
    """All cells, and as often as asked again under other numbers."""
    made = SweepCells(asked)
    return [made.order(n % asked.n_cells)._replace(number=n) for n in range(times * asked.n_cells)]


def bits(played: Iterable[Played]) -> dict[int, bytes]:
    return {one.number: one.values.tobytes() for one in played}


def on_cluster(client: Any, asked_for: Iterable[Order], reporter: Silent | None = None) -> Iterator[Played]:
    return cluster.on_cluster(asked_for, client, threading.Event(), reporter or Silent())


# The same bits


def test_workers_give_the_bits_of_threads(client: Any, asked: Sweep, wanted: dict[int, bytes]) -> None:
    assert bits(on_cluster(client, orders(asked))) == wanted
    assert bits(on_cluster(client, orders(asked)[::-1])) == wanted


def test_a_sweep_on_workers_is_the_sweep_on_threads(client: Any, asked: Sweep, tmp_path: Path) -> None:
    swept(asked, tmp_path / "threads.h5", task(tmp_path / "one"))
    swept(asked, tmp_path / "workers.h5", task(tmp_path / "two", lambda made: on_cluster(client, made)))
    assert digest(tmp_path / "workers.h5") == digest(tmp_path / "threads.h5")
    assert points(tmp_path / "one").keys() == points(tmp_path / "two").keys()


def test_cells_that_cannot_be_had_are_told_as_on_threads(client: Any, tmp_path: Path) -> None:
    asked = prepared(tmp_path, vary={"world.people": [60, 400]})
    made = {one.number: one.refused for one in on_cluster(client, orders(asked))}
    assert made == {one.number: one.refused for one in cells.on_threads(orders(asked), 1, threading.Event())}
    assert made[1].startswith("--set world.people=60: ")


def test_a_worker_that_sees_other_files_ends_the_sweep(client: Any, asked: Sweep) -> None:
    made = orders(asked)
    made[5] = made[5]._replace(fingerprint="of other files")
    with pytest.raises(
        InputError, match="sees other files, plug-ins or another networkx here than where the sweep was started"
    ):
        list(on_cluster(client, made))
    assert len(bits(on_cluster(client, orders(asked)))) == N_CELLS, "the workers are there for the next one"


def test_a_worker_of_another_version_is_not_asked(client: Any, asked: Sweep, monkeypatch: pytest.MonkeyPatch) -> None:
    mine = f"{cluster.identity()} and a change"
    monkeypatch.setattr(cluster, "identity", lambda: mine)
    with pytest.raises(EngineError, match=r"a worker has .*; the sweep was started by .* and a change"):
        list(on_cluster(client, orders(asked)))


def test_told_to_stop_it_ends_early(client: Any, asked: Sweep, wanted: dict[int, bytes]) -> None:
    stop, seen = threading.Event(), []
    for played in cluster.on_cluster(orders(asked), client, stop, Silent()):
        seen.append(played)
        stop.set()
    assert len(seen) < N_CELLS
    assert all(wanted[number] == values for number, values in bits(seen).items())


# Workers that die


def test_ctrl_c_is_not_for_local_workers(client: Any) -> None:
    """A terminal sends it to every process; the sweep itself stops, and wants no tracebacks of workers."""
    before = client.run(os.getpid)
    for pid in before.values():
        os.kill(pid, signal.SIGINT)
    assert client.run(os.getpid) == before


def test_a_killed_worker_loses_nothing(client: Any, asked: Sweep, wanted: dict[int, bytes]) -> None:
    pids, seen = list(client.run(os.getpid).values()), []
    for played in on_cluster(client, orders(asked, 4)):
        seen.append(played)
        if len(seen) == 3:
            os.kill(pids[0], signal.SIGKILL)
    assert [one.number for one in sorted(seen)] == list(range(4 * N_CELLS)), "each comes back once"
    assert all(values == wanted[number % N_CELLS] for number, values in bits(seen).items())


def test_a_cell_that_kills_its_worker_is_set_aside(
    asked: Sweep, wanted: dict[int, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    def poisoned(order: Order, mine: str) -> Any:
        if order.number == 4:
            os.kill(os.getpid(), signal.SIGKILL)
        return cluster.play(order, mine)  # the worker's own

    notes, seen = Notes(), []
    monkeypatch.setattr(cluster, "play", poisoned)
    with cluster.join("local:2") as joined, pytest.raises(cluster.Failed) as caught:
        for played in on_cluster(joined, orders(asked), notes):
            seen.append(played)
    found = bits(seen)
    assert 4 not in found
    assert all(wanted[number] == values for number, values in found.items())
    told = [line.removeprefix("set aside: ") for line in notes.said]
    assert any(line.startswith("cell 4: ") for line in told)
    assert len(found) + len(told) == N_CELLS
    assert str(caught.value) == f"{len(told)} cells could not be played, for example {told[0]}; all others are kept"


# The scheduler


@contextmanager
def scheduler() -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A scheduler with a worker, in a process of its own, and its address."""
    pipe = subprocess.PIPE
    command = [sys.executable, "-c", SCHEDULER]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, env=env, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout is not None
        try:
            yield process, process.stdout.readline().strip()
        finally:
            process.kill()


def command(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., int]:
    monkeypatch.chdir(folder)
    monkeypatch.setattr(shared_options, "_verbosity", 0)

    def run(*arguments: str) -> int:
        monkeypatch.setattr(sys, "argv", ["sim", "sweep", "s.toml", *arguments])
        return exit_code()

    return run


def test_a_scheduler_that_dies_is_survived_by_resuming(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    sweeps.written(tmp_path)
    sim = command(tmp_path, monkeypatch)
    with scheduler() as (process, address):
        keep, kept = sweeps.pool.keep, []

        def kill_after_three(*arguments: Any) -> None:
            keep(*arguments)
            kept.append(arguments[1])
            if len(kept) == 3:
                process.kill()
                process.wait()

        with monkeypatch.context() as patch:
            patch.setattr(sweeps.pool, "keep", kill_after_three)
            assert sim("--cluster", address, "-q") == 5
    assert capsys.readouterr().err == (
        "Error: the cluster's scheduler is gone; what came back is kept; continue with the same command and --resume\n"
    )
    before = points(tmp_path / "results/points")
    assert set(kept) == set(before)
    assert 3 <= len(before) < 9
    assert sim("--resume", "-q") == 0
    after = points(tmp_path / "results/points")
    assert {key: after[key] for key in before} == before
    assert sim("-o", "whole.h5", "--store", "elsewhere", "-q") == 0
    assert digest(tmp_path / "results/s.h5") == digest(tmp_path / "whole.h5")


def test_an_existing_cluster_is_joined_by_address_or_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    sweeps.written(tmp_path)
    sim = command(tmp_path, monkeypatch)
    assert sim("-o", "threads.h5", "--store", "one", "-q") == 0
    with scheduler() as (_, address):
        assert sim("-o", "address.h5", "--store", "two", "-q", "--cluster", address) == 0, capsys.readouterr().err
        (tmp_path / "scheduler.json").write_text(json.dumps({"address": address}))
        assert sim("-o", "file.h5", "--store", "three", "-q", "--cluster", "scheduler.json") == 0
    assert digest(tmp_path / "address.h5") == digest(tmp_path / "file.h5") == digest(tmp_path / "threads.h5")


def test_dask_logs_no_tracebacks_of_its_own(client: Any) -> None:
    for name in ("distributed", "distributed.client", "distributed.batched", "distributed.comm.tcp"):
        assert not logging.getLogger(name).isEnabledFor(logging.ERROR)


# Without any cluster


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("local:0", "local: needs a number of workers from 1 to 256"),
        ("local:257", "local: needs a number of workers from 1 to 256"),
        ("local:two", "local: needs a number of workers from 1 to 256"),
        ("local:", "local: needs a number of workers from 1 to 256"),
        ("host:8786", "is neither local:N, an address such as tcp://host:8786, nor a scheduler file"),
        ("nowhere.json", "is neither local:N, an address such as tcp://host:8786, nor a scheduler file"),
    ],
)
def test_addresses_that_cannot_be_meant(address: str, said: str) -> None:
    with pytest.raises(EngineError) as caught, cluster.join(address):
        pass
    assert str(caught.value) == f"--cluster {address}: {said}"


def test_nobody_at_the_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "CONNECT_SECONDS", 0.5)
    with pytest.raises(EngineError, match=r"--cluster tcp://127\.0\.0\.1:9: "), cluster.join("tcp://127.0.0.1:9"):
        pass


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"{}", b'{"address": 7}', b"tcp://127.0.0.1:9", b"\xff"])
def test_a_file_that_is_no_scheduler_file(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "scheduler.json"
    path.write_bytes(content)
    with pytest.raises(EngineError) as caught, cluster.join(str(path)):
        pass
    told = "is no scheduler file, which Dask writes as JSON with a key address"
    assert str(caught.value) == f"--cluster {path}: {told}"


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(MissingExtraError) as caught, cluster.join("local:2"):
        pass
    assert str(caught.value) == '--cluster needs: pip install "influence-sim[cluster]"'


class Elsewhere:
    """Stands in for a client whose workers say this of themselves."""

    def __init__(self, *told: Any) -> None:
        self._told = told

    def run(self, function: Any, on_error: str) -> dict[str, Any]:
        return {f"tcp://w{number}": one for number, one in enumerate(self._told)}


def test_versions_must_agree() -> None:
    mine = cluster.identity()
    cluster.check_versions(Elsewhere(mine, mine), "x")
    with pytest.raises(EngineError) as caught:
        cluster.check_versions(Elsewhere(mine, "sim 0.0.1, code 12"), "x")
    assert str(caught.value) == f"--cluster x: worker tcp://w1 has sim 0.0.1, code 12; here is {mine}"
    with pytest.raises(
        EngineError, match=r"worker tcp://w0 has no sim that answers \(No module named 'sim'\); here is "
    ):
        cluster.check_versions(Elsewhere(ModuleNotFoundError("No module named 'sim'")), "x")


ERRORS = (
    InputError("is odd", file="a.toml"),
    InputErrors([InputError("is odd"), InputError("is even")]),
    FileProblem("is gone"),
    DamagedFile("r.csv", "is odd"),
    EngineError("is tired"),
)


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_errors_travel_as_values_with_their_words(
    asked: Sweep, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    """dask would try an exception again on other workers."""

    def broken(*_: Any) -> None:
        raise error

    monkeypatch.setattr(cells, "play", broken)
    answer = cluster.play(orders(asked)[0], cluster.identity())
    assert str(answer) == str(error)
    assert getattr(answer, "exit_code", None) == error.exit_code  # type: ignore[attr-defined]


class Fake:
    """Stands in for a client: how many threads its workers have, and what becomes of the n-th cell that is sent."""

    status = "running"

    def __init__(self, threads: int, become: Callable[[int], Any]) -> None:
        self._threads, self._become = threads, become
        self.sent: list[Order] = []
        self.dropped: list[Any] = []

    def nthreads(self) -> dict[str, int]:
        return {"tcp://w": self._threads} if self._threads else {}

    def submit(self, _play: Any, order: Order, *_: Any, **__: Any) -> "Future":
        self.sent.append(order)
        return Future(self._become, len(self.sent), order)

    def cancel(self, futures: list[Any]) -> None:
        self.dropped.extend(futures)


class Future:
    """What a fake client gives for a cell."""

    def __init__(self, become: Callable[[int], Any], number: int, order: Order) -> None:
        self._become, self._number, self._order = become, number, order

    def done(self) -> bool:
        return self._become(self._number) is not False

    def result(self, timeout: float) -> Any:
        found = self._become(self._number)
        if isinstance(found, BaseException):
            raise found
        return cells.play(self._order, threading.Event())


def test_without_any_worker_for_long_it_gives_up(asked: Sweep, monkeypatch: pytest.MonkeyPatch) -> None:
    lonely = Fake(0, lambda _: False)
    monkeypatch.setattr(cluster, "LONELY_SECONDS", 0.05)
    with pytest.raises(EngineError, match="the cluster has had no worker for 0 s; what came back is kept"):
        list(on_cluster(lonely, orders(asked)))
    assert len(lonely.dropped) == len(lonely.sent) == cells.AHEAD


def test_a_result_that_died_with_its_worker_is_asked_for_again(asked: Sweep, wanted: dict[int, bytes]) -> None:
    forgetful = Fake(1, lambda n: TimeoutError() if n in (2, 5) else None)
    assert bits(on_cluster(forgetful, orders(asked))) == wanted
    assert len(forgetful.sent) == N_CELLS + 2


def test_a_result_that_is_lost_again_and_again_is_set_aside(asked: Sweep) -> None:
    broken, notes = Fake(1, lambda _: TimeoutError()), Notes()
    with pytest.raises(cluster.Failed) as caught:
        list(on_cluster(broken, orders(asked)[3:4], notes))
    assert notes.said == ["set aside: cell 3: its result was lost again and again"]
    assert len(broken.sent) == 1 + cluster.RETRIES
    assert str(caught.value).startswith("1 cells could not be played, for example cell 3: its result was lost")


def test_what_a_worker_cannot_do_is_set_aside_with_its_words(asked: Sweep, wanted: dict[int, bytes]) -> None:
    weak, notes = Fake(2, lambda n: MemoryError("no room\nleft") if n == 4 else None), Notes()
    seen: list[Played] = []
    with pytest.raises(cluster.Failed):
        for played in on_cluster(weak, orders(asked), notes):
            seen.append(played)
    assert bits(seen) == {number: values for number, values in wanted.items() if number != 3}
    assert notes.said == ["set aside: cell 3: no room left"]


def test_local_workers_that_were_given_up_are_replaced() -> None:
    """Dask gives a worker up that is killed while it starts."""

    class Local:
        worker_spec: ClassVar = {0: "one", 1: "another"}
        asked_for: ClassVar[list[int]] = []

        def scale(self, n: int) -> None:
            self.asked_for.append(n)

    whole, halved = Fake(2, lambda _: None), Fake(1, lambda _: None)
    for client in (whole, halved):
        client.cluster = Local()  # type: ignore[attr-defined]
        cluster.WorkerWatch(client)
    assert Local.asked_for == [2]
