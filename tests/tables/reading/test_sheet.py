"""Sheets: the same rows of cells, in whatever dress; each refusal by its exact message."""

import gzip
import io
import zipfile
from pathlib import Path

import pytest

from sim.errors import FileProblem, InputError
from sim.tables.reading import sheet

PLAIN = "handle,fans\nann,7\nben,8\n"
ROWS = [(1, ["handle", "fans"]), (2, ["ann", "7"]), (3, ["ben", "8"])]


@pytest.fixture
def read(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def reader(content, name=None):
        path = Path("t.csv")
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return next(sheet.read_sheet(path, 10**6, name))

    return reader


def zipped(*names):
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        for name in names:
            file.writestr(name, PLAIN)
    return archive.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        PLAIN,
        PLAIN.replace(",", ";"),
        PLAIN.replace(",", "\t"),
        PLAIN.replace(",", "|"),
        PLAIN.replace("\n", "\r\n"),
        PLAIN.replace("\n", "\r"),
        b"\xef\xbb\xbf" + PLAIN.encode(),
        PLAIN.encode("utf-16"),
        PLAIN.encode("utf-16-le"),
        PLAIN.encode("utf-16-be"),
        PLAIN.replace("\n", ",\n"),
        '"handle","fans"\n"ann","7"\n"ben",8\n',
        gzip.compress(PLAIN.encode(), mtime=0),
        zipped("t.csv"),
        zipped("t.csv", "__MACOSX/._t.csv"),
    ],
)
def test_one_table_in_many_dresses(read, content):
    assert [tuple(row) for row in read(content).rows] == ROWS


def test_a_separator_may_be_told(read):
    assert read("sep=;\nhandle;fans\nann;7,5\n").rows[1] == (3, ["ann", "7,5"])


def test_lines_are_those_of_the_file(read):
    found = read('handle,bio\n\nann,"two\nlines"\n  , \nben,x\n')
    assert [tuple(row) for row in found.rows] == [(1, ["handle", "bio"]), (3, ["ann", "two lines"]), (6, ["ben", "x"])]


def test_western_letters_are_read_and_said(read):
    found = read("handle,caf\xe9\nann,7 and some more letters\n".encode("cp1252"))
    assert found.rows[0].cells == ["handle", "caf\xe9"]
    assert found.notes == ["not UTF-8; read as cp1252 (Western Europe)"]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (PLAIN + '"ann,7\n', "t.csv:4: a quoted cell begins in this row and does not end"),
        (PLAIN + '"ann"x,7\n', "t.csv:4: not readable as CSV: ',' expected after '\"'"),
        (PLAIN + "a" * 100_001 + ",7\n", "t.csv:4: a row of 100,002 characters; at most 100,000"),
        ("handle,fans\nan\0n,7\n", "t.csv:2: a NUL character: not a file of text"),
        (
            b"\x8e\x95\xaf\x90\x97,7\n" * 9,
            "t.csv:1: byte 0x8e is neither UTF-8 nor likely cp1252; save the file as UTF-8",
        ),
        (zipped("a.csv", "b.csv"), 't.csv: an archive of 2 files ("a.csv", "b.csv"); unpack it and name one'),
    ],
)
def test_what_is_refused(read, content, expected):
    with pytest.raises(InputError) as caught:
        read(content)
    assert str(caught.value) == expected


@pytest.mark.parametrize(
    ("content", "what"),
    [
        ("<!DOCTYPE html><html>", "a web page"),
        ('[{"a": 1}]', "JSON"),
        ("%PDF-1.7", "a PDF"),
        (b"\x89PNG\r\n", "a picture"),
    ],
)
def test_what_is_no_table_is_named(read, content, what):
    with pytest.raises(FileProblem) as caught:
        read(content)
    assert str(caught.value) == f"t.csv: {what}, not a table; save it as CSV or xlsx"


def test_text_has_no_sheets(read):
    with pytest.raises(InputError, match=r't\.csv: has no sheets; "Plan" was asked for'):
        read(PLAIN, "Plan")
