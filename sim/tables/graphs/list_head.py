"""Lines above a list of edges: what SNAP, KONECT, Matrix Market and networkx say there of the edges below."""

import re
from pathlib import Path
from typing import NamedTuple

from sim.errors import InputError
from sim.text import quote

LINES_ABOVE = re.compile(r"(?:[#%][^\n]*(?:\n|\Z)|\"?sep=.\"?\n|[ \t]*\n)*")
BANNER = re.compile(r"%%MatrixMarket\s+(\w+)\s+(\w+)\s+(\w+)\s+([\w-]+)", re.IGNORECASE)
KONECT = re.compile(r"%\s*(sym|asym|bip)\b", re.IGNORECASE)
EDGES_SAID = re.compile(r"#.*\bedges:\s*([0-9]+)", re.IGNORECASE)
ONE_IN = "one person in"  # how a network says of how many people it is a sample
MOST_ONE_IN = 1_000_000
SAID = re.compile(rf"#\s*{ONE_IN}\s+(\S*)\s*", re.ASCII | re.IGNORECASE)
MOST_HEAD = 1_000_000  # characters


class ListHead(NamedTuple):
    """The lines above a list of edges, and what they say."""

    length: int  # characters that they take
    lines: list[str]
    direction: str  # "directed", "undirected"; empty: nothing is said
    two_kinds: bool  # KONECT's bipartite networks
    n_edges: int | None  # as said
    is_matrix_market: bool


def read_head(text: str, path: Path) -> ListHead:
    """Read the comments above a list. Raises InputError for kinds of matrices that hold no edges.

    >>> read_head("% sym unweighted\\n1 2\\n", Path("out.konect")).direction
    'undirected'
    """
    above = LINES_ABOVE.match(text[:MOST_HEAD])
    length = above.end() if above else 0
    lines = text[:length].split("\n")[: text.count("\n", 0, length)] or ([text[:length]] if length else [])
    if banner := BANNER.match(text):
        return _matrix_market(text, ListHead(length, lines, "", False, None, True), banner, path)
    whole = "\n".join(lines)
    if konect := KONECT.search(whole):
        kind = konect[1].lower()
        counts = re.findall(r"^%\s*([0-9]+)(?:\s+[0-9]+)*\s*$", whole, re.MULTILINE)
        n_edges = int(counts[0]) if counts else None
        return ListHead(length, lines, "undirected" if kind == "sym" else "directed", kind == "bip", n_edges, False)
    words = re.search(r"\b(un)?directed\b", whole, re.IGNORECASE)
    direction = "" if words is None else "undirected" if words[1] else "directed"
    said = EDGES_SAID.search(whole)
    return ListHead(length, lines, direction, False, int(said[1]) if said else None, False)


def _matrix_market(text: str, head: ListHead, banner: re.Match[str], path: Path) -> ListHead:
    what, form, _, symmetry = (word.lower() for word in banner.groups())
    if what != "matrix" or form != "coordinate":
        message = f"a Matrix Market file of kind {quote(f'{what} {form}')}; edges come as a matrix coordinate"
        raise InputError(message, file=path, line=1)
    end = text.find("\n", head.length) + 1 or len(text)
    size = text[head.length : end].split()
    line = len(head.lines) + 1
    if len(size) != 3 or not all(map(str.isdecimal, size)):
        message = f"{quote(' '.join(size))} is no size; rows, columns and entries are required"
        raise InputError(message, file=path, line=line)
    rows, columns, entries = map(int, size)
    direction = "directed" if symmetry == "general" else "undirected"
    lines = [*head.lines, text[head.length : end].rstrip("\n")]
    return ListHead(end, lines, direction, rows != columns, entries, True)


def stray_edges(head: ListHead, separator: str, width: int) -> list[str]:
    """Lines above that look like edges whose first id begins with #, for a note.

    >>> stray_edges(read_head("#foodie bea\\ncat bea\\n", Path("f.txt")), " ", 2)
    ['#foodie bea']
    """
    split = None if separator == " " else separator
    return [
        line for line in head.lines if re.match(r"[#%][^\s#%!/]", line) and len(line.split(split)) == width
    ] if not head.is_matrix_market else []  # fmt: skip


def one_in_of(lines: list[str], path: Path) -> int:
    """The number of people whom each person stands for, as the lines above an edge list say. Raises InputError.

    >>> one_in_of(["# one person in 9"], Path("f.csv"))
    9
    """
    for number, line in enumerate(lines, 1):
        if match := SAID.fullmatch(line):
            return read_one_in(match[1], path, number)
    return 1


def read_one_in(value: str, path: Path, line: int | None) -> int:
    """A number of people whom one stands for. Raises InputError.

    >>> read_one_in("1,000", Path("f.csv"), 1)
    1000
    """
    digits = value.replace(",", "")
    if not digits.isascii() or not digits.isdigit() or len(digits) > 7 or not 1 <= int(digits) <= MOST_ONE_IN:
        raise InputError(f"{ONE_IN} must be from 1 to {MOST_ONE_IN:,}, not {quote(value)}", file=path, line=line)
    return int(digits)
