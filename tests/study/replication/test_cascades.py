"""Graphs of targets: their degrees, and cascades on them against closed forms."""

import numpy as np
import pytest

from sim.spreading.spread import graph_of
from sim.study.replication import cascades


def degrees(edges):
    return np.bincount(edges.ravel(), minlength=128)


def as_set(edges):
    return {tuple(sorted(edge)) for edge in edges.tolist()}


def test_everybody_in_the_lattice_has_six_neighbours():
    edges = cascades.lattice()
    assert set(degrees(edges).tolist()) == {6}
    assert len(as_set(edges)) == len(edges) == 3 * 128


def triangles(edges):
    near = np.zeros((128, 128))
    near[edges[:, 0], edges[:, 1]] = near[edges[:, 1], edges[:, 0]] = 1.0
    return np.trace(near @ near @ near) / 6.0


def test_rewiring_keeps_degrees_and_breaks_triangles():
    edges = cascades.lattice()
    mixed = cascades.rewire(edges, 1)
    assert (degrees(mixed) == degrees(edges)).all()
    assert len(as_set(mixed)) == len(edges)
    assert all(a != b for a, b in mixed.tolist())
    assert triangles(mixed) < 0.3 * triangles(edges)


def test_rewiring_leaves_the_lattice_as_it_was():
    edges = cascades.lattice()
    before = edges.copy()
    cascades.rewire(edges, 1)
    assert (edges == before).all()


def test_a_random_graph_has_its_mean_degree():
    graph, degree = cascades.poisson_graph(2_000, 3.5, 1)
    assert degree.mean() == pytest.approx(3.5)
    assert degree.var() == pytest.approx(3.5, rel=0.2)
    assert graph.target.size == 2_000 * 3.5


def test_adoptions_beside_the_seeds():
    """A star: its middle reaches each of ten leaves with one half, the leaves nobody."""
    graph = graph_of(np.zeros(10, np.int64), np.arange(1, 11), 11)
    n, per_contact = cascades.adoptions_of(graph, np.array([0, 5]), 0.5)
    assert n == pytest.approx(9 * 0.5, abs=5.0 * 1.5 / np.sqrt(4000))
    assert per_contact == pytest.approx(n / 10.0)


def test_the_flip_is_where_both_networks_adopt_alike(monkeypatch):
    """Adoption made up: the clustered network needs h1 = 0.3, the random one adopts 0.54 there at beta = 2."""

    def adoption(networks, h1, beta):
        return 0.54 + (h1 - 0.3) if networks == ["clustered"] else 0.54 + (2.0 - beta)

    monkeypatch.setattr(cascades, "adoption", adoption)
    assert cascades.flip_of(["clustered"], ["random"]) == pytest.approx(2.0, abs=0.02)
