"""Answers as plain values: what JSON can hold, numbers as numbers, with their units."""

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from sim.measures.catalogue import MEASURES
from sim.scenario.describe.key_units import PURE
from sim.statistics.intervals import Interval


def plain_value(value: Any) -> Any:
    """The value without numpy and without tuples; a number that is undefined or unbounded becomes None."""
    if isinstance(value, np.ndarray | np.generic):
        return plain_value(value.tolist())
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else None
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        return plain_value(value._asdict())
    if isinstance(value, Mapping):
        return {name: plain_value(part) for name, part in value.items()}
    return [plain_value(part) for part in value] if isinstance(value, tuple | list) else value


def quantity(value: Interval | float | int, unit: str) -> dict[str, Any]:
    """A number with its unit, and with the ends of its 95% interval where it has one."""
    number = plain_value(value)
    return {**number, "unit": unit} if isinstance(number, dict) else {"value": number, "unit": unit}


def series(values: Any, unit: str) -> dict[str, Any]:
    """Numbers that have one unit, in a list or a table."""
    return {"values": plain_value(values), "unit": unit}


def measure_unit(name: str) -> str:
    """The unit of a measure; "1" for a plain count or ratio."""
    return MEASURES[name].unit or PURE
