"""Real follower networks: an edge list or GraphML as the audiences of accounts, in CSR form."""

import io
import re
import warnings
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.errors import InputError
from sim.scenario.files import FileRecall
from sim.scenario.networks import network_shapes
from sim.tables import edge_list, textfile
from sim.tables.edge_list import Edges, Ints
from sim.text import one_line, quote, suggest

MOST_BYTES = 4_000_000_000
MOST_GRAPHML_BYTES = 200_000_000  # networkx needs some 20 bytes of memory for each byte of GraphML
EDGE_LISTS = (".csv", ".tsv", ".txt", ".edges", ".edgelist")
GRAPHML = (".graphml", ".xml")
ONE_IN = "one person in"  # how a network says of how many people it is a sample
MOST_ONE_IN = 1_000_000
COMMENTS = re.compile(rb"(?:\xef\xbb\xbf)?((?:#[^\n]*\n|[ \t\r]*\n)+)")
SAID = re.compile(rf"#\s*{ONE_IN}\s+(\S*)\s*", re.ASCII | re.IGNORECASE)


class Follows(NamedTuple):
    """Audiences of accounts; ids as text, plain integers first by value, then the others as text."""

    accounts: list[str]  # [creator] followed by at least one
    account_start: Ints  # [creator + 1]
    follower: npt.NDArray[np.int32]  # [link] index into people, ascending within an account
    people: list[str]  # [follower] who follow at least one
    notes: list[str]
    one_in: int  # people whom each person stands for


NETWORKS: FileRecall[Follows] = FileRecall(3)  # the people of a world and of its centre, and friends


def read(path: Path, quantile: float = 0.5) -> Follows:
    """Read a follower network from an edge list or GraphML, plain or gzip; its kind is in its name.

    quantile: the place in the range, of a network that holds several shapes (`sim.scenario.networks.network_shapes`).
    A network that has not changed since it was read is not read again, so its arrays cannot be written to.
    Raises InputError naming file, line, column and value; FileProblem.
    """
    shape = network_shapes.shape_at(quantile, network_shapes.shapes_in(path))
    return NETWORKS.of(path, lambda: _read(path, quantile), shape)


def _read(path: Path, quantile: float) -> Follows:
    suffix = Path(path.name.lower().removesuffix(".gz")).suffix
    if suffix in GRAPHML:
        edges, one_in = _graphml(textfile.read_bytes(path, MOST_GRAPHML_BYTES), path)
    elif suffix in EDGE_LISTS:
        data = textfile.read_bytes(path, MOST_BYTES)
        edges, one_in = edge_list.parse(data, path, quantile), one_in_of(data, path)
    else:
        known = " ".join(EDGE_LISTS + GRAPHML)
        raise InputError(f"unknown kind of network {quote(suffix)}; known are {known}, each also with .gz", file=path)
    network = _audiences(edges, path)._replace(one_in=one_in)
    for array in (network.account_start, network.follower):
        array.flags.writeable = False
    return network


def one_in_of(data: bytes, path: Path) -> int:
    """The number of people whom each person stands for, as the comments above an edge list say. Raises InputError."""
    comments = COMMENTS.match(data)
    lines = comments[1].decode(errors="replace").splitlines() if comments else []
    for number, line in enumerate(lines, 1):
        if match := SAID.fullmatch(line):
            return whole(match[1], path, number)
    return 1


def whole(value: str, path: Path, line: int | None) -> int:
    """A number of people whom one stands for. Raises InputError."""
    digits = value.replace(",", "")
    if not digits.isascii() or not digits.isdigit() or len(digits) > 7 or not 1 <= int(digits) <= MOST_ONE_IN:
        raise InputError(f"{ONE_IN} must be from 1 to {MOST_ONE_IN:,}, not {quote(value)}", file=path, line=line)
    return int(digits)


def top(follows: Follows, k: int) -> Ints:
    """The k most followed accounts, most followed first; of equals the one listed first."""
    n = len(follows.accounts)
    if k > n:
        raise InputError(f"the {k:,} most followed accounts are asked for; the network has {n:,}")
    return np.argsort(-np.diff(follows.account_start), kind="stable")[:k].astype(np.int64)


def locate(follows: Follows, names: list[str]) -> Ints:
    """Indices of named accounts; InputError with the nearest name for one that is not there."""
    places = {account: index for index, account in enumerate(follows.accounts)}
    for name in names:
        if name not in places:
            hint = suggest(name, follows.accounts)
            raise InputError(f"account {quote(name)} is not in the network{hint}")
    return np.array([places[name] for name in names], np.int64)


def _audiences(edges: Edges, path: Path) -> Follows:
    follower, followed, notes = edges.follower, edges.followed, list(edges.notes)
    loops = 0 if edges.two_kinds else int((follower == followed).sum())
    if loops:
        notes.append(f"self loops dropped: {loops:,}")
        follower, followed = follower[follower != followed], followed[follower != followed]
    if not len(follower):
        raise InputError("no edges: nobody follows anybody", file=path)
    account_id, account = np.unique(followed, return_inverse=True)
    person_id, person = np.unique(follower, return_inverse=True)
    link = np.unique(account * np.int64(len(person_id)) + person)  # sorts by account, then by person
    if len(link) < len(follower):
        notes.append(f"duplicate edges dropped: {len(follower) - len(link):,}")
    account_start = np.searchsorted(link, np.arange(len(account_id) + 1) * np.int64(len(person_id)))
    return Follows(
        accounts=_text(account_id, edges.names),
        account_start=account_start.astype(np.int64),
        follower=(link % len(person_id)).astype(np.int32),
        people=_text(person_id, edges.names),
        notes=[f"{path}: {note}" for note in notes],
        one_in=1,
    )


def _text(ids: Ints, names: list[str] | None) -> list[str]:
    return [str(i) for i in ids.tolist()] if names is None else [names[i] for i in ids.tolist()]


def _graphml(data: bytes, path: Path) -> tuple[Edges, int]:
    text = textfile.decode(data, path)
    for forbidden in ("<!DOCTYPE", "<!ENTITY"):
        place = text.upper().find(forbidden)
        if place >= 0:  # entities can expand without end or name other files
            line = text.count("\n", 0, place) + 1
            raise InputError(f"holds {forbidden}, which GraphML does not need; refused", file=path, line=line)
    directed, pairs, one_in = _graph(data, path)
    for wrong in (edge_list.wrong_id(name) for pair in pairs for name in pair):
        if wrong:
            raise InputError(wrong, file=path, path=("node id",))
    if directed:
        return edge_list.number_names(pairs, False, []), one_in
    note = f"undirected: each of {len(pairs):,} edges is taken both ways"
    return edge_list.number_names(pairs + [(b, a) for a, b in pairs], False, [note]), one_in


def _graph(data: bytes, path: Path) -> tuple[bool, list[tuple[str, str]], int]:
    import networkx as nx  # late: takes 0.4 s that a run without a real network need not pay

    unlike = (nx.NetworkXException, LookupError, ValueError, TypeError, AttributeError, ArithmeticError)
    try:
        with warnings.catch_warnings(action="ignore"):  # about the types of attributes, which are not used
            graph = nx.read_graphml(io.BytesIO(data), node_type=str)
    except SyntaxError as error:  # ElementTree's ParseError
        line = getattr(error, "position", (None, 0))[0]
        raise InputError(f"not readable as XML: {error.msg}", file=path, line=line) from None
    except unlike as error:
        raise InputError(f"not readable as GraphML: {one_line(str(error))}", file=path) from None
    one_in = whole(str(graph.graph.get(ONE_IN, "1")), path, None)
    return graph.is_directed(), [(str(edge[0]), str(edge[1])) for edge in graph.edges()], one_in
