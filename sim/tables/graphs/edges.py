"""Edges of a network: who follows whom by one list of handles, in one direction or both ways."""

import re
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.tables.handles import LONGEST_NAME, read_handle, same_creator, wrong_handle
from sim.text import quote

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

# Of all names at once, a line each: millions are looked at in a moment.
PLAIN = re.compile(r"[a-z0-9_.\-\n]+")  # no rule for handles changes them
SIMPLE = re.compile(r"[A-Za-z0-9_.\-\n]+")  # only their case may differ
NUMBER = re.compile(r"^[0-9]+$", re.MULTILINE)
FLOAT_ID = re.compile(r"^[0-9]+\.0+$", re.MULTILINE)
FLOAT_IDS = re.compile(r"(?:[0-9]+(?:\.0+)?(?:\n|\Z))+")
ROUNDED_ID = re.compile(r"^[0-9](?:[.,][0-9]+)?[eE]\+?[0-9]+$", re.MULTILINE)


class RawEdges(NamedTuple):
    """Edges as a file has them; ids are indices into names, or numbers where names is None."""

    follower: Ints  # [edge]
    followed: Ints  # [edge]
    names: list[str] | None  # different texts
    is_mutual: Bools | bool = False  # [edge] taken both ways
    notes: tuple[str, ...] = ()


class RawNetwork(NamedTuple):
    """Edges as a file has them, and what it says of them."""

    edges: RawEdges
    two_kinds: bool  # followers and followed are different kinds of things
    notes: list[str]


class Edges(NamedTuple):
    """Edges by handle; ids are indices into names, or numbers where names is None."""

    follower: Ints  # [link]
    followed: Ints  # [link]
    names: list[str] | None
    two_kinds: bool  # followers and followed are different kinds of things
    notes: list[str]
    direction: str  # "directed", "undirected" or "partly undirected"
    one_in: int = 1  # people whom each person stands for


class NameFault(ValueError):
    """A name that can be no handle."""

    def __init__(self, name: str, fault: str) -> None:
        super().__init__(fault)
        self.name = name


class Settled(NamedTuple):
    """Handles in order, the place of each name among them, and notes."""

    handles: list[str]
    place: Ints  # [name]
    notes: list[str]


def settle_edges(raw: RawEdges, two_kinds: bool, notes: Sequence[str]) -> Edges:
    """Edges whose names are handles in order, with those that go both ways turned into two. Raises NameFault."""
    follower, followed, names, said = raw.follower, raw.followed, raw.names, [*notes, *raw.notes]
    if names is not None:
        names, place, more = settle_names(names)
        follower, followed = place[follower], place[followed]
        said += more
    mutual = np.broadcast_to(np.asarray(raw.is_mutual), follower.shape)
    n_mutual = int(mutual.sum())
    if n_mutual:
        which = slice(None) if n_mutual == len(follower) else mutual
        follower, followed = np.concatenate([follower, followed[which]]), np.concatenate([followed, follower[which]])
        part = "" if n_mutual == len(mutual) else f"{n_mutual:,} of "
        said.append(f"undirected: each of {part}{len(mutual):,} edges is taken both ways")
    direction = "directed" if not n_mutual else "undirected" if n_mutual == len(mutual) else "partly undirected"
    return Edges(follower, followed, names, two_kinds, said, direction)


def settle_names(names: list[str]) -> Settled:
    """Names as handles: without @, out of links, without regard to case; integers first by value, then text.

    >>> settle_names(["Bea", "@ann", "10", "bea", "9"]).handles
    ['9', '10', 'ann', 'Bea']
    """
    notes: list[str] = []
    _refuse_lengths(names)
    whole = "\n".join(names)
    if rounded := ROUNDED_ID.search(whole):
        message = f"{quote(rounded[0])} is a number that lost digits in a spreadsheet; save the ids as text"
        raise NameFault(rounded[0], message)
    if (decimal := FLOAT_ID.search(whole)) and FLOAT_IDS.fullmatch(whole):
        names = [name.partition(".")[0] for name in names]
        notes.append(f"ids are whole numbers: {quote(decimal[0])} is read as {quote(decimal[0].partition('.')[0])}")
        handles, own, _ = _merge(names)
    elif PLAIN.fullmatch(whole) or (SIMPLE.fullmatch(whole) and len(set(whole.lower().split("\n"))) == len(names)):
        handles, own = names, np.arange(len(names), dtype=np.int64)
    else:
        handles, own, merges = _merge(names)
        notes += merges
    order = _order(handles, bool(NUMBER.search(whole)) or bool(decimal))
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order))
    return Settled([handles[i] for i in order.tolist()], rank[own], notes)


def _refuse_lengths(names: list[str]) -> None:
    """Refuse names without letters, or with too many. Raises NameFault."""
    longest = max(names, key=len, default="a")
    if "" in names:
        raise NameFault("", "empty; every edge needs two ids")
    if len(longest) > LONGEST_NAME:
        raise NameFault(longest, f"{quote(longest)} has {len(longest):,} characters; at most {LONGEST_NAME}")


def _merge(names: list[str]) -> Settled:
    """The handle of each creator as first spelled, and whose each name is. Raises NameFault."""
    places: dict[str, int] = {}
    handles: list[str] = []
    own = np.empty(len(names), np.int64)
    twins: list[str] = []  # names of handles that were spelled otherwise before
    for number, name in enumerate(names):
        handle = key = name
        if not PLAIN.fullmatch(name):
            handle = read_handle(name)
            if fault := wrong_handle(handle, name):
                raise NameFault(name, f"{quote(name)} {fault}")
            key = same_creator(handle)
        place = own[number] = places.setdefault(key, len(handles))
        if place == len(handles):
            handles.append(handle)
        elif handle != handles[place]:
            twins.append(f"{quote(handles[place])} and {quote(handle)} are one account")
    more = f"; so are {len(twins) - 1:,} more spellings" if len(twins) > 1 else ""
    return Settled(handles, own, [twins[0] + more] if twins else [])


def _order(names: list[str], has_numbers: bool) -> Ints:
    """Places of the names: plain integers by value, then the others as text."""
    whole = [place for place, name in enumerate(names) if is_plain_number(name)] if has_numbers else []
    whole.sort(key=lambda place: int(names[place]))
    numbers = set(whole)
    others = [place for place in range(len(names)) if place not in numbers]
    others.sort(key=names.__getitem__)
    return np.array(whole + others, np.int64)


def is_plain_number(name: str) -> bool:
    """Whether a name is an integer as programs write it: leading zeros make it another name.

    >>> is_plain_number("7"), is_plain_number("007")
    (True, False)
    """
    return name.isascii() and name.isdecimal() and (name == "0" or name[0] != "0")
