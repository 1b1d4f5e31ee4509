"""Histograms: every value is in a bar, far values in even factors, whole numbers evenly."""

import numpy as np
import pytest

from sim.statistics.histogram import BARS, bar_edges, histogram


def test_every_value_is_in_a_bar():
    values = np.random.default_rng(1).normal(size=5000)
    found = histogram(values)
    assert sum(found.shares) == pytest.approx(1.0)
    assert len(found.shares) == BARS
    assert found.edges[-1] < values.max()


def test_no_bar_in_even_factors_is_narrower_than_whole_numbers():
    assert not bar_edges(np.arange(1.0, 100.0)).by_factors
    assert bar_edges(np.arange(1e3, 1e5)).by_factors


def test_far_values_have_bars_in_even_factors():
    edges, by_factors = bar_edges(np.exp(np.random.default_rng(1).normal(0.0, 2.0, 1000)))
    assert by_factors
    assert np.diff(np.log(edges)) == pytest.approx(np.full(BARS, np.log(edges[-1] / edges[0]) / BARS))


def test_zeros_rule_out_factors():
    assert not bar_edges(np.array([0.0, 0.0, 1.0, 5000.0])).by_factors


@pytest.mark.parametrize("highest", [3, 39, 40, 97, 1000])
def test_each_bar_holds_as_many_whole_numbers(highest):
    edges = bar_edges(np.arange(highest + 1.0)).edges
    held = np.diff(np.ceil(edges))
    assert set(held) == {held[0]}
    assert len(held) <= BARS + 1


def test_equal_values_have_a_bar():
    assert histogram(np.full(9, 2.5)).shares[0] == 1.0
    assert histogram(np.full(9, 2.0)).shares == (1.0,)
    assert bar_edges(np.array([])).edges[[0, -1]].tolist() == [0.0, 1.0]
