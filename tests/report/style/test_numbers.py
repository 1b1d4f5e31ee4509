"""Numbers for people: as many digits as the interval supports."""

import math

import pytest

from sim.report.style import numbers
from sim.statistics.intervals import Interval


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (math.nan, "-"),
        (math.inf, "infinite"),
        (-math.inf, "-infinite"),
        (0.0, "0"),
        (1_234_567.0, "1,234,567"),
        (0.012345, "0.01235"),
        (12.5, "12.50"),
        (1e-12, "1.000e-12"),
        (-2.5e16, "-2.500e+16"),
    ],
)
def test_a_number_has_four_digits_unless_it_is_whole(value: float, words: str) -> None:
    assert numbers.number(value) == words


def test_places_may_be_said() -> None:
    assert numbers.number(2.0 / 3.0, 1) == "0.7"
    assert numbers.number(2.0 / 3.0, 99) == "0.666666667"


@pytest.mark.parametrize(
    ("error", "places"), [(0.5, 2), (0.05, 3), (5.0, 1), (50.0, 0), (5000.0, 0), (0.0, 2), (math.nan, 2), (math.inf, 2)]
)
def test_an_error_supports_two_of_its_digits(error: float, places: int) -> None:
    assert numbers.decimals(12.0, error) == places


def test_estimate_and_margin_have_the_same_digits() -> None:
    interval = Interval(12.3456, 12.2956, 12.3956)
    assert (numbers.estimate(interval), numbers.margin(interval)) == ("12.346", "0.050")


def test_an_interval_without_ends_is_unbounded() -> None:
    assert numbers.margin(Interval(1.0, -math.inf, math.inf)) == "unbounded"
    assert numbers.margin(Interval(1.0, math.nan, math.nan)) == "-"
