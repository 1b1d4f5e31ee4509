"""The one writer of tables: no cell is a formula, and what is read again is what was written."""

import csv
import io
import random

import pytest

from sim.tables.csv_text import FORMULA, csv_text

NUMBERS = ("-1", "-0.5", "-1,234", "-1e-05", "-12%", "-")


@pytest.mark.parametrize("start", FORMULA)
def test_no_cell_starts_a_formula(start):
    assert list(csv.reader(io.StringIO(csv_text([[f"{start}HYPERLINK(1)"]]), newline=""))) == [
        [f"'{start}HYPERLINK(1)"]
    ]


def test_headers_are_cells_too():
    assert csv_text([("=1", "b")]) == "'=1,b\n"


@pytest.mark.parametrize("cell", NUMBERS)
def test_numbers_in_words_stay_numbers(cell):
    assert next(csv.reader([csv_text([[cell, 1]])])) == [cell, "1"]


@pytest.mark.parametrize("cell", ["-1+cmd|x", "+1", "--1", "-a", "-1-1"])
def test_what_only_begins_as_a_number_is_no_number(cell):
    assert csv_text([[cell]]) == f"'{cell}\n"


def test_random_texts_come_back_with_nothing_but_an_apostrophe():
    luck = random.Random(7)
    rows = [["".join(luck.choices("=+-@\t\r\n,;\"' a1é", k=luck.randrange(6))) for _ in range(3)] for _ in range(2_000)]
    read = list(csv.reader(io.StringIO(csv_text(rows), newline="")))
    assert len(read) == len(rows)
    for cells, written in zip(read, rows, strict=True):
        assert all(cell in (text, f"'{text}") for cell, text in zip(cells, written, strict=True))
        assert not any(cell.startswith(FORMULA) and cell not in NUMBERS for cell in cells)


def test_numbers_keep_every_bit():
    assert csv_text([[0.1, 5e-324, -0.0, 2**62, None]]) == "0.1,5e-324,-0.0,4611686018427387904,\n"
