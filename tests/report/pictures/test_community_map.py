"""The map of communities: nothing touches, areas are of those who live there, and few are named."""

from itertools import combinations

import numpy as np
import pytest

from sim.report.pictures import community_map
from sim.report.pictures.community_map import MOST_DOTS, STARS
from tests.scenes import world_of


@pytest.mark.parametrize("n", [1, 2, 7, 200])
@pytest.mark.parametrize("exponent", [0.0, 0.5, 1.5])
def test_discs_do_not_touch(n, exponent):
    radius = np.arange(1.0, n + 1.0) ** -exponent
    centre = community_map.pack(radius)
    for one, other in combinations(range(n), 2):
        assert np.hypot(*(centre[one] - centre[other])) > radius[one] + radius[other]


@pytest.mark.parametrize("extent", [[1.0], [1.0, 1.0], [1.0, 0.2], [3.0, 0.6, 0.6], [1.0] * 30, [5.0] + [1.0] * 9])
def test_petals_do_not_touch(extent):
    far, angle = community_map.ring(np.array(extent))
    centre = far * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    for one, other in combinations(range(len(extent)), 2):
        assert np.hypot(*(centre[one] - centre[other])) > extent[one] + extent[other]


def test_those_reached_are_counted_where_they_live():
    world = world_of()
    persons = np.unique(world.link_person)
    ends = zip(world.community_start[:-1], world.community_start[1:], strict=True)
    assert community_map.followers_by_community(world).tolist() == [
        int(((persons >= a) & (persons < b)).sum()) for a, b in ends
    ]


def test_an_even_sample_keeps_the_first_tie():
    ties = np.arange(20).reshape(10, 2)
    assert community_map.thin(ties, 4)[:, 0].tolist() == [0, 6, 12, 18]
    assert len(community_map.thin(ties, 10)) == 10
    assert len(community_map.thin(ties[:0], 4)) == 0


def test_a_dot_stands_for_as_many_creators_as_must_be():
    assert [community_map.per_dot(n) for n in (0, 1, MOST_DOTS, MOST_DOTS + 1)] == [1, 1, 1, 2]


def test_only_the_large_are_named_the_largest_first():
    world = world_of()
    followers = np.ones(len(world.creator_handle))
    followers[[3, 7]] = [500.0, 900.0]
    assert community_map.stars(world._replace(creator_followers=followers)) == [7, 3]
    assert len(community_map.stars(world)) <= len(STARS)
