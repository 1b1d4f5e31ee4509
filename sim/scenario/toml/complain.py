"""Errors of pydantic in the words of a user: the value, the legal range, the nearest known name."""

import re
from collections.abc import Mapping
from typing import Any, get_args

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from sim.errors import InputError
from sim.scenario.fields import Spot, fields_of, find, legal, may_vary
from sim.scenario.model import Scenario
from sim.scenario.toml.keys import Key, brief
from sim.text import suggest, suggest_or_list

MOST = 1000
IS_NUMBER = re.compile(r"[+-]?\d[\d_]*(\.\d+)?")
TO_VARY = '; a distribution has a key dist, as in { dist = "uniform", low = 1, high = 2 }'


def problems_of(error: ValidationError, root: Spot, prefix: Key = ()) -> list[InputError]:
    """One error for each thing that a model found; prefix: the key where the model stands.

    >>> from sim.scenario.model import Run
    >>> try: Run(runs=0)
    ... except ValidationError as error: print(problems_of(error, Spot(Run))[0])
    runs: must be a whole number from 1 to 10_000_000, not 0
    """
    details = error.errors(include_url=False)[:MOST]
    return [InputError(_message(detail, root), path=(*prefix, *detail["loc"])) for detail in details]


def _message(detail: ErrorDetails, root: Spot) -> str:
    key = detail["loc"]
    if detail["type"] == "extra_forbidden":
        return _unknown(key, root)
    if detail["type"] == "value_error":
        return detail["msg"].removeprefix("Value error, ")
    spot = find(key, root)
    if spot is None:
        return f"{detail['msg']}, not {brief(detail['input'])}"
    if detail["type"] == "missing":
        return f"missing: must be {legal(spot)}{_meaning(spot)}"
    if isinstance(detail["input"], Mapping) and detail["type"] == "too_short":
        return f"is empty: must be {legal(spot)}"
    if isinstance(detail["input"], Mapping):
        can_vary = spot.number and root.type is Scenario and may_vary(key)
        return f"must be {legal(spot)}, not a table{TO_VARY if can_vary else ''}"
    return f"must be {legal(spot)}, not {brief(detail['input'])}{_hint(detail['input'], spot)}"


def _unknown(key: Key, root: Spot) -> str:
    table = find(key[:-1], root)
    known = list(fields_of(table.type)) if table is not None else []
    return f"unknown key{suggest_or_list(key[-1], known)}"


def _meaning(spot: Spot) -> str:
    described = spot.field is not None and spot.field.description
    return f" ({described})" if described else ""


def _hint(value: Any, spot: Spot) -> str:
    """The remedy for the commonest slips: quotes around a number, percent for a share, a misspelt name."""
    if isinstance(value, str):
        return _text_hint(value, spot)
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if is_number and spot.is_fraction and 1 < value <= 100:
        return f'; use {value / 100:g} or "{value:g}%"'
    return ""


def _text_hint(value: str, spot: Spot) -> str:
    if spot.number and IS_NUMBER.fullmatch(value):
        return "; write it without quotes"
    if spot.is_fraction:
        return '; a percentage is written from "0%" to "100%", like "3.5%"'
    return suggest(value, [name for name in get_args(spot.type) if isinstance(name, str)])


def distinct(problems: list[InputError]) -> list[InputError]:
    """The first error about each key; later ones about it, its table or its parts only repeat it.

    >>> len(distinct([InputError("bad", path=("run", "runs")), InputError("bad", path=("run",))]))
    1
    """
    firsts: list[InputError] = []
    blamed: set[Key] = set()
    around: set[Key] = set()
    for problem in problems:
        tables = [problem.path[:length] for length in range(1, len(problem.path) + 1)]
        if problem.path in around or any(table in blamed for table in tables):
            continue
        firsts.append(problem)
        blamed.update(tables[-1:])
        around.update(tables)
    return firsts
