"""Write the client's report: verdict, reasons, risks and sources on one page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import KW_ONLY, dataclass
from itertools import permutations
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, NamedTuple

from sim.errors import FileProblem, switch
from sim.tasks.answer import Answer, Form
from sim.tasks.request import PAGE, Figures, Force, Option, PathLike, StrategiesRequest, Studies, Texts

if TYPE_CHECKING:
    from sim.report.figures.canvas import Drawing
    from sim.report.page.page import ReportContents
    from sim.report.style.table import TextTable
    from sim.study.comparison.compare import Comparison
    from sim.study.comparison.strategies import Entrant, Place
    from sim.study.sweeps.collect import OpenStudy

FIGURES = (".svg", ".png")


@dataclass(frozen=True)
class ReportRequest(StrategiesRequest):
    """Write the client's report: one HTML file with verdict, reasons, risks and sources.

    FILES are two or more scenarios or results; why and when are shown for the best two.
    """

    _: KW_ONLY
    out: Annotated[PathLike, Option("The page to write, for example report.html.", short="-o", endings=PAGE)]
    over: Annotated[Texts, Option("A parameter whose break-even value to show.", metavar="PATH")] = ()
    study: Annotated[Studies, Option("A sweep to include as well.")] = ()
    figures: Figures = None
    force: Force = False


@dataclass(frozen=True, repr=False, eq=False)
class ReportAnswer(Answer):
    """A report that was written, with all that it shows."""

    verb: ClassVar[str] = "report"
    path: Path
    contents: ReportContents

    @property
    def sentence(self) -> str:
        """The verdict in words."""
        return self.contents.verdict

    def text(self, form: Form = "table", wide: bool = True) -> str:  # noqa: ARG002
        """The verdict: the report itself is the page."""
        return self.contents.verdict

    def _headline(self) -> str:
        return f"{self.path}: {self.contents.verdict}"

    def _tables(self) -> Sequence[TextTable]:
        from sim.report.text.comparison import compare as report

        return report.tables(self.contents.comparison, self.contents.checks)

    def _values(self) -> dict[str, Any]:
        from sim.report.text.comparison import compare, explain, flip

        why, contents = self.contents.explanation, self.contents
        return {
            "page": str(self.path),
            "comparison": compare.as_dict(contents.comparison, contents.checks, contents.despite_health),
            "explanation": None if why is None else explain.as_dict(why),
            "flips": [flip.as_dict(curve) for curve in contents.flips],
            "flip_map": None if contents.flip_map is None else flip.as_dict(contents.flip_map),
        }

    def _drawing(self) -> Drawing | None:
        from sim.report.page import page

        return page.drawings(self.contents)[0]


def report(request: ReportRequest) -> ReportAnswer:
    """Write the report. Raises UsageProblem, InputError, FileProblem, Interrupted.

    >>> report(ReportRequest(["a.toml"], out="report.html"))
    Traceback (most recent call last):
    sim.errors.UsageProblem: a comparison needs two strategies or more
    """
    from sim.report.figures import canvas
    from sim.report.page import page
    from sim.store import commit
    from sim.study.comparison.health_check import is_withheld
    from sim.study.matching import readings
    from sim.tasks.comparison.entrants import compare_entrants
    from sim.tasks.comparison.equal_sides import equalise
    from sim.tasks.conduct import place
    from sim.tasks.sweeps.sensitivity import open_study

    out = Path(request.out)
    entrants = check(request)
    sweeps = [open_study(study) for study in request.study]
    with place(request, request.results, request.threads) as where:
        entrants, equal = equalise(entrants, request.equal, where)
        comparison = compare_entrants(entrants, where, request.measure, request.smallest_difference, None)
        comparison = comparison.with_question(request.equal or "", equal)
        contents = contents_of(comparison, sweeps, request, where)
        if not equal and not is_withheld(contents.checks, request.despite_health):
            contents = contents._replace(readings=readings.read(comparison, entrants, where, quick=False))
        html = page.html(contents).encode()
        if request.figures is not None:
            canvas.write(page.all_drawings(contents), Path(request.figures))
        commit.commit(out, [html])
    return ReportAnswer(out, contents)


def check(request: ReportRequest) -> tuple[Entrant, ...]:
    """The strategies, once all that can be refused before anything runs was looked at.

    >>> check(ReportRequest(["a.toml"], out="report.html"))
    Traceback (most recent call last):
    sim.errors.UsageProblem: a comparison needs two strategies or more
    """
    from sim.store import names
    from sim.study.what_if.why_and_when import check_ways
    from sim.tasks.comparison.compare import check_measure
    from sim.tasks.scenarios import all_changes, enter

    names.check_output(Path(request.out), request.force)
    if request.figures is not None:
        check_figures(Path(request.figures), request.force)
    entrants = enter(request.files, all_changes(request))
    check_files(entrants, request)
    check_measure(request.measure)
    check_ways([entrant.loaded for entrant in entrants if entrant.loaded is not None], request.over)
    return entrants


def check_figures(folder: Path, force: bool) -> None:
    """Refuse figures that cannot go there, or would replace others without leave. Raises FileProblem.

    >>> Path("figures").mkdir()
    >>> Path("figures/reach.svg").touch()
    >>> check_figures(Path("figures"), force=False)
    Traceback (most recent call last):
    sim.errors.FileProblem: figures: has figures already (reach.svg); --force replaces those of the same names
    """
    from sim.report.figures import canvas

    canvas.check_folder(folder)
    there = sorted(path.name for path in folder.iterdir() if path.suffix in FIGURES) if folder.is_dir() else []
    if there and not force:
        mend = f"{switch('force')} replaces those of the same names"
        raise FileProblem(f"{folder}: has figures already ({there[0]}); {mend}")


class Written(NamedTuple):
    """A place that is written to."""

    path: Path
    kind: str  # in words


def check_files(entrants: Sequence[Entrant], request: ReportRequest) -> None:
    """Refuse to write where that would destroy what is read, or one output another. Raises FileProblem.

    >>> check_files([], ReportRequest([], out="a/b.html", figures="a/b.html"))
    Traceback (most recent call last):
    sim.errors.FileProblem: a/b.html: is wanted for the report as well as for figures; choose another name to write to
    """
    from sim.store import names

    out = Path(request.out)
    read = [file for entrant in entrants for file in (entrant.loaded.files if entrant.loaded else (entrant.path,))]
    studies = (study.study.path if hasattr(study, "study") else Path(study) for study in request.study)
    names.refuse_inputs(out, [*read, *studies])
    written = [Written(out, "the report"), *homes(entrants, Path(request.results))]
    if request.figures is not None:
        written.append(Written(Path(request.figures) / "*", "figures"))
    check_apart(written)


def homes(entrants: Sequence[Entrant], folder: Path) -> Iterator[Written]:
    """Places where the results of scenarios may be kept.

    >>> list(homes([], Path("results")))
    []
    """
    from sim.study.comparison import strategies

    for entrant in entrants:
        if entrant.loaded is not None:
            for home in strategies.homes(entrant.loaded, entrant.path, folder):
                yield Written(home, "a result")


def check_apart(written: Sequence[Written]) -> None:
    """Refuse a file of one kind where another is to be, or a folder of it. Raises FileProblem.

    >>> check_apart([Written(Path("a"), "the report"), Written(Path("a/b.svg"), "figures")])
    Traceback (most recent call last):
    sim.errors.FileProblem: a: is wanted for the report as well as for figures; choose another name to write to
    """
    places = [(place.path, place.path.resolve(), place.kind) for place in written]
    for (path, first, kind), (_, second, other) in permutations(places, 2):
        if kind != other and (first == second or first in second.parents):
            raise FileProblem(f"{path}: is wanted for {kind} as well as for {other}; choose another name to write to")
    for path, _, kind in places:
        above = next((folder for folder in path.parents if folder.is_file()), None)
        if above is not None:
            raise FileProblem(f"{path}: {kind} cannot be below {above}, which is a file")


def contents_of(
    comparison: Comparison, sweeps: Sequence[OpenStudy], request: ReportRequest, where: Place
) -> ReportContents:
    """All that the report shows, without the parts that cannot be made. Raises Interrupted.

    >>> from sim.scenario.load import EXAMPLE, loads
    >>> from sim.tasks.campaign.run import RunRequest, run_in_memory
    >>> from sim.tasks.comparison.compare import CompareRequest, compare
    >>> from sim.tasks.conduct import place
    >>> from sim.tasks.request import Conduct
    >>> result = run_in_memory(RunRequest(loads(EXAMPLE), runs=3, quiet=True))
    >>> same = compare(CompareRequest([result, result], quiet=True)).comparison
    >>> with place(Conduct(quiet=True)) as where:
    ...     contents_of(same, [], ReportRequest([result, result], out="a.html"), where).verdict
    'CPE (about the same fees, our own hours): ten micros (A) and ten micros (B) are equal.'
    """
    from sim.report.page.page import ReportContents
    from sim.report.page.study_part import study_parts
    from sim.report.style import verdict
    from sim.study.comparison import assumptions, health
    from sim.study.comparison.health_check import is_withheld
    from sim.study.what_if.trials import Means
    from sim.study.what_if.why_and_when import NOTHING, Gaps, WhatIfs, best_two, why_and_when
    from sim.tasks.comparison import explain, flip
    from sim.tasks.conduct import runs_of

    gaps = Gaps(where.reporter)
    what_ifs = WhatIfs(
        lambda loaded, usual: Means(runs_of(loaded, usual), where.threads, where.reporter, where.stop),
        verdict.strategy_name, explain.RUNS, flip.RUNS, gaps,
    )  # fmt: skip
    checks = health.check(comparison)
    reasons = NOTHING
    if is_withheld(checks, request.despite_health):
        gaps.tell("why and when are left out: the health check fails, so no verdict is given")
    else:
        best = best_two(comparison, lambda index: verdict.estimate(comparison, index).value)
        reasons = why_and_when(comparison, best, request.over, what_ifs)
    studies = tuple(study_parts(sweeps, gaps))
    return ReportContents(
        comparison=comparison._replace(notes=(*comparison.notes, *gaps.notes)),
        verdict=verdict.answer(comparison, checks, request.despite_health),
        checks=checks,
        explanation=reasons.explanation,
        flips=reasons.flips,
        flip_map=reasons.flip_map,
        assumptions=tuple(assumptions.rows(comparison.strategies)),
        studies=studies,
        command=where.command,
        despite_health=request.despite_health,
    )
