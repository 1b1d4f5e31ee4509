"""Figures beside the published ones: tolerances that mean what they say, in words."""

import pytest

from sim.study.replication.finding import TargetFigure, TargetNumbers, between, name_figure, near, within


def test_tolerances_mean_what_they_say():
    assert within(1.1, 1.0, 0.1001).is_met
    assert not within(1.2, 1.0, 0.1).is_met
    assert near(9.1, 10.0, 0.1).is_met
    assert not near(8.9, 10.0, 0.1).is_met
    assert between(0.5, 0.5, 0.6).is_met
    assert not between(0.49, 0.5, 0.6).is_met


@pytest.mark.parametrize(
    ("match", "expected", "ours", "is_met"),
    [
        (within(1.1, 1.0, 0.1), "1 ± 0.1", "1.1", False),  # by rounding
        (within(2.0, 1.5, 0.5), "1.5 ± 0.5", "2", True),
        (near(-11.0, -10.0, 0.1), "-10 ± 0.1 of it", "-11", True),
        (near(1234.0, 1000.0, 0.1, ",.0f"), "1,000 ± 0.1 of it", "1,234", False),
        (between(0.6, 0.5, 0.6), "0.5 to 0.6", "0.6", True),
    ],
)
def test_matches_in_words(match, expected, ours, is_met):
    assert match[:3] == (expected, ours, is_met)


def test_a_figure_has_its_name_first():
    figure = name_figure("mean size", between(0.5, 0.0, 1.0), "by hand")
    numbers = TargetNumbers([0.5], 0.0, 1.0)
    assert figure == TargetFigure("mean size: 0 to 1", "0.5", True, numbers, "by hand")
