"""Workbooks (xlsx, xls, ods) and Parquet as rows of cells of text; the one door to python-calamine."""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sim.errors import InputError, MissingExtraError
from sim.tables.reading import parquet_file
from sim.tables.reading.spelling import spell_cell
from sim.tables.reading.textfile import WORKBOOK_PARTS
from sim.text import quote, quote_all, suggest

MOST_CELLS = 50_000_000
OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"
NumberedRows = Iterator[tuple[int, list[str]]]


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


def read_rows(data: bytes, path: Path, kind: str, name: str | None) -> tuple[NumberedRows, list[str]]:
    """Read the rows of a workbook's sheet with their numbers, and notes. Raises InputError, MissingExtraError."""
    if kind == "parquet":
        if name is not None:
            raise InputError(f"has no sheets; {quote(name)} was asked for", file=path)
        return parquet_file.read_rows(data, path), []
    return _workbook_rows(data, path, name)


def _workbook_rows(data: bytes, path: Path, name: str | None) -> tuple[NumberedRows, list[str]]:
    try:
        from python_calamine import CalamineError, CalamineWorkbook
    except ImportError:
        raise MissingExtraError('reading a workbook needs: pip install "influence-sim[sheets]"') from None
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        names = _sheets(book)
        chosen, notes = _choose(names, name, path)
        sheet = book.get_sheet_by_name(chosen)
        if sheet.total_height * sheet.total_width > MOST_CELLS:
            raise InputError(f"{sheet.total_height:,} x {sheet.total_width:,} cells; at most {MOST_CELLS:,}", file=path)
        rows = sheet.to_python(skip_empty_area=False)
    except InputError:
        raise
    except (CalamineError, ValueError, OSError, zipfile.BadZipFile) as error:
        raise InputError(f"damaged workbook, or one with a password: {error}", file=path) from None
    return ((number, [spell_cell(cell) for cell in row]) for number, row in enumerate(rows, 1)), notes


def _sheets(book: Any) -> dict[str, bool]:
    """Names of the sheets that hold cells, and whether people see each."""
    visible = {str(one.name): str(one.visible).endswith("Visible") for one in book.sheets_metadata}
    return {name: visible.get(name, True) for name in book.sheet_names if book.get_sheet_by_name(name).total_height}


def _choose(names: dict[str, bool], wanted: str | None, path: Path) -> tuple[str, list[str]]:
    """The sheet to read, and a note where it was one of several. Raises InputError."""
    if not names:
        raise InputError("no sheet holds anything", file=path)
    if wanted is not None:
        for name in names:
            if name.casefold() == wanted.casefold():
                return name, []
        raise InputError(f"no sheet {quote(wanted)}; there are {quote_all(list(names))}{suggest(wanted, list(names))}",
                         file=path)  # fmt: skip
    seen = [name for name, visible in names.items() if visible] or list(names)
    others = [name for name in names if name != seen[0]]
    note = f"sheet {quote(seen[0])} is read, not {quote_all(others, 4)}"
    return seen[0], [note] if others else []
