"""Tables: the header is found, columns get their meanings, faults stay with their rows."""

from pathlib import Path

import numpy as np
import pytest

from sim.errors import InputError
from sim.tables.reading.header_table import ReadingChoices, numbers_of, read_table
from sim.tables.reading.number_columns import NumberKind

MEANINGS = {"handle": ("account", "name"), "followers": ("fans",), "fee_usd": ("price",)}
REQUIRED = ("handle", "followers")


@pytest.fixture
def read(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def reader(content, **choices):
        Path("t.csv").write_text(content)
        return read_table(Path("t.csv"), 10**6, MEANINGS, REQUIRED, ReadingChoices(**choices))

    return reader


def message(read, content, **choices):
    with pytest.raises(InputError) as caught:
        read(content, **choices)
    return str(caught.value)


def cells(table):
    return {meaning: list(column.cells) for meaning, column in table.columns.items()}


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ("handle,fans\nann,7\n", 2),
        ("Shortlist Q3,\nmade on 2026-05-01\n\nhandle,fans\nann,7\n", 5),
        ("# a remark, with a comma\nhandle,fans\nann,7\n", 3),
        (",,\n,handle,fans\n0,ann,7\n", 3),
        ("Fans;Account\n7;ann\n", 2),
        ("a; title, with commas, and more\nhandle;fans\nann;7\n", 3),
    ],
)
def test_the_header_is_found_below_titles(read, content, line):
    table = read(content)
    assert cells(table) == {"handle": ["ann"], "followers": ["7"]}
    assert table.lines == [line]


@pytest.mark.parametrize(
    ("content", "handles"),
    [
        ('name,fans\n"Smith; Jo",7\n', ["Smith; Jo"]),
        ('name;fans;bio\nann;7;"a, b, c, d"\n"x, y";8;z\n', ["ann", "x, y"]),
    ],
)
def test_a_separator_by_which_the_text_is_no_table_is_passed_over(read, content, handles):
    assert cells(read(content))["handle"] == handles


def test_what_stands_above_the_header_is_said(read):
    assert read("Shortlist Q3\nhandle,fans\nann,7\n").notes == ['t.csv: above the header, not read: "Shortlist Q3"']


def test_short_rows_are_filled_and_long_ones_are_faults(read):
    table = read("handle,fans,price\nann,7\nben,8,9,10\ncy,7,8,,\n")
    assert cells(table)["fee_usd"] == ["", "9", "8"]
    assert {row: str(fault) for row, fault in table.faults.items()} == {1: "t.csv:3: 4 cells where the header has 3"}


def test_of_several_columns_the_preferred_is_taken_and_said(read):
    table = read("Name,Account,Fans\nAnn A,ann,7\n")
    assert cells(table)["handle"] == ["ann"]
    assert table.notes == ['t.csv: column "Account" is taken as handle, not "Name"']
    assert table.note_leftovers() == ['t.csv: columns not used: "Name"']


def test_of_twins_the_one_that_says_more_is_taken(read):
    assert cells(read("handle,fans,Fans\nann,4.1M,4100000\n"))["followers"] == ["4100000"]


def test_columns_are_named_and_left_out_by_hand(read):
    content = "who,fans,price\nann,7,5\n"
    assert message(read, content).startswith('t.csv:1: no column for handle; columns are "who", "fans", "price"')
    table = read(content, columns={"handle": "who"}, ignore=("price",))
    assert cells(table) == {"handle": ["ann"], "followers": ["7"]}


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("", "t.csv: empty; a header with handle and followers is required"),
        ("\n ,\n", "t.csv: empty; a header with handle and followers is required"),
        ("handle,fand\n", 't.csv:1: no column for followers; columns are "handle", "fand"'),
        (",".join("abcdefghijklmnop"), "t.csv:1: no column for handle; columns are " + ", ".join(
            f'"{letter}"' for letter in "abcdefghijkl") + " and 4 more"),
    ],
)  # fmt: skip
def test_tables_that_are_refused(read, content, expected):
    assert message(read, content) == expected


def test_a_long_header_is_judged_quickly(read):
    assert message(read, ",".join(f"c{i}" for i in range(15_000))).endswith('"c11" and 14988 more')


def test_numbers_of_a_file_share_their_decimal_mark(read):
    table = read("handle;fans;price\nann;12.000;1.200,50\nben;7;x\n")
    numbers = numbers_of(table, {"followers": NumberKind.COUNT, "fee_usd": NumberKind.MONEY})
    assert numbers["followers"].value.tolist() == [12000.0, 7.0]
    np.testing.assert_array_equal(numbers["fee_usd"].value, [1200.5, np.nan])
    assert list(table.faults) == [1]


def test_a_scale_in_the_header_counts(read):
    table = read("handle,fans (in millions)\nann,1.2\n")
    assert numbers_of(table, {"followers": NumberKind.MEAN})["followers"].value.tolist() == [1.2e6]
