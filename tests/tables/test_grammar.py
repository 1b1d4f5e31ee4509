"""Numbers of files: one grammar, ASCII digits only."""

import pytest

from sim.tables import grammar


@pytest.mark.parametrize("text", ["1234", "1,234", "1234.0"])
def test_counts(text):
    assert grammar.WHOLE.fullmatch(text)


@pytest.mark.parametrize("text", ["1234", "1,234", "1.5k", "2M", "3b"])
def test_rounded_counts(text):
    assert grammar.ROUNDED.fullmatch(text)


@pytest.mark.parametrize("text", ["$12.50", "$ 1,234", "1.5k", "7"])
def test_amounts(text):
    assert grammar.AMOUNT.fullmatch(text)


@pytest.mark.parametrize("text", ["0.042", "4.2%", "4e-2", ".5 %"])
def test_rates(text):
    assert grammar.RATE.fullmatch(text)


@pytest.mark.parametrize("text", ["", "-1", "1_000", "١٢٣", "12,34", "1.2.3", "nan", "1e5e5"])
@pytest.mark.parametrize("pattern", [grammar.WHOLE, grammar.ROUNDED, grammar.AMOUNT, grammar.RATE, grammar.FIGURE])
def test_what_is_no_number(pattern, text):
    assert not pattern.fullmatch(text)
