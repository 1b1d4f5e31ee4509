"""One value changed on the way in: --set path=value, and the same from a program."""

import os
import re
import tomllib
from collections.abc import Iterator, Mapping, MutableMapping
from copy import deepcopy
from pathlib import Path
from typing import Any, NamedTuple

from sim.errors import InputError, spell
from sim.numerals import read_money, read_numeral
from sim.scenario.base import Choice
from sim.scenario.fields import find, is_money
from sim.scenario.toml.keys import Key, brief, dot, toml
from sim.scenario.toml.reading import parse, read
from sim.text import list_names, one_line

FILES = ("roster", "network")
"""Keys whose value is the path of a file."""
PLAIN_PATH = re.compile(r"[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+){0,7}")
"""Paths without quotes or blanks, which need no parser."""


class Override(NamedTuple):
    """A value that replaces the file's; text: as the user typed it."""

    path: Key  # groups by name, or by number where a program says so
    value: Any
    text: str

    @property
    def origin(self) -> str:
        """The change as an origin, without folders of this machine."""
        return f"--set {dot(self.path)}={toml(self.value)}"

    @property
    def flag(self) -> str:
        """The flag as it was typed, on one line, for messages."""
        return flag(self.text)


def flag(text: str) -> str:
    """The flag with this text, on one line and not longer than helps.

    >>> str(InputError("is odd", file=flag("world.people=5")))
    '--set world.people=5: is odd'
    """
    return spell(f"--set {one_line(text)}", f"set {one_line(text)}")


def read_overrides(text: str, folder: Path) -> list[Override]:
    """'path=value', or '@file' for every value of a TOML file, such as `sim calibrate` writes.

    Raises InputError; FileProblem for a file that cannot be read.

    >>> [change.value for change in read_overrides("run.runs=5", Path())]
    [5]
    """
    if not text.startswith("@"):
        return [read_override(text, folder)]
    file = Path(text[1:])
    return [make_override(key, value, folder) for key, value in _values(parse(read(file), file))]


def _values(tree: Mapping[str, Any], key: Key = ()) -> Iterator[tuple[Key, Any]]:
    """Every value of a tree of tables; a distribution is one."""
    for name, value in tree.items():
        if isinstance(value, dict) and "dist" not in value:
            yield from _values(value, (*key, name))
        else:
            yield (*key, name), value


def read_override(text: str, folder: Path) -> Override:
    """'path=value': the value is TOML, or else a bare string. Raises InputError.

    >>> read_override("brand.niche=food", Path()).value
    'food'
    """
    path, equals, value = text.partition("=")
    if not equals:
        raise _refusal(text, "must be written path=value")
    changed = make_override(path, _value(value.strip(), text), folder, text)
    if isinstance(changed.value, float) and is_money(changed.path):
        _check_money(value.strip(), text)
    return changed


def _check_money(value: str, text: str) -> None:
    """Refuse a number of TOML that others read differently: 1.200."""
    numeral = read_numeral(value)
    if numeral is not None and not numeral.is_clear:
        try:
            read_money(value)
        except ValueError as error:
            raise _refusal(text, str(error)) from None


def make_override(path: str | Key, value: Any, folder: Path, text: str | None = None) -> Override:
    """A change of the value at a path. Raises InputError.

    Relative paths of files count from the current folder, and are kept relative to the config's.

    >>> make_override("run.runs", 5, Path()).path
    ('run', 'runs')
    """
    text = f"{path if isinstance(path, str) else dot(path)}={toml(value)}" if text is None else text
    parts = parts_of(path, text) if isinstance(path, str) else path
    return Override(parts, _relative_to(str(parts[-1]), value, folder), text)


def make_overrides(changes: Mapping[Any, Any], folder: Path) -> list[Override]:
    """The changes of a dictionary, whatever its order: tables before keys in them, names of groups last.

    Raises InputError.

    >>> [change.text for change in make_overrides({"run.runs": 5, "run": {"runs": 3}}, Path())]
    ['run={ runs = 3 }', 'run.runs=5']
    """
    made = [make_override(path if isinstance(path, tuple) else str(path), value, folder)
            for path, value in changes.items()]  # fmt: skip
    return sorted(made, key=lambda change: (len(change.path), change.path[-1] == "name", list(map(str, change.path))))


def _refusal(text: str, message: str) -> InputError:
    return InputError(message, file=flag(text))


def parts_of(path: str, text: str) -> tuple[str, ...]:
    """The path as TOML reads a dotted key, so that quotes work. Raises InputError about the text.

    >>> parts_of('creators."all mine".count', "")
    ('creators', 'all mine', 'count')
    """
    if PLAIN_PATH.fullmatch(path):
        return tuple(path.split("."))
    try:
        table: Any = parse(f"{path}=0") if "\n" not in path else None
    except InputError:
        table = None
    parts: tuple[str, ...] = ()
    while isinstance(table, dict) and len(table) == 1:
        ((part, table),) = table.items()
        parts = (*parts, part)
    if table != 0:
        raise _refusal(text, f"{brief(path)} is not a key such as world.people")
    return parts


def _value(value: str, text: str) -> Any:
    try:
        table = parse(f"value = {value}")
    except InputError as error:
        # Anything that merely is not TOML is a bare string; what TOML reads but nobody can mean is refused.
        if not isinstance(error.__cause__, tomllib.TOMLDecodeError):
            raise _refusal(text, error.message) from error
        return value
    return table["value"] if len(table) == 1 else value


def _relative_to(name: str, value: Any, folder: Path) -> Any:
    """The value; names of files in it count from the folder."""
    if isinstance(value, dict):
        return {key: _relative_to(key, inner, folder) for key, inner in value.items()}
    if name in FILES and isinstance(value, str) and value:
        return Path(os.path.relpath(value, folder)).as_posix()
    return value


def apply(tree: MutableMapping[str, Any], override: Override) -> Key:
    """Put the value into the tree; returns its key, in which groups are numbers. Raises InputError.

    >>> apply({"creators": [{"name": "micro"}]}, make_override("creators.micro.count", 3, Path()))
    ('creators', 0, 'count')
    """
    key: Key = ()
    node: Any = tree
    for part in override.path[:-1]:
        step = _step(node, part)
        key = (*key, step)
        if isinstance(node, dict):
            node.setdefault(step, _start(key))
        node = _inside(node, step, override)
    last: Any = _step(node, override.path[-1])
    if not isinstance(node, dict) and not (isinstance(node, list) and isinstance(last, int)):
        raise _refusal(override.text, _nowhere(node, last))
    node[last] = deepcopy(override.value)  # the tree is filled and changed further
    return (*key, last)


def _step(node: Any, part: str | int) -> str | int:
    """A table's key, or the number of the group of that name or number."""
    if not isinstance(node, list) or isinstance(part, int):
        return part
    names = [element.get("name") if isinstance(element, dict) else None for element in node]
    if part in names:
        return names.index(part)
    numbers = {str(number): number for number in range(len(node))}
    return numbers.get(part, part)


def _inside(node: Any, step: str | int, override: Override) -> Any:
    try:
        return node[step]
    except (LookupError, TypeError):
        raise _refusal(override.text, _nowhere(node, step)) from None


def _nowhere(node: Any, step: str | int) -> str:
    if not isinstance(node, list):
        return f"there is no table to hold {brief(step)}"
    names = (str(element.get("name")) for element in node if isinstance(element, dict))
    return f"there is no group {brief(step)}; groups: {list_names(names)}"


def _start(key: Key) -> dict[str, Any]:
    """A new table: a named function or free parameters begin with their defaults, other tables empty."""
    spot = find(key)
    default = spot.field.get_default() if spot is not None and spot.field is not None else None
    if isinstance(default, Choice):
        return default.model_dump()
    return dict(default) if isinstance(default, dict) else {}
