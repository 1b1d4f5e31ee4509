"""Few creators: how many people follow exactly these of them."""

import numpy as np
import pytest

from sim.tables.overlap_table import Pairs
from sim.world.overlap_fit import fit, multiplicity, small_rosters
from tests.audiences import both, roster_of


@pytest.mark.parametrize(
    ("sizes", "pairs"),
    [
        ([1000, 1000, 1000], {(0, 1): 1000, (0, 2): 0, (1, 2): 0}),
        ([1000, 1000, 1000], {(0, 1): 500, (0, 2): 500, (1, 2): 0}),
        ([1000, 2000, 3000], {(0, 1): 1000, (0, 2): 1000, (1, 2): 2000}),
        ([1000, 2000], {(0, 1): 1000}),
        ([1000] * 4, {(0, 1): 1000, (2, 3): 1000, (0, 2): 0, (0, 3): 0, (1, 2): 0, (1, 3): 0}),
    ],
)
def test_few_creators_get_what_any_population_can_have(sizes, pairs):
    """Twins, strangers and audiences inside one another, which usual numbers of creators per person would not allow."""
    first, second = (np.array(ends) for ends in zip(*pairs, strict=True))
    shared = np.array(list(pairs.values()), float)
    found = fit.fit(fit.asked_of(roster_of(sizes), Pairs(first, second, shared), 1), 0.4, 1)
    achieved = both(found, len(sizes))
    assert np.array_equal(np.diag(achieved), sizes)
    assert abs(achieved[first, second] - shared).max() <= 1.0


# The steps, by hand; subsets of two creators: the first alone, the second alone, both


def test_every_subset_but_the_empty_one_has_its_members():
    assert small_rosters.members_of(2).tolist() == [[1, 0], [0, 1], [1, 1]]
    assert small_rosters.members_of(10).shape == (1023, 10)
    assert len({tuple(row) for row in small_rosters.members_of(5).tolist()}) == 31


def test_a_usual_population_has_the_usual_numbers_of_creators():
    members, sizes = small_rosters.members_of(3), np.array([100.0, 80.0, 50.0])
    shared = np.array([[0.0, 20.0, 10.0], [20.0, 0.0, 10.0], [10.0, 10.0, 0.0]])
    cells = small_rosters.usual(sizes, shared, 0.4)
    people = multiplicity.people_by_count(sizes, shared, 0.4)
    assert np.bincount(members.sum(axis=1).astype(int), cells)[1:] == pytest.approx(people)
    assert cells[0] / cells[1] == pytest.approx(100.0 / 80.0)


def test_no_subset_is_impossible_because_it_is_unusual():
    cells = small_rosters.usual(np.array([100.0, 80.0]), np.zeros((2, 2)), 0.4)
    assert cells[2] == pytest.approx(180.0 * small_rosters.TRACE)


@pytest.mark.parametrize(
    ("low", "high", "cells", "off"),
    [(8, 9, [2.0, 2.0, 6.0], 4.0), (3, 5, [1.0, 2.0, 3.0], 0.0), (1, 2, [0.5, 2.0, 1.5], 2.0)],
)
def test_cells_are_brought_into_an_interval_together(low, high, cells, off):
    made = np.array([1.0, 2.0, 3.0])
    assert small_rosters.scale(made, np.array([0, 2]), low, high) == off
    assert made.tolist() == cells


def test_where_nobody_is_nobody_can_be_made():
    made = np.zeros(3)
    assert small_rosters.scale(made, np.array([0, 2]), 5.0, 6.0) == 5.0
    assert made.tolist() == [0.0, 0.0, 0.0]


@pytest.mark.parametrize(
    ("cells", "sizes", "people"),
    [
        ([70.0, 30.0, 30.0], [100, 60], [70, 30, 30]),
        ([69.6, 29.7, 30.4], [100, 60], [70, 30, 30]),
        ([3.0, 0.0, 7.0], [10, 5], [5, 0, 5]),  # more would follow both than follow the second
        ([0.0, 0.0, 0.0], [4, 2], [4, 2, 0]),
    ],
)
def test_people_are_whole_and_sizes_exact(cells, sizes, people):
    assert small_rosters.whole(np.array(cells), np.array(sizes)).tolist() == people


def test_who_is_one_too_many_for_a_creator_goes_on_following_the_others():
    """Seven follow all three, of whom the third has five followers: two follow the other two."""
    people = small_rosters.whole(np.array([0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 7.0]), np.array([10, 10, 5]))
    assert people.tolist() == [3, 3, 2, 0, 0, 0, 5]


def test_people_are_dealt_with_most_creators_first():
    count, creators = small_rosters.deal_subsets(np.array([2, 1, 1]), 2)
    assert count.tolist() == [2, 1, 1, 1]
    assert creators.tolist() == [0, 1, 0, 0, 1]
