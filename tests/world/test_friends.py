"""Friend networks: degrees by sociability, circles, networkx's own graphs, real networks."""

from pathlib import Path

import networkx as nx
import numpy as np
import pytest

from sim.errors import InputError
from sim.scenario.settings.world_settings import Friends
from sim.world import friends

FAR = 5.64
ONE = np.array([0, 3000])


def built(start, tmp=Path(), names=None, seed=1, **rule):
    return friends.build(Friends.model_validate(rule), seed, np.asarray(start, np.int64), tmp, names)


def pairs_of(graph):
    return np.stack([np.repeat(np.arange(graph.start.size - 1), np.diff(graph.start)), graph.friend], axis=1)


def circle(**parameters):
    return {"generator": {"name": "circles", **parameters}}


@pytest.mark.parametrize("start", [[0, 3000], [0, 1000, 1400, 3000], [0, 1, 2, 3, 500]])
def test_friendships_are_mutual_single_sorted_and_within_communities(start):
    graph = built(start)
    pairs = pairs_of(graph)
    there = {tuple(pair) for pair in pairs.tolist()}
    assert len(there) == len(pairs)
    assert all((b, a) in there for a, b in there)
    assert (pairs[:, 0] != pairs[:, 1]).all()
    assert all((np.diff(row) > 0).all() for row in np.split(graph.friend, graph.start[1:-1]))
    community = np.searchsorted(start, pairs, side="right")
    assert (community[:, 0] == community[:, 1]).all()


@pytest.mark.parametrize("mean", [4.0, 10.0, 30.0])
def test_people_have_as_many_friends_as_asked_for(mean):
    """The number of pairs is a sum of coins: its standard deviation is below the root of its mean."""
    graph = built([0, 20_000, 40_000], mean=mean)
    n_pairs = graph.friend.size / 2
    lost = 0.004 * mean * 20_000  # pairs drawn in circle and community both
    assert abs(n_pairs - mean * 20_000) <= FAR * np.sqrt(mean * 20_000) + lost
    assert graph.notes == ()


def test_small_circles_are_full_and_that_is_told():
    graph = built([0, 40], mean=30.0, **circle(size=10.0, inside=1.0))
    assert np.diff(graph.start).tolist() == [9] * 40
    assert graph.notes[0].startswith("friends per person: 9 instead of 30")


@pytest.mark.parametrize(
    ("name", "parameters"),
    [
        ("watts_strogatz_graph", {"k": 6, "p": 0.2}),
        ("newman_watts_strogatz_graph", {"k": 4, "p": 0.3}),
        ("connected_watts_strogatz_graph", {"k": 4, "p": 0.1}),
        ("barabasi_albert_graph", {"m": 3}),
        ("powerlaw_cluster_graph", {"m": 2, "p": 0.4}),
        ("random_regular_graph", {"d": 4}),
        ("gnm_random_graph", {"m": 90}),
        ("fast_gnp_random_graph", {"p": 0.1}),
    ],
)
def test_networkx_graphs_are_networkxs_own(name, parameters):
    graph = built([0, 40, 100], seed=5, generator={"name": name, **{key: float(v) for key, v in parameters.items()}})
    due = []
    for community, (first, n) in enumerate(((0, 40), (40, 60))):
        made = getattr(nx, name)(n=n, seed=5 + community, **parameters)
        due += [(a + first, b + first) for a, b in made.edges()] + [(b + first, a + first) for a, b in made.edges()]
    assert sorted(due) == [tuple(pair) for pair in pairs_of(graph).tolist()]


def test_a_real_network_tells_followers(tmp_path):
    (tmp_path / "f.csv").write_text("follower,followee\n1,0\n2,0\n0,2\n2,2\n1,0\n9,0\n")
    graph = built([0, 4], tmp_path, network="f.csv")
    assert pairs_of(graph).tolist() == [[0, 1], [0, 2], [2, 0]]
    told = " ".join(graph.notes)
    assert "self loops dropped: 1" in told
    assert "1 ties to people who are not in the world dropped" in told


def test_names_of_a_real_world_are_found(tmp_path):
    (tmp_path / "f.csv").write_text("follower,followee\nann,ben\neve,ann\n")
    graph = built([0, 2], tmp_path, ["ann", "ben"], network="f.csv")
    assert pairs_of(graph).tolist() == [[1, 0]]


def test_names_are_found_in_any_case_and_ties_go_both_ways_if_asked(tmp_path):
    (tmp_path / "f.csv").write_text("follower,followee\n@ANN,ben\n")
    graph = built([0, 2], tmp_path, ["Ann", "Ben"], network="f.csv", network_undirected=True)
    assert pairs_of(graph).tolist() == [[0, 1], [1, 0]]


def test_an_undirected_graphml_goes_both_ways(tmp_path):
    nx.write_graphml(nx.path_graph(3), tmp_path / "f.graphml")
    assert pairs_of(built([0, 3], tmp_path, network="f.graphml")).tolist() == [[0, 1], [1, 0], [1, 2], [2, 1]]


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        (circle(sized=3.0), 'friends.generator.sized: circles has no such parameter; did you mean "size"?'),
        (circle(size=1.0), "friends.generator.size: 1 is not a number in [2, 1e+09]"),
        (circle(inside=1.5), "friends.generator.inside: 1.5 is not a number in [0, 1]"),
        ({"generator": {"name": "circle"}}, 'friends.generator: unknown generator "circle"; did you mean "circles"?'),
        (
            {"generator": {"name": "watts_strogatz_graph", "k": 4.0}},
            "friends.generator: watts_strogatz_graph needs p; its parameters: k, p",
        ),
        (
            {"generator": {"name": "watts_strogatz_graph", "k": 4.5, "p": 0.1}},
            "friends.generator.k: 4.5 is not a whole number in [0, 1,000,000,000]",
        ),
        (
            {"generator": {"name": "random_regular_graph", "d": 4000.0}},
            "friends.generator: d = 4,000 must be below the number of people (a community of 3,000 people)",
        ),
    ],
)
def test_bad_rules_are_refused(rule, told):
    with pytest.raises(InputError) as caught:
        built(ONE, **rule)
    assert str(caught.value).startswith(told)


@pytest.mark.parametrize("n", range(7))
@pytest.mark.parametrize("number", range(7))
@pytest.mark.parametrize("name", friends.GENERATORS)
def test_what_networkx_refuses_is_known_before_it_is_asked(name, number, n):
    """Every pair of small whole numbers: networkx makes the graph where there is no contradiction, and only there."""
    given = {key: number if key in friends.WHOLE_NUMBERS else 0.5 for key in friends.GENERATORS[name]}
    try:
        getattr(nx, name)(n=n, seed=1, **given)
    except nx.NetworkXException:
        assert friends.contradiction(name, given, n) is not None
    else:
        assert friends.contradiction(name, given, n) is None


@pytest.mark.parametrize(("name", "number"), [(name, 4) for name in friends.GENERATORS if "g" not in name[:1]])
def test_no_graph_has_more_friends_than_its_numbers_allow(name, number):
    """Newman's shortcuts are coins: six standard deviations are let go."""
    given = {key: float(number) if key in friends.WHOLE_NUMBERS else 0.5 for key in friends.GENERATORS[name]}
    rule = {"generator": {"name": name, **given}}
    graph = built([0, 2000], **rule)
    most = friends.most_friends(Friends.model_validate(rule))
    assert graph.friend.size / 2000 <= most * (1.0 + 6.0 / np.sqrt(0.5 * most * 2000))


def test_too_many_people_for_networkx_are_refused():
    with pytest.raises(InputError, match="at most 200,000"):
        built([0, 200_001], generator={"name": "barabasi_albert_graph", "m": 2.0})


def test_people_of_a_generated_world_are_numbers(tmp_path):
    (tmp_path / "f.csv").write_text("follower,followee\nann,ben\n")
    with pytest.raises(InputError, match="is not a number from 0 to 3"):
        built([0, 4], tmp_path, network="f.csv")
