"""Scenario -> World: the people, the creators, and who follows whom."""

import math
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from sim.core.address import U64
from sim.core.arrays import F64, I32, I64
from sim.errors import InputError
from sim.mechanisms.registry import bind
from sim.scenario.files import beside
from sim.scenario.model import Scenario
from sim.world import audience, audience_overlap, communities, creators, fakes, follows, people, whole_graph
from sim.world.audience import Ask, Field
from sim.world.communities import CommunityLayout
from sim.world.creators import Creators
from sim.world.follows import Follows, NetworkView


class World(NamedTuple):
    """The people, the creators, and who follows whom; people are numbered community by community."""

    creator_handle: tuple[str, ...]  # [creator]
    creator_key: np.ndarray  # [creator] uint64 identity
    creator_group: I64  # [creator] index into scenario.creators
    creator_followers: I64  # [creator] listed
    creator_home: I64  # [creator] community
    creator_rate: F64  # [creator] engagements per follower and post, nan: by the law
    creator_views: F64  # [creator] views per post, nan: by the law
    creator_fee_usd: F64  # [creator] nan: by costs.fees
    community_start: I64  # [community + 1] first person
    community_niche: I64  # [community] index into niche_names
    community_affinity: F64  # [home, community] rows add up to 1
    niche_names: tuple[str, ...]
    link_start: I64  # [creator + 1]
    link_class_start: I64  # [creator, class + 1]
    link_person: I32  # [link] by class, then ascending
    n_people: int  # simulated
    following_share: float  # share of people who follow creators at all
    shared_asked: float  # nan: not asked
    shared_achieved: float  # of the reference roster
    notes: tuple[str, ...]
    friend_start: I64  # [person + 1] first friendship of each person; empty where nobody talks
    friend: I32  # [friendship] who sees what the person shares


class Audiences(NamedTuple):
    """The communities, and who follows whom: links of each creator, not yet in classes of activity."""

    where: CommunityLayout
    home: I64  # [creator] community
    link_start: I64  # [creator + 1]
    persons: I64 | I32  # [link]
    following_share: float  # share of people who follow creators at all
    shared_asked: float = np.nan  # nan: not asked
    shared_achieved: float = np.nan  # of the reference roster
    notes: tuple[str, ...] = ()


UNUSED_WITH_NETWORK = ("people", "generator", "communities", "followiness", "shared_audience", "following_share")
NO_FRIENDS: dict[str, Any] = {"friend_start": np.zeros(0, np.int64), "friend": np.zeros(0, np.int32)}
MOST_PEOPLE = 2_000_000_000  # simulated: persons are numbered by 32 bits
GRID = 2048  # followiness quantiles on which the solver predicts


def followiness_grid(table: F64) -> F64:
    """Followiness at evenly spaced probabilities, for the solver's prediction."""
    tails = (np.arange(GRID) + 0.5) / GRID
    return np.interp(tails, people.quantile_nodes(), table)


def fake_shares(scenario: Scenario, who: Creators) -> F64:
    """Fake share of each creator; accounts of a real network have none, their followers are counted."""
    return np.where(who.account >= 0, 0.0, fakes.fake_shares(scenario, who.group, who.key))


def simulated_people(scenario: Scenario) -> int:
    """The number of people who are simulated. Raises InputError for more than can be numbered."""
    people, one_in = scenario.world.people, scenario.world.sample_one_in
    if people // one_in > MOST_PEOPLE:
        message = f"{people // one_in:,} people would be simulated, at most {MOST_PEOPLE:,}; "
        message += f"set it to {math.ceil(people / MOST_PEOPLE):,} or more"
        raise InputError(message, path=("world", "sample_one_in"))
    return max(1, people // one_in)


def followiness_of(scenario: Scenario) -> F64:
    """The law by which people follow, as a table. Raises InputError."""
    return people.followiness_table(bind(people.FOLLOWINESS_LAWS, scenario.world.followiness, ("world", "followiness")))


def spread_out(
    scenario: Scenario, who: Creators
) -> tuple[CommunityLayout, Field, Ask, audience_overlap.OverlapSolution | None]:
    """Communities, the pool of people, and the audiences to draw from it."""
    world, seed = scenario.world, scenario.run.seed
    where = communities.build(world, seed, simulated_people(scenario))
    table = followiness_of(scenario)
    cumulative = people.cumulative_followiness(U64(seed), table, where.start)
    field = audience.field_of(where, seed, cumulative, world.following_share)
    solved = None
    if world.shared_audience is not None:
        grid = followiness_grid(table)
        solved = audience_overlap.solve(world.shared_audience, where, field, grid, world.sample_one_in)
        field = audience.field_of(where, seed, cumulative, solved.following_share)
    home = audience.homes(U64(seed), who.key, who.niche, where.niche, field.size_share)
    breadth = np.array([group.breadth for group in scenario.creators])[who.group]
    return where, field, Ask(who.key, home, breadth, real_followers(scenario, who)), solved


def real_followers(scenario: Scenario, who: Creators) -> I64:
    """Real followers who are simulated [creator]."""
    seed, shares = U64(scenario.run.seed), fake_shares(scenario, who)
    return np.asarray(audience.real_links(seed, who.key, who.followers, shares, scenario.world.sample_one_in))


def draw_audiences(scenario: Scenario, who: Creators) -> Audiences:
    """The audiences of creators among generated people. Raises InputError."""
    where, field, ask, solved = spread_out(scenario, who)
    if scenario.world.generator == "communities":
        (link_start, persons), dropped = audience.draw(field, ask), 0
    else:
        link_start, persons, dropped = whole_graph.draw(scenario.world, field, ask)
    notes = (f"{dropped:,} parallel links of the generated graph were dropped",) if dropped else ()
    drawn = Audiences(where, ask.home, link_start, persons, scenario.world.following_share, notes=notes)
    asked = scenario.world.shared_audience
    if asked is None or solved is None:
        return drawn
    return drawn._replace(
        following_share=solved.following_share, shared_asked=asked.share, shared_achieved=solved.achieved
    )


def check_sample(scenario: Scenario, real: Follows) -> None:
    """Raise InputError unless people count as often as in the file, where everybody is."""
    if scenario.world.sample_one_in != real.one_in:
        size = "is simulated whole" if real.one_in == 1 else f"holds one person in {real.one_in:,}"
        message = f"must be {real.one_in:,}, not {scenario.world.sample_one_in:,}: the real network {size}"
        raise InputError(message, path=("world", "sample_one_in"))


def from_follows(scenario: Scenario, who: Creators, real: Follows) -> Audiences:
    """The audiences of accounts of a real network, everybody in one community."""
    if (who.account < 0).any():
        stranger = who.handle[int(np.flatnonzero(who.account < 0)[0])]
        message = f'creator "{stranger}" is not an account of world.network'
        raise InputError(message, path=("world", "network"))
    check_sample(scenario, real)
    n_links = np.diff(real.account_start)[who.account].astype(np.int64)
    link_start = np.concatenate([[0], np.cumsum(n_links)]).astype(np.int64)
    rows = [real.follower[real.account_start[a] : real.account_start[a + 1]] for a in who.account]
    persons = np.concatenate(rows).astype(np.int64) if rows else np.zeros(0, np.int64)
    where = communities.single(len(real.people), scenario.world.communities.niches)
    notes = (*real.notes, *ignored_settings(scenario))
    home = np.zeros(who.key.size, np.int64)
    return Audiences(where, home, link_start, persons, scenario.world.following_share, notes=notes)


def ignored_settings(scenario: Scenario) -> list[str]:
    """Settings of a scenario's world that a real network overrules, as a note."""
    given = [name for name in UNUSED_WITH_NETWORK if name in scenario.world.model_fields_set]
    names = ", ".join(f"world.{name}" for name in given)
    return [f"{names}: not used, who follows whom comes from world.network"] if given else []


def account_names(scenario: Scenario, folder: Path) -> tuple[str, ...] | None:
    """Names of the people of a real network [person]; None where people are generated."""
    network = real_network(scenario, folder)
    return None if network is None else tuple(network.people)


def real_network(scenario: Scenario, folder: Path) -> Follows | None:
    """The real network of a scenario; None where people are generated. Raises InputError, FileProblem."""
    world = scenario.world
    if world.network is None:
        return None
    view = NetworkView(world.network_undirected, world.unique_quantile)
    return follows.read(beside(folder, world.network), view)


def build(scenario: Scenario, folder: Path) -> World:
    """Build the world of a scenario; file names are relative to `folder`. Raises InputError, FileProblem."""
    real = real_network(scenario, folder)
    who = creators.expand(scenario, folder, real)
    audiences = draw_audiences(scenario, who) if real is None else from_follows(scenario, who, real)
    n_classes = scenario.world.activity_classes
    classes = people.activity_classes(U64(scenario.run.seed), audiences.persons, n_classes)
    link_person, class_start = audience.sort_by_class(audiences.persons, classes, audiences.link_start, n_classes)
    return World(
        creator_handle=who.handle,
        creator_key=who.key,
        creator_group=who.group,
        creator_followers=who.followers,
        creator_home=audiences.home,
        creator_rate=who.rate,
        creator_views=who.views,
        creator_fee_usd=who.fee_usd,
        community_start=audiences.where.start,
        community_niche=audiences.where.niche,
        community_affinity=audiences.where.affinity,
        niche_names=audiences.where.niche_names,
        link_start=audiences.link_start,
        link_class_start=class_start,
        link_person=link_person,
        n_people=int(audiences.where.start[-1]),
        following_share=audiences.following_share,
        shared_asked=audiences.shared_asked,
        shared_achieved=audiences.shared_achieved,
        notes=(*who.notes, *audiences.notes),
        **NO_FRIENDS,
    )
