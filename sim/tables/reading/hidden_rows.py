"""Rows of a workbook's sheet that people do not see: hidden, folded away or filtered out."""

import io
import posixpath
import zipfile
from collections.abc import Callable
from xml.parsers import expat

Attributes = dict[str, str]
HIDING = {"collapse", "filter"}  # table:visibility of OpenDocument


def find_hidden(data: bytes, sheet: str) -> set[int]:
    """Find the numbers of the hidden rows of a sheet of an xlsx or ods file; xls does not tell them here.

    Whoever reads the cells says what is damaged: what is not understood has no hidden rows.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            if "content.xml" in book.namelist():
                return _hidden_in(book.read("content.xml"), b"table:visibility", sheet)
            part = _part_of(book, sheet)
            return _hidden_in(book.read(part), b"hidden", None) if part else set()
    except (zipfile.BadZipFile, KeyError, OSError, ValueError, expat.ExpatError):
        return set()


def _part_of(book: zipfile.ZipFile, sheet: str) -> str:
    """The file of the archive that holds a sheet of an xlsx workbook; empty: it is not named."""
    sheets: dict[str, str] = {}
    targets: dict[str, str] = {}

    def note(tag: str, attributes: Attributes) -> None:
        if tag == "sheet":
            ids = [value for key, value in attributes.items() if key.rpartition(":")[2] == "id"]
            sheets[attributes.get("name", "")] = ids[0] if ids else ""
        elif tag == "Relationship":
            targets[attributes.get("Id", "")] = attributes.get("Target", "")

    _parse(book.read("xl/workbook.xml"), note)
    _parse(book.read("xl/_rels/workbook.xml.rels"), note)
    target = targets.get(sheets.get(sheet, ""), "")
    return posixpath.normpath(posixpath.join("/xl", target)).lstrip("/") if target else ""


class _Rows:
    """The numbers of hidden rows as tags go by; of a file of several tables those of one alone."""

    def __init__(self, table: str | None) -> None:
        self.hidden: set[int] = set()
        self.table, self.here, self.last = table, table is None, 0

    def note(self, tag: str, attributes: Attributes) -> None:
        """Look at a tag."""
        if tag == "table":
            self.here, self.last = attributes.get("table:name") == self.table, 0
        elif tag == "row":
            self.last = int(attributes.get("r", self.last + 1))
            if attributes.get("hidden") in ("1", "true"):
                self.hidden.add(self.last)
        elif tag == "table-row" and self.here:
            count = int(attributes.get("table:number-rows-repeated", 1))
            if attributes.get("table:visibility") in HIDING:
                self.hidden.update(range(self.last + 1, self.last + 1 + min(count, 1 << 21)))
            self.last += count


def _hidden_in(content: bytes, mark: bytes, table: str | None) -> set[int]:
    if mark not in content:  # looking at each tag takes as long as reading the cells
        return set()
    rows = _Rows(table)
    _parse(content, rows.note)
    return rows.hidden


def _parse(content: bytes, note: Callable[[str, Attributes], None]) -> None:
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda tag, attributes: note(tag.rpartition(":")[2], attributes)
    parser.EntityDeclHandler = _refuse_entity
    parser.Parse(content, True)


def _refuse_entity(*_: object) -> None:  # they can expand without end
    raise ValueError("a workbook needs no entities")
