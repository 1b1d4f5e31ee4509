"""A stored result: named arrays on named axes. This floor knows nothing of what they mean."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

Array = np.ndarray[Any, np.dtype[Any]]
Attribute = str | int | float

SCENARIO_TEXT = "scenario_toml"
RESOLVED_TEXT = "resolved_json"

# No bool (invisible to ncdump and R), no uint64 (R has none), no variable length (a bit can hang HDF5).
NUMBERS = frozenset({"i1", "i2", "i4", "i8", "u1", "u2", "u4", "f4", "f8"})

# Words between slashes: they become headers of tables, so none may look like a formula.
NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}(/[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}){0,3}")


class Column(NamedTuple):
    """One array: "outcomes/impressions" on axes ("draw", "run"); an axis is a column on itself, ("run",)."""

    name: str
    axes: tuple[str, ...]
    unit: str
    long_name: str

    @property
    def is_axis(self) -> bool:
        """Whether the column holds the labels of an axis."""
        return self.axes == (self.name,)


@dataclass(frozen=True)
class StoredResult:
    """All that a file holds; arrays are keyed by column name, axis labels are among them."""

    columns: tuple[Column, ...]
    arrays: dict[str, Array]
    attributes: dict[str, Attribute]
    texts: dict[str, str]

    @property
    def scenario_text(self) -> str:
        """The scenario file as the user wrote it."""
        return self.texts[SCENARIO_TEXT]

    @property
    def resolved_json(self) -> str:
        """The scenario with presets, defaults and overrides filled in, as JSON."""
        return self.texts[RESOLVED_TEXT]


def portable(name: str, array: Array) -> Array:
    """The array as it is stored: little-endian, contiguous, text as fixed-length UTF-8.

    TypeError for what other programs cannot read back.
    """
    array = np.asarray(array)
    if array.dtype.kind == "U":
        return _encoded(array)
    if array.dtype.str[1:] not in NUMBERS:
        raise TypeError(f"{name}: {array.dtype} cannot be stored; use {', '.join(sorted(NUMBERS))} or str")
    return np.asarray(array, dtype=array.dtype.newbyteorder("<"), order="C")


def _encoded(array: Array) -> Array:
    encoded = np.char.encode(array, "utf-8")
    return encoded if encoded.dtype.itemsize else encoded.astype("S1")


def check(columns: tuple[Column, ...], arrays: Mapping[str, Array]) -> None:
    """ValueError unless names are plain, every column has its array, every axis its labels, and lengths agree."""
    names = [column.name for column in columns]
    if len(set(names)) != len(names) or set(names) != set(arrays):
        raise ValueError(f"columns and arrays differ: {sorted(set(names) ^ set(arrays))}")
    for column in columns:
        check_names(column)
        if absent := set(column.axes) - set(names):
            raise ValueError(f"{column.name}: axis {min(absent)} has no labels")
        shape = np.shape(arrays[column.name])
        labels = tuple(np.size(arrays[axis]) for axis in column.axes)
        if shape != labels:
            raise ValueError(f"{column.name}: shape {shape}, but its axes {column.axes} have {labels} labels")


def check_names(column: Column) -> None:
    """ValueError unless readers of all kinds can take the names."""
    if not all(NAME.fullmatch(word) for word in (column.name, *column.axes)):
        raise ValueError(f"{column.name!r}: not a name of a column")
