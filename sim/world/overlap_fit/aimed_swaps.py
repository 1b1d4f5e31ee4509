"""Swaps aimed at the pairs that are off: by swaps at random two small audiences of a large roster never meet."""

from typing import NamedTuple

import numpy as np

from sim.core.address import U64, threefry
from sim.core.arrays import I32, I64
from sim.core.jit import lean
from sim.world.overlap_fit.swaps import draw_between, excess, exchange, slot_of

MEETS = 8  # followers asked before a try is given up
LEAST_TRIES = 4  # for each person that a pair is off by
HALF = np.float32(0.5)  # people are whole: nearer than this to an interval is in it


class CreatorSlots(NamedTuple):
    """The slots of each creator; kept right by `mend`."""

    slots: I32  # [place] by creator
    first: I64  # [creator + 1] first place
    place: I32  # [slot] where it stands in slots


def slots_of(creator: I32, n_creators: int) -> CreatorSlots:
    """The slots of each creator. creator [slot]."""
    slots = np.argsort(creator, kind="stable").astype(np.int32)
    place = np.empty_like(slots)
    place[slots] = np.arange(slots.size, dtype=np.int32)
    first = np.searchsorted(creator[slots], np.arange(n_creators + 1)).astype(np.int64)
    return CreatorSlots(slots, first, place)


@lean
def hand_over(who, lists, pairs, here, there):
    """Swap the creators of two slots unless the total miss grows; returns its growth."""
    creator, (slots, _, place) = who[0], lists
    before = creator[here]
    growth = exchange(who, pairs, here, there, 0.0)
    if creator[here] != before:
        slots[place[here]], slots[place[there]] = there, here
        place[here], place[there] = place[there], place[here]
    return growth


@lean
def meet(who, lists, pair, word, both):
    """A follower of the first who follows the second (both), or others but not the second; -1 if none is met soon."""
    creator, person_start, person_of = who
    slots, first, _ = lists
    begin, stop = first[pair[0]], first[pair[0] + 1]
    place = draw_between(word, begin, stop)
    for _ in range(min(MEETS, stop - begin)):
        person = person_of[slots[place]]
        their = (person_start[person], person_start[person + 1])
        if their[1] - their[0] > 1 and (slot_of(creator, their, pair[1]) >= 0) == both:
            return person
        place = place + 1 if place + 1 < stop else begin
    return -1


@lean
def bring(who, lists, pairs, pair, words):
    """A follower of the first, who follows others too, takes the second from somebody for one of the others."""
    creator, person_start, _ = who
    slots, first, _ = lists
    host = meet(who, lists, pair, words[0], False)
    if host < 0:
        return 0.0
    given = draw_between(words[1], person_start[host], person_start[host + 1] - 1)
    if creator[given] == pair[0]:
        given = person_start[host + 1] - 1
    taken = slots[draw_between(words[1] >> U64(32), first[pair[1]], first[pair[1] + 1])]
    return hand_over(who, lists, pairs, given, taken)


@lean
def part(who, lists, pairs, pair, words):
    """Somebody who follows both gives the second to somebody else."""
    creator, person_start, _ = who
    person = meet(who, lists, pair, words[0], True)
    if person < 0:
        return 0.0
    given = slot_of(creator, (person_start[person], person_start[person + 1]), pair[1])
    return hand_over(who, lists, pairs, given, draw_between(words[1], 0, creator.size))


@lean
def people_off(pairs, row, column):
    """By how many people a pair is off, as `excess`, 0 where it is nearer than half a one."""
    off = excess(pairs, row, column)
    return off if abs(off) > HALF else np.float32(0.0)


@lean
def tries_of(pairs, slots):
    """Tries for each person that a pair is off by: together as many as there are slots, or more."""
    total = 0.0
    for row in range(pairs.shape[0]):
        for column in range(row + 1, pairs.shape[0]):
            total += abs(people_off(pairs, row, column))
    return max(LEAST_TRIES, int(slots / max(total, 1.0)))


@lean
def mend(key, turn, who, pairs, lists):
    """Aimed swaps for every pair that is off; returns growth of the total miss (never above 0).

    key, turn, who, pairs: as for `sweep`; lists: as `slots_of` gives them.
    """
    first, tries, proposal, total = lists.first, tries_of(pairs, who[0].size), U64(0), 0.0
    for row in range(pairs.shape[0]):
        for column in range(row + 1, pairs.shape[0]):
            upright, turned = (row, column), (column, row)
            small = upright if first[row + 1] - first[row] <= first[column + 1] - first[column] else turned
            for _ in range(tries * int(np.ceil(abs(people_off(pairs, row, column))))):
                off = people_off(pairs, row, column)
                if off == 0.0:
                    break
                words = threefry(key[0], key[1], proposal, U64(turn))
                proposal += U64(1)
                if off > 0.0:
                    total += part(who, lists, pairs, small, words)
                else:
                    host = upright if words[0] >> U64(63) == U64(1) else turned
                    total += bring(who, lists, pairs, host, words)
    return total
