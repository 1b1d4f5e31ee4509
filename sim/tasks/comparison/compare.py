"""Compare strategies: who wins, how sure that is, and by how much."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import KW_ONLY, dataclass
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from sim.tasks.answer import Answer, Form
from sim.tasks.request import Option, StrategiesRequest

if TYPE_CHECKING:
    from sim.measures.contrast import Contrast
    from sim.report.figures.canvas import Drawing
    from sim.report.style.table import TextTable
    from sim.study.comparison.compare import Comparison
    from sim.study.comparison.decide import Rule
    from sim.study.comparison.health_check import HealthCheck
    from sim.study.matching.readings import Reading


@dataclass(frozen=True)
class CompareRequest(StrategiesRequest):
    """Say which strategy wins, how sure that is, and by how much.

    FILES are two or more scenarios (run if their result is not stored) or results. Runs are paired: the same
    people meet every strategy with the same luck. The last line is the verdict, unless the health check fails.
    """

    _: KW_ONLY
    until_decided: Annotated[bool, Option("Add runs until it is clear who wins.")] = False
    precision: Annotated[
        float | None, Option("Add runs until the ratio is known to within this share, say 0.05.", low=1e-6, high=1.0)
    ] = None
    error_rate: Annotated[
        float, Option("Accepted chance of naming a wrong winner, over all looks and pairs.", low=1e-6, high=0.5)
    ] = 0.05
    most_runs: Annotated[int, Option("Stop at this many runs per strategy.", low=2, unit="runs")] = 100_000
    quick: Annotated[bool, Option("Only the readings that the runs at hand can answer: none is played for.")] = False
    most_seconds: Annotated[float, Option("Stop after this many seconds.", low=0.0, unit="seconds")] = 3600.0


@dataclass(frozen=True, repr=False, eq=False)
class Verdict(Answer):
    """Strategies side by side, with the checks of what is shown and the sentence that says who wins."""

    verb: ClassVar[str] = "compare"
    comparison: Comparison
    checks: tuple[HealthCheck, ...]
    despite_health: bool = False
    readings: tuple[Reading, ...] = ()

    def __getitem__(self, measure: str) -> Contrast:
        return self.comparison.contrasts[0, 1][measure]

    @property
    def sentence(self) -> str:
        """The verdict in words, or what forbids one."""
        from sim.report.style import verdict

        return verdict.answer(self.comparison, self.checks, self.despite_health)

    def text(self, form: Form = "table", wide: bool = True) -> str:
        """The comparison as the command prints it; the table ends with the verdict."""
        from sim.report.text.comparison import compare as report

        return report.text(self.comparison, self.checks, form, wide, self.despite_health, self.readings)

    def _headline(self) -> str:
        return self.sentence

    def _tables(self) -> Sequence[TextTable]:
        from sim.report.text.comparison import compare as report

        return report.tables(self.comparison, self.checks, self.readings)

    def _values(self) -> dict[str, Any]:
        from sim.report.text.comparison import compare as report

        return report.as_dict(self.comparison, self.checks, self.despite_health, self.readings)

    def _drawing(self) -> Drawing | None:
        from sim.report.figures import runs

        return runs.distributions(self.comparison, self.comparison.measure)


def compare(request: CompareRequest) -> Verdict:
    """Compare strategies, playing what is missing. Raises UsageProblem, InputError, FileProblem, Interrupted.

    >>> compare(CompareRequest(["a.toml"]))
    Traceback (most recent call last):
    sim.errors.UsageProblem: a comparison needs two strategies or more
    """
    from sim.study.comparison import health
    from sim.study.comparison.health_check import is_withheld
    from sim.study.matching import readings
    from sim.tasks.comparison.entrants import compare_entrants
    from sim.tasks.comparison.equal_sides import equalise
    from sim.tasks.conduct import place
    from sim.tasks.scenarios import all_changes, enter

    entrants = enter(request.files, all_changes(request))
    check_measure(request.measure)
    with place(request, request.results, request.threads) as where:
        entrants, equal = equalise(entrants, request.equal, where)
        comparison = compare_entrants(entrants, where, request.measure, request.smallest_difference, rule_of(request))
        comparison = comparison.with_question(request.equal or "", equal)
        checks = health.check(comparison)
        is_asked = not equal and not is_withheld(checks, request.despite_health)
        read = readings.read(comparison, entrants, where, request.quick) if is_asked else ()
    return Verdict(comparison, checks, request.despite_health, read)


def check_measure(name: str) -> str:
    """The name of a measure that can decide. Raises InputError.

    >>> check_measure("cpe")
    'cpe'
    """
    from sim.study.comparison import compare as study

    return study.check_measure(name)


def rule_of(request: CompareRequest) -> Rule | None:
    """The rule by which runs are added; None: as many runs as the scenarios ask for.

    >>> rule_of(CompareRequest(["a.toml", "b.toml"])) is None
    True
    """
    from sim.study.comparison.decide import Rule

    if not request.until_decided and request.precision is None:
        return None
    return Rule(request.error_rate, request.precision, request.most_runs, request.most_seconds)
