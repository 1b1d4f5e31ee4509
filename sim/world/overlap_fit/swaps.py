"""Audiences moved towards pairwise overlaps by swaps that change neither sizes nor how many creators people follow."""

import heapq
from typing import Any, NamedTuple

import numpy as np

from sim.core.address import LOW_32, U64, threefry
from sim.core.arrays import I32, I64
from sim.core.jit import inline, jit, lean

COUNT, LOW, HIGH, WEIGHT = range(4)  # side by side: a swap reads them all, and each place in memory only once


class FollowSlots(NamedTuple):
    """Every follower slot: the creator who is followed, and the person who follows."""

    creator: I32  # [slot] changed by swaps
    person_start: I64  # [person + 1] first slot
    person_of: I32  # [slot]


@inline
def excess(pairs, row, column):
    """By how many people a pair lies above its interval, below 0: under it, 0: within."""
    count = pairs[row, column, COUNT]
    return max(count - pairs[row, column, HIGH], np.float32(0.0)) + min(
        count - pairs[row, column, LOW], np.float32(0.0)
    )


@inline
def miss(pairs, row, column):
    """By how much a pair lies outside its interval, squared and weighted."""
    off = excess(pairs, row, column)
    return np.float64(off * off * pairs[row, column, WEIGHT])


@inline
def add(pairs, creator, other, step):
    """Change the count of a pair; returns by how much the total miss grew."""
    first, second = min(creator, other), max(creator, other)
    before = miss(pairs, first, second)
    pairs[first, second, COUNT] += step
    return miss(pairs, first, second) - before


@lean
def trade(pairs, creator, person, gives, takes):
    """A person (first slot, stop) gives up one creator for another in the pairs; returns growth of the total miss."""
    growth = 0.0
    for slot in range(person[0], person[1]):
        other = creator[slot]
        if other != gives and other != takes:
            growth += add(pairs, gives, other, np.float32(-1.0))
            growth += add(pairs, takes, other, np.float32(1.0))
    return growth


@inline
def slot_of(creator, person, wanted):
    """The slot in which a person (first slot, stop) follows a creator, -1 where none."""
    place = -1
    for slot in range(person[0], person[1]):
        if creator[slot] == wanted:
            place = slot
    return place


@lean
def exchange(who, pairs, here, there, most):
    """Swap the creators of two slots where the total miss grows by at most `most`; returns its growth.

    Not within a person, not of two people who follow nobody else, and nobody follows a creator twice.
    who, pairs: as for `sweep`.
    """
    creator, person_start, person_of = who
    mine, yours = creator[here], creator[there]
    f, g = person_of[here], person_of[there]
    if mine == yours or f == g:
        return 0.0
    me, you = (person_start[f], person_start[f + 1]), (person_start[g], person_start[g + 1])
    if me[1] - me[0] == 1 and you[1] - you[0] == 1:
        return 0.0
    if slot_of(creator, me, yours) >= 0 or slot_of(creator, you, mine) >= 0:
        return 0.0
    growth = trade(pairs, creator, me, mine, yours) + trade(pairs, creator, you, yours, mine)
    if growth > most:
        trade(pairs, creator, me, yours, mine)
        trade(pairs, creator, you, mine, yours)
        return 0.0
    creator[here], creator[there] = yours, mine
    return growth


@inline
def draw_between(word, first, stop):
    """A whole number from first to below stop by the lower 32 bits of a word."""
    return first + np.int64(((word & LOW_32) * U64(stop - first)) >> U64(32))


@lean
def sweep(key, turn, who, pairs, heat):
    """As many proposed swaps as there are slots; returns growth of the total miss.

    who: FollowSlots;
    pairs: [creator, creator, (COUNT, LOW, HIGH, WEIGHT)] of float32, only the upper triangle is used;
    heat: growth of the total miss that is accepted with probability 1/e, inf: all are.
    """
    total, slots = 0.0, who[0].size
    for proposal in range(slots):
        first, second = threefry(key[0], key[1], U64(proposal), U64(turn))
        luck = (np.float64(second >> U64(11)) + 0.5) * 1.1102230246251565e-16
        here, there = draw_between(first >> U64(32), 0, slots), draw_between(first, 0, slots)
        total += exchange(who, pairs, here, there, max(-heat * np.log(luck), 0.0))
    return total


@lean
def count_pairs(creator, person_start, pairs):
    """Add how many people follow both to COUNT of the upper triangle of `pairs`."""
    for person in range(person_start.size - 1):
        for slot in range(person_start[person], person_start[person + 1]):
            for later in range(slot + 1, person_start[person + 1]):
                followed, other = creator[slot], creator[later]
                pairs[min(followed, other), max(followed, other), COUNT] += np.float32(1.0)


@jit
def deal(left, count, creator):
    """Give each person, most creators first, those with most followers left; returns slots dealt.

    left [creator] followers not yet dealt (changed), count [person] not rising, creator [slot] filled in their order.
    """
    heap: list[Any] = [(-left[candidate], candidate) for candidate in range(left.size) if left[candidate] > 0]
    heapq.heapify(heap)
    place = next_one = 0
    for person in range(count.size):
        if count[person] == 1:
            while next_one < left.size and left[next_one] == 0:
                next_one += 1
            if next_one == left.size:
                return place
            creator[place] = next_one
            left[next_one] -= 1
            place += 1
            continue
        if count[person] > len(heap):
            return place
        begin = place
        for _ in range(count[person]):
            creator[place] = heapq.heappop(heap)[1]
            place += 1
        for slot in range(begin, place):
            again = np.int64(creator[slot])
            left[again] -= 1
            if left[again] > 0:
                heapq.heappush(heap, (-left[again], again))
    return place
