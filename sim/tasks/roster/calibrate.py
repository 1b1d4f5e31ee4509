"""Learn a scenario's numbers from past campaigns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import KW_ONLY, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from sim.tasks.answer import Answer, Form
from sim.tasks.request import PAGE, SCENARIO, Conduct, Force, Option, PathLike, ScenarioLike, Set
from sim.tasks.roster.reading import ReadsTable

if TYPE_CHECKING:
    from sim.report.figures.canvas import Drawing
    from sim.report.style.table import TextTable
    from sim.scenario.load import Loaded
    from sim.study.calibration.calibrate import Calibration

PRIORS: dict[str, Any] = {
    "schema_version": 1,
    "name": "past campaigns",
    "platform_uncertainty": True,
    "creators": [{"name": "past", "followers": 1000}],
}
"""The scenario whose ranges are the priors where none is given, but for its platform."""


@dataclass(frozen=True)
class CalibrateRequest(Conduct, ReadsTable):
    """Learn a scenario's numbers from past campaigns.

    CAMPAIGNS is a table (CSV, xlsx, ods): followers, posts, and any of reach, impressions, engagements, clicks, sales;
    cells may be empty. What the data cannot tell keeps its prior, and that is said.
    """

    campaigns: Annotated[PathLike, Option("A table of past campaigns.", is_argument=True)]
    _: KW_ONLY
    scenario: Annotated[ScenarioLike | None, Option("A scenario: its ranges are the starting assumptions.")] = None
    platform: Annotated[str, Option("Without a scenario: the platform whose published ranges to start from.")] = (
        "instagram"
    )
    out: Annotated[
        PathLike | None, Option("Write the posterior, say posterior.toml.", short="-o", endings=SCENARIO)
    ] = None
    page: Annotated[PathLike | None, Option("Write all of it as an HTML page, say learned.html.", endings=PAGE)] = None
    ahead: Annotated[
        float,
        Option(
            "Days after the last campaign for which the posterior is to hold: levels wander.",
            low=0,
            high=3650,
            unit="days",
        ),
    ] = 91.0
    seed: Annotated[int | None, Option("Number that fixes the luck of the sampler.", is_free=True)] = None
    strict: Annotated[bool, Option("Refuse the file for a single bad row, instead of leaving it out.")] = False
    set: Set = ()
    force: Force = False


@dataclass(frozen=True, repr=False, eq=False)
class CalibrateAnswer(Answer):
    """Numbers that were learned from past campaigns, each with its prior and its posterior."""

    verb: ClassVar[str] = "calibrate"
    calibration: Calibration
    notes: tuple[str, ...]
    command: str

    def text(self, form: Form = "table", wide: bool = True) -> str:
        """The tables as the command prints them."""
        from sim.report.text import calibrate as report

        return report.text(self.calibration, list(self.notes), form, wide)

    def posterior(self) -> str:
        """The posterior as TOML, to be used with --set @FILE."""
        from sim.report.text import calibrate as report

        return report.posterior_text(self.calibration, self.command)

    def _tables(self) -> Sequence[TextTable]:
        from sim.report.text import calibrate as report

        return report.tables(self.calibration)

    def _values(self) -> dict[str, Any]:
        from sim.report.text import calibrate as report

        return report.as_dict(self.calibration, list(self.notes))

    def _drawing(self) -> Drawing | None:
        from sim.report.figures import learning

        return learning.numbers(self.calibration)


def calibrate(request: CalibrateRequest) -> CalibrateAnswer:
    """Learn from past campaigns. Raises UsageProblem, InputError, FileProblem, MissingExtraError, Interrupted.

    >>> calibrate(CalibrateRequest("nowhere.csv"))
    Traceback (most recent call last):
    sim.errors.FileProblem: nowhere.csv: no such file
    """
    from sim.report.page.learned import html
    from sim.store import commit
    from sim.study.calibration import calibrate as study
    from sim.tables import campaigns
    from sim.tasks.conduct import command_of, place
    from sim.tasks.roster.plan_files import check_files
    from sim.tasks.roster.reading import choices_of

    source, loaded, command = Path(request.campaigns), priors_of(request), command_of(request)
    check_files(request, (source, *loaded.files))
    past = campaigns.read(source, request.strict, choices_of(request))
    with place(request) as where:
        calibration = study.calibrate(loaded, past, where.stop, where.reporter, request.ahead)
    notes = []
    if request.page is not None:
        commit.commit(Path(request.page), [html(calibration, loaded.scenario.run.seed, command).encode()])
        notes.append(f"{request.page}: all of this as a page.")
    if request.out is not None:
        commit.commit(Path(request.out), [CalibrateAnswer(calibration, (), command).posterior().encode()])
        notes.append(f"{request.out}: what is known now; use it with --set @{request.out}.")
    return CalibrateAnswer(calibration, tuple(notes), command)


def priors_of(request: CalibrateRequest) -> Loaded:
    """The scenario whose uncertain numbers are the priors. Raises InputError, FileProblem.

    >>> priors_of(CalibrateRequest("past.csv", platform="tiktok", seed=7)).scenario.run.seed
    7
    """
    from sim.scenario.load import from_tables
    from sim.tasks.scenarios import changes_of, load_scenario

    changes = [*changes_of(request.set), *([] if request.seed is None else [f"run.seed={request.seed}"])]
    if request.scenario is not None:
        return load_scenario(request.scenario, changes)
    return from_tables({**PRIORS, "platform": request.platform}, overrides=changes)
