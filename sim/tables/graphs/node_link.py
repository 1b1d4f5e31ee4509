"""JSON of nodes and links, as networkx and D3 write it, and networkx's lists of neighbours."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sim.errors import InputError
from sim.tables.graphs.edges import RawNetwork
from sim.tables.graphs.nodes import NAMES, Node, NodeEdge, name_nodes
from sim.tables.reading import textfile
from sim.text import one_line, quote


def read_node_link(data: bytes, path: Path) -> RawNetwork:
    """Read nodes and links, or edges; links name nodes by id, or by number where nodes have none. Raises InputError."""
    text, notes = textfile.decode_any(data, path)
    try:
        tree = json.loads(text)
    except json.JSONDecodeError as error:
        raise InputError(f"not readable as JSON: {error.msg}", file=path, line=error.lineno) from None
    except (ValueError, RecursionError) as error:
        raise InputError(f"not readable as JSON: {one_line(str(error))}", file=path) from None
    graph = tree if isinstance(tree, dict) else {}
    found, neighbours = _rows(graph, ("nodes",)), graph.get("adjacency")
    links = _neighbours(found, neighbours, path) if isinstance(neighbours, list) else _rows(graph, ("links", "edges"))
    if found is None or links is None:
        raise InputError("no nodes with links: JSON of a network has a list of each", file=path)
    nodes = _nodes(found, path)
    is_directed = graph.get("directed")
    if not isinstance(is_directed, bool):
        is_directed = True
        notes.append("nothing says whether links are directed; each source is taken to follow its target")
    known = {node.id for node in nodes}
    ties = []
    for number, link in enumerate(links):
        ends = [_end(link, end, number, path) for end in ("source", "target")]
        for end in ends:
            if end not in known:
                raise InputError(f"no node {quote(end)}", file=path, path=("links", number))
        ties.append(NodeEdge(ends[0], ends[1], not is_directed))
    network = name_nodes(nodes, ties)
    return network._replace(notes=[*notes, *network.notes])


def _rows(graph: Mapping[str, Any], names: tuple[str, ...]) -> list[Any] | None:
    return next((graph[name] for name in names if isinstance(graph.get(name), list)), None)


def _nodes(rows: list[Any], path: Path) -> list[Node]:
    """The nodes; without ids they are called by their numbers."""
    nodes, seen = [], set()
    for number, found in enumerate(rows):
        row = found if isinstance(found, dict) else {"id": found}
        attributes = row.get("attributes")
        own = {**attributes, **row} if isinstance(attributes, dict) else row
        node_id = _text(row.get("id", row.get("key", number)), ("nodes", number), path)
        if node_id in seen:
            raise InputError(f"node {quote(node_id)} is there twice", file=path, path=("nodes", number))
        seen.add(node_id)
        names = {name: own[name] for name in NAMES if isinstance(own.get(name), str) and own[name].strip()}
        nodes.append(Node(node_id, names))
    return nodes


def _end(link: Any, end: str, number: int, path: Path) -> str:
    """The node at one end of a link; an end may be the node itself."""
    value = link.get(end) if isinstance(link, dict) else None
    value = value.get("id") if isinstance(value, dict) else value
    return _text(value, ("links", number, end), path)


def _text(value: Any, place: tuple[str | int, ...], path: Path) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | float) or value == "":
        raise InputError(f"must be an id, not {quote(json.dumps(value)[:60])}", file=path, path=place)
    return str(value)


def _neighbours(rows: list[Any] | None, neighbours: list[Any], path: Path) -> list[Any]:
    """Links out of a list of neighbours for each node."""
    if rows is None or len(rows) != len(neighbours) or not all(isinstance(row, list) for row in neighbours):
        raise InputError("must be a list of neighbours for each node", file=path, path=("adjacency",))
    ids = [row.get("id", number) if isinstance(row, dict) else row for number, row in enumerate(rows)]
    return [
        {"source": own, "target": other.get("id") if isinstance(other, dict) else other}
        for own, row in zip(ids, neighbours, strict=True)
        for other in row
    ]
