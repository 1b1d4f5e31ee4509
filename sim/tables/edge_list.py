"""Edge lists: a line for each follower and followee, in CSV, TSV or with blanks, with or without a header."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.errors import InputError
from sim.scenario.networks import network_shapes
from sim.tables import textfile
from sim.tables.textfile import TextLine
from sim.text import one_line, quote, quote_all

Ints = npt.NDArray[np.int64]

MOST_EDGES = 100_000_000
BYTES_PER_EDGE = 100  # peak while reading
LONGEST_ID = 256

FOLLOWERS = ("follower", "source", "from", "member", "user", "src", "fromnodeid")
FOLLOWED = (
    "followee",
    "followed",
    "following",
    "target",
    "to",
    "dst",
    "tonodeid",
    "group",
    "channel",
    "account",
    "creator",
)
MEANINGS = {names[0]: (*names[1:], *(f"{name}_id" for name in names)) for names in (FOLLOWERS, FOLLOWED)}
# Under these headings equal ids are not the same thing: member 5 does not follow herself in group 5.
TWO_KINDS = {"member", "group", "channel"}


class Edges(NamedTuple):
    """Edges as read; ids are indices into names, or numbers where names is None."""

    follower: Ints  # [link]
    followed: Ints  # [link]
    names: list[str] | None
    two_kinds: bool  # followers and followed are different kinds of things
    notes: list[str]


class EdgeShape(NamedTuple):
    """The build of the lines of an edge list."""

    separator: str
    fields: list[str]  # of the first line that is not a comment
    line: int  # its number
    follower: int  # column
    followed: int  # column
    header: bool
    n_shapes: int = 1


def parse(data: bytes, path: Path, quantile: float = 0.5) -> Edges:
    """The edges of a list; a header decides the direction, without one the first column follows the second.

    quantile: the place in the range, of a list that holds several shapes (`sim.scenario.networks.network_shapes`).
    Raises InputError naming file, line, column and value.
    """
    edges = data.count(b"\n")
    if edges > MOST_EDGES:
        raise InputError(
            f"about {edges:,} edges need {edges * BYTES_PER_EDGE / 1e9:,.0f} GB of memory; "
            f"at most {MOST_EDGES:,} are read",
            file=path,
        )
    start, shape = _shape(data, path)
    shape = _at(shape, quantile)
    numbers = _numbers(data[start:], shape)
    if numbers is not None:
        return Edges(numbers[:, 0], numbers[:, 1], None, _two_kinds(shape), _notes(shape))
    pairs = list(_pairs(textfile.decode(data, path), shape, path))
    _refuse_unknown_header(shape, pairs, path)
    return number_names(pairs, _two_kinds(shape), _notes(shape))


def number_names(pairs: list[tuple[str, str]], two_kinds: bool, notes: list[str]) -> Edges:
    """Edges over one list of names: plain integers first by value, then the others as text."""
    names = sorted({name for pair in pairs for name in pair}, key=_rank)
    index = {name: i for i, name in enumerate(names)}
    ends = np.array([(index[a], index[b]) for a, b in pairs], np.int64).reshape(-1, 2)
    return Edges(ends[:, 0], ends[:, 1], names, two_kinds, notes)


def wrong_id(name: str) -> str:
    """The fault of an id, in words; nothing if it is fine."""
    if not name:
        return "empty; every edge needs two ids"
    if len(name) > LONGEST_ID:
        return f"{quote(name)} has {len(name):,} characters; at most {LONGEST_ID}"
    return "" if name.isprintable() else f"{quote(name)} holds characters that cannot be seen"


def _shape(data: bytes, path: Path) -> tuple[int, EdgeShape]:
    """The place where the edges start, and the columns as the first line names them."""
    comments = re.match(rb"(?:\xef\xbb\xbf)?(?:#[^\n]*(?:\n|\Z)|[ \t\r]*\n)*", data)
    start = comments.end() if comments else 0
    end = data.find(b"\n", start) + 1 or len(data)
    line = data.count(b"\n", 0, start) + 1
    if not data[start:end].strip():
        raise InputError("empty; a line for each edge is required, as follower,followee", file=path)
    if end - start > textfile.LONGEST_LINE:
        raise InputError(f"a line of {end - start:,} bytes; at most {textfile.LONGEST_LINE:,}", file=path, line=line)
    first = TextLine(path, line, textfile.decode(data[:end], path).split("\n")[line - 1])
    separator = textfile.separator_of(first.text)
    shape = _columns(first, separator if separator in first.text else " ")
    return end if shape.header else start, shape


def _columns(line: TextLine, separator: str) -> EdgeShape:
    fields = textfile.split(line, separator)
    if len(fields) < 2:
        raise line.error(f"{quote(line.text)} is one field; two are required, follower and followee")
    places = textfile.columns(fields, MEANINGS, line)
    if not places:
        return EdgeShape(separator, fields, line.number, 0, 1, False)
    for meaning in MEANINGS:
        if meaning not in places:
            raise line.error(f"no column for the {meaning}; columns are {quote_all(fields)}")
    return EdgeShape(separator, fields, line.number, places["follower"], places["followee"], True)


def _at(shape: EdgeShape, quantile: float) -> EdgeShape:
    """The build of the lines where followers are those at a place of the range."""
    titles = [field.strip().lower() for field in shape.fields]
    n_shapes = network_shapes.count_shapes(titles) if shape.header else 1
    if n_shapes == 1:
        return shape
    column = network_shapes.column_of(network_shapes.shape_at(quantile, n_shapes), n_shapes)
    return shape._replace(follower=titles.index(column), n_shapes=n_shapes)


def _two_kinds(shape: EdgeShape) -> bool:
    titles = (textfile.normal(shape.fields[place]) for place in (shape.follower, shape.followed))
    return shape.header and any(title.removesuffix("_id") in TWO_KINDS for title in titles)


def _notes(shape: EdgeShape) -> list[str]:
    """Notes on columns that were guessed or are not used."""
    notes, unused = [], _unused(shape)
    if not shape.header:
        notes.append(f"no header; the first line is taken as {quote(shape.fields[0])} follows {quote(shape.fields[1])}")
    if unused:
        names = [shape.fields[place] if shape.header else f"column {place + 1}" for place in unused]
        notes.append(f"not used: {quote_all(names)}")
    return notes


def _unused(shape: EdgeShape) -> list[int]:
    """Columns that mean nothing to us."""
    used = {shape.follower, shape.followed}
    if shape.n_shapes > 1:
        titles = [field.strip().lower() for field in shape.fields]
        used |= {titles.index(network_shapes.column_of(n, shape.n_shapes)) for n in range(shape.n_shapes)}
    return [place for place in range(len(shape.fields)) if place not in used]


def _numbers(body: bytes, shape: EdgeShape) -> Ints | None:
    """The pairs of a plain list of integers, all at once; None where lines need a closer look.

    They do for anything but digits and single separators, for blank lines, for leading zeros (as text they
    are part of the id) and for numbers of 19 digits and more.
    """
    width = len(shape.fields)
    body = body.replace(b"\r\n", b"\n").rstrip(b"\n") + b"\n"
    if body.translate(None, b"0123456789\n" + shape.separator.encode()):
        return None
    text = np.frombuffer(body, np.uint8)
    ends = np.flatnonzero((text < ord("0")) | (text > ord("9")))
    if len(ends) % width:
        return None
    line_ends = text[ends].reshape(-1, width) == ord("\n")
    start = np.concatenate(([0], ends[:-1] + 1))
    length = ends - start
    zeros = (text[start] == ord("0")) & (length > 1)
    if line_ends[:, :-1].any() or not line_ends[:, -1].all() or zeros.any():
        return None
    if length.min() < 1 or length.max() > 18:
        return None
    ids = [shape.follower, shape.followed]
    return _decimals(text, start.reshape(-1, width)[:, ids], length.reshape(-1, width)[:, ids])


def _decimals(text: npt.NDArray[np.uint8], start: Ints, length: Ints) -> Ints:
    """Decimal numbers from their places in the text, a digit of all of them at a time."""
    value = np.zeros_like(start)
    for digit in range(int(length.max())):
        there = digit < length
        value[there] = 10 * value[there] + (text[start[there] + digit] - ord("0"))
    return value


def _pairs(text: str, shape: EdgeShape, path: Path) -> Iterator[tuple[str, str]]:
    """Every edge by its ids, with a look at each line; InputError with the line."""
    titles = shape.fields if shape.header else ["follower", "followee"]
    for line in textfile.lines(text, path):
        if line.number < shape.line + shape.header:
            continue
        fields = textfile.split(line, shape.separator)
        if len(fields) != len(shape.fields):
            raise line.error(f"{len(fields)} fields where line {shape.line} has {len(shape.fields)}")
        for place in (shape.follower, shape.followed):
            if wrong := wrong_id(fields[place]):
                raise line.error(wrong, one_line(titles[place]))
        yield fields[shape.follower], fields[shape.followed]


def _refuse_unknown_header(shape: EdgeShape, pairs: list[tuple[str, str]], path: Path) -> None:
    """Words above nothing but numbers are a header; taking it for an edge would invent an account."""
    first, *others = pairs or [("", "")]
    if others and not (shape.header or _whole(first)) and all(map(_whole, others)):
        raise InputError(
            f"columns {quote_all(shape.fields)} are not known; name them follower and followee",
            file=path,
            line=shape.line,
        )


def _whole(ids: tuple[str, ...]) -> bool:
    return all(i.isascii() and i.isdecimal() for i in ids)


def _rank(name: str) -> tuple[bool, int, str]:
    plain = _whole((name,)) and (name == "0" or name[0] != "0")
    return not plain, int(name) if plain else 0, name
