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
    assert numbers.number(-0.001, 2) == "0.00"


@pytest.mark.parametrize(
    ("error", "places"), [(0.5, 2), (0.05, 3), (5.0, 1), (50.0, 0), (5000.0, 0), (0.0, 2), (math.nan, 2), (math.inf, 2)]
)
def test_an_error_supports_two_of_its_digits(error: float, places: int) -> None:
    assert numbers.decimals(12.0, error) == places


SYMMETRIC = Interval(12.3456, 12.2956, 12.3956)
RATIO = Interval(461.0, 234.0, 38_305.0)  # Fieller's


def test_estimate_and_error_have_the_same_digits() -> None:
    assert numbers.with_error(SYMMETRIC) == "12.346 ± 0.050"


def test_only_a_symmetric_interval_has_a_plus_minus_sign() -> None:
    assert numbers.with_error(RATIO) == "461 (234 to 38,305)"


@pytest.mark.parametrize(
    ("interval", "cell"),
    [
        (SYMMETRIC, "± 0.050"),
        (RATIO, "234 to 38,305"),
        (Interval(1e9 + 0.1, 1e9 + 0.1 - 1e-4, 1e9 + 0.1 + 1e-4), "± 0.00010"),  # but for rounding
        (Interval(3.0, 3.0, 3.0), "± 0"),
        (Interval(1.0, -math.inf, math.inf), "unbounded"),
        (Interval(1.0, math.nan, math.nan), "-"),
    ],
)
def test_an_error_beside_its_estimate(interval: Interval, cell: str) -> None:
    assert numbers.error(interval) == cell


@pytest.mark.parametrize(
    ("interval", "words"),
    [
        (Interval(3.0, 3.0, 3.0), "3"),
        (Interval(1.0, -math.inf, math.inf), "1 (unbounded)"),
        (Interval(1.5, math.nan, math.nan), "1.500"),
        (Interval(math.nan, math.nan, math.nan), "undefined"),
    ],
)
def test_an_estimate_without_a_width_stands_alone(interval: Interval, words: str) -> None:
    assert numbers.with_error(interval) == words


def test_an_interval_without_bounds_is_called_so() -> None:
    assert numbers.span(Interval(1.4, -math.inf, math.inf)) == "unbounded"
    assert numbers.span(Interval(1.4, 1.0, math.inf)) == "1 to infinite"
