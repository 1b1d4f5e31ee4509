"""Feeds: visibility falls and adds up to one; cells are the posts that are visible."""

import numpy as np
import pytest

from sim.errors import InputError
from sim.mechanisms.feeds import FEEDS, REMAINDER, Feed, cells, flaw_of_feed
from sim.mechanisms.registry import bind
from sim.scenario.base import Choice
from tests.families import PLACE


@pytest.mark.parametrize("half_life", [0.001, 0.4, 19.0, 24.0, 144.0, 17_520.0])
def test_visibility_falls_and_adds_up_to_one(half_life):
    visibility = FEEDS["chronological"](half_life).visibility
    assert visibility.sum() == pytest.approx(1.0, abs=1e-12)
    assert (visibility > 0.0).all() or visibility.size == 1
    assert (np.diff(visibility) <= 0.0).all()
    left = 0.5 ** (24.0 * visibility.size / half_life)
    assert left <= REMAINDER
    days = np.arange(1.0, visibility.size + 1.0)
    assert np.cumsum(visibility) * (1.0 - left) == pytest.approx(1.0 - 0.5 ** (24.0 * days / half_life), abs=1e-12)


def test_a_post_does_not_live_for_ever():
    with pytest.raises(InputError, match=r"^some.table: half_life_hours = 1e\+12 is outside \[0, 17520\]$"):
        bind(FEEDS, Choice(name="chronological"), PLACE)(1e12)


def test_cells_are_the_visible_posts_of_each_day_by_hand():
    """Two posts, the later one first in the list; the last day of its life lies behind the horizon."""
    visible = cells(np.array([1, 0]), np.array([10.0, 4.0]), np.array([0.5, 0.3, 0.2]), 3)
    assert visible.day_start.tolist() == [0, 1, 3, 5]
    assert visible.post.tolist() == [1, 0, 1, 0, 1]
    assert visible.hazard == pytest.approx([2.0, 5.0, 1.2, 3.0, 0.8])


def test_what_nobody_would_see_is_no_cell():
    visible = cells(np.array([0, 0]), np.array([0.0, 4.0]), np.array([0.0, 1.0]), 2)
    assert visible.post.tolist() == [1]
    assert visible.day_start.tolist() == [0, 0, 1]


@pytest.mark.parametrize(
    ("feed", "flaw"),
    [
        (Feed(np.array([0.75, 0.25])), ""),
        (np.array([1.0]), "must return a Feed, not ndarray"),
        (Feed(np.array([0.5, 0.25])), "visibility must add up to 1, not 0.75"),
        (Feed(np.array([1.5, -0.5])), "visibility: must return numbers that are finite and not negative"),
        (Feed(np.array([1.0]), momentum=4.5), "momentum = 4.5 is outside [0, 4]"),
        (Feed(np.array([1.0]), most_boost=0.5), "most_boost = 0.5 is outside [1, 100]"),
    ],
)
def test_flaws_of_a_feed(feed, flaw):
    assert flaw_of_feed((19.0,), feed) == flaw
