"""Hired creators: in the order in which a day is walked, with their own figures first."""

import numpy as np

from sim.plan.hired_creators import has_fakes, line_up, of_groups
from tests.scenes import scene, world_of


def roster_of(**changes):
    return line_up(scene(**changes), world_of(**changes))


def group(**changes):
    return {"name": "micro", "count": 20, "followers": 100.0, "fake_share": 0.0, **changes}


def test_creators_stand_by_home_and_then_by_key():
    world, roster = world_of(), roster_of()
    where = list(zip(world.creator_home[roster.order], roster.key, strict=True))
    assert where == sorted(where)


def test_what_a_group_says_comes_before_the_roster_and_the_campaign():
    creators = (group(count=2, posts=5, fee_usd=30.0, fake_share=0.25), group(name="plain", count=1))
    changes = {"creators": creators, "posts": {"per_creator": 3}}
    world = world_of(**changes)._replace(creator_fee_usd=np.full(3, 77.0), creator_rate=np.array([0.1, 0.2, 0.3]))
    roster = line_up(scene(**changes), world)
    own = roster.group == 0
    assert own.sum() == 2
    assert roster.posts.tolist() == np.where(own, 5, 3).tolist()
    assert roster.fee_usd.tolist() == np.where(own, 30.0, 77.0).tolist()
    assert roster.fake_share.tolist() == np.where(own, 0.25, 0.0).tolist()
    assert roster.rate.tolist() == world.creator_rate[roster.order].tolist()


def test_numbers_of_groups_go_to_their_creators():
    scenario = scene(creators=(group(gift_usd=3.0), group(name="mega", gift_usd=9.0)))
    assert of_groups(scenario, np.array([1, 0, 1]), "gift_usd").tolist() == [9.0, 3.0, 9.0]


def test_a_real_network_has_no_fakes():
    assert has_fakes(scene())
    assert not has_fakes(scene(world={"network": "n.csv"}))
