"""Classical spreading on one graph: independent cascade, SIR, thresholds, without feeds and money.

Work is proportional to what happens: rows are walked by geometric skips, people stand in a bitmap that is undone and
not cleared, and rows that come next are fetched ahead. Each node has its own address, so nothing depends on threads.
Kempe, Kleinberg & Tardos 2003; Watts 2002.
"""

import numpy as np

from sim.core import address
from sim.core.address import LOW_32, U64, purpose_key, threefry, unit
from sim.core.jit import inline, lean, prefetch
from sim.core.maths import exponential

AHEAD = 12  # nodes of the queue whose rows are fetched before their turn
TABLE = 1024  # skips that are looked up; longer ones are computed
GUIDE_SHIFT = U64(22)  # the upper 10 of 32 bits say where in the table to begin
LONGEST_SKIP = 1e9
BY_TABLE, BY_WEIGHT, BY_SHARE = (
    0,
    1,
    2,
)  # what makes a node join: a table by count, equal weights, a share of those around


@inline
def is_new(seen, node):
    """Put a node into the bitmap; returns 1 if it was not there."""
    word, bit = node >> 6, U64(1) << U64(node & 63)
    held = seen[U64(word)]
    seen[U64(word)] = held | bit
    return np.int64((held & bit) == U64(0))


@inline
def fetch_ahead(start, target, queue, place, n):
    """Bring the rows of nodes that come next nearer."""
    if place + 2 * AHEAD < n:
        prefetch(start, queue[U64(place + 2 * AHEAD)])
    if place + AHEAD < n:
        prefetch(target, start[U64(queue[U64(place + AHEAD)])])


@inline
def begin(seeds, seen, queue):
    """Put the seeds into queue and bitmap; returns their number without doubles."""
    n = 0
    for index in range(seeds.size):
        queue[n] = seeds[index]
        n += is_new(seen, seeds[index])
    return n


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
    """How many are passed over before the next: the geometric variate at 32 random bits.

    missing[k]: 2^32 times the chance that the first k are all passed over; guide: where its values begin.
    """
    k = np.int64(guide[half >> GUIDE_SHIFT])
    while k < TABLE and half < missing[U64(k + 1)]:
        k += 1
    return k if k < TABLE else long_skip(half, per_skip)


@inline
def count_level(place, n, level, hops):
    """Where the present level ends, and (depth, nodes at the first hop), after so many have had their turn."""
    depth, first_hop = hops
    if place == level and n > level:
        return n, (depth + 1, n - level if depth == 0 else first_hop)
    return level, hops


@inline
def note(out, run, n, hops, largest):
    """Write down what came of a run."""
    out[0, run], out[1, run], out[2, run], out[3, run] = n, hops[0], hops[1], largest


@inline
def spread_row(graph, law, key, node, n, scratch):
    """Give each target of a node its chance; returns the new length of the queue."""
    _, missing, guide, per_skip = law
    edge, stop = graph[0][U64(node)], graph[0][U64(node + 1)]
    n_draws = 0
    first, second = threefry(key[0], key[1], U64(node), U64(0))
    while edge < stop:
        half = first & LOW_32
        if stop - edge <= TABLE and half < missing[U64(stop - edge)]:
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


@lean
def cascade_runs(graph, seeds, law, first_run, scratch, out):
    """Independent cascades with one probability. law: (seed, missing, guide, per_skip) of `skip_of`."""
    for run in range(out.shape[1]):
        key = purpose_key(law[0], address.SPREAD, 0, first_run + run)
        n = begin(seeds[min(run, seeds.shape[0] - 1)], scratch[0], scratch[1])
        place = largest = 0
        level, hops = n, (0, 0)
        while place < n:
            fetch_ahead(graph[0], graph[1], scratch[1], place, n)
            before = n
            n = spread_row(graph, law, key, scratch[1][U64(place)], n, scratch)
            largest = max(largest, n - before)
            place += 1
            level, hops = count_level(place, n, level, hops)
        forget(scratch[0], scratch[1], n)
        note(out, run, n, hops, largest)


@inline
def infect_row(graph, law, key, node, n, scratch):
    """Infect the targets of a node while it is ill; returns the new length of the queue."""
    _, rate, no_recovery = law
    edge, stop = graph[0][U64(node)], graph[0][U64(node + 1)]
    first, second = threefry(key[0], key[1], U64(node), U64(0))
    days = 1.0 + np.floor(exponential(first & LOW_32) / no_recovery)
    per_skip = 1.0 / (rate * days)
    n_draws = 1  # the first one said for how long
    while edge < stop:
        if n_draws % 4 == 0:
            first, second = threefry(key[0], key[1], U64(node), U64(n_draws // 4))
        word = first if n_draws % 4 < 2 else second
        half = word & LOW_32 if n_draws % 2 == 0 else word >> U64(32)
        edge += np.int64(min(exponential(half) * per_skip, LONGEST_SKIP))
        if edge < stop:
            scratch[1][U64(n)] = graph[1][U64(edge)]
            n += is_new(scratch[0], graph[1][U64(edge)])
        edge += 1
        n_draws += 1
    return n


@lean
def sir_runs(graph, seeds, law, first_run, scratch, out):
    """SIR: infectious for a geometric time, each contact catches it at its rate; hops are the fewest there are.

    law: (seed, -ln(1 - infect_prob), -ln(1 - recover_prob)).
    """
    for run in range(out.shape[1]):
        key = purpose_key(law[0], address.SPREAD, 0, first_run + run)
        n = begin(seeds[min(run, seeds.shape[0] - 1)], scratch[0], scratch[1])
        place = largest = 0
        level, hops = n, (0, 0)
        while place < n:
            fetch_ahead(graph[0], graph[1], scratch[1], place, n)
            before = n
            n = infect_row(graph, law, key, scratch[1][U64(place)], n, scratch)
            largest = max(largest, n - before)
            place += 1
            level, hops = count_level(place, n, level, hops)
        forget(scratch[0], scratch[1], n)
        note(out, run, n, hops, largest)


@lean
def needed(key, node, degree, rule, cumulative):
    """How many around a node must have joined before it does; more than there are: never. rule: (kind, share)."""
    kind, share = rule
    if kind == BY_SHARE:
        return max(np.int64(np.ceil(share * degree - 1e-9)), 1)
    word, _ = threefry(key[0], key[1], U64(node), U64(0))
    u = unit(word)
    if kind == BY_WEIGHT:
        return np.int64(u * degree) + 1
    for count in range(1, cumulative.size):
        if u < cumulative[count]:
            return np.int64(count)
    return np.int64(1 << 30)


@lean
def counted_runs(graph, seeds, law, first_run, scratch, out):
    """Nodes join once enough of those around have. law: (seed, kind, share, cumulative [count], in_degree [node])."""
    start, target = graph
    seed, kind, share, cumulative, in_degree = law
    seen, queue, left, touched = scratch
    for run in range(out.shape[1]):
        key = purpose_key(seed, address.SPREAD, 0, first_run + run)
        n = begin(seeds[min(run, seeds.shape[0] - 1)], seen, queue)
        place = largest = n_touched = 0
        level, hops = n, (0, 0)
        while place < n:
            node = queue[U64(place)]
            fetch_ahead(start, target, queue, place, n)
            before = n
            for edge in range(start[U64(node)], start[U64(node + 1)]):
                other = target[U64(edge)]
                wanted = left[U64(other)]
                if wanted == 0:
                    wanted = needed(key, other, in_degree[U64(other)], (kind, share), cumulative)
                    touched[U64(n_touched)] = other
                    n_touched += 1
                left[U64(other)] = wanted - 1 if wanted > 1 else -1
                if wanted == 1:
                    queue[U64(n)] = other
                    n += is_new(seen, other)
            largest = max(largest, n - before)
            place += 1
            level, hops = count_level(place, n, level, hops)
        for index in range(n_touched):
            left[U64(touched[U64(index)])] = 0
        forget(seen, queue, n)
        note(out, run, n, hops, largest)


@lean
def weighted_runs(graph, seeds, law, first_run, scratch, out):
    """Nodes join once the weights of those around who have joined exceed a threshold. law: (seed, weight [edge])."""
    start, target = graph
    seed, weight = law
    seen, queue, left, touched = scratch
    for run in range(out.shape[1]):
        key = purpose_key(seed, address.SPREAD, 0, first_run + run)
        n = begin(seeds[min(run, seeds.shape[0] - 1)], seen, queue)
        place = largest = n_touched = 0
        level, hops = n, (0, 0)
        while place < n:
            node = queue[U64(place)]
            fetch_ahead(start, target, queue, place, n)
            before = n
            for edge in range(start[U64(node)], start[U64(node + 1)]):
                other = target[U64(edge)]
                if np.isnan(left[U64(other)]):
                    word, _ = threefry(key[0], key[1], U64(other), U64(0))
                    left[U64(other)] = unit(word)
                    touched[U64(n_touched)] = other
                    n_touched += 1
                left[U64(other)] -= weight[U64(edge)]
                if left[U64(other)] < 0.0:
                    queue[U64(n)] = other
                    n += is_new(seen, other)
            largest = max(largest, n - before)
            place += 1
            level, hops = count_level(place, n, level, hops)
        for index in range(n_touched):
            left[U64(touched[U64(index)])] = np.nan
        forget(seen, queue, n)
        note(out, run, n, hops, largest)
