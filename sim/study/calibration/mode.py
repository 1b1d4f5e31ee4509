"""The likeliest setting and the spread around it: where a sampler begins."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from sim.core.arrays import F64

MOST_STEPS = 20
NEAR = 0.1  # what a step gains at least, in ln density
APART = 0.1  # between points of which derivatives are taken, in sd of the prior
LENGTHS = np.array([1.0, 0.5, 0.2, 0.05, 0.01, 0.001])  # of steps that are tried, relative to Newton's
LEAST_CURVED = 0.25  # curvature of ln density that is taken at least; that of the prior is 1
LONGEST = 2.0  # step in any unknown

Density = Callable[[F64], F64]  # ln density [sample] of settings [sample, unknown]


class Mode(NamedTuple):
    """The likeliest setting."""

    z: F64  # [unknown]
    root: F64  # [unknown, unknown] that makes normals of this covariance of standard ones


def derivatives(log_density: Density, z: F64) -> tuple[F64, F64]:
    """Gradient and second derivatives at a setting, by differences; where nothing is possible, as if it were level."""
    n = z.size
    step = APART * np.eye(n)
    first, second = np.triu_indices(n, 1)
    points = [z + step, z - step, z + step[first] + step[second], z - step[first] - step[second]]
    middle = log_density(z[None, :])[0]
    values = log_density(np.concatenate(points))
    up, down, both_up, both_down = np.split(np.where(np.isfinite(values), values, middle) - middle,
                                            np.cumsum([n, n, first.size]))  # fmt: skip
    curved = np.diag(up + down)
    mixed = 0.5 * (both_up + both_down - (up + down)[first] - (up + down)[second])
    curved[first, second] = curved[second, first] = mixed
    return (up - down) / (2.0 * APART), curved / APART**2


def find_mode(log_density: Density, start: F64) -> Mode:
    """Newton's way uphill from a possible setting.

    >>> mode = find_mode(lambda z: -2.0 * ((z - 1.0) ** 2).sum(axis=1), np.zeros(2))
    >>> mode.z.round(3).tolist(), mode.root.round(3).tolist()
    ([1.0, 1.0], [[0.5, 0.0], [0.0, 0.5]])
    """
    z, best = start, float(log_density(start[None, :])[0])
    for _ in range(MOST_STEPS):
        gradient, second = derivatives(log_density, z)
        size, direction = np.linalg.eigh(-second)
        size = np.maximum(np.abs(size), LEAST_CURVED)
        root = direction / np.sqrt(size) @ direction.T
        step = root @ root @ gradient
        step *= min(1.0, LONGEST / max(float(np.abs(step).max()), 1e-12))
        tried = z + LENGTHS[:, None] * step
        values = log_density(tried)
        place = int(np.argmax(np.where(np.isfinite(values), values, -np.inf)))
        gain = float(values[place]) - best
        if gain > 0.0:
            z, best = tried[place], float(values[place])
        if not gain > NEAR:
            break
    return Mode(z, root)
