"""Built worlds and friend networks on disk, by the hash of all that they depend on."""

import contextlib
import hashlib
import io
import json
import os
import struct
import zlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np

from sim.core.cache_folder import cache_home, tell_once
from sim.core.jit import source_hash
from sim.errors import FileProblem
from sim.plugins import attributes_of
from sim.scenario import files
from sim.scenario.files import beside
from sim.scenario.graph_makers import BUILDERS, version_of
from sim.scenario.model import Scenario
from sim.scenario.networks import network_shapes
from sim.scenario.plug_ins import FOLLOWINESS, SOCIABILITY, plug_ins_of
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


def versions() -> dict[str, str]:
    """Versions of the libraries that take part in building, and of the sources that are compiled."""
    return {name: version_of(name) for name in BUILDERS} | {"source": source_hash()}


def people_request(scenario: Scenario, folder: Path) -> str:
    """Hash of everything that is asked of the world without friendships: keys, seed, files, plug-ins."""
    whole = scenario.model_dump(mode="json")
    defining = {
        "seed": str(scenario.run.seed),
        "world": whole["world"] | {"unique_quantile": shape_of(scenario, folder)},
        "creators": [{name: group[name] for name in GROUP_KEYS} for group in whole["creators"]],
        **attributes_of(plug_ins_of(scenario, [FOLLOWINESS])),
    }
    digest = hashlib.sha256(json.dumps(defining, sort_keys=True).encode())
    for name in [scenario.world.network, *(group.roster for group in scenario.creators)]:
        if name is not None:
            with contextlib.suppress(FileProblem):  # reading it for real tells what is wrong
                digest.update(files.digest(beside(folder, name)))
    return digest.hexdigest()


def people_key(scenario: Scenario, folder: Path) -> str:
    """Hash of everything that the world without friendships depends on: what is asked, and versions."""
    return hash_texts([people_request(scenario, folder), json.dumps(versions())])[:24]


def hash_texts(texts: Iterable[str]) -> str:
    """A hash of texts in this order."""
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()


def shape_of(scenario: Scenario, folder: Path) -> int:
    """The shape of the network that the scenario plays; 0 where there is one, or none."""
    world = scenario.world
    if world.network is None:
        return 0
    return network_shapes.shape_at(world.unique_quantile, network_shapes.shapes_in(beside(folder, world.network)))


def friends_request(scenario: Scenario, folder: Path) -> str:
    """Hash of everything that is asked of the friend network besides the world."""
    defining: dict[str, Any] = {"friends": scenario.friends.model_dump(mode="json")}
    defining |= attributes_of(plug_ins_of(scenario, [SOCIABILITY]))
    digest = hashlib.sha256(json.dumps(defining, sort_keys=True).encode())
    if scenario.friends.network is not None:
        with contextlib.suppress(FileProblem):
            digest.update(files.digest(beside(folder, scenario.friends.network)))
    return digest.hexdigest()


def friends_key(scenario: Scenario, folder: Path) -> str:
    """Hash of everything that the friend network depends on besides the world; empty where nobody talks."""
    if not talks(scenario):
        return ""
    return hash_texts([friends_request(scenario, folder), json.dumps(versions())])[:8]


def key(scenario: Scenario, folder: Path) -> str:
    """Hash of everything that the world and its friendships depend on."""
    circle = friends_key(scenario, folder)
    return people_key(scenario, folder) + (f"-{circle}" if circle else "")


def home() -> Path:
    """The folder of worlds."""
    return cache_home() / "worlds"


def pack(content: Mapping[str, Any]) -> memoryview:
    """Arrays, numbers and tuples of texts by their names, as bytes."""
    arrays: dict[str, Any] = {name: value for name, value in content.items() if isinstance(value, np.ndarray)}
    rest = json.dumps({name: value for name, value in content.items() if name not in arrays})
    memory = io.BytesIO()
    np.savez(memory, rest=np.frombuffer(rest.encode(), np.uint8), **arrays)
    return memory.getbuffer()


def unpack(data: memoryview) -> dict[str, Any]:
    """The content of these bytes. Raises ValueError, KeyError, OSError for anything else."""
    with np.load(io.BytesIO(data), allow_pickle=False) as archive:
        arrays = {name: archive[name] for name in archive.files}
    rest = json.loads(arrays.pop("rest").tobytes())
    return arrays | {name: tuple(value) if isinstance(value, list) else value for name, value in rest.items()}


def load(path: Path) -> dict[str, Any] | None:
    """The content of a file, None where there is none or it is damaged (then it is built again)."""
    try:
        data = memoryview(path.read_bytes())
        if data[:8] != MAGIC or int.from_bytes(data[8:12], "little") != zlib.crc32(data[12:]):
            return None
        content = unpack(data[12:])
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
    return content


def save(path: Path, content: Mapping[str, Any]) -> None:
    """Keep what was built; a cache that cannot be written is no error."""
    data = pack(content)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with temporary.open("wb") as file:
            file.writelines((MAGIC, zlib.crc32(data).to_bytes(4, "little"), data))
        temporary.replace(path)
        prune(path.parent)
    except OSError as error:
        tell_once(f"{path.parent}: built worlds cannot be kept: {error.strerror}; they are built each time")
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)


def prune(folder: Path) -> None:
    """Drop the worlds that were not used for longest, beyond MOST_BYTES in all."""
    worlds = sorted(folder.glob("*.world"), key=lambda path: path.stat().st_mtime, reverse=True)
    total = 0
    for path in worlds:
        total += path.stat().st_size
        if total > MOST_BYTES:
            path.unlink(missing_ok=True)


def people_of(scenario: Scenario, folder: Path) -> World:
    """The world of a scenario without friendships, from the cache if it is there."""
    path = home() / f"{people_key(scenario, folder)}.world"
    content = load(path)
    if content is not None and set(content) == set(World._fields):
        return World(**content)
    world = build(scenario, folder)
    save(path, world._asdict())
    return world


def with_friends(world: World, scenario: Scenario, folder: Path) -> World:
    """The world with its friendships, from the cache if they are there."""
    path = home() / f"{key(scenario, folder)}.world"
    content = load(path)
    if content is None or set(content) != set(FriendGraph._fields):
        names = account_names(scenario, folder)
        graph = friends.build(scenario.friends, scenario.run.seed, world.community_start, folder, names)
        content = graph._asdict()
        save(path, content)
    notes = (*world.notes, *content["notes"])
    return world._replace(friend_start=content["start"], friend=content["friend"], notes=notes)


def world_of(scenario: Scenario, folder: Path) -> World:
    """The world of a scenario, from the cache if it is there. Raises InputError, FileProblem."""
    world = people_of(scenario, folder)
    return with_friends(world, scenario, folder) if talks(scenario) else world
