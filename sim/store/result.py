"""Finished results: save, load, and a digest of what they hold."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from sim.store import hdf5, seal
from sim.store.commit import commit
from sim.store.names import check_output
from sim.store.reading import read
from sim.store.reading.read import WantedColumns
from sim.store.reading.stored_schema import Schema
from sim.store.seal import Checksum
from sim.store.stored_result import Column, StoredResult, portable


def save(path: Path, result: StoredResult, *, force: bool = False, remedy: str = "") -> None:
    """Write a result file, whole or not at all.

    remedy: what to do when the disk is full. FileProblem when the path is taken and not forced, or the disk
    refuses.
    """
    check_output(path, force)
    attributes = {**result.attributes, "schema_version": seal.FORMAT}
    image = hdf5.image(replace(result, attributes=attributes))
    commit(path, [image, seal.seal(image, Checksum.SHA256)], remedy)


def load(path: Path, schema: Schema, column: Callable[[Column], bool] = lambda _: True) -> StoredResult:
    """Read a result file. DamagedFile or another FileProblem when it is not what is written.

    schema: all that it holds; column: whether a column is read; axes always are.
    """
    return read.read(path, WantedColumns(schema, column))


def digest(result: StoredResult) -> str:
    """sha256 of all arrays by name, in hex: equal on every machine; attributes and texts do not count."""
    whole = hashlib.sha256()
    for name in sorted(result.arrays):
        array = portable(name, result.arrays[name])
        whole.update(f"{name}\0{array.dtype.str}\0{array.shape}\0".encode())
        whole.update(array.tobytes())
    return whole.hexdigest()
