"""Tables -> TOML text that reads back as the same tables."""

from collections.abc import Iterator, Mapping
from typing import Any

from sim.scenario.toml.keys import dot, toml


def toml_text(tables: Mapping[str, Any]) -> str:
    """Plain values first, then a section for each table, then one for each table of an array.

    >>> print(toml_text({"run": {"runs": 5}, "name": "small"}), end="")
    name = "small"
    <BLANKLINE>
    [run]
    runs = 5
    """
    return "\n".join(_lines(tables)) + "\n"


def _lines(tables: Mapping[str, Any]) -> Iterator[str]:
    yield from _pairs({key: value for key, value in tables.items() if not _is_section(value)})
    for key, value in tables.items():
        if not _is_section(value):
            continue
        for table in value if isinstance(value, list) else [value]:
            yield ""
            yield f"[[{dot((key,))}]]" if isinstance(value, list) else f"[{dot((key,))}]"
            yield from _pairs(table)


def _pairs(table: Mapping[str, Any]) -> Iterator[str]:
    for key, value in table.items():
        if value is not None:
            yield f"{dot((key,))} = {toml(_without_nothing(value))}"


def _without_nothing(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _without_nothing(inner) for key, inner in value.items() if inner is not None}
    return value


def _is_section(value: Any) -> bool:
    return isinstance(value, Mapping) or (isinstance(value, list) and bool(value) and isinstance(value[0], Mapping))
