"""Audiences that have the sizes and the pairwise overlaps of a table, and a realistic number of creators per person."""

from typing import NamedTuple

import numpy as np

from sim.core import address, swaps
from sim.core.address import U64, purpose_key
from sim.core.arrays import F32, F64, I32, I64
from sim.errors import InputError
from sim.world import multiplicity
from sim.world.pairtable import Pairs
from sim.world.roster import Roster

UNLISTED = 0.3  # of the smallest listed overlap: what an unlisted pair is taken to share on average
MOST_SLOTS = 500_000
SHUFFLES, MOST_SWEEPS, SETTLED = 1, 60, 0.01  # settled: a sweep that mends less than this share of the miss
COOLING = 0.4
Intervals = tuple[F32, F32, F32, F32]  # count, low, high, weight [creator, creator]


class Asked(NamedTuple):
    """What the figures say, in simulated people; each stands for one_in."""

    sizes: F64  # [creator]
    shared: F64  # [creator, creator] expected, symmetrical, without a diagonal
    low: F64  # [creator, creator]
    high: F64
    one_in: int


class Fitted(NamedTuple):
    """Audiences, and how they were asked for."""

    asked: Asked
    tail: float
    link_start: I64  # [creator + 1]
    person: I64  # [link] ascending within a creator
    n_people: int
    shared: F32  # [creator, creator] achieved, upper triangle


def asked_of(roster: Roster, pairs: Pairs, one_in: int | None) -> Asked:
    """Sizes and overlaps to meet; pairs that are not listed share at most the smallest that is.

    one_in None: so few people that there are at most MOST_SLOTS follower slots. InputError.
    """
    sizes = roster.followers.astype(np.float64)
    if sizes.size < 2:
        raise InputError(f"{sizes.size} creator: overlaps need two")
    stands = one_in or max(1, int(np.ceil(sizes.sum() / MOST_SLOTS)))
    refuse_impossible(roster, pairs)
    smaller = np.minimum.outer(sizes, sizes)
    least = float(pairs.shared.min()) if pairs.shared.size else 0.0
    low, high = np.zeros(smaller.shape), np.minimum(smaller, least)
    shared = high * UNLISTED
    for ends in ((pairs.first, pairs.second), (pairs.second, pairs.first)):
        low[ends] = high[ends] = shared[ends] = pairs.shared
    for matrix in (low, high, shared):
        np.fill_diagonal(matrix, 0.0)
    return Asked(np.maximum(np.rint(sizes / stands), 1.0), shared / stands, low / stands, high / stands, stands)


def refuse_impossible(roster: Roster, pairs: Pairs) -> None:
    """Refuse two overlaps with one creator that need more followers than they leave room for. InputError."""
    table = {(int(a), int(b)): float(v) for a, b, v in zip(pairs.first, pairs.second, pairs.shared, strict=True)}
    around: dict[int, list[tuple[float, int]]] = {}
    for (one, other), value in table.items():
        around.setdefault(one, []).append((value, other))
        around.setdefault(other, []).append((value, one))
    for creator, held in around.items():
        size = float(roster.followers[creator])
        held.sort(reverse=True)
        for place, (value, other) in enumerate(held):
            for value_2, other_2 in held[place + 1 :]:
                if value + value_2 <= size:
                    break
                both = table.get((min(other, other_2), max(other, other_2)))
                if both is not None and value + value_2 - both > size * (1.0 + 1e-9) + 1.0:
                    a, b, c = (roster.handle[n] for n in (creator, other, other_2))
                    raise InputError(
                        f'no population has these overlaps: "{a}" ({size:,.0f}) shares {value:,.0f} with "{b}" and '
                        f'{value_2:,.0f} with "{c}", who share only {both:,.0f} with one another; '
                        f"it would need {value + value_2 - both:,.0f} followers"
                    )


def density(asked: Asked) -> float:
    """Mean overlap in shares of the smaller audience, of all pairs."""
    return max(float(asked.shared.sum() / np.minimum.outer(asked.sizes, asked.sizes).sum()), 1e-9)


def usual_tail(asked: Asked) -> float:
    return multiplicity.usual_tail(asked.sizes, asked.shared.sum(axis=1), density(asked))


def counts(asked: Asked, tail: float) -> I64:
    """How many creators each person follows [person], most first; they add up to all followers."""
    expected = multiplicity.people_by_count(asked.sizes, asked.shared, tail)
    above = np.cumsum(expected[::-1])[::-1]  # people who follow at least k
    at_least = np.rint(above).astype(np.int64)
    people = at_least - np.append(at_least[1:], 0)
    people[0] = 0
    k = np.arange(1, people.size + 1)
    singles = int(asked.sizes.sum()) - int((people * k).sum())
    if singles < 0:
        raise InputError("the overlaps need more followers than the audiences have")
    people[0] = singles
    return np.repeat(k[::-1], people[::-1]).astype(np.int64)


def fit(asked: Asked, tail: float, seed: int) -> Fitted:
    """Audiences by swaps from a first deal, which change neither sizes nor how many creators people follow."""
    count = counts(asked, tail)
    n_slots = int(count.sum())
    creator = np.empty(n_slots, np.int32)
    dealt = swaps.deal(asked.sizes.astype(np.int64), count, creator)
    if dealt < n_slots:
        raise InputError("no people follow so many creators at once: the audiences are too uneven for these overlaps")
    start = np.concatenate([[0], np.cumsum(count)]).astype(np.int64)
    person_of = np.repeat(np.arange(count.size), count).astype(np.int32)
    smaller = np.minimum.outer(asked.sizes, asked.sizes)
    pairs = (together(creator, start, asked.sizes.size), asked.low.astype(np.float32), asked.high.astype(np.float32),
             (1.0 / smaller**2).astype(np.float32))  # fmt: skip
    settle((creator, start, person_of), pairs, seed)
    order = np.lexsort((person_of, creator))
    link_start = np.searchsorted(creator[order], np.arange(asked.sizes.size + 1))
    return Fitted(asked, tail, link_start.astype(np.int64), person_of[order].astype(np.int64), count.size, pairs[0])


def settle(who: tuple[I32, I64, I32], pairs: Intervals, seed: int) -> None:
    """Swap at random, then with less and less patience for what makes it worse, until little is mended."""
    key = purpose_key(U64(seed), address.AUDIENCE, 0, 0)
    for turn in range(SHUFFLES):
        swaps.sweep(key, turn, who, pairs, np.inf)
    heat, before = total_miss(pairs) / who[0].size, total_miss(pairs)
    for turn in range(SHUFFLES, MOST_SWEEPS):
        swaps.sweep(key, turn, who, pairs, heat)
        heat, now = heat * COOLING, total_miss(pairs)
        if turn > 5 and before - now < SETTLED * before:
            return
        before = now


def total_miss(pairs: Intervals) -> float:
    count, low, high, weight = (np.triu(matrix, 1) for matrix in pairs)
    return float((np.maximum(np.maximum(count - high, low - count), 0.0) ** 2 * weight).sum())


def together(creator: I32, start: I64, n: int) -> F32:
    """How many people follow both [creator, creator], upper triangle of float32."""
    count = np.zeros((n, n), np.float32)
    lengths = np.diff(start)
    for k in np.unique(lengths[lengths > 1]):
        rows = creator[start[:-1][lengths == k][:, None] + np.arange(k)]
        for i in range(k):
            for j in range(i + 1, k):
                one, other = np.minimum(rows[:, i], rows[:, j]), np.maximum(rows[:, i], rows[:, j])
                np.add.at(count, (one, other), np.float32(1.0))
    return count
