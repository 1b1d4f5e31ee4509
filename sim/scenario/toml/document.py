"""A scenario's tables before any change, with the text and the lines in which people read them."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from sim.scenario.toml.keys import Key
from sim.scenario.toml.lines import lines
from sim.scenario.toml.reading import parse, refuse_deep
from sim.scenario.toml.write import toml_text


@dataclass(frozen=True)
class Document:
    """Tables that nobody changes. written: the text that they were read from, None where a program made them."""

    tables: Mapping[str, Any]
    file: Path | None = None
    written: str | None = None

    @cached_property
    def text(self) -> str:
        """The tables as TOML text: as it was read, else made when it is first asked for."""
        return toml_text(self.tables) if self.written is None else self.written

    @cached_property
    def lines(self) -> dict[Key, int]:
        """The first line of every key of the text."""
        return lines(self.text)

    def tree(self) -> dict[str, Any]:
        """A copy of the tables that may be changed."""
        return {name: plain(value) for name, value in self.tables.items()}


def read_text(text: str, file: Path | None = None) -> Document:
    """The document of a TOML text. Raises InputError.

    >>> read_text('name = "ten micros"').tables
    {'name': 'ten micros'}
    """
    return Document(parse(text, file), file, text)


def of_tables(tables: Mapping[str, Any], file: Path | None = None) -> Document:
    """The document of plain tables; file: as for `sim.scenario.load.from_tables`. Raises InputError.

    >>> of_tables({"run": {"runs": 10, "seed": None}}).text
    '\\n[run]\\nruns = 10\\n'
    """
    tree = plain(tables)
    refuse_deep(tree, file)
    return Document(tree, file)


def plain(node: Any) -> Any:
    """A copy in dicts and lists; keys without a value are left out, as TOML text leaves them out.

    >>> plain({"run": {"runs": 10, "seed": None}, "handles": ("ann", "ben")})
    {'run': {'runs': 10}, 'handles': ['ann', 'ben']}
    """
    if isinstance(node, Mapping):
        return {name: plain(inner) for name, inner in node.items() if inner is not None}
    return [plain(inner) for inner in node] if isinstance(node, list | tuple) else node
