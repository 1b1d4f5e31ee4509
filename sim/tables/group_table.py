"""Figures of groups of creators from a table: the people whom a group reaches, and the people whom two groups share.

A group is a list of handles, anna|ben|cat, or everybody with a value in a column of the roster, agency=North.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Literal, NamedTuple, get_args

import numpy as np

from sim.core.arrays import F64
from sim.errors import InputError
from sim.numerals import says_nothing
from sim.tables import handles
from sim.tables.handles import identity
from sim.tables.reading import headers
from sim.tables.reading.header_table import NO_CHOICES, ReadingChoices, Table, numbers_of, read_table, shares_of
from sim.tables.reading.number_columns import NumberKind
from sim.tables.roster import Roster
from sim.tables.roster_columns import MEANINGS
from sim.text import quote, suggest

Kind = Literal["unique", "shared", "jaccard"]
MOST_BYTES = 100_000_000
MOST_FIGURES = 1_000
HEADERS: dict[str, tuple[str, ...]] = {
    "accounts": ("creators", "handles", "group", "subset", "accounts_a", "group_a"),
    "accounts_b": ("creators_b", "handles_b", "group_b", "others"),
    "unique": ("unique_audience", "union", "people"),
    "shared": ("shared_followers", "shared_audience", "common", "intersection"),
    "jaccard": ("jaccard%", "jaccard_index", "jaccard_similarity"),
}


Complain = Callable[[str], InputError]
"""An error about a cell, from its message."""


class GroupFigure(NamedTuple):
    """A known figure of a group of creators, or of two groups."""

    where: str  # file and line
    group: str  # as the table writes it
    creators: tuple[int, ...]  # places in the roster, ascending
    others: tuple[int, ...]  # of the second group; none where there is one
    kind: Kind
    value: float  # people, or a share (jaccard)

    @property
    def name(self) -> str:
        """The figure as messages name it."""
        return f"{self.where}, {self.kind} {self.value:{'.3g' if self.kind == 'jaccard' else ',.0f'}}"

    @property
    def everybody(self) -> tuple[int, ...]:
        """The creators of both groups."""
        return tuple(sorted({*self.creators, *self.others}))


class GroupReader:
    """Groups of creators as a table names them; columns of the roster are read when a group needs them."""

    def __init__(self, roster: Roster, roster_file: Path, choices: ReadingChoices = NO_CHOICES) -> None:
        self.roster, self.file, self.choices = roster, roster_file, choices
        self.place = {identity(handle): place for place, handle in enumerate(roster.handle)}
        self.columns: dict[str, dict[str, list[int]]] = {}

    def read(self, cell: str, complain: Complain) -> tuple[int, ...]:
        """The creators of a group. Raises InputError."""
        title, is_value, value = cell.partition("=")
        if is_value and identity(cell) not in self.place:
            return self.of_column(title.strip(), value.strip(), complain)
        found = []
        for handle in filter(None, map(str.strip, cell.split("|"))):
            name = handles.read_handle(handle)
            if identity(name) not in self.place:
                raise complain(f"{quote(handle)} is not in the roster{suggest(name, self.roster.handle)}")
            found.append(self.place[identity(name)])
        if len(set(found)) < len(found):
            raise complain(f"{quote(cell)} names a creator twice")
        return tuple(sorted(found))

    def of_column(self, title: str, value: str, complain: Complain) -> tuple[int, ...]:
        """Everybody with this value in a column of the roster. Raises InputError."""
        if title not in self.columns:
            self.columns[title] = read_column(self.file, title, self.place, self.choices)
        groups = self.columns[title]
        if value.casefold() not in groups:
            raise complain(f"nobody in the roster has {title} = {quote(value)}{suggest(value, list(groups))}")
        return tuple(sorted(groups[value.casefold()]))


def read_column(path: Path, title: str, place: dict[int, int], choices: ReadingChoices) -> dict[str, list[int]]:
    """The creators by what a column of the roster says of them, lower case. Raises InputError, FileProblem."""
    name = headers.read_header(title).name
    meanings = {"handle": MEANINGS["handle"], name: MEANINGS.get(name, ())}
    by_hand = {"handle": choices.columns["handle"]} if "handle" in choices.columns else {}
    table = read_table(path, MOST_BYTES, meanings, ("handle", name), choices._replace(columns=by_hand))
    groups: dict[str, list[int]] = {}
    for handle, cell in zip(table.columns["handle"].cells, table.columns[name].cells, strict=True):
        key = identity(handles.read_handle(handle))
        if key in place:
            groups.setdefault(cell.casefold(), []).append(place[key])
    return groups


def read(path: Path, reader: GroupReader) -> tuple[GroupFigure, ...]:
    """Read figures of groups. Raises InputError naming file, line, column and value; FileProblem."""
    table = read_table(path, MOST_BYTES, HEADERS, ("accounts",))
    kinds: list[Kind] = [kind for kind in get_args(Kind) if kind in table.columns]
    if not kinds:
        raise InputError(f"needs a column of {', '.join(get_args(Kind))}", file=path, line=table.header_line)
    values = {kind: _values(table, kind) for kind in kinds}
    for fault in [table.faults[row] for row in sorted(table.faults)][:1]:
        raise fault
    found: list[GroupFigure] = []
    for row in range(len(table.lines)):
        found += figures_of(table, row, values, reader)
        if len(found) > MOST_FIGURES:
            raise InputError(f"more than {MOST_FIGURES:,} figures", file=path, line=table.lines[row])
    if not found:
        raise InputError("says nothing about any group", file=path)
    return tuple(found)


def _values(table: Table, kind: Kind) -> F64:
    """The figures of a column [row]; shares as fractions. Raises InputError."""
    if kind != "jaccard":
        return numbers_of(table, {kind: NumberKind.COUNT})[kind].value
    return shares_of(table, kind, numbers_of(table, {kind: NumberKind.SHARE})[kind]).value


def figures_of(table: Table, row: int, values: Mapping[Kind, F64], reader: GroupReader) -> Iterator[GroupFigure]:
    """The figures in a row. Raises InputError."""
    cells = {meaning: column.cells[row] for meaning, column in table.columns.items()}
    creators = reader.read(cells["accounts"], partial(table.error, "accounts", row))
    others: tuple[int, ...] = ()
    group = cells["accounts"]
    if not says_nothing(cells.get("accounts_b", "")):
        others = reader.read(cells["accounts_b"], partial(table.error, "accounts_b", row))
        group = f"{group} and {cells['accounts_b']}"
        for place in sorted({*creators} & {*others})[:1]:
            raise table.error("accounts_b", row, f"{quote(reader.roster.handle[place])} is in both groups")
    if len(creators) + len(others) < 2:
        raise table.error("accounts", row, f"{quote(cells['accounts'])}: a group is two creators or more")
    for kind, column in values.items():
        if np.isnan(column[row]):
            continue
        if kind != "unique" and not others:
            raise table.error(kind, row, "needs a second group, in a column accounts_b")
        if kind == "jaccard" and column[row] > 1.0:
            raise table.error(kind, row, f"{quote(cells[kind])} is not a share from 0 to 1, or a percentage")
        yield GroupFigure(f"{table.file}:{table.lines[row]}", group, creators, others, kind, float(column[row]))
