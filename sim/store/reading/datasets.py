"""Datasets, texts and attributes of an open HDF5 file, each looked at before it is read: any may be a trap."""

import math
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from sim.store.hdf5 import CHUNK_BYTES, PROVENANCE, h5py
from sim.store.proofs import contents
from sim.store.proofs.contents import ArrayDigest
from sim.store.stored_result import NUMBERS, Array, Attribute, Column, check_names

TEXT = re.compile(r"\|S[1-9][0-9]{0,4}")
FILTERS = {1, 2, 3}  # gzip, shuffle, fletcher32: their numbers in HDF5
PACKING_BYTES = 1024  # gzip makes noise a little longer, fletcher32 adds 4 bytes
MOST_TEXT_BYTES = 64 << 20
MOST_ATTRIBUTES = 200
MOST_ATTRIBUTE_BYTES = 1 << 16
# A small file may not claim a large content. Ours stays far below: noisy float columns do not shrink at all.
MOST_RATIO = 200
SLACK_BYTES = 256 << 20


class PromisedColumn(NamedTuple):
    """A row of the manifest: a column with the type and the shape that its dataset must have."""

    column: Column
    dtype: str
    shape: tuple[int, ...]


def promise_of(row: Any) -> PromisedColumn:
    """A row of the manifest as a promise. ValueError or TypeError for what is never written."""
    name, axes, unit, long_name, dtype, shape = row
    column = Column(str(name), tuple(str(axis) for axis in axes), str(unit), str(long_name))
    check_names(column)
    if dtype[1:] not in NUMBERS and not TEXT.fullmatch(dtype):
        raise ValueError(f"{column.name}: type {dtype!r} is never written")
    if len(shape) != len(column.axes) or not all(isinstance(length, int) and length >= 0 for length in shape):
        raise ValueError(f"{column.name}: shape {shape} does not fit axes {column.axes}")
    return PromisedColumn(column, dtype, tuple(shape))


def check_total(promises: list[PromisedColumn], file_bytes: int) -> None:
    """ValueError where columns are listed twice, or claim more than a file of this size can hold."""
    names = [promise.column.name for promise in promises]
    if len(set(names)) != len(names):
        raise ValueError("a column is listed twice")
    total = sum(np.dtype(promise.dtype).itemsize * math.prod(promise.shape) for promise in promises)
    if total > MOST_RATIO * file_bytes + SLACK_BYTES:
        raise ValueError(f"{file_bytes} bytes claim to hold {total}")


def array_of(file: Any, promise: PromisedColumn) -> Array:
    """The array of a column, its texts decoded. ValueError where it is not as promised."""
    array = np.asarray(_promised_dataset(file, promise)[()])
    return np.char.decode(array, "utf-8") if array.dtype.kind == "S" else array


def digest_of(file: Any, promise: PromisedColumn) -> str:
    """The digest of a column, read a stretch at a time. ValueError naming the stretch that cannot be read."""
    dataset, digest = _promised_dataset(file, promise), ArrayDigest(promise.dtype, promise.shape)
    for rows in _stretches(dataset):
        try:
            digest.add(np.asarray(dataset[rows]))
        except OSError as error:
            axis = promise.column.axes[0] if promise.shape else ""
            place = f", {axis} {rows.start:,} to {rows.stop - 1:,}" if isinstance(rows, slice) else ""
            raise ValueError(f"{promise.column.name}{place}: its checksum is wrong") from error
    return digest.digest()


def _stretches(dataset: Any) -> Iterator[Any]:
    """Stretches of the first axis that are as long as its chunks; all at once where there are none."""
    if dataset.chunks is None:
        yield ()
        return
    for start in range(0, dataset.shape[0], dataset.chunks[0]):
        yield slice(start, min(start + dataset.chunks[0], dataset.shape[0]))


def has_text(file: Any, name: str) -> bool:
    """Whether a file holds a text."""
    group = file.get(PROVENANCE)
    return isinstance(group, h5py.Group) and name in group


def text_of(file: Any, name: str) -> str:
    """A text of a file. ValueError where there is none."""
    place = f"{PROVENANCE}/{name}"
    dataset = _dataset(file, place)
    if dataset.dtype != np.uint8 or dataset.ndim != 1 or dataset.size > MOST_TEXT_BYTES:
        raise ValueError(f"{place}: is not a text")
    _check_whole(place, dataset)
    return bytes(dataset[()]).decode()


def attributes_of(file: Any) -> dict[str, Attribute]:
    """The attributes that a file was written with; what another program has added is left out."""
    if has_text(file, contents.LIST):
        return {name: attribute_of(file, name) for name in contents.attributes_in(list_of(file))}
    if len(file.attrs) > MOST_ATTRIBUTES:  # a file of a version that wrote no list
        raise ValueError(f"{len(file.attrs)} attributes")
    return {str(name): attribute_of(file, name) for name in file.attrs}


def list_of(file: Any) -> dict[str, str]:
    """The list of contents of a file. ValueError where it is not what was written."""
    digests = contents.read_list(text_of(file, contents.LIST))
    if len(contents.attributes_in(digests)) > MOST_ATTRIBUTES:
        raise ValueError(f"{len(contents.attributes_in(digests))} attributes")
    return digests


def attribute_of(file: Any, name: str) -> Attribute:
    """An attribute of a file. ValueError for what is never written."""
    try:
        kind = file.attrs.get_id(name)
    except KeyError as error:
        raise ValueError(f"attribute {name}: is missing") from error
    if kind.shape != () or kind.dtype.kind not in "Sif" or kind.dtype.itemsize > MOST_ATTRIBUTE_BYTES:
        raise ValueError(f"attribute {name}: is neither a short text nor a number")
    value = file.attrs[name].item()
    return value.decode() if isinstance(value, bytes) else value


def _promised_dataset(file: Any, promise: PromisedColumn) -> Any:
    dataset, name = _dataset(file, promise.column.name), promise.column.name
    if dataset.dtype.str != promise.dtype or dataset.shape != promise.shape:
        given = f"{dataset.dtype.str}{dataset.shape}"
        raise ValueError(f"{name}: is {given}, should be {promise.dtype}{promise.shape}")
    _check_whole(name, dataset)
    return dataset


def _dataset(file: Any, name: str) -> Any:
    """A dataset whose bytes are in this very file, in chunks that are as large as they say."""
    place = file
    for part in name.split("/"):
        if not isinstance(place, h5py.Group):
            raise ValueError(f"{name}: is inside a dataset")
        if _link_type(place, part, name) != h5py.h5l.TYPE_HARD:
            raise ValueError(f"{name}: is a link to somewhere else")
        place = place[part]
    if not isinstance(place, h5py.Dataset):
        raise ValueError(f"{name}: is not a dataset")
    layout = place.id.get_create_plist()
    if layout.get_external_count() or layout.get_layout() == h5py.h5d.VIRTUAL:
        raise ValueError(f"{name}: its data are in another file")
    if place.maxshape != place.shape:
        raise ValueError(f"{name}: could grow")
    _check_chunks(name, place, layout)
    return place


def _link_type(group: Any, part: str, name: str) -> int:
    """The kind of link by which a group holds a part. ValueError where it holds none."""
    try:
        return int(group.id.links.get_info(part.encode()).type)
    except (KeyError, RuntimeError) as error:
        raise ValueError(f"{name}: is missing") from error


def _check_chunks(name: str, dataset: Any, layout: Any) -> None:
    """No filter but ours, and no chunk that unpacks to more than it should."""
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
