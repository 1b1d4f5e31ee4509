"""GraphML and GEXF: nodes and edges out of XML in which nothing can expand or name another file."""

import re
from pathlib import Path
from typing import NamedTuple
from xml.parsers import expat

from sim.errors import InputError
from sim.tables.graphs.edges import RawNetwork
from sim.tables.graphs.list_head import ONE_IN, read_one_in
from sim.tables.graphs.nodes import NAMES, Node, NodeEdge, name_nodes
from sim.tables.reading import textfile
from sim.text import one_line, quote

DECLARED = re.compile(rb"\s*<\?xml[^>]*encoding=[\"'](iso-8859-\d+|windows-125\d|shift_jis|euc-\w+|gb\w+|big5|koi8-r)"
                      rb"[\"']", re.IGNORECASE)  # fmt: skip
DIRECTIONS = {"directed": False, "undirected": True, "mutual": True}
TRUTHS = {"true": False, "false": True, "1": False, "0": True, "": None}  # directed -> both ways


class Markup(NamedTuple):
    """A network out of XML, and how many people each person in it stands for."""

    network: RawNetwork
    one_in: int


def read_markup(data: bytes, path: Path) -> Markup:
    """Read GraphML or GEXF. Raises InputError with the line."""
    text, notes = _decode(data, path)
    reader = _Reader(path)
    try:
        reader.parser.Parse(text, True)
    except expat.ExpatError as error:
        message = f"not readable as XML: {expat.ErrorString(error.code)}"
        raise InputError(message, file=path, line=error.lineno) from None
    if not reader.has_graph:
        raise InputError(f"holds no graph; it begins with <{one_line(reader.root)}>", file=path)
    network = name_nodes(reader.nodes, reader.ties)
    return Markup(network._replace(notes=[*notes, *network.notes]), reader.one_in)


def _decode(data: bytes, path: Path) -> tuple[str, list[str]]:
    if said := DECLARED.match(data[:200]):
        try:
            return data.decode(said[1].decode()), []
        except (UnicodeDecodeError, LookupError):
            pass
    return textfile.decode_any(data, path)


class _Reader:
    """The nodes and edges as tags go by."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.root = ""
        self.has_graph = False
        self.one_in = 1
        self.nodes: list[Node] = []
        self.ties: list[NodeEdge] = []
        self._is_gexf = False
        self._mutual: list[bool] = []  # of the graphs around
        self._keys: dict[str, str] = {}  # GraphML: id of an attribute -> its name
        self._around: list[str] = []  # tags
        self._open: list[Node] = []  # nodes around
        self._text: list[str] | None = None  # of the attribute that is open
        self._attribute = ""
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._characters
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.EntityDeclHandler = self._entity
        self.parser.SkippedEntityHandler = self._entity

    def _error(self, message: str) -> InputError:
        return InputError(message, file=self.path, line=self.parser.CurrentLineNumber)

    def _doctype(self, _name: str, _system: str | None, _public: str | None, has_declarations: int) -> None:
        if has_declarations:
            raise self._error("a DOCTYPE with declarations, which no network needs; refused")

    def _entity(self, name: str, *_more: object) -> None:  # they can expand without end, or name other files
        raise self._error(f"entity {quote(name)}, which no network needs; refused")

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        tag = tag.rpartition(":")[2]
        if not self._around:
            self.root, self._is_gexf = tag, tag == "gexf"
        self._around.append(tag)
        if tag == "graph":
            self._start_graph(attributes)
        elif tag == "key":
            self._keys[attributes.get("id", "")] = attributes.get("attr.name", "")
        elif tag == "node" and self.has_graph:
            if "id" not in attributes:
                raise self._error("a node without an id")
            self._open.append(Node(attributes["id"], {"label": attributes["label"]} if attributes.get("label") else {}))
            self.nodes.append(self._open[-1])
        elif tag == "edge" and self.has_graph:
            self._start_edge(attributes)
        elif tag == "hyperedge":
            raise self._error("an edge of more than two nodes (hyperedge); only pairs are read")
        elif tag == "data":
            self._attribute, self._text = self._keys.get(attributes.get("key", ""), ""), []
        elif tag == "NodeLabel":
            self._attribute, self._text = "label", []

    def _start_graph(self, attributes: dict[str, str]) -> None:
        self.has_graph = True
        name = "defaultedgetype" if self._is_gexf else "edgedefault"
        said = attributes.get(name, "undirected" if self._is_gexf else "").lower()
        if said not in DIRECTIONS:
            raise self._error(f"{name} must be directed or undirected, not {quote(attributes.get(name, ''))}")
        self._mutual.append(DIRECTIONS[said])

    def _start_edge(self, attributes: dict[str, str]) -> None:
        ends = [attributes.get(end, "") for end in ("source", "target")]
        if not all(ends):
            raise self._error("an edge without source and target")
        name, known = ("type", DIRECTIONS) if self._is_gexf else ("directed", TRUTHS)
        said = attributes.get(name, "").lower()
        if said and said not in known:
            raise self._error(f"{name} must be one of {', '.join(filter(None, known))}, not {quote(said)}")
        own = known.get(said) if said else None
        self.ties.append(NodeEdge(ends[0], ends[1], self._mutual[-1] if own is None else own))

    def _characters(self, text: str) -> None:
        if self._text is not None:
            self._text.append(text)

    def _end(self, tag: str) -> None:
        tag = tag.rpartition(":")[2]
        self._around.pop()
        if tag == "graph":
            self._mutual.pop()
        elif tag == "node" and self._open:
            self._open.pop()
        elif tag in ("data", "NodeLabel") and self._text is not None:
            self._keep("".join(self._text).strip())
            self._text = None

    def _keep(self, text: str) -> None:
        """Keep an attribute's value where it may be a name, or the size of a sample."""
        above = self._around[-1] if self._around else ""
        attribute = self._attribute.lower()
        if above == "graph" and self._attribute == ONE_IN:
            self.one_in = read_one_in(text, self.path, self.parser.CurrentLineNumber)
        elif self._open and above != "edge" and "edge" not in self._around and attribute in NAMES and text:
            self._open[-1].names.setdefault(attribute, text)
