"""Strangers: drawn from a creator's own address, where the audience lives."""

import numpy as np

from sim.world import strangers
from tests.for_you import group, outside, plan_of, shown, tables
from tests.scenes import world_of


def test_one_creator_more_changes_nobody_else_strangers():
    few, many = (outside(plan_of(creators=(group(count=count),))) for count in (8, 9))
    assert few.items() < many.items()


def test_a_larger_pool_holds_the_smaller():
    small, large = (outside(plan_of(exposure=shown(0.3, outside_pool=pool))) for pool in (5.0, 10.0))
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
