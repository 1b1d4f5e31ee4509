"""Scenarios and creators for replication targets: small, and written as a user would write them."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from sim.core.arrays import F64, Plan
from sim.plan import figures as reading
from sim.plan import make as planning
from sim.plan.hired_creators import HiredCreators
from sim.scenario.load import Loaded, loads
from sim.scenario.model import Scenario
from sim.world.build import World, build

ALONE = 'communities = { generator = "complete_graph", parameters = { n = 1 }, niches = ["all"] }'
ALIKE = '{ name = "gamma", shape = 1e6 }'


def load_lines(text: str, platform: str = "instagram") -> Loaded:
    """A scenario from the lines that matter."""
    return loads(f'schema_version = 1\nname = "target"\nplatform = "{platform}"\n{text}')


def scenario(text: str, platform: str = "instagram") -> Scenario:
    """The checked scenario of the lines that matter."""
    return load_lines(text, platform).scenario


def any_creator(lines: str = "") -> str:
    """A group of one creator without other sponsors."""
    return f'[[creators]]\nname = "any"\nfollowers = 1000\nsponsored_share = 0.0\n{lines}\n'


def roster(followers: Sequence[float] | F64) -> HiredCreators:
    """Creators of these sizes, all of the first group."""
    n = len(followers)
    none = np.full(n, np.nan)
    return HiredCreators(
        order=np.arange(n), key=np.arange(n, dtype=np.uint64), group=np.zeros(n, np.int64),
        followers=np.asarray(followers, np.float64), rate=none, views=none, fee_usd=none, fake_share=np.zeros(n),
        draws_fakes=np.zeros(n, bool),
        posts=np.ones(n, np.int64),
    )  # fmt: skip


def rates(asked: Scenario, followers: Sequence[float] | F64) -> F64:
    """Engagements per follower and post of creators of these sizes."""
    who = roster(followers)
    return np.asarray(reading.base_rates(asked, who) * reading.sponsored_load(asked, who))


def world_of(asked: Scenario) -> World:
    """The world of a scenario that names no files."""
    return build(asked, Path())


def plan_of(asked: Scenario) -> Plan:
    """The plan of a scenario that names no files."""
    return planning.make(asked, world_of(asked), 0)


def slope(followers: F64, rate: F64) -> float:
    """Slope of ln rate over ln followers."""
    return float(np.polyfit(np.log(followers), np.log(rate), 1)[0])
