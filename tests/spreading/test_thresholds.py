"""Thresholds: equal to their plain twins, to closed forms and on rings."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.core import address
from sim.spreading.spread import Play, fraction, independent_cascade, linear_threshold, spread_by_counts
from sim.spreading.thresholds import BY_SHARE, BY_TABLE, BY_WEIGHT, threshold_of
from tests.graphs import agrees, graphs, made
from tests.oracle import Luck, unit

often = settings(max_examples=150, derandomize=True, deadline=None)


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


KEY, NEVER = (address.U64(1), address.U64(2)), 1 << 30


@pytest.mark.parametrize(
    ("share", "degree", "wanted"), [(0.5, 4, 2), (0.5, 5, 3), (0.3, 10, 3), (0.0, 4, 1), (1.0, 7, 7)]
)
def test_a_share_is_of_those_around_and_at_least_one(share, degree, wanted):
    assert threshold_of(KEY, 0, degree, (BY_SHARE, share), np.zeros(1)) == wanted


def test_by_equal_weights_every_number_is_as_likely():
    numbers = [threshold_of(KEY, node, 4, (BY_WEIGHT, 0.0), np.zeros(1)) for node in range(4000)]
    assert abs(np.bincount(numbers, minlength=5)[1:] - 1000).max() < 5 * math.sqrt(750)
    assert set(numbers) == {1, 2, 3, 4}


def test_by_a_table_numbers_are_as_likely_as_it_says_and_the_rest_never_join():
    table = np.array([0.0, 0.5, 0.75])
    numbers = np.array([threshold_of(KEY, node, 4, (BY_TABLE, 0.0), table) for node in range(4000)])
    assert abs((numbers == 1).sum() - 2000) < 5 * math.sqrt(1000)
    assert abs((numbers == 2).sum() - 1000) < 5 * math.sqrt(750)
    assert set(numbers.tolist()) == {1, 2, NEVER}
