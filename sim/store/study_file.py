"""A study in one file: every point of a sweep, written and read a stretch at a time, whole or not at all."""

import tempfile
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from io import FileIO
from pathlib import Path
from typing import Any

from sim.errors import DamagedFile, FileProblem
from sim.store import hdf5, problems, seal
from sim.store.commit import commit, make_folder
from sim.store.names import check_output
from sim.store.points import RESUME_SWEEP
from sim.store.reading import read
from sim.store.reading.read import KIND, WantedColumns
from sim.store.reading.stored_schema import Schema
from sim.store.seal import PIECE, Checksum
from sim.store.stored_result import Array, Attribute, Column, StoredResult

KIND_NAME = "study"
STUDY_TEXT = "study_json"


class Spool:
    """A file for HDF5 to write to that never refuses: HDF5 would crash where a disk is full. Ask `check` afterwards.

    The file must be unbuffered: a buffer is written, and may be refused, when HDF5 only asks for a place.
    """

    def __init__(self, file: FileIO) -> None:
        self._file = file
        self._error: OSError | None = None
        self.asked = 0

    def check(self) -> None:
        """Raise what the system refused, if anything."""
        if self._error is not None:
            raise self._error

    def write(self, data: bytes) -> int:
        self.asked += len(data)
        rest = memoryview(data)
        with self._noted():
            while rest and self._error is None:
                rest = rest[self._file.write(rest) :]
        return len(data)

    def read(self, size: int = -1) -> bytes:
        with self._noted():
            return self._file.read(size) or b""
        return b""

    def readinto(self, buffer: memoryview) -> int:
        n = 0
        with self._noted():
            while n < len(buffer) and (more := self._file.readinto(buffer[n:])):
                n += more
        return n

    def seek(self, place: int, whence: int = 0) -> int:
        return self._file.seek(place, whence)

    def tell(self) -> int:
        return self._file.tell()

    def truncate(self, length: int | None = None) -> int:
        with self._noted():
            self._file.truncate(length)
        return length or 0

    def flush(self) -> None:
        """Nothing waits to be written."""

    @contextmanager
    def _noted(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            self._error = self._error or error


def save(path: Path, content: StoredResult, streamed: tuple[Column, ...], blocks: Iterable[Array], force: bool) -> None:
    """Write a study; streamed and blocks as in `hdf5.stream`.

    FileProblem when the path is taken and not forced, or the disk refuses.
    """
    check_output(path, force)
    attributes: dict[str, Attribute] = {**content.attributes, KIND: KIND_NAME, "schema_version": seal.FORMAT}
    whole = StoredResult(content.columns, content.arrays, attributes, content.texts)
    with problems.refusals_as_problems(path.parent):
        make_folder(path.parent)
        # A kill leaves nothing. Any: of Windows it is a wrapper with the methods of FileIO.
        file: Any = tempfile.TemporaryFile(buffering=0, dir=path.parent)  # noqa: SIM115  closed below
    with file:
        spool = Spool(file)
        try:
            hdf5.stream(spool, whole, streamed, take_until_refusal(blocks, spool))
            spool.check()
        except OSError as error:
            raise problems.writing(path, error, spool.asked, RESUME_SWEEP) from error
        commit(path, seal_pieces(file), RESUME_SWEEP)


def take_until_refusal(blocks: Iterable[Array], spool: Spool) -> Iterator[Array]:
    """The blocks as long as the system takes them: HDF5 might miss what was refused."""
    for block in blocks:
        spool.check()
        yield block


def seal_pieces(file: FileIO) -> Iterator[bytes]:
    """The file piece by piece, and its seal. crc32: studies are large, and opened often."""
    length = file.seek(0, 2)
    file.seek(0)
    end = seal.Sealing(Checksum.CRC32, length)
    while piece := file.read(PIECE):
        end.add(piece)
        yield piece
    yield end.seal()


def load(path: Path, schema: Schema, columns: Collection[str] = ()) -> StoredResult:
    """A study without its outcomes, but for the columns that are named. Raises DamagedFile, FileProblem."""
    return read.read(path, WantedColumns(schema, lambda column: column.name in columns or not is_outcome(column)))


def is_study(path: Path) -> bool:
    """Whether a file is a study. Raises DamagedFile, FileProblem for what is neither that nor a result."""
    try:
        read.read(path, WantedColumns(Schema(KIND_NAME), lambda _: False))
    except DamagedFile:
        raise
    except FileProblem:
        return False
    return True


def is_outcome(column: Column) -> bool:
    """Whether a column holds outcomes."""
    return column.name.startswith("outcomes/")
