"""Show a result, or a study, again; `sim.open` opens it for Python."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import KW_ONLY, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from sim.tasks.answer import Answer, Form
from sim.tasks.request import Option, PathLike, Request

if TYPE_CHECKING:
    from sim.report.figures.canvas import Drawing
    from sim.report.style.table import TextTable
    from sim.study.sweeps.collect import OpenStudy
    from sim.tasks.campaign.run_result import Result

ResultFile = Annotated[PathLike, Option("A result that `sim run` wrote, or a study.", is_argument=True)]


@dataclass(frozen=True)
class ShowRequest(Request):
    """Print the summary of a result, or a study, again."""

    result: ResultFile
    _: KW_ONLY
    digest: Annotated[bool, Option("Print a hash of the content; equal on any machine.")] = False


@dataclass(frozen=True, repr=False, eq=False)
class SweepAnswer(Answer):
    """A study: strategies at many points, opened from its file."""

    verb: ClassVar[str] = "sweep"
    study: OpenStudy

    def digest(self) -> str:
        """sha256 of all arrays, equal on any machine."""
        from sim.store import result
        from sim.study.sweeps import collect

        return result.digest(collect.whole(self.study.path))

    def text(self, form: Form = "table", wide: bool = True) -> str:
        """The study in short, as the command prints it."""
        from sim.report.text.sweeps import sweep as report

        return report.text(self.study, form, wide)

    def _tables(self) -> Sequence[TextTable]:
        from sim.report.text.sweeps import sweep as report

        return report.tables(self.study)

    def _values(self) -> dict[str, Any]:
        from sim.report.text.sweeps import sweep as report

        return report.as_dict(self.study)

    def _columns(self) -> dict[str, Any]:
        from sim.study.sweeps import collect

        return dict(collect.point_table(self.study))

    def _drawing(self) -> Drawing | None:
        from sim.report.figures import studies

        return studies.of_sweep(self.study)


def open_file(path: PathLike) -> Result | SweepAnswer:
    """A result or a study from its file. Raises FileProblem, DamagedFile.

    >>> open_file("nowhere.h5")
    Traceback (most recent call last):
    sim.errors.FileProblem: nowhere.h5: there is no such file
    """
    from sim.measures.stored_files import RESULT
    from sim.store import result, study_file
    from sim.study.sweeps import collect
    from sim.tasks.campaign.run_result import Result

    file = Path(path)
    if study_file.is_study(file):
        return SweepAnswer(collect.open_study(file))
    return Result(result.load(file, RESULT), file)


def show(request: ShowRequest) -> Result | SweepAnswer:
    """The result or the study of a request. Raises FileProblem, DamagedFile.

    >>> show(ShowRequest("nowhere.h5"))
    Traceback (most recent call last):
    sim.errors.FileProblem: nowhere.h5: there is no such file
    """
    return open_file(request.result)
