"""What pydantic found, in the words of a user: the value, the legal range, the nearest known name."""

from collections.abc import Mapping
from typing import Any, get_args

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from sim.errors import InputError
from sim.scenario.fields import Spot, fields_of, find, legal, suggestion
from sim.scenario.keys import Key, brief

MOST = 100


def problems_of(error: ValidationError, root: Spot, prefix: Key = ()) -> list[InputError]:
    """One error for each thing that a model found; prefix: the key where the model stands."""
    details = error.errors(include_url=False)
    found = [InputError(_message(detail, root), path=(*prefix, *detail["loc"])) for detail in details[:MOST]]
    rest = len(details) - MOST
    return [*found, InputError(f"and {rest} more errors")] if rest > 0 else found


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
    return f"must be {legal(spot)}, not {_value(detail['input'])}{_hint(detail['input'], spot)}"


def _unknown(key: Key, root: Spot) -> str:
    table = find(key[:-1], root)
    known = list(fields_of(table.type)) if table is not None else []
    return f"unknown key{suggestion(key[-1], known) or '; known: ' + ', '.join(known)}"


def _meaning(spot: Spot) -> str:
    described = spot.field is not None and spot.field.description
    return f" ({described})" if described else ""


def _value(value: Any) -> str:
    return "a table" if isinstance(value, Mapping) else brief(value)


def _hint(value: Any, spot: Spot) -> str:
    """The remedy for the two commonest slips: percent for a share, and a misspelt name."""
    if isinstance(value, Mapping) and spot.number:
        return '; a distribution has a key dist, as in { dist = "uniform", low = 1, high = 2 }'
    if isinstance(value, str):
        return suggestion(value, [name for name in get_args(spot.type) if isinstance(name, str)])
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if is_number and spot.is_fraction and 1 < value <= 100:
        return f'; use {value / 100:g} or "{value:g}%"'
    return ""


def distinct(problems: list[InputError]) -> list[InputError]:
    """The first error about each key; later ones about the same place only repeat it."""
    kept: list[InputError] = []
    told: set[Key] = set()
    for problem in problems:
        above = {problem.path[:length] for length in range(1, len(problem.path) + 1)}
        if not above & told and not any(
            problem.path == key[: len(problem.path)] for key in told if problem.path
        ):
            kept.append(problem)
            told.add(problem.path)
    return kept
