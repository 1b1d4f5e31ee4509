"""Tables of what a law of reach expects, and of how much luck reaches a campaign's numbers."""

import numpy as np
import pytest

from sim.errors import InputError
from sim.study.calibration.view_tables import LN_INTENSITIES, ViewTables, crowd_of, over_luck


@pytest.fixture(scope="module")
def tables(loaded):
    return ViewTables(loaded.scenario, np.array([1.0, 2.0]))


def at(tables, share, spread):
    """Both campaigns at one share and spread."""
    return tables.views(np.full((1, 2), np.log(share)), np.full((1, 2), spread))


def test_a_feed_that_is_not_chronological_is_refused(loaded):
    ranked = loaded.replace("exposure.feed.name", "ranked").scenario
    with pytest.raises(InputError) as caught:
        crowd_of(ranked)
    assert str(caught.value) == (
        "exposure.feed: only chronological campaigns have the expected values that calibration needs"
    )


def test_nobody_sees_more_than_once_what_few_are_shown(loaded):
    crowd = crowd_of(loaded.scenario)
    assert crowd.seen[0] == pytest.approx(np.exp(LN_INTENSITIES[0]), rel=1e-5)
    assert (np.diff(crowd.seen) >= 0.0).all()
    assert (crowd.views >= crowd.seen * (1.0 - 1e-9)).all()


def test_a_post_reaches_what_the_law_says(loaded):
    inside = loaded.replace("exposure.outside_share", 0.0).replace("creators.past.fake_share", 0.0).scenario
    for spread in (0.2, 1.1):
        views = at(ViewTables(inside, np.array([1.0, 2.0])), 0.3, spread)
        assert np.exp(views.reach[0, 0]) == pytest.approx(0.3, rel=0.01)


def test_few_posts_of_few_people_add_up(tables):
    views = at(tables, 1e-4, 0.8)
    assert np.diff(views.reach[0]) == pytest.approx([np.log(2.0)], abs=0.01)
    assert np.diff(views.impressions[0]) == pytest.approx([np.log(2.0)], abs=0.01)


def test_luck_reaches_small_audiences_whole_and_large_ones_less(tables):
    assert at(tables, 1e-4, 0.9).reach_luck[0, 0] == pytest.approx(1.0, abs=0.02)
    assert at(tables, 0.5, 0.9).reach_luck[0, 0] < 0.8


def test_the_middle_of_a_small_reach_is_that_of_a_lognormal(tables):
    assert at(tables, 1e-4, 0.9).reach_shift[0, 0] == pytest.approx(-0.5 * 0.9**2, abs=0.02)


def test_mean_over_luck_of_what_is_proportional_stays():
    table = np.exp(LN_INTENSITIES)
    middle = slice(150, 450)
    assert over_luck(table, 1.0)[middle] == pytest.approx(table[middle], rel=0.01)
