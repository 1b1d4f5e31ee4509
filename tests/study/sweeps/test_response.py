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
