"""Outcomes of finished campaigns from a CSV file: a row for each campaign; cells may be missing."""

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import numpy as np

from sim.core.arrays import F64
from sim.errors import InputError
from sim.tables import campaigns, usable_rows
from sim.tables.reading.header_table import NO_CHOICES, ReadingChoices, Table, UsdValues, numbers_of, read_table, usd_of
from sim.tables.reading.number_columns import NumberKind
from sim.text import quote

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


def read(path: Path, has_results: bool, choices: ReadingChoices = NO_CHOICES) -> Actuals:
    """Read what campaigns brought, from a table.

    has_results: a column names the result of each row; else no such column may be there. Raises InputError
    (InputErrors if several) naming file, line, column and value; FileProblem.
    """
    required = ("result",) if has_results else ()
    table = read_table(path, campaigns.MOST_BYTES, MEANINGS, required, choices, SCORED)
    if not has_results and "result" in table.columns:
        message = "names the result of each row; give no other result beside this file, or leave the column away"
        header = table.columns["result"].header
        raise InputError(message, file=path, line=table.header_line, path=(header,))
    if not table.columns.keys() & set(SCORED):
        raise InputError(f"needs one of {', '.join(SCORED)}: nothing was measured", file=path, line=table.header_line)
    if len(table.lines) > campaigns.MOST_CAMPAIGNS:
        raise InputError(f"more than {campaigns.MOST_CAMPAIGNS:,} campaigns", file=path)
    cost = _cost(table)
    values = campaigns.counts(table, ("followers", *COUNTS)) | {"cost": cost.value}
    results = list(table.columns["result"].cells) if "result" in table.columns else [""] * len(table.lines)
    _check(table, values, results if has_results else None)
    names = campaigns.names_of(table, "campaign")
    sums = usable_rows.find_sums(table, names, np.full(len(names), np.nan))
    kept, notes = usable_rows.keep_rows(table, sums, True, "campaigns")
    return Actuals(
        [names[row] or f"row {place}" for place, row in enumerate(kept, 1)],
        [results[row] for row in kept],
        values["followers"][kept],
        {name: values[name][kept] for name in SCORED if name in table.columns},
        (*table.notes, *([cost.note] if cost.note else []), *notes, *table.note_leftovers()),
    )


def _cost(table: Table) -> UsdValues:
    """Costs of each campaign in USD; nan where nothing is said. Raises InputError."""
    numbers = numbers_of(table, {"cost": NumberKind.MONEY})
    if "cost" not in numbers:
        return UsdValues(np.full(len(table.lines), np.nan), "")
    cost = usd_of(table, "cost", numbers["cost"])
    for row in np.flatnonzero(cost.value > campaigns.MOST).tolist():
        table.fault("cost", row, f"{quote(table.columns['cost'].cells[row])} is out of range; 0 to {campaigns.MOST:,}")
    return cost._replace(note=f"{table.file}: {cost.note}" if cost.note else "")


def _check(table: Table, values: Mapping[str, F64], results: list[str] | None) -> None:
    """Note rows that cannot be scored. results: the file that each row names, where each must."""
    for row in np.flatnonzero(values["followers"] == 0.0).tolist():
        table.fault("followers", row, '"0" must be 1 or more; leave the cell empty where it is not known')
    campaigns.check_measurements(table, values)
    bought, by_links = values["all_purchases"], values["sales"]
    for row in np.flatnonzero(bought < by_links).tolist():
        message = f"{bought[row]:,.0f} purchases in all, of which {by_links[row]:,.0f} by links and codes"
        table.fault("all_purchases", row, message)
    for row in np.flatnonzero(np.isnan([values[name] for name in SCORED]).all(axis=0)).tolist():
        message = f"nothing was measured; fill in one of {', '.join(SCORED)}, or delete the row"
        table.faults.setdefault(row, InputError(message, file=table.file, line=table.lines[row]))
    for row, result in enumerate(results or []):
        if not result:
            table.fault("result", row, '"" is no file; name the result that promised this campaign, say results/a.h5')
