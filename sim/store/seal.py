"""The seal at the end of a file: how long the content is and its checksum, looked at before HDF5 sees a byte.

It stands behind the HDF5 image, not in front of it, so that the file begins as every HDF5 file does: xarray,
file(1) and viewers know a format by its first bytes. HDF5 ignores what follows the length in its own header.
"""

import hashlib
import stat
import struct
import zlib
from collections.abc import Iterable, Iterator
from enum import IntEnum
from pathlib import Path
from typing import BinaryIO

from sim.errors import DamagedFile, FileProblem
from sim.store import problems

FORMAT = 1
MAGIC = b"SIMSEAL\n"
HDF5 = b"\x89HDF\r\n\x1a\n"
MARK = b"columns_json"  # a name in every file of ours: tells a cut file from somebody else's HDF5

HEAD = struct.Struct("<8sIIQ")  # magic, format, kind of checksum, bytes of content: so in every format
DIGEST = 32
LENGTH = HEAD.size + DIGEST
PIECE = 8 * 1024 * 1024
STARTS = {
    b"PK": "PK: looks like a zip",
    b"\x1f\x8b": "1f 8b: looks like gzip",
    b"PAR1": "PAR1: looks like Parquet",
    b"CDF": "CDF: looks like an old netCDF file",
    b"\x80": "80: looks like a pickle",
    b"%PDF": "%PDF: looks like a PDF",
}


class ForeignFile(FileProblem):
    """A file that no version of this program has written."""


class BrokenSeal(DamagedFile):
    """A file of ours whose bytes are not what was written; its content may be all the same."""


class Checksum(IntEnum):
    """crc32 is fast and for parts; sha256 is for files that are kept."""

    CRC32 = 1
    SHA256 = 2


class Sealing:
    """The seal of content that comes in pieces."""

    def __init__(self, kind: Checksum, length: int) -> None:
        self._head = HEAD.pack(MAGIC, FORMAT, kind, length)
        self._sum = _Sum(kind)

    def add(self, piece: bytes) -> None:
        """Take the next piece of the content."""
        self._sum.add(piece)

    def seal(self) -> bytes:
        """The seal behind the content."""
        self._sum.add(self._head)
        return self._head + self._sum.digest()


def seal(image: bytes, kind: Checksum) -> bytes:
    """The seal behind the image."""
    sealing = Sealing(kind, len(image))
    sealing.add(image)
    return sealing.seal()


def verify(path: Path) -> None:
    """BrokenSeal, ForeignFile or another FileProblem unless the file is, byte for byte, what was written."""
    try:
        _verify(path)
    except OSError as error:
        raise problems.reading(path, error) from error


def _verify(path: Path) -> None:
    # A pipe or a device would keep the reader waiting for ever, so it is not even opened.
    if not stat.S_ISREG(path.stat().st_mode) and not path.is_dir():
        raise ForeignFile(f"{path}: is a device or a pipe, not a result file")
    size = path.stat().st_size
    with path.open("rb") as file:
        start = file.read(64)
        file.seek(max(0, size - LENGTH))
        end = file.read(LENGTH)
    if len(end) < LENGTH or not end.startswith(MAGIC):
        raise _unsealed(path, start, size)
    _check_seal(path, end, size)


def _check_seal(path: Path, end: bytes, size: int) -> None:
    _, version, kind, length = HEAD.unpack(end[: HEAD.size])
    if length != size - LENGTH:
        raise BrokenSeal(path, f"{size} of {length + LENGTH} bytes")
    if kind not in set(Checksum):
        raise BrokenSeal(path, "the seal at its end names no known checksum")
    if _digest(Checksum(kind), _pieces(path, length + HEAD.size)) != end[HEAD.size :]:
        raise BrokenSeal(path, "its bytes are not what was written")
    if version > FORMAT:
        problem = f"written by a newer version of sim (format {version}, this one reads up to {FORMAT})"
        raise FileProblem(f"{path}: {problem}; update sim")


def image_length(file: BinaryIO) -> int:
    """The bytes of a file that are its HDF5 image, whatever follows; the file is left at its beginning."""
    start, size = file.read(64), file.seek(0, 2)
    file.seek(0)
    promised = _hdf5_length(start)
    return size if promised is None else min(promised, size)


def _pieces(path: Path, length: int) -> Iterator[bytes]:
    with path.open("rb") as file:
        while length > 0 and (piece := file.read(min(PIECE, length))):
            length -= len(piece)
            yield piece


def _digest(kind: Checksum, pieces: Iterable[bytes]) -> bytes:
    total = _Sum(kind)
    for piece in pieces:
        total.add(piece)
    return total.digest()


class _Sum:
    def __init__(self, kind: Checksum) -> None:
        self._whole = hashlib.sha256() if kind == Checksum.SHA256 else None
        self._crc = 0

    def add(self, piece: bytes) -> None:
        if self._whole is not None:
            self._whole.update(piece)
        else:
            self._crc = zlib.crc32(piece, self._crc)

    def digest(self) -> bytes:
        return self._whole.digest() if self._whole is not None else self._crc.to_bytes(DIGEST, "little")


def _unsealed(path: Path, start: bytes, size: int) -> FileProblem:
    if not start.startswith(HDF5):
        return ForeignFile(f"{path}: {_looks_like(start)}")
    promised = _hdf5_length(start)
    if promised is not None and size != promised and size < promised + LENGTH:
        return BrokenSeal(path, f"{size} of {promised + LENGTH} bytes")
    if _contains(path, MARK):
        return BrokenSeal(path, "the seal at its end is missing or changed")
    return ForeignFile(f"{path}: an HDF5 file, but not a result of sim")


def _hdf5_length(start: bytes) -> int | None:
    """End of file as HDF5's own header (superblock 2 or 3, offsets of 8 bytes) states it."""
    if len(start) < 36 or start[8] not in (2, 3) or start[9] != 8:
        return None
    return int.from_bytes(start[28:36], "little")


def _contains(path: Path, mark: bytes) -> bool:
    before = b""
    for piece in _pieces(path, path.stat().st_size):
        if mark in before + piece:
            return True
        before = piece[-len(mark) :]
    return False


def _looks_like(start: bytes) -> str:
    if not start:
        return "is empty, not a result file"
    for first, meaning in STARTS.items():
        if start.startswith(first):
            return f"not a result file (starts with {meaning})"
    if not start.strip(b"\0"):
        return "not a result file (starts with zeros)"
    if all(byte >= 32 or byte in b"\t\r\n" for byte in start):
        return "not a result file (looks like text)"
    return "not a result file"
