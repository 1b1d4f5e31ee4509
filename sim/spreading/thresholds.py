"""Classical thresholds on one graph: nodes that join once enough of those around them have.

Granovetter 1978; Watts 2002.
"""

import numpy as np

from sim.core.address import U64, threefry, unit
from sim.core.jit import inline, lean, prefetch
from sim.spreading.independent_cascade import count_level, forget, is_new, note, open_run

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


@inline
def spread(join, graph, law, key, n, scratch):
    """Let the n seeds of the queue spread; returns nodes in the queue, nodes touched, hops and largest broadcast.

    join: of (law, key, other, edge, left); whether the other node joins, and whether this was its first touch.
    """
    start, target = graph
    seen, queue, left, touched = scratch
    place = largest = n_touched = 0
    level, hops = n, (0, 0)
    while place < n:
        node = queue[U64(place)]
        fetch_ahead(start, target, queue, place, n)
        before = n
        for edge in range(start[U64(node)], start[U64(node + 1)]):
            other = target[U64(edge)]
            joins, is_first = join(law, key, other, edge, left)
            if is_first:
                touched[U64(n_touched)] = other
                n_touched += 1
            if joins:
                queue[U64(n)] = other
                n += is_new(seen, other)
        largest = max(largest, n - before)
        place += 1
        level, hops = count_level(place, n, level, hops)
    return n, n_touched, hops, largest


@inline
def join_by_count(law, key, other, edge, left):  # noqa: ARG001
    """Count one more around a node who has joined. left: [node] how many it still waits for, 0: not touched."""
    wanted = left[U64(other)]
    is_first = wanted == 0
    if is_first:
        wanted = threshold_of(key, other, law[4][U64(other)], (law[1], law[2]), law[3])
    left[U64(other)] = wanted - 1 if wanted > 1 else -1
    return wanted == 1, is_first


@inline
def join_by_weight(law, key, other, edge, left):
    """Take an edge's weight from what a node waits for. left: [node] the rest of its threshold, nan: not touched."""
    is_first = np.isnan(left[U64(other)])
    if is_first:
        word, _ = threefry(key[0], key[1], U64(other), U64(0))
        left[U64(other)] = unit(word)
    left[U64(other)] -= law[1][U64(edge)]
    return left[U64(other)] < 0.0, is_first


@inline
def clear(left, touched, n_touched, untouched):
    """Leave the nodes that were touched as they were before."""
    for index in range(n_touched):
        left[U64(touched[U64(index)])] = untouched


@lean
def counted_runs(graph, seeds, law, first_run, scratch, out):
    """Nodes join once enough of those around have. law: (seed, kind, share, cumulative [count], in_degree [node])."""
    seen, queue, left, touched = scratch
    for run in range(out.shape[1]):
        key, n = open_run(law[0], seeds, first_run, run, scratch)
        n, n_touched, hops, largest = spread(join_by_count, graph, law, key, n, scratch)
        clear(left, touched, n_touched, 0)
        forget(seen, queue, n)
        note(out, run, n, hops, largest)


@lean
def weighted_runs(graph, seeds, law, first_run, scratch, out):
    """Nodes join once the weights of those around who have joined exceed a threshold. law: (seed, weight [edge])."""
    seen, queue, left, touched = scratch
    for run in range(out.shape[1]):
        key, n = open_run(law[0], seeds, first_run, run, scratch)
        n, n_touched, hops, largest = spread(join_by_weight, graph, law, key, n, scratch)
        clear(left, touched, n_touched, np.nan)
        forget(seen, queue, n)
        note(out, run, n, hops, largest)
