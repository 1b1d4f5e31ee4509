"""Worlds for other tools: what is written can be read back, by networkx and by our own reader of networks."""

import io

import networkx as nx
import numpy as np
import pytest

from sim.errors import InputError
from sim.text import visible
from sim.world import edge_export, follows
from tests.scenes import ONE_COMMUNITY, audiences, world_of

HOSTILE = (
    "<b>&\"'", "a,b", 'say "hi"', " outer ", "tab\there", "nul\x00esc\x1b[31m", "\ufffe\ud800", "back\\slash",
    "line\nbreak", "p7", "pp7", "7", "#7", "=1+1", "漢字 😀", "", " ", "\u3000", "a\x01", "a\\x01",
)  # fmt: skip


GROUP = {"name": "micro", "count": 12, "followers": 60.0, "followers_sd": 1.0}


def small(**changes):
    return world_of(
        **{"creators": ({"name": "micro", "count": 12, "followers": 60.0, "followers_sd": 1.0},), **changes}
    )


def hostile():
    world = small(creators=({"name": "micro", "count": len(HOSTILE), "followers": 60.0},), world={"people": 1_000})
    return world._replace(creator_handle=HOSTILE)


def edges(world, names):
    """(person, creator) of every link, with these names of the creators."""
    return {
        (person, name) for name, row in zip(names, audiences(world).values(), strict=True) for person in row.tolist()
    }


def number(node):
    return int(node.lstrip("p"))


def test_graph_holds_every_link_once_and_nobody_else():
    world = small()
    graph = edge_export.graph(world, 10_000)
    assert graph.is_directed()
    assert nx.is_bipartite(graph)
    assert {(number(a), b) for a, b in graph.edges} == edges(world, world.creator_handle)
    people = [node for node, kind in graph.nodes(data="kind") if kind == "person"]
    assert len(people) == np.unique(world.link_person).size
    assert len(people) + len(world.creator_handle) == graph.number_of_nodes()


def test_nodes_say_what_they_are():
    world = small(world={"people": 400})  # so few that the first person of a community follows somebody
    assert np.isin(world.community_start[1:-1], world.link_person).any()
    graph = edge_export.graph(world, 10_000)
    first = world.creator_handle[0]
    niches = [world.niche_names[niche] for niche in world.community_niche]
    assert graph.nodes[first] == {
        "kind": "creator",
        "handle": first,
        "followers": int(world.creator_followers[0]),
        "niche": niches[world.creator_home[0]],
    }
    for person in np.unique(world.link_person).tolist():
        home = np.searchsorted(world.community_start, person, side="right") - 1
        assert graph.nodes[f"p{person}"] == {"kind": "person", "niche": niches[home]}


def test_a_real_network_says_no_niche():
    world = small(world={"communities": ONE_COMMUNITY})._replace(niche_names=("beauty", "tech"))
    assert not any("niche" in known for _, known in edge_export.graph(world, 10_000).nodes(data=True))


def test_graphml_comes_back_from_networkx():
    world = small()
    read = nx.read_graphml(io.BytesIO(edge_export.graphml(world)), node_type=str)
    written = edge_export.graph(world, 10_000)
    assert set(read.edges) == set(written.edges)
    assert dict(read.nodes(data=True)) == dict(written.nodes(data=True))
    assert edge_export.graphml(world) == edge_export.graphml(small())


def test_graphml_survives_hostile_handles():
    world = hostile()
    read = nx.read_graphml(io.BytesIO(edge_export.graphml(world)), node_type=str)
    names = edge_export.identifiers(world)
    assert len(set(names)) == len(HOSTILE)
    assert {(number(a), b) for a, b in read.edges} == edges(world, names)


@pytest.mark.parametrize("suffix", [".csv", ".graphml"])
@pytest.mark.parametrize("make", [small, hostile])
def test_files_are_real_networks(make, suffix, tmp_path):
    world, path = make(), tmp_path / f"net{suffix}"
    path.write_bytes(b"".join(edge_export.edge_list(world)) if suffix == ".csv" else edge_export.graphml(world))
    read = follows.read(path)
    names = edge_export.identifiers(world)
    sizes = dict(zip(names, np.diff(world.link_start).tolist(), strict=True))
    top = follows.top(read, 3)
    counts = np.diff(read.account_start)
    assert [counts[account] for account in top] == sorted(sizes.values(), reverse=True)[:3]
    assert {name: int(count) for name, count in zip(read.accounts, counts, strict=True)} == sizes
    rows = np.split(read.follower, read.account_start[1:-1])
    found = {(number(read.people[p]), name) for name, row in zip(read.accounts, rows, strict=True) for p in row}
    assert found == edges(world, names)


@pytest.mark.parametrize("suffix", [".csv", ".graphml"])
@pytest.mark.parametrize("one_in", [1, 9])
def test_a_sample_says_of_how_many_it_is_one(suffix, one_in, tmp_path):
    world, path = small(), tmp_path / f"net{suffix}"
    pieces = edge_export.edge_list(world, one_in) if suffix == ".csv" else [edge_export.graphml(world, one_in)]
    path.write_bytes(b"".join(pieces))
    assert follows.read(path).one_in == one_in


def test_edge_list_is_plain():
    world = small()
    head, first, *_ = edge_export.edge_list(world)
    person = int(audiences(world)[world.creator_handle[0]][0])
    assert head == b"follower,creator\n"
    assert first.startswith(f"p{person},micro-00001\n".encode())


@pytest.mark.parametrize(("handles", "prefix"), [(("a", "b"), "p"), (("p7", "b"), "pp"), (("p7", "pp0"), "ppp"),
                                                 (("pp7", "p"), "p"), (("p7a", "P7"), "p")])  # fmt: skip
def test_persons_are_never_called_like_a_creator(handles, prefix):
    world = small(creators=({"name": "micro", "count": 2, "followers": 10.0},))
    assert edge_export.person_prefix(world._replace(creator_handle=handles)) == prefix


@pytest.mark.parametrize(("name", "told"), [
    ("plain @name", "plain @name"), ("漢字 😀", "漢字 😀"), ("", "\\"), ("  ", "\\x20\\x20"),
    (" a b ", "\\x20a b\\x20"),
    ("a\\b", "a\\\\b"), ("\x00", "\\x00"), ("\u3000", "\\u3000"), ("\ud800", "\\ud800"), ("\ufffe", "\\ufffe"),
])  # fmt: skip
def test_what_cannot_be_seen_is_escaped(name, told):
    assert visible(name) == told


def fake(n_links):
    """A world whose links are only counted."""
    return small()._replace(link_person=np.zeros(n_links, np.int32))


@pytest.mark.parametrize(("write", "n_links", "told"), [
    (edge_export.edge_list, 2_500_000, "2,500,000 links are too many for an edge list, at most 1,000,000; "
                                  "make world.sample_one_in 3 times as large, or take fewer creators"),
    (edge_export.graphml, 200_001, "200,001 links are too many for GraphML, at most 200,000; "
                              "make world.sample_one_in 2 times as large, or take fewer creators"),
    (lambda world: edge_export.graph(world, 5), 6, "6 links are too many for a networkx graph, at most 5; "
                                              "make world.sample_one_in 2 times as large, or take fewer creators"),
])  # fmt: skip
def test_too_many_links_are_refused_at_once(write, n_links, told):
    with pytest.raises(InputError) as caught:
        write(fake(n_links))
    assert str(caught.value) == told


def test_nobody_followed_is_a_graph_of_creators():
    world = small(creators=({"name": "micro", "count": 2, "followers": 0.0},))
    assert list(edge_export.edge_list(world)) == [b"follower,creator\n", b"", b""]
    assert nx.read_graphml(io.BytesIO(edge_export.graphml(world))).number_of_nodes() == 2
