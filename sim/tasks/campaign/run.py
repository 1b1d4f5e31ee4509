"""Run a scenario: play a campaign many times over, and keep what happens."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import KW_ONLY, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from sim.errors import Interrupted, UsageProblem, switch
from sim.tasks.answer import Answer, Form
from sim.tasks.campaign.run_result import Result
from sim.tasks.request import RESULT, Conduct, Config, Draws, Force, Option, PathLike, Runs, Seed, Set, Threads

if TYPE_CHECKING:
    from sim.engine.progress import Reporter
    from sim.engine.session import Job
    from sim.report.style.table import TextTable

RESULTS = Path("results")


@dataclass(frozen=True)
class RunRequest(Conduct):
    """Play a campaign many times over and store what happens.

    CONFIG is a scenario in TOML. The summary goes to standard output, everything to one HDF5 file.
    """

    config: Config
    _: KW_ONLY
    set: Set = ()
    out: Annotated[
        PathLike | None,
        Option("Result file", usual="results/<config>.h5; from Python nothing is kept", short="-o", endings=RESULT),
    ] = None
    runs: Runs = None
    draws: Draws = None
    seed: Seed = None
    threads: Threads = None
    resume: Annotated[bool, Option("Continue a run that was stopped or killed.")] = False
    force: Force = False


@dataclass(frozen=True, repr=False, eq=False)
class RunForecast(Answer):
    """A run that is not played: its scenario, memory and time."""

    verb: ClassVar[str] = "run"
    job: Job

    def text(self, form: Form = "table", wide: bool = True) -> str:
        """The forecast as `sim run --dry-run` prints it."""
        from sim.report.style import run_forecast

        return run_forecast.text(self.job, form, wide)

    def _tables(self) -> Sequence[TextTable]:
        from sim.report.style import run_forecast

        return [run_forecast.table(self.job)]

    def _values(self) -> dict[str, Any]:
        from sim.report.style import run_forecast

        return run_forecast.as_dict(self.job)


def job_of(request: RunRequest) -> Job:
    """The run as the engine takes it. Raises UsageProblem, InputError, FileProblem.

    >>> job_of(RunRequest("a.toml", resume=True, force=True))
    Traceback (most recent call last):
    sim.errors.UsageProblem: --resume continues a run, --force starts it again: give one of them
    """
    from sim.engine.batches import default_threads
    from sim.engine.session import Job
    from sim.tasks import scenarios
    from sim.tasks.conduct import command_of

    if request.resume and request.force:
        both = f"{switch('resume')} continues a run, {switch('force')} starts it again"
        raise UsageProblem(f"{both}: give one of them")
    mode: Literal["new", "resume", "force"] = "resume" if request.resume else "force" if request.force else "new"
    loaded = scenarios.load_scenario(request.config, scenarios.all_changes(request))
    out = Path(request.out or RESULTS / f"{scenarios.name_of(request.config).stem}.h5")
    return Job(loaded, out, request.threads or default_threads(), mode, command_of(request))


class Forgetful:
    """A reporter that does not say where a result is stored which nobody keeps."""

    def __init__(self, reporter: Reporter) -> None:
        self._reporter = reporter

    def __getattr__(self, name: str) -> Any:
        return getattr(self._reporter, name)

    def note(self, text: str) -> None:
        """Pass a note on, unless it names the file."""
        if not text.startswith("stored in "):
            self._reporter.note(text)


def run(request: RunRequest, *, forget: bool = False) -> Result:
    """Play a campaign and store it; forget: nobody keeps the file.

    Raises UsageProblem, InputError, FileProblem, Interrupted.

    >>> from sim.scenario.load import EXAMPLE, loads
    >>> run(RunRequest(loads(EXAMPLE), out="ten.h5", runs=2, quiet=True)).path.name
    'ten.h5'
    """
    from sim.engine import session
    from sim.tasks.conduct import place

    job = job_of(request)
    with place(request, threads=request.threads) as where:
        reporter: Any = Forgetful(where.reporter) if forget else where.reporter
        return Result(session.run(job, reporter, where.stop), job.out)


def run_in_memory(request: RunRequest) -> Result:
    """Play a campaign and keep nothing on disk unless a file is named. Raises as `run` does.

    >>> from sim.scenario.load import loads
    >>> from sim.scenario.describe.template import template
    >>> run_in_memory(RunRequest(loads(template()), runs=2, draws=3, quiet=True))["outcomes/reach"].shape
    (3, 2)
    """
    if request.out is not None:
        return run(request)
    if request.resume:
        raise UsageProblem("resume needs out: without a file, nothing is kept that could be continued")
    with tempfile.TemporaryDirectory() as folder:
        try:
            stored = run(replace(request, out=Path(folder) / "result.h5", force=True), forget=True).stored
        except Interrupted:
            raise Interrupted("interrupted; without out, nothing is kept") from None
        return Result(stored, None)


def forecast(request: RunRequest) -> RunForecast:
    """The memory and the time that a run needs. Raises UsageProblem, InputError, FileProblem.

    >>> from sim.scenario.load import loads
    >>> from sim.scenario.describe.template import template
    >>> "memory" in str(forecast(RunRequest(loads(template()))))
    True
    """
    return RunForecast(job_of(request))
