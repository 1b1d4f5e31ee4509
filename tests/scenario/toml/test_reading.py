"""Bytes and TOML text that are no tables are refused by file, line and remedy; the rest is read as it is meant."""

import os
from pathlib import Path

import pytest

from sim.errors import FileProblem, InputError
from sim.scenario.load import load
from tests.scenarios import AFTER, BASE, changed, loaded, refusal

DEEP = "arrays or tables are nested more than 12 levels deep"


def of_file(tmp_path: Path, content: bytes) -> str:
    path = tmp_path / "s.toml"
    path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        load(path)
    return str(caught.value).replace(str(tmp_path) + os.sep, "")


# Bytes


def test_byte_order_mark_is_stripped(tmp_path):
    (tmp_path / "s.toml").write_bytes(b"\xef\xbb\xbf" + BASE.encode())
    assert load(tmp_path / "s.toml").scenario == loaded().scenario


def test_windows_line_endings(tmp_path):
    (tmp_path / "s.toml").write_bytes(BASE.replace("\n", "\r\n").encode())
    assert load(tmp_path / "s.toml").scenario == loaded().scenario
    content = changed("100_000", "-1").replace("\n", "\r\n").encode()
    assert of_file(tmp_path, content).startswith("s.toml:9: world.people: must be ")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (changed("test", "tést").encode("latin-1"), ":2: byte 0xe9 at offset 28 is not UTF-8; save the file as UTF-8"),
        (BASE.encode("utf-16"), ": is UTF-16 or UTF-32 (byte offset 0); save the file as UTF-8"),
        (BASE.encode("utf-32"), ": is UTF-16 or UTF-32 (byte offset 0); save the file as UTF-8"),
        (BASE.encode("utf-16-le"), ":1: a NUL character at offset 1 is not allowed in TOML"),
        (
            BASE.replace("\n", "\r").encode(),
            ":1: a carriage return without a line feed at offset 18 is not allowed in TOML",
        ),
        (changed("100_000", "1\0").encode(), ":9: a NUL character at offset 93 is not allowed in TOML"),
        ((BASE + "#" * 2_000_000).encode(), ": is larger than 1_000_000 bytes, the most that a scenario may have"),
        (
            b"",
            ": is empty: a scenario needs at least schema_version = 1, name, platform and a [[creators]] table",
        ),
        (
            b"\n# nothing\n",
            ": is empty: a scenario needs at least schema_version = 1, name, platform and a [[creators]] table",
        ),
    ],
)
def test_content_that_is_no_text(tmp_path, content, message):
    assert of_file(tmp_path, content) == "s.toml" + message


def test_only_regular_files(tmp_path):
    os.mkfifo(tmp_path / "fifo")
    refusals = {
        tmp_path: "is a folder, not a file that can be read",
        tmp_path / "fifo": "is a pipe, not a file that can be read",
        Path("/dev/zero"): "is a device, not a file that can be read",
        tmp_path / "absent.toml": "there is no such file",
        tmp_path / ("x" * 300): "cannot be read: File name too long",
    }
    for path, message in refusals.items():
        with pytest.raises(FileProblem) as caught:
            load(path)
        assert str(caught.value) == f"{path}: {message}"
        assert caught.value.exit_code == 4


def test_a_name_that_no_file_can_have():
    with pytest.raises(FileProblem, match=r"PosixPath\('a\\x00b'\): is not the name of a file: embedded null byte"):
        load("a\0b")


# TOML


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (changed("= 100_000", "= 1\npeople = 2"), ":10: this key was given before in the same table (column 11)"),
        (
            BASE + "[run]\nseed = 1\n",
            f":{AFTER}: this table was given before: keep its keys together; "
            "groups of creators have [[two brackets]] (column 5)",
        ),
        (
            BASE + "[creators]\nname = 'z'\n",
            f":{AFTER}: this table was given before: keep its keys together; "
            "groups of creators have [[two brackets]] (column 10)",
        ),
        ("name: test\n", ":1: must be key = value or [table] or # remark (column 5)"),
        ('{"name": "test"}', ":1: must be key = value or [table] or # remark (column 1)"),
        (
            changed('"test"', "test"),
            ':2: not a value: text needs straight "quotes", numbers are like 10000 or 0.5, '
            "true and false are small (column 8)",
        ),
        (
            changed('"test"', "“test”"),
            ':2: not a value: text needs straight "quotes", numbers are like 10000 or 0.5, '
            "true and false are small (column 8)",
        ),
        (
            changed("100_000", "100,000"),
            ':9: more follows than one value: numbers are like 10000 or 10_000 or 0.5, shares like "3%" (column 13)',
        ),
        (
            changed("100_000", "5%"),
            ':9: more follows than one value: numbers are like 10000 or 10_000 or 0.5, shares like "3%" (column 11)',
        ),
        (changed('"test"', '"test'), ":2: a quote is not closed on its line (column 13)"),
        (changed('"test"', '"""test'), ":18: not TOML: Unterminated string (at the end of the file)"),
        (changed("[world]", "[world"), ":8: not TOML: Expected ']' at the end of a table declaration (column 7)"),
        (changed("100_000", "1" * 5000), ":9: a number has more digits than can be meant"),
        ("x = " + "[" * 5000 + "]" * 5000, f":1: {DEEP}"),
        (BASE + "x = " + "[" * 50 + "]" * 50, f": {DEEP}"),
        (BASE + "[" + ".".join("a" * 3000) + "]", f":{AFTER}: {DEEP}"),
        (BASE + "x = {" + ".".join("a" * 300_000) + " = 1}", f":{AFTER}: {DEEP}"),
        (BASE + ".".join(["'a'"] * 300) + " = 1", f":{AFTER}: {DEEP}"),
    ],
)  # fmt: skip
def test_what_is_not_toml(text, message):
    assert refusal(text) == "s.toml" + message


def test_dots_in_remarks_and_texts_are_not_deep_keys():
    loaded("# " + "." * 1000 + " e.g. a.b.c.d\n" + changed('"test"', f'"{"." * 100}"'))
