"""Cells of workbooks and Parquet as text: numbers, dates and truth as people write them."""

import re
from datetime import date, datetime, time, timedelta
from typing import Any

THREE_DECIMALS = re.compile(r"-?[0-9]+\.[0-9]{3}")  # as text it could be thousands: 1.234


def spell_cell(cell: Any) -> str:
    """A cell as text: numbers with a dot for decimals and none for thousands, dates as 2027-03-01.

    >>> spell_cell(12000.0), spell_cell(0.034)
    ('12000', '0.034')
    """
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float):
        text = str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
        return f"{text}0" if THREE_DECIMALS.fullmatch(text) else text
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    if isinstance(cell, date | datetime | time | timedelta):
        return str(cell)
    return str(cell)
