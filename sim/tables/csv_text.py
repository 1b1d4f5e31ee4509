"""Tables as CSV: the one writer, so that no cell of a table is a formula, whoever named what is in it."""

import csv
import io
import re
from collections.abc import Iterable
from typing import Any

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\N{FULLWIDTH EQUALS SIGN}", "\N{FULLWIDTH PLUS SIGN}",
           "\N{FULLWIDTH HYPHEN-MINUS}", "\N{FULLWIDTH COMMERCIAL AT}")  # fmt: skip
HARMLESS = re.compile(r"-?[0-9][0-9,]*(\.[0-9]+)?(e[+-]?[0-9]+)?%?|-", re.ASCII | re.IGNORECASE)  # a number, or none


def csv_text(rows: Iterable[Iterable[Any]]) -> str:
    """Rows as lines of CSV, a header being a row like any other.

    A text that a spreadsheet would take for a formula has an apostrophe before it; numbers stay as they are.

    >>> csv_text([("handle", "fee_usd"), ("=1+1", -0.5)])
    "handle,fee_usd\\n'=1+1,-0.5\\n"
    """
    out = io.StringIO()
    # Texts with a lone carriage return, which readers take for a new row, would stay bare without QUOTE_NONNUMERIC.
    plain = csv.writer(out, lineterminator="\n")
    quoted = csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_NONNUMERIC)
    for row in rows:
        cells = [_harmless(cell) if isinstance(cell, str) else cell for cell in row]
        has_return = any(isinstance(cell, str) and "\r" in cell for cell in cells)
        (quoted if has_return else plain).writerow(cells)
    return out.getvalue()


def _harmless(cell: str) -> str:
    """A text, with an apostrophe where it would start a formula."""
    return f"'{cell}" if cell.startswith(FORMULA) and not HARMLESS.fullmatch(cell) else cell
