"""Seal files again whose bytes another program has changed, and whose content is what was written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from sim.tasks.answer import Answer, Form
from sim.tasks.request import Option, Paths, Request

if TYPE_CHECKING:
    from sim.report.style.table import TextTable
    from sim.store.proofs.reseal import CheckedFile


@dataclass(frozen=True)
class SealRequest(Request):
    """Seal results and studies again that another program has opened for writing.

    Each FILE is held against the list of contents that it was written with: only what is as it was written is sealed.
    What the other program has added stays in the file.
    """

    files: Annotated[Paths, Option("Results or studies.", is_argument=True)]


@dataclass(frozen=True, repr=False, eq=False)
class SealAnswer(Answer):
    """Files that hold what was written, each with a right seal."""

    verb: ClassVar[str] = "seal"
    files: tuple[CheckedFile, ...]

    def text(self, form: Form = "table", wide: bool = True) -> str:
        """The files as the command prints them."""
        from sim.report.text import seal as report

        return report.text(self.files, form, wide)

    def _tables(self) -> Sequence[TextTable]:
        from sim.report.text import seal as report

        return [report.table(self.files)]

    def _values(self) -> dict[str, Any]:
        from sim.report.text import seal as report

        return report.as_dict(self.files)


def seal(request: SealRequest) -> SealAnswer:
    """Seal files again. Raises DamagedFile, FileProblem; files before that one are sealed.

    >>> seal(SealRequest(["nowhere.h5"]))
    Traceback (most recent call last):
    sim.errors.FileProblem: nowhere.h5: there is no such file
    """
    from sim.store.proofs.reseal import seal_again

    return SealAnswer(tuple(seal_again(Path(path)) for path in request.files))
