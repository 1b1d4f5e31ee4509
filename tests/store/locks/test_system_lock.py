"""Locks of the system, and of portalocker where the system's own are missing: the same promises."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from sim.store.locks import lock, system_lock
from sim.store.locks.system_lock import LockTaken, lock_file, unlock_file
from tests.commands import ROOT

HOLD = """\
import os, sys
from sim.store.locks import system_lock
if sys.argv[2] == "portalocker": system_lock.fcntl = None
system_lock.lock_file(os.open(sys.argv[1], os.O_RDWR), shared=sys.argv[3] == "shared")
print("locked", flush=True); sys.stdin.read()
"""


@pytest.fixture(params=["fcntl", "portalocker"])
def library(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    if request.param == "portalocker":
        monkeypatch.setattr(system_lock, "fcntl", None)
    return str(request.param)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    (tmp_path / "lock").touch()
    return tmp_path / "lock"


@pytest.fixture
def descriptor(path: Path) -> Iterator[int]:
    opened = os.open(path, os.O_RDWR)
    yield opened
    unlock_file(opened)


def hold(path: Path, library: str, kind: str) -> subprocess.Popen[str]:
    """Another process that holds the lock."""
    command = [sys.executable, "-c", HOLD, str(path), library, kind]
    pipe = subprocess.PIPE
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, env=environment)
    assert process.stdout is not None
    assert process.stdout.readline() == "locked\n"
    return process


@pytest.mark.parametrize("kind", ["alone", "shared"])
def test_who_dies_frees_it(path: Path, descriptor: int, library: str, kind: str) -> None:
    with hold(path, library, kind) as owner:
        with pytest.raises(LockTaken):
            lock_file(descriptor, shared=False)
        if kind == "shared":
            lock_file(descriptor, shared=True)
        else:
            with pytest.raises(LockTaken):
                lock_file(descriptor, shared=True)
        owner.kill()
        owner.wait()
        lock_file(descriptor, shared=False)


def test_unlocked_is_free(path: Path, library: str, descriptor: int) -> None:
    first = os.open(path, os.O_RDWR)
    lock_file(first, shared=False)
    with pytest.raises(LockTaken):
        lock_file(descriptor, shared=False)
    unlock_file(first)
    lock_file(descriptor, shared=False)
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(first)


def test_a_file_system_without_locks(library: str) -> None:
    with pytest.raises(OSError, match="Bad file descriptor"):
        lock_file(1_000_000, shared=False)


def test_what_was_dropped_goes_when_it_can(tmp_path: Path, library: str) -> None:
    folder = tmp_path / "r.h5.parts"
    descriptor = lock.acquire(folder)
    lock.drop(folder)
    assert folder.exists() == (library == "portalocker")
    lock.release(descriptor, folder)
    assert not folder.exists()
