"""Pairwise overlap of audiences as tools export it: long (two handles and a figure) or a matrix; partial or whole."""

import re
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Literal, NamedTuple

import numpy as np

from sim.core.arrays import F64, I64
from sim.errors import InputError
from sim.tables import textfile
from sim.tables.roster import Roster, identity
from sim.tables.textfile import shown

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
NUMBER = re.compile(r"([0-9]+(?:\.[0-9]*)?|\.[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:e([+-]?[0-9]{1,2}))? ?(%?)", re.ASCII)


class Pairs(NamedTuple):
    """Shared followers of pairs of creators, the smaller index first; each pair once."""

    first: I64  # [pair] index into the roster
    second: I64  # [pair]
    shared: F64  # [pair] followers that both have


class RosterPlaces(NamedTuple):
    """Where creators stand in the roster."""

    of: dict[int, int]  # by identity
    handle: list[str]


class OverlapCell(NamedTuple):
    """One figure of the table and where it stands."""

    pair: tuple[int, int]
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
        said = meaning or "smaller"
        cells = _matrix(text, path, places, said)
    else:
        cells, said = _long(text, path, places, meaning)
    if not cells:
        raise InputError("says nothing about any pair of creators", file=path)
    return _pairs(cells, said, roster, path)


def _long(text: str, path: Path, places: RosterPlaces, meaning: Meaning | None) -> tuple[list[OverlapCell], Meaning]:
    table = textfile.table(text, path, LONG, ("creator_a", "creator_b"))
    kinds: tuple[Meaning, ...] = ("smaller", "jaccard", "shared")
    held = [kind for kind in kinds if kind in table.headers]
    wanted = [kind for kind in held if meaning in (None, kind)]
    if len(wanted) != 1:
        told = " and ".join(held) or "none of them"
        raise InputError(f"needs one column of {', '.join(kinds)}; it has {told}", file=path, line=1)
    kind = wanted[0]
    cells = []
    for row in table.rows:
        one, other = (_place(row.cells[end], places, partial(row.error, end)) for end in ("creator_a", "creator_b"))
        head = row.headers[kind]
        value = _number(row.cells[kind], kind, path, (row.line, head), "%" in head or "percent" in head.lower())
        if value is not None:
            cells.append(OverlapCell((one, other), value, row.line, row.headers[kind]))
    return cells, kind


def _place(name: str, places: RosterPlaces, complain: Callable[[str], InputError]) -> int:
    """Where a creator stands in the roster."""
    if identity(name) not in places.of:
        raise complain(f"{shown(name)} is not in the roster{textfile.nearest(name, places.handle)}")
    return places.of[identity(name)]


def _matrix(text: str, path: Path, places: RosterPlaces, said: Meaning) -> list[OverlapCell]:
    numbered = textfile.lines(text, path)
    line, head = next(numbered)
    separator = textfile.separator_of(head)
    names = textfile.split(head, separator, path, line)
    others = [_place(name, places, partial(InputError, file=path, line=line)) for name in names[1:]]
    cells = []
    for line, told in numbered:
        fields = textfile.cells(told, separator, (path, line), len(names))
        own = _place(fields[0], places, partial(InputError, file=path, line=line))
        for name, other, field in zip(names[1:], others, fields[1:], strict=True):
            value = None if other == own else _number(field, said, path, (line, name), False)
            if value is not None:
                cells.append(OverlapCell((own, other), value, line, name))
    return cells


def _number(field: str, meaning: Meaning, path: Path, place: tuple[int, str], in_percent: bool) -> float | None:
    """The figure in a cell; None for an empty one. in_percent: all of the column."""
    if not field or field in ("-", "n/a", "NA", "nan", "NaN"):
        return None
    match = NUMBER.fullmatch(field.lower())
    if match is None or (match[3] and meaning == "shared"):
        told = "a count from 0 on" if meaning == "shared" else "a share from 0 to 1, or a percentage"
        raise InputError(f"{shown(field)} is not {told}", file=path, line=place[0], path=(place[1],))
    value = float(match[1].replace(",", "")) * 10.0 ** int(match[2] or 0)
    return value / 100.0 if match[3] or (in_percent and meaning != "shared") else value


def _pairs(cells: list[OverlapCell], meaning: Meaning, roster: Roster, path: Path) -> Pairs:
    """Shared followers of each pair once; what is said twice must be the same."""
    seen: dict[tuple[int, int], tuple[float, OverlapCell]] = {}
    for cell in cells:
        one, other = min(cell.pair), max(cell.pair)
        names = f"{shown(roster.handle[cell.pair[0]])} and {shown(roster.handle[cell.pair[1]])}"
        if one == other:
            raise InputError(f"{names} are one creator", file=path, line=cell.line)
        shared = _shared(cell.share, meaning, (int(roster.followers[one]), int(roster.followers[other])))
        smaller = min(int(roster.followers[one]), int(roster.followers[other]))
        if not 0.0 <= shared <= smaller * (1.0 + 1e-9):
            told = f"{names}: {shared:,.0f} shared followers; the smaller audience has {smaller:,}"
            raise InputError(told, file=path, line=cell.line, path=(cell.column,))
        before = seen.get((one, other))
        if before is not None and abs(before[0] - shared) > 1e-6 * max(shared, 1.0):
            told = f"{names} overlap by {cell.share:g} here and by {before[1].share:g} in line {before[1].line}"
            raise InputError(told, file=path, line=cell.line, path=(cell.column,))
        seen[one, other] = min(shared, smaller), cell
    keys = sorted(seen)
    ends = np.array(keys, np.int64).reshape(-1, 2)
    return Pairs(ends[:, 0], ends[:, 1], np.array([seen[key][0] for key in keys], np.float64))


def _shared(share: float, meaning: Meaning, sizes: tuple[int, int]) -> float:
    match meaning:
        case "shared":
            return share
        case "jaccard":
            return share / (1.0 + share) * sum(sizes)
        case _:
            return share * min(sizes)
