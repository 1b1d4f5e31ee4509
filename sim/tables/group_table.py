"""Figures of groups of creators from a table: the people whom a group reaches, and the people whom two groups share.

A group is a list of handles, anna|ben|cat, or everybody with a value in a column of the roster, agency=North.
"""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Literal, NamedTuple, get_args

from sim.errors import InputError
from sim.tables import overlap_table, textfile
from sim.tables.roster import MEANINGS, Roster, identity
from sim.tables.textfile import Row
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

    def __init__(self, roster: Roster, roster_file: Path) -> None:
        self.roster, self.file = roster, roster_file
        self.place = {identity(handle): place for place, handle in enumerate(roster.handle)}
        self.columns: dict[str, dict[str, list[int]]] = {}

    def read(self, cell: str, complain: overlap_table.Complain) -> tuple[int, ...]:
        """The creators of a group. Raises InputError."""
        title, is_value, value = cell.partition("=")
        if is_value and identity(cell) not in self.place:
            return self.of_column(title.strip(), value.strip(), complain)
        found = []
        for handle in filter(None, map(str.strip, cell.split("|"))):
            if identity(handle) not in self.place:
                raise complain(f"{quote(handle)} is not in the roster{suggest(handle, self.roster.handle)}")
            found.append(self.place[identity(handle)])
        if len(set(found)) < len(found):
            raise complain(f"{quote(cell)} names a creator twice")
        return tuple(sorted(found))

    def of_column(self, title: str, value: str, complain: overlap_table.Complain) -> tuple[int, ...]:
        """Everybody with this value in a column of the roster. Raises InputError."""
        if title not in self.columns:
            self.columns[title] = read_column(self.file, title, self.place)
        groups = self.columns[title]
        if value.casefold() not in groups:
            raise complain(f"nobody in the roster has {title} = {quote(value)}{suggest(value, list(groups))}")
        return tuple(sorted(groups[value.casefold()]))


def read_column(path: Path, title: str, place: dict[int, int]) -> dict[str, list[int]]:
    """The creators by what a column of the roster says of them, lower case. Raises InputError, FileProblem."""
    text = textfile.decode(textfile.read_bytes(path, MOST_BYTES), path)
    name = textfile.normal(title)
    meanings = {"handle": MEANINGS["handle"], name: MEANINGS.get(name, ())}
    groups: dict[str, list[int]] = {}
    for row in textfile.table(text, path, meanings, ("handle", name)).rows:
        groups.setdefault(row.cells[name].casefold(), []).append(place[identity(row.cells["handle"])])
    return groups


def read(path: Path, roster: Roster, roster_file: Path) -> tuple[GroupFigure, ...]:
    """Read figures of groups. Raises InputError naming file, line, column and value; FileProblem."""
    text = textfile.decode(textfile.read_bytes(path, MOST_BYTES), path)
    table = textfile.table(text, path, HEADERS, ("accounts",))
    kinds: list[Kind] = [kind for kind in get_args(Kind) if kind in table.headers]
    if not kinds:
        raise InputError(f"needs a column of {', '.join(get_args(Kind))}", file=path, line=1)
    reader = GroupReader(roster, roster_file)
    found: list[GroupFigure] = []
    for row in table.rows:
        found += figures_of(row, kinds, reader)
        if len(found) > MOST_FIGURES:
            raise InputError(f"more than {MOST_FIGURES:,} figures", file=path, line=row.line)
    if not found:
        raise InputError("says nothing about any group", file=path)
    return tuple(found)


def figures_of(row: Row, kinds: list[Kind], reader: GroupReader) -> Iterator[GroupFigure]:
    """The figures in a row. Raises InputError."""
    creators = reader.read(row.cells["accounts"], partial(row.error, "accounts"))
    others: tuple[int, ...] = ()
    group = row.cells["accounts"]
    if row.cells.get("accounts_b"):
        others = reader.read(row.cells["accounts_b"], partial(row.error, "accounts_b"))
        group = f"{group} and {row.cells['accounts_b']}"
        for place in sorted({*creators} & {*others})[:1]:
            raise row.error("accounts_b", f"{quote(reader.roster.handle[place])} is in both groups")
    if len(creators) + len(others) < 2:
        raise row.error("accounts", f"{quote(row.cells['accounts'])}: a group is two creators or more")
    for kind in kinds:
        complain = partial(row.error, kind)
        is_share = kind == "jaccard"
        value = overlap_table.figure_of(
            row.cells[kind], "jaccard" if is_share else "shared", complain, "%" in row.headers[kind]
        )
        if value is None:
            continue
        if kind != "unique" and not others:
            raise complain("needs a second group, in a column accounts_b")
        if is_share and value > 1.0:
            raise complain(f"{quote(row.cells[kind])} is not a share from 0 to 1, or a percentage")
        yield GroupFigure(f"{row.file}:{row.line}", group, creators, others, kind, value)
