"""Probability of Poisson counts around lognormal means, compiled: it is nearly all of a calibration's time."""

import numpy as np

from sim.core.arrays import F64
from sim.core.jit import jit
from sim.core.maths import exp, log

MOST_STEPS, NEAR = 30, 1e-4  # of Newton's way to the mode; what is left moves nothing
NEAR_SLOPE = 1e-2  # likewise, of a slope
LARGEST = 600.0
LEAST_SD = 1e-6
FAR = 0.01  # of ln, from which on a slope is followed to the top
N_NODES = 7
MANY = 50.0  # from this mean on the integral is known to 1e-3 by derivatives at its mode (Laplace)


def hermite_rule() -> tuple[F64, F64]:
    """Nodes, and weights without their factor exp(-node^2), of Gauss and Hermite."""
    nodes, weights = np.polynomial.hermite.hermgauss(N_NODES)
    return np.asarray(nodes), np.asarray(weights * np.exp(nodes**2))


NODES, WEIGHTS = hermite_rule()


@jit
def mode_of(count, middle, precision, near):
    """Return the likeliest ln mean behind a count, of a normal prior with this middle and precision.

    near: the last step of the way there is shorter.

    >>> round(mode_of(100.0, 0.0, 1e-9, 1e-4), 6)  # nearly no prior
    4.60517
    """
    x = middle
    if count > 0.0:
        x = (log(max(count, 0.5)) * count + middle * precision) / (count + precision)
    for _ in range(MOST_STEPS):
        mean = exp(min(x, LARGEST))
        step = (count - mean - (x - middle) * precision) / (mean + precision)
        step = min(max(step, -2.0), 2.0)
        x += step
        if abs(step) < near:
            break
    return x


@jit
def log_probability(count, ln_factorial, middle, sd):
    """Return the log probability of a count whose mean is lognormal, by adaptive quadrature around the mode.

    >>> round(log_probability(3.0, np.log(6.0), 1.0, 1e-6), 6)  # Poisson with mean e
    -1.510041
    """
    sd = max(sd, LEAST_SD)
    precision = 1.0 / (sd * sd)
    x = mode_of(count, middle, precision, NEAR)
    mean = exp(min(x, LARGEST))
    wide = 1.0 / np.sqrt(mean + precision)
    top = count * x - mean - 0.5 * (x - middle) ** 2 * precision
    if mean > MANY:
        skewed, peaked = mean * wide**3, mean * wide**4  # third and fourth derivative over powers of the second
        more = (5.0 / 24.0) * skewed**2 - 0.125 * peaked
        return top + more + log(wide / sd) - ln_factorial
    total = 0.0
    for node in range(NODES.size):
        at = x + np.sqrt(2.0) * wide * NODES[node]
        here = count * at - exp(min(at, LARGEST)) - 0.5 * (at - middle) ** 2 * precision
        total += WEIGHTS[node] * exp(here - top)
    return top + log(total * wide / (sd * np.sqrt(np.pi))) - ln_factorial


@jit
def add_up(count, ln_factorial, middle, sd):
    """Return log probabilities added up over campaigns [sample]; nan counts were not measured.

    count, ln_factorial [campaign]; middle, sd [sample, campaign].

    >>> two = np.array([3.0, np.nan])
    >>> add_up(two, np.log(np.array([6.0, 1.0])), np.ones((1, 2)), np.full((1, 2), 1e-6)).round(6).tolist()
    [-1.510041]
    """
    out = np.zeros(middle.shape[0])
    for sample in range(middle.shape[0]):
        for campaign in range(count.size):
            if not np.isnan(count[campaign]) and middle[sample, campaign] > -LARGEST:
                out[sample] += log_probability(
                    count[campaign], ln_factorial[campaign], middle[sample, campaign], sd[sample, campaign]
                )
    return out


@jit
def add_slopes(count, middle, sd):
    """Return slopes of log probabilities in the ln of the median, and how fast they fall; see `slopes`.

    >>> first, second = add_slopes(np.array([3.0]), np.full((1, 1), np.log(3.0)), np.full((1, 1), 1e-3))
    >>> round(second[0, 0], 3)  # of a plain count of mean 3
    3.0
    """
    first, second = np.zeros(middle.shape), np.zeros(middle.shape)
    for sample in range(middle.shape[0]):
        for campaign in range(count.size):
            if not np.isnan(count[campaign]) and middle[sample, campaign] > -LARGEST:
                precision = 1.0 / max(sd[sample, campaign], LEAST_SD) ** 2
                x = mode_of(count[campaign], middle[sample, campaign], precision, NEAR_SLOPE)
                mean = exp(min(x, LARGEST))
                first[sample, campaign] = (x - middle[sample, campaign]) * precision  # at the mode: count - mean
                second[sample, campaign] = precision * mean / (precision + mean)
                if count[campaign] > 0.0:
                    far = log(count[campaign]) - middle[sample, campaign]
                    if abs(far) > FAR:
                        second[sample, campaign] = max(second[sample, campaign], first[sample, campaign] / far)
    return first, second


def slopes(count: F64, middle: F64, sd: F64) -> tuple[F64, F64]:
    """Slope of log probability in `middle`, and how fast it falls toward the best one, about [sample, campaign].

    A parabola of these promises no more than there is: where the mean is too low its top is at the count, as the second
    derivative is next to nothing there; where it is too high it has the second derivative (Laplace). Counts [campaign]
    that are nan have none; middle and sd as in `poisson_lognormal`.

    >>> first, _ = slopes(np.array([3.0]), np.zeros((1, 1)), np.full((1, 1), 1e-3))
    >>> round(float(first[0, 0]), 2)
    2.0
    """
    first, second = add_slopes(count, middle, sd)
    return np.asarray(first), np.asarray(second)


def poisson_lognormal(count: F64, middle: F64, sd: F64) -> F64:
    """Log probability of counts [campaign] whose means are lognormal [sample].

    middle: ln of the median; sd of ln, both [sample, campaign]; nan counts were not measured.

    >>> poisson_lognormal(np.array([3.0]), np.ones((1, 1)), np.full((1, 1), 1e-6)).round(6).tolist()
    [-1.510041]
    """
    from scipy.special import gammaln

    known = np.where(np.isnan(count), 0.0, count)
    wide = np.ascontiguousarray(np.broadcast_to(sd, middle.shape), dtype=np.float64)
    return np.asarray(add_up(count, gammaln(known + 1.0), np.ascontiguousarray(middle), wide))
