"""Hidden rows of workbooks: by the numbers that people see, of the sheet that is asked for."""

import io
import zipfile

import xlsxwriter

from sim.tables.reading.hidden_rows import find_hidden


def archive(**parts):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as file:
        for name, content in parts.items():
            file.writestr(name.replace("__", "."), content)
    return data.getvalue()


def test_rows_of_each_sheet_of_xlsx():
    data = io.BytesIO()
    with xlsxwriter.Workbook(data) as book:
        for name, rows in (("A & B", (1, 3)), ("C", (0,)), ("D", ())):
            page = book.add_worksheet(name)
            for row in range(5):
                page.write(row, 0, "x")
            for row in rows:
                page.set_row(row, None, None, {"hidden": True})
    found = {name: find_hidden(data.getvalue(), name) for name in ("A & B", "C", "D", "E")}
    assert found == {"A & B": {2, 4}, "C": {1}, "D": set(), "E": set()}


def test_rows_of_one_table_of_ods_with_repeated_rows():
    rows = """<t xmlns:table="u">
    <table:table table:name="A"><table:table-row table:visibility="collapse"/></table:table>
    <table:table table:name="B"><table:table-row table:number-rows-repeated="3"/>
    <table:table-row table:number-rows-repeated="2" table:visibility="filter"/><table:table-row/></table:table></t>"""
    data = archive(content__xml=rows)
    assert (find_hidden(data, "A"), find_hidden(data, "B"), find_hidden(data, "C")) == ({1}, {4, 5}, set())


def test_what_is_not_understood_hides_nothing():
    bomb = '<!DOCTYPE a [<!ENTITY e "x">]><table:table xmlns:table="u" table:visibility="filter">&e;</table:table>'
    for data in (b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", archive(mimetype="x"), archive(content__xml=bomb),
                 archive(content__xml="table:visibility <")):  # fmt: skip
        assert find_hidden(data, "A") == set()
