"""Numbers of scenarios by their paths, as in --set: which can be turned, where they stand, and how far they can go."""

import math
from collections.abc import Iterator, Sequence
from functools import reduce
from operator import getitem
from typing import Any, NamedTuple

import numpy as np

from sim.core.arrays import F64
from sim.errors import InputError, option
from sim.scenario.fields import Spot, find
from sim.scenario.load import Loaded
from sim.scenario.overrides import parts_of
from sim.scenario.platforms import Preset, preset
from sim.scenario.toml.keys import Key, dot, leaves
from sim.scenario.uncertain import DISTRIBUTIONS, Distribution
from sim.study.comparison.bands import of_evidence
from sim.text import suggest_or_list

MOST = 1e300
EVERY, ALL_GROUPS = "*", "creators.*."  # the latter is another way to write "creator."
FIXED = ("schema_version", "run")  # nobody wins by these
BEYOND = 2.0  # how far outside the evidence a break-even is still looked for
WIDE = 20.0  # without better knowledge, a twentieth to twenty times today's value
BY_FACTORS = 10.0  # ranges wider than this are walked by even factors
TAILS = (0.025, 0.975)  # of a distribution in the scenario


class ParameterRange(NamedTuple):
    """The lowest and the highest value of a parameter."""

    low: float
    high: float


class Knob(NamedTuple):
    """A number that all sides turn together; a side that has no such key stays as it is."""

    path: str  # as the user wrote it
    keys: tuple[tuple[Key, ...], ...]  # [side]; groups are numbers
    spot: Spot
    today: tuple[float | None, ...]  # [side]
    followers: float  # of the creators whom it is about, 0 where it is about nobody or nobody knows

    @property
    def keys_there(self) -> list[Key]:
        """The keys of all sides."""
        return [key for keys in self.keys for key in keys]

    @property
    def numbers(self) -> tuple[tuple[int, Key], ...]:
        """Every number that is turned, as side and key."""
        return tuple((side, key) for side, keys in enumerate(self.keys) for key in keys)

    @property
    def is_whole(self) -> bool:
        """Whether it takes whole numbers only."""
        return self.spot.type is int


def numeric_paths(loaded: Loaded) -> Iterator[str]:
    """Yield every path of a scenario that can be turned."""
    groups = [group.name for group in loaded.scenario.creators]
    for key, _ in leaves(loaded.scenario.model_dump()):
        spot = find(key)
        if spot is not None and spot.number and key[0] not in FIXED:
            yield dot(tuple(groups[part] if isinstance(part, int) else part for part in key))


def keys_of(loaded: Loaded, path: str) -> tuple[Key, ...]:
    """Return the keys that a path means in a scenario; none where its group is not there. Raises InputError."""
    parts = parts_of(path.replace(ALL_GROUPS, "creator.", 1), path)
    if parts[0] == "creator":
        parts = ("creators", EVERY, *parts[1:])
    if parts[0] != "creators" or len(parts) < 3:
        return (parts,)
    numbers = [index for index, group in enumerate(loaded.scenario.creators) if parts[1] in (EVERY, group.name)]
    return tuple(("creators", index, *parts[2:]) for index in numbers)


def knob(sides: Sequence[Loaded], path: str) -> Knob:
    """Return the number at a path on all sides. Raises InputError where there is none."""
    keys = tuple(keys_of(side, path) for side in sides)
    every = [key for own in keys for key in own]
    known = sorted({name for side in sides for name in numeric_paths(side)})
    spot = find(every[0]) if every else None
    if spot is None or (spot.field is None and path not in known):
        raise InputError(f'no scenario has a key "{path}"{suggest_or_list(path, known)}')
    if not spot.number or every[0][0] in FIXED:
        raise InputError(f'"{path}" is not a number that can be turned{suggest_or_list(path, known)}')
    return Knob(path, keys, spot, tuple(map(value_of, sides, keys)), followers_of(sides, keys))


def followers_of(sides: Sequence[Loaded], keys: Sequence[tuple[Key, ...]]) -> float:
    """Return the mean followers of the first group that is turned; 0 where no group is."""
    for side, own in zip(sides, keys, strict=True):
        for key in own:
            if key[0] == "creators" and isinstance(key[1], int):
                return side.scenario.creators[key[1]].followers or 0.0
    return 0.0


def value_of(loaded: Loaded, keys: tuple[Key, ...]) -> float | None:
    """Return today's value; None where there is none, or not the same one for all groups."""
    values: Any = loaded.scenario.model_dump()
    try:
        different = {reduce(getitem, key, values) for key in keys}
    except (KeyError, TypeError):
        return None
    value = different.pop() if len(different) == 1 else None
    return None if value is None else float(value)


def changes(knob: Knob, side: int, value: float) -> dict[Key, float]:
    """Return the changes that turning a knob to a value makes on one side, by key."""
    return {key: int(value) if knob.is_whole else float(value) for key in knob.keys[side]}


def span(a: Loaded, knob: Knob, between: ParameterRange | None) -> ParameterRange:
    """Return how far a knob is turned. Raises InputError.

    As asked (between), else as far as the scenario's distribution (95%), the preset or the evidence says, else from a
    twentieth to twenty times today's value.
    """
    if between is not None:
        low, high = between
        if not -MOST < low < high < MOST:
            why = "the first must be lower, and both finite"
            raise InputError(f'"{knob.path}" between {low:g} and {high:g}: {why}')
        return within(knob, low, high)
    declared = uncertain(a, knob)
    if declared is not None:
        return ParameterRange(*map(declared.ordered_quantile, TAILS))
    entry = preset_of(a, knob)
    if entry is not None and entry.low is not None and entry.high is not None:
        return ParameterRange(entry.low, entry.high)
    wide = evidence_range(knob)
    if wide is not None:
        return clip_range(knob, *wide)
    value = next((value for value in knob.today if value), None)
    if value is None:
        raise InputError(f'"{knob.path}" has no value from which to start; say {option("between")} LOW HIGH')
    return clip_range(knob, *sorted((value / WIDE, value * WIDE)))


def within(knob: Knob, low: float, high: float) -> ParameterRange:
    """Return the whole numbers in a range, where only those count. Raises InputError where there are not two."""
    if not knob.is_whole:
        return ParameterRange(low, high)
    if math.ceil(low) >= math.floor(high):
        raise InputError(f'"{knob.path}" takes whole numbers; from {low:g} to {high:g} there are not two')
    return ParameterRange(float(math.ceil(low)), float(math.floor(high)))


def evidence_range(knob: Knob) -> ParameterRange | None:
    """Return the evidence's range of a number, and a factor beyond it on both sides; None without evidence."""
    name = ".".join(str(part) for part in knob.keys_there[0] if not isinstance(part, int))
    band = of_evidence(name, knob.followers)
    return None if band is None else ParameterRange(band.low / BEYOND, band.high * BEYOND)


def words(knob: Knob) -> str:
    """Return the meaning of a number, as the model describes it; empty where it does not."""
    field = knob.spot.field
    return (field.description or "") if field is not None else ""


def uncertain(loaded: Loaded, knob: Knob) -> Distribution | None:
    """Return the distribution that a scenario declares for a number; None without one. loaded: the first side."""
    return next((loaded.uncertain[key] for key in knob.keys[0] if key in loaded.uncertain), None)


def preset_of(loaded: Loaded, knob: Knob) -> Preset | None:
    """Return the entry of the scenario's platform preset for a number; None without one."""
    key = knob.keys_there[0]
    return preset(loaded.scenario.platform).get((str(key[0]), str(key[-1])))


def distribution_of(entry: Preset) -> Distribution:
    """Return the range of a preset's number as a distribution."""
    table = entry.distribution()
    return DISTRIBUTIONS[table["dist"]].model_validate(table)


def clip_range(knob: Knob, low: float, high: float) -> ParameterRange:
    """Cut a range to what is legal; it stays a thousandth of its length away from an end that is itself illegal."""
    room = 1e-3 * (high - low)
    for names, step in ((("ge",), 0.0), (("gt",), room)):
        least = knob.spot.limit(*names)
        low = low if least is None else max(low, least + step)
    for names, step in ((("le",), 0.0), (("lt",), room)):
        most = knob.spot.limit(*names)
        high = high if most is None else min(high, most - step)
    return ParameterRange(low, high)


def points(knob: Knob, low: float, high: float, n: int) -> F64:
    """Return n values over the range: even, or by even factors where it is wide; whole where the number is."""
    by_factors = low > 0.0 and high / low >= BY_FACTORS
    values = np.exp(np.linspace(math.log(low), math.log(high), n)) if by_factors else np.linspace(low, high, n)
    values[0], values[-1] = low, high
    return np.unique(np.round(values)) if knob.is_whole else values
