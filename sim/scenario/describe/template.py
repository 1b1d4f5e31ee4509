"""The commented scenario to start from, made from the models, so that it is never out of date."""

import textwrap
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal, NamedTuple, get_origin

from sim.scenario.base import Choice, InlineTable
from sim.scenario.check import SOURCES
from sim.scenario.describe.schema import default_of
from sim.scenario.fields import Spot, child, fields_of, is_model, legal, span
from sim.scenario.model import Scenario
from sim.scenario.platforms import by_platform, preset
from sim.scenario.toml.keys import Key, dot, toml
from sim.scenario.uncertain import DISTRIBUTIONS

WIDTH = 110
WIDEST_CODE = 44
OFF = "#"
OR = "#or "
ALTERNATIVES = (*SOURCES, "roster_handles", "reading", "r0")  # keys that stand in for others, or go with one that does
PLATFORM = "instagram"

LIVE: Mapping[Key, Any] = {
    ("schema_version",): 1,
    ("name",): "1,000 micros",
    ("platform",): PLATFORM,
    ("platform_uncertainty",): True,
    ("run", "seed"): 20261,
    ("run", "runs"): 20,
    ("run", "draws"): 50,
    ("run", "horizon_days"): 21,
    ("world", "people"): 10_000_000,
    ("world", "shared_audience", "share"): 0.35,
    ("world", "shared_audience", "among", "creators"): 1000,
    ("world", "shared_audience", "among", "followers"): 1000,
    ("creators", 0, "name"): "micro",
    ("creators", 0, "count"): 1000,
    ("creators", 0, "followers"): 1000,
    ("creators", 0, "followers_sd"): 0.5,
    ("posts", "per_creator"): 3,
    ("posts", "window_days"): 14,
    ("costs", "fees"): "equal_price",
    ("costs", "budget_usd"): 30_000,
    ("costs", "congestion_creators"): 10,
    ("costs", "congestion_exponent"): -0.2,
}
"""The keys that are switched on; the others stand there with their defaults."""

SECOND: Mapping[str, Any] = {
    "name": "mega",
    "count": 1,
    "followers": 500_000,
    "breadth": 0.85,
    "no_show_prob": 0.02,
    "management_hours": 20,
}

HEAD = f"""
One strategy, in one world.   Run it: sim run FILE   Every value and its source: sim config show FILE

Lines like #breadth = 0.1 are switched off and show the default: take the # away to change the value.
Lines like {OR}roster = "roster.csv" are another way: take "{OR}" away, delete what it replaces.
Shares are numbers from 0 to 1, or percent: "3.5%"; money is US dollars: 50_000, "50k" or "$50,000".
Paths count from the folder of this file.
Editors complete keys and mark errors: sim config schema > sim.schema.json, and as the first line here
  #:schema ./sim.schema.json

Whatever is not known exactly may be a distribution, except in [run]; run.draws says how often it is drawn:
  {{example}}
"""


class TemplateLine(NamedTuple):
    """An assignment, switched on or off, and what it means."""

    code: str
    meaning: str


def template() -> str:
    """The TOML text that `sim init` writes: it runs as it is, and shows every key.

    >>> template().splitlines()[0]
    '# One strategy, in one world.   Run it: sim run FILE   Every value and its source: sim config show FILE'
    """
    root = Spot(Scenario)
    tables = [name for name in fields_of(Scenario) if not _is_line(child(root, name))]
    parts = [_head(), _align(_lines(root, ())), *(_section(child(root, name), name) for name in tables)]
    return "\n\n".join("\n".join(part) for part in parts) + "\n"


def _head() -> list[str]:
    entry = preset(PLATFORM)["exposure", "reach_1k"]
    drawn = {"dist": "lognormal", "low": entry.low, "high": entry.high}
    lines = HEAD.strip().format(example=f"reach_1k = {toml(drawn)}").splitlines()
    for name, kind in DISTRIBUTIONS.items():
        parts = ", ".join(part for part in fields_of(kind) if part != "dist")
        words = f"  {name}: {parts}. {kind.__doc__}"
        lines += textwrap.wrap(words, WIDTH - 2, initial_indent="  ", subsequent_indent="      ")
    return [f"# {line}".rstrip() for line in lines]


def _section(spot: Spot | None, name: str) -> list[str]:
    """A table of the scenario under a rule with its name."""
    assert spot is not None
    rule = f"# {'-' * (WIDTH - len(name) - 3)} {name}"
    inner = spot if is_model(spot.type) else child(spot, 0)
    assert inner is not None
    if inner is spot:
        return [rule, *_table(spot, (name,))]
    return [rule, *_table(inner, (name, 0)), "", *_second(name)]


def _table(spot: Spot, key: Key) -> list[str]:
    """A table and, after its own keys, the tables in it."""
    path = dot(tuple(part for part in key if isinstance(part, str)))
    heading = f"[[{path}]]" if isinstance(key[-1], int) else f"[{path}]"
    out = [*_remark(spot.type.__doc__), heading, *_align(_lines(spot, key))]
    for name in fields_of(spot.type):
        inner = child(spot, name)
        if inner is not None and not _is_line(inner):
            out += ["", *_table(inner, (*key, name))]
    return out


def _second(name: str) -> list[str]:
    """Another group, switched off."""
    lines = [f"{OFF}[[{name}]]", *(f"{OFF}{part} = {toml(value)}" for part, value in SECOND.items())]
    return [*_remark("A mix of both has a second group; it has the same keys."), *lines]


def _is_line(spot: Spot | None) -> bool:
    """Whether a key is written on a line, rather than under a heading of its own."""
    assert spot is not None
    kind = spot.type
    if get_origin(kind) is tuple:
        inner = child(spot, 0)
        return inner is not None and not is_model(inner.type)
    return not is_model(kind) or issubclass(kind, Choice | InlineTable)


def _lines(table: Spot, key: Key) -> Iterator[TemplateLine]:
    for name in fields_of(table.type):
        spot = child(table, name)
        if spot is not None and _is_line(spot):
            yield _line(spot, (*key, name))


def _line(spot: Spot, key: Key) -> TemplateLine:
    switch = "" if key in LIVE else OR if key[-1] in ALTERNATIVES else OFF
    return TemplateLine(f"{switch}{key[-1]} = {toml(_value(spot, key))}", _meaning(spot, key))


def _value(spot: Spot, key: Key) -> Any:
    """Value on the line: the start's own, the platform's, the default, or an example."""
    given = _by_platform(key)
    if key in LIVE or given:
        return LIVE.get(key, given.get(PLATFORM))
    default = default_of(spot)
    return default if default is not None else _example(spot)


def _example(spot: Spot) -> Any:
    assert spot.field is not None and spot.field.examples, "a key without a default needs an example"
    return spot.field.examples[0]


def _by_platform(key: Key) -> Mapping[str, Any]:
    return by_platform(*map(str, key)) if len(key) == 2 else {}


def _meaning(spot: Spot, key: Key) -> str:
    """Description; legal values; what the platforms say."""
    assert spot.field is not None
    return "; ".join(filter(None, (spot.field.description, _range(spot), _presets(_by_platform(key)))))


def _presets(given: Mapping[str, Any]) -> str:
    """Values of the platforms, in words; a no-break space keeps name and value on one line."""
    if len(set(given.values())) == 1:
        return "the same on every platform"
    return ", ".join(f"{platform}\u00a0{toml(value)}" for platform, value in given.items())


def _range(spot: Spot) -> str:
    if get_origin(spot.type) is Literal:
        return legal(spot)
    return (span(spot) or legal(spot)) if spot.number else ""


def _align(lines: Iterable[TemplateLine]) -> list[str]:
    """Code and remarks in two columns; the remark of a long line stands above it."""
    lines = list(lines)
    column = 2 + max((len(line.code) for line in lines if len(line.code) <= WIDEST_CODE), default=0)
    return [text for line in lines for text in _set(line, column)]


def _set(line: TemplateLine, column: int) -> list[str]:
    if len(line.code) > WIDEST_CODE:
        return [*_remark(line.meaning), line.code]
    first, *rest = textwrap.wrap(line.meaning, WIDTH - column - 2) or [""]
    beside = f"{line.code:<{column}}# {first}" if first else line.code
    return [text.replace("\u00a0", " ") for text in (beside, *(f"{'':<{column}}# {more}" for more in rest))]


def _remark(words: str | None) -> list[str]:
    return [f"# {line}" for line in textwrap.wrap(words or "", WIDTH - 2)]
