"""Levels that wander: against walks that are played, and what is told ahead of the last campaign."""

import numpy as np
import pytest

from sim.study.calibration import predict
from sim.study.calibration.counts import poisson_lognormal
from sim.study.calibration.likelihood import Likelihood
from sim.study.calibration.spreads import ANSWERS_WALK, REACH_WALK
from sim.study.calibration.unknowns import unknowns
from sim.study.calibration.wandering import Pull, go_ahead, walk
from sim.tables.campaigns import Campaigns

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


def test_quadratic_likelihood_is_averaged_as_over_walks_that_are_played():
    """Five standard errors of a mean of weights: false alarm 1e-6."""
    rng = np.random.default_rng(2)
    pull = Pull(1, YEARS.size)
    pull.first[:] = rng.normal(size=pull.first.shape)
    pull.second[:] = np.array([1.0, 0.3, 0.5]) * rng.uniform(0.5, 2.0, (1, YEARS.size, 1))
    x, y = walk(sds(0.3, 0.4), YEARS, rng).transpose(2, 0, 1)
    a, b, d = pull.second[0].T
    of_walk = np.exp((pull.first[0, :, 0] * x + pull.first[0, :, 1] * y - 0.5 * (a * x * x + d * y * y) - b * x * y)
                     .sum(axis=1))  # fmt: skip
    one = sds(0.3, 0.4, 1)
    gain = np.exp(pull.gain(one, YEARS, np.zeros((1, YEARS.size, 2)))[0])
    levels, weight = pull.likeliest(one, YEARS, np.zeros((1, YEARS.size, 2)))[0], of_walk[:, None] / of_walk.sum()
    for which, drawn in enumerate((x, y)):
        assert levels[:, which] == pytest.approx((weight * drawn).sum(axis=0), abs=0.02)
    elsewhere = np.broadcast_to(levels, pull.first.shape)
    moved = Pull(1, YEARS.size)
    moved.first, moved.second = pull.first - pull._bend(elsewhere), pull.second
    at = ((pull.first - 0.5 * pull._bend(elsewhere)) * elsewhere).sum()
    assert moved.gain(one, YEARS, elsewhere)[0] + at == pytest.approx(np.log(gain))
    assert abs(gain - of_walk.mean()) < 5.0 * of_walk.std() / np.sqrt(N)


PAIRS = (("reach",), ("engagements",), ("reach", "engagements"), ("impressions", "clicks"), ("reach", "impressions"))


@pytest.mark.parametrize(
    ("columns", "reach"), [*((pair, -1.5) for pair in PAIRS), (("reach",), 1.0), (("reach", "engagements"), 1.0)]
)
def test_campaigns_are_averaged_as_over_walks_that_are_played(loaded, columns, reach):
    """Where few answer, ln likelihood is nearly quadratic around the likeliest levels, however many are reached: within
    0.1 and five standard errors. reach: standard normal of the level."""
    asked, sizes = unknowns(loaded, 1e4, has_dates=True), np.full(6, 1e4)
    day = np.array([0.0, 40.0, 80.0, 120.0, 160.0, 200.0])
    empty = Campaigns([""] * 6, sizes, np.ones(6), dict.fromkeys(columns, np.ones(6)), day=day)
    low = {"exposure.reach_1k": reach, "engagement.rate_1k": -2.5, "funnel.click_prob": -1.0}
    setting = np.array([low.get(each.name, 0.0) for each in asked])
    likelihood = Likelihood(loaded, asked, empty)
    measured = predict.data_set(likelihood, setting, np.random.default_rng(3))
    known = likelihood.with_columns(measured)
    one = known.numbers(setting[None, :])
    many = {name: np.full(N, values[0]) for name, values in one.items()}

    def without_walks(numbers, levels):
        expected = known.expect(numbers, levels)
        total = known.of_reach(expected).sum(axis=1) + known.of_beside(known.expect(numbers), numbers)
        for name, (middle, variance) in known.counts(expected, numbers).items():
            if name in measured:
                total = total + poisson_lognormal(measured[name], middle, np.sqrt(variance))
        return total

    weights = np.exp(without_walks(many, walk(many, known.campaigns.years, np.random.default_rng(4))))
    error = 5.0 * weights.std() / weights.mean() / np.sqrt(N)
    assert known.of(setting[None, :])[0] == pytest.approx(np.log(weights.mean()), abs=0.1 + error)


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
