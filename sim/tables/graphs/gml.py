"""GML: nodes and edges in nested lists of keys and values."""

import html
import re
from collections.abc import Iterator
from pathlib import Path

from sim.errors import InputError
from sim.tables.graphs.edges import RawNetwork
from sim.tables.graphs.nodes import NAMES, Node, NodeEdge, name_nodes
from sim.tables.reading import textfile
from sim.text import quote

TOKEN = re.compile(r'"([^"]*)"|([\[\]])|([^\s\[\]"]+)|(")')
REMARK = re.compile(r"^[ \t]*#[^\n]*", re.MULTILINE)
Values = dict[str, str]


def read_gml(data: bytes, path: Path) -> RawNetwork:
    """Read a GML graph; a graph that does not say that it is directed goes both ways. Raises InputError."""
    text, notes = textfile.decode_any(data, path)
    nodes: list[Node] = []
    edges: list[list[str]] = []
    has_graph = is_directed = False
    for place, values in _lists(REMARK.sub("", text), path):
        if place == ["graph"]:
            has_graph, is_directed = True, values.get("directed", "0") not in ("0", "0.0")
        elif place == ["graph", "node"]:
            if "id" not in values:
                raise InputError(f"node {len(nodes) + 1:,} has no id", file=path)
            nodes.append(Node(values["id"], {name: values[name] for name in NAMES if values.get(name)}))
        elif place == ["graph", "edge"]:
            if not values.get("source") or not values.get("target"):
                raise InputError(f"edge {len(edges) + 1:,} has no source and target", file=path)
            edges.append([values["source"], values["target"]])
    if not has_graph:
        raise InputError("holds no graph [ ... ]", file=path)
    network = name_nodes(nodes, [NodeEdge(source, target, not is_directed) for source, target in edges])
    return network._replace(notes=[*notes, *network.notes])


def _lists(text: str, path: Path) -> Iterator[tuple[list[str], Values]]:
    """Each list as it ends: the keys that lead to it, and its own values. Raises InputError."""
    around: list[str] = []
    values: list[Values] = [{}]
    key = ""
    for match in TOKEN.finditer(text):
        string, bracket, word, quotation = match.groups()
        if quotation:
            raise _error("a quotation mark that does not end", text, match, path)
        if bracket == "[":
            if not key:
                raise _error("a list without a key", text, match, path)
            around.append(key)
            values.append({})
            key = ""
        elif bracket == "]":
            if not around or key:
                raise _error(f"key {quote(key)} has no value" if key else "] without [", text, match, path)
            yield around, values.pop()
            around.pop()
        elif not key:
            if string is not None:
                raise _error(f"{quote(string)} where a key is expected", text, match, path)
            key = word.lower()
        else:
            values[-1].setdefault(key, html.unescape(string) if string is not None else word)
            key = ""
    if around or key:
        raise InputError("the file is cut off within a list", file=path, line=text.count("\n") + 1)


def _error(message: str, text: str, match: re.Match[str], path: Path) -> InputError:
    return InputError(message, file=path, line=text.count("\n", 0, match.start()) + 1)
