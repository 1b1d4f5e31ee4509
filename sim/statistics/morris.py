"""Morris screening of a noisy curve: how much each factor does on average, and how differently from place to place.

A trajectory moves one factor at a time, and both points of a step are played on the same luck, so that an elementary
effect is a difference of pairs of runs.
"""

import math
from typing import NamedTuple

import numpy as np

from sim.core.arrays import F64, I64
from sim.statistics.intervals import Interval
from sim.statistics.linear import around, variance
from sim.statistics.sobol import NOWHERE, cross, others, resamples

STILL = 1e-9  # of the unit interval: what moves less only differs by rounding


class Effect(NamedTuple):
    """What moving one factor through its whole range would do, by its elementary effects; nan where it never moves."""

    mu: float  # mean (Morris 1991)
    mu_star: Interval  # mean size (Campolongo, Cariboni & Saltelli 2007)
    sigma: float  # sd over places of the noiseless effect (Morris 1991); nan for a single effect


def effects(x: F64, y: F64) -> tuple[Effect, ...]:
    """The effects of each factor, x: [trajectory, step, factor] in [0, 1], y: [trajectory, step, run].

    An elementary effect belongs to consecutive points that differ in one factor; other steps say nothing. The noise of
    the runs is taken out of sigma, which is zero where it explains all; with a single run it stays. It cannot be taken
    out of mu_star: where noise exceeds an effect, it counts as an effect. Intervals (95%) are Student's, their spread
    by the bootstrap over trajectories and from two runs on by that of the runs, whose luck all trajectories share.
    """
    moves = np.diff(x, axis=1)
    moved = np.abs(moves) > STILL
    alone = moved.sum(axis=2) == 1
    found = []
    for factor in range(x.shape[2]):
        trajectory, step = np.nonzero(alone & moved[:, :, factor])
        rise = y[trajectory, step + 1] - y[trajectory, step]
        found.append(effect(rise / moves[trajectory, step, factor, None], trajectory))
    return tuple(found)


def effect(each: F64, trajectory: I64) -> Effect:
    """One factor. each: elementary effects [effect, run], trajectory: where each was seen [effect]."""
    if not each.size:
        return Effect(math.nan, NOWHERE, math.nan)
    return Effect(float(each.mean()), mean_size(each, trajectory), math.sqrt(max(spread(each), 0.0)))


def mean_size(each: F64, trajectory: I64) -> Interval:
    """The mean of the absolute effects."""
    mean = each.mean(axis=1)
    places, which = np.unique(trajectory, return_inverse=True)
    weights = resamples(places.size)[:, which]
    drawn = (weights @ np.abs(mean)) / weights.sum(axis=1)
    runs = np.sign(mean) @ each / mean.size
    by_runs = variance(runs) / runs.size if runs.size > 1 else 0.0
    size = float(np.abs(mean).mean())
    return not_below_zero(around(size, cross(variance(drawn), places.size, by_runs, runs.size)))


def not_below_zero(size: Interval) -> Interval:
    return Interval(size.value, max(size.low, 0.0), size.high)


def spread(each: F64) -> float:
    """The variance of the noiseless effects, over pairs of different runs; nan for a single effect."""
    n_effects = each.shape[0]
    if n_effects < 2:
        return math.nan
    around_mean = each - each.mean(axis=0)
    return float((around_mean * others(around_mean)).mean() * n_effects / (n_effects - 1))
