"""Probability of Poisson counts around lognormal means, compiled: it is much of a calibration's time."""

import math

import numpy as np

from sim.core.arrays import F64
from sim.core.jit import lean
from sim.core.maths import exp, log

MOST_STEPS, NEAR = 30, 1e-3  # of Newton's way to the mode; its last step leaves the square of that
LARGEST = 600.0
LEAST_SD = 1e-6
FAR = 0.01  # of ln, from which on a slope is followed to the top
N_NODES, MIDDLE = 7, 3
ROOT_2 = math.sqrt(2.0)
MANY = 50.0  # from this mean on the integral is known to 1e-3 by derivatives at its mode (Laplace)


def hermite_rule() -> tuple[F64, F64]:
    """Nodes, and weights without their factor exp(-node^2), of Gauss and Hermite."""
    nodes, weights = np.polynomial.hermite.hermgauss(N_NODES)
    return np.asarray(nodes), np.asarray(weights * np.exp(nodes**2))


NODES, WEIGHTS = hermite_rule()


@lean
def mode_of(count, middle, precision):
    """Return the likeliest ln mean behind a count, of a normal prior with this middle and precision, and its mean.

    >>> round(mode_of(100.0, 0.0, 1e-9)[0], 6)  # nearly no prior
    4.60517
    """
    x = middle
    if count > 0.0:
        x = (log(max(count, 0.5)) * count + middle * precision) / (count + precision)
    mean = exp(min(x, LARGEST))
    for _ in range(MOST_STEPS):
        fall = mean + precision
        step = (count - mean - (x - middle) * precision) / fall  # Newton's, made Halley's by how the slope bends
        step = min(max(step / (1.0 + min(max(0.5 * step * mean / fall, -0.5), 0.5)), -2.0), 2.0)
        x += step
        if abs(step) < NEAR:
            return x, mean * (1.0 + step * (1.0 + 0.5 * step))
        mean = exp(min(x, LARGEST))
    return x, mean


@lean
def log_probability(count, ln_factorial, middle, variance):
    """Return the log probability of a count whose mean is lognormal, by adaptive quadrature around its mode.

    The mode, its mean and the precision are beside it, for `slopes`. middle: ln of the median of the mean; variance: of
    its ln.

    >>> round(log_probability(3.0, np.log(6.0), 1.0, 1e-12)[0], 6)  # Poisson with mean e
    -1.510041
    """
    precision = 1.0 / max(variance, LEAST_SD**2)
    x, mean = mode_of(count, middle, precision)
    wide = 1.0 / np.sqrt(mean + precision)
    top = count * x - mean - 0.5 * (x - middle) ** 2 * precision
    if mean > MANY:
        skewed, peaked = mean * wide**3, mean * wide**4  # third and fourth derivative over powers of the second
        more = (5.0 / 24.0) * skewed**2 - 0.125 * peaked
        return top + more + 0.5 * log(wide * wide * precision) - ln_factorial, x, mean, precision
    total, pull = WEIGHTS[MIDDLE], count - (x - middle) * precision
    for node in range(MIDDLE + 1, N_NODES):  # those on the other side are as far away
        by = ROOT_2 * wide * NODES[node]
        grown, fall = exp(by), 0.5 * by * by * precision
        above = exp(pull * by - fall - mean * (grown - 1.0))
        total += WEIGHTS[node] * (above + exp(-pull * by - fall - mean * (1.0 / grown - 1.0)))
    return top + log(total * wide * np.sqrt(precision / np.pi)) - ln_factorial, x, mean, precision


@lean
def slopes(count, middle, mode, mean, precision):
    """Return how log probability moves with `middle` and with the variance, and how fast the first slope falls, about.

    A parabola of these promises no more than there is: where the mean is too low its top is at the count, as the second
    derivative is next to nothing there; where it is too high it has the second derivative (Laplace). That of the
    variance is half the square of the first slope less the second derivative, as heat spreads. mode, mean,
    precision: as from `log_probability`.

    >>> found = log_probability(3.0, np.log(6.0), 0.0, 1e-6)
    >>> round(slopes(3.0, 0.0, *found[1:])[0], 2)
    2.0
    """
    first = (mode - middle) * precision  # at the mode: count - mean
    second = precision * mean / (precision + mean)
    by_variance = 0.5 * (first * first - second)
    if count > 0.0:
        far = log(count) - middle
        if abs(far) > FAR:
            second = max(second, first / far)
    return first, by_variance, second
