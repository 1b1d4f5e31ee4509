"""Columns of numbers: which mark is the decimal one is decided for a whole column, and said.

A column proves it itself (12,5; 1.234,56; 1,234,567), or the other columns of its file do. A number with three digits
behind a single mark, 1.200, has two readings; where nothing decides between them the file is refused with both.
"""

from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from pathlib import Path
from typing import NamedTuple

import numpy as np

from sim.core.arrays import F64
from sim.errors import InputError, option
from sim.numerals import NO_CENTS, Numeral, list_readings, read_numeral, says_nothing
from sim.text import quote

THOUSANDS_MARK = {".": ",", ",": "."}
THOUSAND_BESIDE_MIL = "k"  # where it stands too, mil is a million


class NumberKind(Enum):
    """Kinds of numbers that a column can hold, as errors say them."""

    COUNT = "count; write 1234, 1,234 or 1.2k"
    MEAN = "number; write 1234.5, 1,234 or 1.2k"
    MONEY = "amount; write 1234, 12.50, $1,200 or 1.2k"
    SHARE = "share or rate; write 0.042 or 4.2%"


class TextColumn(NamedTuple):
    """The cells of one column as they stand in the file."""

    file: Path
    meaning: str
    header: str
    cells: Sequence[str]  # tidy, one for each row
    lines: Sequence[int]

    def error(self, row: int, message: str) -> InputError:
        """An error about one cell."""
        return InputError(message, file=self.file, line=self.lines[row], path=(self.header,))

    def whole_error(self, message: str) -> InputError:
        """An error about the column."""
        return InputError(message, file=self.file, path=(self.header,))

    def example(self, wanted: Callable[[Numeral], bool]) -> str:
        """The first cell that is such a number, with its line; empty where there is none."""
        for cell, line in zip(self.cells, self.lines, strict=True):
            if (numeral := read_numeral(cell)) and wanted(numeral):
                return f"{quote(cell)} on line {line}"
        return ""


class Numbers(NamedTuple):
    """The numbers of a column; nan for cells that say nothing or are wrong."""

    value: F64  # [row]
    percent: np.ndarray  # [row] bool: written with a sign for per cent
    currency: str  # code of ISO 4217; empty: none is written
    faults: Mapping[int, InputError]  # by row


def proven_mark(column: TextColumn, kind: NumberKind) -> str:
    """The decimal mark that a column's own cells prove; empty where they prove none.

    Raises InputError where one cell proves a dot and another a comma.
    """
    marks = {mark for cell in set(column.cells) if (mark := _mark_of(read_numeral(cell), kind))}
    if len(marks) < 2:
        return next(iter(marks), "")
    dot, comma = column.example(lambda n: _mark_of(n, kind) == "."), column.example(lambda n: _mark_of(n, kind) == ",")
    message = f"the decimal mark is a dot in {dot} and a comma in {comma}; write all with one"
    raise column.whole_error(message)


def _mark_of(numeral: Numeral | None, kind: NumberKind) -> str:
    """The decimal mark that a number proves as one of this kind."""
    if numeral is None or (numeral.is_clear and len(numeral.readings) == 2):
        return ""
    if numeral.mark:
        return numeral.mark
    if kind is NumberKind.COUNT:
        whole = [mark for mark, value in numeral.readings.items() if value == int(value)]
        return whole[0] if len(whole) == 1 else ""
    return ""


def decide_mark(column: TextColumn, kind: NumberKind, others: str, separator: str) -> str:
    """The decimal mark of a column; empty where none of its cells needs one.

    others: the mark that other columns of the file prove, ".", "," or nothing; separator: of the file's cells.
    Raises InputError with both readings where nothing decides.
    """
    own = proven_mark(column, kind)
    unclear = [cell for cell in column.cells if (n := read_numeral(cell)) and not n.is_clear]
    if own or not unclear:
        return own
    marks = {mark for cell in unclear for mark in ".," if mark in NO_CENTS.sub("", cell)}
    if kind is NumberKind.SHARE and len(marks) == 1:  # nobody writes thousands in a share
        return marks.pop()
    if others and marks == {THOUSANDS_MARK[others]}:
        return others  # thousands, in a file whose other numbers have the other mark for decimals
    if not others and marks == {","} and separator == ",":
        return "."
    if not others and marks == {"."} and separator == ";":
        return ","
    row = next(row for row, cell in enumerate(column.cells) if cell == unclear[0])
    readings = (read_numeral(unclear[0]) or Numeral({}, False, "", "")).readings
    both = list_readings(readings.values())
    mend = f"write numbers without marks for thousands, or say with {option('decimal')} which mark is for decimals"
    raise column.error(row, f"{quote(unclear[0])} may be {both}; {mend}")


def read_numbers(column: TextColumn, kind: NumberKind, mark: str) -> Numbers:
    """The numbers of a column with this decimal mark. Wrong cells are faults of their rows.

    Raises InputError where amounts are in several currencies.
    """
    n = len(column.cells)
    value, percent = np.full(n, np.nan), np.zeros(n, bool)
    faults: dict[int, InputError] = {}
    currencies: dict[str, int] = {}
    units = {numeral.unit for cell in set(column.cells) if (numeral := read_numeral(cell))}
    for row, cell in enumerate(column.cells):
        if cell.isascii() and cell.isdecimal() and len(cell) < 16:
            value[row] = int(cell)
            continue
        if says_nothing(cell):
            continue
        numeral = read_numeral(cell)
        if fault := _fault(cell, numeral, kind, units):
            faults[row] = column.error(row, fault)
            continue
        assert numeral is not None
        number = numeral.readings.get(mark or next(iter(numeral.readings)))
        if number is None:
            faults[row] = column.error(row, f"{quote(cell)} is no {kind.value}")
            continue
        value[row], percent[row] = float(number), numeral.percent
        if numeral.currency:
            currencies.setdefault(numeral.currency, row)
    _refuse_two_currencies(column, currencies)
    return Numbers(value, percent, next(iter(currencies), ""), faults)


def _fault(cell: str, numeral: Numeral | None, kind: NumberKind, units: set[str]) -> str:
    """Return why a cell is no number of this kind; empty where it is one."""
    if numeral is None or (numeral.percent and kind is not NumberKind.SHARE):
        return f"{quote(cell)} is no {kind.value}"
    if numeral.currency and kind is not NumberKind.MONEY:
        return f"{quote(cell)} is money, no {kind.value}"
    if numeral.unit == "mil" and THOUSAND_BESIDE_MIL not in units:
        return f"{quote(cell)} may be thousand or million; write k or M"
    if any(value < 0 for value in numeral.readings.values()):
        return f"{quote(cell)} is negative; 0 or more"
    return ""


def _refuse_two_currencies(column: TextColumn, currencies: Mapping[str, int]) -> None:
    if len(currencies) > 1:
        (first, one), (second, two) = list(currencies.items())[:2]
        lines = f"{first} on line {column.lines[one]} and {second} on line {column.lines[two]}"
        raise column.whole_error(f"money in several currencies: {lines}; write all in one")
