"""One process per run: who holds the lock is told, and a dead process holds none."""

import fcntl
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from sim.errors import FileProblem
from sim.store.locks import lock

ROOT = Path(__file__).parents[3]
HOLD = (
    "import sys; from pathlib import Path; from sim.store.locks import lock\n"
    "lock.acquire(Path(sys.argv[1])); print('locked', flush=True); sys.stdin.read()"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "r.h5.parts"


@pytest.fixture
def owner(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the lock."""
    command = [sys.executable, "-c", HOLD, str(folder)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    pipe = subprocess.PIPE
    with subprocess.Popen(command, env=environment, stdin=pipe, stdout=pipe, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "locked\n"
        yield process
        process.kill()


def refused(folder: Path) -> str:
    with pytest.raises(FileProblem) as caught:
        lock.acquire(folder)
    return str(caught.value)


def test_held_by_another_process(folder: Path, owner: subprocess.Popen[str]) -> None:
    said = json.loads((folder / ".lock").read_text())
    assert said["pid"] == owner.pid
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", said["since"])
    assert refused(folder) == f"{folder}: in use by process {owner.pid} on {said['host']} since {said['since']}"


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff", b'{"pid": 1}'])
def test_held_by_somebody_who_has_not_signed(folder: Path, owner: subprocess.Popen[str], content: bytes) -> None:
    (folder / ".lock").write_bytes(content)
    assert refused(folder) == f"{folder}: in use by another process"


def test_a_killed_owner_frees_it(folder: Path, owner: subprocess.Popen[str]) -> None:
    owner.kill()
    owner.wait()
    descriptor = lock.acquire(folder)
    assert json.loads((folder / ".lock").read_text())["pid"] == os.getpid()
    os.close(descriptor)


def test_the_last_owner_is_forgotten(folder: Path) -> None:
    folder.mkdir()
    (folder / ".lock").write_text(json.dumps({"pid": 1, "host": "h" * 300, "since": "long ago"}))
    descriptor = lock.acquire(folder)
    assert refused(folder).startswith(f"{folder}: in use by process {os.getpid()} on ")
    os.close(descriptor)


def test_a_closed_descriptor_frees_it(folder: Path) -> None:
    os.close(lock.acquire(folder))
    os.close(lock.acquire(folder))


@pytest.mark.parametrize("whole", [False, True])
def test_the_owner_leaves_while_we_knock(folder: Path, monkeypatch: pytest.MonkeyPatch, whole: bool) -> None:
    """A lock on a file that has just lost its name would keep nobody out."""
    attempts: list[int] = []
    flock = fcntl.flock

    def leave_first(descriptor: int, how: int) -> None:
        if not attempts:
            (folder / ".lock").unlink()
            if whole:
                folder.rmdir()
        attempts.append(descriptor)
        flock(descriptor, how)

    monkeypatch.setattr("fcntl.flock", leave_first)
    descriptor = lock.acquire(folder)
    assert len(attempts) == 2
    assert "in use by process" in refused(folder)
    os.close(descriptor)


def test_a_file_system_without_locks(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*arguments: object) -> None:
        raise OSError(37, "No locks available")

    monkeypatch.setattr("fcntl.flock", refuse)
    told = "this file system has no locks (No locks available); choose a local folder with --out"
    assert refused(folder) == f"{folder}: {told}"


def test_a_file_where_the_folder_should_be(folder: Path) -> None:
    folder.write_text("mine")
    assert refused(folder) == f"{folder / '.lock'}: cannot be written: File exists"
    assert folder.read_text() == "mine"


def test_a_folder_that_may_not_be_made(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path, *arguments: object) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(os, "mkdir", refuse)
    told = f"the folder {folder.parent} is read-only for this user; choose another with --out"
    assert refused(folder) == f"{folder / '.lock'}: {told}"


def test_refusals_keep_no_descriptor(folder: Path, owner: subprocess.Popen[str]) -> None:
    free = os.dup(0)
    os.close(free)
    refused(folder)
    again = os.dup(0)
    os.close(again)
    assert again == free
