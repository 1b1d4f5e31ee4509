"""GML: directions, labels as handles, and each refusal."""

import networkx as nx
import pytest

from tests.ties import fault, read, ties_of

NODES = 'node [ id 0 label "ann" ] node [ id 1 label "Zo&#233; &amp; Bo" graphics [ x 1.0 label "x" ] ]'
EDGE = "edge [ source 1 target 0 value 2 ]"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"graph [ directed 1 {NODES} {EDGE} ]", [("Zoé & Bo", "ann")]),
        (f'Creator "x"\nVersion 1\ngraph\n[ {NODES} {EDGE} ]', [("Zoé & Bo", "ann"), ("ann", "Zoé & Bo")]),
        (f"# a [ remark\ngraph [ directed 1 {EDGE} {EDGE} {NODES} ]", [("Zoé & Bo", "ann")] * 2),
        ("graph [ directed 1 node [ id 0 ] node [ id 1 ] edge [ source 1 target 0 ] ]", [("1", "0")]),
    ],
)
def test_directions_and_labels(tmp_path, text, expected):
    assert ties_of(read(tmp_path, text, "f.gml")) == expected


@pytest.mark.parametrize("directed", [True, False])
def test_what_networkx_writes(tmp_path, directed):
    graph = (nx.MultiDiGraph if directed else nx.Graph)([("ann", "bea"), ("cat", "zoé")])
    text = "\n".join(nx.generate_gml(graph))
    back = [] if directed else [("bea", "ann"), ("zoé", "cat")]
    assert ties_of(read(tmp_path, text, "f.gml")) == sorted([("ann", "bea"), ("cat", "zoé"), *back])


def test_a_depth_without_end_is_read(tmp_path):
    deep = "a [ " * 100_000 + "] " * 100_000
    assert ties_of(read(tmp_path, f"graph [ directed 1 {NODES} {EDGE} {deep} ]", "f.gml")) == [("Zoé & Bo", "ann")]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "f.gml: holds no graph [ ... ]"),
        ("graph [\nnode [ id 0 ]\n", "f.gml:3: the file is cut off within a list"),
        ('graph [\nnode [ id "0 ]\n]', "f.gml:2: a quotation mark that does not end"),
        ("graph [\n]\n]", "f.gml:3: ] without ["),
        ("graph [\n[ ] ]", "f.gml:2: a list without a key"),
        ("graph [ directed ]", 'f.gml:1: key "directed" has no value'),
        ('graph [ "x" 1 ]', 'f.gml:1: "x" where a key is expected'),
        ("graph [ node [ label 1 ] ]", "f.gml: node 1 has no id"),
        ("graph [ edge [ source 1 ] ]", "f.gml: edge 1 has no source and target"),
    ],
)
def test_gml_that_is_refused(tmp_path, text, message):
    assert fault(tmp_path, text, "f.gml") == message
