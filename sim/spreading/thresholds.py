"""Classical thresholds on one graph: nodes that join once enough of those around them have.

Granovetter 1978; Watts 2002.
"""

import numpy as np

from sim.core import address
from sim.core.address import U64, purpose_key, threefry, unit
from sim.core.jit import inline, lean, prefetch
from sim.spreading.independent_cascade import begin, count_level, forget, is_new, note

AHEAD = 12  # nodes of the queue whose rows are fetched before their turn
BY_TABLE, BY_WEIGHT, BY_SHARE = range(3)  # a node joins by a table of counts, by equal weights, by a share


@inline
def fetch_ahead(start, target, queue, place, n):
    """Bring the rows of nodes that come next nearer."""
    if place + 2 * AHEAD < n:
        prefetch(start, queue[U64(place + 2 * AHEAD)])
    if place + AHEAD < n:
        prefetch(target, start[U64(queue[U64(place + AHEAD)])])


@lean
def threshold_of(key, node, degree, rule, cumulative):
    """Number of those around a node who must join before it does; more than there are: never. rule: (kind, share)."""
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
                    wanted = threshold_of(key, other, in_degree[U64(other)], (kind, share), cumulative)
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
