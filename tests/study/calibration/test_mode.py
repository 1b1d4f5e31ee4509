"""The likeliest setting: of a normal density, of a bent one, and beside what is impossible."""

import numpy as np
import pytest

from sim.study.calibration.mode import NEAR, derivatives, find_mode

COVARIANCE = np.array([[0.5, 0.3], [0.3, 0.4]])


def normal(z):
    off = z - np.array([0.7, -1.2])
    return -0.5 * np.einsum("si,ij,sj->s", off, np.linalg.inv(COVARIANCE), off)


def bent(z):
    """Rosenbrock's valley, whose top is at (1, 1)."""
    return -((1.0 - z[:, 0]) ** 2) - 20.0 * (z[:, 1] - z[:, 0] ** 2) ** 2


def test_the_mode_and_the_spread_of_a_normal_density():
    mode = find_mode(normal, np.zeros(2))
    assert mode.z == pytest.approx([0.7, -1.2], abs=1e-6)
    assert mode.root @ mode.root.T == pytest.approx(COVARIANCE, rel=1e-6)


def test_the_mode_of_a_bent_valley():
    """To where another step gains little: walkers begin around it, and go on from there."""
    found = find_mode(bent, np.array([-1.0, 1.0])).z
    assert bent(found[None, :])[0] > -2.0 * NEAR


def test_a_step_never_ends_where_nothing_is_possible():
    mode = find_mode(lambda z: np.where(z[:, 0] < 0.5, normal(z), -np.inf), np.zeros(2))
    assert mode.z[0] < 0.5
    assert np.isfinite(mode.root).all()


def test_derivatives_of_a_normal_density():
    gradient, second = derivatives(normal, np.zeros(2))
    assert gradient == pytest.approx(np.linalg.solve(COVARIANCE, [0.7, -1.2]))
    assert second == pytest.approx(-np.linalg.inv(COVARIANCE), rel=1e-6)
