"""Built worlds and friend networks on disk, by the hash of all that they depend on."""

import contextlib
import hashlib
import io
import json
import os
import struct
import zlib
from importlib import metadata
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np

from sim.core.jit import cache_home, source_hash
from sim.scenario.model import Scenario
from sim.scenario.talks import talks
from sim.world import friends
from sim.world.build import World, account_names, build
from sim.world.friends import FriendGraph

GROUP_KEYS = (
    "name", "count", "followers", "followers_sd", "roster", "roster_handles", "network_top", "network_handles", "niche",
    "breadth", "fake_share",
)  # fmt: skip
MAGIC = b"SIMWORLD"
MOST_BYTES = 4_000_000_000


def people_key(scenario: Scenario, folder: Path) -> str:
    """Hash of everything that the world without friendships depends on: keys, seed, files, versions."""
    whole = scenario.model_dump(mode="json")
    said = {
        "seed": str(scenario.run.seed),
        "world": whole["world"],
        "creators": [{name: group[name] for name in GROUP_KEYS} for group in whole["creators"]],
        "networkx": metadata.version("networkx"),
        "source": source_hash(),
    }
    digest = hashlib.sha256(json.dumps(said, sort_keys=True).encode())
    for name in [scenario.world.network, *(group.roster for group in scenario.creators)]:
        if name is not None:
            with contextlib.suppress(OSError):  # reading it for real tells what is wrong
                digest.update((folder / name).read_bytes())
    return digest.hexdigest()[:24]


def friends_key(scenario: Scenario, folder: Path) -> str:
    """Hash of everything that the friend network depends on besides the world; empty where nobody talks."""
    if not talks(scenario):
        return ""
    said = {"friends": scenario.friends.model_dump(mode="json"), "networkx": metadata.version("networkx")}
    digest = hashlib.sha256(json.dumps(said, sort_keys=True).encode())
    if scenario.friends.network is not None:
        with contextlib.suppress(OSError):
            digest.update((folder / scenario.friends.network).read_bytes())
    return digest.hexdigest()[:8]


def key(scenario: Scenario, folder: Path) -> str:
    """Hash of everything that the world and its friendships depend on."""
    circle = friends_key(scenario, folder)
    return people_key(scenario, folder) + (f"-{circle}" if circle else "")


def home() -> Path:
    return cache_home() / "worlds"


def pack(held: dict[str, Any]) -> memoryview:
    """Arrays, numbers and tuples of texts by their names, as bytes."""
    arrays: dict[str, Any] = {name: value for name, value in held.items() if isinstance(value, np.ndarray)}
    rest = json.dumps({name: value for name, value in held.items() if name not in arrays})
    memory = io.BytesIO()
    np.savez(memory, rest=np.frombuffer(rest.encode(), np.uint8), **arrays)
    return memory.getbuffer()


def unpack(data: memoryview) -> dict[str, Any]:
    """What is in these bytes. Raises ValueError, KeyError, OSError for anything else."""
    with np.load(io.BytesIO(data), allow_pickle=False) as found:
        arrays = {name: found[name] for name in found.files}
    rest = json.loads(arrays.pop("rest").tobytes())
    return arrays | {name: tuple(value) if isinstance(value, list) else value for name, value in rest.items()}


def load(path: Path) -> dict[str, Any] | None:
    """What is in a file, None where there is none or it is damaged (then it is built again)."""
    try:
        data = memoryview(path.read_bytes())
        if data[:8] != MAGIC or int.from_bytes(data[8:12], "little") != zlib.crc32(data[12:]):
            return None
        held = unpack(data[12:])
    except (
        OSError,
        EOFError,
        ValueError,
        KeyError,
        TypeError,
        BadZipFile,
        zlib.error,
        struct.error,
        NotImplementedError,
    ):
        return None
    with contextlib.suppress(OSError):  # somebody else's cache can be read without being marked as used
        os.utime(path)
    return held


def save(path: Path, held: dict[str, Any]) -> None:
    """Keep what was built; a cache that cannot be written is no error."""
    data = pack(held)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with temporary.open("wb") as file:
            file.writelines((MAGIC, zlib.crc32(data).to_bytes(4, "little"), data))
        temporary.replace(path)
        prune(path.parent)
    except OSError:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)


def prune(folder: Path) -> None:
    """Drop the worlds that were not used for longest, beyond MOST_BYTES in all."""
    kept = sorted(folder.glob("*.world"), key=lambda path: path.stat().st_mtime, reverse=True)
    total = 0
    for path in kept:
        total += path.stat().st_size
        if total > MOST_BYTES:
            path.unlink(missing_ok=True)


def people_of(scenario: Scenario, folder: Path) -> World:
    """The world of a scenario without friendships, from the cache if it is there."""
    path = home() / f"{people_key(scenario, folder)}.world"
    held = load(path)
    if held is not None and set(held) == set(World._fields):
        return World(**held)
    world = build(scenario, folder)
    save(path, world._asdict())
    return world


def with_friends(world: World, scenario: Scenario, folder: Path) -> World:
    """The world with its friendships, from the cache if they are there."""
    path = home() / f"{key(scenario, folder)}.world"
    held = load(path)
    if held is None or set(held) != set(FriendGraph._fields):
        names = account_names(scenario, folder)
        graph = friends.build(scenario.friends, scenario.run.seed, world.community_start, folder, names)
        held = graph._asdict()
        save(path, held)
    notes = (*world.notes, *held["notes"])
    return world._replace(friend_start=held["start"], friend=held["friend"], notes=notes)


def built(scenario: Scenario, folder: Path) -> World:
    """The world of a scenario, from the cache if it is there. Raises InputError, FileProblem."""
    world = people_of(scenario, folder)
    return with_friends(world, scenario, folder) if talks(scenario) else world
