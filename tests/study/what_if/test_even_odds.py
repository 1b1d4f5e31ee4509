"""Values at which it is as likely as not that A beats B."""

import math

import numpy as np
import pytest

from sim.statistics.intervals import Interval
from sim.study.what_if.even_odds import even_values


def chances(*values):
    return [Interval(p, p - 0.05, p + 0.05) for p in values]


def test_the_value_lies_on_the_line_between_points():
    (value,) = even_values(np.array([1.0, 2.0, 4.0]), chances(0.9, 0.7, 0.3))
    assert value == pytest.approx((3.0, 2.75, 3.25), rel=1e-3)


def test_where_one_side_is_likelier_throughout_there_is_none():
    assert even_values(np.array([1.0, 2.0]), chances(0.9, 0.6)) == ()


def test_a_curve_may_cross_twice():
    assert len(even_values(np.array([1.0, 2.0, 3.0]), chances(0.4, 0.6, 0.4))) == 2


def test_unknown_points_are_left_out():
    unknown = Interval(math.nan, math.nan, math.nan)
    values = even_values(np.array([1.0, 2.0, 3.0]), [*chances(0.2), unknown, *chances(0.8)])
    assert [value.value for value in values] == pytest.approx([2.0], rel=1e-3)
    assert even_values(np.array([1.0, 2.0]), [unknown, *chances(0.8)]) == ()
