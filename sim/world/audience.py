"""Followers of a creator: drawn without replacement, weighted by followiness, from the creator's own address.

Hiring one creator more changes nobody else's audience. Small audiences are drawn slot by slot, and a person
drawn twice is drawn again; crowded ones give every person an exponential clock, and the first to ring follow.
Both are successive sampling (Efraimidis & Spirakis 2006).
"""

from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from sim.core import address
from sim.core.address import LOW_32, U64, purpose_key, threefry, uniform, unit
from sim.core.arrays import F64, I64
from sim.core.jit import jit, lean
from sim.core.maths import exponential
from sim.errors import InputError
from sim.world.communities import CommunityLayout

CROWDED = 0.25  # share of a community from which redrawing would cost more than clocks
MOST_REDRAWS = 16  # slots per follower from which on, likewise, clocks are used
CLOCK = U64(1 << 40)  # slots below, clocks of persons above
N_THREADS = 2


class Field(NamedTuple):
    """The people from whom audiences are drawn."""

    seed: np.uint64
    community_start: I64  # [community + 1] first person
    pool: I64  # [community] people who follow creators at all: the first ones of each community
    cumulative: F64  # [person + 1 per community] running sum of followiness
    affinity: F64  # [home, community]
    size_share: F64  # [community]


class Ask(NamedTuple):
    """The creators whose audiences are drawn."""

    key: np.ndarray  # [creator] uint64
    home: I64  # [creator] community
    breadth: F64  # [creator]
    n_links: I64  # [creator] real followers


@jit
def homes(seed, keys, niche, community_niche, size_share):
    """Home community of each creator: by size, within the niche if there is one."""
    key = purpose_key(seed, address.HOME, 0, 0)
    out = np.empty(keys.size, np.int64)
    for creator in range(keys.size):
        total = 0.0
        for community in range(size_share.size):
            if niche[creator] < 0 or community_niche[community] == niche[creator]:
                total += size_share[community]
        left = uniform(key, keys[creator], 0) * total
        for community in range(size_share.size):
            if niche[creator] < 0 or community_niche[community] == niche[creator]:
                out[creator] = community
                left -= size_share[community]
                if left < 0.0:
                    break
    return out


@jit
def real_links(seed, keys, followers, fake_share, one_in):
    """Real followers simulated for each creator [creator]; a sample is rounded up or down at random."""
    key = purpose_key(seed, address.SLOTS, 0, 0)
    out = np.empty(keys.size, np.int64)
    for creator in range(keys.size):
        wanted = followers[creator] * (1.0 - fake_share[creator]) / one_in
        up = 0.5 if one_in == 1 else uniform(key, keys[creator], 0)
        out[creator] = int(np.floor(wanted + up))
    return out


@lean
def first_above(values, low, high, x):
    """The first index in [low, high) whose value is above x; the last index if none is."""
    high -= 1
    while low < high:
        middle = (low + high) // 2
        if values[middle] > x:
            high = middle
        else:
            low = middle + 1
    return low


@jit
def spread_of(field, home, breadth):
    """Share of an audience in each community [community]."""
    return (1.0 - breadth) * field.affinity[home] + breadth * field.size_share


@jit
def draw_slots(field, who, spread, out):
    """Fill `out` with distinct persons, slot by slot, sorted; False where that takes too many slots."""
    key = purpose_key(field.seed, address.AUDIENCE, 0, 0)
    running = np.cumsum(spread)
    filled = 0
    slot = 0
    while filled < out.size:
        if slot > MOST_REDRAWS * out.size:
            return False
        for index in range(filled, out.size):
            first, second = threefry(key[0], key[1], who, U64(slot))
            slot += 1
            community = first_above(running, 0, running.size, unit(first) * running[-1])
            start = field.community_start[community]
            base = start + community
            total = field.cumulative[base + field.pool[community]]
            place = first_above(field.cumulative, base + 1, base + 1 + field.pool[community], unit(second) * total)
            out[index] = start + place - base - 1
        out.sort()
        filled = 1
        for index in range(1, out.size):
            if out[index] != out[filled - 1]:
                out[filled] = out[index]
                filled += 1
    return True


@jit
def ring_clocks(field, who, spread, clocks):
    """Exponential clock of each person in the pool [pool person], inf where the creator has no audience."""
    key = purpose_key(field.seed, address.AUDIENCE, 0, 0)
    index = 0
    for community in range(spread.size):
        start = field.community_start[community]
        base = start + community
        rate = spread[community] / field.cumulative[base + field.pool[community]]
        for person in range(start, start + field.pool[community]):
            word, _ = threefry(key[0], key[1], who, CLOCK + U64(person))
            weight = field.cumulative[base + person - start + 1] - field.cumulative[base + person - start]
            pace = rate * weight
            clocks[index] = np.inf
            if pace > 0.0:
                fine = (exponential(word >> U64(32)), exponential(word & LOW_32))
                clocks[index] = (fine[0] + fine[1] * 2.3283064365386963e-10) / pace
            index += 1


def draw_clocks(field: Field, who: int, spread: F64, out: I64) -> None:
    """Fill `out` with the persons whose clocks ring first, sorted."""
    clocks = np.empty(int(field.pool.sum()))
    ring_clocks(field, np.uint64(who), spread, clocks)
    n_ringing = np.count_nonzero(np.isfinite(clocks))
    if n_ringing < out.size:
        raise InputError(
            f"a creator has {out.size:,} real followers, but followiness is so uneven that only "
            f"{n_ringing:,} people would ever follow; make it more even, or raise world.people",
            path=("world", "followiness"),
        )
    places = np.argpartition(clocks, out.size - 1)[: out.size]
    places.sort()
    ends = np.cumsum(field.pool)
    community = np.searchsorted(ends, places, side="right")
    out[:] = places - (ends - field.pool)[community] + field.community_start[community]


@jit
def draw_easy(field, ask, hard, link_start, creators, out):
    """Draw the audiences of `creators` (first, stop) that are not crowded, each into its place in `out`.

    Creators that turn out to be crowded are marked in `hard`.
    """
    for creator in range(creators[0], creators[1]):
        if not hard[creator]:
            spread = spread_of(field, ask.home[creator], ask.breadth[creator])
            row = out[link_start[creator] : link_start[creator + 1]]
            hard[creator] = not draw_slots(field, ask.key[creator], spread, row)


@jit
def crowding(field, ask):
    """Share of its most crowded community that a creator's audience takes, and the people it can reach."""
    n_creators = ask.key.size
    most = np.zeros(n_creators)
    reachable = np.zeros(n_creators, np.int64)
    for creator in range(n_creators):
        spread = spread_of(field, ask.home[creator], ask.breadth[creator])
        for community in range(spread.size):
            if spread[community] > 0.0:
                share = ask.n_links[creator] * spread[community] / field.pool[community]
                most[creator] = max(most[creator], share)
                reachable[creator] += field.pool[community]
    return most, reachable


def check_reachable(n_links: I64, reachable: I64) -> None:
    """Raise InputError where a creator has more real followers [creator] than there are to be had [creator]."""
    short = np.flatnonzero(reachable < n_links)
    if short.size:
        worst = short[0]
        raise InputError(
            f"a creator has {n_links[worst]:,} real followers, but only {reachable[worst]:,} people "
            "follow creators where their audience lives; raise world.people or breadth, or ask for less "
            "shared audience",
            path=("world", "people"),
        )


def draw(field: Field, ask: Ask) -> tuple[I64, I64]:
    """Audiences of all creators: link_start [creator + 1] and persons [link], ascending within a creator."""
    link_start = np.concatenate([[0], np.cumsum(ask.n_links)]).astype(np.int64)
    out = np.empty(link_start[-1], np.int64)
    most, reachable = crowding(field, ask)
    check_reachable(ask.n_links, reachable)
    hard = most > CROWDED
    parts = np.linspace(0, ask.key.size, N_THREADS + 1).astype(int)
    with ThreadPoolExecutor(N_THREADS) as pool:
        jobs = [pool.submit(draw_easy, field, ask, hard, link_start, (a, b), out) for a, b in pairwise(parts)]
        for job in jobs:
            job.result()
    for creator in np.flatnonzero(hard):
        spread = spread_of(field, ask.home[creator], ask.breadth[creator])
        draw_clocks(field, ask.key[creator], spread, out[link_start[creator] : link_start[creator + 1]])
    return link_start, out


@jit
def sort_by_class(persons, classes, link_start, n_classes):
    """Order each row by (class, person): int32 persons [link] and link_class_start [creator, class + 1]."""
    n_creators = link_start.size - 1
    out = np.empty(persons.size, np.int32)
    class_start = np.empty((n_creators, n_classes + 1), np.int64)
    for creator in range(n_creators):
        counts = np.zeros(n_classes + 1, np.int64)
        for link in range(link_start[creator], link_start[creator + 1]):
            counts[classes[link] + 1] += 1
        class_start[creator, 0] = link_start[creator]
        for index in range(n_classes):
            class_start[creator, index + 1] = class_start[creator, index] + counts[index + 1]
        place = class_start[creator].copy()
        for link in range(link_start[creator], link_start[creator + 1]):
            out[place[classes[link]]] = persons[link]
            place[classes[link]] += 1
    return out, class_start


@jit
def multiplicity(persons, n_people):
    """The number of audiences that each person is in [person], uint32."""
    out = np.zeros(n_people, np.uint32)
    for index in range(persons.size):
        out[persons[index]] += 1
    return out


def shared_share(persons: I64, n_people: int) -> float:
    """Share of the links whose person has another one: of a creator's followers, who follow another too."""
    counts = multiplicity(persons, n_people)
    return float((counts[persons] > 1).mean()) if persons.size else 0.0


def field_of(communities: CommunityLayout, seed: int, cumulative: F64, following_share: float) -> Field:
    """The pool in which so large a share of every community follows creators."""
    people = np.diff(communities.start)
    return Field(np.uint64(seed), communities.start, pool_of(people, following_share), cumulative,
                 communities.affinity, people / people.sum())  # fmt: skip


def pool_of(people: I64, following_share: float) -> I64:
    """People who follow creators at all [community], of so many [community]."""
    pool = np.minimum(np.ceil(people * following_share).astype(np.int64), people)
    return np.asarray(np.maximum(pool, np.minimum(people, 1)))
