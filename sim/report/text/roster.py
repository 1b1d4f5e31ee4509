"""A roster as it was read: each column with what it was taken for."""

import json
from pathlib import Path
from typing import Any

import numpy as np

from sim.report.style.numbers import number
from sim.report.style.plain_values import quantity
from sim.report.style.table import TextTable, render
from sim.tables.column_readings import ColumnReading
from sim.tables.roster import Roster
from sim.text import one_line, shorten

HEADER = ("column", "taken for", "cells", "lowest", "highest", "unit", "for example")
NOT_READ = "not read"
LONGEST_EXAMPLE = 24


def text(path: Path, roster: Roster, form: str, wide: bool) -> str:
    """The columns, and what was decided, left out or filled in."""
    if form == "json":
        return json.dumps(as_dict(path, roster), indent=2, ensure_ascii=False, allow_nan=False)
    return render(columns_table(path, roster), form, wide)


def columns_table(path: Path, roster: Roster) -> TextTable:
    """A row for each column of the file, in its order."""
    n = len(roster.handle)
    heading = f"{path}: {n:,} creator{'s' if n != 1 else ''}, {int(roster.followers.sum()):,} followers in all"
    return TextTable(heading, HEADER, [_row(reading) for reading in roster.readings], list(roster.notes))


def _row(reading: ColumnReading) -> tuple[str, ...]:
    examples = ", ".join(shorten(one_line(cell), LONGEST_EXAMPLE) for cell in reading.examples)
    low, high = ("-", "-") if np.isnan(reading.low) else (_number(reading.low), _number(reading.high))
    unit = reading.unit or "-"
    return one_line(reading.header), reading.meaning or NOT_READ, f"{reading.n_known:,}", low, high, unit, examples


def _number(value: float) -> str:
    return number(value, 0 if value == int(value) else 2)


def as_dict(path: Path, roster: Roster) -> dict[str, Any]:
    """The columns as plain values."""
    return {
        "path": str(path),
        "creators": quantity(len(roster.handle), "creators"),
        "followers": quantity(int(roster.followers.sum()), "followers"),
        "columns": [_column(reading) for reading in roster.readings],
        "notes": list(roster.notes),
    }


def _column(reading: ColumnReading) -> dict[str, Any]:
    has_range = not np.isnan(reading.low)
    return {
        "header": reading.header,
        "meaning": reading.meaning or None,
        "cells": quantity(reading.n_known, "cells"),
        "lowest": quantity(reading.low, reading.unit) if has_range else None,
        "highest": quantity(reading.high, reading.unit) if has_range else None,
        "examples": [f"cell {one_line(cell)}" for cell in reading.examples],
    }
