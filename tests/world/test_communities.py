"""Communities: networkx's own graphs, PageRank against networkx's, exact sizes, each refusal by its message."""

import hashlib
from random import Random

import networkx as nx
import numpy as np
import pytest

from sim.errors import InputError
from sim.scenario.settings.world_settings import WorldSettings
from sim.world import communities
from tests.scenes import scene

OLD_PARTITIONS = tuple(map(int, nx.__version__.split(".")[:2])) < (3, 7)  # networkx 3.7 tosses other coins
GRAPHS = {  # generator: parameters, nodes, the same graph by networkx
    "planted_partition_graph": (
        {"l": 3, "k": 4, "p_in": 0.7, "p_out": 0.1},
        12,
        lambda seed: nx.planted_partition_graph(3, 4, 0.7, 0.1, seed=seed),
    ),
    "random_partition_graph": (
        {"l": 3, "k": 4, "p_in": 0.7, "p_out": 0.1},
        12,
        lambda seed: nx.random_partition_graph([4, 4, 4], 0.7, 0.1, seed=seed),
    ),
    "barabasi_albert_graph": ({"n": 9, "m": 2}, 9, lambda seed: nx.barabasi_albert_graph(9, 2, seed=seed)),
    "watts_strogatz_graph": (
        {"n": 10, "k": 4, "p": 0.3},
        10,
        lambda seed: nx.watts_strogatz_graph(10, 4, 0.3, seed=seed),
    ),
    "powerlaw_cluster_graph": (
        {"n": 12, "m": 2, "p": 0.5},
        12,
        lambda seed: nx.powerlaw_cluster_graph(12, 2, 0.5, seed=seed),
    ),
    "connected_caveman_graph": ({"l": 4, "k": 3}, 12, lambda seed: nx.connected_caveman_graph(4, 3)),
    "gnp_random_graph": ({"n": 12, "p": 0.3}, 12, lambda seed: nx.gnp_random_graph(12, 0.3, seed=seed)),
    "complete_graph": ({"n": 6}, 6, lambda seed: nx.complete_graph(6)),
}


DIGESTS_OF_TIES = [(7, "a89c9bdd223345cc"), (2**64 - 1, "1e518e1c7e1be396")]


def world(generator="planted_partition_graph", parameters=None, **changes):
    chosen = {"generator": generator, **changes}
    if parameters is not None:
        chosen["parameters"] = parameters
    return scene(world={"communities": chosen}).world


@pytest.mark.parametrize("one", range(1, 7))
@pytest.mark.parametrize("other", range(1, 7))
@pytest.mark.parametrize("name", GRAPHS)
def test_what_networkx_refuses_is_known_before_it_is_asked(name, one, other):
    """Every pair of small whole numbers: networkx makes the graph where there is no contradiction, and only there."""
    whole = iter((one, other))
    given = {key: next(whole) if key in communities.WHOLE_NUMBERS else 0.4 for key in communities.GENERATORS[name]}
    asked = {**given}
    if name == "random_partition_graph":
        asked["sizes"] = [asked.pop("k")] * asked.pop("l")
    try:
        made = getattr(nx, name)(**asked)
    except nx.NetworkXException:
        made = None
    assert (made is None) == (communities.contradiction(name, given) is not None)
    if made is not None:
        assert made.number_of_nodes() == communities.count_communities(given)


def message(asked, n_people=20_000):
    with pytest.raises(InputError) as caught:
        communities.build(asked, 7, n_people)
    return str(caught.value)


def test_every_generator_is_tried_here():
    assert GRAPHS.keys() == communities.GENERATORS.keys()
    assert all(tuple(tried[0]) == communities.GENERATORS[name] for name, tried in GRAPHS.items())


@pytest.mark.parametrize("generator", GRAPHS)
@pytest.mark.parametrize("seed", [7, 2**64 - 1])
def test_graphs_are_networkx_own(generator, seed):
    parameters, n_nodes, made = GRAPHS[generator]
    found = communities.graph(world(generator, parameters), seed)
    assert found.number_of_nodes() == n_nodes
    if generator not in communities.PARTITIONS or OLD_PARTITIONS:
        assert np.array_equal(nx.to_numpy_array(found), nx.to_numpy_array(made(seed % 2**32)))
    built = communities.build(world(generator, parameters), seed, 1_000)
    assert built.affinity.shape == (n_nodes, n_nodes)
    assert built.start[-1] == 1_000


@pytest.mark.parametrize(
    ("generator", "parameters", "expected"),
    [
        (
            "complete_grph",
            {"n": 3},
            'generator: unknown generator "complete_grph"; did you mean "complete_graph"?',
        ),
        (
            "zoo",
            {},
            'generator: unknown generator "zoo"; known: planted_partition_graph, random_partition_graph, '
            "barabasi_albert_graph, watts_strogatz_graph, powerlaw_cluster_graph, connected_caveman_graph, "
            "gnp_random_graph, complete_graph",
        ),
        ("complete_graph", {}, "parameters: complete_graph needs n; its parameters: n"),
        (
            "planted_partition_graph",
            {"l": 3, "k": 3, "p_in": 0.5},
            "parameters: planted_partition_graph needs p_out; its parameters: l, k, p_in, p_out",
        ),
        (
            "gnp_random_graph",
            {"n": 3, "p": 0.5, "pp": 0.5},
            'parameters.pp: gnp_random_graph has no such parameter; did you mean "p"?',
        ),
        (
            "gnp_random_graph",
            {"n": 3, "p": 1.5},
            "parameters.p: 1.5 is not a number in [0, 1]",
        ),
        ("gnp_random_graph", {"n": 3, "p": -0.1}, "parameters.p: -0.1 is not a number in [0, 1]"),
        ("gnp_random_graph", {"n": 0, "p": 0.5}, "parameters.n: 0 is not a whole number in [1, 2000]"),
        ("gnp_random_graph", {"n": 2.5, "p": 0.5}, "parameters.n: 2.5 is not a whole number in [1, 2000]"),
        ("complete_graph", {"n": 2001}, "parameters.n: 2001 is not a whole number in [1, 2000]"),
        (
            "connected_caveman_graph",
            {"l": 100, "k": 21},
            "parameters: l times k is more than 2,000 communities",
        ),
        (
            "barabasi_albert_graph",
            {"n": 3, "m": 3},
            "parameters: m = 3 must be below n = 3",
        ),
        ("complete_graph", {"n": 1}, "parameters: 1 communities cannot make 2 niches"),
    ],
)
def test_generators_that_are_refused(generator, parameters, expected):
    assert message(world(generator, parameters)) == f"world.communities.{expected}"


@pytest.mark.skipif(not OLD_PARTITIONS, reason="networkx 3.7 makes partition graphs by other coins")
@pytest.mark.parametrize(
    ("l", "k", "p_in", "p_out"),
    [(3, 4, 0.0, 0.5), (3, 4, 1.0, 0.5), (3, 4, 0.5, 1.0), (3, 4, 0.5, 0.0), (1, 9, 0.3, 0.3), (9, 1, 0.3, 0.3),
     (2, 40, 1e-3, 1e-9), (5, 10, 0.99, 0.01), (10, 20, 0.5, 0.02)],
)  # fmt: skip
def test_partitions_are_those_of_networkx_until_3_6(l, k, p_in, p_out):  # noqa: E741
    asked = world(parameters={"l": l, "k": k, "p_in": p_in, "p_out": p_out})
    for seed in range(20):
        own = nx.planted_partition_graph(l, k, p_in, p_out, seed=seed)
        assert np.array_equal(nx.to_numpy_array(communities.graph(asked, seed)), nx.to_numpy_array(own))


@pytest.mark.parametrize(("seed", "digest"), DIGESTS_OF_TIES)
def test_the_default_graph_is_the_same_under_every_library(seed, digest):
    ties = communities.ties(WorldSettings(), seed)
    assert hashlib.sha256(np.sort(ties, axis=1).tobytes()).hexdigest().startswith(digest)


def test_so_rare_a_tie_that_nothing_is_left_of_it():
    pairs = [(0, 1), (0, 2)]
    assert list(communities.sparse_ties(pairs, 1e-300, Random(1))) == []
    assert list(communities.sparse_ties(pairs, 1.0, Random(1))) == pairs


def test_fewer_people_than_communities():
    assert message(world(), 9) == "world.people: 9 people cannot fill 10 communities"
    assert communities.build(world(), 7, 10).start.tolist() == list(range(11))


@pytest.mark.parametrize("restart", [1e-300, 0.001, 0.15, 0.5, 0.99, 1.0])
@pytest.mark.parametrize("generator", GRAPHS)
def test_page_rank_rows_add_up_to_one(generator, restart):
    made = communities.graph(world(generator, GRAPHS[generator][0]), 7)
    rank = communities.page_rank(made, restart)
    assert (rank >= 0.0).all()
    np.testing.assert_allclose(rank.sum(axis=1), 1.0, rtol=0.0, atol=1e-11)


@pytest.mark.parametrize("restart", [0.05, 0.15, 0.5, 0.9])
def test_page_rank_is_networkx_own(restart):
    made = nx.gnp_random_graph(30, 0.06, seed=4)
    assert nx.number_of_isolates(made) > 0
    assert not nx.is_connected(made)
    found = communities.page_rank(made, restart)
    for home in made:
        own = nx.pagerank(made, 1.0 - restart, {home: 1.0}, max_iter=100_000, tol=1e-15)
        np.testing.assert_allclose(found[home], [own[node] for node in made], rtol=0.0, atol=1e-10)


def test_page_rank_of_long_walks():
    """Networkx would walk for ever: restart (1 - (1 - restart) S)^-1 instead."""
    made = nx.connected_caveman_graph(6, 4)
    step = nx.to_numpy_array(made) / np.array([made.degree(node) for node in made])[:, None]
    exact = 1e-4 * np.linalg.inv(np.eye(24) - (1.0 - 1e-4) * step)
    np.testing.assert_allclose(communities.page_rank(made, 1e-4), exact, rtol=0.0, atol=1e-9)


def test_restart_one_stays_home():
    made = nx.complete_graph(5)
    assert (communities.page_rank(made, 1.0) == np.eye(5)).all()
    assert (communities.page_rank(made, 0.5) > 0.0).all()


def test_who_follows_nobody_outside_stays_home():
    made = nx.Graph([(0, 1)])
    made.add_node(2)
    assert communities.page_rank(made, 0.2)[2].tolist() == [0.0, 0.0, 1.0]


@pytest.mark.parametrize("exponent", [0.0, 1.0, 3.0])
@pytest.mark.parametrize(("n_people", "n_communities"), [(7, 7), (20_000, 10), (2_000_000_000, 2000)])
def test_sizes_add_up_and_follow_the_law(n_people, n_communities, exponent):
    found = communities.sizes(n_people, n_communities, exponent)
    law = np.arange(1.0, n_communities + 1.0) ** -exponent
    assert found.sum() == n_people
    assert found.min() >= 0
    assert np.abs(found - law / law.sum() * n_people).max() <= 1.0 + 1e-6


def test_consecutive_communities_share_a_niche():
    found = communities.build(world(), 7, 1_000)
    assert found.niche.tolist() == [0] * 5 + [1] * 5
    assert found.niche_names == ("beauty", "tech")
    three = communities.build(world("complete_graph", {"n": 5}, niches=("a", "b", "c")), 7, 1_000)
    assert three.niche.tolist() == [0, 0, 1, 1, 2]


def test_a_single_community_holds_everybody():
    found = communities.single(9, ("a", "b"))
    assert found.start.tolist() == [0, 9]
    assert found.affinity.tolist() == [[1.0]]
    assert found.niche.tolist() == [0]
