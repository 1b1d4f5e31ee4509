"""Show how the file of a roster is read, before it is used."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import KW_ONLY, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from sim.tasks.answer import Answer, Form
from sim.tasks.request import Force, Option, PathLike
from sim.tasks.roster.reading import ReadsTable

if TYPE_CHECKING:
    from sim.report.style.table import TextTable
    from sim.tables.roster import Roster


@dataclass(frozen=True)
class RosterRequest(ReadsTable):
    """Show how the file of a roster is read.

    FILE is a table of creators: CSV with any separator, xlsx, xls, ods or Parquet, also in gzip or zip. Each column is
    told with what it was taken for, its unit, its range, and what was not read.
    """

    file: Annotated[PathLike, Option("A table of creators.", is_argument=True, is_file=True)]
    _: KW_ONLY
    strict: Annotated[bool, Option("Refuse the file for a single bad row, instead of leaving it out.")] = False
    out: Annotated[
        PathLike | None,
        Option("Write rows that are left out, with the reason, say rejected.csv.", short="-o", endings=(".csv",)),
    ] = None
    force: Force = False


@dataclass(frozen=True, repr=False, eq=False)
class RosterAnswer(Answer):
    """A roster as it was read."""

    verb: ClassVar[str] = "roster"
    path: Path
    roster: Roster

    def text(self, form: Form = "table", wide: bool = True) -> str:
        """The columns as the command prints them."""
        from sim.report.text import roster as report

        return report.text(self.path, self.roster, form, wide)

    def _tables(self) -> Sequence[TextTable]:
        from sim.report.text import roster as report

        return [report.columns_table(self.path, self.roster)]

    def _values(self) -> dict[str, Any]:
        from sim.report.text import roster as report

        return report.as_dict(self.path, self.roster)


def read_roster(request: RosterRequest) -> RosterAnswer:
    """Read a roster and tell what was taken for what. Raises UsageProblem, InputError, FileProblem.

    >>> read_roster(RosterRequest("nowhere.csv"))
    Traceback (most recent call last):
    sim.errors.FileProblem: nowhere.csv: no such file
    """
    from sim.store import commit, names
    from sim.tables import roster
    from sim.tables.csv_text import csv_text
    from sim.tasks.roster.reading import choices_of

    path, out = Path(request.file), Path(request.out) if request.out is not None else None
    if out is not None:
        names.check_output(out, request.force)
        names.refuse_inputs(out, [path])
    read = roster.read(path, choices_of(request), request.strict)
    if out is not None:
        commit.commit(out, [csv_text(read.rejected).encode()])
    return RosterAnswer(path, read)
