"""The creators who work for the campaign, in the order in which the kernel walks them."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from sim.core.arrays import F64, I64
from sim.scenario.model import Scenario
from sim.world.build import World
from sim.world.creators import Creators
from sim.world.fakes import are_drawn, fake_shares

LISTED = ("group", "key", "followers", "rate", "views", "fee_usd")  # columns of creators


class HiredCreators(NamedTuple):
    """The creators in the order in which a day is walked: by home, so that their followers' states stay in cache."""

    order: I64  # [creator] index into the world's creators
    key: np.ndarray  # [creator] uint64
    group: I64  # [creator] index into scenario.creators
    followers: F64  # [creator] listed
    rate: F64  # [creator] own engagement rate, nan: by the law
    views: F64  # [creator] own mean views of a post, nan: by the law
    fee_usd: F64  # [creator] own fee, nan: by costs.fees
    fake_share: F64  # [creator]
    draws_fakes: np.ndarray  # [creator] bool: whether that share is the creator's own draw
    posts: I64  # [creator]


def of_groups(scenario: Scenario, roster_group: I64, name: str) -> Any:
    """A number of each creator's group [creator]."""
    return np.array([getattr(group, name) for group in scenario.creators], np.float64)[roster_group]


def has_fakes(scenario: Scenario) -> bool:
    """Whether listed followers may be nobody; in a real network all are counted as real."""
    return scenario.world.network is None


def walk(world: World) -> I64:
    """The world's creators in the order in which the kernel walks them [creator]."""
    return np.lexsort((world.creator_key, world.creator_home)).astype(np.int64)


def line_up(scenario: Scenario, world: World) -> HiredCreators:
    """The roster of a scenario."""
    order = walk(world)
    return hire(scenario, {name: getattr(world, f"creator_{name}")[order] for name in LISTED}, order)


def sign_up(scenario: Scenario, who: Creators) -> HiredCreators:
    """The roster of a scenario before its world is built, in the order of the file."""
    return hire(scenario, {name: getattr(who, name) for name in LISTED}, np.arange(who.key.size))


def hire(scenario: Scenario, listed: Mapping[str, Any], order: I64) -> HiredCreators:
    """The roster of creators with these columns, LISTED by name [creator]. order: index into the world's creators."""
    group, key = listed["group"], listed["key"]
    own_fee = np.array([np.nan if g.fee_usd is None else g.fee_usd for g in scenario.creators])[group]
    return HiredCreators(
        order=order,
        key=key,
        group=group,
        followers=listed["followers"].astype(np.float64),
        rate=listed["rate"],
        views=listed["views"],
        fee_usd=np.where(np.isnan(own_fee), listed["fee_usd"], own_fee),
        fake_share=fake_shares(scenario, group, key) * has_fakes(scenario),
        draws_fakes=are_drawn(scenario, group) & has_fakes(scenario),
        posts=contracted_posts(scenario, group),
    )


def contracted_posts(scenario: Scenario, group: I64) -> I64:
    """Posts of creators of these groups [creator]."""
    return np.array([each.posts or scenario.posts.per_creator for each in scenario.creators], np.int64)[group]
