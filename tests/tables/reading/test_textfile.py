"""Files from outside: limits, archives and encodings; each refusal by its exact message."""

import gzip
import io
import zipfile
from pathlib import Path

import pytest

from sim.errors import FileProblem, InputError, InputErrors
from sim.tables.reading import textfile

TEXT = "handle,followers\nanna,7\n"


@pytest.fixture
def read(tmp_path, monkeypatch):
    """Read what is given as the file t.csv."""
    monkeypatch.chdir(tmp_path)

    def reader(content, most=10**9):
        Path("t.csv").write_bytes(content)
        return textfile.read_bytes(Path("t.csv"), most)

    return reader


def message(read, content, **options):
    with pytest.raises(InputError) as caught:
        read(content, **options)
    return str(caught.value)


def zipped(**files):
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in files.items():
            file.writestr(name, content)
    return archive.getvalue()


@pytest.mark.parametrize("content", [TEXT.encode(), gzip.compress(TEXT.encode(), mtime=0), zipped(t=TEXT)])
def test_archives_are_expanded(read, content):
    assert read(content) == TEXT.encode()


def test_a_workbook_is_no_archive_of_one_file(read):
    book = zipped(**{"[Content_Types].xml": "<Types/>"})
    assert read(book) == book


def test_no_such_file(tmp_path):
    with pytest.raises(FileProblem) as caught:
        textfile.read_bytes(tmp_path / "none.csv", 100)
    assert str(caught.value) == f"{tmp_path / 'none.csv'}: no such file"


def test_directories_and_devices_are_never_opened(tmp_path):
    for path in (tmp_path, Path("/dev/zero")):
        with pytest.raises(FileProblem) as caught:
            textfile.read_bytes(path, 100)
        assert str(caught.value) == f"{path}: not a regular file"


def test_a_file_beyond_the_limit(read):
    assert read(b"a" * 20, most=20) == b"a" * 20
    assert message(read, b"a" * 21, most=20) == "t.csv: 21 bytes; at most 20 are read"


def test_an_archive_beyond_the_limit(read):
    for bomb in (gzip.compress(b"a" * 5001, mtime=0), zipped(t=b"a" * 5001)):
        assert message(read, bomb, most=5000) == "t.csv: expands to more than 5,000 bytes; refused"


def test_a_ratio_beyond_any_table(read, monkeypatch):
    monkeypatch.setattr(textfile, "FREE_EXPANSION", 1000)
    for bomb in (gzip.compress(b"0" * 1_000_000, mtime=0), zipped(t=b"0" * 1_000_000)):
        assert message(read, bomb) == f"t.csv: expands to more than {200 * len(bomb):,} bytes; refused"


def test_damaged_archives(read):
    whole = gzip.compress(TEXT.encode() * 100, mtime=0)
    flipped = whole[:40] + bytes([whole[40] ^ 255]) + whole[41:]
    for damaged in (whole[:-10], flipped, b"\x1f\x8bnot gzip at all"):
        assert message(read, damaged).startswith("t.csv: damaged gzip file: ")
    assert message(read, zipped(t=TEXT)[:-30]).startswith("t.csv: damaged zip archive, or one with a password")


@pytest.mark.parametrize(
    ("data", "notes"),
    [
        (TEXT.encode(), []),
        (TEXT.encode("utf-8-sig"), []),
        (TEXT.encode("utf-16"), []),
        (TEXT.encode("utf-16-le"), ["read as UTF-16-LE"]),
        (TEXT.encode("utf-16-be"), ["read as UTF-16-BE"]),
        (TEXT.encode("utf-32"), []),
        (TEXT.replace("\n", "\r\n").encode(), []),
        (TEXT.replace("\n", "\r").encode(), []),
    ],
)
def test_encodings_are_told_apart(data, notes):
    assert textfile.decode_any(data, Path("t.csv")) == (TEXT, notes)


def test_lines_are_numbered_and_blank_ones_skipped():
    found = [(line.number, line.text) for line in textfile.lines("a\n\n b\n", Path("t.csv"))]
    assert found == [(1, "a"), (3, " b")]
    with pytest.raises(InputError, match=r"^t\.csv:1: a line of 100,001 characters; at most 100,000$"):
        list(textfile.lines("a" * 100_001, Path("t.csv")))


def test_errors_are_told_at_once_and_stop_after_twenty():
    textfile.refuse([])
    with pytest.raises(InputErrors) as caught:
        textfile.refuse([InputError(f"wrong {n}", file="t.csv") for n in range(20)])
    told = str(caught.value).split("\n")
    assert (len(told), told[0], told[-1]) == (21, "t.csv: wrong 0", "t.csv: stopped after 20 errors")
