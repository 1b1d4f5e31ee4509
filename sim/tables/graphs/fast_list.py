"""Lists of edges by the million: ids found and compared in whole arrays, where the lines are all built alike."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.tables.graphs.edges import Bools, Ints, RawEdges
from sim.tables.graphs.list_columns import BLANKS, ListShape
from sim.tables.handles import LONGEST_NAME
from sim.text import quote

Bytes = npt.NDArray[np.uint8]
Words = npt.NDArray[np.uint64]

CHUNK = 1 << 24  # bytes
WORD = 8  # bytes
MASKS = np.array([256**n - 1 for n in range(WORD + 1)], np.uint64)
NEWLINE, BLANK, TAB, QUOTE, AT, ZERO = (ord(sign) for sign in '\n \t"@0')
MOST_DIGITS = 18
NAMES_AT_ONCE = 1 << 18
EVERY = np.uint64(0x0101010101010101)
LOW, HIGH = EVERY * np.uint64(0x7F), EVERY * np.uint64(0x80)
FROM_A, AFTER_Z = EVERY * np.uint64(0x80 - ord("A")), EVERY * np.uint64(0x7F - ord("Z"))
DIRECTED, *UNDIRECTED = np.frombuffer(b"directedundirected".ljust(3 * WORD, b"\0"), np.dtype("<u8"))
MIX = np.uint64(0x9E3779B97F4A7C15)


class Tokens(NamedTuple):
    """Places of ids in a text."""

    start: Ints
    length: Ints

    def take(self, which: Ints) -> "Tokens":
        """Some of them."""
        return Tokens(self.start[which], self.length[which])

    def take_column(self, place: int) -> "Tokens":
        """Those of one column."""
        return Tokens(self.start[:, place], self.length[:, place])


class Numbered(NamedTuple):
    """Ids by number."""

    own: Ints  # [id] among the different ones
    distinct: Tokens  # where each of these stands first
    twins: str  # a note on two spellings of one; empty: there are none


def read_fast(body: bytes, start: int, shape: ListShape) -> RawEdges | None:
    """The edges of lines that are all built alike; None where they need a closer look, line by line.

    start: the place of the first edge.
    """
    text = np.frombuffer(b"".join([memoryview(body)[start:], b"\n", bytes(WORD)]), np.uint8)
    n = len(body) - start + 1
    found = _read(text, n, shape, as_numbers=True)
    return found if found is not None else _read(text, n, shape, as_numbers=False)


class Piece(NamedTuple):
    """Lines of a text."""

    ends: Tokens  # [line, 2] follower and followed
    is_mutual: Bools | None  # [line]; None: nothing is said


def _read(text: Bytes, n: int, shape: ListShape, as_numbers: bool) -> RawEdges | None:
    ids: list[Ints] = []
    books: list[Numbered] = []
    mutual: list[Bools] = []
    n_names = 0
    for piece in _pieces(text, n, shape):
        if piece is None:
            return None
        if piece.is_mutual is not None:
            mutual.append(piece.is_mutual)
        if as_numbers:
            numbers = _decimals(text, piece.ends)
            if numbers is None:
                return None
            ids.append(numbers)
        else:
            book = _number_names(text, piece.ends)
            ids.append((book.own + n_names).astype(np.int32))
            books.append(book._replace(own=ids[-1]))
            n_names += len(book.distinct.start)
    if not ids:
        return RawEdges(np.zeros(0, np.int64), np.zeros(0, np.int64), None)
    pairs = np.concatenate(ids)
    is_mutual = np.concatenate(mutual) if mutual else False
    if as_numbers:
        return RawEdges(pairs[:, 0], pairs[:, 1], None, is_mutual)
    every = (np.concatenate(each) for each in zip(*(book.distinct for book in books), strict=True))
    whole = _number_names(text, Tokens(*every))
    names = _spell(text, whole.distinct)
    notes = [book.twins for book in (*books, whole) if book.twins][:1]
    if names is None:
        return None
    return RawEdges(whole.own[pairs[:, 0]], whole.own[pairs[:, 1]], names, is_mutual, tuple(notes))


def _pieces(text: Bytes, n: int, shape: ListShape) -> Iterator[Piece | None]:
    """The lines of a text, some at a time; None where they need a closer look."""
    start = 0
    while start < n:
        stop = _chunk_end(text, start, n)
        found = _tokens(text[start:stop], shape)
        if found is None:
            yield None
            return
        if found.start.size:
            where = Tokens(found.start + start, found.length)
            ends = Tokens(where.start[:, :2], where.length[:, :2])
            said = None if shape.kind is None else _read_directions(text, where.take_column(2))
            yield None if said is None and shape.kind is not None else Piece(ends, said)
        start = stop


def _chunk_end(text: Bytes, start: int, n: int) -> int:
    """The end of the last line that begins and ends in a chunk; of the first line, if it is longer."""
    stop = min(start + CHUNK, n)
    while True:
        ends = np.flatnonzero(text[start:stop] == NEWLINE)
        if ends.size:
            return int(start + ends[-1] + 1)
        stop = min(stop + CHUNK, n)


def _tokens(text: Bytes, shape: ListShape) -> Tokens | None:
    """Followers, followed and directions [line, 2 or 3] of a piece of text; None where lines differ in build."""
    found = _by_blanks(text, len(shape.fields)) if shape.separator == BLANKS else _by_separator(text, shape)
    if found is None or (found.start.size and _has_remark(text, found)):
        return None
    found = _trim(text, found)
    if (text == QUOTE).any():
        opens = (text[found.start] == QUOTE) & (found.length > 1)
        closes = (text[found.start + found.length - 1] == QUOTE) & (found.length > 1)
        if (opens != closes).any() or 2 * int(opens.sum()) != int((text == QUOTE).sum()):
            return None
        found = _trim(text, Tokens(found.start + opens, found.length - 2 * opens))
    columns = [shape.follower, shape.followed, *([] if shape.kind is None else [shape.kind])]
    start, length = found.start[:, columns], found.length[:, columns]
    at = (length > 0) & (text[start] == AT)
    found = Tokens(start + at, length - at)
    wrong = length.size and (found.length[:, :2].min() < 1 or length.max() > LONGEST_NAME)
    return None if wrong else found


def _by_blanks(text: Bytes, width: int) -> Tokens | None:
    gap = (text == BLANK) | (text == TAB) | (text == NEWLINE)
    start = np.flatnonzero(~gap & np.concatenate(([True], gap[:-1])))
    end = np.flatnonzero(gap & ~np.concatenate(([True], gap[:-1])))
    before = np.searchsorted(start, np.flatnonzero(text == NEWLINE))
    per_line = np.diff(before, prepend=0)
    if ((per_line != width) & (per_line != 0)).any():
        return None
    return Tokens(start.reshape(-1, width), (end - start).reshape(-1, width))


def _by_separator(text: Bytes, shape: ListShape) -> Tokens | None:
    width = len(shape.fields)
    end = np.flatnonzero((text == ord(shape.separator)) | (text == NEWLINE))
    start = np.concatenate(([0], end[:-1] + 1))
    is_last = text[end] == NEWLINE
    is_blank_line = is_last & (start == end) & np.concatenate(([True], is_last[:-1]))
    if is_blank_line.any():
        kept = ~is_blank_line
        start, end, is_last = start[kept], end[kept], is_last[kept]
    if len(end) % width:
        return None
    per_line = is_last.reshape(-1, width)
    if per_line[:, :-1].any() or not per_line[:, -1].all():
        return None
    return Tokens(start.reshape(-1, width), (end - start).reshape(-1, width))


def _has_remark(text: Bytes, found: Tokens) -> bool:
    """Whether a line begins as a remark does: it may be one, or an id."""
    first = text[found.start[:, 0]]
    return bool(((first == ord("#")) | (first == ord("%"))).any())


def _trim(text: Bytes, found: Tokens) -> Tokens:
    """The places without blanks around them."""
    start, length = found
    while ((length > 0) & ((text[start] == BLANK) | (text[start] == TAB))).any():
        blank = (length > 0) & ((text[start] == BLANK) | (text[start] == TAB))
        start, length = start + blank, length - blank
    while True:
        last = text[np.maximum(start + length - 1, 0)]
        blank = (length > 0) & ((last == BLANK) | (last == TAB))
        if not blank.any():
            return Tokens(start, length)
        length = length - blank


def _decimals(text: Bytes, tokens: Tokens) -> Ints | None:
    """Numbers from their places, a digit of all of them at a time; None where one is none, or begins with a zero."""
    start, length = tokens
    if length.max() > MOST_DIGITS or ((text[start] == ZERO) & (length > 1)).any():
        return None
    value = np.zeros_like(start)
    for digit in range(int(length.max())):
        there = digit < length
        sign = text[np.where(there, start + digit, start)] - np.uint8(ZERO)
        if (sign > 9).any():
            return None
        value = np.where(there, 10 * value + sign, value)
    return value


def _number_names(text: Bytes, tokens: Tokens) -> Numbered:
    """The number of each id among the different ones, small and capital letters alike; where each stands first."""
    flat = Tokens(tokens.start.ravel(), tokens.length.ravel())
    words = list(_words(text, flat))
    key = flat.length.astype(np.uint64) * MIX
    for word in words:
        key ^= word
        key *= MIX
        key ^= key >> np.uint64(29)
    _, first, own = np.unique(key, return_index=True, return_inverse=True)
    same = first[own]
    if not all(np.array_equal(each, each[same]) for each in (flat.length, *words)):  # two ids of one key
        _, first, own = np.unique(np.stack([flat.length.astype(np.uint64), *words]), axis=1, return_index=True,
                                  return_inverse=True)[:3]  # fmt: skip
    return Numbered(own.reshape(tokens.start.shape).astype(np.int64), flat.take(first), _twins(text, flat, first[own]))


def _read_directions(text: Bytes, tokens: Tokens) -> Bools | None:
    """Whether each edge goes both ways; None where a word is neither Directed nor Undirected."""
    words = [*_words(text, tokens), *[np.zeros(len(tokens.start), np.uint64)] * 2]  # also where nothing is said
    is_mutual: Bools = tokens.length == len("undirected")
    is_plain = tokens.length == len("directed")
    wrong = is_plain & (words[0] != DIRECTED)
    wrong |= is_mutual & ((words[0] != UNDIRECTED[0]) | (words[1] != UNDIRECTED[1]))
    return None if (wrong | ~(is_mutual | is_plain | (tokens.length == 0))).any() else is_mutual


def _twins(text: Bytes, tokens: Tokens, same: Ints) -> str:
    """A note on the first id that was spelled otherwise before; empty if there is none."""
    for raw in _words(text, tokens, is_small=False):
        other = np.flatnonzero(raw != raw[same])
        if other.size:
            two = tokens.take(np.array([same[other[0]], other[0]]))
            first, second = (bytes(text[s : s + n]).decode("utf-8", "replace") for s, n in zip(*two, strict=True))
            return f"{quote(first)} and {quote(second)} are one account, as all ids that differ in case alone"
    return ""


def _words(text: Bytes, tokens: Tokens, is_small: bool = True) -> Iterator[Words]:
    """Eight bytes of each id at a time, in small letters or as they stand; zeros after its end."""
    whole = np.ndarray((len(text) - WORD + 1,), np.dtype("<u8"), buffer=text, strides=(1,))
    shortest, longest = int(tokens.length.min()), int(tokens.length.max())
    for place in range(0, longest, WORD):
        if shortest >= place + WORD:
            word = whole[tokens.start + place]
        else:
            left = np.clip(tokens.length - place, 0, WORD)
            word = whole[np.where(left > 0, tokens.start + place, 0)]
            word &= MASKS[left]
        yield _to_small_letters(word) if is_small else word


def _to_small_letters(word: Words) -> Words:
    """The eight bytes of each word with ASCII's capital letters made small."""
    low = word & LOW
    is_capital = ((low + FROM_A) ^ (low + AFTER_Z)) & ~word & HIGH
    return word | (is_capital >> np.uint64(2)) if is_capital.any() else word


def _spell(text: Bytes, tokens: Tokens) -> list[str] | None:
    """The ids as texts; None where one is cut within a letter."""
    names: list[str] = []
    for first in range(0, len(tokens.start), NAMES_AT_ONCE):
        start, length = (each[first : first + NAMES_AT_ONCE] for each in tokens)
        end = np.cumsum(length + 1)
        place = np.arange(end[-1]) + np.repeat(start - (end - length - 1), length + 1)
        letters = text[place]
        letters[end - 1] = NEWLINE
        try:
            names += str(letters[:-1].tobytes(), "utf-8").split("\n")
        except UnicodeDecodeError:
            return None
    return names
