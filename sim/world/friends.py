"""Who sees what a person shares: circles of friends, networkx graphs by name, or a real network from a file."""

from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from sim.core.arrays import I32, I64
from sim.errors import InputError
from sim.mechanisms.registry import bind, nearest
from sim.scenario.world_settings import Friends
from sim.tables.textfile import beside, shown
from sim.world import circles, follows, people

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
OFF = 0.02  # a mean that misses by more is told


class FriendGraph(NamedTuple):
    """Who sees what a person shares."""

    start: I64  # [person + 1] first friend of each person
    friend: I32  # [friendship] who sees what the person shares, ascending within a person
    notes: tuple[str, ...]


def check(rule: Friends) -> dict[str, Any]:
    """The generator's parameters. Raises InputError that names the wrong one and its legal range."""
    name, given = rule.generator.name, rule.generator.parameters
    if name == CIRCLES:
        return check_circles(given)
    if name not in GENERATORS:
        raise InputError(f'unknown generator "{name}"; {nearest(name, [CIRCLES, *GENERATORS])}', path=PLACE)
    known = GENERATORS[name]
    for key in given:
        if key not in known:
            raise InputError(f"{name} has no such parameter; {nearest(key, list(known))}", path=(*PLACE, key))
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
    """size and inside of circles."""
    for key in given:
        if key not in OWN:
            raise InputError(f"{CIRCLES} has no such parameter; {nearest(key, list(OWN))}", path=(*PLACE, key))
    out = {"size": 150.0, "inside": 0.6} | given
    if not 2.0 <= out["size"] <= 1e9:
        raise InputError(f"{out['size']:g} is not a number in [2, 1e+09]", path=(*PLACE, "size"))
    if not 0.0 <= out["inside"] <= 1.0:
        raise InputError(f"{out['inside']:g} is not a number in [0, 1]", path=(*PLACE, "inside"))
    return out


def build(
    rule: Friends, seed: int, community_start: I64, folder: Path, names: Sequence[str] | None = None
) -> FriendGraph:
    """The friend network of a world's people. names: of the people of a real network, else they are numbers.

    Raises InputError, FileProblem.
    """
    if rule.network is not None:
        return from_file(beside(folder, rule.network), int(community_start[-1]), names)
    parameters = check(rule)
    if rule.generator.name == CIRCLES:
        return in_circles(rule, seed, community_start, parameters)
    return by_networkx(rule.generator.name, parameters, seed, community_start)


def in_circles(rule: Friends, seed: int, community_start: I64, parameters: dict[str, float]) -> FriendGraph:
    """Circles of friends."""
    law = bind(people.FOLLOWINESS_LAWS, rule.sociability, ("friends", "sociability"))
    inside = parameters["inside"]
    means = (rule.mean * inside, rule.mean * (1.0 - inside))
    table = people.followiness_table(law)
    start, friend = circles.draw(seed, table, community_start, parameters["size"], means)
    made = friend.size / max(start.size - 1, 1)
    told = f"friends per person: {made:.3g} instead of {rule.mean:g}; circles or communities are too small for more"
    return FriendGraph(start, friend, (told,) if made < (1.0 - OFF) * rule.mean else ())


def by_networkx(name: str, parameters: dict[str, Any], seed: int, community_start: I64) -> FriendGraph:
    """A networkx graph of each community's people."""
    import networkx as nx

    n_people = int(community_start[-1])
    if n_people > MOST_PEOPLE:
        told = f'{name} for {n_people:,} people; at most {MOST_PEOPLE:,}: use "{CIRCLES}", or world.sample_one_in'
        raise InputError(told, path=PLACE)
    make: Callable[..., Any] = getattr(nx, name)
    pairs = [np.empty((0, 2), np.int32)]
    for community, (first, stop) in enumerate(pairwise(community_start.tolist())):
        try:
            made = make(n=stop - first, seed=(seed + community) % 2**32, **parameters)
        except (nx.NetworkXException, ValueError, IndexError) as error:
            told = f"networkx refuses for a community of {stop - first:,} people: {str(error).splitlines()[0]}"
            raise InputError(told, path=PLACE) from None
        edges = np.array([edge[:2] for edge in made.edges()], np.int32).reshape(-1, 2)
        pairs.append(edges[edges[:, 0] != edges[:, 1]] + np.int32(first))
    start, friend = circles.rows_of(np.concatenate(pairs), n_people)
    return FriendGraph(start, friend, ())


def from_file(path: Path, n_people: int, names: Sequence[str] | None) -> FriendGraph:
    """A real network: who follows an account sees what it shares; undirected GraphML goes both ways."""
    read = follows.read(path)
    places = {name: index for index, name in enumerate(names)} if names is not None else None
    accounts, account_known = locate_people(read.accounts, n_people, places, path)
    followers, follower_known = locate_people(read.people, n_people, places, path)
    source = np.repeat(np.arange(accounts.size), np.diff(read.account_start))
    kept = account_known[source] & follower_known[read.follower]
    one, other = accounts[source[kept]], followers[read.follower[kept]]
    order = np.lexsort((other, one))
    start = np.searchsorted(one[order], np.arange(n_people + 1)).astype(np.int64)
    lost = int((~kept).sum())
    notes = [*read.notes, *([f"{path}: {lost:,} ties to people who are not in the world dropped"] if lost else [])]
    return FriendGraph(start, other[order].astype(np.int32), tuple(notes))


def locate_people(
    names: list[str], n_people: int, places: dict[str, int] | None, path: Path
) -> tuple[np.ndarray, np.ndarray]:
    """Which person each name is, and whether there is one."""
    if places is not None:
        found = np.array([places.get(name, -1) for name in names], np.int64)
        return found, found >= 0
    wrong = next((name for name in names if not (name.isascii() and name.isdigit())), None)
    if wrong is not None:
        told = f"person {shown(wrong)} is not a number from 0 to {n_people - 1:,}, as people of a generated world are"
        raise InputError(told, file=path)
    found = np.array([min(int(name), n_people) for name in names], np.int64)
    return found, found < n_people
