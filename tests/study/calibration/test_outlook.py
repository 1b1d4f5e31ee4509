"""Means of counts: what follows from what was measured, and what from what is expected."""

import numpy as np
import pytest

from sim.study.calibration.answers import tabulate
from sim.study.calibration.outlook import Answering, Told, count_means

ANSWERING = Answering(*map(np.float64, (0.5, 0.0, 0.1, -4.0, 0.3, 0.0, -2.0, 0.04)))
SEEN = np.array([2.0, 3.0, 0.8, 0.7, -5.0, 0.0])


def means(reach=np.nan, impressions=np.nan, clicks=np.nan, seen=SEEN):
    """Luck of reach, and middle and variance of ln engagements, clicks and sales."""
    out = np.empty(7)
    count_means(tabulate(), seen, np.array(ANSWERING), np.array(Told(reach, impressions, clicks)), out)
    return out


def test_luck_is_known_by_reach_or_else_by_impressions():
    assert means(2.8, 9.0)[0] == pytest.approx(1.0)
    assert means(-np.inf, 3.0 + 0.1 + 1.4)[0] == pytest.approx(2.0)
    assert np.isnan(means(clicks=1.0)[0])


def test_luck_that_is_known_brings_views_and_leaves_less_open():
    known, unknown = means(2.8), means()
    assert known[1] - unknown[1] == pytest.approx(0.7)
    assert unknown[2] - known[2] == pytest.approx(0.49, rel=0.01)


def test_clicks_come_from_the_impressions_that_were_measured():
    assert means(2.8, 5.0)[3] - means(2.8, 4.0)[3] == pytest.approx(1.0)


def test_sales_come_from_the_clicks_that_were_measured_or_else_expected():
    assert means(clicks=3.0)[5:].tolist() == [1.0, 0.04]
    expected = means()
    assert expected[5:].tolist() == pytest.approx([expected[3] - 2.0, expected[4] + 0.04])


def test_a_level_of_answers_moves_clicks():
    higher = SEEN + np.array([0.0, 0.0, 0.0, 0.0, 0.0, 0.2])
    assert means(seen=higher)[3] - means()[3] == pytest.approx(0.2, abs=0.01)
