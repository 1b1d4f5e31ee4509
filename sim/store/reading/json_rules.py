"""Rules for JSON in stored files: nothing that is deep, endless or of another shape gets past the reader."""

import json
import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple, NoReturn, TypeAlias

from sim.text import one_line

DEEPEST = 20  # tables and lists inside each other
LARGEST = 1e300
WORDS = {
    str: "a text",
    int: "a whole number",
    float: "a number",
    bool: "true or false",
    dict: "a table",
    list: "a list",
}
Flaws = Iterator[str]


class JsonTable(NamedTuple):
    """A table: keys that it must have, keys that it may have, and a rule for all others (none: they are free)."""

    needed: Mapping[str, Any] = {}
    known: Mapping[str, Any] = {}
    others: Any = None


class JsonList(NamedTuple):
    """A list whose members all follow one rule."""

    of: Any
    least: int = 0
    most: float = math.inf


class OrNull(NamedTuple):
    """A value, or null."""

    of: Any


class WholeFrom(NamedTuple):
    """A whole number from a least one on."""

    low: int


# A type of JSON as Python names it, a rule of above, or a function that yields the flaws of a value
Rule: TypeAlias = type | JsonTable | JsonList | OrNull | WholeFrom | Callable[[Any], Flaws]


def flaws_of_text(text: str, rule: Rule) -> Flaws:
    """Flaws of a text that should be JSON.

    >>> list(flaws_of_text('{"a": [1]}', JsonTable({"a": JsonList(str)})))
    ['a.0 is not a text']
    """
    try:
        value = json.loads(text, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        yield f"is not JSON that is ever written: {error}"
        return
    found = list(flaws_of_values(value))
    yield from found or flaws(value, rule, "")


def flaws_of_values(value: Any, depth: int = 0) -> Flaws:
    """Depth, numbers and letters that are never written, wherever they stand.

    >>> list(flaws_of_values([10**400]))
    ['holds a number beyond 1e+300']
    """
    if depth > DEEPEST:
        yield f"is more than {DEEPEST} levels deep"
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from flaws_of_values(key, depth + 1)
            yield from flaws_of_values(inner, depth + 1)
    elif isinstance(value, list):
        for inner in value:
            yield from flaws_of_values(inner, depth + 1)
    elif isinstance(value, str) and not value.isascii() and any("\ud800" <= letter <= "\udfff" for letter in value):
        yield "holds half a letter"
    elif isinstance(value, int | float) and not -LARGEST <= value <= LARGEST:
        yield f"holds a number beyond {LARGEST:g}"


def flaws(value: Any, rule: Any, where: str) -> Flaws:
    """Flaws of a value. where: its keys.

    >>> list(flaws({"a": None}, JsonTable({"a": OrNull(str), "b": str}), ""))
    ['b is missing']
    """
    if isinstance(rule, OrNull):
        yield from flaws(value, rule.of, where) if value is not None else ()
    elif isinstance(rule, JsonTable):
        yield from _of_table(value, rule, where) if isinstance(value, dict) else [_not(where, dict)]
    elif isinstance(rule, JsonList):
        yield from _of_list(value, rule, where) if isinstance(value, list) else [_not(where, list)]
    elif isinstance(rule, WholeFrom):
        if not is_of(value, int) or value < rule.low:
            yield f"{where or 'it'} is not {WORDS[int]} from {rule.low} on"
    elif isinstance(rule, type):
        yield from () if is_of(value, rule) else [_not(where, rule)]
    else:
        yield from rule(value)


def is_of(value: Any, kind: type) -> bool:
    """Whether a value of JSON is of a type: true is no number, and a whole number is a number.

    >>> is_of(1, float), is_of(True, int)
    (True, False)
    """
    if isinstance(value, bool):
        return kind is bool
    return isinstance(value, (int, float) if kind is float else kind)


def _of_table(value: Mapping[str, Any], rule: JsonTable, where: str) -> Flaws:
    yield from (f"{_inside(where, key)} is missing" for key in rule.needed if key not in value)
    for key, inner in value.items():
        own = rule.needed.get(key, rule.known.get(key, rule.others))
        yield from flaws(inner, own, _inside(where, key)) if own is not None else ()


def _of_list(value: list[Any], rule: JsonList, where: str) -> Flaws:
    if not rule.least <= len(value) <= rule.most:
        yield f"{where or 'it'} has {len(value)} members"
    for place, inner in enumerate(value):
        yield from flaws(inner, rule.of, _inside(where, str(place)))


def _inside(where: str, key: str) -> str:
    return f"{where}.{one_line(key)}" if where else one_line(key)


def _not(where: str, kind: type) -> str:
    return f"{where or 'it'} is not {WORDS[kind]}"


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no number")
