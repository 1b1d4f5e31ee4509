"""Friends as the kernel's arrays."""

import numpy as np
import pytest

from sim.engine import trace
from sim.engine.drawing import draws
from sim.plan import make as planning
from sim.plan.friend_arrays import slots_of
from sim.scenario.load import loads
from tests.talk import TALK, TEXT, planned, played


def test_followers_have_the_first_places_then_everybody_else_by_id():
    """Followers 1 and 4 of six people, and one beyond the world's people, who has the third place."""
    slots = slots_of(np.array([1, 4, 6]), np.array([2]), 6)
    assert slots.person_slot.tolist() == [3, 0, 4, 5, 1, 6]
    assert slots.stand_in.tolist() == [2]


@pytest.mark.parametrize("friends", ["mean = 1e-9", 'generator = { name = "fast_gnp_random_graph", p = 0.0 }'])
def test_people_without_friends_talk_to_nobody(friends):
    lonely, draw = planned(f"\n[word_of_mouth]\nshare_prob = 0.5\n[friends]\n{friends}\n")
    assert not draw.world.friend.size
    assert not lonely.spreads
    alone = played(planned("")[0])
    for one, other in zip(played(lonely), alone, strict=True):
        assert np.array_equal(one, other)


def test_everybody_a_stranger_keeps_the_friends_of_whom_they_stand_in_for():
    loaded = loads(TEXT.replace("following_share = 0.4", "following_share = 0.05") + TALK)
    draw = next(iter(draws(loaded)))
    plan = planning.make(draw.scenario, draw.world, 0, lambda figures: figures._replace(apart=True))
    assert plan.stand_in.size > 0
    assert plan.n_followers == plan.link_person.size
    assert (plan.stand_in < draw.world.n_people).all()
    assert played(plan, 10).earned_impressions.sum() > 0


def test_brand_fit_and_susceptibility_hold_for_friends_too():
    more = TALK + '\n[brand]\nniche = "food"\nmatch_outside = 0.0\n'
    plan, draw = planned(more, TEXT.replace("people = 20_000", "people = 20_000\nsusceptibility_sd = 0.5"))
    inside = np.repeat(draw.world.community_niche == 0, np.diff(draw.world.community_start))
    assert (plan.person_match == inside).all()
    by_person = dict(zip(plan.link_person.tolist(), plan.link_susceptibility.tolist(), strict=True))
    assert all(plan.person_susceptibility[person] == value for person, value in by_person.items())
    found = trace.engagers(plan, 1)
    assert inside[found.person].all()
