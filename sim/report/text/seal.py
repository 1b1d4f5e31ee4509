"""Files that were sealed again, or whose seal was right."""

import json
from collections.abc import Sequence
from typing import Any

from sim.report.style.table import TextTable, render
from sim.store.proofs.reseal import CheckedFile
from sim.text import printable

HEADER = ("file", "seal")
SEALED, RIGHT = "sealed again", "right already"


def text(files: Sequence[CheckedFile], form: str, wide: bool) -> str:
    """The files as `table`, `json` or `csv`; wide: for a terminal, else tab-separated."""
    if form == "json":
        return json.dumps(as_dict(files), indent=2, allow_nan=False)
    return render(table(files), form, wide)


def table(files: Sequence[CheckedFile]) -> TextTable:
    """A row for each file."""
    n = sum(file.is_new for file in files)
    rows: list[tuple[str, ...]] = [(printable(str(file.path)), SEALED if file.is_new else RIGHT) for file in files]
    return TextTable(f"{n:,} of {len(files):,} files sealed again; all hold what was written", HEADER, rows, [])


def as_dict(files: Sequence[CheckedFile]) -> dict[str, Any]:
    """The files as plain values."""
    return {"files": [{"file": str(file.path), "sealed_again": file.is_new} for file in files]}
