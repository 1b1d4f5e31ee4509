"""Locks on open files, by the system: one owner, or many who share; freed when their owner dies, however it dies.

fcntl where there is one; elsewhere portalocker (LockFileEx of Windows), where a file that is locked can be neither
read nor removed by others, and an open one not removed by anybody.
"""

import os
from contextlib import suppress
from types import ModuleType

fcntl: ModuleType | None
try:
    import fcntl
except ImportError:
    fcntl = None


class LockTaken(Exception):
    """Another process holds the lock."""


def lock_file(descriptor: int, *, shared: bool) -> None:
    """Lock an open file until it is unlocked or closed, without waiting.

    LockTaken where another holds it; OSError where the file system has no locks.
    """
    if fcntl is None:
        _lock_by_portalocker(descriptor, shared)
        return
    try:
        fcntl.flock(descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError) as error:
        raise LockTaken from error


def _lock_by_portalocker(descriptor: int, shared: bool) -> None:
    import portalocker
    from portalocker import LockFlags
    from portalocker.exceptions import AlreadyLocked, LockException

    try:
        portalocker.lock(descriptor, (LockFlags.SHARED if shared else LockFlags.EXCLUSIVE) | LockFlags.NON_BLOCKING)
    except AlreadyLocked as error:
        raise LockTaken from error
    except LockException as error:
        raise OSError(0, error.strerror or "no reason given") from error


def unlock_file(descriptor: int) -> None:
    """Unlock and close; a close that fails has closed all the same. The system would free it too, but not at once."""
    if fcntl is None:
        import portalocker

        with suppress(OSError, portalocker.LockException):
            portalocker.unlock(descriptor)
    with suppress(OSError):
        os.close(descriptor)


def can_remove_open() -> bool:
    """Whether the name of an open file can be taken away."""
    return fcntl is not None
