"""The shape of a resolved scenario that comes from a file: each key with its type and range, as the models say."""

from collections.abc import Iterator, Mapping
from functools import cache
from types import NoneType
from typing import Any, Literal, NamedTuple, get_args, get_origin

from sim.scenario.fields import Spot, fields_of, is_model, legal, unwrap
from sim.scenario.model import Scenario
from sim.scenario.toml.keys import Key, dot

# A result of an older version may lack other keys, which are read where they are there.
NEEDED: tuple[Key, ...] = (
    ("name",), ("platform",), ("creators",), ("run", "draws"), ("run", "horizon_days"), ("world", "sample_one_in"),
    ("world", "shared_audience"),
)  # fmt: skip


def flaws_of_tables(tables: Any) -> Iterator[str]:
    """Flaws of a resolved scenario, key by key; keys that the models do not know are free.

    >>> next(flaws_of_tables({"name": 3}))
    'name is not text of 1 to 100 characters on one line'
    """
    yield from _flaws(tables, Spot(Scenario), ())
    yield from (f"{dot(key)} is missing" for key in NEEDED if not _holds(tables, key))


def _holds(tables: Any, key: Key) -> bool:
    for part in key:
        if not isinstance(tables, Mapping) or part not in tables:
            return False
        tables = tables[part]
    return True


def _flaws(node: Any, spot: Spot, key: Key) -> Iterator[str]:
    if spot.number and isinstance(node, dict) and isinstance(node.get("dist"), str):
        return  # a distribution; who reads it checks it
    if not _fits(node, spot):
        yield f"{dot(key) or 'it'} is not {legal(spot)}"
    elif isinstance(node, dict):
        yield from _flaws_of_table(node, spot, key)
    elif isinstance(node, list) and get_args(spot.type):
        inside = unwrap(get_args(spot.type)[0])
        for place, inner in enumerate(node):
            yield from _flaws(inner, inside, (*key, place))


def _flaws_of_table(node: Mapping[str, Any], spot: Spot, key: Key) -> Iterator[str]:
    known = _places_in(spot.type)
    for part, inner in node.items():
        if part in known:
            if inner is not None or not known[part].may_be_none:
                yield from _flaws(inner, known[part].spot, (*key, part))
        elif get_origin(spot.type) is dict:
            yield from _flaws(inner, unwrap(get_args(spot.type)[1]), (*key, part))


class _Place(NamedTuple):
    spot: Spot
    may_be_none: bool


@cache
def _places_in(table: Any) -> Mapping[str, _Place]:
    """The keys of a table of the model."""
    return {
        name: _Place(unwrap(field.annotation, tuple(field.metadata)), _may_be_none(field.annotation))
        for name, field in fields_of(table).items()
    }


def _may_be_none(annotation: Any) -> bool:
    return annotation is NoneType or any(map(_may_be_none, get_args(annotation)))


def _fits(node: Any, spot: Spot) -> bool:
    """Whether a value can stand at a place, whatever is inside it."""
    if spot.number:
        return isinstance(node, int | float) and not isinstance(node, bool) and _is_within(node, spot)
    if spot.type is bool:
        return isinstance(node, bool)
    if spot.type is str:
        return isinstance(node, str) and not any(letter < " " for letter in node)
    if get_origin(spot.type) is Literal:
        return type(node) in {type(each) for each in get_args(spot.type)}
    if is_model(spot.type) or get_origin(spot.type) is dict:
        return isinstance(node, dict)
    return isinstance(node, list) if get_origin(spot.type) is tuple else True


def _is_within(number: float, spot: Spot) -> bool:
    least, above, most, below = (spot.limit(name) for name in ("ge", "gt", "le", "lt"))
    return (
        (least is None or number >= least)
        and (above is None or number > above)
        and (most is None or number <= most)
        and (below is None or number < below)
    )
