"""Cascades and epidemics: equal to their plain twin in every bit, and to closed forms."""

import math
from itertools import product

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.core import address
from sim.spreading.independent_cascade import TABLE
from sim.spreading.spread import Disease, Play, graph_of, independent_cascade, sir
from tests.graphs import FAR, agrees, graphs, made
from tests.oracle import Luck, exponential

often = settings(max_examples=150, derandomize=True, deadline=None)
some = settings(max_examples=12, derandomize=True, deadline=None)


def words_of(luck, node):
    """32 bits each, without end."""
    for n in range(1 << 20):
        for word in luck.words(address.SPREAD, node, n):
            yield word % 2**32
            yield word // 2**32


def twin(n_nodes, edges, seeds, run, told):
    """Breadth first; `told(luck, node, targets)` says whom a node brings in."""
    luck = Luck(1, 0, run)
    graph = made(n_nodes, edges)
    levels, joined, largest = [list(dict.fromkeys(seeds))], set(seeds), 0
    while levels[-1]:
        new = []
        for node in levels[-1]:
            targets = graph.target[graph.start[node] : graph.start[node + 1]].tolist()
            mine = [other for other in dict.fromkeys(told(luck, node, targets)) if other not in joined]
            joined.update(mine)
            new += mine
            largest = max(largest, len(mine))
        levels.append(new)
    return len(joined), len(levels) - 2, len(levels[1]), largest


def by_skips(skip):
    def told(luck, node, targets):
        place, words = 0, words_of(luck, node)
        jump = skip(words)
        while True:
            place += jump(next(words))
            if place >= len(targets):
                return
            yield targets[place]
            place += 1

    return told


@given(graphs(), st.lists(st.integers(0, 7), min_size=1, max_size=3), st.floats(0.001, 1.0))
@often
def test_cascades_equal_their_twin(graph, seeds, prob):
    table = [math.floor(min((1.0 - prob) ** k * 2.0**32, 2.0**32 - 1.0)) for k in range(1, TABLE + 1)]

    def skip(_words):
        return lambda half: sum(half < value for value in table[:64])

    found = independent_cascade(made(*graph), seeds, prob, Play(4, 1, 1))
    rows = [twin(*graph, seeds, run, by_skips(skip)) for run in range(4)]
    assert [tuple(map(int, row)) for row in zip(*found, strict=True)] == rows


@given(graphs(), st.lists(st.integers(0, 7), min_size=1, max_size=3), st.floats(0.01, 0.9), st.floats(0.05, 1.0))
@often
def test_epidemics_equal_their_twin(graph, seeds, infect_prob, recover_prob):
    rate = -np.log1p(-infect_prob)
    stays = -np.log1p(-recover_prob) if recover_prob < 1.0 else math.inf

    def skip(words):
        days = 1.0 + math.floor(exponential(next(words)) / stays)
        return lambda half: int(min(exponential(half) * (1.0 / (rate * days)), 1e9))

    found = sir(made(*graph), seeds, Disease(infect_prob, recover_prob), Play(4, 1, 1))
    rows = [twin(*graph, seeds, run, by_skips(skip)) for run in range(4)]
    assert [tuple(map(int, row)) for row in zip(*found, strict=True)] == rows


def path(n):
    return n, [(k, k + 1) for k in range(n - 1)]


def tree(branches, levels):
    inner = sum(branches**level for level in range(levels))
    return inner + branches**levels, [(n, branches * n + k) for n in range(inner) for k in range(1, branches + 1)]


def test_a_path_and_a_star():
    prob, runs = 0.4, 40_000
    sizes = independent_cascade(made(*path(8)), [0], prob, Play(runs)).size
    assert agrees(sizes, (1 - prob**8) / (1 - prob), sizes.std(ddof=1))
    star = 30, [(0, k) for k in range(1, 30)]
    found = independent_cascade(made(*star), [0], prob, Play(runs))
    assert agrees(found.size, 1 + 29 * prob, math.sqrt(29 * prob * (1 - prob)))
    assert (found.first_hop == found.size - 1).all()
    assert (found.largest_broadcast == found.first_hop).all()


def test_a_diamond():
    prob = 0.35
    sizes = independent_cascade(made(4, [(0, 1), (0, 2), (1, 3), (2, 3)]), [0], prob, Play(40_000)).size
    assert agrees(sizes, 1 + 2 * prob + 1 - (1 - prob**2) ** 2, sizes.std(ddof=1))


def test_a_tree_is_a_branching_process():
    prob, branches, levels = 0.2, 4, 5
    found = independent_cascade(made(*tree(branches, levels)), [0], prob, Play(40_000))
    assert agrees(found.size, sum((branches * prob) ** k for k in range(levels + 1)), found.size.std(ddof=1))
    assert found.depth.max() == levels


def live_edge_sizes(n_nodes, edges, seeds, prob):
    mean = square = 0.0
    for live in product((False, True), repeat=len(edges)):
        weight = math.prod(prob if one else 1.0 - prob for one in live)
        joined, waiting = set(seeds), list(seeds)
        while waiting:
            one = waiting.pop()
            for (source, other), is_live in zip(edges, live, strict=True):
                if is_live and source == one and other not in joined:
                    joined.add(other)
                    waiting.append(other)
        mean += weight * len(joined)
        square += weight * len(joined) ** 2
    return mean, math.sqrt(max(square - mean * mean, 0.0))


@given(graphs(6, 10, 3), st.floats(0.05, 0.95))
@some
def test_cascades_are_what_live_edges_say(graph, prob):
    sizes = independent_cascade(made(*graph), [0, 1], prob, Play(30_000)).size
    assert agrees(sizes, *live_edge_sizes(*graph, (0, 1), prob))


def test_everybody_meets_everybody_is_reed_frost():
    """Final sizes on the complete graph of 7, by the chain of generations."""
    n, prob = 7, 0.25
    due = np.zeros(n + 1)

    def go(susceptible, new, weight):
        if new == 0:
            due[n - susceptible] += weight
            return
        catch = 1.0 - (1.0 - prob) ** new
        for k in range(susceptible + 1):
            go(susceptible - k, k, weight * math.comb(susceptible, k) * catch**k * (1 - catch) ** (susceptible - k))

    go(n - 1, 1, 1.0)
    runs = 60_000
    edges = [(one, other) for one in range(n) for other in range(n) if one != other]
    found = np.bincount(independent_cascade(made(n, edges), [0], prob, Play(runs)).size, minlength=n + 1) / runs
    assert (np.abs(found - due) <= FAR * np.sqrt(due * (1 - due) / runs) + 1e-12).all()


def test_total_infections_of_an_epidemic_on_a_star():
    """A target escapes with the mean of (1 - infect)^T over geometric T; all share the centre's T."""
    infect, recover, n = 0.2, 0.3, 10
    escape = recover * (1 - infect) / (1 - (1 - recover) * (1 - infect))
    sizes = sir(made(n + 1, [(0, k) for k in range(1, n + 1)]), [0], Disease(infect, recover), Play(40_000)).size
    assert agrees(sizes, 1 + n * (1 - escape), sizes.std(ddof=1))


def test_large_sparse_graphs_give_one_over_one_minus_r0_and_die_out_as_they_should():
    rng = np.random.default_rng(4)
    n, degree = 40_000, 40
    source = np.repeat(np.arange(n), degree)
    graph = graph_of(source, (source + rng.integers(1, n, n * degree)) % n, n)
    small = independent_cascade(graph, [0], 0.5 / degree, Play(20_000))
    prob = 0.5 / degree
    assert agrees(small.size, 2.0, math.sqrt(degree * prob * (1 - prob) / 0.5**3))
    prob, dies = 1.6 / degree, 0.0
    for _ in range(1000):
        dies = (1.0 - prob + prob * dies) ** degree
    died = independent_cascade(graph, [0], prob, Play(3_000)).size < n / 100
    assert agrees(died * 1.0, dies, math.sqrt(dies * (1 - dies)))
