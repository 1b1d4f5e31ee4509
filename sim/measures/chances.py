"""Chances over luck, tabulated once per kind of luck: that a view is answered, and that a post is seen.

Both grow in proportion to a rate while it is small, so a table holds the chance over the rate, by ln rate in even
steps; cubics between them are right to 1e-7.
"""

import numpy as np

from sim.core.jit import jit
from sim.core.maths import exp
from sim.mechanisms.odds import logistic

LEAST, MOST = -25.0, 30.0  # ln rate; beyond, a chance is in proportion to its rate, or 1
N_STEPS = 1100


@jit
def ln_rates():
    """Return the even steps: one before the least ln rate to one past the most: a cubic needs both sides.

    >>> ln_rates()[[1, -2]].round(9).tolist()
    [-25.0, 30.0]
    """
    return LEAST + (np.arange(N_STEPS + 3) - 1.0) * ((MOST - LEAST) / N_STEPS)


@jit
def tabulate_answers(sd, normal):
    """Return the mean chance of an answer over its odds [kind, step]. sd [kind]: of luck in ln odds.

    normal: its points and shares. The rate is the odds of an answer without luck.

    >>> tabulate_answers(np.zeros(2), (np.zeros(1), np.ones(1))).shape
    (2, 1103)
    """
    point, share = normal
    steps = ln_rates()
    out = np.zeros((sd.size, steps.size))
    for kind in range(sd.size):
        for step in range(steps.size):
            for node in range(point.size):
                out[kind, step] += share[node] * logistic(steps[step] + sd[kind] * point[node])
            out[kind, step] *= exp(-steps[step])
    return out


@jit
def tabulate_views(sd, normal):
    """Return the mean chance that a post is seen over its hazard [kind, step]. sd [kind]: of ln reach, of mean 1.

    The rate is a follower's hazard of seeing it without luck.

    >>> seen = tabulate_views(np.zeros(1), (np.zeros(1), np.ones(1)))
    >>> round(chance_at(seen[0], np.log(0.6931471805599453)), 6)
    0.5
    """
    point, share = normal
    steps = ln_rates()
    out = np.zeros((sd.size, steps.size))
    for kind in range(sd.size):
        for step in range(steps.size):
            for node in range(point.size):
                luck = sd[kind] * point[node] - 0.5 * sd[kind] * sd[kind]
                out[kind, step] += share[node] * (1.0 - exp(-exp(steps[step] + luck)))
            out[kind, step] *= exp(-steps[step])
    return out


@jit
def chance_at(table, ln_rate):
    """Return the chance at this ln rate by a table [step].

    >>> chance_at(tabulate_answers(np.zeros(1), (np.zeros(1), np.ones(1)))[0], -np.inf)
    0.0
    """
    step, weight = place_of(ln_rate)
    ratio = 0.0
    for other in range(4):
        ratio += weight[other] * table[step + other]
    return 1.0 if ln_rate >= MOST else ratio * exp(ln_rate)


@jit
def place_of(ln_rate):
    """Return the first of four steps of a table around this ln rate, and the weights of the cubic through them.

    >>> step, weights = place_of(-25.0)
    >>> step, weights[1]
    (0, 1.0)
    """
    place = min(max((ln_rate - LEAST) * (N_STEPS / (MOST - LEAST)), 0.0), N_STEPS - 1.0)
    step = int(place)
    part = place - step
    before = -part * (part - 1.0) * (part - 2.0) / 6.0
    here = (part + 1.0) * (part - 1.0) * (part - 2.0) / 2.0
    after = -(part + 1.0) * part * (part - 2.0) / 2.0
    beyond = (part + 1.0) * part * (part - 1.0) / 6.0
    return step, (before, here, after, beyond)


@jit
def shift_tables(tables, kind, shift):
    """Return tables of answers whose odds a point of luck multiplies [row, step, node].

    tables [kind, step]; kind [row]; shift [row, node] in ln odds.

    >>> tables = tabulate_answers(np.zeros(1), (np.zeros(1), np.ones(1)))
    >>> shift_tables(tables, np.array([0]), np.zeros((1, 16))).shape
    (1, 1103, 16)
    """
    steps = ln_rates()
    out = np.empty((shift.shape[0], steps.size, shift.shape[1]))
    for row in range(shift.shape[0]):
        for step in range(steps.size):
            for node in range(shift.shape[1]):
                more = shift[row, node]
                out[row, step, node] = chance_at(tables[kind[row]], steps[step] + more) * exp(-steps[step])
    return out
