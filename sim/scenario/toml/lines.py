"""Lines of the keys of a TOML file; the standard parser does not say them."""

import tomllib
from collections.abc import Iterator
from typing import Any

from sim.scenario.toml.keys import Key

ENDS = ("]", '"""', "'''")
BUDGET = 3_000_000


def lines(source: str) -> dict[Key, int]:
    r"""The first line of every key, table and element of a text that tomllib can parse; top level: no entry.

    Every statement is parsed alone. A text made to be slow gives an incomplete map rather than a long wait.

    >>> lines("[run]\nruns = 5")
    {('run',): 1, ('run', 'runs'): 2}
    """
    places: dict[Key, int] = {}
    counts: dict[Key, int] = {}
    header: Key = ()
    for number, chunk, table in _statements(source):
        if chunk.lstrip().startswith("["):
            header = _header(table, counts)
            _note(places, header, number)
        else:
            for key in _keys(table):
                _note(places, (*header, *key), number)
    return places


def _statements(source: str) -> Iterator[tuple[int, str, dict[str, Any]]]:
    """Line, text and meaning of each header or assignment."""
    spent, start = 0, 1
    every = source.replace("\r\n", "\n").split("\n")
    for number, line in enumerate(every, start=1):
        # An unfinished value can only end where a bracket or a triple quote does.
        if number > start and not any(end in line for end in ENDS):
            continue
        chunk = "\n".join(every[start - 1 : number])
        spent += len(chunk)
        if spent > BUDGET:
            return
        table = _parse(chunk)
        if table:
            yield start, chunk, table
        if table is not None:
            start = number + 1


def _parse(chunk: str) -> dict[str, Any] | None:
    try:
        return tomllib.loads(chunk)
    except ValueError:
        return None


def _header(table: Any, counts: dict[Key, int]) -> Key:
    """The key that a [header] opens; an array of tables counts on."""
    key: Key = ()
    while table:
        ((part, table),) = table.items()
        key = (*key, part)
        if isinstance(table, list):
            counts[key] = counts.get(key, -1) + 1
            return (*key, counts[key])
        if table and key in counts:
            key = (*key, counts[key])
    return key


def _keys(value: Any, key: Key = ()) -> Iterator[Key]:
    if key:
        yield key
    if isinstance(value, dict):
        for part, inner in value.items():
            yield from _keys(inner, (*key, part))
    if isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _keys(inner, (*key, index))


def _note(places: dict[Key, int], key: Key, number: int) -> None:
    for length in range(1, len(key) + 1):
        places.setdefault(key[:length], number)
