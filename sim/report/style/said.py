"""Numbers as people say them: 25 cents, $1.91, $33,500, 380,000 people, 1.3 times, 77 of 100."""

import math


def round_to(value: float, digits: int) -> float:
    """A number rounded to so many significant digits.

    >>> round_to(379_660.0, 2), round_to(0.2249, 2)
    (380000.0, 0.22)
    """
    if value == 0.0 or not math.isfinite(value):
        return value
    return round(value, digits - 1 - math.floor(math.log10(abs(value))))


def money(usd: float) -> str:
    """An amount of US dollars.

    >>> money(0.2249), money(0.0041), money(1.914), money(61.97), money(33_503.7)
    ('22 cents', '0.41 cents', '$1.91', '$62', '$33,500')
    """
    if math.isnan(usd):
        return "nothing to say"
    if math.isinf(usd):
        return "no end of money"
    if 0.0 < abs(usd) < 0.995:
        cents = round_to(100.0 * usd, 2)
        return f"{cents:,.0f} cents" if cents >= 10.0 else f"{cents:g} cents"
    if 0.0 < abs(usd) < 9.995:
        return f"${usd:,.2f}"
    return f"${round_to(usd, 3):,.0f}"


def amount(value: float) -> str:
    """A number of people or things.

    >>> amount(379_660.0), amount(41.7), amount(0.0)
    ('380,000', '42', '0')
    """
    return f"{round_to(value, 3 if value >= 1e6 else 2):,.0f}" if value >= 10.0 else f"{round_to(value, 2):g}"


def factor(times: float) -> str:
    """A factor above 1.

    >>> factor(1.284), factor(2.82), factor(15.7)
    ('1.28', '2.8', '16')
    """
    if times < 2.0:
        return f"{times:.2f}"
    return f"{times:.1f}" if times < 9.95 else f"{round_to(times, 2):,.0f}"


def share_in_words(share: float) -> str:
    """A share as so many of 100; never all or none unless it is.

    >>> share_in_words(0.7701), share_in_words(0.9992), share_in_words(1.0)
    ('77 of 100', '99 of 100', '100 of 100')
    """
    return f"{percent_count(share)} of 100"


def percent_count(share: float) -> int:
    """A share as a whole number out of 100; 0 and 100 only where it is just that.

    >>> percent_count(0.0004)
    1
    """
    if share in (0.0, 1.0):
        return round(100.0 * share)
    return min(max(round(100.0 * share), 1), 99)
