"""Pajek: arcs one way, edges both, labels as handles, and each refusal with its line."""

import networkx as nx
import pytest

from tests.ties import fault, read, ties_of

VERTICES = '*Vertices 3\n1 "Jo Smith" 0.1 0.2 ellipse\n2 bea\n% a remark\n3 "cat"\n'


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("*Arcs\n2 3 1.0\n", [("bea", "cat")]),
        ("*arcs :1 \"follows\"\n1 3\n", [("Jo Smith", "cat")]),
        ("*Edges\n2 3\n", [("bea", "cat"), ("cat", "bea")]),
        ("*Edges\n1 2\n*Arcs\n2 3\n", [("Jo Smith", "bea"), ("bea", "Jo Smith"), ("bea", "cat")]),
        ("*Arcslist\n2 1 3\n", [("bea", "Jo Smith"), ("bea", "cat")]),
        ("*Edgeslist\n2 3\n", [("bea", "cat"), ("cat", "bea")]),
    ],
)  # fmt: skip
def test_arcs_go_one_way_and_edges_both(tmp_path, lines, expected):
    assert ties_of(read(tmp_path, VERTICES + lines, "f.net")) == expected


def test_vertices_without_lines_are_numbers(tmp_path):
    assert ties_of(read(tmp_path, "*Network x\n*Vertices 3\n*Arcs\n2 3\n", "f.net")) == [("2", "3")]


def test_what_networkx_writes(tmp_path):
    text = "\n".join(nx.generate_pajek(nx.DiGraph([("ann", "bea"), ("cat", "bea")])))
    assert ties_of(read(tmp_path, text, "f.net")) == [("ann", "bea"), ("cat", "bea")]


def test_a_network_of_two_kinds(tmp_path):
    assert read(tmp_path, "*Vertices 3 1\n*Arcs\n1 3\n", "f.net").two_kinds
    assert not read(tmp_path, "*Vertices 3\n*Arcs\n1 3\n", "f.net").two_kinds


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("1,2\n", 'f.net:1: "1,2" before *Vertices; is it a Pajek network?'),
        ("", "f.net: no *Vertices; is it a Pajek network?"),
        ("*Vertices x\n", "f.net:1: *Vertices needs their number, up to 100,000,000"),
        ("*Vertices 2\n*Arcs\n1 3\n", 'f.net:3: vertex "3" is not a number from 1 to 2'),
        ("*Vertices 2\n*Arcs\n1\n", 'f.net:3: "1" is one vertex; an edge needs two'),
        (
            "*Vertices 2\n*Matrix\n0 1\n",
            'f.net:2: section "*matrix" is not read; known are *Vertices, *Arcs, *Edges and their lists',
        ),
    ],
)
def test_pajek_that_is_refused(tmp_path, text, message):
    assert fault(tmp_path, text, "f.net") == message
