"""Refusals of the system about a file, as one line with a remedy."""

import errno
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sim.errors import FileProblem, option

MEGABYTE = 1_000_000
FULL = (errno.ENOSPC, errno.EDQUOT)
READ_ONLY = (errno.EACCES, errno.EPERM, errno.EROFS)


def reading(path: Path, error: OSError) -> FileProblem:
    """The reason why a file cannot be read."""
    if isinstance(error, FileNotFoundError):
        return FileProblem(f"{path}: there is no such file")
    if isinstance(error, IsADirectoryError):
        return FileProblem(f"{path}: is a folder, not a result file")
    if isinstance(error, PermissionError):
        return FileProblem(f"{path}: may not be read by this user")
    return FileProblem(f"{path}: cannot be read: {error.strerror or error}")


def writing(path: Path, error: OSError, needs: int, remedy: str) -> FileProblem:
    """The reason why a file cannot be written; needs: its bytes, remedy: how to go on once there is room."""
    if error.errno in FULL:
        return FileProblem(f"{path}: disk full: needs {needs / MEGABYTE:.1f} MB, {_free(path)}{remedy}")
    if error.errno in READ_ONLY:
        folder = Path(error.filename or path).parent  # of what was to be made, which may be above the path
        problem = f"the folder {folder} is read-only for this user; choose another with {option('out')}"
        return FileProblem(f"{path}: {problem}")
    return FileProblem(f"{path}: cannot be written: {error.strerror or error}")


@contextmanager
def refusals_as_problems(path: Path) -> Iterator[None]:
    """Turn the system's refusals inside into a FileProblem about this path."""
    try:
        yield
    except OSError as error:
        raise writing(path, error, 0, "") from error


def _free(path: Path) -> str:
    try:
        return f"{shutil.disk_usage(path.parent).free / MEGABYTE:.1f} MB free"
    except OSError:
        return "free space unknown"
