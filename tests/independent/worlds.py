"""Who follows whom, and which friends people have, drawn from docs/model.md alone."""

import csv
import math
from pathlib import Path
from typing import NamedTuple

import numpy as np
from scipy.special import ndtri

from tests.independent.figures import Figures, Hire, Values, activities, figures_of, susceptibilities


class People(NamedTuple):
    """Everybody who is simulated."""

    activity: np.ndarray
    susceptibility: np.ndarray
    match: np.ndarray
    community: np.ndarray
    friends_start: np.ndarray
    friends: np.ndarray


class Network(NamedTuple):
    """A follower graph that both simulators play on: audiences by handle, friends by person."""

    people: int
    audiences: dict[str, np.ndarray]
    friends: list[np.ndarray] | None  # of each person: who sees what the person shares


class World(NamedTuple):
    """People and links."""

    people: People
    audiences: list[np.ndarray]
    pools: list[np.ndarray]


def sizes(group: Values) -> list[int]:
    """Listed followers of a group's creators."""
    k = np.arange(int(group["count"]))
    z = ndtri((0.6 + (math.sqrt(5.0) - 1.0) / 2.0 * k) % 1.0)
    sd = group["followers_sd"]
    total = np.cumsum(group["followers"] * np.exp(sd * z - sd * sd / 2.0))
    rounded = np.round(total)
    return np.diff(rounded, prepend=0.0).astype(int).tolist()


def draw_fake_share(rng: np.random.Generator) -> float:
    mean, concentration = (0.128, 24.0) if rng.random() < 0.68 else (0.60, 14.0)
    return float(rng.beta(mean * concentration, (1.0 - mean) * concentration))


def hires_of(values: Values, folder: Path, network: Network | None, rng: np.random.Generator) -> list[Hire]:
    """Everybody who is contracted."""
    hires = []
    for group in values["creators"]:
        if group["network_handles"] is not None:
            hires += [Hire(h, group, float(network.audiences[h].size), 0.0) for h in group["network_handles"]]
        elif group["roster"] is not None:
            rows = csv.DictReader((folder / group["roster"]).read_text("utf-8").splitlines())
            hires += [of_row(row, group) for row in rows]
        else:
            for size in sizes(group):
                drawn = group["fake_share"] is None
                share = draw_fake_share(rng) if drawn else group["fake_share"]
                hires.append(Hire(f"{group['name']}{len(hires)}", group, float(size), share, drawn))
    return hires


def of_row(row: dict[str, str], group: Values) -> Hire:
    """A creator of a roster."""
    followers = float(row["followers"])

    def number(name: str) -> float | None:
        cell = row.get(name)
        return None if not cell else float(cell[:-1]) / 100.0 if cell.endswith("%") else float(cell)

    views = number("avg_views")
    per_follower = None if views is None else views / followers
    share = 0.0 if group["fake_share"] is None else group["fake_share"]
    return Hire(
        row["handle"], group, followers, share, False, number("engagement_rate"), per_follower, number("fee_usd")
    )


def community_shares(n: int, home: int, breadth: float, restart: float) -> np.ndarray:
    """An audience over equal communities that are all akin: (1 - breadth) PageRank(home) + breadth size."""
    start = np.eye(n)[home]
    if n == 1:
        return start
    step = (1.0 - np.eye(n)) / (n - 1)
    rank = restart * np.linalg.solve(np.eye(n) - (1.0 - restart) * step, start)
    return (1.0 - breadth) * rank + breadth / n


def choose(rng: np.random.Generator, weight: np.ndarray, n: int) -> np.ndarray:
    """So many different people, by weight: those whose exponential clocks ring first."""
    with np.errstate(divide="ignore"):
        ring = rng.standard_exponential(weight.size) / weight
    return np.argpartition(ring, n - 1)[:n] if n else np.zeros(0, int)


def followiness(values: Values, rng: np.random.Generator, n: int) -> np.ndarray:
    law = values["world"]["followiness"]
    if law["name"] == "gamma":
        return rng.gamma(law["shape"], 1.0 / law["shape"], n)
    assert law["most"] == 1.0, "a Zipf law is not written here"
    return np.ones(n)


def circles(values: Values, rng: np.random.Generator, community: np.ndarray) -> list[np.ndarray]:
    """Friends of each person: a block model of circles within communities."""
    friends, law = values["friends"], values["friends"]["sociability"]
    assert law["name"] == "gamma"
    n, inside, size = community.size, friends["generator"]["inside"], friends["generator"]["size"]
    weight = rng.gamma(law["shape"], 1.0 / law["shape"], n)
    circle = np.zeros(n, int)
    for c in np.unique(community):
        members = rng.permutation(np.flatnonzero(community == c))
        circle[members] = (
            circle.max() + 1 + np.arange(members.size) * max(1, round(members.size / size)) // members.size
        )
    both = np.triu(np.ones((n, n), bool), 1)
    live = np.zeros((n, n), bool)
    product = weight[:, None] * weight
    for block, share in ((circle, inside), (community, 1.0 - inside)):
        pairs = both & (block[:, None] == block)
        due = share * friends["mean"] * n / 2.0
        scale = due / product[pairs].sum()
        for _ in range(30):  # pairs are certain at most
            scale *= due / np.minimum(1.0, scale * product[pairs]).sum()
        live |= pairs & (rng.random((n, n)) < scale * product)
    live |= live.T
    return [np.flatnonzero(row) for row in live]


def people_of(values: Values, network: Network | None, rng: np.random.Generator) -> People:
    """Everybody with their traits."""
    if network is not None:
        n, communities = network.people, 1
    else:
        n = int(values["world"]["people"]) // values["world"]["sample_one_in"]
        communities = int(values["world"]["communities"]["parameters"]["n"])
    community = np.arange(n) * communities // n
    niches = values["world"]["communities"]["niches"]
    niche = np.arange(communities) * len(niches) // communities
    brand = values["brand"]
    match = np.ones(n)
    if brand["niche"] is not None:
        inside = niche[community] == niches.index(brand["niche"])
        match = np.where(inside, brand["match_inside"], brand["match_outside"])
    friends = network.friends if network else None
    talk = values["word_of_mouth"]
    if friends is None and (talk["share_prob"] or talk["r0"]):
        friends = circles(values, rng, community)
    friends = friends or [np.zeros(0, int)] * n
    start = np.concatenate(([0], np.cumsum([f.size for f in friends])))
    activity = rng.choice(activities(values), n)
    return People(activity, rng.choice(susceptibilities(values), n), match, community, start, np.concatenate(friends))


def link(
    values: Values, people: People, figures: list[Figures], network: Network | None, rng: np.random.Generator
) -> World:
    """Draw followers and strangers of each creator."""
    n, weight = people.community.size, values["world"]["sample_one_in"]
    communities = int(people.community.max()) + 1
    follow = np.ones(n) if network else followiness(values, rng, n)
    within = np.bincount(people.community, follow)[people.community]
    heads = np.bincount(people.community)[people.community]
    niches = values["world"]["communities"]["niches"]
    audiences, pools = [], []
    for creator in figures:
        hire = creator.hire
        homes = np.arange(communities)
        if hire.group["niche"] is not None:
            homes = homes[homes * len(niches) // communities == niches.index(hire.group["niche"])]
        share = community_shares(
            communities, int(rng.choice(homes)), hire.group["breadth"], values["world"]["communities"]["restart"]
        )[people.community]
        if network is not None:
            audience = network.audiences[hire.handle]
        else:
            real = round(hire.followers * (1.0 - hire.fake_share) / weight)
            audience = choose(rng, share * follow / within, real)
        others = share / heads
        others[audience] = 0.0
        audiences.append(audience)
        pools.append(choose(rng, others, creator.pool))
    return World(people, audiences, pools)


def solve_all(values: Values, hires: list[Hire], one_draw: bool, people: int) -> list[Figures]:
    """The numbers of each creator; creators who are alike in all that matters are solved once."""
    known: dict[tuple[object, ...], Figures] = {}
    out = []
    for hire in hires:
        key = (id(hire.group), *hire[2:])
        if key not in known:
            known[key] = figures_of(values, hire, one_draw, people)
        out.append(known[key]._replace(hire=hire))
    return out
