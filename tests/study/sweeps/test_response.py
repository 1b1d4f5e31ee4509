"""The response that is asked of a study: its name, its values, and how to first order a ratio varies."""

import math

import numpy as np
import pytest

from sim.errors import InputError
from sim.study.sweeps.response import log_ratio, subject, usual
from tests.studies import written


def known(tmp_path, a, b=5.0, noise=0.0):
    """A study whose engagements are these at every point, at a cost of 100."""
    return written(tmp_path, "sobol", 8, lambda u: (np.full(len(u), a), np.full(len(u), b)), noise)


def test_the_ratio_is_usual_where_both_are_above_zero(tmp_path):
    assert usual(known(tmp_path, 10.0), "cpe") == "A/B"


def test_the_difference_is_usual_where_one_may_be_zero(tmp_path):
    assert usual(known(tmp_path, 0.0), "engagements") == "A-B"


@pytest.mark.parametrize(("apart", "due"), [(0.0, 0.0), (1e-12, 0.0), (1e-6, 1e-6)])
@pytest.mark.parametrize(("name", "size", "slope"), [("A", 10.0, 1.0), ("A-B", 20.0, 0.5), ("A/B", 1.0, 1.0)])
def test_a_curve_that_differs_by_rounding_stands_still(tmp_path, name, size, slope, apart, due):
    """A relative difference of 1e-12 is rounding, one of 1e-6 is not."""
    steps = lambda u: (10.0 + 10.0 * apart * (u[:, 0] > 0.5), np.full(len(u), 5.0))  # noqa: E731
    asked = subject(written(tmp_path, "sobol", 8, steps), "cpe", name)
    assert asked.size == pytest.approx(size)
    assert asked.spread(np.ones(8, bool)) == pytest.approx(slope * due, rel=0.01)


def test_equal_but_for_rounding_is_equal(tmp_path):
    assert subject(known(tmp_path, 5.0 * (1.0 + 1e-14)), "cpe", "A-B").gain.tolist() == [0.0] * 8


@pytest.mark.parametrize(
    ("name", "words", "value", "gain"),
    [
        ("A", "CPE of A", 10.0, None),
        ("B", "CPE of B", 20.0, None),
        ("A-B", "CPE of A less that of B", -10.0, 10.0),
        ("B-A", "CPE of B less that of A", 10.0, -10.0),
        ("A/B", "ln of CPE of A over that of B", math.log(0.5), 10.0),
    ],
)
def test_values_by_name(tmp_path, name, words, value, gain):
    """Costs of 100 over 10 and over 5 engagements; the cheaper is the better."""
    asked = subject(known(tmp_path, 10.0), "cpe", name)
    assert (asked.name, asked.words) == (name, words)
    assert asked.y == pytest.approx(np.full(asked.y.shape, value))
    assert asked.gain.tolist() == pytest.approx([] if gain is None else [gain] * 8)


@pytest.mark.parametrize("name", ["C", "A-A", "A/C", "AB"])
def test_names_that_are_not_there(tmp_path, name):
    with pytest.raises(InputError, match=f'^nothing is called "{name}" in this study'):
        subject(known(tmp_path, 10.0), "cpe", name)


def test_a_ratio_varies_to_first_order_and_its_mean_is_exact():
    a, b = np.array([[9.0, 11.0]]), np.array([[4.0, 6.0]])
    each = log_ratio(a, b)
    assert each[0].tolist() == pytest.approx([math.log(2.0) - 0.1 + 0.2, math.log(2.0) + 0.1 - 0.2])
    assert each.mean() == pytest.approx(math.log(2.0))


@pytest.mark.parametrize(("a", "b"), [(0.0, 1.0), (1.0, 0.0), (-1.0, 1.0), (math.nan, 1.0)])
def test_a_ratio_of_what_is_not_above_zero_is_unknown(a, b):
    assert np.isnan(log_ratio(np.array([[a]]), np.array([[b]]))).all()
