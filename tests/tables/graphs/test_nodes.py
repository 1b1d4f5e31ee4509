"""Names of nodes: an attribute where each node has one of its own, else their ids."""

import pytest

from sim.tables.graphs.edges import settle_edges
from sim.tables.graphs.nodes import Node, NodeEdge, name_nodes
from tests.ties import ties_of

TIES = [NodeEdge("n1", "n0", False)]


def named(first, second):
    return name_nodes([Node("n0", first), Node("n1", second)], TIES)


@pytest.mark.parametrize("attribute", ["name", "label", "username", "screen_name"])
def test_each_node_has_a_name_of_its_own(attribute):
    found = named({attribute: "ann"}, {attribute: "bea"})
    assert ties_of(settle_edges(found.edges, False, [])) == [("bea", "ann")]
    assert found.notes == [f'handles are each node\'s {attribute}: "ann" for node "n0"']


def test_a_name_goes_before_a_label():
    assert named({"label": "Ann Lee", "name": "ann"}, {"label": "Bea", "name": "bea"}).edges.names == ["ann", "bea"]


@pytest.mark.parametrize(
    ("first", "second", "why"),
    [
        ({"label": "Jo"}, {"label": "Jo"}, 'handles are ids, not each node\'s label: "Jo" is there twice'),
        ({"label": "Jo"}, {}, "handles are ids, not each node's label: some nodes have none"),
    ],
)
def test_names_that_tell_nobody_apart_are_not_used(first, second, why):
    found = named(first, second)
    assert found.edges.names == ["n0", "n1"]
    assert found.notes == [why]


def test_labels_that_are_the_ids_are_no_news():
    assert named({"label": "n0"}, {"label": "n1"}).notes == []


def test_nodes_that_only_edges_name_are_called_by_their_ids():
    found = name_nodes([Node("n0", {"name": "ann"})], TIES)
    assert sorted(found.edges.names) == ["n0", "n1"]


def test_each_edge_keeps_its_direction():
    found = name_nodes([Node("a", {}), Node("b", {})], [NodeEdge("a", "b", False), NodeEdge("b", "a", True)])
    assert found.edges.is_mutual.tolist() == [False, True]
