"""Columns of shares: per cent or fractions, decided for the whole column by its header, signs, size and neighbours."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.core.arrays import F64
from sim.errors import option
from sim.tables.reading.number_columns import Numbers, TextColumn
from sim.text import quote

Bools = npt.NDArray[np.bool_]

MOST_USUAL = 0.15  # median engagement per follower and post of a list of creators (evidence: 0.5 to 15%)
LEAST_PERCENT = 0.3  # median of a column in per cent
MOST_PERCENT = 100.0  # median of a column in per cent; above it are counts
NEAR = 3.0  # times: two ways to reckon one rate agree


class ShareValues(NamedTuple):
    """Shares as fractions."""

    value: F64  # [row]
    note: str  # what was decided where the file does not say it itself; empty: it does


class ShareHints(NamedTuple):
    """Hints at the unit of a column of shares beside its cells."""

    said: str  # by hand: "percent" or "fraction"; empty: nothing
    says_percent: bool  # the header does
    reckoned: F64 | None = None  # engagement rates by other columns [row], nan: unknown; None: no engagement rates


def read_shares(column: TextColumn, numbers: Numbers, hints: ShareHints) -> ShareValues:
    """Read a column of shares as fractions. Raises InputError with both readings where nothing decides."""
    value, signs = numbers.value, numbers.percent & ~np.isnan(numbers.value)
    bare = ~np.isnan(value) & ~signs
    if hints.said or not bare.any():
        return ShareValues(np.where(signs | (hints.said == "percent"), value / 100.0, value), "")
    if hints.reckoned is not None and float(np.median(value[bare])) > MOST_PERCENT:
        _refuse_counts(column, value, bare)
    found, why = (
        _unit_of_rates(value, bare, hints) if hints.reckoned is not None else _unit_of_shares(value[bare], hints)
    )
    if not found and signs.any():
        found, why = "percent", "others of the column have a % sign"
    if not found:
        _refuse(column, value, bare)
    fractions = np.where(signs | (found == "percent"), value / 100.0, value)
    return ShareValues(fractions, _note(column, found, why) if why else "")


def _unit_of_shares(value: F64, hints: ShareHints) -> tuple[str, str]:
    """The unit of shares of a whole, and what shows it where the file does not say it."""
    if hints.says_percent:
        return "percent", ""
    return ("fraction", "") if value.max() <= 1.0 else ("percent", "some are above 1")


def _unit_of_rates(value: F64, bare: Bools, hints: ShareHints) -> tuple[str, str]:
    """The unit of engagement rates without a sign, and what shows it; empty: nothing does."""
    rates, reckoned = value[bare], np.zeros(0) if hints.reckoned is None else hints.reckoned[bare]
    plain = "percent" if hints.says_percent else "fraction"
    middle = float(np.median(rates[rates > 0.0])) if (rates > 0.0).any() else 0.0
    both = (rates > 0.0) & (reckoned > 0.0)
    if both.any():
        ratio = float(np.median(rates[both] / reckoned[both]))
        for unit, times in (("fraction", 1.0), ("percent", 100.0)):
            if times / NEAR < ratio < times * NEAR:
                return unit, "" if unit == plain else "engagements per post over followers say so"
    if middle == 0.0:
        return plain, ""
    looks_percent = middle >= LEAST_PERCENT or (middle > MOST_USUAL and rates.max() > 1.0)
    if hints.says_percent:
        return ("percent", "") if looks_percent or rates.max() > 1.0 else ("", "")
    if looks_percent:
        return "percent", f"half of all creators would have {middle:.0%} and more otherwise"
    if middle <= MOST_USUAL:
        return "fraction", "" if rates.max() <= 1.0 else "half of all creators would have next to nothing otherwise"
    return "", ""


def _note(column: TextColumn, found: str, why: str) -> str:
    unit = "per cent" if found == "percent" else "fractions of 1"
    return f"column {quote(column.header)} is taken as {unit}: {why}"


def _refuse_counts(column: TextColumn, value: F64, bare: Bools) -> None:
    """Refuse a column of engagements that was named like a rate. Raises InputError."""
    row = int(np.flatnonzero(bare & (value > MOST_PERCENT))[0])
    per_post = f"{option('column')} avg_engagements={quote(column.header)}"
    message = f"{quote(column.cells[row])} is no engagement rate; {per_post} takes the column as engagements per post"
    raise column.error(row, message)


def _refuse(column: TextColumn, value: F64, bare: Bools) -> None:
    row = int(np.flatnonzero(bare & (value > 0.0))[0])
    number = value[row]
    mend = f"say {option('unit')} {column.meaning}=percent or {option('unit')} {column.meaning}=fraction"
    raise column.error(row, f"{quote(column.cells[row])} may be {number:.3g}% or {100.0 * number:.3g}%; {mend}")
