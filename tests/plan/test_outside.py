"""People who are shown a post without following."""

import numpy as np
import pytest

from sim.errors import InputError
from sim.plan import make as planning
from sim.plan.outside import join_strangers, possible
from sim.world import build
from tests.for_you import SURE, group, outside, plan_of, shown, tables
from tests.scenes import ONE_COMMUNITY, scene, world_of


def followers(plan):
    n_classes = plan.class_activity.shape[1] // 2
    rows = plan.link_class_start[:, [0, n_classes]]
    return {int(key): np.sort(plan.link_person[first:stop]).tolist()
            for key, (first, stop) in zip(plan.creator_key, rows, strict=True)}  # fmt: skip


def views_of(plan):
    """Expected views of each creator's post, by followers and, where there are any, by strangers [creator, side]."""
    seen = np.zeros(plan.class_activity.shape)
    for cell, post in enumerate(plan.cell_post):
        creator = plan.post_creator[post]
        seen[creator] += -np.expm1(-plan.cell_hazard[cell] * plan.class_activity[creator])
    return seen * np.diff(plan.link_class_start, axis=1)


@pytest.mark.parametrize("outside_share", [0.0, 0.5, 0.9])
def test_views_follow_the_share_from_outside(outside_share):
    plan = plan_of(
        creators=(group(fake_share=0.0), group(name="big", count=2, followers=4000.0, fake_share=0.0)),
        exposure=shown(outside_share, creator_reach_sd=0.0, post_reach_sd=0.0),
        world={"activity_classes": 1},
    )
    seen = views_of(plan)
    size = np.diff(plan.link_class_start, axis=1)[:, 0]
    alone = views_of(
        plan_of(
            creators=(group(fake_share=0.0), group(name="big", count=2, followers=4000.0, fake_share=0.0)),
            exposure=shown(0.0, creator_reach_sd=0.0, post_reach_sd=0.0),
            world={"activity_classes": 1},
        )
    )
    assert seen[:, 0] == pytest.approx(alone[:, 0], rel=1e-9)
    assert seen.sum(axis=1) * (1.0 - outside_share) == pytest.approx(seen[:, 0], rel=1e-9)
    assert seen.shape[1] == (2 if outside_share else 1)
    assert (size > 0).all()


def test_strangers_never_follow_and_are_each_there_once():
    plan = plan_of()
    for key, persons in outside(plan).items():
        assert len(persons) == len(set(persons)) > 10.0 * 0.8 / 0.2 * 0.9 * 270.0
        assert not set(persons) & set(followers(plan)[key])
    links = list(zip(np.repeat(np.arange(8), np.diff(plan.link_class_start[:, [0, -1]])[:, 0]).tolist(),
                     plan.link_person.tolist(), strict=True))  # fmt: skip
    assert len(links) == len(set(links))
    assert np.array_equal(np.unique(plan.link_person)[plan.link_follower], plan.link_person)
    assert plan.link_susceptibility.size == plan.link_person.size


def test_a_pool_is_at_most_everybody_who_does_not_follow():
    plan = plan_of(world={"people": 2_000, "communities": ONE_COMMUNITY}, creators=(group(count=1, followers=1500.0),),
                   exposure=shown(0.3))  # fmt: skip
    own, others = followers(plan), outside(plan)
    assert [len(own[key]) + len(others[key]) for key in own] == [pytest.approx(2_000, abs=1)]


def test_strangers_of_a_real_network_are_anybody(tmp_path):
    lines = [f"fan{n},{star}" for star, size in (("anna", 300), ("ben", 200)) for n in range(size)]
    (tmp_path / "n.csv").write_text("follower,followed\n" + "\n".join(lines) + "\n")
    changes = {
        "creators": ({"name": "stars", "network_handles": ("ben",), **SURE},),
        "world": {"network": "n.csv"},
        "exposure": shown(0.5, reach_1k=0.1),
        "posts": {"per_creator": 1},
    }
    world = build.build(scene(**changes), tmp_path)
    plan = planning.make(scene(**changes), world, 0)
    (own,), (others,) = followers(plan).values(), outside(plan).values()
    assert len(own) == 200
    assert others == sorted(set(range(world.n_people)) - set(own))


def test_match_of_strangers_depends_on_their_niche():
    brand = {"niche": "tech", "match_inside": 2.0, "match_outside": 0.25}
    plan = plan_of(brand=brand)
    world = world_of(**tables())
    community = np.searchsorted(world.community_start, plan.link_person, side="right") - 1
    inside = world.community_niche[community] == world.niche_names.index("tech")
    assert np.array_equal(plan.link_match, np.where(inside, 2.0, 0.25).astype(np.float32))


def test_more_views_than_strangers_are_refused():
    with pytest.raises(InputError) as caught:
        plan_of(world={"people": 1_000, "communities": ONE_COMMUNITY}, creators=(group(count=1, fake_share=0.0),))
    assert str(caught.value) == (
        "exposure.outside_share: a post of a creator with 900 followers would be shown to 1,317 people who do not "
        "follow, but only 100 are there; raise world.people or breadth, or lower exposure.outside_share or "
        "exposure.reach_1k"
    )


def test_creators_without_followers_are_shown_to_nobody():
    assert plan_of(creators=(group(followers=0.0),)).link_person.size == 0


def test_strangers_stand_behind_the_followers_of_their_creator():
    """Followers 0 to 3 of all creators come first in the old order, then strangers 4 to 6."""
    order, starts = join_strangers(np.array([[1, 0], [2, 1]]), np.array([[2, 0], [0, 1]]))
    assert order.tolist() == [0, 4, 5, 1, 2, 3, 6]
    assert starts.tolist() == [[0, 1, 1, 3, 3], [3, 5, 6, 6, 7]]


def test_more_views_than_people_are_cut_where_numbers_are_drawn():
    drawn = scene(run={"draws": 2})
    assert possible(drawn, None, np.array([50.0, 200.0]), np.array([100, 100])).tolist() == [50.0, 99.0]
