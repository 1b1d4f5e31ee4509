"""Outcomes of finished campaigns from a CSV file: a row for each campaign; cells may be missing."""

from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import numpy as np

from sim.core.arrays import F64
from sim.errors import InputError
from sim.tables import campaigns, grammar, textfile
from sim.tables.textfile import Row
from sim.text import quote, quote_all

COUNTS = (*campaigns.MEASURED, "all_purchases")
SCORED = (*COUNTS, "cost")
MEANINGS: dict[str, tuple[str, ...]] = {
    "result": ("result_file", "results", "forecast"),
    "campaign": ("campaign_name", "title", *campaigns.MEANINGS["creator"], "creator"),
    "followers": campaigns.MEANINGS["followers"],
    **{name: campaigns.MEANINGS[name] for name in campaigns.MEASURED},
    "all_purchases": ("total_purchases", "all_sales", "total_sales"),
    "cost": ("cost_usd", "total_cost", "total_cost_usd", "spend", "total_spend"),
}


class Actuals(NamedTuple):
    """Outcomes of each campaign; nan where nothing was measured."""

    campaign: list[str]
    result: list[str]  # file of the result that promised it; empty texts without the column
    followers: F64  # [campaign]
    measured: dict[str, F64]  # by name, [campaign]; money in USD
    notes: tuple[str, ...] = ()

    @property
    def size(self) -> int:
        """The number of campaigns."""
        return len(self.campaign)


class _ActualRow(NamedTuple):
    """One campaign."""

    campaign: str
    result: str
    values: dict[str, float]


def read(path: Path, has_results: bool) -> Actuals:
    """Read what campaigns brought (comma, semicolon or tab; UTF-8; may be gzip).

    has_results: a column names the result of each row; else no such column may be there. Raises InputError
    (InputErrors if several) naming file, line, column and value; FileProblem.
    """
    text = textfile.decode(textfile.read_bytes(path, campaigns.MOST_BYTES), path)
    headers, lines, unused = textfile.table(text, path, MEANINGS, ("result",) if has_results else ())
    if not has_results and "result" in headers:
        message = "names the result of each row; give no other result beside this file, or leave the column away"
        raise InputError(message, file=path, line=1, path=(headers["result"],))
    if not set(headers) & set(SCORED):
        raise InputError(f"needs one of {', '.join(SCORED)}: nothing was measured", file=path, line=1)
    rows, errors = [], []
    for line in lines:
        try:
            rows.append(_row(line, has_results))
        except InputError as error:
            errors.append(error)
        if len(errors) == textfile.MOST_ERRORS or len(rows) > campaigns.MOST_CAMPAIGNS:
            break
    textfile.refuse(errors)
    if len(rows) > campaigns.MOST_CAMPAIGNS:
        raise InputError(f"more than {campaigns.MOST_CAMPAIGNS:,} campaigns", file=path)
    if not rows:
        raise InputError("no campaigns below the header", file=path)
    notes = (f"{path}: columns not used: {quote_all(unused, 8)}",) if unused else ()
    return _columns(rows, [name for name in SCORED if name in headers], notes)


def _columns(rows: list[_ActualRow], names: list[str], notes: tuple[str, ...]) -> Actuals:
    """The rows by columns."""

    def column(name: str) -> F64:
        """A measurement of all campaigns."""
        return np.array([row.values[name] for row in rows])

    return Actuals(
        [row.campaign or f"row {place}" for place, row in enumerate(rows, 1)],
        [row.result for row in rows],
        column("followers"),
        {name: column(name) for name in names},
        notes,
    )


def _row(row: Row, has_results: bool) -> _ActualRow:
    """One row, checked."""
    values = {name: campaigns.count(row, name) for name in ("followers", *COUNTS)}
    values["cost"] = _money(row, "cost")
    if values["followers"] == 0.0:
        raise row.error("followers", '"0" must be 1 or more; leave the cell empty where it is not known')
    campaigns.check_measurements(row, values)
    if values["all_purchases"] < values["sales"]:
        message = f"{values['all_purchases']:,.0f} purchases in all, of which {values['sales']:,.0f} by links and codes"
        raise row.error("all_purchases", message)
    if all(np.isnan(values[name]) for name in SCORED):
        message = f"nothing was measured; fill in one of {', '.join(SCORED)}, or delete the row"
        raise InputError(message, file=row.file, line=row.line)
    result = row.cells.get("result", "")
    if has_results and not result:
        raise row.error("result", '"" is no file; name the result that promised this campaign, say results/a.h5')
    return _ActualRow(row.cells.get("campaign", ""), result, values)


def _money(row: Row, name: str) -> float:
    """An amount in USD; nan for an empty cell or a column that is not there."""
    text = row.cells.get(name, "")
    if text in grammar.MISSING:
        return np.nan
    match = grammar.AMOUNT.fullmatch(text)
    if match is None:
        raise row.error(name, f"{quote(text)} is not an amount; write 1234.50, $1,234 or 1.2k, or nothing")
    digits, cents, letter = match.groups()
    value = Decimal(grammar.without_commas(digits) + (cents or "")) * grammar.TIMES[letter.lower()]
    if value > campaigns.MOST:
        raise row.error(name, f"{quote(text)} is out of range; 0 to {campaigns.MOST:,}")
    return float(value)
