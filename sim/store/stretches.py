"""Stretches of finished runs: the columns of one side by side in few tables, and the gaps between them.

A part of a run is written often, so it should have few things to write.
"""

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple, Self

import numpy as np

from sim.store.stored_result import Array, Column

NUMBER = "(0|[1-9][0-9]*)"  # one way to write a number, so that a name and its stretch belong together
NAME = re.compile(rf"draw{NUMBER}_runs_{NUMBER}-{NUMBER}\.h5")
RUN = "run"
_Shapes = Mapping[str, tuple[int, ...]]  # of each column, behind its runs


class Stretch(NamedTuple):
    """Runs [start, stop) of one draw."""

    draw: int
    start: int
    stop: int

    @property
    def file_name(self) -> str:
        """Name of the file that holds the stretch."""
        return f"draw{self.draw}_runs_{self.start}-{self.stop}.h5"

    @classmethod
    def of_file(cls, name: str) -> Self | None:
        """The stretch that a file of this name holds; None for other files."""
        match = NAME.fullmatch(name)
        return cls(*(int(number) for number in match.groups())) if match else None


def gaps(finished: Iterable[Stretch], draw: int, runs: int) -> Iterator[Stretch]:
    """The longest stretches of runs [0, runs) of a draw that hold nothing finished; stretches may overlap."""
    done = 0
    for stretch in sorted(stretch for stretch in finished if stretch.draw == draw):
        if done < min(stretch.start, runs):
            yield Stretch(draw, done, min(stretch.start, runs))
        done = max(done, stretch.stop)
    if done < runs:
        yield Stretch(draw, done, runs)


def put_side_by_side(arrays: Mapping[str, Array]) -> tuple[tuple[Column, ...], dict[str, Array]]:
    """Tables [run, cell] with an axis of cells each, by type; a table's long name lists its columns in order.

    arrays: columns [run, ...] by name.

    >>> columns, tables = put_side_by_side({"a": np.zeros((3, 2)), "b": np.ones(3)})
    >>> columns[-1].name, columns[-1].long_name, tables["f8"].shape
    ('f8', 'a b', (3, 3))
    """
    by_type: dict[str, list[str]] = {}
    for name, array in arrays.items():
        by_type.setdefault(array.dtype.str[1:], []).append(name)
    columns: list[Column] = []
    tables: dict[str, Array] = {}
    for kind, names in by_type.items():
        table = np.concatenate([arrays[name].reshape(arrays[name].shape[0], -1) for name in names], axis=1)
        cells = f"{kind}_cell"
        columns += [Column(cells, (cells,), "1", cells), Column(kind, (RUN, cells), "1", " ".join(names))]
        tables |= {cells: np.arange(table.shape[1], dtype=np.int64), kind: table}
    return tuple(columns), tables


def take_apart(columns: tuple[Column, ...], tables: Mapping[str, Array], shapes: _Shapes) -> dict[str, Array]:
    """The columns of such tables by name. shapes: of each column, behind its runs. ValueError where they do not fit.

    >>> columns, tables = put_side_by_side({"a": np.zeros((3, 2)), "b": np.ones(3)})
    >>> take_apart(columns, tables, {"a": (2,), "b": ()})["b"].tolist()
    [1.0, 1.0, 1.0]
    """
    apart: dict[str, Array] = {}
    for column in columns:
        if not column.is_axis:
            apart |= _columns_of(column.long_name.split(), tables[column.name], shapes)
    if set(apart) != set(shapes):
        raise ValueError(f"{min(set(apart) ^ set(shapes))}: is not there")
    return apart


def _columns_of(names: list[str], table: Array, shapes: _Shapes) -> Iterator[tuple[str, Array]]:
    if unknown := set(names) - set(shapes):
        raise ValueError(f"{min(unknown)}: is no column of this run")
    widths = [math.prod(shapes[name]) for name in names]
    if sum(widths) != table.shape[1]:
        raise ValueError(f"{table.shape[1]} cells of its columns per run, not {sum(widths)}")
    ends = np.cumsum(widths)
    for name, width, end in zip(names, widths, ends, strict=True):
        yield name, table[:, end - width : end].reshape(table.shape[0], *shapes[name])
