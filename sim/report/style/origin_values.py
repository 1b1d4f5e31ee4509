"""The origin of a result as plain values: what its file keeps as text becomes numbers and tables again."""

import json
from collections.abc import Mapping
from typing import Any

from sim.plugins import ATTRIBUTE
from sim.report.style.plain_values import plain_value, quantity

TABLES = ("packages", ATTRIBUTE)  # JSON in a file
WHOLE = ("seed", "engine_format")  # a file keeps them as text: a seed may be too large for its numbers
UNITS = {
    "distinct_followers": "people",
    "following_people": "people",
    "shared_asked": "share",
    "shared_achieved": "share",
    "share_prob": "probability",
    "r0": "engagers per engager",
    "friends": "friends per person",
    "wall_seconds": "s",
}


def origin_values(attributes: Mapping[str, Any]) -> dict[str, Any]:
    """Attributes of a result, sorted by name, as numbers with units, texts and tables."""
    return {name: value_of_attribute(name, attributes[name]) for name in sorted(attributes)}


def value_of_attribute(name: str, value: Any) -> Any:
    """An attribute as a plain value; a text that is not what it should be stays as it is."""
    if name in UNITS:
        return quantity(plain_value(value), UNITS[name])
    try:
        if name in TABLES:
            return json.loads(value)
        return int(value) if name in WHOLE else plain_value(value)
    except ValueError:
        return plain_value(value)
