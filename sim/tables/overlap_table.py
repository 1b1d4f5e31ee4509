"""Pairwise overlap of audiences as tools export it: long (two handles and a figure) or a matrix; partial or whole."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Literal, NamedTuple

import numpy as np

from sim.core.arrays import F64, I64
from sim.errors import InputError
from sim.tables import grammar, textfile
from sim.tables.roster import Roster, identity
from sim.text import quote, suggest

Meaning = Literal["smaller", "jaccard", "shared"]
MOST_BYTES = 2_000_000_000
MOST_CREATORS = 10_000  # a full table of pairs is held: 10,000 take 1.2 GB
LONG: dict[str, tuple[str, ...]] = {
    "creator_a": ("channel_a", "handle_a", "a", "left", "source", "creator_1", "handle_1", "account_a", "from"),
    "creator_b": ("channel_b", "handle_b", "b", "right", "target", "creator_2", "handle_2", "account_b", "to"),
    "smaller": ("overlap", "overlap%", "percent", "percent_of_smaller", "of_smaller", "overlap_of_smaller"),
    "jaccard": ("jaccard%", "jaccard_index", "jaccard_similarity"),
    "shared": ("shared_viewers", "shared_followers", "shared_audience", "common", "count", "both", "intersection"),
}
Complain = Callable[[str], InputError]
"""An error about a cell, from its message."""


class Pairs(NamedTuple):
    """Shared followers of pairs of creators, the smaller index first; each pair once."""

    first: I64  # [pair] index into the roster
    second: I64  # [pair]
    shared: F64  # [pair] followers that both have
    meaning: Meaning = "shared"  # as the table states overlaps: in this figure the smallest may be a threshold


class RosterPlaces(NamedTuple):
    """The places of creators in the roster."""

    of: dict[int, int]  # by identity
    handle: list[str]


class OverlapCell(NamedTuple):
    """One figure of the table and where it stands."""

    row: int  # index into the roster
    other: int  # index into the roster
    share: float  # as written: share of the smaller, Jaccard, or a count
    line: int
    column: str


def read(path: Path, roster: Roster, meaning: Meaning | None) -> Pairs:
    """Read a table of overlaps; `meaning` says what a matrix holds, a long table's header says it itself.

    Raises InputError naming file, line, column and value; FileProblem.
    """
    if len(roster.handle) > MOST_CREATORS:
        raise InputError(f"{len(roster.handle):,} creators; overlaps of at most {MOST_CREATORS:,} are fitted")
    text = textfile.decode(textfile.read_bytes(path, MOST_BYTES), path)
    places = RosterPlaces({identity(handle): index for index, handle in enumerate(roster.handle)}, roster.handle)
    head = text.split("\n", 1)[0]
    names = [identity(cell) for cell in head.split(textfile.separator_of(head))]
    if len(names) > 2 and sum(name in places.of for name in names[1:]) > len(names) // 2:
        kind = meaning or "smaller"
        cells = _matrix(text, path, places, kind)
    else:
        cells, kind = _long(text, path, places, meaning)
    if not cells:
        raise InputError("says nothing about any pair of creators", file=path)
    return _pairs(cells, kind, roster, path)


def _long(text: str, path: Path, places: RosterPlaces, meaning: Meaning | None) -> tuple[list[OverlapCell], Meaning]:
    table = textfile.table(text, path, LONG, ("creator_a", "creator_b"))
    kinds: tuple[Meaning, ...] = ("smaller", "jaccard", "shared")
    given = [kind for kind in kinds if kind in table.headers]
    wanted = [kind for kind in given if meaning in (None, kind)]
    if len(wanted) != 1:
        there = " and ".join(given) or "none of them"
        raise InputError(f"needs one column of {', '.join(kinds)}; it has {there}", file=path, line=1)
    kind = wanted[0]
    cells = []
    for row in table.rows:
        pair = [_place(row.cells[end], places, partial(row.error, end)) for end in ("creator_a", "creator_b")]
        head = row.headers[kind]
        complain = partial(row.error, kind)
        value = figure_of(row.cells[kind], kind, complain, "%" in head or "percent" in head.lower())
        if value is not None:
            cells.append(OverlapCell(pair[0], pair[1], value, row.line, head))
    return cells, kind


def _place(name: str, places: RosterPlaces, complain: Complain) -> int:
    """The place of a creator in the roster. Raises InputError."""
    if identity(name) not in places.of:
        raise complain(f"{quote(name)} is not in the roster{suggest(name, places.handle)}")
    return places.of[identity(name)]


def _matrix(text: str, path: Path, places: RosterPlaces, meaning: Meaning) -> list[OverlapCell]:
    every = textfile.lines(text, path)
    first = next(every)
    separator = textfile.separator_of(first.text)
    names = textfile.split(first, separator)
    others = [_place(name, places, first.error) for name in names[1:]]
    cells = []
    for line in every:
        fields = textfile.cells(line, separator, len(names))
        own = _place(fields[0], places, line.error)
        for name, other, field in zip(names[1:], others, fields[1:], strict=True):
            complain = partial(line.error, column=name)
            value = None if other == own else figure_of(field, meaning, complain, False)
            if value is not None:
                cells.append(OverlapCell(own, other, value, line.number, name))
    return cells


def figure_of(field: str, meaning: Meaning, complain: Complain, in_percent: bool) -> float | None:
    """The figure in a cell; None for an empty one. in_percent: all of the column. Raises InputError."""
    if field in grammar.MISSING:
        return None
    match = grammar.FIGURE.fullmatch(field.lower())
    if match is None or (match[3] and meaning == "shared"):
        legal = "a count from 0 on" if meaning == "shared" else "a share from 0 to 1, or a percentage"
        raise complain(f"{quote(field)} is not {legal}")
    value = float(grammar.without_commas(match[1])) * 10.0 ** int(match[2] or 0)
    return value / 100.0 if match[3] or (in_percent and meaning != "shared") else value


def _pairs(cells: list[OverlapCell], meaning: Meaning, roster: Roster, path: Path) -> Pairs:
    """Shared followers of each pair once; what is said twice must be the same. Raises InputError."""
    seen: dict[tuple[int, int], tuple[float, OverlapCell]] = {}
    for cell in cells:
        pair = min(cell.row, cell.other), max(cell.row, cell.other)
        names = f"{quote(roster.handle[cell.row])} and {quote(roster.handle[cell.other])}"
        if cell.row == cell.other:
            raise InputError(f"{names} are one creator", file=path, line=cell.line)
        smaller, larger = sorted(int(roster.followers[creator]) for creator in pair)
        shared = shared_followers(cell.share, meaning, smaller, larger)
        if not 0.0 <= shared <= smaller * (1.0 + 1e-9):
            message = f"{names}: {shared:,.0f} shared followers; the smaller audience has {smaller:,}"
            raise InputError(message, file=path, line=cell.line, path=(cell.column,))
        before = seen.get(pair)
        if before is not None and abs(before[0] - shared) > 1e-6 * max(shared, 1.0):
            message = f"{names} overlap by {cell.share:g} here and by {before[1].share:g} in line {before[1].line}"
            raise InputError(message, file=path, line=cell.line, path=(cell.column,))
        seen[pair] = min(shared, smaller), cell
    keys = sorted(seen)
    ends = np.array(keys, np.int64).reshape(-1, 2)
    return Pairs(ends[:, 0], ends[:, 1], np.array([seen[key][0] for key in keys], np.float64), meaning)


def shared_followers(share: float, meaning: Meaning, smaller: int, larger: int) -> float:
    """Followers whom two audiences of these sizes share, from a figure of this meaning."""
    match meaning:
        case "shared":
            return share
        case "jaccard":
            return share / (1.0 + share) * (smaller + larger)
        case _:
            return share * smaller
