"""Rows that can be used: those that sum up others are no row of their own, and faulty ones are left out and listed."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from sim.core.arrays import F64, I64
from sim.errors import InputError
from sim.tables import handles
from sim.tables.reading import textfile
from sim.tables.reading.header_table import Table
from sim.text import quote


def find_sums(table: Table, names: Sequence[str], sizes: F64) -> dict[int, str]:
    """Rows that add up or average others, and how they show it: by a name, or a last size that is the sum."""
    found = {
        row: f"{quote(table.first_cells[row])} sums up other rows"
        for row, name in enumerate(names)
        if handles.is_total(name) or handles.is_total(table.first_cells[row])
    }
    plain = [row for row in range(len(names)) if row not in found]
    if len(plain) > 2 and sizes[last := plain[-1]] == np.nansum(sizes[plain[:-1]]) > 0.0:
        found[last] = f"{quote(table.first_cells[last])} has as many followers as all rows above together"
    return found


def keep_rows(table: Table, sums: Mapping[int, str], strict: bool, what: str) -> tuple[I64, list[str]]:
    """The rows that can be used, and a note for each that is left out.

    Raises InputError for the faults if strict, or if less than half of the rows can be used.
    """
    faults = [fault for row, fault in sorted(table.faults.items()) if row not in sums]
    n = len(table.lines) - len(sums)
    if strict or n < 2 * len(faults):
        textfile.refuse(faults[: textfile.MOST_ERRORS])
    notes = [f"{fault}; the row is left out" for fault in faults[: textfile.MOST_ERRORS]]
    if len(faults) > textfile.MOST_ERRORS:
        notes.append(f"{table.file}: {len(faults)} of {n} rows are left out in all")
    notes += [f"{table.file}:{table.lines[row]}: {why}, and is left out" for row, why in sums.items()]
    kept = [row for row in range(len(table.lines)) if row not in table.faults and row not in sums]
    if not kept:
        raise InputError(f"no {what} below the header", file=table.file)
    return np.array(kept, np.int64), notes


def rejected_rows(table: Table, sums: Mapping[int, str]) -> Iterator[tuple[object, ...]]:
    """A header, then each row that is left out: its line, why, and its cells as they stand in the file."""
    yield ("line", "why", *(header.text for header in table.header))
    faults = {row: str(InputError(fault.message, path=fault.path)) for row, fault in table.faults.items()}
    for row, why in sorted({**faults, **sums}.items()):
        yield (table.lines[row], why, *(column[row] for column in table.cells))
