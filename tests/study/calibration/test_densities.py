"""Log densities of deviations: against scipy, and what was not measured."""

import numpy as np
import pytest
from scipy import stats

from sim.study.calibration.densities import FREEDOM, gaussian, student


def test_normal_densities_are_those_of_each_campaign():
    density = stats.norm(0.0, 0.5).logpdf([[0.1, -0.3]])
    assert gaussian(np.array([[0.1, -0.3]]), np.array([[0.25]])) == pytest.approx(density)


def test_student_densities_are_those_of_each_campaign():
    density = stats.t(FREEDOM, scale=0.5).logpdf([[0.1, -3.0]])
    assert student(np.array([[0.1, -3.0]]), np.array([[0.5]])) == pytest.approx(density)


@pytest.mark.parametrize("density", [gaussian, student])
def test_a_deviation_that_is_not_finite_was_not_measured(density):
    assert density(np.array([[0.1, np.nan, -np.inf]]), np.array([[0.25]]))[0, 1:].tolist() == [0.0, 0.0]


def test_a_deviation_far_off_moves_students_density_little():
    near, far = (student(np.array([[off]]), np.array([[0.1]]))[0, 0] for off in (1.0, 2.0))
    assert near - far < 3.0
