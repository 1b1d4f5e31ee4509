"""Values of tables between their points: of a plane they are exact, and beyond the ends they stay."""

import numpy as np
import pytest

from sim.study.calibration.interpolation import read_tables, row_of, value_at

ROWS, COLUMNS = np.linspace(-2.0, 2.0, 9), np.linspace(0.0, 3.0, 4)
PLANE = 2.0 * ROWS[:, None] - COLUMNS


@pytest.mark.parametrize(("row", "column"), [(-1.7, 0.2), (0.0, 3.0), (1.99, 1.5)])
def test_a_plane_is_read_exactly(row, column):
    assert value_at(PLANE, ROWS, COLUMNS, row, column) == pytest.approx(2.0 * row - column, abs=1e-5)


def test_beyond_its_ends_a_table_stays():
    ends = [value_at(PLANE, ROWS, COLUMNS, row, 0.0) for row in (-9.0, 9.0)]
    assert ends == pytest.approx([-4.0, 4.0], abs=1e-5)


@pytest.mark.parametrize(("value", "column"), [(1.1, 0.5), (-3.0, 2.5)])
def test_the_row_of_a_value_has_that_value(value, column):
    row = row_of(PLANE, ROWS, COLUMNS, value, column)
    assert value_at(PLANE, ROWS, COLUMNS, row, column) == pytest.approx(value)


def test_each_campaign_reads_its_own_table():
    tables = np.stack([PLANE, -PLANE])[:, None]
    uneven = np.array([0.0, 1.0, 2.0, 3.0])
    values = read_tables(tables, (ROWS, uneven), np.array([1, 0]), np.full((1, 2), 0.3), np.full((1, 2), 2.4))
    assert values[0, 0] == pytest.approx([-(0.6 - 2.4), 0.6 - 2.4])
