"""Patterns of posting: by hand, and inside the window whatever is asked."""

from typing import get_args

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.mechanisms.schedules import PATTERNS, Calendar
from sim.scenario.model import Posts


def days_of(pattern, days, posts, pulses=3, times=None, groups=None):
    """The days of each creator's posts [creator][post], from the start of the window."""
    n = len(posts)
    asked = Calendar(
        start=np.zeros(n, np.int64),
        days=np.broadcast_to(np.array(days, np.int64), n),
        posts=np.array(posts, np.int64),
        group=np.array(groups or [0] * n, np.int64),
        time=np.array(times or [0.0] * n),
        pulses=pulses,
    )
    creator = np.repeat(np.arange(n), posts)
    number = np.concatenate([np.arange(count) for count in posts])
    found = PATTERNS[pattern](asked, creator, number)
    assert found.dtype == np.int64
    return [found[creator == which].tolist() for which in range(n)]


@pytest.mark.parametrize(
    ("pattern", "days", "posts", "due"),
    [
        ("even", 12, [3], [[0, 4, 8]]),
        ("together", 14, [4, 1], [[0, 3, 7, 10], [0]]),
        ("burst", 14, [3, 1], [[0, 1, 2], [0]]),
        ("burst", 2, [5], [[0, 0, 0, 1, 1]]),
        ("pulsed", 12, [6], [[0, 1, 4, 5, 8, 9]]),
        ("pulsed", 12, [7], [[0, 1, 2, 4, 5, 8, 9]]),
        ("pulsed", 12, [2], [[0, 4]]),
        ("pulsed", 6, [9], [[0, 0, 1, 2, 2, 3, 4, 4, 5]]),
        ("pulsed", 2, [3], [[0, 0, 1]]),
        ("staggered", 10, [2], [[0, 1]]),
        ("staggered", 5, [7], [[0, 0, 1, 2, 2, 3, 4]]),
    ],
)
def test_days_by_hand(pattern, days, posts, due):
    assert days_of(pattern, days, posts) == due


def test_an_own_time_moves_posts_within_their_intervals():
    assert days_of("even", 12, [3, 3], times=[0.25, 0.8]) == [[1, 5, 9], [3, 7, 11]]
    assert days_of("together", 12, [3, 3], times=[0.25, 0.8]) == [[0, 4, 8]] * 2


def test_staggered_creators_begin_in_the_order_of_their_times_within_their_group():
    found = days_of("staggered", 9, [1, 1, 1, 2, 2], times=[0.9, 0.1, 0.5, 0.7, 0.2], groups=[0, 0, 0, 1, 1])
    assert found == [[8], [0], [4], [7, 8], [0, 1]]


@given(
    st.sampled_from(list(PATTERNS)),
    st.lists(st.tuples(st.integers(1, 30), st.integers(1, 60), st.floats(0.0, 1.0, exclude_max=True)), min_size=1,
             max_size=6),
    st.integers(1, 40),
)  # fmt: skip
@settings(max_examples=300, derandomize=True, deadline=None)
def test_days_stay_inside_the_window_and_rise(pattern, creators, pulses):
    days, posts, times = (list(column) for column in zip(*creators, strict=True))
    for own, n_days in zip(days_of(pattern, days, posts, pulses, times), days, strict=True):
        assert min(own) >= 0
        assert max(own) < n_days
        assert own == sorted(own)


def test_the_scenario_knows_every_pattern_by_name():
    assert get_args(Posts.model_fields["pattern"].annotation) == tuple(PATTERNS)
