"""The links of a plan: their order, who leaves last, strangers behind, and what draws share."""

import numpy as np
import pytest

from sim.plan import figures as reading
from sim.plan import make as planning
from sim.plan.hired_creators import line_up
from sim.plan.links import activity_of, apart, links_of, with_leavers
from tests.for_you import group, shown, tables
from tests.scenes import scene, world_of


def test_links_stand_creator_by_creator_and_class_by_class():
    world = world_of(**tables())
    links = links_of(world)
    assert (np.diff(links.class_start, axis=1) >= 0).all()
    assert np.array_equal(links.class_start[1:, 0], links.class_start[:-1, -1])
    assert np.array_equal(links.person, world.link_person[links.source])
    assert links.class_start[-1, -1] == links.person.size == world.link_person.size


def test_followers_are_counted_through():
    links = links_of(world_of(**tables()))
    assert np.array_equal(np.unique(links.person)[links.follower], links.person)
    assert links.n_followers == np.unique(links.person).size


def test_apart_a_second_link_of_a_person_goes_to_somebody_new():
    person, stand_in = apart(np.array([3, 5, 3, 3], np.int32), 10)
    assert person.tolist() == [3, 5, 10, 11]
    assert stand_in.tolist() == [3, 3]


def test_use_of_classes_has_a_mean_of_one():
    assert activity_of(scene()).mean() == pytest.approx(1.0)


def left_by(loss):
    """Links where each sponsored post loses so many, made twice of the same links."""
    changes = tables(creators=(group(audience_loss=loss, posts=3),))
    scenario, world = scene(**changes), world_of(**changes)
    roster, links = line_up(scenario, world), links_of(world)
    figures = reading.read(scenario, world, roster)
    return links, [with_leavers(scenario, roster, figures, links) for _ in range(2)]


def test_where_nobody_leaves_links_stay_as_they_are():
    links, again = left_by(0.0)
    assert all(each is links for each in again)


def test_leavers_are_found_once_for_all_draws():
    links, (first, second) = left_by(0.3)
    assert second is first
    assert sorted(first.person.tolist()) == sorted(links.person.tolist())
    assert set(first.stays.tolist()) > {1}


@pytest.mark.parametrize("outside_share", [0.0, 0.5])
def test_draws_of_a_world_have_their_links_in_common(outside_share):
    """Also those to strangers, however many views a draw has."""
    changes = tables(
        creators=(group(audience_loss=0.1),), exposure=shown(outside_share), run={"draws": 2, "horizon_days": 40}
    )
    scenario, world = scene(**changes), world_of(**changes)
    links = links_of(world)
    first, second = (planning.make(scenario, world, draw, links=links) for draw in (0, 1))
    assert np.shares_memory(first.link_person, second.link_person)
    assert (first.class_activity.shape[1] == 2 * activity_of(scenario).size) is (outside_share > 0.0)
