"""Registries of functions and objects by name, built in or from plug-ins; and how a scenario's choice is bound.

The parameters of a member are its keyword-only arguments, said nowhere else.
"""

import inspect
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Generic, NamedTuple, TypeVar

import numpy as np

from sim import plugins
from sim.errors import InputError
from sim.plugins import PlugIn
from sim.scenario.base import Choice
from sim.text import suggest_or_list

Member = TypeVar("Member")
Place = tuple[str | int, ...]


def parameters(function: Callable[..., Any]) -> dict[str, float]:
    """Return the keyword-only parameters of a function with their defaults.

    >>> parameters(lambda source, *, beta=1.0: source)
    {'beta': 1.0}
    """
    return {
        name: parameter.default
        for name, parameter in inspect.signature(function).parameters.items()
        if parameter.kind is inspect.Parameter.KEYWORD_ONLY
    }


def flaw_of_function(member: Any) -> str:
    """Return what is wrong with a plug-in's function, whatever it computes; empty where nothing is.

    >>> flaw_of_function(lambda source, *, beta: source)
    'parameter "beta" must have a number as its default'
    """
    if not callable(member):
        return f"must be a function, not {type(member).__name__}"
    try:
        known = parameters(member)
    except ValueError:
        return "its parameters cannot be read"
    for name, default in known.items():
        if not isinstance(default, float):
            return f'parameter "{name}" must have a number as its default'
    return ""


def flaw_of_array(values: Any, shape: tuple[int, ...]) -> str:
    """Return what is wrong with numbers that a plug-in returned; empty where nothing is.

    They must be floats of this shape, finite and not negative.

    >>> flaw_of_array(np.array([1.0, -1.0]), (2,))
    'must return numbers that are finite and not negative'
    """
    if not isinstance(values, np.ndarray) or values.dtype != np.float64:
        return "must return an array of float64"
    if values.shape != shape:
        return f"must return an array of shape {shape}, not {values.shape}"
    if not (np.isfinite(values).all() and (values >= 0.0).all()):
        return "must return numbers that are finite and not negative"
    return ""


def accept_any(arguments: tuple[Any, ...], value: Any) -> str:  # noqa: ARG001
    """Accept whatever a function returns: it has no flaw.

    >>> accept_any((1.0,), 2.0)
    ''
    """
    return ""


class Registry(Mapping[str, Member], Generic[Member]):
    """Members of one kind by name: the built-in ones first, then those of plug-ins.

    Asking for a built-in name costs nothing; any other name has the installed packages looked through, once.
    """

    def __init__(
        self,
        kind: str,
        group: str,
        built_in: Mapping[str, Member],
        flaw_of_member: Callable[[Any], str] = flaw_of_function,
        flaw_of_value: Callable[[tuple[Any, ...], Any], str] = accept_any,
    ) -> None:
        """Make a registry.

        kind: in words, for messages; group: of entry points. flaw_of_member, flaw_of_value: a sentence about a
        plug-in, or about what it returned for these arguments; empty where nothing is wrong.
        """
        self.kind = kind
        self.group = group
        self.built_in = dict(built_in)
        self.flaw_of_value = flaw_of_value
        self._flaw_of_member = flaw_of_member
        plugins.reserve(group, built_in)

    def __getitem__(self, name: str) -> Member:
        """A member by its name. KeyError; InputError or MissingExtraError for a plug-in that is no good."""
        if name in self.built_in:
            return self.built_in[name]
        member: Member = plugins.load(self.group, name)
        if flaw := self._flaw_of_member(member):
            raise InputError(f"{plugins.find(self.group, name)}: {flaw}")
        return member

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and (name in self.built_in or self.origin(name) is not None)

    def __iter__(self) -> Iterator[str]:
        yield from self.built_in
        yield from plugins.names_of(self.group)

    def __len__(self) -> int:
        return len(self.built_in) + len(plugins.names_of(self.group))

    def register(self, name: str, member: Member, *, version: str | None = None) -> PlugIn:
        """Add a member from Python; returns how results will name it.

        version: left out, a hash of its source code. Raises InputError for a name that is taken or a member that is
        no good.
        """
        if flaw := self._flaw_of_member(member):
            raise InputError(f'{self.kind} "{name}": {flaw}')
        return plugins.register(self.group, name, member, version)

    def unregister(self, name: str) -> None:
        """Forget a member that was registered from Python."""
        plugins.unregister(self.group, name)

    def check(self) -> None:
        """Load every plug-in, so that one that is no good is known before work begins. Raises as `[name]` does."""
        for name in plugins.names_of(self.group):
            self[name]

    def origin(self, name: str) -> PlugIn | None:
        """The plug-in that offers a name; None for what is built in, or is not there."""
        return plugins.find(self.group, name)


Family = Registry[Callable[..., Any]]


class MemberDescription(NamedTuple):
    """One member of a registry, for lists and reference pages."""

    name: str
    sentence: str  # first line of its docstring
    parameters: dict[str, float]  # with their defaults
    origin: PlugIn | None  # None: built in


def describe(family: Family) -> list[MemberDescription]:
    """Describe every function of a registry, in its order.

    >>> examples = Registry("curve", "influence_sim.examples", {"near": accept_any})
    >>> [member.name for member in describe(examples)]
    ['near']
    """
    return [
        MemberDescription(
            name, (inspect.getdoc(member) or "").partition("\n")[0], parameters(member), family.origin(name)
        )
        for name, member in family.items()
    ]


def bind(family: Family, choice: Choice, place: Place) -> Callable[..., Any]:
    """Return the chosen function with its parameters filled in.

    place: of the choice in the scenario. A wrong name or parameter is an InputError there, as is what the function
    itself refuses; so is whatever goes wrong in a plug-in.

    >>> double = Registry("curve", "influence_sim.examples", {"double": lambda x, *, by=2.0: by * x})
    >>> bind(double, Choice.model_validate({"name": "double", "by": 3.0}), ("some", "key"))(2.0)
    6.0
    """
    if choice.name not in family:
        hint = suggest_or_list(choice.name, family)
        raise InputError(f'unknown name "{choice.name}"{hint}', path=(*place, "name"))
    member = family[choice.name]
    known = parameters(member)
    for name in choice.parameters:
        if name not in known:
            hint = suggest_or_list(name, known)
            raise InputError(f'"{choice.name}" has no such parameter{hint}', path=(*place, name))
    values = {**known, **choice.parameters}
    origin = family.origin(choice.name)

    def bound(*arguments: Any) -> Any:
        try:
            value = member(*arguments, **values)
        except ValueError as error:
            message = f"{origin}: {plugins.first_line(error)}" if origin else str(error)
            raise InputError(message, path=place) from None
        except Exception as error:
            if origin is None:
                raise
            raise InputError(f"{origin} failed: {plugins.say(error)}", path=place) from error
        if origin is not None and (flaw := family.flaw_of_value(arguments, value)):
            raise InputError(f"{origin}: {flaw}", path=place)
        return value

    return bound


def within(name: str, value: float, low: float, high: float) -> None:
    """Refuse a parameter outside its legal range by a ValueError.

    >>> within("beta", 5.0, 0.0, 4.0)
    Traceback (most recent call last):
    ValueError: beta = 5 is outside [0, 4]
    """
    if not low <= value <= high:
        raise ValueError(f"{name} = {value:g} is outside [{low:g}, {high:g}]")
