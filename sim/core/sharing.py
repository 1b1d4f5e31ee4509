"""Word of mouth: who shares, which friends see it on which day, and the cascades that come of it.

Who engages for the first time becomes a node: with `share_prob` they share the post, and each friend sees it with
`friend_view_prob`, as one more distinct source. Those views are events, kept in one list per day; what is shared
today is seen tomorrow or later. With a response of 1 this is the independent cascade.
Watts 2002, Goel et al. 2016 (structural virality); twins in tests/oracle.py.
"""

import numpy as np

from sim.core.address import LOW_32, U64, threefry, uniform
from sim.core.arrays import (
    EVENTS,
    FIRST,
    FRIEND,
    FULL,
    HOP,
    LAST,
    NEXT,
    NODES,
    PARENT,
    PERSON,
    PLACE,
    POST,
    SHARER,
    SIZE,
    SLOTS,
)
from sim.core.jit import inline, lean, prefetch
from sim.core.maths import exponential, log
from sim.core.outcome import HOPS_SHOWN, SIZES_SHOWN

U32 = np.uint32
SMALL = 1e-8  # below, -ln(1 - p) is p for all that matters
LONGEST_SKIP = 1e9  # friends passed over at once; nobody has so many


@inline
def forget_shares(plan, scratch):
    """Begin a run without nodes and events."""
    scratch.totals[:] = 0
    for day in range(plan.n_days):
        scratch.days[FIRST, day] = -1
        scratch.days[LAST, day] = -1


@inline
def new_node(slot, scratch):
    """Remember who engaged for the first time, by which post, and from whom they have it."""
    node = scratch.totals[NODES]
    if node == scratch.paths.size:
        scratch.totals[FULL] = 1
    else:
        person = scratch.persons[slot]
        parent = scratch.parents[slot]
        scratch.nodes[PERSON, node] = person
        scratch.nodes[POST, node] = scratch.posts[slot]
        scratch.nodes[PARENT, node] = parent
        scratch.nodes[HOP, node] = scratch.nodes[HOP, parent] + 1 if parent >= 0 else 0
        scratch.totals[NODES] = node + 1


@lean
def circle_of(n_people, stand_in, person):
    """Whose friends a person has: their own, or those of whom they stand in for."""
    return np.int64(person) if person < n_people else np.int64(stand_in[np.int64(person) - n_people])


@inline
def day_of_view(plan, key, day, sharer, friend):
    """The day on which a friend sees a share."""
    target = day + 1
    if plan.delay_cumulative.size > 1:
        u = uniform(key, sharer, friend)
        for later in range(plan.delay_cumulative.size - 1):
            target += u >= plan.delay_cumulative[later]
    return target


@inline
def add_event(event, target, whom, scratch):
    """Put down at the end of a day's list that a friend will see what a node shares."""
    node, friend = whom
    scratch.events[FRIEND, event] = friend
    scratch.events[SHARER, event] = node
    scratch.events[NEXT, event] = -1
    scratch.events[PLACE, event] = -1
    last = scratch.days[LAST, target]
    if last >= 0:
        scratch.events[NEXT, last] = event
    else:
        scratch.days[FIRST, target] = event
    scratch.days[LAST, target] = event


@lean
def rarity(prob):
    """-ln(1 - prob), the rate at which geometric skips end; infinite where nobody is skipped."""
    return -log(1.0 - prob) if prob > SMALL else prob


@inline
def show_friends(plan, keys, day, sharer, scratch):
    """Walk the friends of who shares, from one who sees it to the next: geometric skips, by inversion."""
    node, per_skip = sharer
    person = scratch.nodes[PERSON, node]
    circle = circle_of(plan.person_slot.size, plan.stand_in, person)
    place, stop = plan.friend_start[circle], plan.friend_start[circle + 1]
    event = scratch.totals[EVENTS]
    n = 0
    first = second = U64(0)
    while place < stop:
        if n % 4 == 0:
            first, second = threefry(keys[1][0], keys[1][1], U64(person), U64(n // 4))
        word = first if n % 4 < 2 else second
        half = word & LOW_32 if n % 2 == 0 else word >> U64(32)
        place += int(min(exponential(half) * per_skip, LONGEST_SKIP))
        if place < stop:
            target = day_of_view(plan, keys[2], day, person, plan.friend[place])
            if target < plan.n_days and event < scratch.paths.size:
                add_event(event, target, (node, plan.friend[place]), scratch)
            event += target < plan.n_days
        place += 1
        n += 1
    scratch.totals[FULL] |= event > scratch.paths.size
    scratch.totals[EVENTS] = min(event, scratch.paths.size)


@inline
def pass_on(plan, keys, day, first, scratch):
    """The new nodes of a block: who shares, and who will see it; return how many share."""
    per_skip = 1.0 / rarity(plan.friend_view_prob)
    n_sharers = 0
    for node in range(first, scratch.totals[NODES]):
        scratch.actors[n_sharers] = node
        n_sharers += uniform(keys[0], scratch.nodes[PERSON, node], 0) < plan.share_prob
    for sharer in range(n_sharers):
        prefetch(
            plan.friend_start,
            circle_of(plan.person_slot.size, plan.stand_in, scratch.nodes[PERSON, scratch.actors[sharer]]),
        )
    for sharer in range(n_sharers):
        circle = circle_of(plan.person_slot.size, plan.stand_in, scratch.nodes[PERSON, scratch.actors[sharer]])
        prefetch(plan.friend, plan.friend_start[circle])
    for sharer in range(n_sharers):
        show_friends(plan, keys, day, (np.int64(scratch.actors[sharer]), per_skip), scratch)
    return n_sharers


@inline
def hear(plan, event, scratch):
    """Fill a block with friends who see a share; return the event that has to wait, and their number."""
    n_views = 0
    while event >= 0 and n_views < SLOTS:
        node = scratch.events[SHARER, event]
        scratch.persons[n_views] = scratch.events[FRIEND, event]
        scratch.followers[n_views] = event
        scratch.parents[n_views] = node
        scratch.posts[n_views] = scratch.nodes[POST, node]
        prefetch(plan.person_slot, scratch.events[FRIEND, event])
        event = scratch.events[NEXT, event]
        n_views += 1
    for index in range(n_views):
        slot = plan.person_slot[scratch.persons[index]]
        scratch.events[PLACE, scratch.followers[index]] = slot
        prefetch(scratch.person_state, slot)
        scratch.followers[index] = slot
        scratch.engage_odds[index] = plan.friend_engage_odds
        scratch.click_odds[index] = plan.friend_click_odds
        scratch.fresh[index] = 1
    for index in range(n_views * plan.match_step):
        scratch.matches[index] = plan.person_match[scratch.persons[index]]
    for index in range(n_views * plan.susceptibility_step):
        level = plan.person_susceptibility[scratch.persons[index]]
        scratch.susceptibilities[index] = plan.susceptibility[level]
    return event, n_views


@inline
def measure_branches(scratch):
    """Size of the branch below every node; for roots also the sums that structural virality takes.

    Distances between all pairs of a tree with n nodes add up to the sum of s (n - s) over its branches of size s.
    """
    n_nodes = scratch.totals[NODES]
    for node in range(n_nodes):
        scratch.nodes[SIZE, node] = 1
        scratch.paths[node] = 0.0
        scratch.squares[node] = 0.0
    for node in range(n_nodes - 1, -1, -1):  # whoever has it from somebody comes after them
        parent = scratch.nodes[PARENT, node]
        if parent >= 0:
            size = np.float64(scratch.nodes[SIZE, node])
            scratch.nodes[SIZE, parent] += scratch.nodes[SIZE, node]
            scratch.paths[parent] += scratch.paths[node] + size
            scratch.squares[parent] += scratch.squares[node] + size * size


@inline
def count_cascades(scratch, row, outcome):
    """Sizes, depth and structural virality (mean distance of pairs) of the cascades of a run."""
    measure_branches(scratch)
    for node in range(scratch.totals[NODES]):
        outcome.cascade_depth[row] = max(outcome.cascade_depth[row], scratch.nodes[HOP, node])
        if scratch.nodes[PARENT, node] < 0:
            size = np.int64(scratch.nodes[SIZE, node])
            octave = 0
            while octave < SIZES_SHOWN - 1 and size >> (octave + 1) > 0:
                octave += 1
            outcome.cascades[row, octave] += 1
            outcome.largest_cascade[row] = max(outcome.largest_cascade[row], size)
            if size > 1:
                distances = size * scratch.paths[node] - scratch.squares[node]
                outcome.virality_sum[row] += 2.0 * distances / (np.float64(size) * (np.float64(size) - 1.0))


@inline
def count_hops(slot, row, scratch, outcome):
    """Count an engagement by its distance from the creator's post."""
    parent = scratch.parents[slot]
    hop = scratch.nodes[HOP, parent] + 1 if parent >= 0 else 0
    outcome.hops[row, min(hop, HOPS_SHOWN - 1)] += 1
