"""Intensities give the reach and the views that were asked for."""

import numpy as np
import pytest

from sim.mechanisms import reach
from sim.mechanisms.reach import crowd_of

SDS = (0.0, 0.5, 0.8, 1.2)


def means_over_luck(function, sd):
    """Mean of a function [.., point] over lognormal factors of mean 1, on a fine grid of normal values."""
    if sd == 0.0:
        return function(np.ones(1))[..., 0]
    z = np.linspace(-9.0, 9.0, 4001)
    weight = np.exp(-0.5 * z * z)
    return function(np.exp(sd * z - 0.5 * sd * sd)) @ (weight / weight.sum())


@pytest.mark.parametrize("sd", SDS)
def test_the_luck_of_a_crowd_has_a_mean_of_one(sd):
    crowd = crowd_of(np.array([0.5, 1.5]), sd)
    assert crowd.share.sum() == pytest.approx(1.0, rel=1e-12)
    assert crowd.share @ crowd.activity == pytest.approx(1.0, rel=1e-9)


def test_people_without_luck_are_as_they_are():
    assert crowd_of(np.array([0.5, 1.5])).activity.tolist() == [0.5, 1.5]
    assert crowd_of(np.array([0.5, 1.5])).share.tolist() == [0.5, 0.5]


@pytest.mark.parametrize("activity", [[1.0], [0.1, 0.6, 2.3], [0.0, 2.0]])
def test_intensity_gives_the_reach_that_was_asked(activity):
    use = np.array(activity)
    most = np.mean(use > 0.0)
    asked = np.array([0.0, 1e-9, 0.01, 0.3, 0.499]) * most / 0.5
    intensity = reach.solve_intensity(asked, *crowd_of(use))
    assert intensity[0] == 0.0
    assert np.mean(-np.expm1(-np.outer(intensity, use)), axis=1) == pytest.approx(asked, rel=1e-9)


@pytest.mark.parametrize("sd", SDS)
def test_intensity_gives_the_reach_that_was_asked_on_average_over_luck(sd):
    """Against the integral over a lognormal factor: right to 1e-6 up to a spread of 1, to 2e-4 beyond."""
    use = np.array([0.1, 0.6, 2.3])
    asked = np.array([0.01, 0.3, 0.7])
    intensity = reach.solve_intensity(asked, *crowd_of(use, sd))
    lengths = np.outer(intensity, use)[..., None]
    seen = means_over_luck(lambda factor: -np.expm1(-lengths * factor), sd).mean(axis=1)
    assert seen == pytest.approx(asked, rel=2e-6 if sd < 1.0 else 2e-4)


def test_the_luckier_posts_are_the_more_intensity_the_same_reach_takes():
    """Reach is concave in intensity: what lucky posts gain is less than what unlucky ones lose."""
    asked = np.array([0.3])
    intensity = [float(reach.solve_intensity(asked, *crowd_of(np.ones(1), sd))[0]) for sd in SDS]
    assert intensity == sorted(intensity)
    assert intensity[0] == pytest.approx(-np.log(0.7))
    assert intensity[2] > 1.1 * intensity[0]


def test_a_reach_that_no_intensity_has_is_as_near_as_can_be():
    """Half of these people never look: more than a half cannot be reached."""
    crowd = crowd_of(np.array([0.0, 2.0]))
    intensity = reach.solve_intensity(np.array([0.6]), *crowd)
    assert np.isfinite(intensity).all()
    assert reach.mean_seen(intensity[0], *crowd) == 0.5


def test_views_per_follower_are_at_most_one_a_day():
    use, visibility = np.array([0.5, 1.5]), np.array([0.75, 0.25])
    found = reach.views_per_follower(np.array([0.0, 0.3, 1e6]), *crowd_of(use), visibility)
    due = np.mean([[-np.expm1(-0.3 * share * activity) for share in visibility] for activity in use], axis=0).sum()
    assert found == pytest.approx([0.0, due, 2.0], rel=1e-12)


@pytest.mark.parametrize("sd", SDS)
def test_views_per_follower_are_those_on_average_over_luck(sd):
    use, visibility = np.array([0.5, 1.5]), np.array([0.75, 0.25])
    views = reach.views_per_follower(np.array([0.9]), *crowd_of(use, sd), visibility)[0]
    lengths = 0.9 * np.outer(use, visibility)[..., None]
    due = means_over_luck(lambda factor: -np.expm1(-lengths * factor), sd).mean(axis=0).sum()
    assert views == pytest.approx(due, rel=2e-6 if sd < 1.0 else 2e-4)


def test_intensity_gives_the_views_that_were_asked():
    use, visibility = np.array([0.1, 0.6, 2.3]), np.array([0.5, 0.3, 0.2])
    asked = np.array([0.0, 1e-9, 0.01, 0.3, 0.99])
    found = reach.solve_views(asked, np.full((5, 3), 1.0 / 3.0), use, visibility)
    assert reach.views_per_follower(found, *crowd_of(use), visibility) == pytest.approx(asked, rel=1e-12)


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
