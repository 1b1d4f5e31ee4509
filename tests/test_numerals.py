"""Numbers in cells: each form with its readings, and what is no number."""

import pytest

from sim.numerals import read_money, read_numeral, says_nothing, tidy


def readings(cell):
    numeral = read_numeral(tidy(cell))
    return None if numeral is None else {mark: float(value) for mark, value in numeral.readings.items()}


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("1234", 1234.0),
        ("12 000", 12_000.0),
        ("12\u00a0000", 12_000.0),
        ("1'234'567", 1_234_567.0),
        ("\uff11\uff12", 12.0),
        ('="12000"', 12_000.0),
        ("+7", 7.0),
        ("2e3", 2000.0),
        ("3 Mio", 3e6),
        ("2 crore", 2e7),
        ("5万", 5e4),
    ],
)
def test_numbers_without_a_mark_are_one_number(cell, value):
    assert readings(cell) == {".": value, ",": value}


@pytest.mark.parametrize(
    ("cell", "dot", "comma"),
    [
        ("12.5", 12.5, None),
        ("12,5", None, 12.5),
        ("0.123", 0.123, None),
        ("0,123", None, 0.123),
        ("1.234,56", None, 1234.56),
        ("1,234.56", 1234.56, None),
        ("1,234,567", 1_234_567.0, None),
        ("1.234.567", None, 1_234_567.0),
        ("12,34,567", 1_234_567.0, None),
        ("1.2E+06", 1.2e6, None),
        ("3,4 Mio", None, 3.4e6),
        ("12000.0", 12_000.0, None),
        (".5", 0.5, None),
        ("1.200", 1.2, 1200.0),
        ("1,200", 1200.0, 1.2),
        ("1.234k", 1234.0, 1_234_000.0),
    ],
)
def test_a_mark_is_for_decimals_or_thousands(cell, dot, comma):
    assert readings(cell) == {mark: value for mark, value in ((".", dot), (",", comma)) if value is not None}


@pytest.mark.parametrize(
    "cell",
    ["", "abc", "1_000", "1.2.3", "1,2,3", "12\u00b2", "\u0661\u0662", "$100-$200", "\u20ac5 USD", "1 2", "--5"],
)
def test_what_is_no_number(cell):
    assert readings(cell) is None


@pytest.mark.parametrize(
    ("cell", "currency"),
    [("\u20ac1,200", "EUR"), ("250 USD", "USD"), ("US$ 5", "USD"), ("R$5", "BRL"), ("5", ""), ("$5 USD", "USD")],
)
def test_currencies_stand_before_or_behind(cell, currency):
    assert read_numeral(cell).currency == currency


def test_a_percent_sign_is_kept():
    assert read_numeral("3.4 %").percent
    assert not read_numeral("3.4").percent


@pytest.mark.parametrize("cell", ["", "-", "\u2014", "n/a", "N/A", "#N/A", "#DIV/0!", "NaN", "None", "k.A."])
def test_cells_that_say_nothing(cell):
    assert says_nothing(cell)


def test_zero_says_something():
    assert not says_nothing("0")


@pytest.mark.parametrize(
    ("cell", "seen"),
    [(" a\u00a0b ", "a b"), ('="=x"', "=x"), ("'007", "007"), ("''x", "''x"), ("two\nlines", "two lines")],
)
def test_cells_are_tidied_of_wrapping(cell, seen):
    assert tidy(cell) == seen


@pytest.mark.parametrize(
    ("text", "dollars"),
    [
        ("50k", 50_000.0), ("$50,000", 50_000.0), ("50,000", 50_000.0), ("1,200.50", 1200.5), ("1.200,50", 1200.5),
        ("2M", 2e6), ("1.2k", 1200.0), ("12.5", 12.5), ("12,5", 12.5), ("0.245", 0.245), ("1200 USD", 1200.0),
        (" $ 7 ", 7.0), ("1.234.567", 1_234_567.0), ("-5", -5.0), ("1.2000", 1.2),
    ],
)  # fmt: skip
def test_money_is_read_as_people_type_it(text, dollars):
    assert read_money(text) == dollars


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("1.200", "may be 1,200 or 1.2; write 1200 or 1.20"),
        ("$12.345", "may be 12,345 or 12.345; write 12345 or 12.3450"),
        ("2.000", "may be 2,000 or 2; write 2000 or 2.00"),
        ("1.250k", "may be 1,250,000 or 1,250; write 1250000 or 1250.00"),
        ("5%", "is no amount; write 1200, $1,200 or 1.2k"),
        ("", "is no amount; write 1200, $1,200 or 1.2k"),
        ("some", "is no amount; write 1200, $1,200 or 1.2k"),
        ("\u20ac50", "is in EUR; write US dollars"),
        ("3 mil", "may be thousand or million; write k or M"),
    ],
)
def test_money_with_two_readings_or_none_is_refused(text, wrong):
    with pytest.raises(ValueError) as caught:
        read_money(text)
    assert str(caught.value) == wrong


@pytest.mark.parametrize("text", ["1.200", "$12.345", "2.000", "1.125"])
def test_the_two_ways_of_writing_that_are_offered_are_read(text):
    with pytest.raises(ValueError, match=" or ") as caught:
        read_money(text)
    more, less = (read_money(way) for way in str(caught.value).rpartition("write ")[2].split(" or "))
    assert more == pytest.approx(1000.0 * less)
