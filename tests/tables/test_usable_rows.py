"""Rows that can be used: sums and faults are left out and listed; too many faults refuse the file."""

from pathlib import Path

import numpy as np
import pytest

from sim.errors import InputError, InputErrors
from sim.tables import usable_rows
from sim.tables.reading.header_table import read_table


@pytest.fixture
def table(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("t.csv").write_text("handle,followers\nann,7\nben,8\ncy,9\nTotal,24\n")
    return read_table(Path("t.csv"), 10**6, {"handle": (), "followers": ()}, ("handle",))


def test_sums_show_by_name_or_size(table):
    names = ["ann", "ben", "cy", "Total"]
    assert usable_rows.find_sums(table, names, np.full(4, np.nan)) == {3: '"Total" sums up other rows'}
    found = usable_rows.find_sums(table, ["ann", "ben", "cy", "all"], np.array([7.0, 8.0, 9.0, 24.0]))
    assert list(found) == [3]


def test_a_sum_shows_by_size_above_a_named_one(table):
    found = usable_rows.find_sums(table, ["ann", "ben", "all", "Mean"], np.array([7.0, 8.0, 15.0, 7.5]))
    assert sorted(found) == [2, 3]


def test_a_faulty_row_is_left_out_with_its_reason(table):
    table.fault("followers", 1, "too odd")
    kept, notes = usable_rows.keep_rows(table, {3: "a sum"}, False, "creators")
    assert kept.tolist() == [0, 2]
    assert notes == ["t.csv:3: followers: too odd; the row is left out", "t.csv:5: a sum, and is left out"]
    with pytest.raises(InputError, match=r"^t\.csv:3: followers: too odd$"):
        usable_rows.keep_rows(table, {3: "a sum"}, True, "creators")


def test_a_file_of_which_less_than_half_can_be_used_is_refused(table):
    for row in (0, 1):
        table.fault("followers", row, "too odd")
    with pytest.raises(InputErrors):
        usable_rows.keep_rows(table, {3: "a sum"}, False, "creators")


def test_only_sums_are_no_creators(table):
    with pytest.raises(InputError, match="no creators below the header"):
        usable_rows.keep_rows(table, dict.fromkeys(range(4), "a sum"), False, "creators")


def test_rows_that_are_left_out_are_kept_as_they_stand(table):
    table.fault("followers", 1, "too odd")
    assert list(usable_rows.rejected_rows(table, {3: "a sum"})) == [
        ("line", "why", "handle", "followers"),
        (3, "followers: too odd", "ben", "8"),
        (5, "a sum", "Total", "24"),
    ]
