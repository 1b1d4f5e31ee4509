"""Files that a scenario names: each is read and hashed once, for as long as it stays as it is."""

import hashlib
import os
import time
from collections.abc import Callable, Hashable
from pathlib import Path
from typing import Generic, NamedTuple, TypeVar

from sim.recall import Recall
from sim.scenario.toml.reading import open_regular

SETTLED_NS = 2_000_000_000  # a file that changed later may change again within one tick of its file system's clock
MOST_DIGESTS = 1000
Thing = TypeVar("Thing")


class FileState(NamedTuple):
    """The marks by which a file is known to be as it was."""

    device: int
    inode: int
    size: int  # bytes
    modified_ns: int
    changed_ns: int


def beside(folder: Path, name: str) -> Path:
    """The path of a file that a scenario in this folder names, as short as it can be said from here.

    >>> beside(Path("plans").absolute(), "../roster.csv").as_posix()
    'roster.csv'
    """
    return Path(os.path.relpath(folder / name))


def split_sheet(path: Path) -> tuple[Path, str | None]:
    """The file that a path names, and the sheet of a workbook behind a #, as in plan.xlsx#Overlaps.

    >>> _ = Path("plan.xlsx").write_bytes(b"")
    >>> split_sheet(Path("plan.xlsx#Overlaps"))[1], split_sheet(Path("plan.xlsx"))[1]
    ('Overlaps', None)
    """
    name, mark, sheet = path.name.rpartition("#")
    if not mark or not name or not sheet or path.exists() or not path.with_name(name).exists():
        return path, None
    return path.with_name(name), sheet


def state_of(path: Path) -> FileState | None:
    """The present state of a file; None where it cannot be told, or changed too lately to be relied on.

    >>> state_of(Path("nowhere.csv")) is None
    True
    """
    try:
        status = split_sheet(path)[0].stat()
    except (OSError, ValueError):
        return None
    if time.time_ns() - max(status.st_mtime_ns, status.st_ctime_ns) < SETTLED_NS:
        return None
    return FileState(status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns)


class FileRecall(Generic[Thing]):
    """The last few things that were made of files: made again only for a file that has changed."""

    def __init__(self, most: int) -> None:
        self._things: Recall[tuple[Path, FileState, Hashable], Thing] = Recall(most)

    def of(self, path: Path, make: Callable[[], Thing], part: Hashable = None) -> Thing:
        """The thing made of this file; one thread makes it, the others wait. Raises what `make` raises.

        part: which of several things that are made of one file.
        """
        before = state_of(path)
        if before is None:
            return make()
        thing, is_new = self._things.of((path, before, part), make)
        if is_new and before != state_of(path):
            self._things.forget((path, before, part))
        return thing

    def note(self, path: Path, before: FileState | None, thing: Thing) -> None:
        """Keep what somebody made of the file, which was in this state before it was read."""
        if before is not None and before == state_of(path):
            self._things.put((path, before, None), thing)


DIGESTS: FileRecall[bytes] = FileRecall(MOST_DIGESTS)


def digest(path: Path) -> bytes:
    """The SHA-256 digest of a file's content. Raises FileProblem.

    >>> _ = Path("roster.csv").write_text("handle,followers")
    >>> digest(Path("roster.csv")).hex()[:8]
    'c105271e'
    """
    return DIGESTS.of(path, lambda: _digest(path))


def _digest(path: Path) -> bytes:
    with open_regular(split_sheet(path)[0]) as file:
        return hashlib.file_digest(file, "sha256").digest()


def note_content(path: Path, before: FileState | None, content: bytes) -> None:
    """Keep the digest of content that was read anyway. before: the state of the file before it was read.

    >>> note_content(Path("roster.csv"), state_of(Path("roster.csv")), b"handle,followers")
    """
    if before is not None:
        DIGESTS.note(path, before, hashlib.sha256(content).digest())
