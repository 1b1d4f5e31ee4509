"""Nodes of a graph program's file: ids, and the attribute that holds their handles."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from sim.tables.graphs.edges import RawEdges, RawNetwork
from sim.text import quote

NAMES = ("name", "label", "username", "user_name", "screen_name", "handle")


class Node(NamedTuple):
    """A node's id, and its attributes that may be names."""

    id: str
    names: dict[str, str]


class NodeEdge(NamedTuple):
    """An edge by the ids of its ends."""

    follower: str
    followed: str
    is_mutual: bool


def name_nodes(nodes: Sequence[Node], ties: Sequence[NodeEdge]) -> RawNetwork:
    """Edges by the names of their nodes, where each has one of its own; else by their ids.

    >>> nodes = [Node("n0", {"name": "ann"}), Node("n1", {"name": "bea"})]
    >>> name_nodes(nodes, [NodeEdge("n1", "n0", False)]).edges.names
    ['ann', 'bea']
    """
    ids = dict.fromkeys(node.id for node in nodes)
    n_declared = len(ids)
    ids.update(dict.fromkeys(end for tie in ties for end in (tie.follower, tie.followed)))
    places = {name: place for place, name in enumerate(ids)}
    names, notes = list(ids), list[str]()
    if len(nodes) == n_declared == len(ids):
        names, notes = _choose(nodes)
    ends = np.array([(places[tie.follower], places[tie.followed]) for tie in ties], np.int64).reshape(-1, 2)
    mutual = np.array([tie.is_mutual for tie in ties], np.bool_)
    return RawNetwork(RawEdges(ends[:, 0], ends[:, 1], names, mutual), False, notes)


def _choose(nodes: Sequence[Node]) -> tuple[list[str], list[str]]:
    """The nodes' handles, and a note where these are not their ids."""
    ids, notes = [node.id for node in nodes], list[str]()
    for attribute in NAMES:
        names = [node.names.get(attribute, "") for node in nodes]
        if not any(names) or names == ids:
            continue
        if all(names) and len(set(names)) == len(names):
            first = f"{quote(names[0])} for node {quote(ids[0])}"
            return names, [*notes, f"handles are each node's {attribute}: {first}"]
        twice = next((name for name in names if name and names.count(name) > 1), "")
        why = f"{quote(twice)} is there twice" if twice else "some nodes have none"
        notes.append(f"handles are ids, not each node's {attribute}: {why}")
    return ids, notes
