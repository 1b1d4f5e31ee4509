"""One process per run in progress. The system frees the lock when its owner dies, however it dies."""

import errno
import fcntl
import json
import os
import socket
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from sim.errors import FileProblem, option
from sim.store import problems
from sim.store.commit import make_folder

NAME = ".lock"
TAKEN = (errno.EWOULDBLOCK, errno.EACCES)


def acquire(folder: Path, *, shared: bool = False) -> int:
    """Make the folder, lock it, and give the descriptor that holds the lock until it is closed.

    shared: with others who share it. FileProblem when another process holds it, or the file system has no locks.
    """
    with problems.refusals_as_problems(folder / NAME):
        while (descriptor := _attempt(folder, shared)) is None:
            continue
        return descriptor


def release(descriptor: int) -> None:
    """Let others in. A close that fails has closed all the same, and nothing of worth was written."""
    with suppress(OSError):
        os.close(descriptor)


def _attempt(folder: Path, shared: bool) -> int | None:
    """None when the last owner has just removed the file or the folder."""
    make_folder(folder)
    try:
        descriptor = os.open(folder / NAME, os.O_RDWR | os.O_CREAT, 0o666)
    except FileNotFoundError:
        return None
    try:
        _lock(folder, descriptor, fcntl.LOCK_SH if shared else fcntl.LOCK_EX)
        if _is_current(folder, descriptor):
            _sign(descriptor)
            return descriptor
    except BaseException:
        os.close(descriptor)
        raise
    os.close(descriptor)
    return None


def _lock(folder: Path, descriptor: int, kind: int) -> None:
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in TAKEN:
            raise FileProblem(f"{folder}: {_owner(descriptor)}") from error
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
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError as error:
        return _owner(descriptor) if error.errno in TAKEN else ""
    finally:
        os.close(descriptor)
    return ""


def _owner(descriptor: int) -> str:
    try:
        owner = json.loads(os.pread(descriptor, 4096, 0))
        return f"in use by process {owner['pid']} on {owner['host']} since {owner['since']}"
    except (ValueError, KeyError, TypeError):
        return "in use by another process"
