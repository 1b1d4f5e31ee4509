"""Files from outside: limits, encodings, lines and headers; each refusal by its exact message."""

import gzip
from pathlib import Path

import pytest

from sim.errors import FileProblem, InputError
from sim.tables import textfile

MEANINGS = {"handle": ("account", "name"), "followers": ("fans",)}


@pytest.fixture
def read(tmp_path, monkeypatch):
    """Read the table in what is given as the file t.csv, as lines with their cells."""
    monkeypatch.chdir(tmp_path)

    def reader(content, most=10**9):
        path = Path("t.csv")
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        text = textfile.decode(textfile.read_bytes(path, most), path)
        rows = textfile.table(text, path, MEANINGS, ("handle", "followers")).rows
        return [(row.line, *row.cells.values()) for row in rows]

    return reader


def message(read, content, **options):
    with pytest.raises(InputError) as caught:
        read(content, **options)
    return str(caught.value)


HEAD = "handle,followers\n"


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"\xef\xbb\xbfhandle,followers\nanna,7\n", 2),
        (b"handle;followers\nanna;7\n", 2),
        (b"handle\tfollowers\r\nanna\t7\r\n", 2),
        (b"\nhandle,followers\n\n anna , 7", 4),
        (b'"handle","followers"\n"anna","7"\n', 2),
        (b"fans,name,,\n7,anna,x,\n", 2),
        (gzip.compress(b"handle,followers\nanna,7\n", mtime=0), 2),
    ],
)
def test_the_same_table_in_several_dresses(read, content, line):
    assert read(content) == [(line, "anna", "7")]


def test_quoted_separators_and_quotes(read):
    assert read(HEAD + '"a, ""b""",7\n') == [(2, 'a, "b"', "7")]


def test_the_exact_name_of_a_meaning_wins(read):
    assert read("Name,HANDLE,Followers\nAnna,anna1,7\n") == [(2, "anna1", "7")]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("", "t.csv: empty; a header with handle and followers is required"),
        ("\n \n", "t.csv: empty; a header with handle and followers is required"),
        (
            HEAD.encode() + b"anna,7\nb\xe9rt,7\n",
            "t.csv:3: byte 0xe9 is not UTF-8; save the file as UTF-8",
        ),
        (HEAD.encode("utf-16"), "t.csv: UTF-16 text; save the file as UTF-8"),
        (HEAD.encode("utf-16-le"), "t.csv:1: a NUL character"),
        (HEAD + "an\0na,7\n", "t.csv:2: a NUL character"),
        (HEAD + "anna,7\rbert,8\n", "t.csv:2: a carriage return alone; end lines with LF"),
        ("handle|followers\n", 't.csv:1: no column for handle; columns are "handle|followers"'),
        (
            "handle,followers\u200b\n",
            't.csv:1: no column for followers; columns are "handle", "followers\\u200b"; '
            'is "followers\\u200b" meant as "followers"?',
        ),
        (
            ",".join("abcdefghijklmnop"),
            "t.csv:1: no column for handle; columns are " + ", ".join(f'"{c}"' for c in "abcdefghijkl") + " and 4 more",
        ),
        ("handle,followers,Handle\n", 't.csv:1: column "Handle" appears twice'),
        ("handle,followers,note,note\n", 't.csv:1: column "note" appears twice'),
        ("name,account,fans\n", 't.csv:1: columns "name", "account" all mean handle; name the right one "handle"'),
        (HEAD + "anna\n", "t.csv:2: 1 fields where the header has 2"),
        (HEAD + "anna,1,234\n", "t.csv:2: 3 fields where the header has 2"),
        (HEAD + '"anna,7\nbert,8\n', "t.csv:2: a quoted field does not end on its line"),
        (HEAD + 'ab,"7\nbert,8\n', "t.csv:2: a quoted field does not end on its line"),
        (HEAD + '"anna"x,7\n', "t.csv:2: not readable as CSV: ',' expected after '\"'"),
        (HEAD + "a" * 140_000 + ",7\n", "t.csv:2: a line of 140,002 characters; at most 100,000"),
    ],
)
def test_tables_that_are_refused(read, content, expected):
    assert message(read, content) == expected


def test_a_long_header_is_judged_quickly(read):
    assert message(read, ",".join(f"c{i}" for i in range(15_000))).endswith('"c11" and 14988 more')


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
    assert read(HEAD + "a,1", most=20) == [(2, "a", "1")]
    assert message(read, HEAD + "a,12", most=20) == "t.csv: 21 bytes; at most 20 are read"


def test_a_gzip_beyond_the_limit(read):
    bomb = gzip.compress(b"a" * 5001, mtime=0)
    assert message(read, bomb, most=5000) == "t.csv: expands to more than 5,000 bytes; refused"


def test_a_gzip_ratio_beyond_any_table(read, monkeypatch):
    monkeypatch.setattr(textfile, "FREE_EXPANSION", 1000)
    bomb = gzip.compress(b"0" * 1_000_000, mtime=0)
    assert message(read, bomb) == f"t.csv: expands to more than {200 * len(bomb):,} bytes; refused"


def test_a_damaged_gzip(read):
    whole = gzip.compress(HEAD.encode() * 100, mtime=0)
    flipped = whole[:40] + bytes([whole[40] ^ 255]) + whole[41:]
    for damaged in (whole[:-10], flipped, b"\x1f\x8bnot gzip at all"):
        assert message(read, damaged).startswith("t.csv: damaged gzip file: ")
