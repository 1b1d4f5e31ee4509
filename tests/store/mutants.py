"""Stored files that were changed by chance before they got a right seal: what nobody writes, and anybody could send."""

import io
import json
import warnings
from collections.abc import Callable
from typing import Any

import h5py
import numpy as np

from sim.store import hdf5, seal
from sim.store.proofs import contents
from sim.store.proofs.proof import READER_ERRORS
from sim.store.seal import Checksum

DEEP = 100_000
STRANGE = (
    "<script>alert(1)</script>", "", " ", "a\nb", "\x1b[31mred", "=HYPERLINK(1)", "../../etc/passwd", "x" * 5000, "nan",
    "1e400", "\u202eabc", "é", "0", "-1", "{}", "[" * DEEP, '{"a":' * DEEP, "null",
)  # fmt: skip
ODD_VALUES: tuple[Any, ...] = (
    None, True, -1, 0, 1, 2, 1e308, 10**25, 2**63, 0.5, -0.5, [], {}, [[]], {"dist": "uniform"}, {"dist": 3}, [None],
    {"dist": "uniform", "low": "a", "high": None}, "<script>", "", "\ud800", "x\ny", "=1", "1",
)  # fmt: skip
TYPES = ("<i1", "<i2", "<i4", "<u4", "<f4", "<f8", "<i8", "<u8", "|S3", "|b1", ">f8", "<c16")
FOLDERS = ("outcomes", "series", "parameters", "creators", "factors", "quantiles", "")
Rng = np.random.Generator


def mutant(image: bytes, rng: Rng) -> bytes:
    """An image of HDF5 with one to three changes, and the list of contents made to fit, with its seal."""
    memory = io.BytesIO(image)
    with h5py.File(memory, "r+", libver=("v110", "v110")) as file:
        for _ in range(int(rng.integers(1, 4))):
            try:
                CHANGES[int(rng.integers(len(CHANGES)))](file, rng)
            except (*READER_ERRORS, IndexError):
                continue  # two changes that do not go together
        if rng.random() < 0.8:
            list_again(file)
    changed = memory.getvalue()
    return changed + seal.seal(changed, Checksum.SHA256)


def list_again(file: Any) -> None:
    """Let the list of contents name all attributes that are there."""
    if "provenance" in file and contents.LIST in file["provenance"]:
        write_text(file, contents.LIST, contents.write_out({f"{contents.ATTRIBUTE}{name}": "" for name in file.attrs}))


def write_text(file: Any, name: str, text: str) -> None:
    place = f"{hdf5.PROVENANCE}/{name}"
    if place in file:
        del file[place]
    file.create_dataset(place, data=np.frombuffer(text.encode("utf-8", "surrogatepass"), np.uint8))


def rows_of(file: Any) -> list[Any]:
    rows: list[Any] = json.loads(file[f"{hdf5.PROVENANCE}/{hdf5.MANIFEST}"][()].tobytes())
    return rows


def keep_rows(file: Any, rows: list[Any]) -> None:
    write_text(file, hdf5.MANIFEST, json.dumps(rows))


def any_of(rng: Rng, choices: Any) -> Any:
    return choices[int(rng.integers(len(choices)))]


def replace(file: Any, name: str, array: Any) -> None:
    """Another array under a name, as the writer would store it, and in the manifest."""
    array = np.asarray(array)
    del file[name]
    if array.dtype.kind == "S":
        file.create_dataset(name, data=array, dtype=h5py.string_dtype("utf-8", array.dtype.itemsize))
    else:
        file.create_dataset(name, data=array)
    keep_rows(
        file, [[*row[:4], array.dtype.str, list(array.shape)] if row[0] == name else row for row in rows_of(file)]
    )


def drop_column(file: Any, rng: Rng) -> None:
    rows = rows_of(file)
    row = rows.pop(int(rng.integers(len(rows))))
    keep_rows(file, rows)
    if rng.random() < 0.5:
        del file[row[0]]


def drop_dataset(file: Any, rng: Rng) -> None:
    del file[any_of(rng, rows_of(file))[0]]


def rename_column(file: Any, rng: Rng) -> None:
    rows = rows_of(file)
    row = any_of(rng, rows)
    name = any_of(rng, (f"{any_of(rng, FOLDERS)}/new", "<script>", any_of(rng, STRANGE), any_of(rng, rows)[0]))
    if "/" in name and rng.random() < 0.8:
        file.move(row[0], name)
    keep_rows(file, [[name, *row[1:]] if each is row else each for each in rows])


def retype_column(file: Any, rng: Rng) -> None:
    name = any_of(rng, rows_of(file))[0]
    with np.errstate(all="ignore"), warnings.catch_warnings(action="ignore"):
        array = file[name][()].astype(any_of(rng, TYPES))
    replace(file, name, array)


def reshape_column(file: Any, rng: Rng) -> None:
    rows = rows_of(file)
    row = any_of(rng, rows)
    array = file[row[0]][()]
    shape = any_of(rng, ((-1,), (*array.shape, 1), (1, *array.shape), array.shape[::-1]))
    replace(file, row[0], array.reshape(shape))
    if rng.random() < 0.5:
        axes = [any_of(rng, rows)[0] for _ in range(int(rng.integers(0, 4)))]
        keep_rows(file, [[each[0], axes, *each[2:]] if each[0] == row[0] else each for each in rows_of(file)])


def shorten_axis(file: Any, rng: Rng) -> None:
    """All columns on an axis have fewer labels, or none."""
    rows = rows_of(file)
    axis = any_of(rng, [row[0] for row in rows if row[1] == [row[0]]])
    length = int(any_of(rng, (0, 1, 2)))
    for row in rows:
        if axis in row[1]:
            cut = tuple(slice(length) if name == axis else slice(None) for name in row[1])
            replace(file, row[0], file[row[0]][()][cut])


def change_values(file: Any, rng: Rng) -> None:
    name = any_of(rng, rows_of(file))[0]
    array = file[name][()]
    if array.dtype.kind == "S":
        replace(file, name, np.full(array.shape, np.bytes_(any_of(rng, STRANGE)[:99].encode())))
        return
    limits = np.finfo(array.dtype) if array.dtype.kind == "f" else np.iinfo(array.dtype)
    odd = [0, 1, 2, -1, limits.max, limits.min, 10**15, *([np.nan, np.inf, -np.inf, 0.5] * (array.dtype.kind == "f"))]
    if rng.random() < 0.5:
        array[...] = any_of(rng, odd)
    elif array.size:
        array.ravel()[int(rng.integers(array.size))] = any_of(rng, odd)
    replace(file, name, array)


def change_row(file: Any, rng: Rng) -> None:
    rows = rows_of(file)
    row = any_of(rng, rows)
    if isinstance(row, list) and row:
        row[int(rng.integers(len(row)))] = any_of(rng, (*ODD_VALUES, *STRANGE))
    keep_rows(file, rows)


def drop_attribute(file: Any, rng: Rng) -> None:
    del file.attrs[any_of(rng, sorted(file.attrs))]


def change_attribute(file: Any, rng: Rng) -> None:
    name = any_of(rng, (*sorted(file.attrs), "r0", "share_prob", "plug_ins", "shared_asked"))
    odd = any_of(rng, (0, -1, 1, 2**62, 0.5, np.nan, np.inf, -1e300, *STRANGE))
    value = np.bytes_(odd[:60_000].encode("utf-8", "surrogatepass")) if isinstance(odd, str) else np.asarray(odd)
    file.attrs.create(name, value)


def rename_attribute(file: Any, rng: Rng) -> None:
    name = any_of(rng, sorted(file.attrs))
    value = file.attrs[name]
    del file.attrs[name]
    file.attrs.create(any_of(rng, STRANGE)[:60] or "x", value)


def change_text(file: Any, rng: Rng) -> None:
    name = any_of(rng, [name for name in file[hdf5.PROVENANCE] if name != hdf5.MANIFEST])
    write_text(file, name, any_of(rng, STRANGE))


def change_json(file: Any, rng: Rng) -> None:
    """A value somewhere in a text of JSON is gone, renamed or another."""
    names = [name for name in file[hdf5.PROVENANCE] if name.endswith("_json") and name != contents.LIST]
    name = any_of(rng, names)
    tree = json.loads(file[f"{hdf5.PROVENANCE}/{name}"][()].tobytes())
    node, place = any_place(tree, rng)
    how = rng.random()
    if how < 0.3:
        del node[place]
    elif how < 0.4 and isinstance(node, dict):
        node[any_of(rng, STRANGE)[:60]] = node.pop(place)
    elif how < 0.5:
        node[place] = json.loads("[" * 900 + "]" * 900)
    else:
        node[place] = any_of(rng, ODD_VALUES)
    write_text(file, name, json.dumps(tree))


def any_place(tree: Any, rng: Rng) -> tuple[Any, Any]:
    """A table or list somewhere in a tree, and a place in it."""
    while True:
        places = list(tree) if isinstance(tree, dict) else list(range(len(tree)))
        place = places[int(rng.integers(len(places)))]
        inner = tree[place]
        if not isinstance(inner, dict | list) or not inner or rng.random() < 0.1:
            return tree, place
        tree = inner


CHANGES: tuple[Callable[[Any, Rng], None], ...] = (
    drop_column, drop_dataset, rename_column, retype_column, reshape_column, shorten_axis, change_values, change_values,
    change_values, change_row, drop_attribute, change_attribute, change_attribute, rename_attribute, change_text,
    change_json, change_json, change_json, change_json,
)  # fmt: skip
