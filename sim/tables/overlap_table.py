"""Pairwise overlap of audiences as tools export it: long (two handles and a figure) or a matrix; partial or whole."""

from pathlib import Path
from typing import NamedTuple

import numpy as np

from sim.core.arrays import F64, I64
from sim.errors import InputError
from sim.tables.overlap_cells import ROUNDED, Meaning, OverlapCell, OverlapCells, read_cells
from sim.tables.reading.header_table import NO_CHOICES, ReadingChoices
from sim.tables.roster import Roster
from sim.text import quote

MOST_CREATORS = 10_000  # a full table of pairs is held: 10,000 take 1.2 GB


class Pairs(NamedTuple):
    """Shared followers of pairs of creators, the smaller index first; each pair once."""

    first: I64  # [pair] index into the roster
    second: I64  # [pair]
    shared: F64  # [pair] followers that both have
    meaning: Meaning = "shared"  # as the table states overlaps: in this figure the smallest may be a threshold
    notes: tuple[str, ...] = ()


def read(path: Path, roster: Roster, meaning: Meaning | None, choices: ReadingChoices = NO_CHOICES) -> Pairs:
    """Read a table of overlaps; `meaning` says what its figures are, where it does not say it itself.

    Raises InputError naming file, line, column and value; FileProblem.
    """
    if len(roster.handle) > MOST_CREATORS:
        raise InputError(f"{len(roster.handle):,} creators; overlaps of at most {MOST_CREATORS:,} are fitted")
    read_in = read_cells(path, roster, meaning, choices)
    if not read_in.cells:
        raise InputError(f"says nothing about any pair of creators of the roster{_strangers(read_in)}", file=path)
    if read_in.meaning == "smaller" and meaning is None and _is_of_rows(read_in.cells, roster):
        note = f"{path}: the two directions of a pair differ as their sizes do: shares of the row's audience"
        read_in = read_in._replace(meaning="row", notes=[*read_in.notes, note])
    return _pairs(read_in, roster, path)


def _strangers(read_in: OverlapCells) -> str:
    """The end of a message: who of the table is not in the roster."""
    return "".join(f"; {note.partition(': ')[2]}" for note in read_in.notes if "not in the roster" in note)


def _is_of_rows(cells: list[OverlapCell], roster: Roster) -> bool:
    """Whether pairs that are told in both directions differ, and each direction gives the same people."""
    by_pair = {(cell.row, cell.other): cell.figure for cell in cells}
    both = [(pair, figure) for pair, figure in by_pair.items() if pair[0] < pair[1] and pair[::-1] in by_pair]
    differ = [abs(figure - by_pair[pair[::-1]]) > 1e-9 for pair, figure in both]
    agree = [
        abs(figure * roster.followers[pair[0]] - by_pair[pair[::-1]] * roster.followers[pair[1]])
        <= ROUNDED * max(roster.followers[pair[0]], roster.followers[pair[1]])
        for pair, figure in both
    ]
    return any(differ) and all(agree)


def _pairs(read_in: OverlapCells, roster: Roster, path: Path) -> Pairs:
    """Shared followers of each pair once; what is said twice must be the same. Raises InputError."""
    seen: dict[tuple[int, int], tuple[float, OverlapCell]] = {}
    for cell in read_in.cells:
        pair = min(cell.row, cell.other), max(cell.row, cell.other)
        names = f"{quote(roster.handle[cell.row])} and {quote(roster.handle[cell.other])}"
        own, other = int(roster.followers[cell.row]), int(roster.followers[cell.other])
        smaller, larger = min(own, other), max(own, other)
        is_row = read_in.meaning == "row"
        shared = cell.figure * own if is_row else shared_followers(cell.figure, read_in.meaning, smaller, larger)
        slack = ROUNDED * own if is_row else 1e-9 * smaller
        if not 0.0 <= shared <= smaller + slack:
            message = f"{names}: {shared:,.0f} shared followers; the smaller audience has {smaller:,}"
            raise InputError(message, file=path, line=cell.line, path=(cell.column,))
        before = seen.get(pair)
        allowed = ROUNDED * larger if is_row else 1e-6 * max(shared, 1.0)
        if before is not None and abs(before[0] - shared) > allowed:
            message = f"{names} overlap by {cell.figure:g} here and by {before[1].figure:g} in line {before[1].line}"
            raise InputError(message, file=path, line=cell.line, path=(cell.column,))
        seen.setdefault(pair, (min(shared, smaller), cell))
    keys = sorted(seen)
    ends = np.array(keys, np.int64).reshape(-1, 2)
    shared_of = np.array([seen[key][0] for key in keys], np.float64)
    meaning: Meaning = "smaller" if read_in.meaning == "row" else read_in.meaning
    return Pairs(ends[:, 0], ends[:, 1], shared_of, meaning, tuple(read_in.notes))


def shared_followers(figure: float, meaning: Meaning, smaller: int, larger: int) -> float:
    """Followers whom two audiences of these sizes share, from a figure of this meaning."""
    match meaning:
        case "shared":
            return figure
        case "jaccard":
            return figure / (1.0 + figure) * (smaller + larger)
        case _:
            return figure * smaller
