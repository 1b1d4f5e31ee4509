"""Followers who leave: how many, after which post, and where their links stand."""

import math

import numpy as np
import pytest

from sim.core import address
from sim.measures.expected import expected_values
from sim.plan import make as planning
from sim.plan.leaving import FOR_EVER, FleetingAudiences, audience_ends, draw_stays, leavers_last
from tests.oracle import Luck
from tests.scenes import scene, world_of

FAR = 4.9  # standard errors: one false alarm in a million


def drawn(losses, most, n_people, seed=7):
    """Stays of the same people [creator, person]: creators have the keys 1, 2..."""
    n = len(losses)
    stays = draw_stays(
        np.uint64(seed),
        np.tile(np.arange(n_people, dtype=np.int32), n),
        (np.arange(1, n + 1) * n_people, np.arange(1, n + 1, dtype=np.uint64), np.array(losses), np.array(most)),
    )
    return stays.reshape(n, n_people)


# How many


def test_sponsored_posts_lose_audience():
    """Replication target 24: after ten posts at 0.19%, 0.9812 of the audience is left."""
    n = 2**21
    stays = drawn([0.0019], [11], n)[0]
    for posts in range(1, 11):
        due = (1.0 - 0.0019) ** posts
        assert abs((stays > posts).mean() - due) < FAR * math.sqrt(due * (1.0 - due) / n), posts
    assert pytest.approx(0.9812, abs=1e-4) == (1.0 - 0.0019) ** 10
    assert (stays > 10).mean() == pytest.approx(0.9812, abs=5e-4)


def test_a_follower_is_there_for_a_further_post_while_their_number_is_below_what_is_left():
    luck = Luck(7, 0, 0)
    stays = drawn([0.3], [4], 200)[0]
    for person in range(200):
        u = luck.uniform(address.LEAVE, person, 1)
        assert stays[person] == 1 + sum(u < 0.7**posts for posts in (1, 2, 3))
    assert set(stays.tolist()) == {1, 2, 3, 4}


def test_everybody_is_there_for_the_first_post_and_who_loses_nobody_keeps_all():
    stays = drawn([0.999, 0.0, 0.5], [5, 6, 1], 1000)
    assert stays[0].min() == 1
    assert (stays[1] == 6).all()
    assert (stays[2] == 1).all()


def test_whoever_has_left_does_not_come_back_where_more_posts_follow():
    """The same people leave after the same posts, however many there are."""
    few, many = drawn([0.2], [3], 1000)[0], drawn([0.2], [9], 1000)[0]
    assert (few == np.minimum(many, 3)).all()


def test_people_leave_one_creator_whatever_they_do_to_another():
    n = 2**16
    first, second = drawn([0.4, 0.4], [2, 2], n) > 1
    assert abs((first & second).mean() - 0.36) < FAR * math.sqrt(0.36 * 0.64 / n)


def test_another_seed_has_other_leavers():
    assert (drawn([0.3], [2], 1000, seed=7) != drawn([0.3], [2], 1000, seed=8)).any()


# Where their links stand


def in_order(loss, most, class_start, n_people=60):
    n = len(loss)
    return leavers_last(
        7,
        np.tile(np.arange(n_people, dtype=np.int32), n),
        np.array(class_start),
        FleetingAudiences(np.arange(1, n + 1, dtype=np.uint64), np.array(loss), np.array(most)),
    )


def test_leavers_stand_last_in_their_class_those_who_go_first_behind_the_others():
    """Two creators with the same 60 people in classes of 20 and 40; links that stay as long keep their order."""
    starts = [[0, 20, 60], [60, 80, 120]]
    leaving = in_order([0.3, 0.1], [4, 3], starts)
    assert np.array_equal(leaving.stays, drawn([0.3, 0.1], [4, 3], 60).ravel()[leaving.order])
    for first, stop in ((0, 20), (20, 60), (60, 80), (80, 120)):
        stays, order = leaving.stays[first:stop], leaving.order[first:stop]
        assert sorted(order.tolist()) == list(range(first, stop))
        assert (np.diff(stays) <= 0).all()
        assert (np.diff(order)[np.diff(stays) == 0] > 0).all()
    assert len(set(leaving.stays.tolist())) == 4


@pytest.mark.parametrize(("loss", "most"), [([0.0, 0.0], [4, 3]), ([0.3, 0.1], [1, 1]), ([0.3, 0.0], [1, 9])])
def test_where_nobody_can_leave_all_links_stay_as_they_are_and_for_ever(loss, most):
    leaving = in_order(loss, most, [[0, 20, 60], [60, 80, 120]])
    assert np.array_equal(leaving.order, np.arange(120))
    assert (leaving.stays == FOR_EVER).all()


def test_the_audience_of_a_post_ends_before_those_who_have_left():
    """By hand: classes of 3 and 2 links of one creator, of 1 and 0 of another, with 0, 1 and 4 posts before, and 2."""
    stays = np.array([5, 2, 1, 9, 1, 2], np.int32)
    starts = np.array([[0, 3, 5], [5, 6, 6]])
    ends = audience_ends(np.array([0, 0, 0, 1]), np.array([0, 1, 4, 2]), starts, stays)
    assert ends.tolist() == [[3, 5], [2, 4], [1, 4], [5, 6]]


# What that costs


@pytest.mark.parametrize("fake_share", [0.0, 0.5])
def test_after_a_loss_of_a_fifth_the_second_post_has_four_fifths_of_the_impressions(fake_share):
    """Of so many followers the share that leaves is 0.2 but for luck, fakes or not."""
    group = {"name": "micro", "count": 20, "followers": 900.0, "fake_share": fake_share, "audience_loss": 0.2}
    changes = {"creators": (group,), "run": {"horizon_days": 60}}
    views = {}
    for n_posts in (1, 2):
        own = {**changes, "posts": {"per_creator": n_posts}}
        plan = planning.make(scene(**own), world_of(**own), 0)
        views[n_posts] = expected_values(plan)["impressions"]
    n_links = plan.link_person.size
    uneven = 1.5  # people of a class who see more count for more: at most so much more spread
    second = views[2] / views[1] - 1.0
    assert n_links == pytest.approx(20 * 900 * (1.0 - fake_share), rel=0.01)
    assert abs(second - 0.8) < FAR * uneven * math.sqrt(0.2 * 0.8 / n_links)
