"""Families of plain functions by name; their parameters are their keyword arguments, typed nowhere else."""

import difflib
import inspect
from collections.abc import Callable, Mapping
from typing import Any

from sim.errors import InputError
from sim.scenario.base import Choice

Family = Mapping[str, Callable[..., Any]]
Place = tuple[str | int, ...]


def nearest(word: str, known: list[str]) -> str:
    """The hint for a misspelt word: its nearest known name, else all of them."""
    close = difflib.get_close_matches(word, known, n=1)
    return f'did you mean "{close[0]}"?' if close else f"known: {', '.join(known) or 'none'}"


def parameters(function: Callable[..., Any]) -> dict[str, float]:
    """The keyword-only parameters of a member with their defaults."""
    return {
        name: parameter.default
        for name, parameter in inspect.signature(function).parameters.items()
        if parameter.kind is inspect.Parameter.KEYWORD_ONLY
    }


def bind(family: Family, choice: Choice, place: Place) -> Callable[..., Any]:
    """The chosen member with its parameters filled in; a wrong name or parameter is an InputError at its place."""
    if choice.name not in family:
        hint = nearest(choice.name, list(family))
        raise InputError(f'unknown name "{choice.name}"; {hint}', path=(*place, "name"))
    member = family[choice.name]
    known = parameters(member)
    for name in choice.parameters:
        if name not in known:
            hint = nearest(name, list(known))
            raise InputError(f'"{choice.name}" has no such parameter; {hint}', path=(*place, name))
    values = {**known, **choice.parameters}

    def bound(*arguments: Any) -> Any:
        try:
            return member(*arguments, **values)
        except ValueError as error:
            raise InputError(str(error), path=place) from None

    return bound


def within(name: str, value: float, low: float, high: float) -> None:
    """Refuse a parameter outside its legal range."""
    if not low <= value <= high:
        raise ValueError(f"{name} = {value:g} is outside [{low:g}, {high:g}]")
