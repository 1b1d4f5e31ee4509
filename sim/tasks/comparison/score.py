"""Score campaigns that have happened against what was promised."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from sim.errors import UsageProblem
from sim.tasks.answer import Answer, Form
from sim.tasks.request import PAGE, Conduct, Figures, Force, Option, PathLike, StrategyLike
from sim.tasks.roster.reading import ReadsTable

if TYPE_CHECKING:
    from sim.report.figures.canvas import Drawing
    from sim.report.style.table import TextTable
    from sim.store.stored_result import StoredResult
    from sim.study.scoring.score import Scorecard
    from sim.tables.actuals import Actuals

IN_MEMORY = "a result that was not stored"


@dataclass(frozen=True)
class ScoreRequest(Conduct, ReadsTable):
    """Score campaigns that have happened against what was promised.

    RESULT is a stored result, ACTUAL a CSV file with a row for each campaign: any of reach, impressions, engagements,
    clicks, sales, all_purchases, cost; cells may be empty. For campaigns of several results give one file alone: its
    column `result` names the result of each row, from the file's own folder.
    """

    result: Annotated[
        StrategyLike, Option("The result that promised it, or a file with a column `result`.", is_argument=True)
    ]
    actual: Annotated[PathLike | None, Option("A CSV file of what campaigns brought.", is_argument=True)] = None
    _: KW_ONLY
    page: Annotated[PathLike | None, Option("Write all of it as an HTML page, say score.html.", endings=PAGE)] = None
    figures: Figures = None
    force: Force = False


@dataclass(frozen=True, repr=False, eq=False)
class ScoreAnswer(Answer):
    """Campaigns against what was promised: percentiles, scores, and over many campaigns coverage and skill."""

    verb: ClassVar[str] = "score"
    card: Scorecard
    notes: tuple[str, ...]

    def text(self, form: Form = "table", wide: bool = True) -> str:
        """The tables as the command prints them."""
        from sim.report.text.comparison import score as report

        return report.text(self.card, self.notes, form, wide)

    def _tables(self) -> Sequence[TextTable]:
        from sim.report.text.comparison import score as report

        return report.tables(self.card)

    def _values(self) -> dict[str, Any]:
        from sim.report.text.comparison import score as report

        return report.as_dict(self.card)

    def _columns(self) -> Mapping[str, Sequence[Any]]:
        from sim.report.text.comparison import score as report

        return report.columns(self.card)

    def drawings(self) -> list[Drawing]:
        """Every figure of the answer."""
        from sim.report.page import scorecard

        return scorecard.drawings(self.card)

    def _drawing(self) -> Drawing | None:
        return self.drawings()[0]


def score(request: ScoreRequest) -> ScoreAnswer:
    """Score what happened. Raises UsageProblem, InputError, FileProblem.

    >>> score(ScoreRequest("nowhere.h5", "nowhere.csv"))
    Traceback (most recent call last):
    sim.errors.FileProblem: nowhere.csv: no such file
    """
    from sim.study.scoring import score as study

    actuals = actuals_of(request)
    check_outputs(request, actuals)
    answer = ScoreAnswer(study.score(actuals, loader_of(request)), ())
    return ScoreAnswer(answer.card, tuple(write_outputs(request, answer)))


def check_outputs(request: ScoreRequest, actuals: Actuals) -> None:
    """Refuse outputs that cannot be written or would destroy what is read. Raises FileProblem.

    >>> from sim.tables.actuals import Actuals
    >>> Path("a.html").touch()
    >>> check_outputs(ScoreRequest("a.h5", "a.html", page="a.html", force=True), Actuals([], [], [], {}))
    Traceback (most recent call last):
    sim.errors.FileProblem: a.html: is read by this command; choose another name to write to
    """
    from sim.report.figures import canvas
    from sim.store import names
    from sim.tasks.comparison.report import Written, check_apart

    if request.figures is not None:
        canvas.check_folder(Path(request.figures))
    if request.page is None:
        return
    page = Path(request.page)
    names.check_output(page, request.force)
    table = request.result if request.actual is None else request.actual
    names.refuse_inputs(page, [Path(str(table)), *map(Path, actuals.result)])
    if request.figures is not None:
        check_apart([Written(page, "the page"), Written(Path(request.figures) / "*", "figures")])


def write_outputs(request: ScoreRequest, answer: ScoreAnswer) -> Iterator[str]:
    """Write the files that are asked for, and name each. Raises FileProblem.

    >>> list(write_outputs(ScoreRequest("a.h5", "a.csv"), None))
    []
    """
    from sim.report.figures import canvas
    from sim.report.page import scorecard
    from sim.store import commit
    from sim.tasks.conduct import command_of

    if request.page is not None:
        commit.commit(Path(request.page), [scorecard.html(answer.card, command_of(request)).encode()])
        yield f"{request.page}: all of this as a page."
    if request.figures is not None:
        canvas.write(answer.drawings(), Path(request.figures))
        yield f"{request.figures}: the figures as SVG and PNG."


def actuals_of(request: ScoreRequest) -> Actuals:
    """Outcomes of campaigns, each with the file of its result. Raises UsageProblem, InputError, FileProblem.

    >>> actuals_of(ScoreRequest("nowhere.csv"))
    Traceback (most recent call last):
    sim.errors.FileProblem: nowhere.csv: no such file
    """
    from sim.scenario.files import beside
    from sim.tables import actuals
    from sim.tasks.roster.reading import choices_of

    if request.actual is not None:
        found = actuals.read(Path(request.actual), False, choices_of(request))
        return found._replace(result=[name_of_result(request.result)] * found.size)
    if hasattr(request.result, "stored") or is_hdf5(Path(name_of_result(request.result))):
        raise UsageProblem("Missing argument 'ACTUAL': a CSV file of what campaigns brought.")
    file = Path(name_of_result(request.result))
    found = actuals.read(file, True, choices_of(request))
    return found._replace(result=[str(beside(file.parent, name)) for name in found.result])


def loader_of(request: ScoreRequest) -> Callable[[str], StoredResult]:
    """The function that reads a result by its file. It raises FileProblem, DamagedFile.

    >>> loader_of(ScoreRequest("nowhere.h5", "a.csv"))("nowhere.h5")
    Traceback (most recent call last):
    sim.errors.FileProblem: nowhere.h5: there is no such file
    """
    from sim.measures.stored_files import RESULT
    from sim.store import result
    from sim.study.scoring.measure_score import NEEDED

    given = getattr(request.result, "stored", None)
    if request.actual is not None and given is not None:
        return lambda _: given
    return lambda file: result.load(Path(file), RESULT, lambda column: column.name in NEEDED)


def name_of_result(source: StrategyLike) -> str:
    """The file of a result. Raises UsageProblem for a scenario, which has not been run.

    >>> name_of_result("results/a.h5")
    'results/a.h5'
    """
    if hasattr(source, "stored"):
        return str(getattr(source, "path", None) or IN_MEMORY)
    if hasattr(source, "scenario"):
        raise UsageProblem("a scenario promises nothing before it is run; give its result")
    return str(source)


def is_hdf5(file: Path) -> bool:
    """Whether a file looks like a result rather than a table, by its name or its first bytes.

    >>> is_hdf5(Path("nowhere.h5")), is_hdf5(Path("nowhere.csv"))
    (True, False)
    """
    from sim.store.seal import HDF5

    if file.suffix in (".h5", ".hdf5") or not file.is_file():
        return file.suffix in (".h5", ".hdf5")
    with file.open("rb") as stream:
        return stream.read(len(HDF5)) == HDF5
