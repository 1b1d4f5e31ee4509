"""Report versions, threads, memory and caches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from sim.tasks.answer import Answer, Form
from sim.tasks.request import Request

if TYPE_CHECKING:
    from sim.report.style.table import TextTable


@dataclass(frozen=True)
class DoctorRequest(Request):
    """Report versions, threads, memory and caches."""


@dataclass(frozen=True, repr=False, eq=False)
class DoctorAnswer(Answer):
    """The state of the installation."""

    verb: ClassVar[str] = "doctor"

    def text(self, form: Form = "table", wide: bool = True) -> str:
        """The state as the command prints it."""
        from sim.report.style import doctor as report

        return report.text(form, wide)

    def _tables(self) -> Sequence[TextTable]:
        from sim.report.style import doctor as report

        return [report.table()]

    def _values(self) -> dict[str, Any]:
        from sim.report.style import doctor as report

        return report.as_dict()


def doctor(_request: DoctorRequest) -> DoctorAnswer:
    """The state of the installation.

    >>> "sim" in str(doctor(DoctorRequest()))
    True
    """
    return DoctorAnswer()
