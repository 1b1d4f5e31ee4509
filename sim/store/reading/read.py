"""The door to stored files: it trusts nothing that a file says, for a foreign file can carry a right seal."""

import json
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from sim.errors import ChangedBytes, DamagedFile, FileProblem
from sim.store.hdf5 import MANIFEST, h5py
from sim.store.proofs import proof
from sim.store.reading import datasets
from sim.store.reading.stored_schema import Schema
from sim.store.stored_result import Attribute, Column, StoredResult, check
from sim.text import one_line
from sim.version import __version__

KIND = "kind"
KINDS = {"": "a result of sim run", "study": "a study of sim sweep", "point": "a point of a sweep"}


class WantedColumns(NamedTuple):
    """The parts of a file to read: what its kind holds, and which of its columns besides axes."""

    schema: Schema = Schema()
    column: Callable[[Column], bool] = lambda _: True


def read(path: Path, wanted: WantedColumns) -> StoredResult:
    """The content of a file, as it was written and as this version writes it.

    Warns with ChangedBytes where the bytes have changed and the content has not. DamagedFile, ForeignFile or another
    FileProblem - also where it is of another kind -, never an error of h5py.
    """
    verify(path)
    attributes: dict[str, Attribute] = {}
    try:
        # As a stream: HDF5 would lock a path, which fails on network folders and beside another reader here.
        with path.open("rb") as stream, h5py.File(stream, "r") as file:
            attributes = datasets.attributes_of(file)
            check_kind(path, str(attributes.get(KIND, "")), wanted.schema.kind)
            return _content(file, wanted, attributes, path.stat().st_size)
    except proof.READER_ERRORS as error:
        raise DamagedFile(path, proof.in_one_line(error) + _other_version(attributes)) from error


def verify(path: Path) -> None:
    """DamagedFile, ForeignFile or another FileProblem unless a file holds what was written.

    Warns with ChangedBytes where that is so although its bytes have changed.
    """
    broken = proof.broken_seal(path)
    if broken is None:
        return
    added = proof.prove(path, broken)
    left_out = f", without what was added ({', '.join(added[: proof.MOST_NAMED])})" if added else ""
    words = f"{path}: another program has changed its bytes, not its content, which is read{left_out}"
    warnings.warn(ChangedBytes(f"{words}; `sim seal {path}` seals it again"), stacklevel=2)


def _other_version(attributes: dict[str, Attribute]) -> str:
    """The version that wrote a file, in words; empty where it is this one, or is not known."""
    version = attributes.get("sim_version", __version__)
    return "" if version == __version__ else f" (written by sim {one_line(str(version))}; this is {__version__})"


def check_kind(path: Path, kind: str, wanted: str) -> None:
    """FileProblem where a file is whole, but not what was meant."""
    if kind != wanted:
        is_kind, needs_kind = (KINDS.get(name, "a file of another kind") for name in (kind, wanted))
        raise FileProblem(f"{path}: is {is_kind}, not {needs_kind}")


def _content(file: Any, wanted: WantedColumns, attributes: dict[str, Attribute], file_bytes: int) -> StoredResult:
    """The wanted parts of a file. ValueError where it is not what is written."""
    promises = [datasets.promise_of(row) for row in json.loads(datasets.text_of(file, MANIFEST))]
    datasets.check_total(promises, file_bytes)
    schema = wanted.schema
    schema.check_columns({promise.column: promise.dtype for promise in promises})
    schema.check_attributes(attributes)
    promises = [promise for promise in promises if promise.column.is_axis or wanted.column(promise.column)]
    columns = tuple(promise.column for promise in promises)
    arrays = {promise.column.name: datasets.array_of(file, promise) for promise in promises}
    check(columns, arrays)
    schema.check_values(arrays)
    texts = {name: datasets.text_of(file, name) for name in schema.texts}
    schema.check_texts(texts)
    stored = StoredResult(columns, arrays, attributes, texts)
    schema.check_together(stored)
    return stored
