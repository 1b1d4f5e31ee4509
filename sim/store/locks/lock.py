"""One process per run in progress. The system frees the lock when its owner dies, however it dies."""

import json
import os
import socket
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from sim.errors import FileProblem, option
from sim.store import problems
from sim.store.commit import BINARY, make_folder
from sim.store.locks.system_lock import LockTaken, can_remove_open, lock_file, unlock_file

NAME = ".lock"


def acquire(folder: Path, *, shared: bool = False) -> int:
    """Make the folder, lock it, and give the descriptor that holds the lock until it is closed.

    shared: with others who share it. FileProblem when another process holds it, or the file system has no locks.
    """
    with problems.refusals_as_problems(folder / NAME):
        while (descriptor := _attempt(folder, shared)) is None:
            continue
        return descriptor


def release(descriptor: int, dropped: Path | None = None) -> None:
    """Let others in; dropped: a folder whose lock was dropped, and goes now where it could not go before."""
    unlock_file(descriptor)
    if dropped is not None and not can_remove_open():
        _remove(dropped)


def drop(folder: Path) -> None:
    """Remove the lock that one holds, and the folder if nothing else is in it.

    Where open files cannot be removed, `release` does it: whoever has taken the lock meanwhile has it open then.
    """
    if can_remove_open():
        _remove(folder)


def _remove(folder: Path) -> None:
    with suppress(FileNotFoundError) if can_remove_open() else suppress(OSError):
        (folder / NAME).unlink()
    with suppress(OSError):  # somebody keeps a file of his own there
        folder.rmdir()


def _attempt(folder: Path, shared: bool) -> int | None:
    """None when the last owner has just removed the file or the folder."""
    make_folder(folder)
    try:
        descriptor = os.open(folder / NAME, os.O_RDWR | os.O_CREAT | BINARY, 0o666)
    except FileNotFoundError:
        return None
    try:
        _lock(folder, descriptor, shared)
        if _is_current(folder, descriptor):
            _sign(descriptor)
            return descriptor
    except BaseException:
        os.close(descriptor)
        raise
    os.close(descriptor)
    return None


def _lock(folder: Path, descriptor: int, shared: bool) -> None:
    try:
        lock_file(descriptor, shared=shared)
    except LockTaken as error:
        raise FileProblem(f"{folder}: {_owner(descriptor)}") from error
    except OSError as error:
        raise FileProblem(
            f"{folder}: this file system has no locks ({error.strerror}); choose a local folder with {option('out')}"
        ) from error


def _is_current(folder: Path, descriptor: int) -> bool:
    """False when the last owner removed the file between our opening and locking it."""
    try:
        return os.path.samestat(os.fstat(descriptor), (folder / NAME).stat())
    except FileNotFoundError:
        return False


def _sign(descriptor: int) -> None:
    """Write the owner into the lock, for people only: nothing depends on it."""
    since = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    os.ftruncate(descriptor, 0)
    owner = {"pid": os.getpid(), "host": socket.gethostname(), "since": since}
    os.write(descriptor, json.dumps(owner).encode())


def holder(folder: Path) -> str:
    """The holder of a folder's lock, in words; empty where nobody holds it, or it cannot be known."""
    try:
        descriptor = os.open(folder / NAME, os.O_RDONLY)
    except OSError:
        return ""
    try:
        lock_file(descriptor, shared=True)
    except LockTaken:
        return _owner(descriptor)
    except OSError:
        return ""
    finally:
        unlock_file(descriptor)
    return ""


def _owner(descriptor: int) -> str:
    try:
        os.lseek(descriptor, 0, os.SEEK_SET)
        owner = json.loads(os.read(descriptor, 4096))
        return f"in use by process {owner['pid']} on {owner['host']} since {owner['since']}"
    except (OSError, ValueError, KeyError, TypeError):  # where locked files cannot be read, it is not known who
        return "in use by another process"
