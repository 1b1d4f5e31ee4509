"""Strangers who are shown a post without following: drawn without replacement from the creator's own address.

They live where the creator's audience lives, everybody there alike, followers of the creator left out. A larger pool
holds the smaller one, and hiring one creator more changes nobody else's strangers.
"""

from typing import NamedTuple

import numpy as np

from sim.core import address
from sim.core.address import U64, purpose_key, threefry, unit
from sim.core.arrays import F64, I32, I64
from sim.core.jit import jit
from sim.world import people
from sim.world.audience import first_above, sort_by_class
from sim.world.build import World

MOST_REDRAWS = 16  # slots per stranger, after which the pool is what was found: nearly everybody there is


class Strangers(NamedTuple):
    """Pools of strangers in the order that was asked for."""

    person: I32  # [link] by class, then ascending
    class_start: I64  # [creator, class + 1]


class StrangerPlaces(NamedTuple):
    """The homes of a creator's strangers."""

    start: I64  # [community + 1] first person
    affinity: F64  # [home, community]
    size_share: F64  # [community]


@jit
def draw_pools(seed, places, who, wanted, followers):
    """Distinct persons who do not follow, ascending within a creator, and how many were found [creator].

    who: (key, home, breadth) [creator]; followers: (first link, last + 1) [creator] and person [link].
    """
    key = purpose_key(seed, address.STRANGERS, 0, 0)
    keys, home, breadth = who
    first_link, stop_link, link_person = followers
    taken_by = np.full(places.start[-1], -1, np.int32)
    wanted = np.minimum(wanted, taken_by.size)
    out = np.empty(wanted.sum(), np.int64)
    n_found = np.zeros(wanted.size, np.int64)
    place = 0
    for creator in range(wanted.size):
        for link in range(first_link[creator], stop_link[creator]):
            taken_by[link_person[link]] = creator
        spread = (1.0 - breadth[creator]) * places.affinity[home[creator]] + breadth[creator] * places.size_share
        running = np.cumsum(spread)
        begin = place
        if wanted[creator] >= taken_by.size - (stop_link[creator] - first_link[creator]):
            for person in range(taken_by.size):  # everybody there is
                if taken_by[person] != creator:
                    out[place] = person
                    place += 1
            n_found[creator] = place - begin
            continue
        for slot in range(MOST_REDRAWS * wanted[creator]):
            if place - begin == wanted[creator]:
                break
            first, second = threefry(key[0], key[1], keys[creator], U64(slot))
            community = first_above(running, 0, running.size, unit(first) * running[-1])
            n_people = places.start[community + 1] - places.start[community]
            person = places.start[community] + int(unit(second) * n_people)
            if n_people > 0 and taken_by[person] != creator:
                taken_by[person] = creator
                out[place] = person
                place += 1
        out[begin:place].sort()
        n_found[creator] = place - begin
    return out[:place], n_found


def draw(seed: int, world: World, order: I64, breadth: F64, wanted: I64) -> Strangers:
    """Pools of so many strangers [creator], or of all that there are. order: index into the world's creators."""
    size = np.diff(world.community_start)
    places = StrangerPlaces(world.community_start, world.community_affinity, size / size.sum())
    who = (world.creator_key[order], world.creator_home[order], breadth)
    followers = (world.link_start[order], world.link_start[order + 1], world.link_person)
    person, n_found = draw_pools(U64(seed), places, who, wanted, followers)
    n_classes = world.link_class_start.shape[1] - 1
    classes = people.activity_classes(U64(seed), person, n_classes)
    start = np.concatenate([[0], np.cumsum(n_found)]).astype(np.int64)
    return Strangers(*sort_by_class(person, classes, start, n_classes))
