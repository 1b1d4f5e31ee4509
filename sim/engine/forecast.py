"""Forecast of the memory and time of a run, before anything is built."""

from pathlib import Path
from typing import NamedTuple

import numpy as np

from sim.core.arrays import F64
from sim.engine import memory
from sim.errors import InputError
from sim.mechanisms import tiers
from sim.plan import make as planning
from sim.plan.figures import feed_of
from sim.plan.hired_creators import contracted_posts, has_fakes
from sim.scenario.load import Loaded
from sim.scenario.model import Scenario
from sim.scenario.talks import talks
from sim.world import communities, creators, fakes, friends
from sim.world.build import real_network
from sim.world.creators import Creators
from sim.world.follows import Follows

SECONDS_PER_IMPRESSION = 11e-9  # measured, benchmarks/kernel.py
SECONDS_PER_SLOT = 2e-9  # a run forgets the last one
SECONDS_PER_POST = 1e-6  # of each draw's plan
SECONDS_PER_NETWORKX_FRIENDSHIP = 1.5e-6

TALK_FACTOR = 2.0  # with word of mouth a run takes up to so much longer, where R0 is 0.15


class Forecast(NamedTuple):
    """Sizes, memory and time of a scenario, before it is built."""

    n_creators: int
    n_unfollowed: int  # creators who have no followers, not even fakes
    n_slots: int  # real followers simulated
    impressions: float  # simulated, per run
    memory: memory.Estimate
    core_seconds: float  # of playing, with posts and friends by networkx; without the rest of the world and compiling
    seconds: float  # the same with all threads


class ReadFiles(NamedTuple):
    """The creators of a scenario, and its real network, read once for all that is asked of them."""

    real: Follows | None
    who: Creators


def read_files(scenario: Scenario, folder: Path) -> ReadFiles:
    """The files of a scenario, which count from this folder. Raises InputError, FileProblem."""
    real = real_network(scenario, folder)
    return ReadFiles(real, creators.expand(scenario, folder, real))


def forecast(loaded: Loaded, threads: int, files: ReadFiles | None = None) -> Forecast:
    """Everything that can be said before anything is built or written. Raises InputError, FileProblem."""
    try:
        planning.check(loaded.scenario)
        files = files or read_files(loaded.scenario, loaded.folder)
        return _forecast(loaded.scenario, files.who, threads)
    except InputError as error:
        raise loaded.locate(error) from None


def check(loaded: Loaded, threads: int, files: ReadFiles | None = None) -> Forecast:
    """The forecast, where the machine has the memory; else InputError with the estimate."""
    needs = forecast(loaded, threads, files)
    try:
        memory.check(needs.memory, loaded.scenario)
    except InputError as error:
        raise loaded.locate(error) from None
    return needs


def _forecast(scenario: Scenario, who: Creators, threads: int) -> Forecast:
    slots = _slots(scenario, who)
    n_slots = round(float(slots.sum()))
    impressions = _impressions(scenario, who)
    n_runs = scenario.run.runs * scenario.run.draws
    each = impressions * SECONDS_PER_IMPRESSION + n_slots * SECONDS_PER_SLOT
    each *= TALK_FACTOR if talks(scenario) else 1.0
    n_posts = contracted_posts(scenario, who.group).sum()
    once = n_posts * SECONDS_PER_POST * scenario.run.draws + _friends_seconds(scenario)
    return Forecast(
        n_creators=who.key.size,
        n_unfollowed=int((who.followers == 0).sum()),
        n_slots=n_slots,
        impressions=impressions,
        memory=memory.estimate(scenario, _sizes(scenario, who, n_slots), threads),
        core_seconds=n_runs * each + once,
        seconds=n_runs * each / threads + once,
    )


def _slots(scenario: Scenario, who: Creators) -> F64:
    shares = fakes.fake_shares(scenario, who.group, who.key) * has_fakes(scenario)
    return np.asarray(who.followers * (1.0 - shares) / scenario.world.sample_one_in)


def _views(scenario: Scenario, who: Creators) -> F64:
    """About: simulated people who see one post of a creator [creator]."""
    rule, followers = scenario.exposure, who.followers.astype(np.float64)
    by_law = followers * tiers.fall(followers, rule.reach_1k, rule.reach_exponent) / (1.0 - rule.outside_share)
    return np.asarray(np.where(np.isnan(who.views), by_law, who.views) / scenario.world.sample_one_in)


def _impressions(scenario: Scenario, who: Creators) -> float:
    """About: views of one post, times posts."""
    return float((_views(scenario, who) * contracted_posts(scenario, who.group)).sum())


def _sizes(scenario: Scenario, who: Creators, n_slots: int) -> memory.BuildSizes:
    """The sizes of what is built. Raises InputError."""
    n_posts = int(contracted_posts(scenario, who.group).sum())
    n_visible = min(feed_of(scenario).visibility.size, scenario.run.horizon_days)
    n_links = n_slots + _strangers(scenario, who)
    n_people = world_people(scenario) or n_links
    friendships = _friendships(scenario, n_people)
    return memory.BuildSizes(n_links, n_posts, n_posts * n_visible, float(friendships.sum()), float(friendships.max()))


def _friendships(scenario: Scenario, n_people: int) -> F64:
    """About: friendships of people who talk, by community; none where nobody talks. Raises InputError."""
    if not talks(scenario):
        return np.zeros(1)
    if scenario.world.network is not None:
        return friends.expect_friendships(scenario.friends, np.array([n_people]))
    world = scenario.world
    n_communities = communities.count_communities(communities.check(world))
    sizes = communities.sizes(n_people, n_communities, world.communities.size_exponent)
    return friends.expect_friendships(scenario.friends, sizes)


def _friends_seconds(scenario: Scenario) -> float:
    """Seconds that networkx takes for the friends of a generated world. Raises InputError."""
    rule = scenario.friends
    if rule.generator.name == friends.CIRCLES or rule.network is not None:
        return 0.0
    return float(_friendships(scenario, world_people(scenario)).sum()) * SECONDS_PER_NETWORKX_FRIENDSHIP


def world_people(scenario: Scenario) -> int:
    """People who are simulated in a generated world; 0 where a real network brings them."""
    return 0 if scenario.world.network else scenario.world.people // scenario.world.sample_one_in


def _strangers(scenario: Scenario, who: Creators) -> int:
    """Links to people who could be shown a post without following."""
    rule, followers = scenario.exposure, who.followers / scenario.world.sample_one_in
    beyond = _views(scenario, who) > followers
    pools = np.where(beyond | (rule.outside_share > 0.0), rule.outside_pool * followers, 0.0)
    people = scenario.world.people / scenario.world.sample_one_in
    return round(float(np.minimum(pools, people).sum()))
