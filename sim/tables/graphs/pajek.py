"""Pajek's networks: numbered vertices, arcs that go one way, edges that go both."""

import re
from pathlib import Path
from typing import NamedTuple

from sim.errors import InputError
from sim.tables.graphs.edges import RawNetwork
from sim.tables.graphs.list_columns import BLANKS, split_line
from sim.tables.graphs.nodes import Node, NodeEdge, name_nodes
from sim.tables.reading import textfile
from sim.tables.reading.textfile import TextLine
from sim.text import quote

SECTIONS = ("vertices", "arcs", "edges", "arcslist", "edgeslist", "network")


class Vertices(NamedTuple):
    """The number of vertices; in a network of two kinds, the first of them are of the first."""

    n: int
    n_first: int
    labels: dict[int, str]


def read_pajek(data: bytes, path: Path) -> RawNetwork:
    """Read a Pajek network; vertices are called by their labels. Raises InputError with the line."""
    text, notes = textfile.decode_any(data, path)
    vertices, section, ties = None, "", []
    for line in textfile.lines(text, path):
        if line.text.lstrip().startswith("%"):
            continue
        if line.text.lstrip().startswith("*"):
            section = _section(line)
            if section == "vertices":
                vertices = _vertices(line)
        elif vertices is None:
            raise line.error(f"{quote(line.text.strip())} before *Vertices; is it a Pajek network?")
        elif section == "vertices":
            number, *label = split_line(line, BLANKS)
            vertices.labels[_number(number, vertices, line)] = label[0] if label else number
        else:
            ties += _ties(line, section, vertices)
    if vertices is None:
        raise InputError("no *Vertices; is it a Pajek network?", file=path)
    nodes = [Node(str(n), {"label": vertices.labels.get(n, str(n))}) for n in range(1, vertices.n + 1)]
    network = name_nodes(nodes, ties)
    return network._replace(two_kinds=vertices.n_first < vertices.n, notes=[*notes, *network.notes])


def _section(line: TextLine) -> str:
    name = re.split(r"[\s:]", line.text.strip()[1:].lower())[0]
    if name not in SECTIONS:
        raise line.error(f"section {quote(f'*{name}')} is not read; known are *Vertices, *Arcs, *Edges and their lists")
    return name


def _vertices(line: TextLine) -> Vertices:
    counts = re.findall(r"[0-9]+", line.text)
    if not counts or int(counts[0]) > len(counts[0]) * 10**9 or int(counts[0]) > 100_000_000:
        raise line.error("*Vertices needs their number, up to 100,000,000")
    n = int(counts[0])
    return Vertices(n, int(counts[1]) if len(counts) > 1 else n, {})


def _number(text: str, vertices: Vertices, line: TextLine) -> int:
    if not text.isdecimal() or len(text) > 9 or not 1 <= int(text) <= vertices.n:
        raise line.error(f"vertex {quote(text)} is not a number from 1 to {vertices.n:,}")
    return int(text)


def _ties(line: TextLine, section: str, vertices: Vertices) -> list[NodeEdge]:
    words = split_line(line, BLANKS)
    if len(words) < 2:
        raise line.error(f"{quote(line.text.strip())} is one vertex; an edge needs two")
    ends = words if section.endswith("list") else words[:2]
    first, *others = (str(_number(word, vertices, line)) for word in ends)
    return [NodeEdge(first, other, section.startswith("edges")) for other in others]
