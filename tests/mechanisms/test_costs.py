"""Money and work by hand."""

import numpy as np
import pytest

from sim.mechanisms import costs


def test_money_and_work():
    assert costs.equal_price(np.array([100.0, 0.0, 300.0]), 1000.0).tolist() == [250.0, 0.0, 750.0]
    assert costs.equal_price(np.zeros(2), 1000.0).tolist() == [0.0, 0.0]
    assert costs.hours(np.array([4.0, 2.0]), np.array([0.5, 0.0]), np.array([3, 7])).tolist() == [5.5, 2.0]
    assert costs.congestion(5, 10.0, 0.5) == 1.0
    assert costs.congestion(40, 10.0, 0.5) == pytest.approx(2.0)
    assert costs.congestion(40, 10.0, 0.0) == 1.0
