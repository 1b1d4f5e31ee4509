"""The for_you feed: views by size, strangers who are shown posts, and what neutral means for it."""

from pathlib import Path

import numpy as np
import pytest

from sim.engine import forecast
from sim.errors import InputError
from sim.measures.expected import expected_values
from sim.plan import make as planning
from sim.plan.posts import n_cut
from sim.scenario.load import load
from sim.study.what_if.neutral import Both, neutralise
from sim.world import build, strangers
from tests.played import agrees, played
from tests.scenes import ALL_ALIKE, ONE_COMMUNITY, scene, world_of

ROOT = Path(__file__).parents[2]
SURE = {"no_show_prob": 0.0, "audience_loss": 0.0}


def group(**changes):
    return {"name": "micro", "count": 8, "followers": 900.0, **SURE, **changes}


def shown(name="for_you", **values):
    return {"feed": {"name": name, **values}, "reach_1k": 0.3, "reach_exponent": 0.11}


def tables(**changes):
    return {"creators": (group(),), "exposure": shown(), "posts": {"per_creator": 1}, "run": {"horizon_days": 40},
            "world": {"susceptibility_sd": 0.3}, **changes}  # fmt: skip


def plan_of(**changes):
    changes = tables(**changes)
    return planning.make(scene(**changes), world_of(**changes), 0)


def outside(plan):
    """Handle-free view of the strangers: creator key -> their persons, ascending."""
    n_classes = plan.class_activity.shape[1] // 2
    rows = plan.link_class_start[:, [n_classes, 2 * n_classes]]
    return {int(key): np.sort(plan.link_person[first:stop]).tolist()
            for key, (first, stop) in zip(plan.creator_key, rows, strict=True)}  # fmt: skip


def followers(plan):
    n_classes = plan.class_activity.shape[1] // 2
    rows = plan.link_class_start[:, [0, n_classes]]
    return {int(key): np.sort(plan.link_person[first:stop]).tolist()
            for key, (first, stop) in zip(plan.creator_key, rows, strict=True)}  # fmt: skip


# Views


@pytest.mark.parametrize("fakes", [0.0, 0.26])
def test_views_grow_as_tian_found(fakes):
    """Replication target 19: a million followers have 1000^0.10 = 1.995 times the views of a thousand."""
    views = {}
    for size in (1e3, 1e6):
        creators = (group(count=1, followers=size, fake_share=fakes, breadth=1.0),)
        flat = {"people": 1_400_000, "communities": ONE_COMMUNITY, "followiness": ALL_ALIKE, "activity_classes": 1}
        views[size] = expected_values(plan_of(creators=creators, world=flat))["impressions"]
    assert views[1e3] == pytest.approx(300.0, rel=1e-9)
    assert views[1e6] / views[1e3] == pytest.approx(1000.0**0.10, rel=1e-9)


@pytest.mark.parametrize(("elasticity", "outside_share"), [(0.1, 0.8), (0.5, 0.8), (0.1, 0.0), (0.75, 0.95)])
def test_views_follow_the_share_from_outside(elasticity, outside_share):
    plan = plan_of(
        creators=(group(fake_share=0.0), group(name="big", count=2, followers=4000.0, fake_share=0.0)),
        exposure=shown(elasticity=elasticity, outside_share=outside_share),
        world={"activity_classes": 1},
    )
    seen = np.zeros(plan.class_activity.shape)
    for cell, post in enumerate(plan.cell_post):
        creator = plan.post_creator[post]
        seen[creator] += -np.expm1(-plan.cell_hazard[cell] * plan.class_activity[creator])
    seen *= np.diff(plan.link_class_start, axis=1)
    size = np.diff(plan.link_class_start, axis=1)[:, 0]
    due = 300.0 * (size / 1000.0) ** elasticity
    assert seen.sum(axis=1) == pytest.approx(due, rel=1e-9)
    assert seen[:, 0] == pytest.approx((1.0 - outside_share) * due, rel=1e-9)
    assert seen.shape[1] == (2 if outside_share else 1)


def test_engagement_per_view_is_that_of_the_platform():
    plans = [plan_of(exposure=shown(name)) for name in ("chronological", "for_you")]
    assert np.array_equal(plans[0].creator_engage_prob, plans[1].creator_engage_prob)


def test_expected_values_hold():
    """Among them reach by several sources, with strangers who follow or are shown other creators."""
    calm = {"residual_sd": 0.0, "quality_sd": 0.0}
    creators = (group(), group(name="big", count=3, followers=3000.0, no_show_prob=0.2))
    run = played(600, **tables(creators=creators, posts={"per_creator": 4}, engagement=calm, run={}))
    due = expected_values(run.plan)
    for name in ("impressions", "reach", "reach_2", "reach_3", "engagements", "clicks"):
        assert agrees(run[name], due[name], 0.12), name


def test_expected_values_hold_with_limited_attention():
    calm = {"residual_sd": 0.0, "quality_sd": 0.0}
    exposure = {**shown(), "attention_exponent": 1.0}
    run = played(400, **tables(exposure=exposure, posts={"per_creator": 4}, engagement=calm))
    due, full = expected_values(run.plan), expected_values(plan_of(posts={"per_creator": 4}, engagement=calm))
    for name in ("impressions", "reach", "reach_2", "engagements"):
        assert agrees(run[name], due[name], 0.12), name
    assert 0.8 * full["impressions"] < due["impressions"] < full["impressions"]


# Strangers


def test_strangers_never_follow_and_are_each_there_once():
    plan = plan_of()
    for key, persons in outside(plan).items():
        assert len(persons) == len(set(persons)) == np.ceil(10.0 * 0.8 * 300.0 * 0.9**0.1)
        assert not set(persons) & set(followers(plan)[key])
    links = list(zip(np.repeat(np.arange(8), np.diff(plan.link_class_start[:, [0, -1]])[:, 0]).tolist(),
                     plan.link_person.tolist(), strict=True))  # fmt: skip
    assert len(links) == len(set(links))
    assert np.array_equal(np.unique(plan.link_person)[plan.link_follower], plan.link_person)
    assert plan.link_susceptibility.size == plan.link_person.size


def test_one_creator_more_changes_nobody_else_strangers():
    few, many = (outside(plan_of(creators=(group(count=count),))) for count in (8, 9))
    assert few.items() < many.items()


def test_a_larger_pool_holds_the_smaller():
    small, large = (outside(plan_of(exposure=shown(pool=pool))) for pool in (5.0, 10.0))
    assert all(set(small[key]) < set(large[key]) for key in small)


def test_strangers_live_where_the_audience_lives():
    changes = tables(creators=(group(count=1, breadth=0.3),), world={"people": 200_000})
    world = world_of(**changes)
    n = 40_000
    pool = strangers.draw(7, world, np.array([0]), np.array([0.3]), np.array([n]))
    community = np.searchsorted(world.community_start, pool.person, side="right") - 1
    share = 0.7 * world.community_affinity[world.creator_home[0]] + 0.3 * 0.1
    drawn = np.bincount(community, minlength=10)
    thin = share < 0.05  # elsewhere many are drawn twice, and the others stand closer
    assert 0 < thin.sum() < 10
    due = share[thin] * drawn[thin].sum() / share[thin].sum()
    assert (np.abs(drawn[thin] - due) < 5.64 * np.sqrt(due)).all()


def test_a_pool_is_at_most_everybody_who_does_not_follow():
    plan = plan_of(world={"people": 2_000, "communities": ONE_COMMUNITY}, creators=(group(count=1, followers=1500.0),))
    own, others = followers(plan), outside(plan)
    assert [len(own[key]) + len(others[key]) for key in own] == [pytest.approx(2_000, abs=1)]
    assert expected_values(plan)["impressions"] == pytest.approx(300.0 * 1.5**0.1, rel=0.02)


def test_strangers_of_a_real_network_are_anybody(tmp_path):
    lines = [f"fan{n},{star}" for star, size in (("anna", 300), ("ben", 200)) for n in range(size)]
    (tmp_path / "n.csv").write_text("follower,followed\n" + "\n".join(lines) + "\n")
    changes = {
        "creators": ({"name": "stars", "network_handles": ("ben",), **SURE},),
        "world": {"network": "n.csv"},
        "exposure": {**shown(outside_share=0.5), "reach_1k": 0.1},
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


# Refusals and cuts


def test_more_than_one_view_for_each_follower_is_refused():
    with pytest.raises(InputError) as caught:
        plan_of(creators=(group(followers=20.0, fake_share=0.5),))
    assert str(caught.value) == (
        "exposure.feed: a post of a creator of group micro with 20 followers would be viewed 4.057 times by each real "
        "follower, more than once; raise outside_share, or lower exposure.reach_1k or fake_share"
    )


def test_more_views_than_strangers_are_refused():
    with pytest.raises(InputError) as caught:
        plan_of(world={"people": 1_000, "communities": ONE_COMMUNITY}, creators=(group(count=1, fake_share=0.0),))
    assert str(caught.value) == (
        "exposure.feed: a post of a creator with 900 followers would be shown to 237 people who do not follow, but "
        "only 100 are there; raise world.people or breadth, or lower outside_share or exposure.reach_1k"
    )


def test_what_is_drawn_is_cut():
    small = tables(creators=(group(followers=20.0, fake_share=0.5),), run={"draws": 2, "horizon_days": 40})
    assert n_cut(scene(**small), world_of(**small)) == 8
    plan = planning.make(scene(**small), world_of(**small), 0)
    assert np.isfinite(plan.cell_hazard).all()
    assert plan.cell_post.size > 0
    crowd = tables(
        world={"people": 1_000, "communities": ONE_COMMUNITY, "activity_classes": 1},
        creators=(group(count=1, fake_share=0.0),),
        run={"draws": 2, "horizon_days": 40},
    )
    plan = planning.make(scene(**crowd), world_of(**crowd), 0)
    assert expected_values(plan)["impressions"] == pytest.approx(0.2 * 300.0 * 0.9**0.1 + 0.99 * 100.0, rel=1e-9)


def test_creators_without_followers_are_shown_to_nobody():
    assert plan_of(creators=(group(followers=0.0),)).link_person.size == 0


def test_a_forecast_counts_strangers():
    """Memory for their links, and time for their views."""
    follows, for_you = (
        forecast.forecast(load(ROOT / "configs" / f"{name}.toml"), 1) for name in ("mega_1", "tiktok_for_you_mega")
    )
    views = 300.0 * 1000.0**0.10
    assert for_you.impressions == pytest.approx(3.0 * views, rel=1e-9)
    per_link = forecast.memory.PER_LINK + forecast.memory.PER_LINK_AND_THREAD
    links = (for_you.memory.world - follows.memory.world) / per_link
    assert links == pytest.approx(10.0 * 0.8 * views, abs=1.0)


# Neutral


def test_neutral_visibility_gives_every_follower_slot_the_same_views():
    """Views per listed follower are the same for mega and micros, by followers and by strangers."""
    sides = [
        tables(creators=(one,), world={"people": 60_000, "activity_classes": 1}, posts={"per_creator": 1})
        for one in (group(fake_share=0.0), group(name="mega", count=1, followers=20_000.0, fake_share=0.0))
    ]
    both = Both(*(planning.figures_of(scene(**side), world_of(**side)) for side in sides))
    per_slot = []
    for side, figures in zip(sides, both, strict=True):
        changed = neutralise(figures, both, frozenset({"feed_visibility"}))
        plan = planning.make(scene(**side), world_of(**side), 0, lambda _, changed=changed: changed)
        per_slot.append(expected_values(plan)["impressions"] / figures.followers.sum())
    assert per_slot[0] == pytest.approx(per_slot[1], rel=1e-6)


def test_neutral_sharing_makes_every_link_another_person():
    changes = tables()
    plan = planning.make(scene(**changes), world_of(**changes), 0, lambda figures: figures._replace(apart=True))
    assert plan.n_followers == plan.link_person.size == np.unique(plan.link_person).size


def test_the_world_file_of_a_scenario_does_not_depend_on_the_feed():
    worlds = [build.build(scene(**tables(exposure=shown(name))), Path()) for name in ("chronological", "for_you")]
    assert np.array_equal(worlds[0].link_person, worlds[1].link_person)
