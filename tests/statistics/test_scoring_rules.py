"""Scores of forecasts: small numbers by hand, fairness, and forecasters whose truth is known."""

import math

import numpy as np
import pytest
from scipy.stats import binom, chi2, norm

from sim.statistics.intervals import t_quantile
from sim.statistics.scoring_rules import (
    PitRange,
    crps,
    distances,
    leave_one_out_crps,
    leave_one_out_rate_crps,
    mean_gaps,
    pit_band,
    pit_histogram,
    pit_range,
    skill,
)

ALARM = 1e-4  # false alarms of each statistical test here, had its seed been drawn


def far() -> float:
    """So many standard errors are beyond a two-sided test."""
    return float(norm.isf(ALARM / 2.0))


@pytest.mark.parametrize(("actual", "score"), [(1.0, 0.0), (0.0, 0.0), (3.0, 1.0), (-5.0, 5.0)])
def test_crps_of_two_points_by_hand(actual, score):
    """|0 - y| / 2 + |2 - y| / 2 - 2 / 2."""
    assert crps(np.array([[0.0, 2.0]]), actual).value == score


def test_distances_are_those_of_all_pairs():
    values = np.random.default_rng(1).integers(0, 9, 40) + 1e9
    assert distances(values) == pytest.approx(np.abs(values[:, None] - values).sum(axis=1), abs=1e-6)


def test_gaps_leave_out_the_own_draw():
    sample = np.random.default_rng(2).normal(size=(3, 4))
    by_hand = [[np.abs(x - np.delete(sample, draw, axis=0)).mean() for x in sample[draw]] for draw in range(3)]
    np.testing.assert_allclose(mean_gaps(sample), by_hand)


def test_crps_is_that_of_the_normal():
    """Against the closed form (Gneiting & Raftery 2007, eq. 5)."""
    sample, y = norm.ppf((np.arange(4000) + 0.5) / 4000)[None, :], 0.7
    exact = y * (2.0 * norm.cdf(y) - 1.0) + 2.0 * norm.pdf(y) - 1.0 / math.sqrt(math.pi)
    assert crps(sample, y).value == pytest.approx(exact, abs=1e-3)


def test_crps_is_fair_where_runs_share_a_draw():
    """The mean over small samples is the score of the whole distribution: draws N(0, 1), runs N(draw, 0.25)."""
    rng, y, sd = np.random.default_rng(3), 0.5, math.sqrt(1.25)
    samples = rng.normal(size=(4000, 3, 1)) + 0.5 * rng.normal(size=(4000, 3, 5))
    found = np.array([crps(sample, y).value for sample in samples])
    z = y / sd
    exact = sd * (z * (2.0 * norm.cdf(z) - 1.0) + 2.0 * norm.pdf(z) - 1.0 / math.sqrt(math.pi))
    assert abs(found.mean() - exact) < far() * found.std() / math.sqrt(found.size)


def test_the_interval_of_crps_is_as_wide_as_its_error():
    """Half-widths are t standard errors on average; skew takes some of the 95% (0.893 held in these 24 draws)."""
    rng, y, sd = np.random.default_rng(4), 0.5, math.sqrt(2.0)
    z = y / sd
    exact = sd * (z * (2.0 * norm.cdf(z) - 1.0) + 2.0 * norm.pdf(z) - 1.0 / math.sqrt(math.pi))
    samples = rng.normal(size=(1000, 24, 1)) + rng.normal(size=(1000, 24, 5))
    found = [crps(sample, y) for sample in samples]
    error = np.std([score.value for score in found])
    half = np.mean([0.5 * (score.high - score.low) for score in found])
    assert half == pytest.approx(t_quantile(23.0) * error, rel=0.1)
    assert np.mean([score.low <= exact <= score.high for score in found]) == pytest.approx(0.893)


def test_the_pit_of_a_tie_is_a_range():
    assert pit_range(np.array([[1.0, 2.0, 2.0, 5.0]]), 2.0) == PitRange(0.2, 0.8)
    assert pit_range(np.array([[1.0, 2.0]]), 9.0) == PitRange(2.0 / 3.0, 1.0)


def test_the_histogram_holds_every_outcome_once():
    rng = np.random.default_rng(5)
    ranges = [PitRange(*np.sort(rng.uniform(size=2))) for _ in range(50)]
    assert pit_histogram(ranges).sum() == pytest.approx(50.0)


@pytest.mark.parametrize("mean", [1.5, 300.0])
def test_a_calibrated_forecaster_has_a_flat_histogram(mean):
    """Counts, many of them tied: the outcome is one more value of the sample. Chi-squared, fixed seed, ALARM."""
    rng, n = np.random.default_rng(6), 3000
    values = rng.poisson(mean * rng.gamma(4.0, 0.25, size=(n, 1)), size=(n, 31)).astype(float)
    histogram = pit_histogram([pit_range(row[None, 1:], row[0]) for row in values])
    # Spreading ties evenly makes the bins vary less than chance alone would: the test is on the safe side.
    assert ((histogram - n / 10) ** 2 / (n / 10)).sum() < chi2.isf(ALARM, 9)


def test_a_forecaster_that_is_too_sure_has_high_ends():
    rng = np.random.default_rng(7)
    ranges = [pit_range(0.5 * rng.normal(size=(1, 99)), rng.normal()) for _ in range(500)]
    histogram = pit_histogram(ranges)
    assert min(histogram[0], histogram[-1]) > 2.0 * 50.0


def test_skill_by_hand():
    found = skill(np.array([1.0, 2.0, 1.0]), np.array([2.0, 4.0, 3.0]))
    assert found.value == pytest.approx(1.0 - 4.0 / 9.0)
    assert found.low < found.value < found.high


def test_no_skill_against_a_naive_forecast_that_is_perfect():
    assert math.isnan(skill(np.array([1.0, 2.0]), np.array([0.0, 0.0])).value)


def test_each_outcome_is_left_out_of_its_own_naive_forecast():
    assert leave_one_out_crps(np.array([0.0, 2.0, 3.0])).tolist() == [2.0, 0.0, 1.0]
    rates = leave_one_out_rate_crps(np.array([1.0, 2.0, 9.0]), np.array([1.0, 1.0, 3.0]))
    assert rates == pytest.approx([1.0, 0.0, 3.0])


@pytest.mark.parametrize("n", [2, 10, 57, 400])
def test_calibrated_histograms_lie_in_the_band(n):
    """In 95% or more: of 4,000 rounds, 252 or more outside would come by chance once in 10,000."""
    counts = np.random.default_rng(n).multinomial(n, [0.1] * 10, 4000)
    band = pit_band(n)
    outside = int(np.count_nonzero(((counts < band.low) | (counts > band.high)).any(axis=1)))
    assert outside < 252


def test_the_band_is_no_wider_than_it_needs_to_be():
    """A bar more on either side would be beyond chance."""
    band = pit_band(400)
    assert binom.cdf(band.low, 400, 0.1) > 0.0025 >= binom.cdf(band.low - 1, 400, 0.1)
    assert binom.sf(band.high - 1, 400, 0.1) > 0.0025 >= binom.sf(band.high, 400, 0.1)
