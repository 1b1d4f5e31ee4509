"""Report versions, threads, memory, caches, and whether the reference bits come out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from sim.tasks.answer import Answer, Form
from sim.tasks.request import Request
from sim.tasks.setup import reference_bits
from sim.tasks.setup.reference_bits import ReferenceBits

if TYPE_CHECKING:
    from sim.report.style.table import TextTable


@dataclass(frozen=True)
class DoctorRequest(Request):
    """Report versions, threads, memory, caches, and whether the reference bits come out."""


@dataclass(frozen=True, repr=False, eq=False)
class DoctorAnswer(Answer):
    """The state of the installation."""

    bits: ReferenceBits
    verb: ClassVar[str] = "doctor"

    def text(self, form: Form = "table", wide: bool = True) -> str:
        """The state as the command prints it."""
        from sim.report.style import doctor as report

        return report.text(self.bits.words, form, wide)

    def _tables(self) -> Sequence[TextTable]:
        from sim.report.style import doctor as report

        return [report.table(self.bits.words)]

    def _values(self) -> dict[str, Any]:
        from sim.report.style import doctor as report

        return report.as_dict(self.bits.words)


def doctor(_request: DoctorRequest) -> DoctorAnswer:
    """The state of the installation.

    >>> "reference bits" in str(doctor(DoctorRequest()))
    True
    """
    return DoctorAnswer(reference_bits.compare())
