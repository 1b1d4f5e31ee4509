"""Words of the models about a key: its type, its legal range, its description, its neighbours' names."""

from collections.abc import Iterable, Mapping
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, NamedTuple, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from sim.scenario.base import FORMS, Choice
from sim.scenario.model import Scenario
from sim.scenario.toml.keys import Key, toml, whole

FIXED = ("run", "schema_version")
"""Tables and keys whose numbers may not be distributions."""


class Spot(NamedTuple):
    """A place in a scenario, by what may stand there."""

    type: Any
    limits: tuple[Any, ...] = ()
    field: FieldInfo | None = None

    @property
    def number(self) -> bool:
        """Whether a single number stands there."""
        return self.type in (int, float)

    @property
    def is_table(self) -> bool:
        """Whether a table stands there."""
        return is_model(self.type) or get_origin(self.type) is dict

    @property
    def is_fraction(self) -> bool:
        """Whether it is a float within [0, 1], so that percent strings make sense."""
        return self.type is float and (self.limit("ge", "gt"), self.limit("le", "lt")) == (0.0, 1.0)

    def limit(self, *names: str) -> Any:
        """The first limit of one of these names (ge, gt, le, lt, min_length, ...), or None."""
        values = (getattr(limit, name, None) for limit in self.limits for name in names)
        return next((value for value in values if value is not None), None)


def is_model(kind: Any) -> bool:
    """Whether a type is a table of the model.

    >>> is_model(Scenario), is_model(int)
    (True, False)
    """
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def unwrap(annotation: Any, limits: tuple[Any, ...] = ()) -> Spot:
    """An annotation without Annotated and without None.

    >>> unwrap(int | None).type
    <class 'int'>
    """
    origin = get_origin(annotation)
    if origin is Annotated:
        inner, *extra = get_args(annotation)
        inside = [limit for item in extra for limit in getattr(item, "metadata", [item])]
        return unwrap(inner, (*limits, *inside))
    if origin in (Union, UnionType):
        (inner,) = (option for option in get_args(annotation) if option is not NoneType)
        return unwrap(inner, limits)
    return Spot(annotation, limits)


def fields_of(kind: Any) -> Mapping[str, FieldInfo]:
    """The keys of a table of the model, as they are written.

    >>> list(fields_of(Scenario))[:3]
    ['schema_version', 'name', 'platform']
    """
    if not is_model(kind):
        return {}
    return {field.alias or name: field for name, field in kind.model_fields.items()}


def child(spot: Spot, part: str | int) -> Spot | None:
    """The place under a key or an index; None where the models know none.

    >>> child(Spot(Scenario), "name").type
    <class 'str'>
    """
    if is_model(spot.type):
        field = fields_of(spot.type).get(str(part))
        if field is not None:
            return unwrap(field.annotation, tuple(field.metadata))._replace(field=field)
        return Spot(float) if issubclass(spot.type, Choice) else None
    arguments = get_args(spot.type)
    if get_origin(spot.type) is dict:
        return unwrap(arguments[1])
    return unwrap(arguments[0]) if get_origin(spot.type) is tuple else None


def find(key: Key, root: Spot | None = None) -> Spot | None:
    """The place at a key of a scenario, or of another table.

    >>> find(("creators", 0, "count")).type
    <class 'int'>
    """
    spot: Spot | None = root or Spot(Scenario)
    for part in key:
        spot = child(spot, part) if spot is not None else None
    return spot


def may_vary(key: Key) -> bool:
    """Whether the number at this key may be a distribution.

    >>> may_vary(("costs", "hour_usd")), may_vary(("run", "seed"))
    (True, False)
    """
    return key[0] not in FIXED


def is_money(key: Key) -> bool:
    """Whether the number at this key is money, which may be a text such as "50k".

    >>> is_money(("costs", "hour_usd")), is_money(("run", "seed"))
    (True, False)
    """
    return isinstance(key[-1], str) and key[-1].endswith("_usd")


def legal(spot: Spot) -> str:
    """Legal values of a place, in words.

    >>> legal(find(("creators", 0, "breadth")))
    'a number from 0 to 1'
    """
    if spot.number:
        return _legal_number(spot)
    if spot.type is str:
        return _legal_text(spot)
    if spot.type is bool:
        return "true or false"
    if get_origin(spot.type) is Literal:
        return one_of(get_args(spot.type))
    if spot.is_table:
        return "a table" if spot.limit("min_length") is None else "a table with at least 1 key"
    if any(map(is_model, get_args(spot.type))):
        return "at least one table under [[double brackets]]"
    return _legal_array(spot)


def _legal_array(spot: Spot) -> str:
    least, most = spot.limit("min_length"), spot.limit("max_length")
    if least is None:
        return "an array"
    return f"an array of at least {least} value" if most is None else f"an array of {least} to {most} values"


def one_of(names: Iterable[str]) -> str:
    """A choice in words.

    >>> one_of(["a", "b"])
    'one of "a", "b"'
    """
    return "one of " + ", ".join(map(toml, names))


def _legal_number(spot: Spot) -> str:
    least, most = spot.limit("ge"), spot.limit("le")
    if least is not None and least == most:
        return _end(least)
    noun = "a whole number" if spot.type is int else "a number"
    within = span(spot)
    return " ".join(filter(None, (noun, "from" if least is not None and most is not None else "", within)))


def span(spot: Spot) -> str:
    """The legal range of a number, in words; empty where there is none.

    >>> span(find(("run", "horizon_days")))
    '1 to 730'
    """
    least, most = spot.limit("ge"), spot.limit("le")
    if least is not None and most is not None:
        return f"{_end(least)} to {_end(most)}" if least != most else ""
    ends = (("at least", least), ("above", spot.limit("gt")), ("at most", most), ("below", spot.limit("lt")))
    return " and ".join(f"{word} {_end(end)}" for word, end in ends if end is not None)


def _end(end: float) -> str:
    if end == 1e12:
        return "1e12"
    return whole(int(end)) if float(end).is_integer() else f"{end:g}"


def _legal_text(spot: Spot) -> str:
    least, most, pattern = spot.limit("min_length"), spot.limit("max_length"), spot.limit("pattern")
    if least is None:
        return "text"
    length = f"at least {least} character" if most is None else f"{least} to {most} characters"
    return " ".join(filter(None, ("text of", length, FORMS.get(pattern))))
