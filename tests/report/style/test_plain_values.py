"""Plain values: what JSON can hold, and None where there is no number."""

import math

import numpy as np

from sim.report.style.plain_values import plain_value, quantity
from sim.statistics.intervals import Interval


def test_a_number_is_plain_or_nothing():
    assert plain_value((np.float64(1.5), math.nan, -math.inf, np.int64(3))) == [1.5, None, None, 3]
    assert plain_value({"a": np.array([[1.0, math.nan]])}) == {"a": [[1.0, None]]}
    assert plain_value(Interval(1.0, -math.inf, 2.0)) == {"value": 1.0, "low": None, "high": 2.0}
    assert quantity(Interval(1.0, 0.5, 2.0), "USD") == {"value": 1.0, "low": 0.5, "high": 2.0, "unit": "USD"}
    assert quantity(math.nan, "people") == {"value": None, "unit": "people"}
