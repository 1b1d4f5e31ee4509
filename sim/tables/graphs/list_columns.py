"""Columns of a list of edges: its separator, who follows whom by the header, and what goes both ways."""

import csv
import re
from collections.abc import Sequence
from itertools import product
from pathlib import Path
from typing import NamedTuple

from sim.errors import InputError, switch
from sim.tables.graphs.list_head import ListHead
from sim.tables.reading import headers
from sim.tables.reading.textfile import TextLine
from sim.text import one_line, quote, quote_all

SEPARATORS = ("\t", ";", "|", ",")
BLANKS = " "  # stands for any run of blanks and tabs
ENDS = (
    "", "_id", "_ids", "_username", "_user_name", "_name", "_handle", "_screen_name", "_node", "_node_id", "_account",
    "_account_id", "_user", "_user_id", "_login", "_key", "_index", "_label", "_profile", "_uid",
)  # fmt: skip
FOLLOWERS = (
    "follower", "source", "from", "member", "fan", "subscriber", "who", "src", "sender", "followed_by", "quelle",
    "von", "origen", "origine",
)  # fmt: skip
FOLLOWED = (
    "followee", "followed", "following", "target", "to", "dst", "dest", "destination", "group", "channel", "creator",
    "influencer", "idol", "whom", "receiver", "follows", "ziel", "nach", "destino", "cible",
)  # fmt: skip
EITHER = {
    "user",
    "account",
    "person",
    "profile",
    "username",
    "user_name",
    "screen_name",
    "handle",
}  # whoever the other column is not about
# Under these headings equal ids are not the same thing: member 5 does not follow herself in group 5.
TWO_KINDS = {"member", "group", "channel"}
PAIRS = re.compile(
    r"(?:(?:node|id|user|vertex|v|person|account|name|actor|profile|page|friend|u|user_id|node_id)_?(?:1|2|a|b|0|i|j)"
    r"|[a-z]|(?:first|second)(?:_\w+)?|friend(?:_id)?)"
)
KIND = ("type", "edge_type", "kind", "directed", "direction")
KINDS = {"directed": False, "undirected": True}
RUN = re.compile(" +")
WEIGHT = re.compile(r"[-+0-9.,:eE/TZ]*|nan|inf", re.IGNORECASE)


class ListShape(NamedTuple):
    """The build of the lines of an edge list."""

    separator: str
    fields: list[str]  # of the first line that is not a comment
    line: int  # its number
    follower: int  # column
    followed: int  # column
    titles: list[str]  # of the header; empty: there is none
    has_header_line: bool  # else the titles stand in a comment, or nowhere
    kind: int | None  # column that says directed or undirected

    @property
    def two_kinds(self) -> bool:
        """Whether the header says that followers and followed are different kinds of things."""
        columns = [headers.normal(self.titles[place]) for place in (self.follower, self.followed) if self.titles]
        return any(_stem(column) in TWO_KINDS for column in columns)


def split_line(line: TextLine, separator: str) -> list[str]:
    """The fields of a line; blanks part fields however many there are. Raises InputError.

    >>> split_line(TextLine(Path("f.txt"), 1, '"Jo Smith"   ann '), BLANKS)
    ['Jo Smith', 'ann']
    """
    if separator != BLANKS:
        return _split_cells(line, separator)
    text = line.text.replace("\t", " ").strip(" ")
    if '"' not in text:
        return RUN.split(text)
    try:
        return [field for field in next(csv.reader([text], delimiter=" ", skipinitialspace=True, strict=True)) if field]
    except csv.Error:
        raise line.error("a quoted name does not end on its line") from None


def _split_cells(line: TextLine, separator: str) -> list[str]:
    """The fields of a line; a quoted field must end there, or it would swallow the rest of the file."""
    if '"' not in line.text:
        return [field.strip() for field in line.text.split(separator)]
    rows = csv.reader([line.text.strip(" ")], delimiter=separator, skipinitialspace=True, strict=True)
    try:
        return [field.strip() for field in next(rows)]
    except csv.Error as error:
        unclosed = "unexpected end of data" in str(error)
        fault = "a quoted field does not end on its line" if unclosed else f"not readable as CSV: {error}"
        raise line.error(fault) from None


def find_shape(sample: Sequence[TextLine], head: ListHead, is_undirected: bool) -> ListShape:
    """The columns of a list by its first lines. Raises InputError where they do not say who follows whom."""
    for separator in (*SEPARATORS, BLANKS):
        try:
            fields = split_line(sample[0], separator)
        except InputError:  # quotes that are none with this separator
            continue
        if len(fields) > 1 and (shape := _by_header(sample, separator, fields, is_undirected)):
            return shape
    separator = _separator(sample)
    fields = split_line(sample[0], separator)
    if len(fields) < 2:
        raise sample[0].error(f"{quote(sample[0].text.strip())} is one field; two are required, follower and followee")
    _refuse_words(sample, separator, fields)
    shape = ListShape(separator, fields, sample[0].number, 0, 1, [], False, None)
    return _by_comment(head, shape)


def _by_header(sample: Sequence[TextLine], separator: str, fields: list[str], is_undirected: bool) -> ListShape | None:
    """The shape that a header line says; None where the line is no header. Raises InputError for half a header."""
    line = sample[0]
    titles = [one_line(field) for field in fields]
    names = [headers.normal(field.lstrip("#")) for field in fields]
    places = find_columns(names)
    kind = next((names.index(name) for name in KIND if name in names), None)
    if not places:
        pair = _pair(sample, separator, names)
        if not pair:
            return None
        if not is_undirected:
            message = (
                f"columns {quote_all([titles[place] for place in pair])} do not say who follows whom; name them "
                f"follower and followee, or say that each goes both ways ({switch('undirected')}, or "
                "network_undirected = true)"
            )
            raise line.error(message)
        places = {"follower": pair[0], "followee": pair[1]}
    for meaning in ("follower", "followee"):
        if meaning not in places:
            raise line.error(f"no column for the {meaning}; columns are {quote_all(titles)}")
    return ListShape(
        separator, fields, line.number, places["follower"], places["followee"], titles, True, kind
    )  # fmt: skip


def _pair(sample: Sequence[TextLine], separator: str, names: list[str]) -> list[int]:
    """Two columns called alike, as node_1 and node_2; nothing where these are ids of the list itself."""
    pair = [place for place, name in enumerate(names) if PAIRS.fullmatch(name) or {name, _stem(name)} & EITHER]
    if len(pair) != 2 or pair[1] != pair[0] + 1 or names[pair[0]] == names[pair[1]] or len(sample) < 2:
        return []
    others = {headers.normal(field) for line in sample[1:] for field in split_line(line, separator)}
    return [] if others & {names[place] for place in pair} else pair


def find_columns(names: Sequence[str]) -> dict[str, int]:
    """The columns of follower and followee by their normal names; one alone, or none, where that is all there is.

    >>> find_columns(["user_id", "follower_id"])
    {'follower': 1, 'followee': 0}
    """
    found: dict[str, int] = {}
    for meaning, words in (("follower", FOLLOWERS), ("followee", FOLLOWED)):
        known = {word + end: rank for rank, (word, end) in enumerate(product(words, ENDS))}
        known |= {word.replace("_", ""): rank for word, rank in known.items() if "_" in word}
        hits = [place for place, name in enumerate(names) if name in known]
        if hits:
            found[meaning] = min(hits, key=lambda place: known[names[place]])
    stems = [_stem(name) for name in names]
    names_of = enumerate(zip(names, stems, strict=True))
    either = [place for place, both in names_of if EITHER & {*both} and place not in found.values()]
    if len(either) > 1 and not found and {stems[place] for place in either} >= {"user", "account"}:
        return {"follower": stems.index("user"), "followee": stems.index("account")}
    for meaning, other in (("follower", "followee"), ("followee", "follower")):
        if either and other in found and meaning not in found:
            found[meaning] = either[0]
    return {meaning: found[meaning] for meaning in ("follower", "followee") if meaning in found}


def _stem(name: str) -> str:
    ends = sorted(ENDS, key=len, reverse=True)
    return next((name.removesuffix(end) for end in ends if name.endswith(end) and name != end), name)


def _by_comment(head: ListHead, shape: ListShape) -> ListShape:
    """The shape with the titles that the last comment has, where it has one for each column: FromNodeId ToNodeId."""
    for text in reversed(head.lines):
        titles = split_line(TextLine(Path(), 0, text.lstrip("#% ").replace('"', "")), shape.separator)
        places = find_columns([headers.normal(title) for title in titles])
        if len(titles) == len(shape.fields) and len(places) == 2:
            return shape._replace(follower=places["follower"], followed=places["followee"], titles=titles)
    return shape


def _separator(sample: Sequence[TextLine]) -> str:
    """The separator by which each of the first lines has as many fields. Raises InputError where two would do."""
    even = [one for one in (*SEPARATORS, BLANKS) if _width(sample, one) > 1]
    first = even[0] if even else max(SEPARATORS, key=sample[0].text.count)
    if not even:
        return first if first in sample[0].text else BLANKS
    if first == "," and BLANKS in even and ".csv" not in sample[0].file.name.lower():
        words = [word for line in sample for word in line.text.split()]
        if not any(word.startswith(",") or word.endswith(",") for word in words):
            by_comma, by_blank = (split_line(sample[0], one)[:2] for one in (",", BLANKS))
            raise sample[0].error(
                f"a comma or a blank could part the ids: {quote_all(by_comma)}, or {quote_all(by_blank)}; put a "
                "header above (follower,followee), or quotes around the names"
            )
    return first


def _width(sample: Sequence[TextLine], separator: str) -> int:
    """The number of fields that all lines have; 0 where they differ."""
    try:
        widths = {len(split_line(line, separator)) for line in sample}
    except InputError:
        return 0
    return widths.pop() if len(widths) == 1 else 0


def _refuse_words(sample: Sequence[TextLine], separator: str, fields: list[str]) -> None:
    """Refuse words beyond two ids where blanks part them: parts of names, or an adjacency list."""
    if separator != BLANKS or len(fields) < 3:
        return
    for line in sample:
        words = [word for word in split_line(line, BLANKS)[2:] if not WEIGHT.fullmatch(word)]
        if words:
            raise line.error(
                f"{quote(words[0])} is neither an id nor a weight: put quotes around names with blanks, or commas "
                "between the ids; a list of all whom somebody follows is read from a file named .adjlist"
            )
