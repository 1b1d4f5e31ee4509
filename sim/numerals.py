"""Numbers as people write them, in cells and for options: marks, blanks, letters for thousands, currencies, per cent.

A numeral has up to two readings, one with a dot and one with a comma as the decimal mark; which one holds in a table is
for the whole column to say (`number_columns`). ASCII digits, also in full width; digits of other scripts are no numbers
here.
"""

import re
from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

MISSING = frozenset((
    "", "#div/0!", "#error!", "#n/a", "#n/a n/a", "#name?", "#null!", "#num!", "#ref!", "#value!", "-", "--", ".",
    "<na>", "?", "k. a.", "k.a.", "n.a.", "n.v.t.", "n/a", "n/d", "na", "nan", "nd", "nil", "none", "null", "s/o",
    "tba", "tbd", "unknown", "–", "—", "−", "なし", "无", "없음",
))  # fmt: skip
"""Cells that say nothing, in small letters."""

BLANKS = re.compile("[\u00a0\u2000-\u200a\u202f\u205f\u3000\t\r\n]")
WIDE = str.maketrans("０１２３４５６７８９．，％", "0123456789.,%")

CURRENCIES = {
    "$": "USD", "us$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "円": "JPY", "元": "CNY", "rmb": "CNY", "₩": "KRW",
    "원": "KRW", "₹": "INR", "rs": "INR", "rs.": "INR", "r$": "BRL", "c$": "CAD", "ca$": "CAD", "a$": "AUD",
    "au$": "AUD", "zł": "PLN", "₺": "TRY", "₦": "NGN", "fr.": "CHF", "euro": "EUR", "euros": "EUR", "dollar": "USD",
    "dollars": "USD", "nt$": "TWD", "hk$": "HKD", "s$": "SGD", "nz$": "NZD", "mx$": "MXN", "₱": "PHP", "₫": "VND",
    "฿": "THB", "₽": "RUB", "₪": "ILS", "₴": "UAH", "rp": "IDR", "rm": "MYR", "kč": "CZK", "台币": "TWD",
    "人民币": "CNY", "日元": "JPY", "yen": "JPY", "reais": "BRL", "rupees": "INR", "zloty": "PLN",
    "złoty": "PLN",
    **{code.lower(): code for code in (
        "USD", "EUR", "GBP", "JPY", "CNY", "KRW", "INR", "BRL", "CAD", "AUD", "CHF", "SEK", "NOK", "DKK", "PLN", "CZK",
        "HUF", "MXN", "TWD", "ARS", "COP", "CLP", "PEN", "UYU", "EGP", "KES", "GHS", "PKR", "BDT", "LKR", "MYR", "RON",
        "BGN", "UAH", "KZT", "QAR", "KWD", "BHD", "OMR", "JOD", "MAD", "DZD", "TND", "TZS", "UGX", "ISK", "RSD", "GEL",
        "TRY", "NGN", "ZAR", "SGD", "HKD", "NZD", "AED", "SAR", "THB", "IDR", "PHP", "VND", "RUB", "ILS",
    )},
}  # fmt: skip
"""Codes of ISO 4217 by what stands beside a number."""

TIMES = {
    "": 1, "k": 10**3, "tsd": 10**3, "tsd.": 10**3, "thousand": 10**3, "mil.": 10**6, "mil": 10**6, "m": 10**6,
    "mn": 10**6, "mln": 10**6, "mio": 10**6, "mio.": 10**6, "mm": 10**6, "million": 10**6, "millions": 10**6,
    "millionen": 10**6, "millones": 10**6, "milhões": 10**6, "b": 10**9, "bn": 10**9, "mrd": 10**9, "mrd.": 10**9,
    "billion": 10**9, "lakh": 10**5, "lac": 10**5, "crore": 10**7, "cr": 10**7, "万": 10**4, "萬": 10**4, "億": 10**8,
    "亿": 10**8, "千": 10**3, "천": 10**3, "만": 10**4, "억": 10**8,
}  # fmt: skip
"""Factors by what stands behind a number."""

_UNITS = "|".join(sorted(map(re.escape, TIMES.keys() - {""}), key=len, reverse=True))
_MONEY = "|".join(sorted(map(re.escape, CURRENCIES), key=len, reverse=True))
NUMERAL = re.compile(
    rf"(?P<before>{_MONEY})? ?(?P<sign>[+\-−])? ?(?P<money>{_MONEY})? ?"
    r"(?P<digits>[0-9]+(?:[.,' ’][0-9]+)*[.,]?|[.,][0-9]+)"
    rf"(?:e(?P<exponent>[+\-]?[0-9]{{1,3}}))? ?(?P<times>{_UNITS})? ?(?P<percent>%)? ?(?P<behind>{_MONEY})?",
    re.ASCII | re.IGNORECASE,
)
GROUPS = r"[1-9][0-9]{0,2}"
WHOLE = {
    ",": re.compile(rf"[0-9]+|{GROUPS}(?:(?:,[0-9]{{3}})+|(?:'[0-9]{{3}})+|(?:’[0-9]{{3}})+|(?: [0-9]{{3}})+)"
                    rf"|[1-9][0-9]?(?:,[0-9]{{2}})*,[0-9]{{3}}", re.ASCII),
    ".": re.compile(rf"[0-9]+|{GROUPS}(?:(?:\.[0-9]{{3}})+|(?:'[0-9]{{3}})+|(?:’[0-9]{{3}})+|(?: [0-9]{{3}})+)",
                    re.ASCII),
}  # fmt: skip
"""Whole parts of numbers by the mark that may stand between their thousands."""
NO_CENTS = re.compile(r"(?<=[0-9])[.,][-–—]+")
"""As in 120,- and in CHF 120.–"""
BETWEEN = str.maketrans("", "", ".,' ’")


class Numeral(NamedTuple):
    """A cell that is a number."""

    readings: dict[str, Decimal]  # by decimal mark, "." and ","; both are the same where there is no mark
    percent: bool
    currency: str  # its code; empty: none is written
    unit: str  # as written, say "k", in small letters

    @property
    def mark(self) -> str:
        """The decimal mark that this number proves; empty where both are possible."""
        return next(iter(self.readings)) if len(self.readings) == 1 else ""

    @property
    def is_clear(self) -> bool:
        """Whether all readings are one number."""
        return len(set(self.readings.values())) == 1


def tidy(cell: str) -> str:
    """A cell as people see it: one kind of blank, no wrapping that keeps spreadsheets from calculating.

    >>> tidy('="12000"'), tidy("'@ann")
    ('12000', '@ann')
    """
    text = BLANKS.sub(" ", cell).strip()
    if text.startswith('="') and text.endswith('"') and len(text) > 2:
        text = text[2:-1].strip()
    return text[1:] if text.startswith("'") and not text.startswith("''") else text


def says_nothing(cell: str) -> bool:
    """Whether a cell is empty, or stands for an empty one.

    >>> says_nothing("N/A"), says_nothing("0")
    (True, False)
    """
    return not cell or cell.casefold() in MISSING


@lru_cache(maxsize=1 << 16)
def read_numeral(cell: str) -> Numeral | None:
    """The number that a tidy cell is; None where it is none, or has no reading.

    >>> {mark: float(value) for mark, value in read_numeral("1.200").readings.items()}
    {'.': 1.2, ',': 1200.0}
    >>> float(read_numeral("3,4 Mio").readings[","])
    3400000.0
    """
    match = NUMERAL.fullmatch(NO_CENTS.sub("", cell.translate(WIDE)))
    if match is None:
        return None
    written = {match[name].casefold() for name in ("before", "money", "behind") if match[name]}
    codes = {CURRENCIES[text] for text in written}
    if len(codes) > 1:
        return None
    unit = (match["times"] or "").casefold()
    factor = Decimal(TIMES[unit]).scaleb(int(match["exponent"] or 0)) * (-1 if match["sign"] in ("-", "−") else 1)
    readings = {mark: value * factor for mark in ".," if (value := _value(match["digits"], mark)) is not None}
    return Numeral(readings, bool(match["percent"]), next(iter(codes), ""), unit) if readings else None


def list_readings(readings: Iterable[Decimal]) -> str:
    """The numbers that a numeral may be, the largest first.

    >>> list_readings(read_numeral("1.200").readings.values())
    '1,200 or 1.2'
    """
    return " or ".join(f"{value.normalize():,f}" for value in sorted(set(readings), reverse=True))


def read_money(text: str) -> float:
    """US dollars as people type them: 50k, $50,000, 1,200.50. Raises ValueError with what is wrong, in words.

    A comma before three digits parts thousands; a dot there may be either, and is refused.

    >>> read_money("$50,000"), read_money("50k")
    (50000.0, 50000.0)
    >>> read_money("1.200")
    Traceback (most recent call last):
    ValueError: may be 1,200 or 1.2; write 1200 or 1.20
    """
    numeral = read_numeral(tidy(text))
    if numeral is None or numeral.percent:
        raise ValueError("is no amount; write 1200, $1,200 or 1.2k")
    if numeral.currency not in ("", "USD"):
        raise ValueError(f"is in {numeral.currency}; write US dollars")
    if numeral.unit == "mil":
        raise ValueError("may be thousand or million; write k or M")
    if not numeral.is_clear and "." in text:
        more, less = sorted(numeral.readings.values(), reverse=True)
        plain = f"{less.normalize():f}"
        places = len(plain.partition(".")[2])
        exact = plain + "0" * (1 if places >= 3 else 2 - places) if places else f"{plain}.00"
        raise ValueError(f"may be {list_readings((more, less))}; write {more.normalize():f} or {exact}")
    return float(numeral.readings["." if "." in numeral.readings else ","])


def _value(digits: str, decimal_mark: str) -> Decimal | None:
    """The number with this decimal mark; None where its thousands would not stand in threes."""
    whole, _, part = digits.partition(decimal_mark)
    if part and not part.isdecimal():
        return None
    if whole and not WHOLE["," if decimal_mark == "." else "."].fullmatch(whole):
        return None
    return Decimal(f"{whole.translate(BETWEEN) or '0'}.{part or '0'}")
