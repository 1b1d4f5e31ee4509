"""Posts that are shown to strangers: who sees them, what follows, and what neutral means for it."""

from pathlib import Path

import numpy as np
import pytest

from sim.measures.expected import expected_values
from sim.plan import make as planning
from sim.study.what_if.neutral import Both, neutralise
from sim.world import build
from tests.for_you import group, plan_of, shown, tables
from tests.played import agrees, played
from tests.scenes import ONE_COMMUNITY, scene, world_of

# Views


def test_engagements_are_those_of_the_rate_whoever_sees_the_posts():
    """One post of sure creators, alike in all: the engagement identity."""
    calm = {"residual_sd": 0.0, "quality_sd": 0.0, "rate_1k": 0.05, "exponent": 0.1, "statistic": "mean"}
    for share in (0.0, 0.5, 0.9):
        creators = (group(fake_share=0.0, sponsored_share=0.0),)
        due = expected_values(
            plan_of(exposure=shown(share), engagement=calm, creators=creators, world={"activity_classes": 1})
        )
        assert due["engagements"] == pytest.approx(8 * 900 * 0.05 * 0.9**-0.1, rel=2e-4)


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


# Refusals and cuts


def test_what_is_drawn_is_cut():
    """Views by followers stay; from outside there are as many as people."""
    crowd = tables(
        world={"people": 1_000, "communities": ONE_COMMUNITY, "activity_classes": 1},
        creators=(group(count=1, fake_share=0.0),),
        exposure=shown(creator_reach_sd=0.0, post_reach_sd=0.0),
        run={"draws": 2, "horizon_days": 40},
    )
    plan = planning.make(scene(**crowd), world_of(**crowd), 0)
    alone = tables(**{**crowd, "exposure": shown(0.0, creator_reach_sd=0.0, post_reach_sd=0.0)})
    inside = expected_values(planning.make(scene(**alone), world_of(**alone), 0))["impressions"]
    assert expected_values(plan)["impressions"] == pytest.approx(inside + 0.99 * 100.0, rel=1e-9)


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


def test_the_world_file_of_a_scenario_does_not_depend_on_strangers():
    worlds = [build.build(scene(**tables(exposure=shown(share))), Path()) for share in (0.0, 0.8)]
    assert np.array_equal(worlds[0].link_person, worlds[1].link_person)
