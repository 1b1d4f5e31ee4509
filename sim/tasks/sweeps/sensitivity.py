"""Ask a study which uncertain numbers decide, what is luck, and what it is worth to know one of them."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import KW_ONLY, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from sim.tasks.answer import Answer, Form
from sim.tasks.request import Figures, Force, Option, Request, StudyLike, Table

if TYPE_CHECKING:
    from sim.report.figures.canvas import Drawing
    from sim.report.style.table import TextTable
    from sim.study.sweeps.collect import OpenStudy
    from sim.study.sweeps.sensitivity import Sensitivity


def open_study(source: StudyLike) -> OpenStudy:
    """A study from its file, or the one that another function gave. Raises FileProblem.

    >>> open_study("nowhere.h5")
    Traceback (most recent call last):
    sim.errors.FileProblem: nowhere.h5: there is no such file
    """
    from sim.study.sweeps import collect

    if isinstance(source, str | os.PathLike):
        return collect.open_study(Path(source))
    return source.study


@dataclass(frozen=True)
class StudyQuestion(Request):
    """A question to a study file, and the files that are made of the answer."""

    study: Annotated[StudyLike, Option("A file that `sim sweep` wrote.", is_argument=True)]
    _: KW_ONLY
    measure: Annotated[
        str | None, Option("The measure to analyse, for example cpe or engagers.", usual="the study's")
    ] = None
    figures: Figures = None
    out: Table = None

    def open(self) -> OpenStudy:
        """The study. Raises FileProblem."""
        return open_study(self.study)

    def write(self, columns: Mapping[str, Sequence[Any]], drawings: Sequence[Drawing], force: bool) -> None:
        """Write the table and the figures that are asked for. Raises FileProblem."""
        from sim.report.figures import canvas
        from sim.store import export

        if self.out is not None:
            export.write(columns, Path(self.out), export.format_of(Path(self.out)), force=force)
        if self.figures is not None:
            canvas.write(drawings, Path(self.figures))


@dataclass(frozen=True)
class SensitivityRequest(StudyQuestion):
    """Say which uncertain numbers decide, what is luck, and what it is worth to know one of them.

    STUDY is a file that `sim sweep` wrote: of a saltelli design for Sobol indices, morris for screening,
    latin_hypercube or sobol for rank measures.
    """

    _: KW_ONLY
    of: Annotated[
        str | None, Option("The strategy or pair to analyse: A, A-B or A/B.", usual="A/B, where it exists")
    ] = None
    force: Force = False


@dataclass(frozen=True, repr=False, eq=False)
class SensitivityAnswer(Answer):
    """The numbers that decide, with their shares of the variance."""

    verb: ClassVar[str] = "sensitivity"
    sensitivity: Sensitivity

    def text(self, form: Form = "table", wide: bool = True) -> str:
        """The table as the command prints it."""
        from sim.report.text.sweeps import sensitivity as report

        return report.text(self.sensitivity, form, wide)

    def _tables(self) -> Sequence[TextTable]:
        from sim.report.text.sweeps import sensitivity as report

        return report.tables(self.sensitivity)

    def _values(self) -> dict[str, Any]:
        from sim.report.text.sweeps import sensitivity as report

        return report.as_dict(self.sensitivity)

    def _columns(self) -> Mapping[str, Sequence[Any]]:
        from sim.report.text.sweeps import sensitivity as report

        return report.flat_columns(self.sensitivity)

    def drawings(self) -> Sequence[Drawing]:
        """Every figure of the answer."""
        from sim.report.figures import studies

        return studies.of_sensitivity(self.sensitivity)

    def _drawing(self) -> Drawing | None:
        return self.drawings()[0]


def sensitivity(request: SensitivityRequest) -> SensitivityAnswer:
    """Ask a study what decides. Raises InputError, FileProblem.

    >>> sensitivity(SensitivityRequest("nowhere.h5"))
    Traceback (most recent call last):
    sim.errors.FileProblem: nowhere.h5: there is no such file
    """
    from sim.study.sweeps import sensitivity as study

    opened = request.open()
    answer = SensitivityAnswer(study.sensitivity(opened, request.measure or opened.measure, request.of))
    request.write(answer._columns(), answer.drawings() if request.figures is not None else (), request.force)
    return answer
