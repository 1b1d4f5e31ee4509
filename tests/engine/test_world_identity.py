"""The identity of a world: what came out counts, beside what was asked."""

from pathlib import Path

import numpy as np
import pytest

from sim.engine import world_identity
from sim.engine.world_identity import PartIdentity, identify
from sim.scenario.load import EXAMPLE, Loaded, loads
from sim.world import cache, communities
from sim.world.build import World, build

SMALL = ["world.people=3_000", "creators.micro.followers=100"]


def identity(changes: list[str]) -> dict[str, PartIdentity]:
    loaded = loads(EXAMPLE, [*SMALL, *changes])
    return identify(loaded, loaded.scenario, made(loaded))


def made(loaded: Loaded) -> World:
    return cache.world_of(loaded.scenario, loaded.folder)


def changed(part: str, one: dict[str, PartIdentity], other: dict[str, PartIdentity]) -> tuple[bool, bool]:
    return one[part].asked != other[part].asked, one[part].built != other[part].built


def test_creators_belong_to_the_links_and_not_to_what_strategies_share() -> None:
    one, other = identity([]), identity(["creators.micro.count=7"])
    assert changed("world", one, other) == (False, False)
    assert changed("links", one, other) == (True, True)
    assert one["friends"] == other["friends"] == PartIdentity("", "")


@pytest.mark.parametrize(
    "change",
    ['world.followiness={name="gamma"}', "world.susceptibility_sd=0.5", "world.activity_shape=2.0",
     "world.communities.size_exponent=0.5", "world.communities.restart=0.4", "world.following_share=0.5"],
)  # fmt: skip
def test_laws_and_communities_are_shared(change: str) -> None:
    assert changed("world", identity([]), identity([change])) == (True, True)


def test_friends_are_a_part_where_people_talk() -> None:
    one, other = identity(["word_of_mouth.r0=0.1"]), identity(["word_of_mouth.r0=0.1", "friends.mean=12.0"])
    assert changed("world", one, other) == changed("links", one, other) == (False, False)
    assert changed("friends", one, other) == (True, True)


def test_a_world_that_is_built_otherwise_has_another_identity(monkeypatch: pytest.MonkeyPatch) -> None:
    loaded = loads(EXAMPLE, SMALL)
    before = identify(loaded, loaded.scenario, build(loaded.scenario, Path()))
    sparse = communities.sparse_ties
    monkeypatch.setattr(communities, "sparse_ties", lambda pairs, prob, coins: sparse(pairs[::-1], prob, coins))
    after = identify(loaded, loaded.scenario, build(loaded.scenario, Path()))
    assert changed("world", before, after) == (False, True)
    assert changed("links", before, after) == (False, True)
    assert world_identity.mark(before) != world_identity.mark(after)


def test_a_stored_result_has_the_mark_of_its_world() -> None:
    found = identity([])
    kept = world_identity.attributes(found)
    assert set(kept) == {"world_asked_sha256", "world_sha256", "links_asked_sha256", "links_sha256"}
    assert world_identity.mark_of_result(kept) == world_identity.mark(found)


def test_shapes_and_types_count() -> None:
    arrays = [np.zeros((2, 3)), np.zeros((3, 2)), np.zeros(6), np.zeros(6, np.int64)]
    assert len({world_identity.hash_arrays([array]) for array in arrays}) == len(arrays)
