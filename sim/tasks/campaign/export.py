"""Export a result, or a study, as a table."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from pathlib import Path
from typing import Annotated, Literal, NamedTuple

from sim.errors import UsageProblem, option
from sim.tasks.campaign.show import ResultFile
from sim.tasks.request import TABLE, Force, Option, PathLike, Request


@dataclass(frozen=True)
class ExportRequest(Request):
    """Write a result, or a study, as a table for a spreadsheet or a data frame; a study has a row per point."""

    result: ResultFile
    _: KW_ONLY
    to: Annotated[Literal["csv", "parquet"], Option("Format of the table.")]
    out: Annotated[PathLike | None, Option("File to write", usual="beside the result", short="-o", endings=TABLE)] = (
        None
    )
    table: Annotated[Literal["runs", "days"], Option("A row per run, or per run and day.")] = "runs"
    force: Force = False


class Export(NamedTuple):
    """A table that was written."""

    path: Path
    n_rows: int


def export(request: ExportRequest) -> Export:
    """Write a table. Raises UsageProblem, FileProblem, DamagedFile, MissingExtraError.

    >>> export(ExportRequest("nowhere.h5", to="csv"))
    Traceback (most recent call last):
    sim.errors.FileProblem: nowhere.h5: there is no such file
    """
    from sim.measures.stored_files import RESULT
    from sim.store import export as tables
    from sim.store import names, study_file
    from sim.study.sweeps import collect

    source = Path(request.result)
    kind = request.to if request.table == "runs" else f"{request.table}.{request.to}"
    out = Path(request.out or source.with_suffix(f".{kind}"))
    if tables.format_of(out) != request.to:
        raise UsageProblem(f"{out}: must end in .{request.to}, by {option('to')} {request.to}")
    if not study_file.is_study(source):
        return Export(out, tables.export(source, RESULT, request.to, out, table=request.table, force=request.force))
    names.refuse_inputs(out, [source])
    columns = collect.point_table(collect.open_study(source))
    tables.write(columns, out, request.to, force=request.force)
    return Export(out, columns["point"].size)
