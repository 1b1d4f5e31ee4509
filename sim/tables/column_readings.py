"""Columns of a table as they were taken: its unit, its range and its first cells, to be shown before it is used."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from sim.core.arrays import F64, I64
from sim.numerals import says_nothing
from sim.tables.reading.header_table import Table

EXAMPLES = 2
UNITS = {
    "followers": "followers",
    "engagement_rate": "% of followers, per post",
    "total_posts": "posts",
    "exclusive": "followers",
    "exclusive_share": "% of followers",
    "fee_usd": "USD",
}
COUNTED = {"avg": "per post", "total": "of all posts"}


class ColumnReading(NamedTuple):
    """One column of a file as it was read."""

    header: str
    meaning: str  # empty: it is not read
    unit: str  # of the range; empty: it holds no numbers
    n_known: int  # cells that say something
    low: float  # nan: it holds no numbers
    high: float
    examples: tuple[str, ...]  # first cells as they stand in the file


def describe_columns(table: Table, values: Mapping[str, F64], kept: I64) -> tuple[ColumnReading, ...]:
    """Describe every column of a table with a header, in the file's order.

    values: by meaning [row], in the units of `unit_of`; kept: the rows that are used.
    """
    meanings = {place: meaning for meaning, place in table.places.items()}
    found = []
    for place, one in enumerate(table.header):
        if one.text:
            meaning = meanings.get(place, "")
            known = values[meaning][kept] if meaning in values else None
            cells = [table.cells[place][row] for row in kept]
            found.append(_describe(one.text, meaning, known, cells))
    return tuple(found)


def _describe(header: str, meaning: str, values: F64 | None, cells: list[str]) -> ColumnReading:
    known = [cell for cell in cells if not says_nothing(cell)]
    examples = tuple(dict.fromkeys(known))[:EXAMPLES]
    if values is None or np.isnan(values).all():
        return ColumnReading(header, meaning, "", len(known), np.nan, np.nan, examples)
    low, high = float(np.nanmin(values)), float(np.nanmax(values))
    return ColumnReading(header, meaning, unit_of(meaning), len(known), low, high, examples)


def unit_of(meaning: str) -> str:
    """The unit in which a column's range is told.

    >>> unit_of("avg_likes"), unit_of("fee_usd")
    ('likes per post', 'USD')
    """
    how, _, what = meaning.partition("_")
    if how in COUNTED and meaning not in UNITS:
        return f"{what} {COUNTED[how]}"
    return UNITS.get(meaning, meaning)
