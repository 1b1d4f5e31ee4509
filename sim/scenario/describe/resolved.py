"""A loaded scenario for reading and for recognising it again: rows, JSON text, fingerprint."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from sim.plugins import attributes_of
from sim.scenario.files import beside, digest
from sim.scenario.graph_makers import makers_of
from sim.scenario.load import Loaded
from sim.scenario.overrides import FILES
from sim.scenario.plug_ins import FOLLOWINESS, plug_ins_of
from sim.scenario.toml.keys import Key, dot, leaves, toml
from sim.scenario.uncertain import Distribution


class ResolvedValue(NamedTuple):
    """One value of a scenario and where it came from."""

    key: str
    value: str
    origin: str


def rows(loaded: Loaded) -> list[ResolvedValue]:
    """Every value, in the order of the format.

    >>> from sim.scenario.load import EXAMPLE, loads
    >>> rows(loads(EXAMPLE))[0]
    ResolvedValue(key='schema_version', value='1', origin='line:1')
    """
    values = ((key, value) for key, value in leaves(_tables(loaded)) if value is not None)
    return [ResolvedValue(dot(key), toml(_write(value)), str(loaded.places.origin(key))) for key, value in values]


def resolve(loaded: Loaded) -> dict[str, Any]:
    """The whole scenario as plain tables, its distributions as tables too.

    >>> from sim.scenario.load import EXAMPLE, loads
    >>> resolve(loads(EXAMPLE))["posts"]
    {'per_creator': 3, 'window_days': 14, 'pattern': 'even', 'pulses': 3}
    """
    tables: dict[str, Any] = json.loads(json.dumps(_tables(loaded), default=_write))
    return tables


def resolved_text(loaded: Loaded) -> str:
    """The resolved scenario as JSON, keys sorted.

    >>> from sim.scenario.load import EXAMPLE, loads
    >>> json.loads(resolved_text(loads(EXAMPLE)))["name"]
    'ten micros'
    """
    return json.dumps(resolve(loaded), sort_keys=True, ensure_ascii=False, indent=1)


def fingerprint(loaded: Loaded) -> str:
    """A hash of all that a run's numbers depend on: values, distributions, the content of files, and networkx's version
    where it makes a graph by its own luck.

    The name, and how many runs and draws are made, do not belong to it; whether unknowns are drawn at all does.
    Raises FileProblem.

    >>> from sim.scenario.load import EXAMPLE, loads
    >>> fingerprint(loads(EXAMPLE)) == fingerprint(loads(EXAMPLE, ["run.runs=7"]))
    True
    """
    tables = _defining(loaded)
    return _hash(tables, _digests(tables, loaded))


def _defining(loaded: Loaded) -> dict[str, Any]:
    """The resolved scenario without what does not count."""
    tables = resolve(loaded)
    del tables["name"]
    run = tables["run"]
    del run["runs"]
    run["draws"] = "medians" if run["draws"] == 1 else "drawn"
    return tables | attributes_of(plug_ins_of(loaded.scenario)) | makers_of(loaded.scenario)


class Prints:
    """Fingerprints of one scenario with other numbers, without reading it again for each."""

    def __init__(self, loaded: Loaded) -> None:
        self._tables = _defining(loaded)
        self._files = b"".join(_digests(self._tables, loaded))

    def of(self, changes: Mapping[Key, float]) -> str:
        """The fingerprint of `loaded.replace_all(changes)`: numbers in place of numbers, by key."""
        tables = self._tables
        for key, value in changes.items():
            tables = _with(tables, key, value)
        return _hash(tables, [self._files])


def _with(node: Any, key: Key, value: float) -> Any:
    """A copy with another value at the key; what is not on the way is shared."""
    if not key:
        return value if value else type(value)(0)  # -0.0 is the same number
    copy: Any = list(node) if isinstance(node, list) else dict(node)
    copy[key[0]] = _with(copy[key[0]], key[1:], value)
    return copy


def world_fingerprint(loaded: Loaded) -> str:
    """A hash of what strategies must ask alike to meet the same people with the same luck: the world, without creators.

    What came out of it is hashed by `sim.engine.world_identity`.

    Raises FileProblem.

    >>> from sim.scenario.load import EXAMPLE, loads
    >>> world_fingerprint(loads(EXAMPLE)) == world_fingerprint(loads(EXAMPLE, ["creators.micro.count=7"]))
    True
    """
    tables = resolve(loaded)
    shared = {"world": tables["world"], "seed": tables["run"]["seed"]}
    shared |= attributes_of(plug_ins_of(loaded.scenario, [FOLLOWINESS]))
    return _hash(shared, _digests(shared, loaded))


def _hash(tables: Any, files: Iterable[bytes]) -> str:
    """A hash of values and of the digests of the files that they name."""
    whole = hashlib.sha256(json.dumps(tables, sort_keys=True).encode())
    for each in files:
        whole.update(each)
    return whole.hexdigest()


def _digests(tables: Any, loaded: Loaded) -> Iterator[bytes]:
    """Digests of the files that the tables name. Raises FileProblem."""
    for name in _files(tables):
        yield digest(beside(loaded.folder, name))


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


def _write(value: Any) -> Any:
    return value.table() if isinstance(value, Distribution) else value
