"""Tables as written -> tables as the models want them; the distributions are noted on the way."""

import math
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from pydantic import ValidationError

from sim.errors import InputError
from sim.scenario.fields import Spot, child, may_vary, one_of, suggestion
from sim.scenario.model import Scenario
from sim.scenario.toml.complain import problems_of
from sim.scenario.toml.keys import Key, brief
from sim.scenario.uncertain import DISTRIBUTIONS, Distribution

PERCENT = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,9})?) ?%")
SHAPE = ("sd", "sigma", "concentration")


class Prepared(NamedTuple):
    """A tree of tables whose numbers have their types, and what was found in it."""

    tree: dict[str, Any]
    uncertain: dict[Key, Distribution]
    problems: list[InputError]


def prepare(tree: dict[str, Any]) -> Prepared:
    """Reads percent strings, whole floats and distributions; unknown keys are left to the models."""
    prepared = Prepared({}, {}, [])
    prepared.tree.update(_visit(tree, Spot(Scenario), (), prepared))
    return prepared


def _visit(node: Any, spot: Spot | None, key: Key, found: Prepared) -> Any:
    if spot is None:
        return node
    if spot.number:
        return _number(node, spot, key, found)
    if isinstance(node, dict):
        return {part: _visit(inner, child(spot, part), (*key, part), found) for part, inner in node.items()}
    if isinstance(node, list):
        return [_visit(inner, child(spot, i), (*key, i), found) for i, inner in enumerate(node)]
    return node


def _number(node: Any, spot: Spot, key: Key, found: Prepared) -> Any:
    if not (isinstance(node, dict) and "dist" in node):
        return _plain(node, spot)
    table = {name: value if name in SHAPE else _plain(value, spot) for name, value in node.items()}
    try:
        found.uncertain[key] = _distribution(table, key)
    except ValidationError as error:
        found.problems.extend(problems_of(error, Spot(DISTRIBUTIONS[table["dist"]]), key))
    except InputError as error:
        found.problems.append(error)
    return table


def _plain(value: Any, spot: Spot) -> Any:
    if spot.is_fraction and isinstance(value, str) and (percent := PERCENT.fullmatch(value.strip())):
        share = float(f"{percent[1]}e-2")
        return share if share <= 1.0 else value  # as it was typed, for the message
    if spot.type is int and isinstance(value, float) and value.is_integer() and abs(value) < 2**63:
        return int(value)
    return 0.0 if value == 0.0 and isinstance(value, float) else value  # -0.0 is the same number


def _distribution(table: dict[str, Any], key: Key) -> Distribution:
    name = table["dist"]
    if not may_vary(key):
        raise InputError("must be a plain number, not a distribution", path=key)
    if not isinstance(name, str) or name not in DISTRIBUTIONS:
        message = f"must be {one_of(DISTRIBUTIONS)}, not {brief(name)}{suggestion(name, DISTRIBUTIONS)}"
        raise InputError(message, path=(*key, "dist"))
    return DISTRIBUTIONS[name].model_validate(table)


def validate(tree: Any, values: Mapping[Key, float]) -> Scenario:
    """The scenario with these values in place of its distributions; raises ValidationError."""
    return Scenario.model_validate(_frozen(tree, Spot(Scenario), (), values))


def _frozen(node: Any, spot: Spot | None, key: Key, values: Mapping[Key, float]) -> Any:
    """A copy with tuples for arrays, as frozen models want them."""
    if key in values:
        return _rounded(values[key]) if spot is not None and spot.type is int else portable(values[key])
    if isinstance(node, dict):
        return {part: _frozen(inner, spot and child(spot, part), (*key, part), values) for part, inner in node.items()}
    if isinstance(node, list):
        return tuple(_frozen(inner, spot and child(spot, i), (*key, i), values) for i, inner in enumerate(node))
    return node


def portable(value: float) -> float:
    """Twelve digits of a value: what libraries of different machines agree on, so that results are equal."""
    return float(f"{value:.12g}")


def _rounded(value: float) -> float:
    return round(value) if math.isfinite(value) else value
