"""Dates: day and month are told apart for a whole column; wrong cells are faults of their rows."""

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from sim.errors import InputError
from sim.tables.reading.date_columns import read_days
from sim.tables.reading.number_columns import TextColumn

FIRST_OF_MARCH = date(2027, 3, 1).toordinal()


def days(*cells):
    return read_days(TextColumn(Path("t.csv"), "date", "Date", cells, range(2, 2 + len(cells))))


@pytest.mark.parametrize(
    "cell",
    ["2027-03-01", "2027/3/1", "20270301", "2027-03-01T10:00:00Z", "2027-03-01 10:00", "1.3.2027", "01.03.27",
     "1 March 2027", "1. Mar 2027", "Mar 1, 2027", "March 1 2027", "01-Mar-2027"],
)  # fmt: skip
def test_one_day_in_many_forms(cell):
    assert days(cell).value.tolist() == [FIRST_OF_MARCH]


def test_the_column_says_which_comes_first():
    assert days("03/01/2027", "03/31/2027").value[0] == FIRST_OF_MARCH
    assert days("01/03/2027", "31/03/2027").value[0] == FIRST_OF_MARCH
    with pytest.raises(InputError, match=r'^t\.csv:2: Date: "01/03/2027" may have the day or the month first'):
        days("01/03/2027", "02/02/2027")


def test_wrong_cells_are_faults_of_their_rows():
    found = days("2027-03-01", "", "soon", "2027-02-30", "-")
    np.testing.assert_array_equal(found.value, [FIRST_OF_MARCH, np.nan, np.nan, np.nan, np.nan])
    assert {row: str(fault) for row, fault in found.faults.items()} == {
        2: 't.csv:4: Date: "soon" is no date; write 2027-03-01, or nothing',
        3: 't.csv:5: Date: "2027-02-30" is no date; write 2027-03-01, or nothing',
    }
