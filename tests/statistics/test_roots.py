"""Roots of a line with an interval: each with the values that cannot be told from it."""

import math

import numpy as np
import pytest

from sim.statistics.intervals import Interval
from sim.statistics.roots import roots


def line(value, half=0.0):
    return lambda x: Interval(value(x), value(x) - half, value(x) + half)


GRID = np.linspace(0.0, 4.0, 9)


def test_a_root_and_the_values_that_cannot_be_told_from_it():
    (found,) = roots(line(lambda x: 2.0 * (x - 1.3), half=0.5), GRID, is_whole=False)
    assert tuple(found) == pytest.approx((1.3, 1.05, 1.55), rel=2e-4)


def test_a_falling_line_has_the_same():
    (found,) = roots(line(lambda x: -2.0 * (x - 1.3), half=0.5), GRID, is_whole=False)
    assert tuple(found) == pytest.approx((1.3, 1.05, 1.55), rel=2e-4)


def test_a_root_of_which_only_one_side_is_known():
    (found,) = roots(line(lambda x: x - 3.5, half=1.0), GRID, is_whole=False)
    assert tuple(found) == pytest.approx((3.5, 2.5, math.inf), rel=2e-4)


def test_all_roots_are_found():
    found = roots(line(lambda x: (x - 0.7) * (x - 2.2) * (x - 3.1)), GRID, is_whole=False)
    assert [root.value for root in found] == pytest.approx([0.7, 2.2, 3.1], rel=1e-3)


def test_no_root_is_none():
    assert roots(line(lambda x: x + 1.0), GRID, is_whole=False) == ()


def test_what_is_undefined_is_left_out():
    found = roots(line(lambda x: math.nan if x < 1.0 else x - 2.2), GRID, is_whole=False)
    assert [root.value for root in found] == pytest.approx([2.2], rel=1e-3)


@pytest.mark.parametrize(("at", "due"), [(0.0, []), (2.0, [2.0]), (4.0, [])])
def test_a_root_on_the_grid_is_found_once(at, due):
    """At an end the order does not change: a tie there is no break-even."""
    found = roots(line(lambda x: x - at), GRID, is_whole=False)
    assert [root.value for root in found] == due


def test_a_whole_root_is_the_first_on_the_other_side():
    (found,) = roots(line(lambda x: x - 37.4, half=5.0), np.array([1.0, 100.0]), is_whole=True)
    assert (found.value, found.low, found.high) == (38.0, 33.0, 43.0)


def test_without_intervals_the_range_is_unknown():
    (root,) = roots(lambda x: Interval(x - 1.3, math.nan, math.nan), GRID, is_whole=False)
    assert root.value == pytest.approx(1.3, rel=1e-3)
    assert math.isnan(root.low)
    assert math.isnan(root.high)
