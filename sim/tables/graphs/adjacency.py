"""Adjacency: lists of all whom somebody follows, a line for each, and matrices with names on both sides."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from sim.errors import InputError
from sim.tables.graphs.careful_list import REMARK
from sim.tables.graphs.edges import RawEdges, RawNetwork
from sim.tables.graphs.list_columns import BLANKS, SEPARATORS, split_line
from sim.tables.graphs.list_head import ListHead
from sim.tables.reading import textfile
from sim.tables.reading.textfile import TextLine
from sim.text import quote

SUFFIX = ".adjlist"
GMT = "# GMT "  # networkx begins so
NOTHING = {"", "0", "0.0", "nan", "NaN", "-"}


def is_adjacency_list(path: Path, head: ListHead) -> bool:
    """Whether a file's name or first lines say that it is one, as networkx writes it."""
    return SUFFIX in path.name.lower() or any(line.startswith(GMT) for line in head.lines)


def read_adjacency(text: str, path: Path) -> RawNetwork:
    """Read a list in which the first of each line follows the others. Raises InputError.

    >>> read_adjacency("ann bea cat", Path("f.adjlist")).edges.followed.tolist()
    [1, 2]
    """
    places: dict[str, int] = {}
    pairs: list[tuple[int, int]] = []
    for line in textfile.lines(text, path):
        if REMARK.match(line.text) or (not places and line.text.startswith("#")):
            continue
        first, *others = (places.setdefault(name, len(places)) for name in split_line(line, BLANKS))
        pairs += [(first, other) for other in others]
    ends = np.array(pairs, np.int64).reshape(-1, 2)
    notes = []
    if pairs:
        names = list(places)
        one, other = (names[place] for place in pairs[0])
        notes.append(f"the first of each line follows the others: {quote(one)} follows {quote(other)}")
    return RawNetwork(RawEdges(ends[:, 0], ends[:, 1], list(places)), False, notes)


def is_matrix(sample: Sequence[TextLine], n_lines: int) -> bool:
    """Whether the first lines are of a matrix with a row and a column of names. Raises InputError without names."""
    cells = _cut(sample[:3])
    if len(cells) < 3 or len({len(row) for row in cells}) > 1 or len(cells[0]) < 3:
        return False
    if len(cells[0]) in (n_lines, n_lines + 1) and all(cell in ("0", "1") for row in cells for cell in row):
        raise sample[0].error("a matrix without names; put a row and a column of names around it")
    names = set(cells[0][1:])
    rows = [row[0] for row in cells[1:]]
    return len(names) == len(cells[0]) - 1 and set(rows) <= names and all(map(_is_number, cells[1][1:]))


def read_matrix(text: str, path: Path, header: TextLine) -> RawNetwork:
    """Read a matrix in which a row follows the columns that are not 0. Raises InputError."""
    separator = _separator(header)
    names = split_line(header, separator)[1:]
    places = {name: place for place, name in enumerate(names)}
    pairs: list[tuple[int, int]] = []
    seen: set[str] = set()
    for line in textfile.lines(text, path):
        if line.number <= header.number:
            continue
        name, *cells = split_line(line, separator)
        if name not in places or name in seen:
            raise line.error(f"row {quote(name)} is {'there twice' if name in seen else 'no column'}")
        if len(cells) != len(names):
            raise line.error(f"{len(cells)} cells where there are {len(names)} columns")
        seen.add(name)
        for place, cell in enumerate(cells):
            if cell not in NOTHING:
                if not _is_number(cell):
                    raise line.error(f"{quote(cell)} is not a number", names[place])
                pairs += [(places[name], place)] if float(cell) else []
    if missing := [name for name in names if name not in seen]:
        raise InputError(f"no row for column {quote(missing[0])}", file=path)
    ends = np.array(pairs, np.int64).reshape(-1, 2)
    notes = ["a matrix: a row follows the columns that are not 0"]
    return RawNetwork(RawEdges(ends[:, 0], ends[:, 1], names), False, notes)


def _separator(line: TextLine) -> str:
    return max(SEPARATORS, key=line.text.count)


def _cut(sample: Sequence[TextLine]) -> list[list[str]]:
    """The cells of the first lines; of blanks where no other separator is there."""
    separator = _separator(sample[0])
    try:
        return [split_line(line, separator if separator in sample[0].text else BLANKS) for line in sample]
    except InputError:
        return []


def _is_number(cell: str) -> bool:
    try:
        float(cell or "0")
    except ValueError:
        return False
    return cell.isascii()
