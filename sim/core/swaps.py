"""Audiences moved towards pairwise overlaps by swaps that change neither sizes nor how many creators people follow."""

import heapq
from typing import Any

import numpy as np

from sim.core.address import LOW_32, U64, threefry
from sim.core.jit import inline, jit, lean


@inline
def miss(pairs, one, other):
    """By how much a pair lies outside its interval, squared and weighted. pairs: (count, low, high, weight)."""
    count = pairs[0][one, other]
    off = max(count - pairs[2][one, other], pairs[1][one, other] - count, np.float32(0.0))
    return np.float64(off * off * pairs[3][one, other])


@inline
def add(pairs, one, other, step):
    """Change the count of a pair; returns by how much the total miss grew."""
    first, second = min(one, other), max(one, other)
    before = miss(pairs, first, second)
    pairs[0][first, second] += step
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
def holds(creator, person, wanted):
    """Whether a person follows a creator."""
    found = False
    for slot in range(person[0], person[1]):
        found |= creator[slot] == wanted
    return found


@lean
def sweep(key, turn, who, pairs, heat):
    """As many proposed swaps as there are slots; returns growth of the total miss.

    who: (creator [slot], person_start [person + 1], person_of [slot]);
    pairs: (count, low, high, weight), upper triangles [creator, creator] of float32;
    heat: growth of the total miss that is accepted with probability 1/e, inf: all are.
    """
    creator, person_start, person_of = who
    n, total = U64(creator.size), 0.0
    for proposal in range(creator.size):
        first, second = threefry(key[0], key[1], U64(proposal), U64(turn))
        here, there = ((first >> U64(32)) * n) >> U64(32), ((first & LOW_32) * n) >> U64(32)
        mine, yours = creator[here], creator[there]
        f, g = person_of[here], person_of[there]
        if mine == yours or f == g:
            continue
        me, you = (person_start[f], person_start[f + 1]), (person_start[g], person_start[g + 1])
        if (me[1] - me[0] == 1 and you[1] - you[0] == 1) or holds(creator, me, yours) or holds(creator, you, mine):
            continue
        growth = trade(pairs, creator, me, mine, yours) + trade(pairs, creator, you, yours, mine)
        luck = (np.float64(second >> U64(11)) + 0.5) * 1.1102230246251565e-16
        if growth <= 0.0 or growth < -heat * np.log(luck):
            creator[here], creator[there] = yours, mine
            total += growth
        else:
            trade(pairs, creator, me, yours, mine)
            trade(pairs, creator, you, mine, yours)
    return total


@lean
def count_pairs(creator, person_start, count):
    """Add how many people follow both to the upper triangle of `count` [creator, creator]."""
    for person in range(person_start.size - 1):
        for slot in range(person_start[person], person_start[person + 1]):
            for later in range(slot + 1, person_start[person + 1]):
                one, other = creator[slot], creator[later]
                count[min(one, other), max(one, other)] += np.float32(1.0)


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
