"""Classical spreading on one graph: independent cascade and SIR, without feeds and money.

Work is proportional to what happens: rows are walked by geometric skips, people stand in a bitmap that is undone and
not cleared, and rows that come next are fetched ahead. Each node has its own address, so nothing depends on threads.
Kempe, Kleinberg & Tardos 2003.
"""

import numpy as np

from sim.core import address
from sim.core.address import LOW_32, U64, purpose_key, threefry
from sim.core.jit import inline, lean, prefetch
from sim.core.maths import exponential

LANES = 16  # nodes of the queue that draw together
TABLE = 1024  # skips that are looked up; longer ones are computed
GUIDE_SHIFT = U64(22)  # the upper 10 of 32 bits say where in the table to begin
LONGEST_SKIP = 1e9


@inline
def is_new(seen, node):
    """Put a node into the bitmap; returns 1 if it was not there."""
    word, bit = node >> 6, U64(1) << U64(node & 63)
    held = seen[U64(word)]
    seen[U64(word)] = held | bit
    return np.int64((held & bit) == U64(0))


@inline
def begin(seeds, seen, queue):
    """Put the seeds into queue and bitmap; returns their number without doubles."""
    n = 0
    for index in range(seeds.size):
        queue[n] = seeds[index]
        n += is_new(seen, seeds[index])
    return n


@inline
def open_run(seed, seeds, first_run, run, scratch):
    """Begin a run; returns the key of its luck, and how many seeds are in the queue."""
    return (
        purpose_key(seed, address.SPREAD, 0, first_run + run),
        begin(seeds[min(run, seeds.shape[0] - 1)], scratch[0], scratch[1]),
    )


@inline
def forget(seen, queue, n):
    """Empty the bitmap."""
    for place in range(n):
        seen[U64(queue[U64(place)] >> 6)] = U64(0)


@lean
def long_skip(half, per_skip):
    """A skip beyond the table, by the formula."""
    return np.int64(max(min(exponential(half) * per_skip, LONGEST_SKIP), np.float64(TABLE)))


@inline
def skip_of(half, missing, guide, per_skip):
    """Number of targets passed over before the next: the geometric variate at 32 random bits.

    missing[k]: 2^32 times the chance that the first k are all passed over; guide: where its values begin.
    """
    k = np.int64(guide[half >> GUIDE_SHIFT])
    while k < TABLE and half < missing[U64(k + 1)]:
        k += 1
    return k if k < TABLE else long_skip(half, per_skip)


@inline
def count_level(place, n, level, hops):
    """The end of the present level, and (depth, nodes at the first hop), after so many have had their turn."""
    depth, first_hop = hops
    if place == level and n > level:
        return n, (depth + 1, n - level if depth == 0 else first_hop)
    return level, hops


@inline
def note(out, run, n, hops, largest):
    """Write down what came of a run."""
    out[0, run], out[1, run], out[2, run], out[3, run] = n, hops[0], hops[1], largest


@lean
def draw_lanes(key, queue, place, words):
    """The first two words of the next nodes, by wide registers; words [2, lane]."""
    key0, key1 = key
    first, second = words[0], words[1]
    for lane in range(LANES):
        low, high = threefry(key0, key1, U64(queue[place + lane]), U64(0))
        first[lane] = low
        second[lane] = high


@inline
def fetch_lanes(start, target, queue, place, n):
    """Bring the rows of nodes that come next nearer."""
    for later in range(place + 2 * LANES, min(place + 3 * LANES, n)):
        prefetch(start, queue[U64(later)])
    for later in range(place + LANES, min(place + 2 * LANES, n)):
        prefetch(target, start[U64(queue[U64(later)])])


@inline
def lanes_that_hit(start, missing, queue, lanes, scratch):
    """Find the lanes that reach somebody at all, without a branch; returns how many. lanes: (first place, number)."""
    words, hits = scratch[2], scratch[3]
    n_hits = np.int64(0)
    for lane in range(lanes[1]):
        node = queue[U64(lanes[0] + lane)]
        length = start[U64(node + 1)] - start[U64(node)]
        somebody = (words[0, U64(lane)] & LOW_32) >= missing[U64(min(length, TABLE))]
        hits[U64(n_hits)] = lane
        n_hits += np.int64(somebody | (length > TABLE))
    return n_hits


@inline
def spread_row(graph, law, key, lane, n, scratch):
    """Give each target of a node its chance; returns the new length of the queue. lane: (node, its two words)."""
    _, missing, guide, per_skip = law
    node, first, second = lane
    edge, stop = np.int64(graph[0][U64(node)]), np.int64(graph[0][U64(node + 1)])
    n_draws = 0
    while edge < stop:
        half = first & LOW_32
        if n_draws > 0 and stop - edge <= TABLE and half < missing[U64(stop - edge)]:
            break  # nobody of those who are left
        edge += skip_of(half, missing, guide, per_skip)
        if edge < stop:
            scratch[1][U64(n)] = graph[1][U64(edge)]
            n += is_new(scratch[0], graph[1][U64(edge)])
        edge += 1
        n_draws += 1
        if n_draws % 4 == 0:
            first, second = threefry(key[0], key[1], U64(node), U64(n_draws // 4))
        elif n_draws % 4 == 2:
            first = second
        else:
            first = first >> U64(32)
    return n


@inline
def reach_by_chance(graph, law, key, lanes, n, scratch):
    """Let each node of the lanes reach its targets; returns the length of the queue, and the largest broadcast."""
    _, queue, words, hits = scratch
    largest = 0
    for index in range(lanes_that_hit(graph[0], law[1], queue, lanes, scratch)):
        before = n
        lane = hits[U64(index)]
        drawn = (queue[U64(lanes[0] + lane)], words[0, U64(lane)], words[1, U64(lane)])
        n = spread_row(graph, law, key, drawn, n, scratch)
        largest = max(largest, n - before)
    return n, largest


@inline
def spread_in_lanes(reach, graph, law, key, n, scratch):
    """Let the n seeds of the queue spread; returns nodes in the queue, hops and largest broadcast.

    reach: of (graph, law, key, lanes, n, scratch); what the nodes of the lanes do once their words are drawn.
    """
    queue, words = scratch[1], scratch[2]
    place = largest = 0
    level, hops = n, (0, 0)
    while place < n:
        lanes = (place, min(level - place, LANES))
        fetch_lanes(graph[0], graph[1], queue, place, n)
        draw_lanes(key, queue, place, words)
        n, broadcast = reach(graph, law, key, lanes, n, scratch)
        largest = max(largest, broadcast)
        place += lanes[1]
        level, hops = count_level(place, n, level, hops)
    return n, hops, largest


@lean
def cascade_runs(graph, seeds, law, first_run, scratch, out):
    """Independent cascades with one probability. law: (seed, missing, guide, per_skip) of `skip_of`."""
    for run in range(out.shape[1]):
        key, n = open_run(law[0], seeds, first_run, run, scratch)
        n, hops, largest = spread_in_lanes(reach_by_chance, graph, law, key, n, scratch)
        forget(scratch[0], scratch[1], n)
        note(out, run, n, hops, largest)


@lean
def fall_ill(law, words, ill):
    """Read the first words of the lanes. ill [2, lane]: 1 / (hazard of catching it), how many are passed over."""
    _, rate, no_recovery = law
    first, per_skip, skip = words[0], ill[0], ill[1]
    for lane in range(LANES):
        days = 1.0 + np.floor(exponential(first[lane] & LOW_32) / no_recovery)
        per_skip[lane] = 1.0 / (rate * days)
        skip[lane] = np.floor(min(exponential(first[lane] >> U64(32)) * per_skip[lane], LONGEST_SKIP))


@inline
def lanes_that_infect(start, queue, lanes, ill, hits):
    """Find the lanes that infect somebody at all, without a branch; returns how many. lanes: (first place, number)."""
    n_hits = np.int64(0)
    for lane in range(lanes[1]):
        node = queue[U64(lanes[0] + lane)]
        hits[U64(n_hits)] = lane
        n_hits += np.int64(ill[1, U64(lane)] < start[U64(node + 1)] - start[U64(node)])
    return n_hits


@inline
def infect_row(graph, key, lane, n, scratch):
    """Infect the targets of a node while it is ill, the first of them for sure; returns the new length of the queue.

    lane: (node, its second word, 1 / hazard, how many are passed over before the first).
    """
    node, second, per_skip, skip = lane
    edge, stop = np.int64(graph[0][U64(node)]) + np.int64(skip), np.int64(graph[0][U64(node + 1)])
    first, n_draws = second, 2  # the first word said for how long, and who is first
    while edge < stop:
        scratch[1][U64(n)] = graph[1][U64(edge)]
        n += is_new(scratch[0], graph[1][U64(edge)])
        if n_draws % 4 == 0:
            first, second = threefry(key[0], key[1], U64(node), U64(n_draws // 4))
        word = first if n_draws % 4 < 2 else second
        half = word & LOW_32 if n_draws % 2 == 0 else word >> U64(32)
        edge += 1 + np.int64(min(exponential(half) * per_skip, LONGEST_SKIP))
        n_draws += 1
    return n


@inline
def reach_while_ill(graph, law, key, lanes, n, scratch):
    """Let each node of the lanes infect its targets; returns the length of the queue, and the largest broadcast."""
    _, queue, words, hits, ill = scratch
    fall_ill(law, words, ill)
    largest = 0
    for index in range(lanes_that_infect(graph[0], queue, lanes, ill, hits)):
        before = n
        lane = hits[U64(index)]
        drawn = (queue[U64(lanes[0] + lane)], words[1, U64(lane)], ill[0, U64(lane)], ill[1, U64(lane)])
        n = infect_row(graph, key, drawn, n, scratch)
        largest = max(largest, n - before)
    return n, largest


@lean
def sir_runs(graph, seeds, law, first_run, scratch, out):
    """SIR: infectious for a geometric time, each contact catches it at its rate; hops are the fewest there are.

    law: (seed, -ln(1 - infect_prob), -ln(1 - recover_prob)).
    """
    for run in range(out.shape[1]):
        key, n = open_run(law[0], seeds, first_run, run, scratch)
        n, hops, largest = spread_in_lanes(reach_while_ill, graph, law, key, n, scratch)
        forget(scratch[0], scratch[1], n)
        note(out, run, n, hops, largest)
