"""A JSON schema of scenarios, so that editors complete keys and mark errors while they are typed."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel

from sim.scenario.base import Choice, TomlTable
from sim.scenario.fields import Spot, child, fields_of, is_model, is_money, may_vary
from sim.scenario.model import Scenario
from sim.scenario.platforms import by_platform, platforms, preset_keys
from sim.scenario.prepare import PERCENT, SHAPE
from sim.scenario.toml.keys import Key
from sim.scenario.uncertain import DISTRIBUTIONS

DIALECT = "https://json-schema.org/draft/2020-12/schema"
NUMBER = {"ge": "minimum", "gt": "exclusiveMinimum", "le": "maximum", "lt": "exclusiveMaximum"}
TEXT = {"min_length": "minLength", "max_length": "maxLength", "pattern": "pattern"}
ARRAY = {"min_length": "minItems"}
SUFFIXES = {"": "", "percent": "_of_share", "money": "_of_money"}
"""Suffixes of distributions by the texts that may stand in place of their numbers."""

Schema = dict[str, Any]


def json_schema(choices: Mapping[Key, Iterable[str]] | None = None) -> Schema:
    """Draft 2020-12 in its plainest words, which older validators read too.

    choices: for keys that name a function, the names that are known; editors complete them.

    >>> json_schema()["properties"]["run"]["properties"]["runs"]["maximum"]
    10000000
    """
    scenario = _schema(Spot(Scenario), ())
    for key, names in (choices or {}).items():
        node = scenario
        for part in key:
            node = node["properties"][part]
        node["properties"]["name"]["enum"] = list(names)
    return {"$schema": DIALECT, "title": "Scenario of sim", **scenario, "$defs": _definitions()}


def _schema(spot: Spot, key: Key) -> Schema:
    if key == ("platform",):
        return {"type": "string", "enum": list(platforms())}
    if spot.number:
        return _number_or_more(spot, key)
    if is_model(spot.type):
        return _table(spot, key)
    if spot.type is str:
        return {"type": "string", **_limits(spot, TEXT)}
    if spot.type is bool:
        return {"type": "boolean"}
    if get_origin(spot.type) is Literal:
        return {"type": "string", "enum": list(get_args(spot.type))}
    return _collection(spot, key)


def _collection(spot: Spot, key: Key) -> Schema:
    """An array, or a table with names of the user's choice."""
    inner = child(spot, 0)
    assert inner is not None, f"{key} holds {spot.type}, which has no schema yet"
    if get_origin(spot.type) is dict:
        return {"type": "object", "additionalProperties": _schema(inner, (*key, ""))}
    return {"type": "array", **_limits(spot, ARRAY), "items": _schema(inner, (*key, 0))}


def _limits(spot: Spot, words: dict[str, str]) -> Schema:
    values = {word: spot.limit(name) for name, word in words.items()}
    return {word: value for word, value in values.items() if value is not None}


def _number(spot: Spot) -> Schema:
    return {"type": "integer" if spot.type is int else "number", **_limits(spot, NUMBER)}


def _number_or_more(spot: Spot, key: Key) -> Schema:
    """A number; percent, money and distributions where they make sense."""
    text = "percent" if spot.is_fraction else "money" if is_money(key) else ""
    more = [_reference(text)] if text else []
    if may_vary(key):
        more.append(_reference(f"distribution{SUFFIXES[text]}"))
    return {"anyOf": [_number(spot), *more]} if more else _number(spot)


def _reference(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def _table(spot: Spot, key: Key) -> Schema:
    fields = fields_of(spot.type)
    properties = {name: _property(spot, (*key, name)) for name in fields}
    required = [name for name, field in fields.items() if field.is_required() and not _is_filled((*key, name))]
    others: Schema | bool = issubclass(spot.type, Choice) and _schema(Spot(float), (*key, ""))
    return _object(spot.type, properties, required, others)


def _object(kind: type[BaseModel], properties: Schema, required: list[str], others: Schema | bool) -> Schema:
    schema = {"type": "object", "description": kind.__doc__, "properties": properties}
    return {**schema, **({"required": required} if required else {}), "additionalProperties": others}


def _is_filled(key: Key) -> bool:
    """Whether every platform gives the key, or makes a table of that name."""
    return any(part[: len(key)] == key for part in preset_keys())


def _property(table: Spot, key: Key) -> Schema:
    """Schema of a key, with the words that an editor shows for it."""
    spot = child(table, key[-1])
    assert spot is not None and spot.field is not None
    words = {"description": " ".join(_remarks(spot, key)), "default": default_of(spot)}
    return {**_schema(spot, key), **{word: value for word, value in words.items() if value not in ("", None)}}


def _remarks(spot: Spot, key: Key) -> Iterator[str]:
    assert spot.field is not None
    if spot.field.description:
        words = spot.field.description
        is_name = "_" in words.split()[0]
        yield f"{words}." if is_name else f"{words[0].upper()}{words[1:]}."
    extra = spot.field.json_schema_extra
    if isinstance(extra, dict):
        yield f"Source of the default: {extra['source']} ({extra['reliability']})."
    given = by_platform(*map(str, key)) if len(key) == 2 else {}
    if given:
        yield f"Left out: {', '.join(f'{platform} {value}' for platform, value in given.items())}."


def default_of(spot: Spot) -> Any:
    """A key's default as JSON holds it; None for tables, whose keys have their own, and where there is none.

    >>> from sim.scenario.fields import find
    >>> default_of(find(("run", "runs")))
    1000
    """
    field = spot.field
    if field is None or field.is_required() or isinstance(field.default, TomlTable):
        return None
    if isinstance(field.default, Choice):
        return field.default.model_dump()
    return list(field.default) if isinstance(field.default, tuple) else field.default


def _definitions() -> Schema:
    """Texts in place of numbers, and each distribution for plain numbers, shares and money."""
    percent = {"type": "string", "pattern": f"^{PERCENT.pattern}$", "description": 'A share as percent, like "3.5%".'}
    money = {"type": "string", "pattern": "[0-9]", "description": 'US dollars as people type them: "50k", "$50,000".'}
    definitions: Schema = {"percent": percent, "money": money}
    for text, suffix in SUFFIXES.items():
        kinds = {name + suffix: _distribution(name, text) for name in DISTRIBUTIONS}
        definitions["distribution" + suffix] = {"anyOf": [_reference(name) for name in kinds]}
        definitions.update(kinds)
    return definitions


def _distribution(name: str, text: str) -> Schema:
    """A distribution whose values may be texts of this kind."""
    kind = DISTRIBUTIONS[name]
    fields = fields_of(kind)
    properties: Schema = {"dist": {"type": "string", "enum": [name]}}
    for part in fields:
        spot = child(Spot(kind), part)
        if spot is not None and spot.number:
            more = [_reference(text)] if text and part not in SHAPE else []
            properties[part] = {"anyOf": [_number(spot), *more]} if more else _number(spot)
        elif part == "values":
            properties[part] = {"type": "array", "items": {"type": "number"}, "minItems": 2}
    return _object(kind, properties, [part for part, field in fields.items() if field.is_required()], False)
