"""Lists of edges line by line, where lines are not all built alike: each fault is told with its line."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np

from sim.errors import InputError
from sim.tables.graphs.edges import RawEdges
from sim.tables.graphs.list_columns import BLANKS, KINDS, ListShape, split_line
from sim.tables.reading import textfile
from sim.tables.reading.textfile import TextLine
from sim.text import quote

REMARK = re.compile(r"[#%](?:[\s#%]|$)")  # in the middle of a list; #foodie is an id


class CarefulEdges(NamedTuple):
    """Edges, and notes on lines that are odd."""

    edges: RawEdges
    notes: list[str]


def read_carefully(text: str, path: Path, shape: ListShape) -> CarefulEdges:
    """Read the edges of a list, with a look at each line. Raises InputError."""
    places: dict[str, int] = {}
    ends: list[int] = []
    mutual: list[str] = []
    remarks: list[TextLine] = []
    tagged = None
    for line in data_lines(text, path, shape):
        if REMARK.match(line.text):
            remarks.append(line)
            continue
        fields = split_line(line, shape.separator)
        _refuse_width(line, fields, shape)
        for place in (shape.follower, shape.followed):
            name = fields[place]
            if not name:
                raise line.error("empty; every edge needs two ids", title_of(shape, place))
            ends.append(places.setdefault(name, len(places)))
        if line.text[0] in "#%" and tagged is None:
            tagged = fields[0]
        if shape.kind is not None:
            mutual.append(fields[shape.kind].casefold() if shape.kind < len(fields) else "")
    both = np.array(ends, np.int64).reshape(-1, 2)
    notes = _notes(remarks, tagged)
    is_mutual = _mutual(mutual, text, path, shape) if shape.kind is not None else False
    return CarefulEdges(RawEdges(both[:, 0], both[:, 1], list(places), is_mutual), notes)


def data_lines(text: str, path: Path, shape: ListShape) -> Iterator[TextLine]:
    """The lines below the header and what stands above it."""
    first = shape.line + shape.has_header_line
    return (line for line in textfile.lines(text, path) if line.number >= first)


def title_of(shape: ListShape, place: int) -> str:
    """The name of a column in a message."""
    return shape.titles[place] if shape.titles else "follower" if place == shape.follower else "followee"


def _refuse_width(line: TextLine, fields: list[str], shape: ListShape) -> None:
    """Refuse a line that has other fields than the first; what is not used may be missing."""
    width = len(shape.fields)
    while len(fields) > width and not fields[-1]:
        fields.pop()
    is_short = len(fields) <= max(shape.follower, shape.followed)
    is_ragged = shape.separator == BLANKS and len(fields) != width and not shape.titles
    if len(fields) > width or is_short or is_ragged:
        told = f"{len(fields)} fields where line {shape.line} has {width}"
        raise line.error(told + _mend(line, fields, shape))


def _mend(line: TextLine, fields: list[str], shape: ListShape) -> str:
    if line.text[0] in "#%":
        return f'; a remark begins with "{line.text[0]} ", with a blank'
    if shape.separator == BLANKS and not all(map(str.isdecimal, fields)):
        return (
            "; put quotes around names with blanks, or commas between the ids; "
            "a list of all whom somebody follows is read from a file named .adjlist"
        )
    return ""


def _mutual(words: list[str], text: str, path: Path, shape: ListShape) -> np.ndarray | bool:
    """Whether each edge goes both ways, where the column is one of directions at all. Raises InputError."""
    known = {word for word in words if word in KINDS}
    if not known:
        return False
    wrong = {word for word in words if word and word not in KINDS}
    if wrong:
        lines = (line for line in data_lines(text, path, shape) if not REMARK.match(line.text))
        line = next(line for line, word in zip(lines, words, strict=True) if word in wrong)
        raise line.error("neither Directed nor Undirected", title_of(shape, shape.kind or 0))
    return np.array([KINDS.get(word, False) for word in words], np.bool_)


def _notes(remarks: list[TextLine], tagged: str | None) -> list[str]:
    notes = []
    if remarks:
        more = f" and {len(remarks) - 1:,} more remarks" if len(remarks) > 1 else ""
        notes.append(f"not read: {quote(remarks[0].text.strip())} (line {remarks[0].number}){more}")
    if tagged is not None:
        notes.append(f'{quote(tagged)} is taken as an id; a remark among the edges begins with "# ", with a blank')
    return notes


def find_name(text: str, path: Path, shape: ListShape, name: str) -> tuple[TextLine, int] | None:
    """The first line and the column in which an id stands; None where it cannot be found."""
    for line in data_lines(text, path, shape):
        try:
            fields = split_line(line, shape.separator)
        except InputError:
            continue
        for place in (shape.follower, shape.followed):
            if place < len(fields) and fields[place] in (name, f"@{name}"):
                return line, place
    return None
