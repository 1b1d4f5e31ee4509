"""Morris screening: a line exactly, the same numbers as SALib's, and noise that sigma does not see."""

import math

import numpy as np
import pytest

from sim.statistics.intervals import t_quantile
from sim.statistics.morris import effects, noiseless_variance

LEVELS = 4
JUMP = LEVELS / (2 * (LEVELS - 1))
SLOPES = np.array([1.0, -2.0, 0.0, 3.0])


def trajectories(n, n_factors, seed):
    """Walks on the grid of levels [trajectory, step, factor], up or down, in a random order of factors."""
    random = np.random.default_rng(seed)
    x = np.empty((n, n_factors + 1, n_factors))
    for trajectory in range(n):
        low, up = random.integers(0, 2, n_factors) / (LEVELS - 1), random.random(n_factors) < 0.5
        x[trajectory, 0] = np.where(up, low, low + JUMP)
        for step, factor in enumerate(random.permutation(n_factors)):
            x[trajectory, step + 1] = x[trajectory, step]
            x[trajectory, step + 1, factor] = low[factor] + JUMP * up[factor]
    return x


def bent(x):
    return x[..., 0] + 3.0 * x[..., 0] * x[..., 1] + np.exp(2.0 * x[..., 3]) * (x[..., 1] - 0.4)


def slowly(x, y):
    """The effects [trajectory, factor] of one run, step by step."""
    found = np.empty((x.shape[0], x.shape[2]))
    for trajectory, points in enumerate(x):
        for step in range(x.shape[1] - 1):
            (factor,) = np.flatnonzero(points[step] != points[step + 1])
            run = points[step + 1, factor] - points[step, factor]
            found[trajectory, factor] = (y[trajectory, step + 1] - y[trajectory, step]) / run
    return found


def test_a_line_is_exact():
    x = trajectories(8, 4, 1)
    for slope, found in zip(SLOPES, effects(x, (x @ SLOPES)[..., None]), strict=True):
        assert found.mu == pytest.approx(slope, abs=1e-12)
        assert found.mu_star == pytest.approx((abs(slope),) * 3, abs=1e-12)
        assert found.sigma == pytest.approx(0.0, abs=1e-7)


def test_luck_that_each_run_has_everywhere_does_nothing_to_a_line():
    x = trajectories(8, 4, 2)
    y = (x @ SLOPES)[..., None] + 100.0 * np.random.default_rng(2).normal(size=5)
    for slope, found in zip(SLOPES, effects(x, y), strict=True):
        assert found.mu_star == pytest.approx((abs(slope),) * 3, abs=1e-9)


def test_step_by_step():
    x = trajectories(12, 4, 3)
    each = slowly(x, bent(x))
    for factor, found in enumerate(effects(x, bent(x)[..., None])):
        assert found.mu == pytest.approx(each[:, factor].mean(), rel=1e-12)
        assert found.mu_star.value == pytest.approx(np.abs(each[:, factor]).mean(), rel=1e-12)
        assert found.sigma == pytest.approx(each[:, factor].std(ddof=1), rel=1e-9, abs=1e-12)


def test_the_same_as_salib():
    from SALib.analyze.morris import analyze

    x = trajectories(30, 4, 4)
    problem = {"num_vars": 4, "names": list("abcd"), "bounds": [[0, 1]] * 4}
    peer = analyze(problem, x.reshape(-1, 4), bent(x).ravel(), num_levels=LEVELS, num_resamples=500, seed=1)
    found = effects(x, bent(x)[..., None])
    assert [one.mu for one in found] == pytest.approx(list(peer["mu"]), rel=1e-9)
    assert [one.mu_star.value for one in found] == pytest.approx(list(peer["mu_star"]), rel=1e-9)
    assert [one.sigma for one in found] == pytest.approx(list(peer["sigma"]), rel=1e-9, abs=1e-12)
    # Two bootstraps of 500, and Student's quantile for the normal one: their lengths differ by a tenth or so.
    half = [one.mu_star.high - one.mu_star.value for one in found]
    assert half == pytest.approx(list(peer["mu_star_conf"]), rel=0.25)


def test_sigma_does_not_see_noise():
    """200 designs of four noisy runs: variances on average, |z| < 5.1, false alarm 1e-6; uncorrected off by 0.5625."""
    sd, drawn, raw = 1.0, [], []
    for seed in range(200):
        x = trajectories(10, 2, seed)
        y = (x @ SLOPES[:2])[..., None] + sd * np.random.default_rng(10**6 + seed).normal(size=(10, 3, 4))
        rise = np.diff(y, axis=1)[:, 0] / JUMP
        drawn.append(noiseless_variance(rise))
        raw.append(noiseless_variance(rise.mean(axis=1, keepdims=True)))
        assert effects(x, y)[0].sigma >= 0.0
    truth = 2.0 * sd**2 / JUMP**2 / 4

    def z(found, expected):
        return (np.mean(found) - expected) / (np.std(found, ddof=1) / math.sqrt(200))

    # Which factor the first step moves, and where to, is a matter of chance, and a real difference of slopes.
    moved = np.mean([real_spread(trajectories(10, 2, seed)) for seed in range(200)])
    assert abs(z(drawn, moved)) < 5.1
    assert abs(z(raw, moved + truth)) < 5.1
    assert z(raw, moved) > 5.1


def real_spread(x):
    return noiseless_variance(np.diff((x @ SLOPES[:2])[..., None], axis=1)[:, 0] / JUMP)


def test_the_intervals_hold_what_they_should():
    """200 designs of 10 trajectories: 95% but for a standard error of 1.5% for each of three factors."""
    many = trajectories(20000, 4, 5)
    truth = np.abs(slowly(many, bent(many))).mean(axis=0)
    held = []
    for seed in range(200):
        x = trajectories(10, 4, seed)
        found = [one.mu_star for one in effects(x, bent(x)[..., None])]
        held.append([found[factor].low <= truth[factor] <= found[factor].high for factor in (0, 1, 3)])
    assert 0.90 < np.mean(held) < 0.98


def test_the_intervals_know_of_luck_that_all_trajectories_share():
    """200 designs of eight runs, each with slopes of its own: with trajectories alone the intervals had no length."""
    held = []
    for seed in range(200):
        x = trajectories(10, 4, seed)
        own = SLOPES[:, None] * (1.0 + 0.2 * np.random.default_rng(10**6 + seed).normal(size=(4, 8)))
        found = [one.mu_star for one in effects(x, x @ own)]
        held.append([found[factor].low <= abs(SLOPES[factor]) <= found[factor].high for factor in (0, 1, 3)])
    assert 0.91 < np.mean(held) < 0.985


def test_luck_of_effects_that_go_both_ways():
    """One up here and one down there: by luck both grow or shrink, and Student's interval of their size is exact."""
    x = np.array([[[0.0, other], [1.0, other]] for other in (0.0, 1.0, 0.0, 1.0)])
    luck = 1.0 + 0.1 * np.random.default_rng(9).normal(size=6)
    found = effects(x, (x[..., 0] * (1.0 - 2.0 * x[..., 1]))[..., None] * luck)[0]
    half = t_quantile(5) * luck.std(ddof=1) / math.sqrt(6)
    assert found.mu == pytest.approx(0.0, abs=1e-12)
    assert found.mu_star == pytest.approx((luck.mean(), luck.mean() - half, luck.mean() + half), rel=1e-9)


def test_steps_that_move_several_factors_say_nothing():
    """The last step moves two at once, and one is never moved alone."""
    x = np.array([[[0.0, 0.0, 0.0], [0.5, 0.0, 0.0], [0.5, 0.5, 1e-12], [0.0, 0.0, 0.0]]] * 3)
    found = effects(x, np.array([[[0.0], [1.0], [2.0], [50.0]]] * 3))
    assert [one.mu for one in found] == pytest.approx([2.0, 2.0, math.nan], nan_ok=True)
    assert math.isnan(found[2].sigma)
    assert np.isnan(found[2].mu_star).all()


def test_a_single_trajectory_has_no_interval():
    x = trajectories(1, 4, 6)
    found = effects(x, bent(x)[..., None])[0]
    assert found.mu_star.value == abs(found.mu)
    assert math.isnan(found.mu_star.low)
    assert math.isnan(found.sigma)


def test_what_is_not_known_is_not_known():
    x, y = trajectories(5, 4, 8), np.zeros((5, 5, 2))
    y[2] = math.nan
    assert all(np.isnan([one.mu, *one.mu_star, one.sigma]).all() for one in effects(x, y))


def test_a_size_is_not_below_zero_and_all_is_repeatable():
    x = trajectories(3, 4, 7)
    y = np.random.default_rng(7).normal(size=(3, 5, 2))
    assert min(one.mu_star.low for one in effects(x, y)) == 0.0
    assert effects(x, y) == effects(x.copy(), y.copy())


def test_noise_alone_is_no_effect():
    """200 effects of coins: the square's low end is above zero by chance in 2.5% (5 expected, 14 with a chance of
    0.0004), where the mean size takes noise for an effect."""
    x = trajectories(8, 4, 1)
    coins = np.random.default_rng(4)
    found = [effect for _ in range(50) for effect in effects(x, coins.normal(size=(*x.shape[:2], 12)))]
    assert sum(effect.square.low > 0.0 for effect in found) < 14
    assert sum(effect.mu_star.low > 0.0 for effect in found) > 70  # of 200


def test_the_square_of_a_line_is_that_of_its_slope():
    x = trajectories(8, 4, 1)
    found = effects(x, (x @ SLOPES)[..., None] + np.random.default_rng(4).normal(size=(1, 1, 6)))
    assert [effect.square.value for effect in found] == pytest.approx((SLOPES**2).tolist(), abs=1e-9)
