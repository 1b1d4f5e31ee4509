"""Options that say by hand how a file of rows is read, and the choices that they come to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from sim.errors import InputError, UsageProblem, option
from sim.tasks.request import Option, Request, Texts

if TYPE_CHECKING:
    from sim.tables.reading.header_table import ReadingChoices

UNITS = ("percent", "fraction")
MARKS = (".", ",")


@dataclass(frozen=True, kw_only=True)
class ReadsTable(Request):
    """Options of a request that reads a file of rows."""

    sheet: Annotated[str | None, Option("The sheet of a workbook.", usual="the only one that fits")] = None
    column: Annotated[Texts, Option('What a column means, say fee_usd="Budget asked".', metavar="MEANING=HEADER")] = ()
    unit: Annotated[
        Texts, Option("The unit of a column of shares, say engagement_rate=percent.", metavar="MEANING=UNIT")
    ] = ()
    decimal: Annotated[str | None, Option("The decimal mark of the numbers, . or ,", usual="as the file shows")] = None
    ignore: Annotated[Texts, Option("A column that is not to be read.", metavar="HEADER")] = ()
    rate: Annotated[Texts, Option("What one of another currency is in USD, say EUR=1.1.", metavar="CURRENCY=USD")] = ()


def choices_of(request: ReadsTable) -> ReadingChoices:
    """The choices of a request. Raises UsageProblem, InputError.

    >>> from sim.tasks.roster.optimize import OptimizeRequest
    >>> choices_of(OptimizeRequest("r.csv", budget=9, rate=["EUR=1.1"], decimal=",")).rates
    {'EUR': 1.1}
    """
    from sim.tables.reading.header_table import ReadingChoices

    if request.decimal not in (None, *MARKS):
        raise UsageProblem(f"Invalid value for '{option('decimal')}': {request.decimal!r} is not '.' or ','.")
    units = pairs_of(request.unit, "unit")
    for meaning, unit in units.items():
        if unit not in UNITS:
            raise InputError(f"{meaning}={unit} must be percent or fraction", path=(option("unit"),))
    rates = {code.upper(): rate_of(code, text) for code, text in pairs_of(request.rate, "rate").items()}
    columns = pairs_of(request.column, "column")
    return ReadingChoices(columns, units, request.decimal or "", request.sheet, tuple(request.ignore), rates)


def pairs_of(texts: Sequence[str], name: str) -> dict[str, str]:
    """Texts like a=b as a dictionary. Raises InputError.

    >>> pairs_of(["fee_usd=Budget asked"], "column")
    {'fee_usd': 'Budget asked'}
    """
    from sim.text import quote

    found: dict[str, str] = {}
    for text in texts:
        key, equals, value = (part.strip() for part in text.partition("="))
        if not key or not equals or not value:
            raise InputError(f"{quote(text)} must be two words with = between them", path=(option(name),))
        if key in found:
            raise InputError(f"{quote(key)} is given twice", path=(option(name),))
        found[key] = value.strip('"')
    return found


def rate_of(code: str, text: str) -> float:
    """Read what one of a currency is in USD. Raises InputError.

    >>> rate_of("EUR", "1.1")
    1.1
    """
    from sim.numerals import CURRENCIES
    from sim.text import quote

    if code.upper() not in CURRENCIES.values():
        raise InputError(f"{quote(code)} is no currency that is known; say EUR=1.1", path=(option("rate"),))
    try:
        rate = float(text)
    except ValueError:
        rate = -1.0
    if not 0.0 < rate <= 1e6:
        raise InputError(f"{quote(f'{code}={text}')} must be above 0 and at most 1000000", path=(option("rate"),))
    return rate
