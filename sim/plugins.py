"""Plug-ins: functions and objects that other packages, or a session in Python, add to the registries of sim.

A package offers a plug-in by an entry point of a group such as `influence_sim.curves`. Packages are looked through
once, when a registry is asked for a name that is not built in; their code is imported when the plug-in is used.
"""

import hashlib
import inspect
import json
import re
import sys
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from importlib import metadata
from typing import Any, NamedTuple

from sim.errors import InputError, MissingExtraError

PREFIX = "influence_sim."
ATTRIBUTE = "plug_ins"  # of a result, where plug-ins made it
PYTHON = "python:"  # before the module of what was registered from Python
NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,59}")


class PlugIn(NamedTuple):
    """A plug-in by what it is, its own name, and the package and version that offer it."""

    group: str  # of entry points: "influence_sim.curves"
    name: str  # as a scenario writes it
    package: str  # the distribution; "python:MODULE" for what was registered from Python
    version: str

    @property
    def kind(self) -> str:
        """The kind in words, such as "engagement law"."""
        return self.group.removeprefix(PREFIX).removesuffix("s").replace("_", " ")

    @property
    def is_from_python(self) -> bool:
        """Whether it was registered by a call and not by a package's entry point."""
        return self.package.startswith(PYTHON)

    def __str__(self) -> str:
        return f'plug-in {self.package} {self.version} ({self.kind} "{self.name}")'


class _Offer(NamedTuple):
    """A plug-in and how its code is had."""

    plug_in: PlugIn
    load: Callable[[], Any]


_built_in: dict[str, frozenset[str]] = {}
_registered: dict[tuple[str, str], _Offer] = {}


def reserve(group: str, names: Iterable[str]) -> None:
    """Note the built-in names of a group, which no plug-in may have."""
    _built_in[group] = frozenset(names)


def register(group: str, name: str, member: Any, version: str | None = None) -> PlugIn:
    """Add a plug-in of this session; registering its name again replaces it.

    version: a hash of the source where it is left out. Raises InputError for a name that is taken, and where there
    is no source to hash.
    """
    module = str(getattr(member, "__module__", type(member).__module__))
    plug_in = PlugIn(group, name, PYTHON + module, version or _source_version(name, member))
    _refuse_name(plug_in)
    if name in _of_packages(group):
        raise InputError(f"{plug_in}: the name is taken by {_of_packages(group)[name].plug_in}")
    _registered[group, name] = _Offer(plug_in, lambda: member)
    return plug_in


def unregister(group: str, name: str) -> None:
    """Forget what was registered from Python under this name, if anything was."""
    _registered.pop((group, name), None)


def names_of(group: str) -> list[str]:
    """Names of all plug-ins of a group, sorted. Raises InputError where a package offers a name that is taken."""
    return sorted(_offers(group))


def find(group: str, name: str) -> PlugIn | None:
    """The plug-in of this name; None where it is built in or nobody offers it."""
    offer = None if name in _built_in.get(group, ()) else _offers(group).get(name)
    return offer.plug_in if offer else None


def load(group: str, name: str) -> Any:
    """Import a plug-in and return it: a function, or an object. KeyError where nobody offers it.

    Raises MissingExtraError where its code cannot be imported.
    """
    offer = _offers(group)[name]
    try:
        return offer.load()
    except Exception as error:
        raise MissingExtraError(f"{offer.plug_in} cannot be loaded: {say(error)}") from error


def find_entry_points() -> list[PlugIn]:
    """Every plug-in that installed packages offer, by group and name."""
    groups = {group for group, _ in _entry_points(tuple(sys.path))}
    return [offer.plug_in for group in sorted(groups) for _, offer in sorted(_of_packages(group).items())]


def say(error: Exception) -> str:
    """An exception on one line."""
    return f"{type(error).__name__}: {first_line(error)}"


def first_line(error: Exception) -> str:
    """The first line of an exception's message."""
    return str(error).partition("\n")[0]


def attributes_of(used: Iterable[PlugIn]) -> dict[str, str]:
    """Plug-ins as an attribute of a result; nothing where none was used."""
    listed = [plug_in._asdict() for plug_in in used]
    return {ATTRIBUTE: json.dumps(listed)} if listed else {}


def recorded_in(attributes: Mapping[str, Any]) -> tuple[PlugIn, ...]:
    """The plug-ins that a result names; nothing for attributes that are not ours."""
    try:
        return tuple(PlugIn(**{name: str(entry[name]) for name in PlugIn._fields})
                     for entry in json.loads(attributes.get(ATTRIBUTE, "[]")))  # fmt: skip
    except (ValueError, TypeError, KeyError):
        return ()


def refuse_missing(attributes: Mapping[str, Any], where: object, *, same_version: bool = False) -> None:
    """MissingExtraError where a plug-in that a result names is not here.

    same_version: nor may another version of it be.
    """
    for wanted in recorded_in(attributes):
        held = find(wanted.group, wanted.name)
        if held is None or held.package != wanted.package:
            how = f"registered: call sim.register_{wanted.kind.replace(' ', '_')}" if wanted.is_from_python else ""
            raise MissingExtraError(f"{where}: needs {wanted}, which is not {how or 'installed'}")
        if same_version and held.version != wanted.version:
            raise MissingExtraError(f"{where}: needs {wanted}, and another version, {held.version}, is installed")


def _offers(group: str) -> dict[str, _Offer]:
    """Every plug-in of a group by its name."""
    own = {name: offer for (its_group, name), offer in _registered.items() if its_group == group}
    return {**_of_packages(group), **own}


def _of_packages(group: str) -> dict[str, _Offer]:
    """Plug-ins of a group that installed packages offer, by name. Raises InputError for a name that is taken."""
    offers: dict[str, _Offer] = {}
    for its_group, entry_point in _entry_points(tuple(sys.path)):
        if its_group != group:
            continue
        package = entry_point.dist
        plug_in = PlugIn(group, entry_point.name, package.name, package.version) if package else None
        if plug_in is None:
            continue
        _refuse_name(plug_in)
        if plug_in.name in offers:
            raise InputError(f"{plug_in}: the name is taken by {offers[plug_in.name].plug_in}; uninstall one of them")
        offers[plug_in.name] = _Offer(plug_in, entry_point.load)
    return offers


@cache
def _entry_points(path: tuple[str, ...]) -> tuple[tuple[str, metadata.EntryPoint], ...]:  # noqa: ARG001
    """Entry points of all groups of ours, of the packages on this search path."""
    points = metadata.entry_points()
    return tuple((group, entry) for group in sorted(points.groups) if group.startswith(PREFIX)
                 for entry in points.select(group=group))  # fmt: skip


def _refuse_name(plug_in: PlugIn) -> None:
    """InputError for a name that a scenario cannot write, or that is built in."""
    if not NAME.fullmatch(plug_in.name):
        raise InputError(f"{plug_in}: a name is made of letters, digits and underscores, and begins with a letter")
    if plug_in.name in _built_in.get(plug_in.group, ()):
        raise InputError(f"{plug_in}: the name is built in, and no plug-in may replace it")


def _source_version(name: str, member: Any) -> str:
    """A version made of the source code. InputError where there is none to read."""
    try:
        text = _source_of(member)
    except (OSError, TypeError):
        raise InputError(f'"{name}" has no source code that can be read: say its version') from None
    return f"source-{hashlib.sha256(text.encode()).hexdigest()[:8]}"


def _source_of(member: Any) -> str:
    """The source code of a function, or of all functions in a tuple; any other value as it prints."""
    if isinstance(member, tuple):
        return "\n".join(map(_source_of, member))
    return inspect.getsource(member) if callable(member) else repr(member)
