"""Real follower networks: the edges of a file as the audiences of accounts, in CSR form."""

from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.errors import InputError
from sim.scenario.files import FileRecall
from sim.scenario.networks import network_shapes
from sim.tables.graphs.edges import Edges, Ints
from sim.tables.graphs.network_file import read_edges
from sim.tables.handles import same_creator
from sim.text import quote, suggest

SPARSE = 8  # times as many possible ids as edges: from there on they are sorted, not marked in an array


class Follows(NamedTuple):
    """Audiences of accounts; ids as text, plain integers first by value, then the others as text."""

    accounts: list[str]  # [creator] followed by at least one
    account_start: Ints  # [creator + 1]
    follower: npt.NDArray[np.int32]  # [link] index into people, ascending within an account
    people: list[str]  # [follower] who follow at least one
    notes: list[str]
    one_in: int  # people whom each person stands for


NETWORKS: FileRecall[Follows] = FileRecall(3)  # the people of a world and of its centre, and friends


class NetworkView(NamedTuple):
    """Ways to read one file of a network."""

    is_undirected: bool = False  # each edge both ways, whatever the file says
    quantile: float = 0.5  # place in the range, of a network that holds several shapes (`network_shapes`)


AS_IT_SAYS = NetworkView()


def read(path: Path, view: NetworkView = AS_IT_SAYS) -> Follows:
    """Read a follower network of any format, plain or in gzip or zip.

    A network that has not changed since it was read is not read again, so its arrays cannot be written to. Raises
    InputError naming file, line, column and value; FileProblem.
    """
    shape = network_shapes.shape_at(view.quantile, network_shapes.shapes_in(path))
    return NETWORKS.of(path, lambda: _read(path, view), (view.is_undirected, shape))


def _read(path: Path, view: NetworkView) -> Follows:
    network = _audiences(read_edges(path, view.is_undirected, view.quantile), path)
    for array in (network.account_start, network.follower):
        array.flags.writeable = False
    return network


def top(follows: Follows, k: int) -> Ints:
    """The k most followed accounts, most followed first; of equals the one listed first."""
    n = len(follows.accounts)
    if k > n:
        raise InputError(f"the {k:,} most followed accounts are asked for; the network has {n:,}")
    return np.argsort(-np.diff(follows.account_start), kind="stable")[:k].astype(np.int64)


def locate(follows: Follows, names: list[str]) -> Ints:
    """Indices of named accounts; InputError with the nearest name for one that is not there."""
    places = {same_creator(account): index for index, account in enumerate(follows.accounts)}
    for name in names:
        if same_creator(name) not in places:
            hint = suggest(name, follows.accounts)
            raise InputError(f"account {quote(name)} is not in the network{hint}")
    return np.array([places[same_creator(name)] for name in names], np.int64)


def _audiences(edges: Edges, path: Path) -> Follows:
    follower, followed, notes = edges.follower, edges.followed, list(edges.notes)
    loops = 0 if edges.two_kinds else int((follower == followed).sum())
    if loops:
        notes.append(f"self loops dropped: {loops:,}")
        follower, followed = follower[follower != followed], followed[follower != followed]
    if not len(follower):
        raise InputError("no edges: nobody follows anybody", file=path)
    account_id, account = _number(followed)
    person_id, person = _number(follower)
    n_edges, n_people = len(follower), len(person_id)
    link = account
    link *= n_people
    link += person
    link.sort()  # by account, then by person
    is_first = np.concatenate(([True], link[1:] != link[:-1]))
    if not is_first.all():
        link = link[is_first]
        notes.append(f"duplicate edges dropped: {n_edges - len(link):,}")
    account_start = np.searchsorted(link, np.arange(len(account_id) + 1) * np.int64(n_people))
    link %= n_people
    found = Follows(
        accounts=_text(account_id, edges.names),
        account_start=account_start.astype(np.int64),
        follower=link.astype(np.int32),
        people=_text(person_id, edges.names),
        notes=[],
        one_in=edges.one_in,
    )
    return found._replace(notes=[f"{path}: {note}" for note in (_summary(found, edges), *notes)])


def _number(ids: Ints) -> tuple[Ints, Ints]:
    """The different ids, ascending, and the place of each among them."""
    most = int(ids.max())
    if most > SPARSE * len(ids):
        distinct, place = np.unique(ids, return_inverse=True)
        return distinct, place.astype(np.int64)
    is_there = np.zeros(most + 1, np.bool_)
    is_there[ids] = True
    return np.flatnonzero(is_there), (np.cumsum(is_there, dtype=np.int32) - 1)[ids].astype(np.int64)


def _summary(found: Follows, edges: Edges) -> str:
    """The network in a line: how many, in which direction, and whom most follow."""
    audience = np.diff(found.account_start)
    most = int(np.argmax(audience))
    return (
        f"{_count(len(found.people), 'follower')} of {_count(len(found.accounts), 'account')} by "
        f"{_count(len(found.follower), 'tie')}, {edges.direction}; most followed: {quote(found.accounts[most])} by "
        f"{int(audience[most]):,}"
    )


def _count(n: int, noun: str) -> str:
    return f"{n:,} {noun}{'' if n == 1 else 's'}"


def _text(ids: Ints, names: list[str] | None) -> list[str]:
    return list(map(str, ids.tolist())) if names is None else [names[i] for i in ids.tolist()]
