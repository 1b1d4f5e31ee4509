"""Sobol' indices: known functions, the same numbers as SALib's, and noise that moves none of them."""

import math

import numpy as np
import pytest

from sim.statistics import sobol
from sim.statistics.intervals import Interval
from sim.statistics.sobol import (
    centre,
    indices,
    margins_of,
    pair_products,
    reaching_zero,
    resamples,
    variance_over_runs,
)

SLOPES = np.array([1.0, 2.0, 3.0, 0.0])
LINEAR_SHARES = SLOPES**2 / (SLOPES**2).sum()
LINEAR_VARIANCE = (SLOPES**2).sum() / 12.0

A, B = 7.0, 0.1
ISHIGAMI_VARIANCE = A**2 / 8 + B * math.pi**4 / 5 + B**2 * math.pi**8 / 18 + 0.5
BOTH = 8 * B**2 * math.pi**8 / 225  # of factors 1 and 3 together
ALONE = np.array([0.5 * (1 + B * math.pi**4 / 5) ** 2, A**2 / 8, 0.0])
ISHIGAMI_FIRST = ALONE / ISHIGAMI_VARIANCE
ISHIGAMI_TOTAL = (ALONE + np.array([BOTH, 0.0, BOTH])) / ISHIGAMI_VARIANCE


def ishigami(x):
    z = math.pi * (2.0 * x - 1.0)
    return np.sin(z[..., 0]) + A * np.sin(z[..., 1]) ** 2 + B * z[..., 2] ** 4 * np.sin(z[..., 0])


def linear(x):
    return x @ SLOPES


def design(n_base, n_factors, seed):
    """Points [base, block, factor] of independent rows: A, A with a column of B each, B."""
    a, b = np.random.default_rng(seed).random((2, n_base, n_factors))
    mixed = [np.where(np.arange(n_factors) == factor, b, a) for factor in range(n_factors)]
    return np.stack([a, *mixed, b], axis=1)


def without_noise(function, n_factors, n_base, seed):
    return function(design(n_base, n_factors, seed))[..., None]


def with_own_luck(n_base, n_runs, sd, seed):
    """Linear, and every point has luck of its own [base, block, run]."""
    y = without_noise(linear, 4, n_base, seed)
    return y + sd * np.random.default_rng(10**6 + seed).normal(size=(*y.shape[:2], n_runs))


def with_shared_luck(n_base, n_runs, sd, seed):
    """Linear, and each run has slopes of its own, the same at all points, and a large level [base, block, run]."""
    random = np.random.default_rng(10**6 + seed)
    slopes = SLOPES[:, None] * (1.0 + sd * random.normal(size=(4, n_runs)))
    return design(n_base, 4, seed) @ slopes + 100.0 * random.normal(size=n_runs)


def values(found):
    return np.array([interval.value for interval in found])


def holds(found, truth):
    return np.array([interval.low <= share <= interval.high for interval, share in zip(found, truth, strict=True)])


def z_scores(found, truth):
    half = np.array([0.5 * (interval.high - interval.low) for interval in found])
    return (values(found) - truth) * 1.96 / half


def z_of_mean(drawn, truth):
    drawn = np.array(drawn)
    return (drawn.mean(axis=0) - truth) / (drawn.std(axis=0, ddof=1) / math.sqrt(len(drawn)))


def test_ishigami_comes_out():
    """4000 rows, six indices: |z| < 5.3, false alarm 1e-6 over the family."""
    found = indices(without_noise(ishigami, 3, 4000, 1))
    assert np.abs(z_scores(found.first + found.total, [*ISHIGAMI_FIRST, *ISHIGAMI_TOTAL])).max() < 5.3
    assert found.variance == pytest.approx(ISHIGAMI_VARIANCE, rel=0.1)
    assert not found.corrected


def test_a_sum_has_no_interactions_and_an_idle_factor_is_nothing():
    """4000 rows, six indices: |z| < 5.3, false alarm 1e-6 over the family."""
    found = indices(without_noise(linear, 4, 4000, 2))
    assert np.abs(z_scores(found.first[:3] + found.total[:3], [*LINEAR_SHARES[:3]] * 2)).max() < 5.3
    assert found.first[3] == found.total[3] == Interval(0.0, 0.0, 0.0)


def test_the_same_as_salib():
    """But for the centre and the degrees of freedom of the variance, neither of which matters to order 1 / base."""
    from SALib.analyze.sobol import analyze

    y = without_noise(ishigami, 3, 256, 3)
    problem = {"num_vars": 3, "names": ["a", "b", "c"], "bounds": [[0, 1]] * 3}
    peer = analyze(problem, y.ravel(), calc_second_order=False, num_resamples=400, seed=1)
    found = indices(y)
    ends = y[:, [0, -1], 0]
    spread = ends.var(ddof=1)
    shift = (ends.mean() - y.mean()) * (y[:, 1:-1, 0] - y[:, :1, 0]).mean(axis=0) / spread
    assert found.variance == pytest.approx(spread, rel=1e-12)
    assert values(found.first) + shift == pytest.approx(peer["S1"] * ends.var() / spread, rel=1e-9)
    assert values(found.total) == pytest.approx(peer["ST"] * ends.var() / spread, rel=1e-9)
    # Two bootstraps, of 500 and of 400: their errors differ by a few hundredths.
    half = [0.5 * (interval.high - interval.low) for interval in found.first + found.total]
    assert half == pytest.approx([*peer["S1_conf"], *peer["ST_conf"]], rel=0.25)


def test_each_run_meets_all_others_once(monkeypatch):
    """The quick sums are those over all pairs of different runs, however the rows are cut."""
    y = centre(with_own_luck(7, 4, 1.0, 4))
    pairs = np.array([[pair_products(y[..., [r]], y[..., [s]])[..., 0] for s in range(4) if s != r] for r in range(4)])
    lost = np.r_[np.ones(8), 14 / 13]
    for at_once in (1, 50, 2**20):
        monkeypatch.setattr(sobol, "AT_ONCE", at_once)
        margins = margins_of(y)
        assert margins.rows == pytest.approx(pairs.mean(axis=(0, 1)) * lost, rel=1e-12)
        assert margins.runs == pytest.approx(pairs.mean(axis=(1, 2)) * lost, rel=1e-12)


def test_the_correction_is_the_one_of_quadratic_forms():
    """(R^2 Q(mean, mean) - sum Q(f_r, f_r)) / (R (R - 1))."""
    y = centre(with_own_luck(7, 5, 1.0, 5))
    mean = y.mean(axis=2, keepdims=True)
    whole, own = pair_products(mean, mean).mean(axis=(0, 2)), pair_products(y, y).mean(axis=0).sum(axis=1)
    expected = (25 * whole - own) / 20 * np.r_[np.ones(8), 14 / 13]
    assert margins_of(y).rows.mean(axis=0) == pytest.approx(expected, rel=1e-12)


def test_own_luck_is_taken_out():
    """100 designs of four runs: nine means, |z| < 5.3, false alarm 1e-6; uncorrected they are off by what is known."""
    sd, drawn, raw = 1.0, [], []
    for seed in range(100):
        y = with_own_luck(100, 4, sd, seed)
        drawn.append(margins_of(centre(y)).rows.mean(axis=0))
        raw.append(margins_of(centre(y.mean(axis=2, keepdims=True))).rows.mean(axis=0))
    truth = LINEAR_VARIANCE * np.r_[LINEAR_SHARES, LINEAR_SHARES, 1.0]
    bias = np.r_[np.zeros(4), np.full(5, sd**2 / 4)]
    assert np.abs(z_of_mean(drawn, truth)).max() < 5.3
    assert np.abs(z_of_mean(raw, truth + bias)).max() < 5.3
    assert z_of_mean(raw, truth)[4:].min() > 5.3


def test_an_idle_factor_is_no_factor_for_its_noise():
    """2000 rows of four noisy runs: |z| < 5, false alarm 1e-6; uncorrected it would have a share of 0.176."""
    y = with_own_luck(2000, 4, 1.0, 6)
    found, raw = indices(y), indices(y.mean(axis=2, keepdims=True))
    assert found.corrected
    assert abs(z_scores(found.total[3:], [0.0])[0]) < 5.0
    assert abs(z_scores(raw.total[3:], [0.25 / (0.25 + LINEAR_VARIANCE)])[0]) < 5.0
    assert raw.total[3].low > 0.1


def test_shared_luck_is_taken_out():
    """200 designs of three runs: eight means (the idle factor's are zero), |z| < 5.3, false alarm 1e-6."""
    drawn = [margins_of(centre(with_shared_luck(60, 3, 0.7, seed))).rows.mean(axis=0) for seed in range(200)]
    truth = LINEAR_VARIANCE * np.r_[LINEAR_SHARES, LINEAR_SHARES, 1.0]
    active = truth > 0.0
    assert np.abs(z_of_mean(np.array(drawn)[:, active], truth[active])).max() < 5.3
    raw = [indices(with_shared_luck(60, 3, 0.7, seed).mean(axis=2, keepdims=True)).variance for seed in range(200)]
    assert z_of_mean(raw, LINEAR_VARIANCE * (1 + 0.7**2 / 3)) == pytest.approx(0.0, abs=5.0)


@pytest.mark.parametrize("n_runs", [2, 3, 8])
def test_pure_noise_has_no_indices(n_runs):
    """The variance is above zero by its 95% interval; these seeds do not happen to be among the 2.5%."""
    y = np.random.default_rng(n_runs).normal(size=(200, 5, n_runs))
    found = indices(y)
    assert np.isnan(values(found.first + found.total)).all()
    assert math.isnan(found.width)
    assert not found.converged
    assert found.luck > 0.95
    assert found.noise == pytest.approx(1.0 / n_runs, rel=0.15)


def test_what_does_not_vary_is_exactly_nothing():
    """0.1 has no exact mean; neither has luck that all points share."""
    for y in (np.full((30, 5, 1), 0.1), np.zeros((30, 5, 1)) + np.random.default_rng(7).normal(size=6)):
        found = indices(y)
        assert found.variance == 0.0
        assert np.isnan(values(found.first + found.total)).all()
    assert found.luck == 1.0
    assert math.isnan(indices(np.full((30, 5, 1), 0.1)).luck)


def test_what_is_not_known_is_not_known():
    """In the block of one factor nothing is known of that factor, in A or B nothing at all."""
    y = without_noise(linear, 4, 30, 8)
    y[3, 2] = math.nan
    found = indices(y)
    assert np.isnan(values(found.first + found.total)).tolist() == [False, True, False, False] * 2
    assert math.isnan(found.width)
    assert not found.converged
    y[3, 0] = math.nan
    assert np.isnan(values(indices(y).first + indices(y).total)).all()
    assert math.isnan(indices(y).variance)


def test_level_and_scale_do_not_matter():
    y = with_own_luck(100, 4, 0.3, 9)
    moved = indices(5.0 * y + 1000.0 * np.arange(4))
    found = indices(y)
    assert values(moved.first + moved.total) == pytest.approx(values(found.first + found.total), rel=1e-9)
    assert moved.variance == pytest.approx(25.0 * found.variance, rel=1e-9)
    assert np.array(moved.total) == pytest.approx(np.array(found.total), rel=1e-9)


def test_the_share_of_luck():
    """2000 rows: noise sd^2 / R within 2%, which is 9 standard errors; luck as it must be."""
    found = indices(with_own_luck(2000, 4, 2.0, 10))
    assert found.noise == pytest.approx(1.0, rel=0.02)
    assert found.luck == pytest.approx(4.0 / (4.0 + LINEAR_VARIANCE), rel=0.05)
    alone = indices(without_noise(linear, 4, 50, 10))
    assert math.isnan(alone.noise)
    assert math.isnan(alone.luck)


def test_the_intervals_hold_what_they_should():
    """Linear, 200 designs of 128 rows, six indices each: 95% but for a standard error below 1.5%."""
    held = []
    for seed in range(200):
        found = indices(without_noise(linear, 4, 128, seed))
        held.append(holds(found.first[:3] + found.total[:3], [*LINEAR_SHARES[:3]] * 2))
    assert 0.90 < np.mean(held) < 0.99
    assert np.mean(held, axis=0).min() > 0.88


def test_the_intervals_know_of_luck_that_all_rows_share():
    """100 designs of 256 rows and 10 runs; with the rows alone it would be half of them."""
    held = []
    for seed in range(100):
        found = indices(with_shared_luck(256, 10, 0.5, seed))
        held.append(holds(found.first[:3] + found.total[:3], [*LINEAR_SHARES[:3]] * 2))
    assert 0.88 < np.mean(held) < 0.99


def test_luck_that_scales_everything_moves_no_share():
    """So it does not widen an interval either."""
    y = without_noise(linear, 4, 60, 15)
    lucky = indices(y * (1.0 + 0.2 * np.random.default_rng(15).normal(size=20)))
    found = indices(y)
    assert np.array(lucky.first) == pytest.approx(np.array(found.first), rel=1e-9, abs=1e-12)
    assert np.array(lucky.total) == pytest.approx(np.array(found.total), rel=1e-9, abs=1e-12)


def test_a_bootstrap_draws_everybody_alike():
    """500 samples of 10: how often each is drawn, |z| < 5.3, false alarm 1e-6 over the family."""
    weights = resamples(10)
    assert weights.sum(axis=1) == pytest.approx(np.ones(500), rel=1e-12)
    assert np.abs((weights.sum(axis=0) * 10 - 500) / math.sqrt(5000 * 0.1 * 0.9)).max() < 5.3
    assert weights.var(axis=0).mean() == pytest.approx(0.1 * 0.9 / 10, rel=0.2)


def test_the_jackknife_over_runs_leaves_one_out():
    """Of a product of means, whose values without each run are easily had."""
    f, g = np.random.default_rng(11).normal(size=(2, 6))

    def statistic(keep):
        a, b = f[keep], g[keep]
        return (a.sum() * b.sum() - a @ b) / (a.size * (a.size - 1))

    each = 0.5 * (f * (g.sum() - g) + g * (f.sum() - f)) / 5
    left = np.array([statistic(np.arange(6) != run) for run in range(6)])
    assert each.mean() == pytest.approx(statistic(np.arange(6)), rel=1e-12)
    assert variance_over_runs(each) == pytest.approx(5 / 6 * ((left - left.mean()) ** 2).sum(), rel=1e-12)
    assert variance_over_runs(each[:2]) == 0.0


def test_converged_is_when_the_widest_is_narrow():
    few, many = indices(without_noise(linear, 4, 64, 12)), indices(without_noise(linear, 4, 4000, 12))
    assert few.width == max(total.high - total.low for total in few.total) > 0.1
    assert many.width < 0.1
    assert (few.converged, many.converged) == (False, True)


def test_below_zero_reaches_zero():
    assert reaching_zero(Interval(-0.2, -0.3, -0.1)) == (-0.2, -0.3, 0.0)
    assert reaching_zero(Interval(-0.2, -0.3, 0.1)) == (-0.2, -0.3, 0.1)
    assert reaching_zero(Interval(0.2, 0.1, 0.3)) == (0.2, 0.1, 0.3)


def test_one_row_says_nothing_and_all_is_repeatable():
    assert np.isnan(values(indices(with_own_luck(1, 3, 1.0, 13)).total)).all()
    y = with_own_luck(50, 3, 0.5, 14)
    assert indices(y) == indices(y.copy())
