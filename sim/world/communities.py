"""Audience communities: a networkx graph of affinity, the sizes of its nodes, the niches that group them."""

from typing import Any, NamedTuple

import numpy as np

from sim.core.arrays import F64, I64
from sim.core.maths import powers
from sim.errors import InputError
from sim.scenario.settings.world_settings import WorldSettings
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
SEEDLESS = {"connected_caveman_graph", "complete_graph"}
AFFINITY_DIGITS = 12
DOUBLINGS = 30  # 2^30 steps


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
    return out


def graph(world: WorldSettings, seed: int) -> Any:
    """The networkx graph of communities."""
    import networkx as nx

    parameters = check(world)
    name = world.communities.generator
    if parameters.get("l", 1) * parameters.get("k", 1) > MOST_COMMUNITIES and "l" in parameters:
        raise InputError(f"l times k is more than {MOST_COMMUNITIES:,} communities", path=PLACE)
    if name == "random_partition_graph":
        parameters["sizes"] = [parameters.pop("k")] * parameters.pop("l")
    if name not in SEEDLESS:
        parameters["seed"] = seed % 2**32
    try:
        return getattr(nx, name)(**parameters)
    except nx.NetworkXException as error:
        raise InputError(f"networkx refuses: {error}", path=PLACE) from None


def ties(world: WorldSettings, seed: int) -> I64:
    """The pairs of communities with affinity [tie, 2], made again as `build` makes them, for pictures."""
    return np.array(list(graph(world, seed).edges()), np.int64).reshape(-1, 2)


def page_rank(affinity_graph: Any, restart: float) -> F64:
    """PageRank personalised at every node in turn [home, community].

    It is where walks stop that stop with probability `restart` before each step, summed over lengths that double.
    """
    import networkx as nx

    links = nx.to_numpy_array(affinity_graph)
    degree = links.sum(axis=1)
    step = np.divide(links, degree[:, None], out=np.eye(len(links)), where=degree[:, None] > 0)
    rank = np.eye(len(links))
    walk = (1.0 - restart) * step
    for _ in range(DOUBLINGS):
        rank = rank + walk @ rank
        walk = walk @ walk
        if walk.max() < 1e-16:
            break
    return np.asarray(np.round(rank / rank.sum(axis=1, keepdims=True), AFFINITY_DIGITS))


def sizes(n_people: int, n_communities: int, exponent: float) -> I64:
    """People in each community, equal or Zipf over the rank, adding up exactly."""
    weights = powers(np.arange(1.0, n_communities + 1.0), -exponent)
    ends = np.round(np.cumsum(weights) / weights.sum() * n_people).astype(np.int64)
    return np.diff(np.concatenate([[0], ends]))


def build(world: WorldSettings, seed: int, n_people: int) -> CommunityLayout:
    """Communities of a scenario's world."""
    affinity_graph = graph(world, seed)
    n_communities = affinity_graph.number_of_nodes()
    names = world.communities.niches
    if n_communities < len(names):
        raise InputError(f"{n_communities} communities cannot make {len(names)} niches", path=PLACE)
    if n_people < n_communities:
        message = f"{n_people:,} people cannot fill {n_communities:,} communities"
        one_in = world.sample_one_in
        of = f" (one in {one_in:,} of {world.people:,})" if one_in > 1 else ""
        raise InputError(message + of, path=("world", "sample_one_in" if one_in > 1 else "people"))
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
