"""Built worlds on disk, by the hash of all that they depend on."""

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
from sim.world.build import World, build

GROUP_KEYS = (
    "name", "count", "followers", "followers_sd", "roster", "network_top", "network_handles", "niche",
    "breadth", "fake_share",
)  # fmt: skip
TEXTS = ("creator_handle", "niche_names", "notes")
NUMBERS = ("n_people", "following_share", "shared_asked", "shared_achieved")
MAGIC = b"SIMWORLD"
MOST_BYTES = 4_000_000_000


def key(scenario: Scenario, folder: Path) -> str:
    """Hash of everything that the world depends on: keys, seed, files, versions."""
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


def home() -> Path:
    return cache_home() / "worlds"


def pack(world: World) -> bytes:
    """A world as bytes."""
    held = world._asdict()
    texts = json.dumps({name: held.pop(name) for name in TEXTS})
    numbers = np.array([float(held.pop(name)) for name in NUMBERS])
    memory = io.BytesIO()
    np.savez(memory, texts=np.frombuffer(texts.encode(), np.uint8), numbers=numbers, **held)
    return memory.getvalue()


def unpack(data: bytes) -> World:
    """The world in these bytes. Raises ValueError, KeyError, OSError for anything else."""
    with np.load(io.BytesIO(data), allow_pickle=False) as held:
        arrays = {name: held[name] for name in held.files}
    rest: dict[str, Any] = dict(zip(NUMBERS, arrays.pop("numbers").tolist(), strict=True))
    rest["n_people"] = int(rest["n_people"])
    for name, value in json.loads(arrays.pop("texts").tobytes()).items():
        rest[name] = tuple(value)
    return World(**arrays, **rest)


def load(path: Path) -> World | None:
    """The world in a file, None where there is none or it is damaged (then it is built again)."""
    try:
        data = path.read_bytes()
        if data[:8] != MAGIC or int.from_bytes(data[8:12], "little") != zlib.crc32(data[12:]):
            return None
        world = unpack(data[12:])
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
    return world


def save(path: Path, world: World) -> None:
    """Keep a world; a cache that cannot be written is no error."""
    data = pack(world)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_bytes(MAGIC + zlib.crc32(data).to_bytes(4, "little") + data)
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


def built(scenario: Scenario, folder: Path) -> World:
    """The world of a scenario, from the cache if it is there. Raises InputError, FileProblem."""
    path = home() / f"{key(scenario, folder)}.world"
    world = load(path)
    if world is None:
        world = build(scenario, folder)
        save(path, world)
    return world
