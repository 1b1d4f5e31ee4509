"""The only function that puts a file in its place: all of it or nothing, whatever happens on the way."""

import contextlib
import glob
import os
import time
import zlib
from collections.abc import Iterable
from fnmatch import fnmatchcase
from pathlib import Path

from sim.ending import taking_a_name, undo_unless_done
from sim.errors import FileProblem, spell
from sim.store import problems

TEMPORARY = ".tmp"
BINARY = getattr(os, "O_BINARY", 0)  # else Windows writes two letters for each end of a line
HAS_FOLDER_FILES = hasattr(os, "O_DIRECTORY")  # Windows has none: there, names are as durable as its file system is
PATIENCE_SECONDS = (0.05, 0.1, 0.2, 0.4, 0.8, 1.6)  # where a file that is being read cannot be replaced
Piece = bytes | memoryview


def how_to_resume(verb: str) -> str:
    """The way to go on once there is room."""
    call = spell(f"`sim {verb} --resume`", f"`sim.{verb}(..., resume=True)`")
    return f"; nothing finished is lost, continue with {call}"


RESUME = how_to_resume("run")


def commit(path: Path, pieces: Iterable[Piece], remedy: str = "", *, is_output: bool = True) -> None:
    """Write the pieces under a temporary name in the same folder, make them durable, then take the name.

    is_output: whether the user wants the file itself, so that an interruption names it as whole.

    FileProblem when the system refuses; after it, and after an interruption, the name has the old file or the
    whole new one.
    """
    written = _Count()
    # Process numbers repeat in containers, so the name is made of chance.
    temporary = path.with_name(f"{_prefix(path)}.{os.urandom(8).hex()}{TEMPORARY}")
    try:
        make_folder(path.parent)
        with undo_unless_done(lambda: _remove(temporary)):
            _write(temporary, pieces, written)
            with taking_a_name(str(path) if is_output else ""):
                _take_name(temporary, path)
        sync_folder(path.parent)
    except BaseException as error:
        _remove(temporary)
        if isinstance(error, OSError):
            raise problems.writing(path, error, written.asked, remedy) from error
        raise


def _take_name(temporary: Path, path: Path) -> None:
    """Replace a file, if need be once nobody reads it any more. Raises OSError, FileProblem."""
    for seconds in () if HAS_FOLDER_FILES else PATIENCE_SECONDS:
        with contextlib.suppress(PermissionError):
            temporary.replace(path)
            return
        time.sleep(seconds)
    try:
        temporary.replace(path)
    except PermissionError as error:
        if HAS_FOLDER_FILES or not path.exists():
            raise
        raise FileProblem(f"{path}: is open in another program; close it there and run again") from error


def leftovers(path: Path) -> list[Path]:
    """Temporary files that killed processes have left beside this file."""
    return [file for file in path.parent.glob(f".*{TEMPORARY}") if is_temporary(file, path)]


def is_temporary(file: Path, of: Path) -> bool:
    """Whether a file has the name of a temporary one of this path."""
    return fnmatchcase(file.name, f"{glob.escape(_prefix(of))}.{'[0-9a-f]' * 16}{TEMPORARY}")


def make_folder(folder: Path) -> None:
    """Make a folder that outlives a power cut: its name is in the folder above, which needs a sync too."""
    if not folder.is_dir():
        make_folder(folder.parent)
        folder.mkdir(exist_ok=True)
        sync_folder(folder.parent)


def sync_folder(folder: Path) -> None:
    """Make names in the folder durable: without it a power cut may undo a rename."""
    if not HAS_FOLDER_FILES:
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _prefix(path: Path) -> str:
    """Short enough for every name, and never that of another file: its temporary files may be in use."""
    return f".{path.name[:40]}.{zlib.crc32(os.fsencode(path.name)):08x}"


def _remove(temporary: Path) -> str:
    """Remove what was not finished, if it is there; there is nothing to say of it."""
    with contextlib.suppress(OSError):
        temporary.unlink(missing_ok=True)
    return ""


class _Count:
    asked = 0


def _write(temporary: Path, pieces: Iterable[Piece], count: _Count) -> None:
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | BINARY, 0o666)
    try:
        for piece in pieces:
            count.asked += len(piece)
            _write_all(descriptor, memoryview(piece))
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _write_all(descriptor: int, rest: memoryview) -> None:
    while rest:
        rest = rest[os.write(descriptor, rest) :]
