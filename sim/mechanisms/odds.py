"""Bounded answers: what moves people multiplies their odds, so no probability passes 1; the mean is solved for.

A view is answered with probability x / (1 + x), where the odds x are a creator's own times lognormal luck, fit to the
brand and response to repeated exposure: logistic regression, with these factors as its terms. Small probabilities are
their odds.
"""

from typing import NamedTuple

import numpy as np

from sim.core.arrays import F64
from sim.core.jit import jit
from sim.core.maths import exp, log

FARTHEST = 60.0  # of ln odds from even ones
MOST_STEPS = 200
NEAR = 1e-6  # a step after which the next one, about its square, would move nothing


class AnswerLuck(NamedTuple):
    """Luck in ln odds: what hangs on how far a post reached, and normal luck beside it."""

    weight: F64  # [creator, node] share of views that are had at each point of the luck of reach
    shift: F64  # [creator, node] what that point adds to ln odds
    sd: F64  # [creator] of all other luck


@jit
def logistic(x):
    """Return the probability with these ln odds.

    >>> logistic(0.0)
    0.5
    """
    odds = exp(-abs(x))
    return (odds if x < 0.0 else 1.0) / (1.0 + odds)


@jit
def mean_answer(ln_odds, luck, creator, normal):
    """Return the mean probability over luck of a creator with these ln odds, and its derivative by them.

    >>> certain, point = (np.ones((1, 1)), np.zeros((1, 1)), np.zeros(1)), (np.zeros(1), np.ones(1))
    >>> mean_answer(0.0, certain, 0, point)
    (0.5, 0.25)
    """
    weight, shift, sd = luck
    point, share = normal
    mean = slope = 0.0
    for node in range(weight.shape[1]):
        for other in range(point.size):
            p = logistic(ln_odds + shift[creator, node] + sd[creator] * point[other])
            mean += weight[creator, node] * share[other] * p
            slope += weight[creator, node] * share[other] * p * (1.0 - p)
    return mean, slope


@jit
def solve_odds(means, luck, normal):
    """Return the odds that, with luck, are answered with this mean probability [creator].

    Newton's steps in ln odds of the mean, which are nearly a straight line in ln odds; halves where they lead astray.
    luck: weight and shift [creator, node], sd [creator]; normal: point and share [node] of the luck beside reach.

    >>> certain = (np.ones((1, 1)), np.zeros((1, 1)), np.zeros(1))
    >>> solve_odds(np.array([0.2]), certain, (np.zeros(1), np.ones(1))).round(9).tolist()
    [0.25]
    """
    out = np.zeros(means.size)
    for creator in range(means.size):
        target = means[creator]
        if target <= 0.0:
            continue
        if target >= 1.0:
            out[creator] = np.inf
            continue
        low, high = -FARTHEST, FARTHEST
        here = log(target / (1.0 - target))
        for _ in range(MOST_STEPS):
            mean, slope = mean_answer(here, luck, creator, normal)
            if mean < target:
                low = here
            else:
                high = here
            step = low
            if slope > 0.0:
                apart = log(target / mean) - log((1.0 - target) / (1.0 - mean))
                step = here + apart * mean * (1.0 - mean) / slope
            if not low <= step <= high:
                step = 0.5 * (low + high)
            is_near = abs(step - here) <= NEAR * max(abs(here), 1.0)
            here = step
            if is_near:
                break
        out[creator] = exp(here)
    return out
