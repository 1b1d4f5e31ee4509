"""The number of creators that people follow, where only pairs are known."""

import numpy as np
import pytest

from sim.world.overlap_fit import multiplicity


@pytest.mark.parametrize("tail", [-0.7, -0.4, 0.0, 0.6, 3.0])
def test_followers_follow_as_many_others_as_pairs_say(tail):
    law = multiplicity.follower_law(1.7, 12, tail)
    assert law.sum() == pytest.approx(1.0)
    assert (law * np.arange(law.size)).sum() == pytest.approx(1.7)


def test_an_even_population_is_binomial():
    """An activity without spread: the followers of one follow each other creator with the same probability."""
    law = multiplicity.follower_law(2.0, 10, 1e7)
    assert law[0] == pytest.approx(0.8**10, rel=1e-4)


def test_bounds_are_those_of_a_small_case():
    sizes, pair = np.array([10.0, 10.0, 10.0]), np.array([[0.0, 4, 4], [4, 0, 4], [4, 4, 0]])
    assert multiplicity.proven_range(sizes, pair, pair) == (pytest.approx(18.0), pytest.approx(22.0))


def test_real_tails_lie_around_the_usual_one():
    """Two standard deviations either way; the tails of real audiences lie from -0.75 to 1."""
    ends = [np.expm1(np.log1p(multiplicity.USUAL) + n * multiplicity.SPREAD) for n in (-2.6, 2.1)]
    assert ends == pytest.approx([-0.75, 1.06], abs=0.01)


def test_exclusive_followers_are_those_of_one_creator():
    sizes, shared = np.array([100.0, 60.0]), np.array([[0.0, 30.0], [30.0, 0.0]])
    found = multiplicity.expect_people(sizes, shared, 0.4)
    assert found.exclusive == pytest.approx([70.0, 30.0])
    assert found.by_count == pytest.approx([100.0, 30.0])


def test_who_meets_nobody_follows_one():
    assert multiplicity.follower_law(0.0, 5, 0.4).tolist() == [1.0]


def test_who_meets_everybody_follows_all():
    assert multiplicity.follower_law(5.0, 5, 0.4).tolist() == [0.0, 0.0, 0.0, 0.0, 0.0, 1.0]


@pytest.mark.parametrize(("shared", "n"), [([5, 5, 5, 5], 4), ([10, 0, 0, 0], 2), ([8, 2, 2, 2], 3), ([0, 0], 2)])
def test_alternatives_are_those_with_whom_much_is_shared(shared, n):
    assert multiplicity.alternatives_of(np.array(shared, float)) == n


def test_every_follower_slot_is_somebodys():
    sizes = np.array([100.0, 80.0, 50.0, 0.0])
    shared = np.array([[0, 30, 10, 0], [30, 0, 20, 0], [10, 20, 0, 0], [0, 0, 0, 0]], float)
    people = multiplicity.people_by_count(sizes, shared, 0.4)
    assert people @ np.arange(1, 5) == pytest.approx(230.0)


def test_audiences_that_do_not_meet_are_people_with_one_creator():
    assert multiplicity.people_by_count(np.array([3.0, 4.0]), np.zeros((2, 2)), 0.4).tolist() == [7.0, 0.0]


def test_the_heaviest_tree_joins_all_by_their_heaviest_pairs():
    weight = np.array([[0, 1, 9, 2], [1, 0, 3, 4], [9, 3, 0, 1], [2, 4, 1, 0]], float)
    assert multiplicity.heaviest_tree(weight) == 9.0 + 4.0 + 3.0


def test_a_tree_grows_from_all_who_are_in_it():
    """The second is joined by the first, to whom it is nearer than to the third."""
    assert multiplicity.heaviest_tree(np.array([[0.0, 5.0, 9.0], [5.0, 0.0, 1.0], [9.0, 1.0, 0.0]])) == 14.0
