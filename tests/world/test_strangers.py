"""Strangers: drawn from a creator's own address, where the audience lives."""

import numpy as np

from sim.plan import make as planning
from sim.world import strangers
from tests.scenes import scene, world_of

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
