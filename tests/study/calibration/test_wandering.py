"""Levels that wander: against walks that are played, and what is told ahead of the last campaign."""

import numpy as np
import pytest

from sim.study.calibration.spreads import ANSWERS_WALK, REACH_WALK
from sim.study.calibration.wandering import average, back_in_time, go_ahead, ln_walk, rise, walk

N = 20_000
YEARS = np.array([-0.5, 0.0, -0.25, -0.25])


def sds(reach, answers, n=N):
    """Numbers of walks."""
    return {REACH_WALK: np.full(n, reach), ANSWERS_WALK: np.full(n, answers)}


def test_levels_walk_away_from_the_last_campaign():
    """Spread as the square root of time; five standard errors of a standard deviation: false alarm 1e-6 each."""
    levels = walk(sds(0.1, 0.2), YEARS, np.random.default_rng(1))
    due = np.sqrt(-12.0 * YEARS)[:, None] * [0.1, 0.2]
    assert (np.abs(levels.std(axis=0) - due) <= 5.0 * due / np.sqrt(2.0 * N)).all()
    assert (levels[:, 2] == levels[:, 3]).all()  # of the same day
    step = levels[:, 0, 0] - levels[:, 2, 0]
    assert abs(np.corrcoef(step, levels[:, 2, 0])[0, 1]) < 5.0 / np.sqrt(N)


def test_levels_ahead_go_together_as_answers_go_with_reach():
    numbers = sds(0.2, 0.1) | {
        "exposure.reach_1k": np.full(N, 0.01),
        "engagement.rate_1k": np.full(N, 0.001),
        "funnel.click_prob": np.full(N, 0.02),
    }
    ahead = go_ahead(numbers, 91.3125, np.random.default_rng(5))
    reach, rate, clicks = (
        np.log(ahead[name] / numbers[name]) for name in ("exposure.reach_1k", "engagement.rate_1k", "funnel.click_prob")
    )
    assert rate == pytest.approx(reach + clicks)
    assert reach.std() == pytest.approx(0.2 * np.sqrt(3.0), rel=5.0 / np.sqrt(2.0 * N))
    assert clicks.std() == pytest.approx(0.1 * np.sqrt(3.0), rel=5.0 / np.sqrt(2.0 * N))


def test_no_share_ahead_is_above_a_whole_and_nothing_moves_without_time():
    numbers = sds(2.0, 2.0) | {
        "exposure.reach_1k": np.full(N, 0.5),
        "engagement.rate_1k": np.full(N, 0.1),
        "funnel.click_prob": np.full(N, 0.5),
    }
    ahead = go_ahead(numbers, 365.0, np.random.default_rng(6))
    assert max(ahead[name].max() for name in ("exposure.reach_1k", "engagement.rate_1k", "funnel.click_prob")) < 1.0
    still = go_ahead(numbers, 0.0, np.random.default_rng(6))
    assert still["exposure.reach_1k"] == pytest.approx(numbers["exposure.reach_1k"])


DAYS = np.array([0.0, -0.25, -0.25, -0.5])  # in years
WALKS = (back_in_time(DAYS)[1], 0.3**2, 0.4**2)


def likeliest(parabolas, touched):
    levels = np.empty((DAYS.size, 2))
    return levels, average(parabolas, touched, WALKS, levels, np.empty((DAYS.size, 3)))


@pytest.fixture
def parabolas():
    rng = np.random.default_rng(2)
    falls = np.array([1.0, 0.3, 0.5]) * rng.uniform(0.5, 2.0, (DAYS.size, 1))
    return np.concatenate([rng.normal(size=(DAYS.size, 2)), falls], axis=1)


def test_parabolas_are_averaged_as_over_walks_that_are_played(parabolas):
    """Five standard errors of a mean of weights: false alarm 1e-6."""
    sds = {REACH_WALK: np.full(N, 0.3), ANSWERS_WALK: np.full(N, 0.4)}
    played, still = walk(sds, DAYS, np.random.default_rng(3)), np.zeros((DAYS.size, 2))
    x, y = played.transpose(2, 0, 1)
    first, second, a, b, d = parabolas.T
    weight = np.exp((first * x + second * y - 0.5 * (a * x * x + d * y * y) - b * x * y).sum(axis=1))
    levels, ln_wide = likeliest(parabolas, still)
    gain = np.exp(rise(parabolas, still, levels, WALKS) + ln_wide)
    assert abs(gain - weight.mean()) < 5.0 * weight.std() / np.sqrt(N)
    assert levels == pytest.approx(np.einsum("w,wcl->cl", weight, played) / weight.sum(), abs=0.02)


def test_the_same_parabolas_that_touch_elsewhere_lead_to_the_same_levels(parabolas):
    still, elsewhere = np.zeros((DAYS.size, 2)), np.full((DAYS.size, 2), 0.7)
    x, y, a, b, d = parabolas.T
    moved = parabolas.copy()
    moved[:, 0], moved[:, 1] = x - 0.7 * (a + b), y - 0.7 * (b + d)
    assert likeliest(moved, elsewhere)[0] == pytest.approx(likeliest(parabolas, still)[0])
    assert likeliest(moved, elsewhere)[1] == pytest.approx(likeliest(parabolas, still)[1])


def test_the_likeliest_levels_are_a_top(parabolas):
    still = np.zeros((DAYS.size, 2))
    levels, _ = likeliest(parabolas, still)
    top = rise(parabolas, still, levels, WALKS)
    assert top > 0.0
    for step in np.random.default_rng(4).normal(size=(20, 2)) * 0.05:
        assert rise(parabolas, still, levels + step * (DAYS < 0.0)[:, None], WALKS) < top


def test_no_walk_leaves_the_level_of_its_day():
    levels = np.zeros((DAYS.size, 2))
    assert ln_walk(levels, WALKS) == 0.0
    levels[1:] = 0.3
    assert ln_walk(levels, (WALKS[0], 0.0, 0.09)) == pytest.approx(-0.5 / 3.0)
