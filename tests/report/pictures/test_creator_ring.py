"""The ring of creators: whom it shows, in which order, and what its title says."""

import numpy as np
import pytest

from sim.report.pictures import creator_ring
from sim.report.pictures.creator_ring import MOST_SHOWN, Ring
from tests.scenes import audiences, world_of


def test_those_who_share_most_stand_side_by_side():
    close = np.array([[0, 1, 5, 0], [1, 0, 0, 9], [5, 0, 0, 2], [0, 9, 2, 0]], np.float64)
    assert creator_ring.chain(close) == [0, 2, 3, 1]
    assert creator_ring.chain(np.zeros((0, 0))) == []


def test_shared_followers_are_counted():
    world = world_of(creators=({"name": "micro", "count": 30, "followers": 100.0},))
    made = creator_ring.ring(world)
    rows = [audiences(world)[world.creator_handle[creator]] for creator in made.creator]
    assert len(made.creator) == MOST_SHOWN
    assert made.shared[0, 1] == np.intersect1d(rows[0], rows[1]).size
    assert made.followers.tolist() == [row.size for row in rows]


def test_one_creator_stands_in_the_middle():
    assert creator_ring.spots(1)[1].tolist() == [[0.0, 0.0]]
    np.testing.assert_allclose(creator_ring.spots(4)[1], [[0, 1], [1, 0], [0, -1], [-1, 0]], atol=1e-12)


@pytest.mark.parametrize(("n", "words"), [(99_999, "99,999"), (123_456, "123k"), (1_234_567, "1.23M")])
def test_large_counts_are_short(n, words):
    assert creator_ring.count(n) == words


@pytest.mark.parametrize(
    ("shared", "words"),
    [
        ([[0, 2], [2, 0]], "“a” and “b” share most: 20 followers"),
        ([[0, 0], [0, 0]], "2 creators without shared followers"),
        ([[0]], "“a” has 50 real followers"),
    ],
)
def test_the_title_counts_real_people(shared, words):
    n = len(shared)
    made = Ring(np.arange(n), np.full(n, 5), np.array(shared))
    assert creator_ring.title(made, ["a", "b"], 10) == words
