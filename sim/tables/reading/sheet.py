"""Sheets: rows of cells with their line numbers, out of text with separators, a workbook or Parquet."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple, TypeVar

from sim.errors import FileProblem, InputError, option
from sim.numerals import tidy
from sim.scenario import files
from sim.tables.reading import textfile, workbook
from sim.text import quote, quote_all

SEPARATORS = (",", ";", "\t", "|")
TRIED = 20  # lines by which a separator is recognised
LONGEST_CELL = 100_000  # characters


class SheetRow(NamedTuple):
    """One row of cells; of text that runs over several lines, the line on which it begins."""

    line: int
    cells: list[str]


class Sheet(NamedTuple):
    """Rows that hold anything, in their order."""

    file: Path
    rows: list[SheetRow]
    separator: str  # empty: cells came as cells
    notes: list[str]
    name: str = ""  # of one sheet of several that could be meant

    def error(self, message: str, row: int = 0) -> InputError:
        """An error about a row."""
        return InputError(message, file=self.file, line=self.rows[row].line if self.rows else None)


def read_sheet(path: Path, most: int, name: str | None = None) -> Iterator[Sheet]:
    """Read the ways in which a file may be cut into cells, the likeliest first; of a workbook each sheet that is seen.

    Each is cut when it is asked for. A separator by which the text is no CSV is passed over, and its fault told where
    none is left. most: bytes; name: of the sheet of a workbook, which may also stand behind a # in the path. Raises
    InputError, FileProblem, MissingExtraError.
    """
    name = sheet_of(path, name)
    data = textfile.read_bytes(path, most)
    kind = workbook.kind_of(data)
    if kind is not None:
        for one in workbook.read_sheets(data, path, kind, name):
            yield _from_workbook(one, path)
        return
    if name is not None:
        raise InputError(f"has no sheets; {quote(name)} was asked for", file=path)
    _refuse_other_formats(data, path)
    text, assumed = textfile.decode_any(data, path)
    yield from _from_text(text, path, assumed)


def sheet_of(path: Path, name: str | None = None) -> str | None:
    """The sheet that is asked for: by name, or behind a # in the path. Raises InputError where both differ.

    >>> sheet_of(Path("plan.xlsx"), "Overlaps")
    'Overlaps'
    """
    in_path = files.split_sheet(path)[1]
    if name is not None and in_path is not None and name.casefold() != in_path.casefold():
        raise InputError(f"names a sheet; {option('sheet')} names another, {quote(name)}", file=path)
    return name if in_path is None else in_path


Found = TypeVar("Found")


def find_only(
    sheets: Iterable[Sheet],
    find: Callable[[Sheet], Found | None],
    prefer: Callable[[list[Found]], Found | None] = lambda _: None,
) -> Found | None:
    """Return what `find` makes of the first way to cut a text, or of the only sheet of a workbook that it can read.

    prefer: the one of several that is meant. Raises InputError where nothing tells, and what `find` raises.
    """
    found: list[Found] = []
    names: list[str] = []
    for one in sheets:
        if (thing := find(one)) is None:
            continue
        if not one.name:
            return thing
        found.append(thing)
        names.append(one.name)
        file = one.file
    if len(found) < 2:
        return found[0] if found else None
    if (best := prefer(found)) is None:
        raise workbook.choose_sheet(names, file)
    return best


def _from_workbook(one: workbook.BookSheet, path: Path) -> Sheet:
    full = (SheetRow(line, [tidy(cell) for cell in cells]) for line, cells in one.rows)
    return Sheet(path, [_cut(row) for row in full if any(row.cells)], "", one.notes, one.name)


def _refuse_other_formats(data: bytes, path: Path) -> None:
    """Name what is no table at all. Raises FileProblem."""
    start = data[:200].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    for mark, what in ((b"%pdf", "a PDF"), (b"\x89png", "a picture"), (b"\xff\xd8\xff", "a picture"),
                       (b"<!doctype html", "a web page"), (b"<html", "a web page"), (b"{", "JSON"), (b"[{", "JSON"),
                       (b"\x89hdf", "a result or another HDF5 file"), (b"sqlite format", "a database")):  # fmt: skip
        if start.startswith(mark):
            raise FileProblem(f"{path}: {what}, not a table; save it as CSV or xlsx")


def _from_text(text: str, path: Path, notes: list[str]) -> Iterator[Sheet]:
    """The text cut by each separator that it may have, the likeliest first. Raises InputError."""
    told, skipped = _told_separator(text)
    if told:
        text = "\n" + text.split("\n", skipped)[skipped] if "\n" in text else ""
    sample = text.split("\n", TRIED)[:TRIED]
    counts = {separator: sum(line.count(separator) for line in sample) for separator in SEPARATORS}
    likely = sorted(SEPARATORS, key=lambda separator: -counts[separator])
    faults: list[InputError] = []
    for separator in [told] if told else [one for one in likely if counts[one]] or [","]:
        try:
            rows = _rows(text, path, separator)
        except InputError as fault:
            faults.append(fault)
        else:
            yield Sheet(path, rows, separator, notes)
    if faults:
        raise faults[0]


def _told_separator(text: str) -> tuple[str, int]:
    """The separator that a first line `sep=;` names, and the number of lines that it takes."""
    first = text.split("\n", 1)[0].strip().strip('"')
    is_told = first.lower().startswith("sep=") and len(first) == 5
    return (first[-1], 1) if is_told else ("", 0)


def _rows(text: str, path: Path, separator: str) -> list[SheetRow]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    rows: list[SheetRow] = []
    begin = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return rows
        except csv.Error as error:
            raise InputError(_csv_fault(error), file=path, line=begin) from None
        if sum(map(len, cells)) > LONGEST_CELL:
            raise InputError(f"a row of {sum(map(len, cells)):,} characters; at most {LONGEST_CELL:,}", file=path,
                             line=begin)  # fmt: skip
        row = SheetRow(begin, [tidy(cell) for cell in cells])
        if any(row.cells):
            rows.append(_cut(row))
        begin = reader.line_num + 1


def _csv_fault(error: csv.Error) -> str:
    text = str(error)
    if "unexpected end of data" in text:
        return "a quoted cell begins in this row and does not end"
    if "field larger" in text:
        return f"a quoted cell of more than {LONGEST_CELL:,} characters begins in this row; does its quote end?"
    return f"not readable as CSV: {text}"


def _cut(row: SheetRow) -> SheetRow:
    """A row without the empty cells at its end."""
    n = len(row.cells)
    while n and not row.cells[n - 1]:
        n -= 1
    return SheetRow(row.line, row.cells[:n])


def skipped_note(sheet: Sheet, header: int) -> list[str]:
    """A note about the rows above the header; empty if there are none."""
    above = [cell for row in sheet.rows[:header] for cell in row.cells if cell]
    return [f"above the header, not read: {quote_all(above, 3)}"] if above else []
