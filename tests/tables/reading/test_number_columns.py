"""Columns of numbers: the decimal mark is decided for all of a column, by it and by its file."""

from pathlib import Path

import numpy as np
import pytest

from sim.errors import InputError
from sim.tables.reading.number_columns import NumberKind, TextColumn, decide_mark, proven_mark, read_numbers


def column(*cells):
    return TextColumn(Path("t.csv"), "fee_usd", "Price", cells, range(2, 2 + len(cells)))


@pytest.mark.parametrize(
    ("cells", "kind", "mark"),
    [
        (("1.200", "3.5"), NumberKind.MONEY, "."),
        (("1.200", "3,5"), NumberKind.MONEY, ","),
        (("1.200", "950"), NumberKind.MONEY, ""),
        (("1.234", "2.000"), NumberKind.COUNT, ","),  # a count of 1.234 is none
        (("1.000", "2.000"), NumberKind.COUNT, ""),
        (("5", "7"), NumberKind.COUNT, ""),
    ],
)
def test_a_column_proves_its_decimal_mark(cells, kind, mark):
    assert proven_mark(column(*cells), kind) == mark


def test_two_decimal_marks_in_one_column_are_refused():
    with pytest.raises(InputError) as caught:
        proven_mark(column("3.5", "4,5"), NumberKind.MONEY)
    expected = 'the decimal mark is a dot in "3.5" on line 2 and a comma in "4,5" on line 3; write all with one'
    assert str(caught.value) == f"t.csv: Price: {expected}"


@pytest.mark.parametrize(
    ("cells", "kind", "others", "separator", "mark"),
    [
        (("1.200",), NumberKind.MONEY, ",", ";", ","),
        (("1,200",), NumberKind.MONEY, ".", ",", "."),
        (("1,200",), NumberKind.MONEY, "", ",", "."),
        (("1.200",), NumberKind.MONEY, "", ";", ","),
        (("1.200",), NumberKind.SHARE, "", ";", "."),
        (("1200",), NumberKind.MONEY, "", ";", ""),
        (("1.200", "3.5"), NumberKind.MONEY, ",", ";", "."),  # a column's own proof comes first
    ],
)
def test_a_file_decides_where_a_column_does_not(cells, kind, others, separator, mark):
    assert decide_mark(column(*cells), kind, others, separator) == mark


@pytest.mark.parametrize(
    ("cell", "others", "separator"),
    [("1.200", "", ","), ("1.200", ".", ";"), ("1,200", ",", ";"), ("1,200", "", ";"), ("1.200", "", "\t")],
)
def test_where_nothing_decides_both_readings_are_told(cell, others, separator):
    with pytest.raises(InputError, match=r"^t\.csv:2: Price: \"1.200\" may be 1,200 or 1\.2; write numbers without"):
        decide_mark(column(cell), NumberKind.MONEY, others, separator)


def test_wrong_cells_are_faults_of_their_rows():
    numbers = read_numbers(column("5", "", "x", "-3", "$7"), NumberKind.MONEY, "")
    np.testing.assert_array_equal(numbers.value, [5.0, np.nan, np.nan, np.nan, 7.0])
    assert {row: str(fault) for row, fault in numbers.faults.items()} == {
        2: 't.csv:4: Price: "x" is no amount; write 1234, 12.50, $1,200 or 1.2k',
        3: 't.csv:5: Price: "-3" is negative; 0 or more',
    }
    assert numbers.currency == "USD"


def test_several_currencies_are_refused():
    with pytest.raises(InputError, match="EUR on line 2 and GBP on line 3"):
        read_numbers(column("\u20ac5", "\u00a37"), NumberKind.MONEY, "")


def test_mil_is_million_among_other_letters():
    assert read_numbers(column("2mil", "34 K"), NumberKind.COUNT, "").value.tolist() == [2e6, 34e3]
    assert list(read_numbers(column("2mil", "34000"), NumberKind.COUNT, "").faults) == [0]
    assert list(read_numbers(column("153 mil", "1,2 M"), NumberKind.COUNT, ",").faults) == [0]


def test_percent_signs_are_kept_by_row():
    numbers = read_numbers(column("4%", "0.05"), NumberKind.SHARE, ".")
    assert numbers.percent.tolist() == [True, False]
    assert numbers.value.tolist() == [4.0, 0.05]
