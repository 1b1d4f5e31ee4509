"""The values of a scenario as text (`sim config show`): each with its origin."""

import tomllib
from typing import Any

from sim.report.style.table import TextTable, render
from sim.scenario.describe.key_units import unit_of_key
from sim.scenario.describe.resolved import ResolvedValue, rows
from sim.scenario.load import Loaded

RELIABILITY = "Reliability of a source: H measured, M credible, L weak, J our judgement."


def text(loaded: Loaded, form: str, wide: bool) -> str:
    """The scenario as a table, JSON or CSV."""
    return render(table(loaded), form, wide)


def table(loaded: Loaded) -> TextTable:
    """Every value of the scenario, a row each."""
    heading = f"{loaded.scenario.name} (--set before file before preset {loaded.scenario.platform} before default)"
    lines = [(row.key, row.value, row.origin) for row in rows(loaded)]
    return TextTable(heading, ("key", "value", "from"), list(lines), [RELIABILITY])


def as_dict(loaded: Loaded) -> dict[str, Any]:
    """Every value of the scenario as a plain value, with its unit where it is a number, and its origin."""
    return {"title": loaded.scenario.name, "values": [value_with_unit(row) for row in rows(loaded)]}


def value_with_unit(row: ResolvedValue) -> dict[str, Any]:
    """A value of the scenario; a distribution is a table."""
    value = tomllib.loads(f"value = {row.value}")["value"]
    parts = value if isinstance(value, dict | list) else [value]
    numbers = [part for part in (parts.values() if isinstance(parts, dict) else parts) if is_number(part)]
    unit = {"unit": unit_of_key(row.key)} if numbers else {}
    known = {**value, **unit} if isinstance(value, dict) else value
    return {"key": row.key, "value": known, **unit, "from": row.origin}


def is_number(value: Any) -> bool:
    """Whether a value is a number."""
    return isinstance(value, int | float) and not isinstance(value, bool)
