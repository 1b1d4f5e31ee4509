"""Ask a study for a rule: when a strategy wins, and how well the rule holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import KW_ONLY, dataclass
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from sim.errors import InputError
from sim.tasks.answer import Answer, Form
from sim.tasks.request import Force, Option, StudyLike
from sim.tasks.sweeps.sensitivity import StudyQuestion, open_study

if TYPE_CHECKING:
    from sim.report.figures.canvas import Drawing
    from sim.report.style.table import TextTable
    from sim.study.sweeps.discover import Discovery


@dataclass(frozen=True)
class DiscoverRequest(StudyQuestion):
    """Say in a rule when a strategy wins, and how well the rule holds on points that did not make it."""

    _: KW_ONLY
    wins: Annotated[str, Option("The strategy whose wins are described, by its letter.")] = "A"
    against: Annotated[str | None, Option("Its opponent.", usual="the first other one")] = None
    fresh: Annotated[
        StudyLike | None,
        Option("Another study of the same numbers, to check the rule on", usual="points held back"),
    ] = None
    force: Force = False


@dataclass(frozen=True, repr=False, eq=False)
class DiscoverAnswer(Answer):
    """A rule for who wins, with its coverage and density on points that did not make it."""

    verb: ClassVar[str] = "discover"
    discovery: Discovery

    @property
    def sentence(self) -> str:
        """The rule in words."""
        from sim.report.text.sweeps import discover as report

        return report.rule(self.discovery)

    def text(self, form: Form = "table", wide: bool = True) -> str:
        """The rule as the command prints it."""
        from sim.report.text.sweeps import discover as report

        return report.text(self.discovery, form, wide)

    def _headline(self) -> str:
        return self.sentence

    def _tables(self) -> Sequence[TextTable]:
        from sim.report.text.sweeps import discover as report

        return report.tables(self.discovery)

    def _values(self) -> dict[str, Any]:
        from sim.report.text.sweeps import discover as report

        return report.as_dict(self.discovery)

    def _columns(self) -> Mapping[str, Sequence[Any]]:
        from sim.report.text.sweeps import discover as report

        return report.flat_columns(self.discovery)

    def drawings(self) -> Sequence[Drawing]:
        """Every figure of the answer."""
        from sim.report.figures import studies

        return studies.of_discovery(self.discovery)

    def _drawing(self) -> Drawing | None:
        return next(iter(self.drawings()), None)


def discover(request: DiscoverRequest) -> DiscoverAnswer:
    """Ask a study for a rule. Raises InputError, FileProblem.

    >>> discover(DiscoverRequest("nowhere.h5"))
    Traceback (most recent call last):
    sim.errors.FileProblem: nowhere.h5: there is no such file
    """
    from sim.study.comparison.strategies import Labels
    from sim.study.sweeps import discover as study
    from sim.tasks.comparison.compare import check_measure

    opened = request.open()
    if len(opened.titles) < 2:
        raise InputError("has one strategy; a rule for who wins needs two", file=opened.path)
    fresh = open_study(request.fresh) if request.fresh else None
    letters = [str(side["label"]) for side in opened.about["strategies"]]
    sides = Labels(request.wins, request.against or next(each for each in letters if each != request.wins))
    measure = check_measure(request.measure or opened.measure)
    answer = DiscoverAnswer(study.discover(opened, measure, sides, fresh))
    request.write(answer._columns(), answer.drawings() if request.figures is not None else (), request.force)
    return answer
