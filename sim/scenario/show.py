"""A loaded scenario for reading and for recognising it again: rows, JSON text, fingerprint."""

import hashlib
import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from sim.scenario.keys import dotted, leaves, toml
from sim.scenario.load import Loaded
from sim.scenario.overrides import FILES
from sim.scenario.reading import opened
from sim.scenario.uncertain import Distribution


class Row(NamedTuple):
    """One value of a scenario and where it came from."""

    key: str
    value: str
    origin: str


def rows(loaded: Loaded) -> list[Row]:
    """Every value, in the order of the format."""
    said = ((key, value) for key, value in leaves(_tables(loaded)) if value is not None)
    return [Row(dotted(key), toml(_written(value)), str(loaded.places.origin(key))) for key, value in said]


def resolved(loaded: Loaded) -> dict[str, Any]:
    """The whole scenario as plain tables, its distributions as tables too."""
    tables: dict[str, Any] = json.loads(json.dumps(_tables(loaded), default=_written))
    return tables


def resolved_text(loaded: Loaded) -> str:
    """The resolved scenario as JSON, keys sorted."""
    return json.dumps(resolved(loaded), sort_keys=True, ensure_ascii=False, indent=1)


def fingerprint(loaded: Loaded) -> str:
    """A hash of all that a run's numbers depend on: values, distributions, and the content of files.

    The name, and how many runs and draws are made, do not belong to it; whether unknowns are drawn at all does.
    """
    tables = resolved(loaded)
    del tables["name"]
    run = tables["run"]
    del run["runs"]
    run["draws"] = "medians" if run["draws"] == 1 else "drawn"
    return _hash(tables, loaded)


def world_fingerprint(loaded: Loaded) -> str:
    """A hash of what strategies must share to meet the same people with the same luck: the world, without creators."""
    tables = resolved(loaded)
    return _hash({"world": tables["world"], "seed": tables["run"]["seed"]}, loaded)


def _hash(tables: Any, loaded: Loaded) -> str:
    """A hash of values and of the content of the files that they name."""
    digest = hashlib.sha256(json.dumps(tables, sort_keys=True).encode())
    for path in _files(tables):
        with opened(loaded.folder / path) as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()


def _files(tables: Any) -> Iterator[str]:
    return (value for key, value in leaves(tables) if key[-1] in FILES and isinstance(value, str))


def _tables(loaded: Loaded) -> dict[str, Any]:
    """The scenario as nested tables with Distribution objects where the numbers are uncertain."""
    tables: dict[str, Any] = loaded.scenario.model_dump()
    tables["creators"] = list(tables["creators"])
    for key, known in loaded.uncertain.items():
        table: Any = tables
        for part in key[:-1]:
            table = table[part]
        table[key[-1]] = known
    return tables


def _written(value: Any) -> Any:
    return value.table() if isinstance(value, Distribution) else value
