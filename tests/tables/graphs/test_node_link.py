"""JSON of nodes and links: ids or numbers, directions, and each refusal."""

import json

import networkx as nx
import pytest

from tests.ties import fault, read, ties_of

NODES = [{"id": "ann"}, {"id": "bea"}]
LINKS = [{"source": "ann", "target": "bea"}]
SAID = {"directed": True, "nodes": NODES, "links": LINKS}


@pytest.mark.parametrize(
    ("tree", "expected"),
    [
        (SAID, [("ann", "bea")]),
        ({**SAID, "directed": False}, [("ann", "bea"), ("bea", "ann")]),
        ({"directed": True, "nodes": NODES, "edges": LINKS}, [("ann", "bea")]),
        ({"nodes": [{"name": "ann"}, {"name": "bea"}], "links": [{"source": 0, "target": 1}]}, [("ann", "bea")]),
        ({"nodes": ["ann", "bea"], "links": LINKS}, [("ann", "bea")]),
        ({**SAID, "links": [{"source": {"id": "bea"}, "target": "ann"}]}, [("bea", "ann")]),
        ({**SAID, "nodes": [{"id": 1.0}, {"id": 2.0}], "links": [{"source": 1.0, "target": 2.0}]}, [("1", "2")]),
        (
            {"nodes": [{"key": "0", "attributes": {"label": "ann"}}, {"key": "1", "attributes": {"label": "bea"}}],
             "edges": [{"source": "1", "target": "0"}]},
            [("bea", "ann")],
        ),
    ],
)  # fmt: skip
def test_nodes_and_links(tmp_path, tree, expected):
    assert ties_of(read(tmp_path, json.dumps(tree), "f.json")) == expected


@pytest.mark.parametrize("write", [lambda graph: nx.node_link_data(graph, edges="links"), nx.adjacency_data])
def test_what_networkx_writes(tmp_path, write):
    graph = nx.DiGraph([("ann", "bea"), ("cat", "bea")])
    assert ties_of(read(tmp_path, json.dumps(write(graph)), "f.json")) == [("ann", "bea"), ("cat", "bea")]


def test_a_direction_that_nothing_says_is_told(tmp_path):
    found = read(tmp_path, json.dumps({"nodes": NODES, "links": LINKS}), "f.json")
    assert found.notes == ["nothing says whether links are directed; each source is taken to follow its target"]
    assert read(tmp_path, json.dumps(SAID), "g.json").notes == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{\n", "f.json:2: not readable as JSON: Expecting property name enclosed in double quotes"),
        ("[" * 100_000, "f.json: not readable as JSON: maximum recursion depth exceeded while decoding a JSON ar..."),
        ("[]", "f.json: no nodes with links: JSON of a network has a list of each"),
        (json.dumps({**SAID, "nodes": [*NODES, {"id": "ann"}]}), 'f.json: nodes.2: node "ann" is there twice'),
        (json.dumps({**SAID, "links": [{"source": "ann"}]}), 'f.json: links.0.target: must be an id, not "null"'),
        (json.dumps({**SAID, "links": [{"source": "ann", "target": "dot"}]}), 'f.json: links.0: no node "dot"'),
        (json.dumps({**SAID, "nodes": [{"id": True}]}), 'f.json: nodes.0: must be an id, not "true"'),
        (json.dumps({**SAID, "adjacency": [[]]}), "f.json: adjacency: must be a list of neighbours for each node"),
    ],
)
def test_json_that_is_refused(tmp_path, text, message):
    assert fault(tmp_path, text, "f.json") == message
