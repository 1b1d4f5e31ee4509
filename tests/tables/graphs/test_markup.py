"""GraphML and GEXF: directions, names of nodes, and what XML could do to us."""

import networkx as nx
import pytest

from tests.ties import fault, read, ties_of

XMLNS = 'xmlns="http://graphml.graphdrawing.org/xmlns"'


def graphml(body, default="directed"):
    return f"<graphml {XMLNS}>\n<graph edgedefault='{default}'>\n{body}\n</graph></graphml>"


def gexf(body, default="defaultedgetype='directed'"):
    return f'<gexf xmlns="http://gexf.net/1.3" version="1.3"><graph {default}>{body}</graph></gexf>'


EDGE = "<edge source='ann' target='bea'/>"


@pytest.mark.parametrize("directed", [True, False])
@pytest.mark.parametrize("form", ["graphml", "gexf"])
def test_what_networkx_writes(tmp_path, form, directed):
    graph = (nx.DiGraph if directed else nx.Graph)([("ann", "bea"), ("cat", "bea")])
    text = "\n".join(nx.generate_graphml(graph) if form == "graphml" else nx.generate_gexf(graph))
    back = [] if directed else [("bea", "ann"), ("bea", "cat")]
    assert ties_of(read(tmp_path, text, f"f.{form}")) == sorted([("ann", "bea"), ("cat", "bea"), *back])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (graphml(EDGE), [("ann", "bea")]),
        (graphml(EDGE, "undirected"), [("ann", "bea"), ("bea", "ann")]),
        (graphml(EDGE.replace("/>", " directed='false'/>")), [("ann", "bea"), ("bea", "ann")]),
        (graphml(EDGE.replace("/>", " directed='true'/>"), "undirected"), [("ann", "bea")]),
        (gexf(EDGE), [("ann", "bea")]),
        (gexf(EDGE, ""), [("ann", "bea"), ("bea", "ann")]),  # undirected unless it is said, by its standard
        (gexf(EDGE.replace("/>", " type='mutual'/>")), [("ann", "bea"), ("bea", "ann")]),
        (gexf(EDGE.replace("/>", " type='directed'/>"), ""), [("ann", "bea")]),
    ],
)
def test_each_edge_has_its_direction(tmp_path, text, expected):
    assert ties_of(read(tmp_path, text, "f.xml")) == expected


NODES = """<node id="n0"><data key="k0">ann</data></node><node id="n1"><data key="k0">bea</data></node>
<edge source="n1" target="n0"><data key="k0">x</data></edge>"""


@pytest.mark.parametrize("attribute", ["name", "label", "Label"])
def test_names_of_igraph_and_gephi_are_handles(tmp_path, attribute):
    key = f"<key id='k0' for='node' attr.name='{attribute}' attr.type='string'/>"
    found = read(tmp_path, graphml(NODES).replace("<graph ", f"{key}<graph "), "f.graphml")
    assert ties_of(found) == [("bea", "ann")]


def test_other_attributes_are_no_names(tmp_path):
    key = "<key id='k0' for='node' attr.name='niche' attr.type='string'/>"
    assert ties_of(read(tmp_path, graphml(NODES).replace("<graph ", f"{key}<graph "), "f.xml")) == [("n1", "n0")]


def test_labels_of_gexf_and_yed_are_handles(tmp_path):
    body = "<nodes><node id='0' label='ann'/><node id='1' label='bea'/></nodes><edges><edge source='1' target='0'/>"
    assert ties_of(read(tmp_path, gexf(f"{body}</edges>"), "f.gexf")) == [("bea", "ann")]
    label = "<data key='d'><y:Shape xmlns:y='y'><y:NodeLabel>{}</y:NodeLabel></y:Shape></data>"
    nodes = [f"<node id='{number}'>{label.format(name)}</node>" for number, name in enumerate(("ann", "bea"))]
    text = graphml("".join(nodes) + "<edge source='1' target='0'/>")
    assert ties_of(read(tmp_path, text, "f.graphml")) == [("bea", "ann")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-2", "windows-1251", "cp1252"])
def test_encodings(tmp_path, encoding):
    name = "Жan" if "1251" in encoding else "řan" if "8859" in encoding else "zoé"
    text = f"<?xml version='1.0' encoding='{encoding}'?>\n" + graphml(EDGE.replace("ann", name))
    assert ties_of(read(tmp_path, text.encode(encoding), "f.graphml")) == [(name, "bea")]


def test_a_sample_says_of_how_many_it_is(tmp_path):
    graph = nx.DiGraph([("ann", "bea")], **{"one person in": 9})
    assert read(tmp_path, "\n".join(nx.generate_graphml(graph)), "f.graphml").one_in == 9


def test_a_doctype_that_declares_nothing_is_read(tmp_path):
    text = f'<?xml version="1.0"?>\n<!DOCTYPE graphml SYSTEM "http://nowhere/graphml.dtd">\n{graphml(EDGE)}'
    assert ties_of(read(tmp_path, text, "f.graphml")) == [("ann", "bea")]


BOMB = '<?xml version="1.0"?>\n<!DOCTYPE x [<!ENTITY a "x"><!ENTITY b "&a;&a;">]>\n<graphml>&b;</graphml>'


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (BOMB, "f.graphml:2: a DOCTYPE with declarations, which no network needs; refused"),
        (BOMB.encode("utf-16"), "f.graphml:2: a DOCTYPE with declarations, which no network needs; refused"),
        (
            "<!DOCTYPE x SYSTEM 'file:///etc/passwd'>\n<graphml>&b;</graphml>",
            'f.graphml:2: entity "b", which no network needs; refused',
        ),
        ("<graphml>&b;</graphml>", "f.graphml:1: not readable as XML: undefined entity"),
        ("<graphml>\n<graph", "f.graphml:2: not readable as XML: unclosed token"),
        ("", "f.graphml:1: not readable as XML: no element found"),
        ("<a></a>", "f.graphml: holds no graph; it begins with <a>"),
        (graphml("", ""), "f.graphml:2: edgedefault must be directed or undirected, not \"\""),
        (graphml("<edge source='a'/>"), "f.graphml:3: an edge without source and target"),
        (graphml("<node/>"), "f.graphml:3: a node without an id"),
        (graphml("<hyperedge/>"), "f.graphml:3: an edge of more than two nodes (hyperedge); only pairs are read"),
        (
            graphml(EDGE.replace("/>", " directed='maybe'/>")),
            'f.graphml:3: directed must be one of true, false, 1, 0, not "maybe"',
        ),
        (graphml("<edge source='a' target='@'/>"), 'f.graphml: node: "@" holds no handle'),
    ],
)  # fmt: skip
def test_markup_that_is_refused(tmp_path, text, message):
    assert fault(tmp_path, text, "f.graphml") == message
