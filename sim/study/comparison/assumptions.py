"""Every number that a comparison rests on: its value on each side, its range, and its source."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from sim.errors import InputError
from sim.scenario.describe.resolved import resolve as resolved_again
from sim.scenario.fields import find
from sim.scenario.load import Loaded, loads
from sim.scenario.toml.keys import Key, brief
from sim.scenario.toml.origins import Origin
from sim.scenario.uncertain import Distribution
from sim.study.comparison import bands
from sim.study.comparison.bands import Band
from sim.study.comparison.compare import Strategy
from sim.study.comparison.values import TABLES, Value, resolved_tables, values, walk_table
from sim.study.comparison.wording import in_unit, percent

ABSENT = "-"
FRACTIONS = ("_share", ".share", "_prob", "_loss", "rate_1k", "reach_1k")
UNITS = {"_usd": "USD", "_hours": "hours", "hours_per_post": "hours", "_days": "days"}
CHANGED = Origin("set", "--set")
LONGEST_TEXT = 1_000_000  # characters of a scenario that is read again
P5, P95 = 0.05, 0.95


class Assumption(NamedTuple):
    """One key of the scenarios, with its values."""

    key: str  # without the names of groups: creators.trust
    values: tuple[str, ...]  # [strategy] with units; "-" where there is none
    low: float | None  # of the range that the evidence gives
    high: float | None
    source: str  # of the range; of the value where there is no range; empty: nobody says so
    reliability: str
    meaning: str  # one phrase
    origins: tuple[str, ...]  # [strategy] "s.toml:3", "preset instagram", "default", "--set"; "": not known

    @property
    def range(self) -> str:
        """The range with its unit; empty where there is none."""
        if self.low is None or self.high is None:
            return ""
        return f"{write_number(self.key, self.low)} to {write_number(self.key, self.high)}"

    @property
    def differs(self) -> bool:
        """Whether the strategies were run with different values."""
        return len(set(self.values)) > 1


def rows(strategies: Sequence[Strategy]) -> list[Assumption]:
    """Return all assumptions; those that differ between strategies come first, each part in the order of the format."""
    sides = [by_name(strategy) for strategy in strategies]
    sources = [origins(strategy) for strategy in strategies]
    platforms = [str(resolved_tables(strategy).get("platform")) for strategy in strategies]
    names = dict.fromkeys(name for side in sides for name in side)
    assumptions = [row(name, [side.get(name, []) for side in sides], sources, platforms) for name in names]
    return sorted(assumptions, key=lambda assumption: not assumption.differs)


def by_name(strategy: Strategy) -> dict[str, list[Value]]:
    """Return the values of all groups under the key that they share."""
    groups: dict[str, list[Value]] = {}
    for value in values(strategy):
        groups.setdefault(value.name, []).append(value)
    return groups


Origins = Mapping[Key, Origin]


def row(name: str, sides: Sequence[list[Value]], sources: Sequence[Origins], platforms: Sequence[str]) -> Assumption:
    """Return the assumption of one key.

    sides: its values [strategy][group]; sources, platforms: [strategy].
    """
    said_by = [
        [known[value.key] for value in side if value.key in known] for side, known in zip(sides, sources, strict=True)
    ]
    ranges = tuple(ranges_of(name, sides, platforms))
    band = bands.join_bands(ranges) if ranges else None
    source, reliability = band[2:4] if band else own_source([origin for side in said_by for origin in side])
    return Assumption(
        key=name,
        values=tuple(map(side_by_side, sides)),
        low=band.low if band else None,
        high=band.high if band else None,
        source=source,
        reliability=reliability,
        meaning=meaning(next(side for side in sides if side)[0].key),
        origins=tuple(", ".join(dict.fromkeys(map(place_of, side))) for side in said_by),
    )


def ranges_of(name: str, sides: Sequence[list[Value]], platforms: Sequence[str]) -> Iterator[Band]:
    """Yield the ranges that apply to any of the values; texts have none."""
    for side, platform in zip(sides, platforms, strict=True):
        for value in side:
            band = bands.of_key(name, platform, value.followers) if value.number is not None else None
            if band is not None:
                yield band


def own_source(origins: Sequence[Origin]) -> tuple[str, str]:
    """Return source and reliability of a value that has no range, as its origin gives them; empty if nobody does."""
    known = [origin for origin in origins if origin.source]
    return (known[0].source, known[0].reliability) if known else ("", "")


def side_by_side(side: Sequence[Value]) -> str:
    """Write the values of the groups of one strategy; one value where all have the same."""
    texts = [write_value(value) for value in side]
    if len(set(texts)) <= 1:
        return texts[0] if texts else ABSENT
    return "; ".join(f"{value.group}: {text}" for value, text in zip(side, texts, strict=True))


def write_value(value: Value) -> str:
    """Write a value with its unit; of what is drawn, the median and where nine of ten draws lie."""
    if isinstance(value.value, Distribution):
        middle, low, high = (write_number(value.name, value.value.ordered_quantile(share)) for share in (0.5, P5, P95))
        return f"{middle} ({value.value.table()['dist']}, 90% between {low} and {high})"
    if value.number is not None:
        return write_number(value.name, value.number)
    return value.value if isinstance(value.value, str) else brief(value.value)


def write_number(name: str, value: float) -> str:
    """Write a number in the unit of its key."""
    if name.endswith(FRACTIONS):
        return percent(value)
    return in_unit(value, next((unit for end, unit in UNITS.items() if name.endswith(end)), ""))


def meaning(key: Key) -> str:
    """Return the description of a key in the format; of a named function and its parameters, that of their table."""
    spots = (find(key[:length]) for length in range(len(key), 0, -1) if key[length - 1] != "name")
    fields = (spot.field for spot in spots if spot is not None and spot.field is not None)
    return next((field.description for field in fields if field.description), "")


def place_of(origin: Origin) -> str:
    """Write where a value stands, without its source."""
    return str(replace(origin, source=""))


def origins(strategy: Strategy) -> Origins:
    """Return the origin of each value of a strategy, by key.

    A result holds its file, not what --set changed: what differs from the file was changed.
    """
    if strategy.loaded is not None:
        return strategy.loaded.origins
    again = read_again(strategy.stored.scenario_text)
    if again is None:
        return {}
    same, known = flat(resolved_again(again)), again.origins
    return {
        key: known[key] if key in known and same.get(key) == value else CHANGED
        for key, value in flat(resolved_tables(strategy)).items()
    }


def read_again(text: str) -> Loaded | None:
    """Read the scenario in a result; None where this version cannot read it."""
    try:
        return loads(text) if len(text) <= LONGEST_TEXT else None
    except InputError:
        return None


def flat(tables: Mapping[str, Any]) -> dict[Key, Any]:
    """Return the values of resolved tables by key."""
    return {value.key: value.value for table in TABLES for value in walk_table(tables, table, 0.0)}
