"""The one door to h5py, and the writer: arrays become an HDF5 image in memory that netCDF readers understand.

Every axis is a dimension scale, so xarray opens the file without arguments.
"""

import itertools
import json
import math
import os
from collections.abc import Iterable
from typing import Any

import numpy as np

from sim.store.proofs import contents
from sim.store.proofs.contents import ArrayDigest
from sim.store.stored_result import Array, Attribute, Column, StoredResult, check, portable

# HDF5 would load filters that a file asks for, as code, from a search path. Read when h5py is imported.
os.environ["HDF5_PLUGIN_PRELOAD"] = "::"

import h5py as h5py

PROVENANCE = "provenance"
MANIFEST = "columns_json"
CHUNK_BYTES = 1 << 20
FLOAT = "<f8"
FORMAT: dict[str, Any] = {"libver": ("v110", "v110"), "track_order": True}

_numbers = itertools.count()


def image(content: StoredResult) -> bytes:
    """The content as an HDF5 file in memory.

    TypeError or ValueError when columns, arrays and axes do not fit together.
    """
    arrays = {name: portable(name, array) for name, array in content.arrays.items()}
    check(content.columns, arrays)
    # HDF5 takes two images of one name for one file, so threads need different names.
    with h5py.File(
        f"sim-image-{next(_numbers)}",
        "w",
        driver="core",
        backing_store=False,
        block_size=CHUNK_BYTES,
        **FORMAT,
    ) as file:
        digests = _write_columns(file, content.columns, arrays)
        _write_rest(file, content, [_row(column, arrays[column.name]) for column in content.columns], digests)
        file.flush()
        return bytes(file.id.get_file_image())


def stream(target: Any, content: StoredResult, streamed: tuple[Column, ...], blocks: Iterable[Array]) -> None:
    """The content into a file-like object, and with it columns that do not fit into memory.

    streamed: columns of floats on axes that the content has; blocks: their values [column, first axis, ...], one
    stretch of the first axis after the other. ValueError when they do not fit together.
    """
    arrays = {name: portable(name, array) for name, array in content.arrays.items()}
    check(content.columns, arrays)
    sizes = tuple(tuple(arrays[axis].size for axis in column.axes) for column in streamed)
    with h5py.File(target, "w", **FORMAT) as file:
        digests = _write_columns(file, content.columns, arrays)
        datasets = [_create_empty(file, column, shape) for column, shape in zip(streamed, sizes, strict=True)]
        for column, dataset in zip(streamed, datasets, strict=True):
            _describe(file, column, dataset)
        digests |= {column.name: digest for column, digest in zip(streamed, _fill(datasets, blocks), strict=True)}
        rows = [_row(column, arrays[column.name]) for column in content.columns]
        rows += [[*column, FLOAT, list(shape)] for column, shape in zip(streamed, sizes, strict=True)]
        _write_rest(file, content, rows, digests)


def _fill(datasets: list[Any], blocks: Iterable[Array]) -> list[str]:
    """Write blocks [column, first axis, ...] one after the other, and give the digest of each column."""
    digests = [ArrayDigest(FLOAT, dataset.shape) for dataset in datasets]
    done = 0
    for block in blocks:
        for dataset, digest, values in zip(datasets, digests, block, strict=True):
            dataset[done : done + values.shape[0]] = values
            digest.add(np.asarray(values, FLOAT))
        done += block.shape[1]
    if any(dataset.shape[0] != done for dataset in datasets):
        raise ValueError(f"{done} of {datasets[0].shape[0]} rows were given")
    return [digest.digest() for digest in digests]


def rows_at_once(shape: tuple[int, ...]) -> int:
    """Number of rows of the first axis that make whole chunks of a column of floats."""
    return _chunks(shape, np.dtype(FLOAT).itemsize)[0]


def _write_rest(file: Any, content: StoredResult, manifest: list[Any], digests: dict[str, str]) -> None:
    """Attributes, texts, and what the file holds, so that a reader asks for names and never walks through links."""
    for name, value in content.attributes.items():
        _set_attribute(file, name, value)
    texts = {**content.texts, MANIFEST: json.dumps(manifest, ensure_ascii=False)}
    listed = contents.write_out(digests | contents.list_values(texts, content.attributes))
    _write_texts(file, {**texts, contents.LIST: listed})


def _write_columns(file: Any, columns: tuple[Column, ...], arrays: dict[str, Array]) -> dict[str, str]:
    """Write columns, axes first, and give the digest of each."""
    for column in sorted(columns, key=lambda column: not column.is_axis):
        _describe(file, column, _create(file, column.name, arrays[column.name]))
    return {column.name: contents.digest_of_array(arrays[column.name]) for column in columns}


def _describe(file: Any, column: Column, dataset: Any) -> None:
    _set_attribute(dataset, "units", column.unit)
    _set_attribute(dataset, "long_name", column.long_name)
    if column.is_axis:
        dataset.make_scale(column.name)
        return
    for axis, name in enumerate(column.axes):
        dataset.dims[axis].attach_scale(file[name])


def _write_texts(file: Any, texts: dict[str, str]) -> None:
    for name, text in texts.items():
        dataset = _create(file, f"{PROVENANCE}/{name}", np.frombuffer(text.encode(), dtype=np.uint8))
        _set_attribute(dataset, "units", "1")
        _set_attribute(dataset, "long_name", "text in UTF-8, a byte each")
        dataset.make_scale(name)


def _row(column: Column, array: Array) -> list[Any]:
    """A column in the manifest."""
    return [*column, array.dtype.str, list(array.shape)]


def _create_empty(file: Any, column: Column, shape: tuple[int, ...]) -> Any:
    """A column of floats that is filled later."""
    group, name = _place(file, column.name)
    chunks = _chunks(shape, np.dtype(FLOAT).itemsize)
    return group.create_dataset(name, shape, dtype=FLOAT, chunks=chunks, fletcher32=True, track_order=True)


def _place(file: Any, name: str) -> tuple[Any, str]:
    """The group of a dataset, made where there is none, and the dataset's own name."""
    folder, _, own = name.rpartition("/")
    return (file.get(folder) or file.create_group(folder, track_order=True)) if folder else file, own


def _create(file: Any, name: str, array: Array) -> Any:
    group, own = _place(file, name)
    text = array.dtype.kind == "S"
    dtype = h5py.string_dtype("utf-8", array.dtype.itemsize) if text else array.dtype
    return group.create_dataset(own, data=array.astype(dtype), dtype=dtype, track_order=True, **_filters(array))


def _filters(array: Array) -> dict[str, Any]:
    if array.size == 0 or array.ndim == 0:
        return {}  # HDF5 cannot cut these into chunks; the seal covers them
    chunks = {"chunks": _chunks(array.shape, array.dtype.itemsize), "fletcher32": True}
    if array.dtype.kind in "iu":
        return {**chunks, "compression": "gzip", "compression_opts": 1, "shuffle": True}
    return chunks


def _chunks(shape: tuple[int, ...], itemsize: int) -> tuple[int, ...]:
    """At most CHUNK_BYTES: the first axes are cut first, so that a chunk holds whole runs.

    As many chunks as needed and all alike: HDF5 writes the last one in full, however little of it is used.
    """
    chunks = list(shape)
    for axis, length in enumerate(shape):
        rest = itemsize * math.prod(chunks[axis + 1 :])
        n_pieces = -(-length // max(1, min(length, CHUNK_BYTES // rest)))
        chunks[axis] = -(-length // n_pieces)
    return tuple(chunks)


def _set_attribute(place: Any, name: str, value: Attribute) -> None:
    if isinstance(value, str):
        # Fixed length: xarray gives it back as text too, and there is no heap of strings that can break.
        # h5netcdf takes a length of 1 for a character and leaves it as bytes.
        encoded = value.encode()
        place.attrs.create(name, np.bytes_(encoded), dtype=h5py.string_dtype("utf-8", max(2, len(encoded))))
    else:
        place.attrs.create(name, np.asarray(value, dtype="<i8" if isinstance(value, int) else "<f8"))
