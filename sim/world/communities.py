"""Audience communities: a graph of affinity, the sizes of its nodes, the niches that group them.

Partition graphs are made here, from Python's own coins, whose sequence the language keeps: they are the same under
every networkx. All other graphs are networkx's own, and may change with its version.
"""

from collections.abc import Iterator, Mapping
from itertools import combinations, product
from math import floor
from random import Random
from typing import Any, NamedTuple

import numpy as np

from sim.core.arrays import F64, I64
from sim.core.maths import log, powers
from sim.errors import InputError
from sim.scenario.settings.world_settings import WorldSettings
from sim.statistics.walks import stopping_places
from sim.text import suggest_or_list

MOST_COMMUNITIES = 2000  # the block models walk all pairs, and affinity is a full matrix
WHOLE_NUMBERS = {"l", "k", "n", "m", "d", "m1", "m2"}
GENERATORS = {  # networkx name: its own parameter names
    "planted_partition_graph": ("l", "k", "p_in", "p_out"),
    "random_partition_graph": ("l", "k", "p_in", "p_out"),
    "barabasi_albert_graph": ("n", "m"),
    "watts_strogatz_graph": ("n", "k", "p"),
    "powerlaw_cluster_graph": ("n", "m", "p"),
    "connected_caveman_graph": ("l", "k"),
    "gnp_random_graph": ("n", "p"),
    "complete_graph": ("n",),
}
PARTITIONS = {"planted_partition_graph", "random_partition_graph"}
SEEDLESS = {"connected_caveman_graph", "complete_graph"}
AFFINITY_DIGITS = 12


Tie = tuple[int, int]


class CommunityLayout(NamedTuple):
    """Communities where people live: their sizes, niches and affinities."""

    start: I64  # [community + 1] first person of each community; people are numbered community by community
    niche: I64  # [community] index into niche_names
    niche_names: tuple[str, ...]
    affinity: F64  # [home, community] PageRank personalised at home; rows add up to 1


PLACE = ("world", "communities", "parameters")


def check(world: WorldSettings) -> dict[str, Any]:
    """The generator's parameters, or an InputError that names the wrong one and its legal range."""
    asked = world.communities
    if asked.generator not in GENERATORS:
        hint = suggest_or_list(asked.generator, GENERATORS)
        place = ("world", "communities", "generator")
        raise InputError(f'unknown generator "{asked.generator}"{hint}', path=place)
    known = GENERATORS[asked.generator]
    for name in asked.parameters:
        if name not in known:
            raise InputError(f"{asked.generator} has no such parameter{suggest_or_list(name, known)}",
                             path=(*PLACE, name))  # fmt: skip
    out: dict[str, Any] = {}
    for name in known:
        if name not in asked.parameters:
            message = f"{asked.generator} needs {name}; its parameters: {', '.join(known)}"
            raise InputError(message, path=PLACE)
        value = asked.parameters[name]
        whole = name in WHOLE_NUMBERS
        high = MOST_COMMUNITIES if whole else 1.0
        if not (1 if whole else 0) <= value <= high or (whole and value != int(value)):
            kind = "a whole number in [1" if whole else "a number in [0"
            raise InputError(f"{value:g} is not {kind}, {high:g}]", path=(*PLACE, name))
        out[name] = int(value) if whole else value
    if out.get("l", 1) * out.get("k", 1) > MOST_COMMUNITIES and "l" in out:
        raise InputError(f"l times k is more than {MOST_COMMUNITIES:,} communities", path=PLACE)
    if (wrong := contradiction(asked.generator, out)) is not None:
        raise InputError(wrong, path=PLACE)
    if (n_communities := count_communities(out)) < len(asked.niches):
        raise InputError(f"{n_communities:,} communities cannot make {len(asked.niches):,} niches", path=PLACE)
    return out


def contradiction(name: str, parameters: Mapping[str, int | float]) -> str | None:
    """The reason why networkx makes no such graph, however the coins fall; None where it makes one.

    >>> contradiction("watts_strogatz_graph", {"n": 20, "k": 40, "p": 0.1})
    'k = 40 must be at most n = 20'
    """
    n, m, k = (parameters.get(letter, 0) for letter in "nmk")
    if name == "barabasi_albert_graph" and m >= n:
        return f"m = {m} must be below n = {n}"
    if name == "powerlaw_cluster_graph" and m > n:
        return f"m = {m} must be at most n = {n}"
    if name == "watts_strogatz_graph" and k > n:
        return f"k = {k} must be at most n = {n}"
    if name == "connected_caveman_graph" and k < 2:
        return f"k = {k} must be 2 or more: the communities of a clique"
    return None


def count_communities(parameters: Mapping[str, int | float]) -> int:
    """The number of communities that these parameters make.

    >>> count_communities({"l": 10, "k": 20, "p_in": 0.5, "p_out": 0.02})
    200
    """
    return int(parameters["n"] if "n" in parameters else parameters["l"] * parameters["k"])


def check_people(world: WorldSettings, n_people: int) -> None:
    """Raise InputError where so few people cannot fill the communities. n_people: simulated."""
    n_communities = count_communities(check(world))
    if n_people < n_communities:
        message = f"{n_people:,} people cannot fill {n_communities:,} communities"
        one_in = world.sample_one_in
        of = f" (one in {one_in:,} of {world.people:,})" if one_in > 1 else ""
        raise InputError(message + of, path=("world", "sample_one_in" if one_in > 1 else "people"))


def graph(world: WorldSettings, seed: int) -> Any:
    """The networkx graph of communities."""
    import networkx as nx

    parameters = check(world)
    name = world.communities.generator
    if name in PARTITIONS:
        made = nx.empty_graph(parameters["l"] * parameters["k"])
        made.add_edges_from(partition_ties(**parameters, coins=Random(seed % 2**32)))
        return made
    if name not in SEEDLESS:
        parameters["seed"] = seed % 2**32
    return getattr(nx, name)(**parameters)


def partition_ties(l: int, k: int, p_in: float, p_out: float, coins: Random) -> Iterator[Tie]:  # noqa: E741
    """Ties of l groups of k nodes, of probability p_in inside a group and p_out between two.

    The graph that networkx 3.4 to 3.6 make of the same seed, down to a coin that they toss for nothing after a group;
    networkx 3.7 makes another one.
    """
    groups = [range(first, first + k) for first in range(0, l * k, k)]
    for index, group in enumerate(groups):
        yield from (tie for tie in combinations(group, 2) if coins.random() < p_in)
        if 0.0 < p_in < 1.0:
            coins.random()
        for other in groups[index + 1 :]:
            yield from sparse_ties(list(product(group, other)), p_out, coins)


def sparse_ties(pairs: list[Tie], prob: float, coins: Random) -> Iterator[Tie]:
    """Pairs of which each is a tie with probability `prob`, drawn by skips."""
    if prob in (0.0, 1.0):
        yield from pairs if prob else []
        return
    rate = log(1.0 - prob) or -prob  # next to 0, 1 - prob is 1
    place = 0
    while (skip := log(coins.random()) / rate) < len(pairs) - place:
        place += floor(skip)
        yield pairs[place]
        place += 1


def ties(world: WorldSettings, seed: int) -> I64:
    """The pairs of communities with affinity [tie, 2], made again as `build` makes them, for pictures."""
    return np.array(list(graph(world, seed).edges()), np.int64).reshape(-1, 2)


def page_rank(affinity_graph: Any, restart: float) -> F64:
    """PageRank personalised at every node in turn [home, community]: where walks stop that stop now and then."""
    import networkx as nx

    links = np.asarray(nx.to_numpy_array(affinity_graph), np.float64)
    degree = links.sum(axis=1)
    step = np.divide(links, degree[:, None], out=np.eye(len(links)), where=degree[:, None] > 0)
    return np.asarray(np.round(stopping_places(step, restart), AFFINITY_DIGITS))


def sizes(n_people: int, n_communities: int, exponent: float) -> I64:
    """People in each community, equal or Zipf over the rank, adding up exactly."""
    weights = powers(np.arange(1.0, n_communities + 1.0), -exponent)
    ends = np.round(np.cumsum(weights) / weights.sum() * n_people).astype(np.int64)
    return np.diff(np.concatenate([[0], ends]))


def build(world: WorldSettings, seed: int, n_people: int) -> CommunityLayout:
    """Communities of a scenario's world."""
    check_people(world, n_people)
    affinity_graph = graph(world, seed)
    n_communities, names = affinity_graph.number_of_nodes(), world.communities.niches
    people = sizes(n_people, n_communities, world.communities.size_exponent)
    return CommunityLayout(
        start=np.concatenate([[0], np.cumsum(people)]).astype(np.int64),
        niche=np.arange(n_communities, dtype=np.int64) * len(names) // n_communities,
        niche_names=names,
        affinity=page_rank(affinity_graph, world.communities.restart),
    )


def single(n_people: int, niche_names: tuple[str, ...]) -> CommunityLayout:
    """One community that holds everybody: for networks that come with their own structure."""
    return CommunityLayout(np.array([0, n_people], np.int64), np.zeros(1, np.int64), niche_names, np.ones((1, 1)))
