"""Campaigns by the model: means and spreads of each column, and data sets in which one column leads to the next."""

import numpy as np
import pytest
from scipy import stats

from sim.study.calibration import predict
from sim.study.calibration.likelihood import Likelihood
from sim.study.calibration.measurements import FREEDOM
from sim.study.calibration.unknowns import unknowns
from sim.tables.campaigns import MEASURED, Campaigns
from tests.past import designed

N = 4000


@pytest.fixture(scope="module")
def alike(loaded):
    """So many campaigns of one creator, of which nothing is measured."""
    return Likelihood(loaded, unknowns(loaded), Campaigns([""] * N, np.full(N, 20_000.0), np.full(N, 2.0), {}))


@pytest.fixture(scope="module")
def middle(alike):
    return np.zeros((1, len(alike.unknowns)))


def test_drawn_campaigns_have_the_expected_means(alike, middle):
    """Five standard errors of the mean of logarithms: false alarm 1e-6 each."""
    numbers = alike.numbers(middle)
    expected = alike.expect(numbers)
    drawn = predict.columns(alike, middle, np.random.default_rng(1))
    due = {
        "reach": expected.mid_reach[0, 0],
        "impressions": expected.mid_views[0, 0] + np.log(numbers["exposure.impressions_per_view"][0]),
        "engagements": alike.counts(expected, numbers)["engagements"].middle[0, 0],
    }
    for name, middle_of_ln in due.items():
        values = np.log(drawn[name][0])
        assert abs(values.mean() - middle_of_ln) < 5.0 * values.std() / np.sqrt(N), name


def test_reach_and_impressions_share_a_campaigns_own_luck(alike, middle):
    numbers = alike.numbers(middle)
    drawn = predict.columns(alike, middle, np.random.default_rng(1))
    reach, shown = np.log(drawn["reach"][0]), np.log(drawn["impressions"][0])
    assert reach.std() == pytest.approx(alike.expect(numbers).reach_sd[0, 0], rel=0.06)
    expected = alike.expect(numbers)
    beside = shown - expected.views_sd[0, 0] / expected.reach_sd[0, 0] * reach
    middle_half = float(np.diff(np.quantile(beside, [0.25, 0.75]))[0])
    assert middle_half == pytest.approx(2.0 * stats.t.ppf(0.75, FREEDOM) * numbers["impressions_sd"][0], rel=0.08)


def test_columns_are_in_the_order_of_the_funnel(alike, middle):
    assert tuple(predict.columns(alike, middle, np.random.default_rng(1))) == tuple(MEASURED)


def test_counts_without_spread_are_plain_poisson():
    counts = predict.counts(np.full((1, N), np.log(4.0)), np.zeros((1, N)), np.random.default_rng(2))
    assert counts.mean() == pytest.approx(4.0, abs=5.0 * 2.0 / np.sqrt(N))
    assert counts.var() == pytest.approx(4.0, rel=0.15)


def test_counts_beyond_all_numbers_are_cut():
    assert np.isfinite(predict.counts(np.array([[1e4]]), np.array([[1.0]]), np.random.default_rng(2))).all()


def test_a_data_set_measures_what_was_measured(loaded):
    empty = designed(200, 3, missing=0.4)
    likelihood = Likelihood(loaded, unknowns(loaded), empty)
    measured = predict.data_set(likelihood, np.zeros(len(likelihood.unknowns)), np.random.default_rng(3))
    assert list(measured) == list(empty.measured)
    for name, values in measured.items():
        assert (np.isnan(values) == np.isnan(empty.measured[name])).all(), name


def test_in_a_data_set_impressions_follow_the_reach_that_was_drawn(loaded):
    likelihood = Likelihood(loaded, unknowns(loaded), designed(400, 4, missing=0.0))
    setting = np.zeros(len(likelihood.unknowns))
    measured = predict.data_set(likelihood, setting, np.random.default_rng(4))
    numbers = likelihood.numbers(setting[None, :])
    expected = likelihood.expect(numbers)
    luck = (np.log(measured["reach"]) - expected.mid_reach[0]) / expected.reach_sd[0]
    shown = np.log(numbers["exposure.impressions_per_view"])
    off = np.log(measured["impressions"]) - (expected.mid_views + shown + expected.views_sd * luck)[0]
    middle_half = float(np.diff(np.quantile(off, [0.25, 0.75]))[0])
    assert middle_half == pytest.approx(2.0 * stats.t.ppf(0.75, FREEDOM) * numbers["impressions_sd"][0], rel=0.25)


def test_without_reach_impressions_are_drawn_alone(loaded):
    likelihood = Likelihood(loaded, unknowns(loaded), designed(3, 5, missing=0.0))
    alone = np.array([7.0, 8.0, 9.0])
    setting = np.zeros(len(likelihood.unknowns))
    expected = likelihood.expect(likelihood.numbers(setting[None, :]))
    usual = float(np.exp(expected.mid_reach[0, 1]))
    reach = np.array([np.nan, usual, np.nan])
    measured = likelihood.with_columns({"reach": reach})
    drawn = predict.beside_reach(measured, setting, alone, np.random.default_rng(5))
    assert drawn[[0, 2]].tolist() == [7.0, 9.0]
    assert drawn[1] > 0.5 * usual
