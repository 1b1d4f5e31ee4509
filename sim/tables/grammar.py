"""Numbers, shares, money and missing cells as files of rows write them.

ASCII digits only: Python's own int() also takes "1_000" and digits of other scripts.
"""

import re

MISSING = ("", "-", "n/a", "NA", "nan", "NaN")
"""Cells that say nothing."""
THOUSANDS = r"[0-9]{1,3}(?:,[0-9]{3})+"
ASCII = re.ASCII | re.IGNORECASE

WHOLE = re.compile(rf"([0-9]+|{THOUSANDS})(?:\.0*)?", ASCII)
"""A count: 1234, 1,234 or 1234.0."""
ROUNDED = re.compile(rf"([0-9]+|{THOUSANDS}|[0-9]+(?:\.[0-9]+)?(?=[kmb]))([kmb]?)", ASCII)
"""A count that may be rounded: 1234, 1,234, 1.5k, 2.3M."""
AMOUNT = re.compile(rf"\$? ?([0-9]+|{THOUSANDS})(\.[0-9]+)?([kmb]?)", ASCII)
"""Money or another amount: $12.50, 1,234, 1.5k."""
RATE = re.compile(r"([0-9]+(?:\.[0-9]*)?|\.[0-9]+)(e[+-]?[0-9]{1,3})? ?(%?)", ASCII)
"""A share or a rate: 0.042, 4.2%, 4e-2."""
FIGURE = re.compile(rf"([0-9]+(?:\.[0-9]*)?|\.[0-9]+|{THOUSANDS})(?:e([+-]?[0-9]{{1,2}}))? ?(%?)", re.ASCII)
"""A share or a count: 0.12, 12%, 1,234."""
TIMES = {"": 1, "k": 10**3, "m": 10**6, "b": 10**9}
"""Factors of the letters behind rounded numbers."""


def without_commas(digits: str) -> str:
    """The digits of a number without the commas between its thousands."""
    return digits.replace(",", "")
