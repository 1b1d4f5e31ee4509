"""Classical spreading on one graph, many runs on all threads, to validate the campaign's word of mouth against."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from sim.core.arrays import F64, I32, I64
from sim.engine.batches import default_threads
from sim.errors import InputError
from sim.spreading import independent_cascade as core
from sim.spreading import thresholds

MOST_BLOCK = 4096  # runs of a kernel call


class Graph(NamedTuple):
    """A directed graph; things spread along the arrows."""

    start: I32 | I64  # [node + 1]
    target: I32  # [edge]

    @property
    def n_nodes(self) -> int:
        """Number of nodes."""
        return int(self.start.size - 1)

    @property
    def in_degree(self) -> I32:
        """Number of edges that end at each node [node]."""
        return np.bincount(self.target, minlength=self.n_nodes).astype(np.int32)


class Play(NamedTuple):
    """Number of runs, seed of their luck, and threads (None: all)."""

    runs: int
    seed: int = 1
    threads: int | None = None


class SpreadRuns(NamedTuple):
    """Sizes and depths of all runs."""

    size: I64  # [run] nodes that joined, seeds included
    depth: I64  # [run] hops from the seeds to the farthest
    first_hop: I64  # [run] nodes at one hop
    largest_broadcast: I64  # [run] most nodes that joined because of one single node


def graph_of(source: ArrayLike, target: ArrayLike, n_nodes: int, directed: bool = True) -> Graph:
    """The graph of these edges [edge]; not directed: each goes both ways. Raises InputError for unknown nodes."""
    tails, heads = np.asarray(source, np.int64), np.asarray(target, np.int64)
    if tails.shape != heads.shape or tails.ndim != 1:
        raise InputError(f"edges have {tails.size:,} sources and {heads.size:,} targets")
    for ends in (tails, heads):
        if ends.size and not 0 <= ends.min() <= ends.max() < n_nodes:
            raise InputError(f"node {ends.max() if ends.max() >= n_nodes else ends.min()} is not in [0, {n_nodes - 1}]")
    if not directed:
        tails, heads = np.concatenate([tails, heads]), np.concatenate([heads, tails])
    order = np.argsort(tails, kind="stable")
    start = np.searchsorted(tails[order], np.arange(n_nodes + 1))
    rows = start.astype(np.int32) if tails.size < 2**31 else start.astype(np.int64)
    return Graph(rows, heads[order].astype(np.int32))


def independent_cascade(graph: Graph, seeds: ArrayLike, prob: float, play: Play) -> SpreadRuns:
    """Each node that joins gets one chance with each of its targets. seeds: [seed], or [run, seed].

    Raises InputError. Kempe, Kleinberg & Tardos 2003.
    """
    check_prob("prob", prob)
    if prob == 0.0:
        return alone(graph, seeds, play)
    missing = (1.0 - prob) ** np.arange(core.TABLE + 1) * 2.0**32
    missing = np.floor(np.minimum(missing, 2.0**32 - 1.0)).astype(np.uint64)
    missing[0] = np.uint64(1 << 32)
    first = np.arange(1 << 10, dtype=np.uint64) << core.GUIDE_SHIFT
    last = first + np.uint64((1 << 22) - 1)
    guide = np.searchsorted(-missing[1:].astype(np.int64), -last.astype(np.int64), side="left")
    per_skip = 1.0 / -np.log1p(-prob) if prob < 1.0 else 0.0
    law = (np.uint64(play.seed), missing, np.minimum(guide, core.TABLE).astype(np.int16), per_skip)
    return on_threads(core.cascade_runs, graph, seeds, law, play)


class Disease(NamedTuple):
    """Chances per step of somebody who is ill."""

    infect_prob: float  # each target catches it
    recover_prob: float  # they recover, not before their first step


def sir(graph: Graph, seeds: ArrayLike, disease: Disease, play: Play) -> SpreadRuns:
    """SIR: a node that is ill infects its targets until it recovers. Raises InputError."""
    check_prob("infect_prob", disease.infect_prob)
    check_prob("recover_prob", disease.recover_prob)
    if disease.infect_prob == 0.0:
        return alone(graph, seeds, play)
    if disease.recover_prob == 0.0:
        raise InputError("recover_prob is 0: nobody ever recovers, and everybody who can be reached is")
    rate = -np.log1p(-disease.infect_prob) if disease.infect_prob < 1.0 else 1e300
    no_recovery = -np.log1p(-disease.recover_prob) if disease.recover_prob < 1.0 else np.inf
    return on_threads(core.sir_runs, graph, seeds, (np.uint64(play.seed), float(rate), float(no_recovery)), play)


def linear_threshold(graph: Graph, seeds: ArrayLike, play: Play, weights: ArrayLike | None = None) -> SpreadRuns:
    """A node joins once the weights of those before it who have joined exceed its own uniform threshold.

    weights: [edge] in the graph's order; left out: 1 / in-degree. Raises InputError. Granovetter 1978.
    """
    if weights is None:
        return by_count(graph, seeds, CountRule(thresholds.BY_WEIGHT), play)
    weight = np.asarray(weights, np.float64)
    if weight.shape != graph.target.shape or not (weight >= 0.0).all():
        raise InputError(f"needs {graph.target.size:,} weights of at least 0, one for each edge")
    return on_threads(thresholds.weighted_runs, graph, seeds, (np.uint64(play.seed), weight), play)


def spread_by_counts(graph: Graph, seeds: ArrayLike, cumulative: ArrayLike, play: Play) -> SpreadRuns:
    """A node joins once cumulative[how many of those before it have joined] exceeds its own uniform.

    cumulative: [count], from 0, not falling; its last value holds beyond. Raises InputError.
    """
    table = np.asarray(cumulative, np.float64)
    if table.ndim != 1 or table.size < 2 or (np.diff(table) < 0.0).any() or table[0] != 0.0 or table[-1] > 1.0:
        raise InputError("cumulative must begin with 0, not fall, and end at 1 or below")
    return by_count(graph, seeds, CountRule(thresholds.BY_TABLE, cumulative=table), play)


def fraction(graph: Graph, seeds: ArrayLike, share: float, play: Play) -> SpreadRuns:
    """A node joins once this share of those before it have joined. Raises InputError. Watts 2002."""
    check_prob("share", share)
    return by_count(graph, seeds, CountRule(thresholds.BY_SHARE, share=float(share)), play)


class CountRule(NamedTuple):
    """The rule by which a node joins, given how many of those before it have joined."""

    kind: int  # BY_TABLE, BY_WEIGHT or BY_SHARE of thresholds.py
    share: float = 0.0
    cumulative: F64 = np.zeros(1)  # [count]


def by_count(graph: Graph, seeds: ArrayLike, rule: CountRule, play: Play) -> SpreadRuns:
    """Play a threshold rule that goes by counts."""
    law = (np.uint64(play.seed), *rule, graph.in_degree)
    return on_threads(thresholds.counted_runs, graph, seeds, law, play)


def check_prob(name: str, value: float) -> None:
    """Refuse what is no probability. Raises InputError."""
    if not 0.0 <= value <= 1.0:
        raise InputError(f"{name} = {value:g} is not in [0, 1]")


def alone(graph: Graph, seeds: ArrayLike, play: Play) -> SpreadRuns:
    """Nobody but the seeds."""
    rows = seeds_of(graph, seeds, play)
    size = np.array([np.unique(row).size for row in rows], np.int64)
    nothing = np.zeros(play.runs, np.int64)
    return SpreadRuns(np.broadcast_to(size, play.runs).copy(), nothing, nothing.copy(), nothing.copy())


def seeds_of(graph: Graph, seeds: ArrayLike, play: Play) -> I64:
    """Seeds [1 or run, seed]. Raises InputError."""
    rows = np.atleast_2d(np.asarray(seeds, np.int64))
    if rows.shape[0] not in (1, play.runs):
        raise InputError(f"{rows.shape[0]:,} rows of seeds for {play.runs:,} runs")
    if rows.size and not 0 <= rows.min() <= rows.max() < graph.n_nodes:
        raise InputError(f"a seed is not in [0, {graph.n_nodes - 1}]")
    return rows


def memory(graph: Graph, kernel: Callable[..., None]) -> tuple[Any, ...]:
    """Working memory of one thread."""
    seen = np.zeros(graph.n_nodes // 64 + 1, np.uint64)
    queue = np.zeros(graph.n_nodes + 1 + core.LANES, np.int32)
    if kernel is thresholds.counted_runs:
        return seen, queue, np.zeros(graph.n_nodes, np.int32), np.empty(graph.n_nodes, np.int32)
    if kernel is thresholds.weighted_runs:
        return seen, queue, np.full(graph.n_nodes, np.nan), np.empty(graph.n_nodes, np.int32)
    lanes = seen, queue, np.zeros((2, core.LANES), np.uint64), np.zeros(core.LANES + 1, np.int64)
    return lanes if kernel is core.cascade_runs else (*lanes, np.zeros((2, core.LANES)))


def renumber(graph: Graph) -> tuple[Graph, I64]:
    """The same graph with nodes that many point to side by side, where memory is near; and each node's new number."""
    label = np.empty(graph.n_nodes, np.int64)
    label[np.argsort(-graph.in_degree, kind="stable")] = np.arange(graph.n_nodes)
    source = np.repeat(np.arange(graph.n_nodes), np.diff(graph.start))
    return graph_of(label[source], label[graph.target], graph.n_nodes), label


def on_threads(kernel: Callable[..., None], graph: Graph, seeds: ArrayLike, law: Any, play: Play) -> SpreadRuns:
    """Play all runs, in blocks; it moves no bit which thread plays a block."""
    rows, out = seeds_of(graph, seeds, play), np.zeros((4, play.runs), np.int64)
    threads = max(1, min(play.threads or default_threads(), play.runs))
    block = max(1, min(MOST_BLOCK, -(-play.runs // (4 * threads))))
    edges = (graph.start, graph.target)

    def play_share(turn: int) -> None:
        """Play every block of one thread, which takes each block that is its turn."""
        scratch = memory(graph, kernel)
        for first in range(turn * block, play.runs, threads * block):
            stop = min(first + block, play.runs)
            part = np.zeros((4, stop - first), np.int64)
            kernel(edges, rows if rows.shape[0] == 1 else rows[first:stop], law, first, scratch, part)
            out[:, first:stop] = part

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(play_share, range(threads)))
    return SpreadRuns(*out)
