"""Cells that are numbers, dates or truth, as text."""

import datetime

import pytest

from sim.tables.reading.spelling import spell_cell


@pytest.mark.parametrize(
    ("cell", "text"),
    [(None, ""), (True, "yes"), (3.0, "3"), (0.034, "0.034" + "0"), (1e20, "1e+20"), (datetime.time(8), "08:00:00")],
)
def test_cells_as_text(cell, text):
    assert spell_cell(cell) == text
