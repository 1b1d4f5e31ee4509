"""Columns of dates: which of day and month comes first is decided for the whole column, or both readings are told."""

import re
from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

import numpy as np

from sim.core.arrays import F64
from sim.errors import InputError
from sim.numerals import says_nothing
from sim.tables.reading.number_columns import TextColumn
from sim.text import quote

YEAR_FIRST = re.compile(r"([0-9]{4})[-/.]?([0-9]{1,2})[-/.]?([0-9]{1,2})(?:[T ].*|Z)?", re.ASCII)
YEAR_LAST = re.compile(r"([0-9]{1,2})([-/. ])([0-9]{1,2})[-/. ]([0-9]{4}|[0-9]{2})(?:[T ,].*)?", re.ASCII)
NAMED = re.compile(
    r"(?:([0-9]{1,2})[. -]*)?([A-Za-z]{3,9})\.?[ -]*(?:([0-9]{1,2}),?[ -]+)?([0-9]{4})(?:[ ,].*)?", re.ASCII
)
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
CENTURY = 2000  # of years with two digits


class Days(NamedTuple):
    """Days counted from long ago; nan where a cell says nothing or is wrong."""

    value: F64  # [row]
    faults: Mapping[int, InputError]  # by row


def read_days(column: TextColumn) -> Days:
    """Read a column of dates. Raises InputError with both readings where day and month could be either.

    Dates are written 2027-03-01, 1.3.2027, 03/01/2027, 1 March 2027 or Mar 1, 2027, a time behind them does not count.
    """
    value, faults = np.full(len(column.cells), np.nan), {}
    month_first = _is_month_first(column)
    for row, cell in enumerate(column.cells):
        if says_nothing(cell):
            continue
        try:
            value[row] = _day(cell, month_first).toordinal()
        except ValueError:
            faults[row] = column.error(row, f"{quote(cell)} is no date; write 2027-03-01, or nothing")
    return Days(value, faults)


def _is_month_first(column: TextColumn) -> bool:
    """Whether the month comes before the day in dates of numbers. Raises InputError."""
    unclear = -1
    for row, cell in enumerate(column.cells):
        match = YEAR_LAST.fullmatch(cell)
        if match is None or match[2] == ".":  # with dots the day comes first
            continue
        first, second = int(match[1]), int(match[3])
        if first > 12 or second > 12:
            return second > 12
        if first != second and unclear < 0:
            unclear = row
    if unclear >= 0:
        cell = column.cells[unclear]
        raise column.error(unclear, f"{quote(cell)} may have the day or the month first; write 2027-03-01")
    return False


def _day(cell: str, month_first: bool) -> date:
    """The date that a cell is. Raises ValueError."""
    if match := YEAR_FIRST.fullmatch(cell):
        return date(int(match[1]), int(match[2]), int(match[3]))
    if match := YEAR_LAST.fullmatch(cell):
        day, month = (int(match[3]), int(match[1])) if month_first else (int(match[1]), int(match[3]))
        return date(int(match[4]) + (CENTURY if len(match[4]) == 2 else 0), month, day)
    if (match := NAMED.fullmatch(cell)) and (match[1] or match[3]):
        return date(int(match[4]), MONTHS.index(match[2][:3].lower()) + 1, int(match[1] or match[3]))
    raise ValueError(cell)
