"""The reader: it trusts nothing that a file says, for a foreign file can carry a right seal."""

import json
import math
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from sim.errors import DamagedFile, FileProblem
from sim.store import seal
from sim.store.hdf5 import CHUNK_BYTES, COLUMNS, PROVENANCE, h5py
from sim.store.stored_result import NUMBERS, Array, Attribute, Column, StoredResult, check, check_names

TEXT = re.compile(r"\|S[1-9][0-9]{0,4}")
FILTERS = {1, 2, 3}  # gzip, shuffle, fletcher32: their numbers in HDF5
PACKING_BYTES = 1024  # gzip makes noise a little longer, fletcher32 adds 4 bytes
MOST_TEXT_BYTES = 64 << 20
MOST_ATTRIBUTES = 200
MOST_ATTRIBUTE_BYTES = 1 << 16
# A small file may not claim a large content. Ours stays far below: noisy float columns do not shrink at all.
MOST_RATIO = 200
SLACK_BYTES = 256 << 20

# All that h5py is known to raise on a broken file; UnicodeDecodeError and JSON's error are ValueErrors.
READER_ERRORS = (OSError, RuntimeError, KeyError, ValueError, TypeError, AttributeError, OverflowError)

KIND = "kind"
KINDS = {"": "a result of sim run", "study": "a study of sim sweep", "point": "a point of a sweep"}

_Promise = tuple[Column, str, tuple[int, ...]]


class WantedColumns(NamedTuple):
    """The parts of a file to read: its kind, texts, and columns besides axes."""

    kind: str = ""
    texts: tuple[str, ...] = ()
    column: Callable[[Column], bool] = lambda _: True


def read(path: Path, wanted: WantedColumns) -> StoredResult:
    """The content of a sealed file.

    DamagedFile, ForeignFile or another FileProblem - also where it is of another kind -, never an error of h5py.
    """
    seal.verify(path)
    try:
        # As a stream: HDF5 would lock a path, which fails on network folders and beside another reader here.
        with path.open("rb") as stream, h5py.File(stream, "r") as file:
            check_kind(path, str(_attributes(file).get(KIND, "")), wanted.kind)
            return _content(file, wanted, path.stat().st_size)
    except READER_ERRORS as error:
        raise DamagedFile(path, _in_one_line(error)) from error


def _in_one_line(error: Exception) -> str:
    words = error.args[0] if isinstance(error, KeyError) and error.args else error  # a KeyError quotes its text
    return " ".join(str(words).split())


def check_kind(path: Path, kind: str, wanted: str) -> None:
    """FileProblem where a file is whole, but not what was meant."""
    if kind != wanted:
        is_kind, needs_kind = (KINDS.get(name, "a file of another kind") for name in (kind, wanted))
        raise FileProblem(f"{path}: is {is_kind}, not {needs_kind}")


def _content(file: Any, wanted: WantedColumns, file_bytes: int) -> StoredResult:
    promises = [_promise(row) for row in json.loads(_text(file, COLUMNS))]
    _check_total(promises, file_bytes)
    promises = [promise for promise in promises if promise[0].is_axis or wanted.column(promise[0])]
    columns = tuple(column for column, _, _ in promises)
    arrays = {promise[0].name: _array(file, promise) for promise in promises}
    check(columns, arrays)
    return StoredResult(
        columns=columns,
        arrays=arrays,
        attributes=_attributes(file),
        texts={name: _text(file, f"{PROVENANCE}/{name}") for name in wanted.texts},
    )


def _promise(row: Any) -> _Promise:
    """A row of the manifest: name, axes, unit, long name, type, shape."""
    name, axes, unit, long_name, dtype, shape = row
    column = Column(str(name), tuple(str(axis) for axis in axes), str(unit), str(long_name))
    check_names(column)
    if dtype[1:] not in NUMBERS and not TEXT.fullmatch(dtype):
        raise ValueError(f"{column.name}: type {dtype!r} is never written")
    if len(shape) != len(column.axes) or not all(isinstance(length, int) and length >= 0 for length in shape):
        raise ValueError(f"{column.name}: shape {shape} does not fit axes {column.axes}")
    return column, dtype, tuple(shape)


def _check_total(promises: list[_Promise], file_bytes: int) -> None:
    names = [column.name for column, _, _ in promises]
    if len(set(names)) != len(names):
        raise ValueError("a column is listed twice")
    total = sum(np.dtype(dtype).itemsize * math.prod(shape) for _, dtype, shape in promises)
    if total > MOST_RATIO * file_bytes + SLACK_BYTES:
        raise ValueError(f"{file_bytes} bytes claim to hold {total}")


def _array(file: Any, promise: _Promise) -> Array:
    column, dtype, shape = promise
    dataset = _dataset(file, column.name)
    if dataset.dtype.str != dtype or dataset.shape != shape:
        raise ValueError(f"{column.name}: is {dataset.dtype.str}{dataset.shape}, should be {dtype}{shape}")
    _check_whole(column.name, dataset)
    array = np.asarray(dataset[()])
    return np.char.decode(array, "utf-8") if array.dtype.kind == "S" else array


def _text(file: Any, name: str) -> str:
    dataset = _dataset(file, name)
    if dataset.dtype != np.uint8 or dataset.ndim != 1 or dataset.size > MOST_TEXT_BYTES:
        raise ValueError(f"{name}: is not a text")
    _check_whole(name, dataset)
    return bytes(dataset[()]).decode()


def _dataset(file: Any, name: str) -> Any:
    """A dataset whose bytes are in this very file, in chunks that are as large as they say."""
    place = file
    for part in name.split("/"):
        if not isinstance(place, h5py.Group):
            raise ValueError(f"{name}: is inside a dataset")
        link = place.get(part, getlink=True)
        if not isinstance(link, h5py.HardLink):
            raise ValueError(f"{name}: is a link to somewhere else")
        place = place[part]
    if not isinstance(place, h5py.Dataset):
        raise ValueError(f"{name}: is not a dataset")
    if place.external or place.is_virtual:
        raise ValueError(f"{name}: its data are in another file")
    if place.maxshape != place.shape:
        raise ValueError(f"{name}: could grow")
    _check_chunks(name, place)
    return place


def _check_chunks(name: str, dataset: Any) -> None:
    """No filter but ours, and no chunk that unpacks to more than it should."""
    layout = dataset.id.get_create_plist()
    codes = [layout.get_filter(number)[0] for number in range(layout.get_nfilters())]
    if not set(codes) <= FILTERS or len(set(codes)) != len(codes):
        raise ValueError(f"{name}: filters {codes} are never written")
    if dataset.chunks is not None:
        unpacked = math.prod(dataset.chunks) * dataset.dtype.itemsize
        if unpacked > max(CHUNK_BYTES, dataset.dtype.itemsize):
            raise ValueError(f"{name}: chunks of {unpacked} bytes are never written")
        most = unpacked + unpacked // 100 + PACKING_BYTES
        if dataset.id.chunk_iter(lambda chunk: chunk.size > most or None):
            raise ValueError(f"{name}: a chunk is larger than it says")


def _check_whole(name: str, dataset: Any) -> None:
    """No hole: HDF5 would silently fill it with zeros."""
    if dataset.chunks is None:
        whole = bool(dataset.id.get_storage_size() == dataset.nbytes)
    else:
        counts = (-(-length // chunk) for length, chunk in zip(dataset.shape, dataset.chunks, strict=True))
        whole = bool(dataset.id.get_num_chunks() == math.prod(counts))
    if not whole:
        raise ValueError(f"{name}: some of its data are not there")


def _attributes(file: Any) -> dict[str, Attribute]:
    if len(file.attrs) > MOST_ATTRIBUTES:
        raise ValueError(f"{len(file.attrs)} attributes")
    return {str(name): _attribute(file, name) for name in file.attrs}


def _attribute(file: Any, name: str) -> Attribute:
    kind = file.attrs.get_id(name)
    if kind.shape != () or kind.dtype.kind not in "Sif" or kind.dtype.itemsize > MOST_ATTRIBUTE_BYTES:
        raise ValueError(f"attribute {name}: is neither a short text nor a number")
    value = file.attrs[name].item()
    return value.decode() if isinstance(value, bytes) else value
