"""Friends, who see what a person shares: in circles, as networkx graphs by name, or a real network from a file."""

import math
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from sim.core.arrays import F64, I32, I64
from sim.errors import InputError
from sim.mechanisms.registry import bind
from sim.scenario.files import beside
from sim.scenario.settings.world_settings import Friends
from sim.tables.handles import same_creator
from sim.text import quote, suggest_or_list
from sim.world import circles, follows, people
from sim.world.circles import FriendMeans
from sim.world.follows import NetworkView

CIRCLES = "circles"
OWN = ("size", "inside")
GENERATORS = {  # networkx name: its own parameter names, without the number of people
    "watts_strogatz_graph": ("k", "p"),
    "newman_watts_strogatz_graph": ("k", "p"),
    "connected_watts_strogatz_graph": ("k", "p"),
    "barabasi_albert_graph": ("m",),
    "powerlaw_cluster_graph": ("m", "p"),
    "random_regular_graph": ("d",),
    "gnm_random_graph": ("m",),
    "fast_gnp_random_graph": ("p",),
}
WHOLE_NUMBERS = {"k", "m", "d"}
MOST_PEOPLE = 200_000  # networkx takes some 50 microseconds and 500 bytes for each friendship
PLACE = ("friends", "generator")
OFF = 0.02  # a mean that misses by more gets a note


class FriendGraph(NamedTuple):
    """The friends of every person."""

    start: I64  # [person + 1] first friend of each person
    friend: I32  # [friendship] who sees what the person shares, ascending within a person
    notes: tuple[str, ...]


def check(rule: Friends) -> dict[str, Any]:
    """The generator's parameters. Raises InputError that names the wrong one and its legal range."""
    name, given = rule.generator.name, rule.generator.parameters
    if name == CIRCLES:
        return check_circles(given)
    if name not in GENERATORS:
        raise InputError(f'unknown generator "{name}"{suggest_or_list(name, [CIRCLES, *GENERATORS])}', path=PLACE)
    known = GENERATORS[name]
    for key in given:
        if key not in known:
            raise InputError(f"{name} has no such parameter{suggest_or_list(key, known)}", path=(*PLACE, key))
    out: dict[str, Any] = {}
    for key in known:
        if key not in given:
            raise InputError(f"{name} needs {key}; its parameters: {', '.join(known)}", path=PLACE)
        value, whole = given[key], key in WHOLE_NUMBERS
        high = 1e9 if whole else 1.0
        if not 0 <= value <= high or (whole and value != int(value)):
            kind = "a whole number in [0" if whole else "a number in [0"
            raise InputError(f"{value:g} is not {kind}, {high:,.10g}]", path=(*PLACE, key))
        out[key] = int(value) if whole else value
    return out


def check_circles(given: dict[str, float]) -> dict[str, float]:
    """The parameters size and inside of circles. Raises InputError."""
    for key in given:
        if key not in OWN:
            raise InputError(f"{CIRCLES} has no such parameter{suggest_or_list(key, OWN)}", path=(*PLACE, key))
    out = {"size": 150.0, "inside": 0.6} | given
    if not 2.0 <= out["size"] <= 1e9:
        raise InputError(f"{out['size']:g} is not a number in [2, 1e+09]", path=(*PLACE, "size"))
    if not 0.0 <= out["inside"] <= 1.0:
        raise InputError(f"{out['inside']:g} is not a number in [0, 1]", path=(*PLACE, "inside"))
    return out


def check_people(name: str, parameters: Mapping[str, Any], sizes: I64) -> None:
    """Raise InputError where networkx makes no such graph of the people. sizes: of communities [community]."""
    n_people = int(sizes.sum())
    if n_people > MOST_PEOPLE:
        message = f'{name} for {n_people:,} people; at most {MOST_PEOPLE:,}: use "{CIRCLES}", or world.sample_one_in'
        raise InputError(message, path=PLACE)
    for size in np.unique(sizes).tolist():
        if (wrong := contradiction(name, parameters, size)) is not None:
            raise InputError(f"{wrong} (a community of {size:,} people)", path=PLACE)


def contradiction(name: str, parameters: Mapping[str, Any], n: int) -> str | None:
    """The reason why networkx makes no such graph of n people, however the coins fall; None where it may make one.

    >>> contradiction("random_regular_graph", {"d": 3}, 11)
    'd = 3 must be even where the people are odd'
    """
    k, m, d = (parameters.get(letter, 0) for letter in "kmd")
    if name.endswith("watts_strogatz_graph") and k > n:
        return f"k = {k:,} must be at most the number of people"
    if name == "connected_watts_strogatz_graph" and (n == 0 or (k < 2 and n > 1)):
        return f"k = {k:,} must be 2 or more to connect everybody"
    if name == "barabasi_albert_graph" and not 1 <= m < n:
        return f"m = {m:,} must be from 1 to below the number of people"
    if name == "powerlaw_cluster_graph" and not 1 <= m <= n:
        return f"m = {m:,} must be from 1 to the number of people"
    if name == "random_regular_graph" and n * d % 2:
        return f"d = {d:,} must be even where the people are odd"
    if name == "random_regular_graph" and not 0 <= d < n:
        return f"d = {d:,} must be below the number of people"
    return None


def most_friends(rule: Friends) -> float:
    """Friends per person at most, on average, by what a generator is asked for; inf for a real network."""
    if rule.network is not None:
        return math.inf
    given = check(rule)
    if rule.generator.name == CIRCLES:
        return rule.mean
    k, m, d = (float(given.get(letter, 0)) for letter in "kmd")
    known = {
        "watts_strogatz_graph": k,
        "newman_watts_strogatz_graph": k * (1.0 + given.get("p", 0.0)),
        "connected_watts_strogatz_graph": k,
        "barabasi_albert_graph": 2.0 * m,
        "powerlaw_cluster_graph": 2.0 * m,
        "random_regular_graph": d,
    }
    return float(known.get(rule.generator.name, math.inf))


def expect_friendships(rule: Friends, sizes: I64) -> F64:
    """Friendships to expect in each community, both ways being one; of a file of friends: as many as in circles.

    sizes: people of each community [community]. Raises InputError.

    >>> expect_friendships(Friends(generator={"name": "random_regular_graph", "d": 4}), np.array([10, 30])).tolist()
    [20.0, 60.0]
    """
    n = sizes.astype(np.float64)
    pairs = n * (n - 1.0) / 2.0
    given = check(rule)
    if rule.network is not None or rule.generator.name == CIRCLES:
        return np.asarray(rule.mean * n / 2.0)
    if rule.generator.name == "fast_gnp_random_graph":
        return np.asarray(given["p"] * pairs)
    if rule.generator.name == "gnm_random_graph":
        return np.asarray(np.minimum(given["m"], pairs))
    return np.asarray(np.minimum(most_friends(rule) * n / 2.0, pairs))


def build(
    rule: Friends, seed: int, community_start: I64, folder: Path, names: Sequence[str] | None = None
) -> FriendGraph:
    """The friend network of a world's people. names: of the people of a real network, else they are numbers.

    Raises InputError, FileProblem.
    """
    if rule.network is not None:
        return from_file(beside(folder, rule.network), int(community_start[-1]), names, rule.network_undirected)
    parameters = check(rule)
    if rule.generator.name == CIRCLES:
        return in_circles(rule, seed, community_start, parameters)
    return by_networkx(rule.generator.name, parameters, seed, community_start)


def in_circles(rule: Friends, seed: int, community_start: I64, parameters: dict[str, float]) -> FriendGraph:
    """Circles of friends."""
    law = bind(people.FOLLOWINESS_LAWS, rule.sociability, ("friends", "sociability"))
    inside = parameters["inside"]
    means = FriendMeans(rule.mean * inside, rule.mean * (1.0 - inside))
    table = people.followiness_table(law)
    start, friend = circles.draw(seed, table, community_start, parameters["size"], means)
    mean = friend.size / max(start.size - 1, 1)
    note = f"friends per person: {mean:.3g} instead of {rule.mean:g}; circles or communities are too small for more"
    return FriendGraph(start, friend, (note,) if mean < (1.0 - OFF) * rule.mean else ())


def by_networkx(name: str, parameters: Mapping[str, Any], seed: int, community_start: I64) -> FriendGraph:
    """A networkx graph of each community's people."""
    import networkx as nx

    n_people = int(community_start[-1])
    check_people(name, parameters, np.diff(community_start))
    make: Callable[..., Any] = getattr(nx, name)
    pairs = [np.empty((0, 2), np.int32)]
    for community, (first, stop) in enumerate(pairwise(community_start.tolist())):
        try:
            graph = make(n=stop - first, seed=(seed + community) % 2**32, **parameters)
        except (nx.NetworkXException, ValueError, IndexError) as error:
            message = f"networkx refuses for a community of {stop - first:,} people: {str(error).splitlines()[0]}"
            raise InputError(message, path=PLACE) from None
        edges = np.array([edge[:2] for edge in graph.edges()], np.int32).reshape(-1, 2)
        pairs.append(edges[edges[:, 0] != edges[:, 1]] + np.int32(first))
    start, friend = circles.rows_of(np.concatenate(pairs), n_people)
    return FriendGraph(start, friend, ())


def from_file(path: Path, n_people: int, names: Sequence[str] | None, is_undirected: bool = False) -> FriendGraph:
    """A real network: who follows an account sees what it shares; ties without a direction go both ways."""
    network = follows.read(path, NetworkView(is_undirected))
    places = {same_creator(name): index for index, name in enumerate(names)} if names is not None else None
    accounts, account_known = locate_people(network.accounts, n_people, places, path)
    followers, follower_known = locate_people(network.people, n_people, places, path)
    source = np.repeat(np.arange(accounts.size), np.diff(network.account_start))
    known = account_known[source] & follower_known[network.follower]
    sharer, friend = accounts[source[known]], followers[network.follower[known]]
    order = np.lexsort((friend, sharer))
    start = np.searchsorted(sharer[order], np.arange(n_people + 1)).astype(np.int64)
    lost = int((~known).sum())
    notes = [*network.notes, *([f"{path}: {lost:,} ties to people who are not in the world dropped"] if lost else [])]
    return FriendGraph(start, friend[order].astype(np.int32), tuple(notes))


def locate_people(
    names: list[str], n_people: int, places: dict[str, int] | None, path: Path
) -> tuple[np.ndarray, np.ndarray]:
    """The person behind each name, and whether there is one."""
    if places is not None:
        person = np.array([places.get(same_creator(name), -1) for name in names], np.int64)
        return person, person >= 0
    wrong = next((name for name in names if not (name.isascii() and name.isdigit())), None)
    if wrong is not None:
        legal = f"a number from 0 to {n_people - 1:,}, as people of a generated world are"
        raise InputError(f"person {quote(wrong)} is not {legal}", file=path)
    person = np.array([min(int(name), n_people) for name in names], np.int64)
    return person, person < n_people
