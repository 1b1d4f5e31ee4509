"""Whole numbers at a target: against trying them all."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.study.matching.whole_number import CLOSE, WholeSolution, solve_whole

MOST = 3000


@settings(max_examples=200, deadline=None)
@given(
    power=st.floats(0.2, 2.0),
    cap=st.floats(50.0, 1e6),
    target=st.floats(0.01, 1e5),
    start=st.integers(1, MOST),
)
def test_nothing_comes_nearer_by_more_than_what_is_close_enough(power, cap, target, start):
    def value_at(count):
        return cap * (1.0 - math.exp(-(count**power) / cap))  # saturates as reach does

    found = solve_whole(value_at, target, start, MOST)
    best = min(abs(value_at(count) - target) for count in range(1, MOST + 1))
    assert found.value == value_at(found.whole)
    assert abs(found.value - target) <= max(best * (1.0 + 1e-9), CLOSE * target)


def test_few_values_are_asked_for():
    asked = []
    solve_whole(lambda count: asked.append(count) or 12.0 * count**0.9, 20_000.0, 1000, 1_000_000)
    assert len(asked) <= 5


def test_what_cannot_be_reached_ends_at_the_most():
    assert solve_whole(lambda count: 1.0 - 1.0 / (1.0 + count), 5.0, 10, 200).whole == 200


def test_a_side_that_starts_at_nothing_is_left():
    assert solve_whole(lambda count: max(count - 40.0, 0.0), 60.0, 1, 1000).whole == 100


@pytest.mark.parametrize(("value", "gap"), [(90.0, -0.1), (100.0, 0.0), (150.0, 0.5)])
def test_the_gap_is_a_share_of_the_target(value, gap):
    assert WholeSolution(1, value).gap(100.0) == pytest.approx(gap)
