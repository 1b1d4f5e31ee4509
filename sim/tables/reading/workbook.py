"""Workbooks (xlsx, xls, ods) and Parquet as rows of cells of text; the one door to python-calamine."""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from sim.errors import InputError, MissingExtraError
from sim.tables.reading import parquet_file
from sim.tables.reading.hidden_rows import find_hidden
from sim.tables.reading.spelling import spell_cell
from sim.tables.reading.textfile import WORKBOOK_PARTS
from sim.text import quote, quote_all, suggest

MOST_CELLS = 50_000_000
OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"
MOST_LINES = 10  # named in a note
NumberedRows = Iterator[tuple[int, list[str]]]


class BookSheet(NamedTuple):
    """A sheet of a workbook, or a whole file of Parquet."""

    name: str  # where it is one of several that could be meant
    rows: NumberedRows
    notes: list[str]


def kind_of(data: bytes) -> str | None:
    """Whether the bytes are a "workbook" or "parquet"; None for text."""
    if data.startswith(b"PAR1"):
        return "parquet"
    if data.startswith(OLD_WORKBOOK):
        return "workbook"
    if data.startswith(b"PK\x03\x04"):
        try:
            names = set(zipfile.ZipFile(io.BytesIO(data)).namelist())
        except (zipfile.BadZipFile, ValueError, OSError):
            return "workbook"  # whose reader says what is wrong
        return "workbook" if names & WORKBOOK_PARTS else None
    return None


def read_sheets(data: bytes, path: Path, kind: str, name: str | None) -> Iterator[BookSheet]:
    """Read the sheet of a workbook that is named, or each that people see. Raises InputError, MissingExtraError."""
    if kind == "workbook":
        yield from _sheets_of(data, path, name)
        return
    if name is not None:
        raise InputError(f"has no sheets; {quote(name)} was asked for", file=path)
    yield BookSheet("", parquet_file.read_rows(data, path), [])


def read_only(data: bytes, path: Path, kind: str, name: str | None) -> BookSheet:
    """Read the sheet of a workbook that is named, or the only one. Raises InputError where there are several."""
    sheets = list(read_sheets(data, path, kind, name))
    if len(sheets) > 1:
        raise choose_sheet([one.name for one in sheets], path)
    return sheets[0]


def choose_sheet(names: list[str], path: Path) -> InputError:
    """An error about several sheets that could each be meant."""
    message = f"several sheets could be meant: {quote_all(names)}; name one behind a #, as in {path.name}#{names[0]}"
    return InputError(message, file=path)


def _sheets_of(data: bytes, path: Path, name: str | None) -> Iterator[BookSheet]:
    try:
        from python_calamine import CalamineError, CalamineWorkbook
    except ImportError:
        raise MissingExtraError('reading a workbook needs: pip install "influence-sim[sheets]"') from None
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = _sheets(book)
        chosen = _choose(sheets, name, path)
        for each in chosen:
            sheet = book.get_sheet_by_name(each)
            height, width = sheet.total_height, sheet.total_width
            if height * width > MOST_CELLS:
                raise InputError(f"{height:,} x {width:,} cells; at most {MOST_CELLS:,}", file=path)
            rows = sheet.to_python(skip_empty_area=False)
            notes = _sheet_notes(sheets, each, name) + _row_notes(find_hidden(data, each), rows)
            numbered = ((number, [spell_cell(cell) for cell in row]) for number, row in enumerate(rows, 1))
            yield BookSheet(each if len(chosen) > 1 else "", numbered, notes)
    except InputError:
        raise
    except (CalamineError, ValueError, OSError, zipfile.BadZipFile) as error:
        message = f"damaged workbook, or one with a password ({error}); save it again as xlsx or CSV without one"
        raise InputError(message, file=path) from None


def _sheets(book: Any) -> dict[str, bool]:
    """Names of the sheets that hold cells, and whether people see each."""
    visible = {str(one.name): str(one.visible).endswith("Visible") for one in book.sheets_metadata}
    return {name: visible.get(name, True) for name in book.sheet_names if book.get_sheet_by_name(name).total_height}


def _choose(sheets: dict[str, bool], wanted: str | None, path: Path) -> list[str]:
    """The sheets to look at. Raises InputError."""
    if not sheets:
        raise InputError("no sheet holds anything", file=path)
    if wanted is None:
        return [name for name, visible in sheets.items() if visible] or list(sheets)
    for name in sheets:
        if name.casefold() == wanted.casefold():
            return [name]
    there = quote_all(list(sheets))
    raise InputError(f"no sheet {quote(wanted)}; there are {there}{suggest(wanted, list(sheets))}", file=path)


def _sheet_notes(sheets: dict[str, bool], chosen: str, wanted: str | None) -> list[str]:
    """Notes on the sheets that are not read, and on a hidden one that is."""
    if wanted is not None:
        return [] if sheets[chosen] else [f"sheet {quote(chosen)} is hidden in the workbook"]
    others = [name if visible else f"{name} (hidden)" for name, visible in sheets.items() if name != chosen]
    return [f"sheet {quote(chosen)} is read, not {quote_all(others, 4)}"] if others else []


def _row_notes(hidden: set[int], rows: list[list[Any]]) -> list[str]:
    """A note on hidden rows that hold anything: they are read like all others."""
    held = [number for number in sorted(hidden) if number <= len(rows) and any(cell != "" for cell in rows[number - 1])]
    if not held:
        return []
    first = ", ".join(map(str, held[:MOST_LINES])) + (", ..." if len(held) > MOST_LINES else "")
    lines = f"line {first} is hidden in the workbook and" if len(held) == 1 else f"{len(held)} hidden rows are"
    return [f"{lines} read like the others" + ("" if len(held) == 1 else f" (lines {first})")]
