"""Luck of creators: evenly spread over worlds, each creator's own, exact in the mean."""

import numpy as np
import pytest
from scipy import stats

from sim.study.optimise.candidates import candidates
from sim.study.optimise.luck_scenarios import Worlds, lognormal, luck_of, match_mean, play_luck, rest, spread_evenly
from tests.hiring import asked


@pytest.fixture(scope="module")
def plan(loaded):
    """Everybody hired for two posts."""
    return candidates(loaded, asked()).settings[0].steps[1].plan


EVERYBODY = np.arange(9)


@pytest.mark.parametrize(
    ("worlds", "n"), [(Worlds(1), 1), (Worlds(40), 40), (Worlds(40, 0, 0, 3), 14), (Worlds(40, 0, 2, 3), 13)]
)
def test_worlds_that_are_taken(worlds, n):
    assert worlds.taken == n


def test_each_row_has_one_value_in_every_part():
    rows = spread_evenly([1, 2], 3, 8)
    assert (np.sort(rows, axis=1) == (np.arange(8) + 0.5) / 8).all()
    assert len({tuple(row) for row in rows.tolist()}) == 3


def parts(rows, n):
    """Places of equal parts, each once in every row."""
    return (spread_evenly([3], rows, n) * n).astype(int)


def test_parts_of_a_lognormal_have_its_mean_tails_included():
    """At the middle of its parts, a spread of 1.5 would have a mean of 0.967."""
    factor = lognormal(1.5, np.arange(200))
    assert factor.mean() == pytest.approx(1.0, rel=1e-12)
    assert (np.diff(factor) > 0.0).all()
    middle = np.exp(1.5 * stats.norm.ppf((np.arange(200) + 0.5) / 200) - 0.5 * 1.5**2)
    assert middle.mean() < 0.97
    assert factor[20:180] == pytest.approx(middle[20:180], rel=2e-3)


def test_what_is_independent_beside_a_correlation():
    assert rest(-0.6) == pytest.approx(0.8)
    assert rest(0.0) == 1.0


def test_a_factor_is_moved_to_the_mean_over_views():
    """By hand: views of 1/2 and 3/2 at factors of 2 and 6 have a mean of 5; an e^0 of 1 is due."""
    moved = match_mean(np.array([[0.5, 1.5]]), np.array([[2.0, 6.0]]), 0.0)
    assert moved == pytest.approx(np.array([[0.4, 1.2]]))


def test_who_does_not_post_is_absent_in_just_that_share_of_worlds(plan):
    shows = luck_of(plan, Worlds(100), EVERYBODY).shows
    assert shows.mean(axis=1) == pytest.approx(1.0 - plan.creator_no_show_prob)
    assert set(shows.ravel().tolist()) == {0.0, 1.0}


LUCK = {"quality_sd": 0.6, "reach_correlation": -0.4, "click_exponent": 0.3, "click_sd": 0.5}


def lucky(plan, **changes):
    """The plan with luck of every kind."""
    spreads = {"creator_luck_sd": 0.7, "creator_reach_sd": 0.5, "post_reach_sd": 0.8}
    arrays = {name: np.full(9, value) for name, value in spreads.items()}
    return plan._replace(**{**arrays, **LUCK, "buy_sd": 0.4, **changes})


def test_luck_leaves_means_over_views_as_they_are(plan):
    """Of reach: 1. Of odds, over all views: e^(covariance with reach + half of the variance)."""
    shared = -0.4 * (0.5 * 0.7 + 0.8 * 0.6)
    engaging = np.exp(shared + 0.5 * (0.7**2 + 0.6**2))
    clicking = np.exp(0.3 * shared + 0.5 * (0.3**2 * (0.7**2 + 0.6**2) + 0.5**2))
    for own in luck_of(lucky(plan), Worlds(300), EVERYBODY).creators:
        assert own.reach.mean(axis=1) == pytest.approx([1.0] * 2, rel=1e-12)
        assert (own.reach * own.engagement).mean(axis=1) == pytest.approx([engaging] * 2, rel=1e-12)
        assert (own.reach * own.clicks).mean(axis=1) == pytest.approx([clicking] * 2, rel=1e-12)
        assert own.buying.mean(axis=1) == pytest.approx([1.0], rel=1e-12)
        assert np.log(own.buying).std(axis=1) == pytest.approx([0.4], rel=0.05)


def test_luck_spreads_as_that_of_the_kernel(plan):
    """Of ln reach and ln odds: spreads, correlation, and what two posts of a creator have in common."""
    reach, engagement, clicks = map(np.log, play_luck(lucky(plan), 4, parts(2 + 3 * 2, 20_000)))
    near = {"rel": 0.03}
    assert reach.std(axis=1) == pytest.approx([np.hypot(0.5, 0.8)] * 2, **near)
    assert engagement.std(axis=1) == pytest.approx([np.hypot(0.7, 0.6)] * 2, **near)
    assert clicks.std(axis=1) == pytest.approx([np.hypot(0.3 * np.hypot(0.7, 0.6), 0.5)] * 2, **near)
    shared = -0.4 * (0.5 * 0.7 + 0.8 * 0.6)
    assert np.cov(reach[0], engagement[0])[0, 1] == pytest.approx(shared, abs=0.02)
    assert np.cov(reach[0], clicks[0])[0, 1] == pytest.approx(0.3 * shared, abs=0.02)
    assert np.cov(reach)[0, 1] == pytest.approx(0.5**2, abs=0.02)
    assert np.cov(engagement)[0, 1] == pytest.approx(0.7**2, abs=0.02)


def test_where_reach_has_no_luck_engagement_has_all_of_its_own(plan):
    none = np.zeros(9)
    still = lucky(plan, creator_reach_sd=none, post_reach_sd=none)
    for own in luck_of(still, Worlds(300), EVERYBODY).creators:
        assert (own.reach == 1.0).all()
        assert np.log(own.engagement).std(axis=1) == pytest.approx([np.hypot(0.7, 0.6)] * 2, rel=0.1)


def test_a_creator_has_the_same_luck_beside_others_and_alone(plan):
    all_, alone = luck_of(plan, Worlds(40), EVERYBODY), luck_of(plan, Worlds(40), np.array([4]))
    for beside, own in zip(all_.of_creator(4), alone.of_creator(0), strict=True):
        assert (beside == own).all()


def test_another_turn_has_other_luck(plan):
    """In another order, but as evenly spread: of creators alone, each luck comes once."""
    none = np.zeros(9)
    simple = lucky(plan, creator_reach_sd=none, post_reach_sd=none, quality_sd=0.0)
    first, second = (luck_of(simple, Worlds(40, turn), EVERYBODY).of_creator(3).engagement for turn in (0, 1))
    assert (first != second).any()
    assert np.sort(first) == pytest.approx(np.sort(second))


def test_draws_share_the_worlds_out(plan):
    whole = luck_of(lucky(plan), Worlds(40), EVERYBODY).of_creator(3)
    for first in range(3):
        part = luck_of(lucky(plan), Worlds(40, 0, first, 3), EVERYBODY).of_creator(3)
        for all_, own in zip(whole[1:], part[1:], strict=True):
            assert (own == all_[:, first::3]).all()
        assert (part.shows == whole.shows[first::3]).all()
