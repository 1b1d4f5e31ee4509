"""Plan a sweep: how many points and runs a precision takes, from a small one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import KW_ONLY, dataclass
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from sim.tasks.answer import Answer, Form
from sim.tasks.request import Option, Threads
from sim.tasks.sweeps.study_request import StudyRequest

if TYPE_CHECKING:
    from sim.report.style.table import TextTable
    from sim.study.sweeps.plan import Sizing


@dataclass(frozen=True)
class PlanRequest(StudyRequest):
    """Say how many points and runs a precision takes, from a small sweep."""

    _: KW_ONLY
    precision: Annotated[
        float, Option("Precision to reach: half-width of the interval, as a share (0.05: ±5%).", low=1e-4, high=10.0)
    ]
    pilot_points: Annotated[int, Option("Points of the small sweep.", low=2, high=10_000)] = 16
    pilot_runs: Annotated[int, Option("Runs of the small sweep.", low=2, high=10_000)] = 20
    threads: Threads = None


@dataclass(frozen=True, repr=False, eq=False)
class PlanAnswer(Answer):
    """The points and runs that a precision takes."""

    verb: ClassVar[str] = "plan"
    sizing: Sizing

    def text(self, form: Form = "table", wide: bool = True) -> str:
        """The table as the command prints it."""
        from sim.report.text.sweeps import plan as report

        return report.text(self.sizing, form, wide)

    def _headline(self) -> str:
        from sim.report.text.sweeps import plan as report

        return report.heading(self.sizing)

    def _tables(self) -> Sequence[TextTable]:
        from sim.report.text.sweeps import plan as report

        return report.tables(self.sizing)

    def _values(self) -> dict[str, Any]:
        from sim.report.text.sweeps import plan as report

        return report.as_dict(self.sizing)


def plan(request: PlanRequest) -> PlanAnswer:
    """Play a pilot and say what is enough. Raises UsageProblem, InputError, FileProblem, Interrupted, EngineError.

    >>> plan(PlanRequest(["a.h5"], precision=0.05))
    Traceback (most recent call last):
    sim.errors.InputError: a.h5: is neither a study nor a scenario (.toml)
    """
    from sim.engine import session
    from sim.store.locks import claim
    from sim.study.sweeps import conduct
    from sim.study.sweeps import plan as sizing
    from sim.study.sweeps import sweep as sweeps
    from sim.study.sweeps.sweep import SweepTask
    from sim.tasks.conduct import place
    from sim.tasks.scenarios import changes_of

    study, changes = request.read_study(), changes_of(request.set)
    files = request.files_of(study, "new")
    whole = sweeps.prepare(study, changes)
    pilot = sweeps.prepare(sizing.pilot_of(study, request.pilot_points, request.pilot_runs), changes)
    with (
        place(request, files.out.parent, request.threads) as where,
        claim.share(files.store),
        conduct.player(None, where) as play,
    ):
        session.tell_compiling(where.reporter)
        task = SweepTask(files.store, play, where.reporter, where.stop)
        return PlanAnswer(sizing.size_up(whole, pilot, request.precision, task))
