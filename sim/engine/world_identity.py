"""The identity of a world: what was asked for, and what came out.

Two worlds of which the same was asked may differ, where a library makes a graph otherwise than it used to. Whoever
pairs runs, or adds runs to others, compares what came out.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from sim.measures.stored_files import PARTS
from sim.scenario.describe.resolved import world_fingerprint
from sim.scenario.load import Loaded
from sim.scenario.model import Scenario
from sim.store import provenance
from sim.world import cache, people
from sim.world.build import World, followiness_of

SHORT = 16  # characters that tell worlds apart where many are kept


class PartIdentity(NamedTuple):
    """Hashes of what was asked of a part of a world, and of what came out; empty where there is no such part."""

    asked: str
    built: str


def identify(loaded: Loaded, scenario: Scenario, world: World) -> dict[str, PartIdentity]:
    """The identity of each of the PARTS of a world. scenario: with the values of the draw. Raises FileProblem."""
    folder = loaded.folder
    has_friends = world.friend_start.size > 0
    return {
        "world": shared_part(loaded, scenario, world),
        "links": PartIdentity(cache.people_request(scenario, folder), hash_arrays(links_of(world))),
        "friends": PartIdentity(friends_request(scenario, folder), hash_arrays((world.friend_start, world.friend)))
        if has_friends
        else PartIdentity("", ""),
    }


def shared_part(loaded: Loaded, scenario: Scenario, world: World) -> PartIdentity:
    """The part that all strategies share. Raises FileProblem."""
    niches = "\0".join(world.niche_names)
    arrays = (world.community_start, world.community_niche, world.community_affinity, *laws_of(scenario, world))
    return PartIdentity(world_fingerprint(loaded), hash_arrays(arrays, niches))


def laws_of(scenario: Scenario, world: World) -> Iterator[Any]:
    """The laws of a world's people, as tables."""
    settings = scenario.world
    yield people.activity_means(settings.activity_classes, settings.activity_shape)
    yield people.susceptibilities(settings.susceptibility_sd)
    yield np.array([world.following_share])
    if settings.network is None:
        yield followiness_of(scenario)


def links_of(world: World) -> tuple[Any, ...]:
    """Links from people to creators, with the identities of these."""
    return world.creator_key, world.creator_home, world.link_start, world.link_class_start, world.link_person


def friends_request(scenario: Scenario, folder: Path) -> str:
    """Hash of all that a friend network depends on: its own settings, and the people."""
    whole = f"{cache.people_request(scenario, folder)} {cache.friends_request(scenario, folder)}"
    return hashlib.sha256(whole.encode()).hexdigest()


def hash_arrays(arrays: Iterable[Any], text: str = "") -> str:
    """A hash of arrays in this order, and of a text.

    >>> hash_arrays([np.zeros(2)]) == hash_arrays([np.zeros(1), np.zeros(1)])
    False
    """
    whole = hashlib.sha256(text.encode())
    for array in arrays:
        whole.update(f"{array.dtype.str}{array.shape}".encode())
        whole.update(np.ascontiguousarray(array).data)
    return whole.hexdigest()


def attributes(identity: dict[str, PartIdentity]) -> dict[str, str]:
    """The identity as attributes of a result."""
    return {
        name: value
        for part, of in identity.items()
        for name, value in ((f"{part}_asked_sha256", of.asked), (f"{part}_sha256", of.built))
        if value
    }


def mark(identity: dict[str, PartIdentity]) -> str:
    """One hash of all that came out."""
    return hashlib.sha256(" ".join(of.built for of in identity.values()).encode()).hexdigest()


def origin() -> str:
    """The versions that worlds are built with here, as JSON."""
    return json.dumps(provenance.versions())


def mark_of_result(attributes: Mapping[str, object]) -> str:
    """The mark of a stored result's world."""
    built = (str(attributes.get(f"{part}_sha256", "")) for part in PARTS)
    return hashlib.sha256(" ".join(built).encode()).hexdigest()


def short(part: PartIdentity) -> str:
    """A part's identity in two words: what was asked, and what came out."""
    return f"{part.asked[:SHORT]} {part.built[:SHORT]}"
