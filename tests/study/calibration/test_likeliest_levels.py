"""Likelihood over levels that wander: against walks that are played, and how it is found."""

import numpy as np
import pytest

from sim.study.calibration import predict
from sim.study.calibration.likeliest_levels import ROOM, over_walks, touch
from sim.study.calibration.likelihood import Likelihood
from sim.study.calibration.unknowns import unknowns
from sim.study.calibration.wandering import walk, walk_sds
from sim.tables.campaigns import Campaigns
from tests.past import made, priors

N = 20_000
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

    weights = np.exp(
        known.at_levels(many, walk(many, known.campaigns.years, np.random.default_rng(4)))
        + known.of_beside(known.expect(many), many)
    )
    error = 5.0 * weights.std() / weights.mean() / np.sqrt(N)
    assert known.of(setting[None, :])[0] == pytest.approx(np.log(weights.mean()), abs=0.1 + error)


@pytest.fixture(scope="module")
def dated():
    """Forty campaigns of two years, and the setting that made them."""
    likelihood, truth = made(priors(), 40, 3, has_dates=True)
    return likelihood, truth[None, :]


def test_slopes_are_those_of_the_likelihood(dated):
    """Of each campaign by both levels, to 2% and 0.2: tables are straight between their points."""
    likelihood, setting = dated
    numbers = likelihood.numbers(setting)
    evidence = likelihood._evidence(numbers, likelihood._expect_unmoved(numbers))
    room, parabola, none, step = np.empty((4, ROOM)), np.empty(5), np.empty(0), 1e-4
    for c in range(40):
        touch(evidence, 0, c, (0.03, -0.02), parabola, room)
        for way, by in enumerate(((step, 0.0), (0.0, step))):
            up = touch(evidence, 0, c, (0.03 + by[0], -0.02 + by[1]), none, room)
            down = touch(evidence, 0, c, (0.03 - by[0], -0.02 - by[1]), none, room)
            assert parabola[way] == pytest.approx((up - down) / (2.0 * step), rel=0.02, abs=0.2)


def test_the_way_begins_where_it_is_told_and_ends_alike(dated):
    likelihood, setting = dated
    near = likelihood.begin_near(setting)
    assert abs(near._start).max() > 0.0
    assert near.of(setting) == pytest.approx(likelihood.of(setting), abs=0.2)


def test_no_levels_near_the_likeliest_are_likelier(dated):
    likelihood, setting = dated
    numbers = likelihood.numbers(setting)
    evidence = likelihood._evidence(numbers, likelihood._expect_unmoved(numbers))
    _, levels = over_walks(evidence, likelihood._months, walk_sds(numbers) ** 2, likelihood._start)
    at = np.empty_like(levels)
    at[:, likelihood._order] = levels
    top = likelihood.at_levels(numbers, at)[0]
    for step in (-0.3, 0.3):
        assert likelihood.at_levels(numbers, at + step)[0] < top
