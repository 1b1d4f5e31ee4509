"""Tables as text: aligned on a terminal, tab-separated in a pipe."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sim.tables.csv_text import csv_text
from sim.text import printable


class TextTable(NamedTuple):
    """A heading, columns, rows of text, and notes below."""

    heading: str
    header: tuple[str, ...]
    rows: list[tuple[str, ...]]
    notes: list[str]


def is_number(text: str) -> bool:
    """Whether a cell looks like a number, and stands to the right."""
    text = text.removeprefix("± ")
    return text[:1].isdigit() or text[:2].lstrip("-")[:1].isdigit() or text in ("-", "", "unbounded")


def align(table: TextTable) -> list[str]:
    """Rows with columns of even width, numbers to the right."""
    cells = [table.header, *table.rows]
    widths = [max(len(row[index]) for row in cells) for index in range(len(table.header))]
    right = [all(is_number(row[index]) for row in table.rows) for index in range(len(table.header))]

    def line(row: tuple[str, ...]) -> str:
        filled = (
            cell.rjust(width) if to_right else cell.ljust(width)
            for cell, width, to_right in zip(row, widths, right, strict=True)
        )
        return "  ".join(filled).rstrip()

    return [line(table.header), *(line(row) for row in table.rows)]


def plain(table: TextTable, wide: bool) -> str:
    """The table as text."""
    body = align(table) if wide else ["\t".join(row) for row in [table.header, *table.rows]]
    parts = [table.heading, *body] if not wide else [table.heading, "", *body, ""]
    return printable("\n".join([*parts, *table.notes]))


NUMBER = re.compile(r"-?[0-9]{1,3}(,?[0-9]{3})*(\.[0-9]+)?(e[+-]?[0-9]+)?", re.ASCII)
NO_NUMBER = ("-", "", "infinite", "undefined")  # in a column of numbers


def numeric_columns(table: TextTable) -> list[bool]:
    """Whether each column holds numbers for programs; the first names its row, whatever it is called."""
    columns = [[row[index] for row in table.rows] for index in range(len(table.header))]
    numeric = [
        any(NUMBER.fullmatch(cell) for cell in cells)
        and all(cell in NO_NUMBER or NUMBER.fullmatch(cell) for cell in cells)
        for cells in columns
    ]
    return [False, *numeric[1:]]


def number_of(cell: str) -> float | int | str | None:
    """A number as a program takes it; None for a dash, text where it has no value."""
    if not NUMBER.fullmatch(cell):
        return cell if cell in NO_NUMBER[2:] else None
    plain = cell.replace(",", "")
    return int(plain) if plain.lstrip("-").isdigit() else float(plain)


def render(table: TextTable, form: str, wide: bool) -> str:
    """The table as `table`, `json` or `csv`; numbers for programs have no separators of thousands."""
    if form not in ("json", "csv"):
        return plain(table, wide)
    numeric = numeric_columns(table)
    rows = [
        [number_of(cell) if as_number else cell for cell, as_number in zip(row, numeric, strict=True)]
        for row in table.rows
    ]
    if form == "csv":
        return rows_csv(table.header, rows)
    named = [dict(zip(table.header, row, strict=True)) for row in rows]
    return json.dumps({"heading": table.heading, "rows": named, "notes": table.notes}, indent=2)


def columns_of(table: TextTable) -> dict[str, list[float | int | str | None]]:
    """The table by columns for programs; in columns of numbers, a dash is None."""
    columns: dict[str, list[float | int | str | None]] = {}
    for index, (name, is_numeric) in enumerate(zip(table.header, numeric_columns(table), strict=True)):
        cells = [row[index] for row in table.rows]
        columns[name.strip()] = [number_of(cell) if is_numeric else cell for cell in cells]
    return columns


def rows_csv(header: Iterable[Any], rows: Iterable[Iterable[Any]]) -> str:
    """Rows as CSV, without a last line end."""
    return csv_text([header, *rows]).removesuffix("\n")


def csv_of(columns: Mapping[str, Sequence[Any]]) -> str:
    """Columns of equal length as CSV."""
    return rows_csv(columns, zip(*columns.values(), strict=True))
