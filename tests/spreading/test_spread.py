"""Classical spreading: equal to its plain twin in every bit, and to closed forms; false alarms one in 1e6 over all."""

import math
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.core import address
from sim.errors import InputError
from sim.spreading.independent_cascade import TABLE
from sim.spreading.spread import (
    Disease,
    Play,
    fraction,
    graph_of,
    independent_cascade,
    linear_threshold,
    sir,
    spread_by_counts,
)
from tests.oracle import Luck, exponential, unit

FAR = 5.64
often = settings(max_examples=150, derandomize=True, deadline=None)
some = settings(max_examples=12, derandomize=True, deadline=None)


def agrees(values, mean, sd):
    return abs(values.mean() - mean) <= FAR * sd / math.sqrt(values.size) + 1e-12


@st.composite
def graphs(draw, n_nodes=8, most=24, least=0):
    pairs = [(one, other) for one in range(n_nodes) for other in range(n_nodes) if one != other]
    edges = draw(st.lists(st.sampled_from(pairs), unique=True, min_size=least, max_size=most))
    return n_nodes, edges


def made(n_nodes, edges):
    return graph_of([one for one, _ in edges], [other for _, other in edges], n_nodes)


# Twins


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


def threshold_twin(n_nodes, edges, seeds, run, joins):
    """Sizes by the rule alone: whoever finds enough of those before it joined, joins."""
    luck = Luck(1, 0, run)
    thresholds = [unit(luck.words(address.SPREAD, node, 0)[0]) for node in range(n_nodes)]
    before = {node: [one for one, other in edges if other == node] for node in range(n_nodes)}
    joined = set(seeds)
    while new := [
        node
        for node in range(n_nodes)
        if node not in joined and joins(thresholds[node], [one in joined for one in before[node]])
    ]:
        joined.update(new)
    return len(joined)


@given(graphs(), st.lists(st.integers(0, 7), min_size=1, max_size=3))
@often
def test_thresholds_equal_their_twins(graph, seeds):
    play = Play(5, 1, 1)
    table = [0.0, 0.2, 0.5, 0.9]
    rules = {
        "weights": lambda u, around: bool(around) and sum(around) > u * len(around),
        "table": lambda u, around: u < table[min(sum(around), 3)],
        "share": lambda _u, around: bool(around) and sum(around) >= 0.4 * len(around),
    }
    found = {
        "weights": linear_threshold(made(*graph), seeds, play),
        "table": spread_by_counts(made(*graph), seeds, table, play),
        "share": fraction(made(*graph), seeds, 0.4, play),
    }
    for name, rule in rules.items():
        due = [threshold_twin(*graph, seeds, run, rule) for run in range(5)]
        assert found[name].size.tolist() == due, name


# Closed forms


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


def test_linear_threshold_on_an_acyclic_graph_is_exact():
    """P(v) is the weighted sum of P(u) over those before it, by given weights and by in-degree."""
    edges = [(0, 2), (1, 2), (0, 3), (2, 4), (3, 4), (1, 4), (4, 5), (2, 5)]
    weights = np.array([0.5, 0.3, 0.7, 0.2, 0.4, 0.3, 0.6, 0.3])
    graph = made(6, edges)
    order = np.argsort([one for one, _ in edges], kind="stable")
    joins = np.array([1.0, 0, 0, 0, 0, 0])
    even = joins.copy()
    for node in range(1, 6):
        before = [(one, w) for (one, other), w in zip(edges, weights, strict=True) if other == node]
        joins[node] = sum(w * joins[one] for one, w in before)
        even[node] = sum(even[one] for one, _ in before) / len(before) if before else 0.0
    runs = 60_000
    own = linear_threshold(graph, [0], Play(runs), weights[order]).size
    assert agrees(own, joins.sum(), own.std(ddof=1))
    equal = linear_threshold(graph, [0], Play(runs)).size
    assert agrees(equal, even.sum(), equal.std(ddof=1))


@pytest.mark.parametrize("n", [9, 12, 21])
def test_thresholds_on_a_ring(n):
    edges = [(one, (one + step) % n) for one in range(n) for step in (-2, -1, 1, 2)]
    two = spread_by_counts(made(n, edges), [0, 1], [0.0, 0.0, 1.0], Play(2))
    assert two.size.tolist() == [n, n]
    assert two.depth.tolist() == [math.ceil((n - 3) / 2)] * 2
    assert spread_by_counts(made(n, edges), [0], [0.0, 0.0, 1.0], Play(1)).size.tolist() == [1]
    assert independent_cascade(made(n, edges), [0], 1.0, Play(1)).depth.tolist() == [math.ceil((n - 1) / 4)]


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


# Worlds


def test_threads_and_blocks_move_no_bit():
    rng = np.random.default_rng(2)
    graph = graph_of(rng.integers(0, 500, 4000), rng.integers(0, 500, 4000), 500)
    seeds = rng.integers(0, 500, (301, 3))
    for spread in (
        lambda play: independent_cascade(graph, seeds, 0.15, play),
        lambda play: sir(graph, seeds, Disease(0.1, 0.5), play),
        lambda play: linear_threshold(graph, seeds, play),
        lambda play: spread_by_counts(graph, seeds, [0.0, 0.1, 0.3], play),
    ):
        one = spread(Play(301, 5, 1))
        for threads in (2, 3, 7):
            assert all((a == b).all() for a, b in zip(one, spread(Play(301, 5, threads)), strict=True))
    assert one.size.std() > 0


@pytest.mark.parametrize(
    ("ask", "told"),
    [
        (lambda g: independent_cascade(g, [0], 1.5, Play(1)), "prob = 1.5 is not in [0, 1]"),
        (lambda g: independent_cascade(g, [9], 0.5, Play(1)), "a seed is not in [0, 2]"),
        (lambda g: independent_cascade(g, [[0], [1]], 0.5, Play(3)), "2 rows of seeds for 3 runs"),
        (lambda g: sir(g, [0], Disease(0.1, 0.0), Play(1)), "recover_prob is 0"),
        (lambda g: spread_by_counts(g, [0], [0.1, 0.2], Play(1)), "must begin with 0"),
        (lambda g: linear_threshold(g, [0], Play(1), [0.1]), "needs 2 weights"),
        (lambda g: graph_of([0, 5], [1, 1], 3), "node 5 is not in [0, 2]"),
    ],
)
def test_impossible_questions_are_refused(ask, told):
    with pytest.raises(InputError, match=told.replace("[", r"\[").replace("]", r"\]")):
        ask(graph_of([0, 1], [1, 2], 3))
