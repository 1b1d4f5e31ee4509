"""Platform presets: values that a scenario may leave out, each with its range and its source."""

import math
import tomllib
from collections.abc import Mapping, MutableMapping
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from sim.scenario.toml.keys import Key
from sim.scenario.uncertain import Z95

FOLDER = files("sim.scenario") / "presets"


class Preset(NamedTuple):
    """One value of a preset, and how far it may be off: a lognormal's width, or the ends of another distribution."""

    value: Any
    source: str = ""
    reliability: str = ""
    low: float | None = None
    high: float | None = None
    dist: str = "lognormal"

    def distribution(self) -> Any:
        """The range as a distribution table; a value without a range stays."""
        if self.low is None:
            return self.value
        if self.dist != "lognormal" or self.high is None:
            return {"dist": self.dist, "low": self.low, "high": self.high}
        # Around the value, not around the middle of the range: more draws must not move the answer.
        sigma = (math.log(self.high) - math.log(self.low)) / (2.0 * Z95)
        return {"dist": "lognormal", "median": self.value, "sigma": round(sigma, 4)}


@cache
def platforms() -> tuple[str, ...]:
    """The names of the presets.

    >>> platforms()
    ('instagram', 'tiktok', 'x', 'youtube')
    """
    names = (entry.name for entry in FOLDER.iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))


@cache
def preset(platform: str) -> Mapping[tuple[str, str], Preset]:
    """The values that a platform fills in, by key.

    >>> preset("instagram")["exposure", "reach_1k"].value
    0.3
    """
    tables = tomllib.loads((FOLDER / f"{platform}.toml").read_text("utf-8"))
    return {(name, key): _entry(value) for name, table in tables.items() for key, value in table.items()}


@cache
def preset_keys() -> frozenset[tuple[str, str]]:
    """The keys that every platform fills in.

    >>> ("exposure", "reach_1k") in preset_keys()
    True
    """
    return frozenset.intersection(*(frozenset(preset(platform)) for platform in platforms()))


@cache
def by_platform(table: str, key: str) -> Mapping[str, Any]:
    """The value of each platform that fills a key; empty where none does.

    >>> by_platform("exposure", "reach_1k")["instagram"]
    0.3
    """
    entries = {platform: preset(platform).get((table, key)) for platform in platforms()}
    return {platform: entry.value for platform, entry in entries.items() if entry is not None}


def _entry(value: Any) -> Preset:
    return Preset(**value) if isinstance(value, dict) else Preset(value)


def fill(tree: MutableMapping[str, Any], platform: str, uncertain: bool) -> frozenset[Key]:
    """Put the platform's values where the tree has none; returns the keys that were filled.

    >>> ("exposure", "reach_1k") in fill({"exposure": {"reach_1k": 0.2}}, "instagram", uncertain=False)
    False
    """
    filled: set[Key] = set()
    for (name, key), entry in preset(platform).items():
        table = tree.setdefault(name, {})
        if isinstance(table, dict) and key not in table:
            table[key] = entry.distribution() if uncertain else entry.value
            filled.add((name, key))
    return frozenset(filled)
