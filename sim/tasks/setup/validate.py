"""Compute published findings by our own mechanisms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import KW_ONLY, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from sim.errors import UsageProblem, option
from sim.tasks.answer import Answer, Form
from sim.tasks.request import Conduct, Force, Option, PathLike

if TYPE_CHECKING:
    from sim.report.style.table import TextTable
    from sim.study.replication.finding import TargetFinding


@dataclass(frozen=True)
class ValidateRequest(Conduct):
    """Compute published findings by our own mechanisms, and say which are met.

    The replication targets of the evidence, with their tolerances; takes about two minutes.
    """

    _: KW_ONLY
    only: Annotated[str, Option("Targets by number, for example 5,6,9.", metavar="NUMBERS")] = ""
    markdown: Annotated[
        PathLike | None, Option("Write the table as a Markdown page.", is_file=True, endings=(".md", ".markdown"))
    ] = None
    force: Force = False


@dataclass(frozen=True, repr=False, eq=False)
class ValidateAnswer(Answer):
    """Published findings beside ours."""

    verb: ClassVar[str] = "validate"
    findings: tuple[TargetFinding, ...]

    @property
    def all_met(self) -> bool:
        """Whether every figure is within its tolerance."""
        from sim.study.replication.finding import MET

        return all(finding.verdict == MET for finding in self.findings)

    def text(self, form: Form = "table", wide: bool = True) -> str:
        """The table as the command prints it."""
        from sim.report.text import validate as report

        return report.text(self.findings, form, wide)

    def _tables(self) -> Sequence[TextTable]:
        from sim.report.text import validate as report

        return report.tables(self.findings)

    def _values(self) -> dict[str, Any]:
        from sim.report.text import validate as report

        return report.as_dict(self.findings)


def target_numbers(only: str) -> list[int]:
    """The numbers of targets in a list. Raises UsageProblem.

    >>> target_numbers("5, 6,9")
    [5, 6, 9]
    """
    parts = [part.strip() for part in only.split(",") if part.strip()]
    wrong = next((part for part in parts if not (part.isascii() and part.isdigit())), None)
    if wrong is not None:
        raise UsageProblem(f"Invalid value for {option('only')}: {wrong!r} is not a number; list targets like 5,6,9")
    return [int(part) for part in parts]


def validate(request: ValidateRequest) -> ValidateAnswer:
    """Compute the findings that are asked for. Raises UsageProblem, InputError, FileProblem, Interrupted.

    >>> validate(ValidateRequest(only="11", quiet=True)).all_met
    True
    """
    from sim.report.text import validate as report
    from sim.store import commit, names
    from sim.study.replication import targets
    from sim.tasks.conduct import place

    wanted = targets.choose_targets(target_numbers(request.only))
    if request.markdown is not None:
        names.check_output(Path(request.markdown), request.force)
    findings: list[TargetFinding] = []
    with place(request) as where:
        for target in wanted:
            where.reporter.note(f"target {target.number}: {target.finding}")
            findings += targets.findings([target])
    if request.markdown is not None:
        commit.commit(Path(request.markdown), [report.markdown(findings).encode()])
    return ValidateAnswer(tuple(findings))
