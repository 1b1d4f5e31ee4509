"""Workbooks and Parquet come out as the text that people see, with the numbers of their rows."""

import datetime
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from sim.errors import InputError
from sim.tables.reading import sheet
from sim.tables.reading.header_table import read_table

ROWS = [["handle", "fans", "since"], ["ann", 12000, datetime.date(2027, 3, 1)], ["ben", 1.234, None]]


@pytest.fixture
def book(tmp_path, monkeypatch):
    """Write a workbook of sheets by name; those in brackets are hidden."""
    monkeypatch.chdir(tmp_path)

    def write(sheets):
        with xlsxwriter.Workbook("b.xlsx") as file:
            day = file.add_format({"num_format": "yyyy-mm-dd"})
            for name, rows in sheets.items():
                page = file.add_worksheet(name.strip("()"))
                for number, row in enumerate(rows):
                    for place, cell in enumerate(row):
                        page.write(number, place, cell, day if isinstance(cell, datetime.date) else None)
                if name.startswith("("):
                    page.hide()
                else:
                    page.activate()
        return Path("b.xlsx")

    return write


def read(path, name=None):
    (found,) = sheet.read_sheet(path, 10**6, name)
    return found


def test_cells_are_read_as_they_are_seen(book):
    found = read(book({"Plan": [[], *ROWS]}))
    assert [tuple(row) for row in found.rows] == [
        (2, ["handle", "fans", "since"]), (3, ["ann", "12000", "2027-03-01"]), (4, ["ben", "1.2340"])
    ]  # fmt: skip
    assert found.notes == []


def test_each_visible_sheet_is_looked_at_and_others_are_named(book):
    path = book({"(Old)": ROWS, "Plan": ROWS[:2], "Past": ROWS})
    first, second = sheet.read_sheet(path, 10**6)
    assert (first.name, second.name) == ("Plan", "Past")
    assert (len(first.rows), len(second.rows)) == (2, 3)
    assert first.notes == ['sheet "Plan" is read, not "Old (hidden)", "Past"']
    assert len(read(path, "past").rows) == 3
    assert read(path, "old").notes == ['sheet "Old" is hidden in the workbook']
    with pytest.raises(
        InputError, match=r'b\.xlsx: no sheet "Pats"; there are "Old", "Plan", "Past"; did you mean "Past"'
    ):
        read(path, "Pats")


def test_the_only_sheet_that_fits_is_found_or_all_that_do_are_listed(book):
    path = book({"Notes": [["Agency"], ["2027"]], "Plan": ROWS, "Fees": [["name", "price"], ["ann", 5]]})
    meanings = {"handle": (), "fans": ()}
    assert read_table(path, 10**6, meanings, ("handle", "fans")).columns["fans"].cells == ("12000", "1.2340")
    message = (
        r'^b\.xlsx:1: no column for reach; columns of sheet "Plan" are "handle", "fans", "since"; '
        r'the other sheets are "Notes", "Fees"$'
    )
    with pytest.raises(InputError, match=message):
        read_table(path, 10**6, meanings | {"reach": ()}, ("handle", "reach"))
    path = book({"Past": [["handle", "fans"]], "Plan": ROWS})
    assert read_table(path, 10**6, meanings | {"since": ()}, ("handle",)).columns["since"].cells[0] == "2027-03-01"
    assert read_table(path, 10**6, {"handle": (), "since": ()}, ("handle",), one_of=("since",)).lines == [2, 3]
    path = book({"Plan": ROWS, "Past": ROWS})
    message = r'^b\.xlsx: several sheets could be meant: "Plan", "Past"; name one behind a #, as in b\.xlsx#Plan$'
    with pytest.raises(InputError, match=message):
        read_table(path, 10**6, meanings, ("handle",))
    assert len(read(Path("b.xlsx#past")).rows) == 3
    with pytest.raises(InputError, match=r'^b\.xlsx#Past: names a sheet; --sheet names another, "Plan"$'):
        read(Path("b.xlsx#Past"), "Plan")


def test_hidden_rows_are_read_and_said(tmp_path):
    with xlsxwriter.Workbook(tmp_path / "b.xlsx") as file:
        file.add_worksheet("Empty")
        page = file.add_worksheet("Plan")
        for number, row in enumerate([["handle", "fans"], *([f"c{k}", k] for k in range(1, 6))]):
            page.write_row(number, 0, row)
        for number in (2, 4, 80):
            page.set_row(number, None, None, {"hidden": True})
    found = read(tmp_path / "b.xlsx")
    assert [row.cells for row in found.rows][1:] == [[f"c{k}", f"{k}"] for k in range(1, 6)]
    assert found.notes == ["2 hidden rows are read like the others (lines 3, 5)"]


def test_an_empty_workbook_is_refused(book):
    with pytest.raises(InputError, match=r"b\.xlsx: no sheet holds anything"):
        read(book({"Plan": []}))


MEND = r"damaged workbook.*; save it again as xlsx or CSV without one$"


@pytest.mark.parametrize(
    ("data", "said"),
    [(b"PK\x03\x04" + b"x" * 99, "damaged zip archive"), (b"\xd0\xcf\x11\xe0" + b"\0" * 999, MEND)],
)
def test_a_damaged_workbook_is_refused(tmp_path, data, said):
    path = tmp_path / "b.xls"
    path.write_bytes(data)
    with pytest.raises(InputError, match=said):
        read(path)


CONTENT = """<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">
<office:body><office:spreadsheet><table:table table:name="Plan">
<table:table-row><table:table-cell office:value-type="string"><text:p>handle</text:p></table:table-cell>
<table:table-cell office:value-type="string"><text:p>fans</text:p></table:table-cell></table:table-row>
<table:table-row table:visibility="filter">
<table:table-cell office:value-type="string"><text:p>ann</text:p></table:table-cell>
<table:table-cell office:value-type="float" office:value="7"><text:p>7</text:p></table:table-cell></table:table-row>
</table:table></office:spreadsheet></office:body></office:document-content>"""


MANIFEST = """<?xml version="1.0" encoding="UTF-8"?>
<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">
<manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>
</manifest:manifest>"""


def test_open_documents_are_read(tmp_path):
    path = tmp_path / "b.ods"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        file.writestr("META-INF/manifest.xml", MANIFEST)
        file.writestr("content.xml", CONTENT.replace("\n", " ").replace("> <", "><"))
    assert [row.cells for row in read(path).rows] == [["handle", "fans"], ["ann", "7"]]
    assert read(path).notes == ["line 2 is hidden in the workbook and read like the others"]
