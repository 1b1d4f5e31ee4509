"""Morris screening of a noisy curve: the average effect of each factor, and how much it differs from place to place.

A trajectory moves one factor at a time, and both points of a step are played on the same luck, so that an elementary
effect is a difference of pairs of runs.
"""

import math
from typing import NamedTuple

import numpy as np

from sim.core.arrays import F64, I64
from sim.statistics.intervals import Interval
from sim.statistics.linear import around, variance
from sim.statistics.sobol import NOWHERE, mean_of_others, resamples, spread_over_rows_and_runs, variance_over_runs

STILL = 1e-9  # of the unit interval: what moves less only differs by rounding


class Effect(NamedTuple):
    """The effect of moving one factor through its whole range, by its elementary effects; nan where it never moves."""

    mu: float  # mean (Morris 1991)
    mu_star: Interval  # mean size (Campolongo, Cariboni & Saltelli 2007)
    sigma: float  # sd over places of the noiseless effect (Morris 1991); nan for a single effect
    square: Interval  # mean square of the noiseless effect: above zero, the factor moves more than noise does


def effects(x: F64, y: F64) -> tuple[Effect, ...]:
    """Return the effects of each factor, x: [trajectory, step, factor] in [0, 1], y: [trajectory, step, run].

    An elementary effect belongs to consecutive points that differ in one factor; other steps say nothing. The noise of
    the runs is taken out of sigma, which is zero where it explains all; with a single run it stays. It cannot be taken
    out of mu_star: where noise exceeds an effect, it counts as an effect. Intervals (95%) are Student's, their spread
    by the bootstrap over trajectories and from two runs on by that of the runs, whose luck all trajectories share.

    >>> x = np.array([[[0.0], [1.0]], [[0.0], [0.5]]])
    >>> y = np.array([[[1.0, 1.0], [3.0, 3.0]], [[1.0, 1.0], [2.0, 2.0]]])
    >>> [effect.mu for effect in effects(x, y)]
    [2.0]
    """
    moves = np.diff(x, axis=1)
    moved = np.abs(moves) > STILL
    alone = moved.sum(axis=2) == 1
    of_factor = []
    for factor in range(x.shape[2]):
        trajectory, step = np.nonzero(alone & moved[:, :, factor])
        rise = y[trajectory, step + 1] - y[trajectory, step]
        of_factor.append(_effect(rise / moves[trajectory, step, factor, None], trajectory))
    return tuple(of_factor)


def _effect(elementary: F64, trajectory: I64) -> Effect:
    """Return the effect of one factor. elementary: [effect, run]; trajectory: where each was seen [effect]."""
    if not elementary.size:
        return Effect(math.nan, NOWHERE, math.nan, NOWHERE)
    sigma = math.sqrt(max(noiseless_variance(elementary), 0.0))
    size, square = _mean_size(elementary, trajectory), _mean_square(elementary, trajectory)
    return Effect(float(elementary.mean()), size, sigma, square)


def _mean_size(elementary: F64, trajectory: I64) -> Interval:
    """Return the mean of the absolute effects [effect, run] with its interval."""
    mean = elementary.mean(axis=1)
    places, which = np.unique(trajectory, return_inverse=True)
    weights = resamples(places.size)[:, which]
    drawn = (weights @ np.abs(mean)) / weights.sum(axis=1)
    runs = np.sign(mean) @ elementary / mean.size
    by_runs = variance(runs) / runs.size if runs.size > 1 else 0.0
    size = float(np.abs(mean).mean())
    return _not_below_zero(around(size, spread_over_rows_and_runs(variance(drawn), places.size, by_runs, runs.size)))


def _mean_square(elementary: F64, trajectory: I64) -> Interval:
    """Return the mean square of the noiseless effects [effect, run], over pairs of runs, with its interval."""
    pairs = elementary * mean_of_others(elementary)
    places, which = np.unique(trajectory, return_inverse=True)
    weights = resamples(places.size)[:, which]
    drawn = (weights @ pairs.mean(axis=1)) / weights.sum(axis=1)
    by_runs = variance_over_runs(pairs.mean(axis=0))
    spread = spread_over_rows_and_runs(variance(drawn), places.size, by_runs, elementary.shape[1])
    return around(float(pairs.mean()), spread)


def _not_below_zero(size: Interval) -> Interval:
    """Cut an interval at zero: no mean of sizes is negative."""
    return Interval(size.value, max(size.low, 0.0), size.high)


def noiseless_variance(elementary: F64) -> float:
    """Return the variance of the noiseless effects, over pairs of different runs; nan for a single effect.

    elementary: [effect, run].

    >>> noiseless_variance(np.array([[1.0, 1.0], [3.0, 3.0]]))
    2.0
    """
    n_effects = elementary.shape[0]
    if n_effects < 2:
        return math.nan
    around_mean = elementary - elementary.mean(axis=0)
    return float((around_mean * mean_of_others(around_mean)).mean() * n_effects / (n_effects - 1))
