"""What was measured: its logarithms, and how likely impressions are beside reach, against scipy."""

import numpy as np
import pytest
from scipy import stats

from sim.study.calibration.measurements import FREEDOM, Measurements, student
from sim.tables.campaigns import Campaigns


def test_what_was_not_measured_is_nan_and_no_clicks_are_a_tiny_number():
    columns = {"reach": np.array([0.0, 100.0]), "clicks": np.array([0.0, np.nan])}
    measured = Measurements.of(Campaigns(["", ""], np.full(2, 5e3), np.ones(2), columns))
    assert measured.ln.reach.tolist() == [-np.inf, np.log(100.0)]
    assert np.isnan(measured.ln.impressions).all()
    assert measured.ln.clicks[0] < -600.0
    assert np.isnan(measured.counts[:, 0]).all()
    assert measured.ln_factorials[0, 1] == 0.0


def test_student_densities_are_those_of_each_campaign():
    density = stats.t(FREEDOM, scale=0.5).logpdf([[0.1, -3.0]])
    assert student(np.array([[0.1, -3.0]]), np.array([[0.5]])) == pytest.approx(density)


def test_a_deviation_that_is_not_finite_was_not_measured():
    assert student(np.array([[0.1, np.nan, -np.inf]]), np.array([[0.25]]))[0, 1:].tolist() == [0.0, 0.0]


def test_a_deviation_far_off_moves_students_density_little():
    near, far = (student(np.array([[off]]), np.array([[0.1]]))[0, 0] for off in (1.0, 2.0))
    assert near - far < 3.0
