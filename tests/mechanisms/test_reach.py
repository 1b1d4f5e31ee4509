"""Intensities give the reach and the views that were asked for."""

import numpy as np
import pytest

from sim.mechanisms import reach


@pytest.mark.parametrize("activity", [[1.0], [0.1, 0.6, 2.3], [0.0, 2.0]])
def test_intensity_gives_the_reach_that_was_asked(activity):
    use = np.array(activity)
    most = np.mean(use > 0.0)
    asked = np.array([0.0, 1e-9, 0.01, 0.3, 0.499]) * most / 0.5
    found = reach.solve_intensity(asked, use)
    assert found[0] == 0.0
    assert np.mean(-np.expm1(-np.outer(found, use)), axis=1) == pytest.approx(asked, rel=1e-9)


def test_views_per_follower_are_at_most_one_a_day():
    use, visibility = np.array([0.5, 1.5]), np.array([0.75, 0.25])
    found = reach.views_per_follower(np.array([0.0, 0.3, 1e6]), use, visibility)
    due = np.mean([[-np.expm1(-0.3 * share * activity) for share in visibility] for activity in use], axis=0).sum()
    assert found == pytest.approx([0.0, due, 2.0], rel=1e-12)


def test_intensity_gives_the_views_that_were_asked():
    use, visibility = np.array([0.1, 0.6, 2.3]), np.array([0.5, 0.3, 0.2])
    asked = np.array([0.0, 1e-9, 0.01, 0.3, 0.99])
    found = reach.solve_views(asked, np.full((5, 3), 1.0 / 3.0), use, visibility)
    assert reach.views_per_follower(found, use, visibility) == pytest.approx(asked, rel=1e-12)


def test_intensity_gives_the_views_of_a_pool():
    use, visibility = np.array([0.5, 1.5]), np.array([0.75, 0.25])
    n_people = np.array([[3, 5], [0, 7], [2, 0], [0, 0]])
    asked = np.array([6.0, 0.01, 0.0, 0.0])
    found = reach.solve_views(asked, n_people, use, visibility)
    seen = -np.expm1(-found[:, None, None] * use[:, None] * visibility)
    assert (n_people[:, :, None] * seen).sum(axis=(1, 2)) == pytest.approx(asked, rel=1e-12)
    assert found[2:].tolist() == [0.0, 0.0]


def test_engagements_due_are_those_of_the_days_before():
    """Two posts of two creators; a post's own days add up, class by class, and no other post's count."""
    cells = (np.array([0, 1, 0]), np.array([0, 1, 0]), np.array([0.5, 2.0, 0.25]))
    n_people, activity = np.array([[10, 20], [5, 0]]), np.array([[1.0, 2.0], [1.0, 1.0]])
    due = reach.engagements_due(cells, np.array([0.1, 1.0]), n_people, activity)
    first = 0.1 * (10 * -np.expm1(-0.5) + 20 * -np.expm1(-1.0))
    assert due == pytest.approx([0.0, 0.0, first], rel=1e-12)
