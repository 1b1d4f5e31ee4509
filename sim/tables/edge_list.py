"""Edge lists: a line for each follower and followee, with commas, blanks or tabs, with or without a header."""

import re
from pathlib import Path

from sim.errors import InputError
from sim.scenario.networks import network_shapes
from sim.tables.graphs import adjacency, careful_list, fast_list, list_columns, list_head
from sim.tables.graphs.edges import Edges, NameFault, RawEdges, settle_edges
from sim.tables.graphs.list_columns import ListShape, split_line
from sim.tables.graphs.list_head import ListHead
from sim.tables.reading import textfile
from sim.tables.reading.textfile import TextLine
from sim.text import quote, quote_all

MOST_EDGES = 100_000_000
BYTES_PER_EDGE = 100  # peak while reading
SAMPLE = 50  # lines by which columns are recognised
MOST_SAMPLE = 10_000_000  # bytes
SURE = 5  # edges below two words that may be a header
ATTRIBUTES = re.compile(rb"[ \t,;|]\{(?:\}|['\"][^\n]*\})[ \t]*$", re.MULTILINE)  # never read, let alone run
ATTRIBUTES_NOTE = "not used: attributes in {}"
WORD = re.compile(r"[A-Za-z][A-Za-z _]*")


def parse(data: bytes, path: Path, is_undirected: bool = False, quantile: float = 0.5) -> Edges:
    """The edges of a list; a header or the lines above decide the direction, else the first column follows the second.

    is_undirected: take each edge both ways, whatever the file says; quantile: the place in the range, of a list that
    holds several shapes (`sim.scenario.networks.network_shapes`). Raises InputError naming file, line, column and
    value.

    >>> parse(b"follower,followee\\n1,2\\n", Path("f.csv")).followed.tolist()
    [2]
    """
    edges = data.count(b"\n")
    if edges > MOST_EDGES:
        raise InputError(
            f"about {edges:,} edges need {edges * BYTES_PER_EDGE / 1e9:,.0f} GB of memory; "
            f"at most {MOST_EDGES:,} are read",
            file=path,
        )
    body, assumed = _plain_bytes(data, path)
    del data
    head = _head(body, path)
    sample = _sample(body, head, path)
    if adjacency.is_adjacency_list(path, head):
        if ATTRIBUTES_NOTE in assumed:
            message = "a list with a line for each neighbour and its attributes; write it by write_adjlist"
            raise InputError(message, file=path)
        found = _read_adjacency(body, path, head, is_undirected)
    elif adjacency.is_matrix(sample, body.count(b"\n")):
        found = settle_edges(*adjacency.read_matrix(body.decode(), path, sample[0]))
    else:
        shape = _at(_shape(sample, head, is_undirected), quantile)
        found = _read_list(body, path, head, shape, is_undirected)
    return found._replace(notes=[*assumed, *found.notes], one_in=list_head.one_in_of(head.lines, path))


def _plain_bytes(data: bytes, path: Path) -> tuple[bytes, list[str]]:
    """The list in UTF-8 with plain line ends and without what networkx writes in braces, and notes."""
    notes: list[str] = []
    if not data.isascii() or b"\0" in data:
        text, notes = textfile.decode_any(data, path)
        data = text.encode()
    if b"\r" in data:
        data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    if b"{" in data:
        plain = data.replace(b" {}\n", b"\n")
        plain = ATTRIBUTES.sub(b"", plain) if b"{" in plain else plain
        notes += [ATTRIBUTES_NOTE] if len(plain) < len(data) else []
        data = plain
    return data, notes


def _head(body: bytes, path: Path) -> ListHead:
    head = list_head.read_head(body[: list_head.MOST_HEAD].decode("latin-1"), path)
    return head._replace(lines=[line.encode("latin-1").decode("utf-8", "replace") for line in head.lines])


def _sample(body: bytes, head: ListHead, path: Path) -> list[TextLine]:
    """The first lines below the head. Raises InputError where there are none."""
    sample: list[TextLine] = []
    number, start = body.count(b"\n", 0, head.length) + 1, head.length
    while start < len(body) and len(sample) < SAMPLE and start - head.length < MOST_SAMPLE:
        end = body.find(b"\n", start)
        end = len(body) if end < 0 else end
        if end - start > textfile.LONGEST_LINE:
            message = f"a line of {end - start:,} bytes; at most {textfile.LONGEST_LINE:,}"
            raise InputError(message, file=path, line=number)
        text = body[start:end].decode()
        if text.strip() and not (sample and careful_list.REMARK.match(text)):
            sample.append(TextLine(path, number, text))
        number, start = number + 1, end + 1
    if not sample:
        raise InputError("empty; a line for each edge is required, as follower,followee", file=path)
    return sample


def _shape(sample: list[TextLine], head: ListHead, is_undirected: bool) -> ListShape:
    """The columns, without one of directions that says nothing of them. Raises InputError."""
    shape = list_columns.find_shape(sample, head, is_undirected or head.direction == "undirected")
    if shape.kind is None:
        return shape
    rows = [split_line(line, shape.separator) for line in sample[1:]]
    words = {row[shape.kind].casefold() for row in rows if shape.kind < len(row)}
    says_nothing = words and not words & {*list_columns.KINDS, ""}
    return shape._replace(kind=None) if says_nothing or is_undirected else shape


def _at(shape: ListShape, quantile: float) -> ListShape:
    """The columns where followers are those at a place of the range."""
    columns = _columns_of_shapes(shape)
    if len(columns) == 1:
        return shape
    return shape._replace(follower=columns[network_shapes.shape_at(quantile, len(columns))])


def _columns_of_shapes(shape: ListShape) -> list[int]:
    """The columns with the followers of each shape, the fewest people first; one for a plain list."""
    titles = [title.strip().lower() for title in shape.titles]
    n_shapes = network_shapes.count_shapes(titles)
    if n_shapes == 1:
        return [shape.follower]
    return [titles.index(network_shapes.column_of(number, n_shapes)) for number in range(n_shapes)]


def _read_list(body: bytes, path: Path, head: ListHead, shape: ListShape, is_undirected: bool) -> Edges:
    """The edges below the head. Raises InputError."""
    start = _start(body, shape)
    raw = fast_list.read_fast(body, start, shape)
    odd: list[str] = []
    if raw is None:
        raw, odd = careful_list.read_carefully(body.decode(), path, shape)
    _refuse_unknown_header(raw, shape, path)
    n_edges = len(raw.follower)
    if head.n_edges is not None and head.n_edges != n_edges:
        message = f"{n_edges:,} edges; {head.n_edges:,} are said above them"
        if head.is_matrix_market:
            raise InputError(f"{message}: the file is cut off, or two are in one", file=path)
        odd.append(message)
    two_kinds = head.two_kinds or shape.two_kinds
    both = is_undirected or head.direction == "undirected"
    if both:
        _refuse_two_kinds(two_kinds, path)
        raw = raw._replace(is_mutual=True)
    notes = _notes(head, shape, both)
    if not (both or head.direction or shape.titles):
        notes.append(_ask_direction() + _smaller_first(raw))
    return _settle(raw, two_kinds, [*notes, *odd], body, path, shape)


def _start(body: bytes, shape: ListShape) -> int:
    """The place where the edges start."""
    start = 0
    for _ in range(shape.line - (not shape.has_header_line)):
        start = body.find(b"\n", start) + 1 or len(body)
    return start


def _settle(
    raw: RawEdges, two_kinds: bool, notes: list[str], body: bytes, path: Path, shape: ListShape
) -> Edges:  # fmt: skip
    """The edges by handle. Raises InputError with the line of a name that can be none."""
    try:
        return settle_edges(raw, two_kinds, notes)
    except NameFault as fault:
        at = careful_list.find_name(body.decode(), path, shape, fault.name)
        if at is None:
            raise InputError(str(fault), file=path) from None
        raise at[0].error(str(fault), careful_list.title_of(shape, at[1])) from None


def _read_adjacency(body: bytes, path: Path, head: ListHead, is_undirected: bool) -> Edges:
    raw, two_kinds, notes = adjacency.read_adjacency(body.decode(), path)
    both = is_undirected or head.direction == "undirected"
    hint = [] if both or head.direction else [_ask_direction()]
    try:
        return settle_edges(raw._replace(is_mutual=both), two_kinds, [*notes, *hint])
    except NameFault as fault:
        raise InputError(str(fault), file=path) from None


def _refuse_two_kinds(two_kinds: bool, path: Path) -> None:
    if two_kinds:
        message = "members and what they belong to are two kinds of things; their ties cannot go both ways"
        raise InputError(message, file=path)


def _ask_direction() -> str:
    return "nothing says whether ties go one way or both; if both, say network_undirected = true"


def _smaller_first(raw: RawEdges) -> str:
    """The end of a note where numbers stand as in lists that have each pair once."""
    if raw.names is not None or len(raw.follower) < 10 or (raw.follower > raw.followed).any():
        return ""
    return " (each line has its smaller id first, as lists of ties both ways do)"


def _notes(head: ListHead, shape: ListShape, both: bool) -> list[str]:
    """Notes on columns that were guessed or are not used."""
    notes, places = [], {shape.follower, shape.followed, shape.kind}
    places |= {*_columns_of_shapes(shape)}
    unused = [place for place in range(len(shape.fields)) if place not in places]
    follower, followed = (shape.fields[place] for place in (shape.follower, shape.followed))
    if not shape.titles and not both:
        notes.append(f"no header; the first line is taken as {quote(follower)} follows {quote(followed)}")
    names = [shape.titles[place] if shape.titles else f"column {place + 1}" for place in unused]
    if names := [name for name in names if name]:
        notes.append(f"not used: {quote_all(names)}")
    if stray := list_head.stray_edges(head, shape.separator, len(shape.fields)):
        notes.append(f"above the edges, not read: {quote_all(stray, 3)}")
    return notes


def _refuse_unknown_header(raw: RawEdges, shape: ListShape, path: Path) -> None:
    """Refuse a first line that is no edge: words above nothing but numbers, or two words that never come again."""
    if shape.titles or raw.names is None or len(raw.follower) < 2:
        return
    first = int(raw.follower[0]), int(raw.followed[0])
    words = [raw.names[place] for place in first]
    if all(word.isdecimal() for word in words):
        return
    if any(not name.isdecimal() for place, name in enumerate(raw.names) if place not in first):
        once = all(int((raw.follower == place).sum() + (raw.followed == place).sum()) == 1 for place in first)
        if not (once and len(raw.follower) > SURE and all(map(WORD.fullmatch, words))):
            return
    elif any((raw.follower[1:] == place).any() or (raw.followed[1:] == place).any() for place in first):
        return
    raise InputError(
        f"columns {quote_all(shape.fields)} are not known; name them follower and followee "
        "(if they are ids, put that header above)",
        file=path,
        line=shape.line,
    )
