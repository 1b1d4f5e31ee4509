"""Sweep: play strategies at many values of uncertain numbers, and look after the points."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import KW_ONLY, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from sim.errors import FileProblem, UsageProblem, option, switch
from sim.tasks.answer import Answer, Form
from sim.tasks.campaign.show import SweepAnswer
from sim.tasks.request import Force, Option, PathLike, Paths, Request, Threads
from sim.tasks.sweeps.study_request import StudyRequest

if TYPE_CHECKING:
    from sim.report.style.table import TextTable
    from sim.store.parts import Mode
    from sim.study.sweeps.conduct import Merged, Pruned
    from sim.study.sweeps.sweep import Sweep
    from sim.study.sweeps.sweep_forecast import Outlook, Standing


@dataclass(frozen=True)
class SweepRequest(StudyRequest):
    """Sweep a study, or scenarios over the parameters of --vary, and collect the points in one HDF5 file.

    FILES: a study in TOML, or one or more scenarios, all on the same luck.
    """

    _: KW_ONLY
    threads: Threads = None
    cluster: Annotated[
        str | None,
        Option("A Dask cluster: local:4, tcp://host:8786 or a scheduler file.", metavar="ADDRESS"),
    ] = None
    resume: Annotated[bool, Option("Continue a sweep that was stopped or killed.")] = False
    force: Force = False


@dataclass(frozen=True)
class StatusRequest(StudyRequest):
    """Say how much of a sweep is finished, and whether it is running."""


@dataclass(frozen=True)
class MergeRequest(StudyRequest):
    """Take over the points that a study needs from other folders, and collect them if none is missing."""

    _: KW_ONLY
    from_: Annotated[Paths, Option("A folder of points made elsewhere.")]
    force: Force = False


@dataclass(frozen=True)
class PruneRequest(Request):
    """Remove points from FOLDER: all but those of the studies to keep. Finished study files hold their own."""

    folder: Annotated[PathLike, Option("The folder of points.", is_argument=True)] = Path("results/points")
    _: KW_ONLY
    keep: Annotated[Paths, Option("A study (TOML) whose points stay.")] = ()
    dry_run: Annotated[bool, Option("Say what would be removed; remove nothing.")] = False


@dataclass(frozen=True, repr=False, eq=False)
class SweepForecast(Answer):
    """A sweep that is not played yet: points, time, memory and disk."""

    verb: ClassVar[str] = "sweep"
    sweep: Sweep
    outlook: Outlook

    def text(self, form: Form = "table", wide: bool = True) -> str:
        """The forecast as `sim sweep --dry-run` prints it."""
        from sim.report.text.sweeps import sweep as report

        return report.outlook(self.sweep, self.outlook, form, wide)

    def _tables(self) -> Sequence[TextTable]:
        from sim.report.text.sweeps import sweep as report

        return [report.outlook_table(self.sweep, self.outlook)]

    def _values(self) -> dict[str, Any]:
        from sim.report.text.sweeps import sweep as report

        return report.outlook_values(self.outlook)


@dataclass(frozen=True, repr=False, eq=False)
class SweepStatus(Answer):
    """The state of a sweep: how many points are there, and who is at it."""

    verb: ClassVar[str] = "sweep status"
    standing: Standing

    def text(self, form: Form = "table", wide: bool = True) -> str:
        """The state as the command prints it."""
        from sim.report.text.sweeps import sweep as report

        return report.standing(self.standing, form, wide)

    def _tables(self) -> Sequence[TextTable]:
        from sim.report.text.sweeps import sweep as report

        return [report.standing_table(self.standing)]

    def _values(self) -> dict[str, Any]:
        from sim.report.text.sweeps import sweep as report

        return report.standing_values(self.standing)


def mode_of(resume: bool, force: bool) -> Mode:
    """The way to treat what is there already.

    >>> mode_of(resume=True, force=False), mode_of(resume=False, force=False)
    ('resume', 'new')
    """
    return "resume" if resume else "force" if force else "new"


def sweep(request: SweepRequest) -> SweepAnswer:
    """Play what is missing of a sweep and collect it. Raises UsageProblem, InputError, FileProblem, Interrupted.

    >>> sweep(SweepRequest(["a.toml"], resume=True, force=True))
    Traceback (most recent call last):
    sim.errors.UsageProblem: --resume continues a sweep, --force starts it again: give one of them
    """
    from sim.report.text.sweeps import sweep as report
    from sim.store import names
    from sim.study.sweeps import collect, conduct, sweep_forecast
    from sim.tasks.conduct import place

    if request.resume and request.force:
        both = f"{switch('resume')} continues a sweep, {switch('force')} starts it again"
        raise UsageProblem(f"{both}: give one of them")
    if request.cluster and request.threads:
        raise UsageProblem(f"{option('threads')} is for this machine; a cluster's workers have their own")
    began = time.monotonic()
    made, files = request.prepare(mode_of(request.resume, request.force))
    names.refuse_inputs(files.out, [file for side in made.sides for file in side.files])
    study = conduct.finished_already(made, files)
    if study is None:
        with place(request, files.out.parent, request.threads) as where:
            names.check_output(files.out, request.force)
            outlook = sweep_forecast.of(made, where.threads)
            sweep_forecast.check_disk(outlook, files.out.parent)
            where.reporter.note(report.outlook_line(outlook))
            conduct.play_sweep(made, files, where, request.cluster, began)
        study = collect.open_study(files.out)
    return SweepAnswer(study)


def forecast(request: SweepRequest) -> SweepForecast:
    """The points, time, memory and disk that a sweep needs. Raises UsageProblem, InputError, FileProblem.

    >>> forecast(SweepRequest(["a.toml"]))
    Traceback (most recent call last):
    sim.errors.FileProblem: a.toml: there is no such file
    """
    from sim.engine.batches import default_threads
    from sim.study.sweeps import sweep_forecast

    made, _ = request.prepare("new")
    return SweepForecast(made, sweep_forecast.of(made, request.threads or default_threads()))


def status(request: StatusRequest) -> SweepStatus:
    """The state of a sweep. Raises UsageProblem, InputError, FileProblem.

    >>> status(StatusRequest(["a.h5"]))
    Traceback (most recent call last):
    sim.errors.InputError: a.h5: is neither a study nor a scenario (.toml)
    """
    from sim.study.sweeps import sweep_forecast

    made, files = request.prepare("new")
    return SweepStatus(sweep_forecast.standing(made, files.out, files.store))


def merge(request: MergeRequest) -> Merged:
    """Take over the points that other folders have. Raises UsageProblem, InputError, FileProblem.

    >>> merge(MergeRequest(["a.h5"], from_=["points"]))
    Traceback (most recent call last):
    sim.errors.InputError: a.h5: is neither a study nor a scenario (.toml)
    """
    from sim.store import names
    from sim.study.sweeps import conduct
    from sim.study.sweeps import sweep as sweeps
    from sim.tasks.conduct import place
    from sim.tasks.scenarios import changes_of

    study = request.read_study()
    files = request.files_of(study, mode_of(resume=False, force=request.force))
    names.check_output(files.out, request.force)
    made = sweeps.prepare(study, changes_of(request.set))
    with place(request, files.out.parent) as where:
        return conduct.merge(made, files, [Path(source) for source in request.from_], where)


def prune(request: PruneRequest) -> Pruned:
    """Remove points that no study needs. Raises InputError, FileProblem.

    >>> prune(PruneRequest("nowhere"))
    Traceback (most recent call last):
    sim.errors.FileProblem: nowhere: there is no such folder of points
    """
    from sim.study.sweeps import conduct

    folder = Path(request.folder)
    if not folder.is_dir():
        raise FileProblem(f"{folder}: there is no such folder of points")
    wanted = [StatusRequest([file]).prepare("new")[0] for file in request.keep]
    return conduct.prune(folder, wanted, request.dry_run)
