"""Tables as written -> tables as the models want them; the distributions are noted on the way."""

import math
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from pydantic import ValidationError

from sim.errors import InputError
from sim.numerals import read_money
from sim.scenario.fields import Spot, child, is_money, may_vary, one_of
from sim.scenario.model import Scenario
from sim.scenario.toml.complain import problems_of
from sim.scenario.toml.keys import Key, brief
from sim.scenario.uncertain import DISTRIBUTIONS, Distribution
from sim.text import suggest

PERCENT = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,9})?) ?%")
SHAPE = ("sd", "sigma", "concentration")
PLAIN = ("dist", *SHAPE)


class Prepared(NamedTuple):
    """A tree of tables whose numbers have their types, and what was found in it."""

    tree: dict[str, Any]
    uncertain: dict[Key, Distribution]
    problems: list[InputError]


def prepare(tree: Mapping[str, Any]) -> Prepared:
    """Read texts for numbers (percent, money), whole floats and distributions; unknown keys are left to the models.

    >>> prepare({"creators": [{"breadth": "5%", "count": 3.0}]}).tree
    {'creators': [{'breadth': 0.05, 'count': 3}]}
    """
    prepared = Prepared({}, {}, [])
    prepared.tree.update(_visit(tree, Spot(Scenario), (), prepared))
    return prepared


def _visit(node: Any, spot: Spot | None, key: Key, prepared: Prepared) -> Any:
    if spot is None:
        return node
    if spot.number:
        return _number(node, spot, key, prepared)
    if isinstance(node, dict):
        return {part: _visit(inner, child(spot, part), (*key, part), prepared) for part, inner in node.items()}
    if isinstance(node, list):
        return [_visit(inner, child(spot, i), (*key, i), prepared) for i, inner in enumerate(node)]
    return node


def _number(node: Any, spot: Spot, key: Key, prepared: Prepared) -> Any:
    try:
        if not (isinstance(node, dict) and "dist" in node):
            return _plain(_money(node, key), spot)
        ends = {name: value if name in PLAIN else _money(value, key) for name, value in node.items()}
    except InputError as error:
        prepared.problems.append(error)
        return 0.0
    table = {name: value if name in SHAPE else _plain(value, spot) for name, value in ends.items()}
    try:
        prepared.uncertain[key] = _distribution(table, key)
    except ValidationError as error:
        prepared.problems.extend(problems_of(error, Spot(DISTRIBUTIONS[table["dist"]]), key))
    except InputError as error:
        prepared.problems.append(error)
    return table


def _money(value: Any, key: Key) -> Any:
    """Money as people type it, in place of a number; anything else as it is. Raises InputError."""
    if not (isinstance(value, str) and is_money(key)):
        return value
    try:
        return read_money(value)
    except ValueError as error:
        raise InputError(f"{brief(value)} {error}", path=key) from None


def _plain(value: Any, spot: Spot) -> Any:
    if spot.is_fraction and isinstance(value, str) and (percent := PERCENT.fullmatch(value.strip())):
        share = float(f"{percent[1]}e-2")
        return share if share <= 1.0 else value  # as it was typed, for the message
    if spot.type is int and isinstance(value, float) and value.is_integer() and abs(value) < 2**63:
        return int(value)
    return 0.0 if value == 0.0 and isinstance(value, float) else value  # -0.0 is the same number


def _distribution(table: Mapping[str, Any], key: Key) -> Distribution:
    name = table["dist"]
    if not may_vary(key):
        raise InputError("must be a plain number, not a distribution", path=key)
    if not isinstance(name, str) or name not in DISTRIBUTIONS:
        message = f"must be {one_of(DISTRIBUTIONS)}, not {brief(name)}{suggest(name, DISTRIBUTIONS)}"
        raise InputError(message, path=(*key, "dist"))
    return DISTRIBUTIONS[name].model_validate(table)


def validate(tree: Any, values: Mapping[Key, float]) -> Scenario:
    """The scenario with these values in place of its distributions. Raises ValidationError.

    >>> from sim.scenario.load import EXAMPLE, loads
    >>> validate(loads(EXAMPLE).tree, {("creators", 0, "followers"): 500.0}).creators[0].followers
    500.0
    """
    return Scenario.model_validate(_freeze(tree, Spot(Scenario), (), values))


def _freeze(node: Any, spot: Spot | None, key: Key, values: Mapping[Key, float]) -> Any:
    """A copy with tuples for arrays, as frozen models want them."""
    if key in values:
        return _round(values[key]) if spot is not None and spot.type is int else portable(values[key])
    if isinstance(node, dict):
        return {part: _freeze(inner, spot and child(spot, part), (*key, part), values) for part, inner in node.items()}
    if isinstance(node, list):
        return tuple(_freeze(inner, spot and child(spot, i), (*key, i), values) for i, inner in enumerate(node))
    return node


def portable(value: float) -> float:
    """Twelve digits of a value: what libraries of different machines agree on, so that results are equal.

    >>> portable(0.1 + 0.2)
    0.3
    """
    return float(f"{value:.12g}")


def _round(value: float) -> float:
    return round(value) if math.isfinite(value) else value
