"""Numbers as people say them."""

import math

import pytest

from sim.report.style import said


@pytest.mark.parametrize(
    ("usd", "words"),
    [(0.0, "$0"), (0.004, "0.4 cents"), (0.0449, "4.5 cents"), (0.994, "99 cents"), (0.999, "$1.00"), (9.99, "$9.99"),
     (12.34, "$12"), (123.4, "$123"), (1234.0, "$1,230"), (1_234_567.0, "$1,230,000"), (math.inf, "no end of money"),
     (math.nan, "nothing to say")],
)  # fmt: skip
def test_money(usd, words):
    assert said.money(usd) == words


@pytest.mark.parametrize(("share", "count"), [(0.0, 0), (1e-9, 1), (0.5, 50), (0.996, 99), (1.0, 100)])
def test_nothing_is_certain_unless_it_is(share, count):
    assert said.percent_count(share) == count


def test_amounts_keep_two_digits():
    assert [said.amount(value) for value in (3.456, 41.7, 1_234.0, 1_234_567.0)] == ["3.5", "42", "1,200", "1,230,000"]
