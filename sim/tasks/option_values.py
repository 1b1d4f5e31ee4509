"""Values of options: what is legal, and why others are refused."""

from __future__ import annotations

import math
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.tasks.request import Option, Parameter


def find_problems(parameter: Parameter, value: Any) -> Iterator[str]:
    """Reasons to refuse a value, in the words of the command line.

    >>> from sim.tasks.request import parameters
    >>> from sim.tasks.setup.init import InitRequest
    >>> list(find_problems(parameters(InitRequest)[0], "a.pdf"))
    ["'a.pdf' must end in .toml."]
    """
    option, kind = parameter.option, parameter.kind
    if parameter.choices and value not in parameter.choices:
        yield f"{value!r} is not one of {', '.join(map(repr, parameter.choices))}."
    if kind is bool and not isinstance(value, bool):
        yield f"{value!r} is not a valid boolean."
    if kind is str and not option.is_free and not isinstance(value, str):
        yield f"{value!r} is not a text."
    is_object = any(hasattr(value, name) for name in parameter.objects)
    if kind is Path and not isinstance(value, str | os.PathLike) and not is_object:
        yield f"{value!r} is not a file."
    elif kind is Path and not is_object:
        yield from _name_problems(option, os.fspath(value))
    if kind in (int, float) and not option.is_free:
        yield from _number_problems(parameter, value)


def _number_problems(parameter: Parameter, value: Any) -> Iterator[str]:
    """Reasons to refuse a number."""
    low, high = parameter.option.low, parameter.option.high
    is_whole = parameter.kind is int
    if isinstance(value, bool) or not isinstance(value, int if is_whole else int | float):
        yield f"{value!r} is not a valid {'integer' if is_whole else 'float'}."
    elif math.isnan(value) and (low is not None or high is not None):
        yield f"'{value}' is not a number"
    elif not (low is None or value >= low) or not (high is None or value <= high):
        yield f"{value} is not in the range {range_of(parameter.option)}."


def _name_problems(option: Option, name: str) -> Iterator[str]:
    """Reasons to refuse the name of a file: it is a folder's, or that of another kind of file than is written."""
    if (option.is_file or option.endings) and name.endswith(("/", os.sep)):
        yield f"{name!r} is the name of a folder, not of a file."
    elif option.endings and not name.lower().endswith(option.endings):
        yield f"{name!r} must end in {' or '.join(option.endings)}."


def range_of(option: Option) -> str:
    """The legal range in words; empty where there is none.

    >>> from sim.tasks.request import Option
    >>> range_of(Option("Threads.", low=1, high=1024))
    '1<=x<=1024'
    """
    low = "" if option.low is None else f"{option.low}<="
    high = "" if option.high is None else f"<={option.high}"
    return f"{low}x{high}" if low or high else ""
