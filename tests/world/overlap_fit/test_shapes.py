"""Shapes over the range of the unique audience: by hand, and against sizes, pairs and people."""

from statistics import NormalDist

import numpy as np
import pytest

from sim.tables.overlap_table import Pairs
from sim.world.overlap_fit import fit, shapes, unique_audience
from sim.world.overlap_fit.known_figures import KnownFigures
from tests.audiences import both, roster_of

SIZES_AND_PAIRS = KnownFigures()


def fitted_of(sizes, share, known=SIZES_AND_PAIRS):
    first, second = np.triu_indices(len(sizes), 1)
    pairs = Pairs(first, second, share * np.minimum(np.array(sizes)[first], np.array(sizes)[second]))
    asked = fit.asked_of(roster_of(sizes), pairs, 1)
    left_open = unique_audience.leave_open(asked, known)
    return left_open, unique_audience.fit_centre(asked, left_open, known, 1)


def test_means_of_parts_are_those_of_many_numbers():
    many = np.array([NormalDist().inv_cdf((n + 0.5) / 700_000) for n in range(700_000)])
    assert shapes.means_of_parts(7) == pytest.approx(many.reshape(7, -1).mean(axis=1), abs=1e-4)


@pytest.mark.parametrize("n_creators", [8, 40])
def test_every_shape_has_the_sizes_and_overlaps_and_its_own_people(n_creators):
    sizes = np.linspace(300, 2000, n_creators).astype(int).tolist()
    left_open, centre = fitted_of(sizes, 0.2)
    found = shapes.fit_range(left_open, centre, 7, 1)
    wanted = shapes.uniques_of_shapes(left_open, 7)
    assert found[3] is centre
    assert [each.n_people for each in found] == pytest.approx(wanted, abs=0.002 * sum(sizes))
    assert np.diff(wanted).min() > 0.0
    for each in found:
        achieved = both(each, n_creators)
        assert np.diag(achieved).tolist() == sizes
        off = np.triu(abs(achieved - centre.asked.shared) / centre.asked.smaller, 1)
        assert off.max() < 0.01


def test_shapes_spread_as_the_range_does():
    left_open, _ = fitted_of([1000] * 40, 0.2)
    uniques = shapes.uniques_of_shapes(left_open, 7)
    low, centre, high = left_open.unique
    below, above = uniques[0] - centre, uniques[-1] - centre
    outermost = shapes.means_of_parts(7)[-1] / NormalDist().inv_cdf(0.95)
    assert [below, above] == pytest.approx([outermost * (low - centre), outermost * (high - centre)], rel=1e-4)


def test_where_nothing_is_open_the_centre_is_alone():
    left_open, centre = fitted_of([1000] * 20, 0.2, KnownFigures(unique=8_000.0))
    assert shapes.fit_range(left_open, centre, 7, 1) == [centre]


def test_one_shape_is_the_centre():
    left_open, centre = fitted_of([1000] * 20, 0.2)
    assert shapes.fit_range(left_open, centre, 1, 1) == [centre]


def test_the_miss_is_that_of_the_swaps():
    _, centre = fitted_of([1000, 900, 800], 0.2)
    moved = centre._replace(shared=centre.shared + np.float32(5.0))
    weights = np.array([1 / 900**2, 1 / 800**2, 1 / 800**2])
    first, second = np.triu_indices(3, 1)
    off = moved.shared[first, second] - centre.asked.low[first, second]
    assert shapes.miss_of(moved) == pytest.approx(float((off**2 * weights).sum()), rel=1e-4)
