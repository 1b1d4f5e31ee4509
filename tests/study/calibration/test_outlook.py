"""Answers to views: luck of reach that is known leaves less open, and moves the rest by as much as they go together."""

import numpy as np
import pytest

from sim.study.calibration.outlook import Expected, answer


def of(together):
    """A campaign whose reach has a spread of 0.8."""
    zero = np.zeros((1, 1))
    return Expected(*[zero] * 5, zero + 0.8, zero + 0.8, zero + 0.5, zero + together, zero, zero + 0.8, 0.0)


def answered(together, luck):
    """Answers of a small share of a thousand views."""
    one = np.ones((1, 1))
    return answer(of(together), one * luck, one * np.log(1000.0), one * np.log(1e-4), one * 0.5)


def test_answers_that_do_not_go_with_reach_only_add_its_spread():
    known, unknown = answered(0.0, 1.0), answered(0.0, np.nan)
    assert known.middle == pytest.approx(unknown.middle)
    assert unknown.variance - known.variance == pytest.approx(0.64)


def test_luck_of_reach_moves_answers_that_go_with_it():
    more = answered(-0.6, 1.0).middle - answered(-0.6, 0.0).middle
    assert more == pytest.approx(-0.6 * 0.5, rel=1e-3)
    assert answered(-0.6, 1.0).variance == pytest.approx(0.64 * 0.25, rel=1e-3)
