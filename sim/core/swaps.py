"""Audiences moved towards pairwise overlaps by swaps that change neither sizes nor how many creators people follow."""

import heapq
from typing import Any

import numpy as np

from sim.core.address import LOW_32, U64, threefry
from sim.core.jit import inline, jit, lean

COUNT, LOW, HIGH, WEIGHT = range(4)  # side by side: a swap reads them all, and each place in memory only once


@inline
def miss(pairs, one, other):
    """By how much a pair lies outside its interval, squared and weighted."""
    count = pairs[one, other, COUNT]
    off = max(count - pairs[one, other, HIGH], pairs[one, other, LOW] - count, np.float32(0.0))
    return np.float64(off * off * pairs[one, other, WEIGHT])


@inline
def add(pairs, one, other, step):
    """Change the count of a pair; returns by how much the total miss grew."""
    first, second = min(one, other), max(one, other)
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


@lean
def exchange(creator, pairs, slots, people, most):
    """Swap the creators of two slots of two people where the total miss grows by at most `most`; returns its growth."""
    here, there = slots
    mine, yours = creator[here], creator[there]
    growth = trade(pairs, creator, people[0], mine, yours) + trade(pairs, creator, people[1], yours, mine)
    if growth > most:
        trade(pairs, creator, people[0], yours, mine)
        trade(pairs, creator, people[1], mine, yours)
        return 0.0
    creator[here], creator[there] = yours, mine
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
    pairs: [creator, creator, (COUNT, LOW, HIGH, WEIGHT)] of float32, only the upper triangle is used;
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
        luck = (np.float64(second >> U64(11)) + 0.5) * 1.1102230246251565e-16
        total += exchange(creator, pairs, (here, there), (me, you), max(-heat * np.log(luck), 0.0))
    return total


@lean
def count_pairs(creator, person_start, pairs):
    """Add how many people follow both to COUNT of the upper triangle of `pairs`."""
    for person in range(person_start.size - 1):
        for slot in range(person_start[person], person_start[person + 1]):
            for later in range(slot + 1, person_start[person + 1]):
                one, other = creator[slot], creator[later]
                pairs[min(one, other), max(one, other), COUNT] += np.float32(1.0)


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
