"""Killed, interrupted, out of room at any moment: what was acknowledged is there, and resuming gives the same bits."""

import errno
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.errors import FileProblem
from sim.store import parts, result
from sim.store.parts import Mode, RunParts
from sim.store.stored_result import Array, Column, StoredResult
from sim.store.stretches import Stretch
from tests.store.any_content import ANYTHING

ROOT = Path(__file__).parents[2]
SIZES = {"draw": 2, "run": 12, "day": 3}
KEY = {"scenario": "crash"}
COLUMNS = (
    Column("outcomes/cost", ("draw", "run"), "USD", "cost"),
    Column("series/reach", ("draw", "run", "day"), "persons", "reach by day"),
)
CALLS = ("open", "write", "fsync", "close", "replace", "unlink", "mkdir", "rmdir", "ftruncate")
MAKING = ("open", "write", "fsync", "mkdir", "ftruncate")  # what a full disk refuses
DONE_ANYWAY = ("close", "unlink", "rmdir")  # has its effect although it fails


def started(out: Path, mode: Mode) -> RunParts:
    return parts.open(out, KEY, COLUMNS, SIZES, mode)


def rows(stretch: Stretch) -> dict[str, Array]:
    run = np.arange(stretch.start, stretch.stop)
    reach = (run[:, None] * 7 + np.arange(3) + stretch.draw) % 97
    return {"outcomes/cost": np.sqrt(run + 100.0 * stretch.draw), "series/reach": reach.astype(np.int32)}


def rest() -> StoredResult:
    columns = tuple(Column(axis, (axis,), "1", axis) for axis in SIZES)
    arrays = {axis: np.arange(size) for axis, size in SIZES.items()}
    return StoredResult(columns, arrays, {"title": "x"}, {"scenario_toml": "", "resolved_json": "{}"})


def simulate(out: Path, mode: Mode, batch: int, acknowledge: Callable[[Stretch], object]) -> None:
    """Do all that is missing and finish."""
    with started(out, mode) as work:
        for gap in work.missing():
            for start in range(gap.start, gap.stop, batch):
                stretch = Stretch(gap.draw, start, min(gap.stop, start + batch))
                work.commit(*stretch, rows(stretch))
                acknowledge(stretch)
        work.finish(rest())


def folder_of(out: Path) -> Path:
    return out.with_name(out.name + ".parts")


def is_over(out: Path) -> bool:
    """The result is in its place and no run in progress claims it."""
    return out.exists() and not (folder_of(out) / "key.json").exists()


def assert_nothing_lost(out: Path, acknowledged: Iterable[Stretch]) -> None:
    """Look at what is left, as a resuming process would, and before it has repaired anything."""
    if out.exists():
        assert result.digest(result.load(out, ANYTHING)) == WANTED
    if is_over(out):
        return
    with started(out, "resume") as work:
        assert work.damaged == []  # nothing half-written has a final name
        assert set(acknowledged) <= set(work.finished_stretches())
        assert list(out.parent.rglob("*.tmp")) == []


def assert_resumable(out: Path) -> None:
    if not is_over(out):
        simulate(out, "resume", 9, lambda _: None)
    assert result.digest(result.load(out, ANYTHING)) == WANTED
    with started(out, "force"):
        pass
    assert not folder_of(out).exists()


def wanted() -> str:
    """The digest of an undisturbed run, made without parts."""
    stretches = [Stretch(draw, 0, SIZES["run"]) for draw in range(SIZES["draw"])]
    arrays = {name: np.stack([rows(stretch)[name] for stretch in stretches]) for name in rows(stretches[0])}
    return result.digest(StoredResult((), {**rest().arrays, **arrays}, {}, {}))


WANTED = wanted()


def test_undisturbed(tmp_path: Path) -> None:
    seen: list[Stretch] = []
    simulate(tmp_path / "r.h5", "new", 10, seen.append)
    assert len(seen) == 4
    assert_nothing_lost(tmp_path / "r.h5", seen)
    assert os.listdir(tmp_path) == ["r.h5"]  # noqa: PTH208


class Fault:
    """Counts storage calls; the one with this number fails, and with `lasting` also those after it."""

    def __init__(self, point: int, names: tuple[str, ...], error: BaseException, lasting: bool, after: bool) -> None:
        self.point, self.names, self.error, self.lasting, self.after = point, names, error, lasting, after
        self.count = 0
        self.struck = False

    def wrap(self, name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def instead(*arguments: Any, **options: Any) -> Any:
            if not self._strikes(name, arguments):
                return call(*arguments, **options)
            self.struck = True
            if name == "write":
                call(arguments[0], arguments[1][: len(arguments[1]) // 2])
            elif self.after or name in DONE_ANYWAY:
                call(*arguments, **options)
            raise self.error

        return instead

    def _strikes(self, name: str, arguments: tuple[Any, ...]) -> bool:
        if name == "open" and self.lasting and not arguments[1] & os.O_CREAT:
            return False  # a full disk can be read
        self.count += 1
        return self.count == self.point or (self.lasting and self.count > self.point)


def fault(kind: str, point: int) -> Fault:
    if kind == "disk full":
        return Fault(point, MAKING, OSError(errno.ENOSPC, "No space left on device"), lasting=True, after=False)
    if kind == "disk fails once":
        return Fault(point, CALLS, OSError(errno.EIO, "Input/output error"), lasting=False, after=False)
    return Fault(point, CALLS, KeyboardInterrupt(), lasting=False, after=kind == "interrupted after")


def strike(out: Path, broken: Fault, monkeypatch: pytest.MonkeyPatch) -> tuple[list[Stretch], BaseException | None]:
    """What was acknowledged before the fault, and what came out of it."""
    seen: list[Stretch] = []
    with monkeypatch.context() as patch:
        for name in broken.names:
            patch.setattr(os, name, broken.wrap(name, getattr(os, name)))
        try:
            simulate(out, "new", 12, seen.append)
        except (Exception, KeyboardInterrupt) as error:
            return seen, error
    return seen, None


@pytest.mark.parametrize("kind", ["disk full", "disk fails once", "interrupted before", "interrupted after"])
def test_a_fault_in_every_storage_call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    monkeypatch.setattr(os, "fsync", lambda _: None)  # no power cut is among the faults
    told: set[str] = set()
    for point in range(1, 200):
        out = tmp_path / str(point) / "r.h5"
        out.parent.mkdir()
        broken = fault(kind, point)
        seen, error = strike(out, broken, monkeypatch)
        if not broken.struck:
            break
        if isinstance(error, FileProblem):
            told.add(str(error).partition(": ")[2].partition(" 0.")[0])
        else:
            assert error is None or isinstance(error, KeyboardInterrupt), (point, error)
        assert_nothing_lost(out, seen)
        assert_resumable(out)
    assert 20 < point < 199
    assert told == {
        "disk full": {"disk full: needs"},
        "disk fails once": {"cannot be written: Input/output error"},
    }.get(kind, set())


def test_a_full_disk_says_how_to_go_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "r.h5"
    with started(out, "new") as work:
        stretch = Stretch(0, 0, 4)
        work.commit(*stretch, rows(stretch))
        with monkeypatch.context() as patch:
            patch.setattr("shutil.disk_usage", lambda _: type("Usage", (), {"free": 1_000}))
            patch.setattr(os, "write", fault("disk full", 1).wrap("write", os.write))
            with pytest.raises(FileProblem) as caught:
                work.commit(0, 4, 8, rows(Stretch(0, 4, 8)))
        assert work.finished_stretches() == [stretch]
    path = folder_of(out) / "draw0_runs_4-8.h5"
    told = "0.0 MB free; nothing finished is lost, continue with `sim run --resume`"
    assert str(caught.value) == f"{path}: disk full: needs 0.0 MB, {told}"


CHILD = """
import json, sys
from pathlib import Path
from tests.store.test_crash import simulate
print("ready", flush=True)
simulate(Path(sys.argv[1]), "resume", int(sys.argv[2]), lambda stretch: print(json.dumps(stretch), flush=True))
print("done", flush=True)
"""


def kill(out: Path, chance: random.Random) -> list[Stretch]:
    """A child resumes the run and is killed, a chosen number of stretches and a moment later; what it has reported."""
    command = [sys.executable, "-c", CHILD, str(out), str(chance.randint(1, 4))]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        lines = [child.stdout.readline() for _ in range(chance.randint(1, 12))]
        time.sleep(chance.uniform(0, 0.008))  # anywhere in a commit or two
        child.send_signal(signal.SIGKILL)
        lines += child.stdout.readlines()
    assert lines[0] == "ready\n"
    assert child.returncode == (0 if "done\n" in lines and child.returncode == 0 else -signal.SIGKILL)
    return [Stretch(*json.loads(line)) for line in lines if line.startswith("[")]


def test_killed_again_and_again(tmp_path: Path) -> None:
    chance = random.Random(20263)
    out = tmp_path / "0.h5"
    seen: list[Stretch] = []
    for number in range(1, 8):
        seen += kill(out, chance)
        assert_nothing_lost(out, seen)
        if is_over(out):
            assert_resumable(out)
            out, seen = tmp_path / f"{number}.h5", []
    assert_resumable(out)
