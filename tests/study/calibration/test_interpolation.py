"""Values of tables between their points: of a plane they are exact, and beyond the ends they stay."""

import numpy as np
import pytest

from sim.study.calibration.interpolation import read, read_tables, solve_ln_odds

ROWS, COLUMNS = np.linspace(-2.0, 2.0, 9), np.linspace(0.0, 3.0, 4)
PLANE = 2.0 * ROWS[:, None] - COLUMNS


@pytest.mark.parametrize(("row", "column"), [(-1.7, 0.2), (0.0, 3.0), (1.99, 1.5)])
def test_a_plane_is_read_exactly(row, column):
    value = read(PLANE, ROWS, COLUMNS, np.full((1, 1), row), np.full((1, 1), column))[0, 0]
    assert value == pytest.approx(2.0 * row - column, abs=1e-5)


def test_beyond_its_ends_a_table_stays():
    value = read(PLANE, ROWS, COLUMNS, np.array([[-9.0, 9.0]]), np.array([[0.0, 0.0]]))[0]
    assert value == pytest.approx([-4.0, 4.0], abs=1e-5)


def test_what_is_solved_for_is_read_again():
    ln_odds = solve_ln_odds(PLANE, ROWS, COLUMNS, np.array([[1.1, -3.0]]), np.array([[0.5, 2.5]]))
    assert read(PLANE, ROWS, COLUMNS, ln_odds, np.array([[0.5, 2.5]]))[0] == pytest.approx([1.1, -3.0])


def test_each_campaign_reads_its_own_table():
    tables = np.stack([PLANE, -PLANE])[:, None]
    uneven = np.array([0.0, 1.0, 2.0, 3.0])
    values = read_tables(tables, (ROWS, uneven), np.array([1, 0]), np.full((1, 2), 0.3), np.full((1, 2), 2.4))
    assert values[0, 0] == pytest.approx([-(0.6 - 2.4), 0.6 - 2.4])
