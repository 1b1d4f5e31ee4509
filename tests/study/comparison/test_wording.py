"""Numbers as they stand in sentences."""

import math

import pytest

from sim.study.comparison.wording import digits, in_unit, percent, toml_number


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0.0, "0"), (0.12345, "0.123"), (12.34, "12.3"), (999.4, "999"), (1000.0, "1,000"), (-1234567.8, "-1,234,568"),
        (math.inf, "infinite"), (-math.inf, "infinite"), (1e-7, "1e-07"),
    ],
)  # fmt: skip
def test_three_digits_and_whole_thousands(value, words):
    assert digits(value) == words


@pytest.mark.parametrize(("unit", "words"), [("USD", "12.3 USD"), ("", "12.3")])
def test_a_unit_may_be_empty(unit, words):
    assert in_unit(12.34, unit) == words


@pytest.mark.parametrize(("share", "words"), [(0.0355, "3.55%"), (1.0, "100%"), (12.0, "1,200%")])
def test_shares_as_percentages(share, words):
    assert percent(share) == words


@pytest.mark.parametrize(("value", "text"), [(192.84, "193"), (12345.0, "12300"), (0.05678, "0.0568"), (96.64, "96.6")])
def test_a_number_as_it_is_typed(value, text):
    assert toml_number(value) == text
