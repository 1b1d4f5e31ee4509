"""Fit audiences to the sizes of a roster and a table of pairwise overlaps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import KW_ONLY, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from sim.errors import InputError, UsageProblem, option, spell
from sim.tasks.answer import Answer, Form
from sim.tasks.request import Conduct, Force, Option, PathLike, Texts
from sim.tasks.roster.reading import ReadsTable

if TYPE_CHECKING:
    from sim.report.style.table import TextTable
    from sim.report.text.network_fit import FitReport
    from sim.tables.overlap_table import Pairs
    from sim.tables.roster import Roster
    from sim.world.overlap_fit.fit import Fitted
    from sim.world.overlap_fit.known_figures import KnownFigures
    from sim.world.overlap_fit.unique_audience import LeftOpen


@dataclass(frozen=True)
class NetworkFitRequest(Conduct, ReadsTable):
    """Make audiences that have the sizes of a roster and the pairwise overlaps of a table.

    OVERLAPS has columns creator_a, creator_b and one of smaller, jaccard, shared; or is a matrix with handles on both
    sides. An empty cell is an unlisted pair. Without a table: the mean overlaps within and across niches, or a figure
    of duplication. Reports the range that the figures leave to the unique audience, requested and achieved overlaps,
    and the worst pairs. Overlaps are shares of the smaller audience. Further figures narrow the range: --unique,
    --unique-top, --subsets, and a column exclusive (followers whom no other creator of the roster has) or
    exclusive_share.
    """

    roster: Annotated[PathLike, Option("A table of creators.", is_argument=True, is_file=True)]
    overlaps: Annotated[PathLike | None, Option("A table of overlaps.", is_argument=True, is_file=True)] = None
    _: KW_ONLY
    out: Annotated[
        PathLike, Option("The file to write the audiences to: who follows whom.", short="-o", is_file=True)
    ] = Path("audiences.csv.gz")
    pairs: Annotated[
        PathLike | None,
        Option(
            "Write the requested and achieved overlap of every listed pair, say pairs.csv.",
            is_file=True,
            endings=(".csv",),
        ),
    ] = None
    meaning: Annotated[
        Literal["smaller", "jaccard", "shared", "row"] | None,
        Option("How the table states overlaps; row: as shares of the row's own audience."),
    ] = None
    within: Annotated[
        float | None, Option("Without a table: mean overlap of creators of one niche.", low=0.0, high=1.0)
    ] = None
    across: Annotated[
        float | None, Option("With --within: mean overlap of creators of different niches.", low=0.0, high=1.0)
    ] = None
    duplication: Annotated[
        float | None, Option("Without a table: share of followers who were counted before.", low=0.0, high=1.0)
    ] = None
    unique: Annotated[int | None, Option("Known unique audience of all creators together, in people.", low=1)] = None
    unique_top: Annotated[
        Texts, Option("Known unique audience of the K largest creators, say 10=250000.", metavar="K=N")
    ] = ()
    subsets: Annotated[
        PathLike | None,
        Option(
            "A CSV file of known figures of groups: accounts (anna|ben, or agency=North by a column of ROSTER) and "
            "unique; for two groups also accounts_b, and shared or jaccard.",
            is_file=True,
        ),
    ] = None
    tail: Annotated[
        float | None,
        Option(
            "Shape of how many creators people follow: -0.4 most few and some very many, 0.6 more evenly.",
            low=-0.9,
            high=10.0,
            usual="about -0.2, or as known figures say",
        ),
    ] = None
    ends: Annotated[
        bool, Option("Also write audiences at both ends of the range, to NAME_low and NAME_high beside --out.")
    ] = False
    one_in: Annotated[
        int | None, Option("Simulate one follower in N.", low=1, high=1_000_000, usual="500,000 slots")
    ] = None
    shapes: Annotated[
        int,
        Option(
            "Audiences to write over the range, an odd number; each draw of a scenario plays one. 1: the centre alone.",
            low=1,
            high=25,
        ),
    ] = 7
    seed: Annotated[int, Option("Number that fixes the luck of the fit.", low=0, high=2**63 - 1)] = 1
    force: Force = False


@dataclass(frozen=True, repr=False, eq=False)
class NetworkFitAnswer(Answer):
    """Audiences that were fitted and written, with overlaps asked for and achieved."""

    verb: ClassVar[str] = "network fit"
    path: Path
    roster: Roster
    pairs: Pairs
    fitted: Fitted
    left_open: LeftOpen
    notes: tuple[str, ...]
    shapes: tuple[Fitted, ...] = ()  # over the range, the fewest people first

    def text(self, form: Form = "table", wide: bool = True) -> str:
        """The report of asked against achieved, as the command prints it."""
        from sim.report.text import network_fit as report

        return report.text(self._fit, form, wide)

    def _tables(self) -> Sequence[TextTable]:
        from sim.report.text import network_fit as report

        return report.tables(self._fit)

    def _values(self) -> dict[str, Any]:
        from sim.report.text import network_fit as report

        return {"path": str(self.path), **report.as_dict(self._fit)}

    @property
    def _fit(self) -> FitReport:
        from sim.report.text.network_fit import FitReport

        return FitReport(self.roster, self.pairs, self.fitted, self.left_open, self.shapes)


def fit_network(request: NetworkFitRequest) -> NetworkFitAnswer:
    """Fit audiences and write them. Raises UsageProblem, InputError, FileProblem.

    >>> fit_network(NetworkFitRequest("nowhere.csv"))
    Traceback (most recent call last):
    sim.errors.FileProblem: nowhere.csv: no such file
    """
    from sim.report.text import network_fit as report
    from sim.store import commit
    from sim.tables import roster
    from sim.tasks.conduct import place
    from sim.tasks.roster.reading import choices_of
    from sim.world import edge_export
    from sim.world.overlap_fit import fit as fitting
    from sim.world.overlap_fit import known_figures, unique_audience
    from sim.world.overlap_fit.shapes import fit_range

    if request.shapes % 2 == 0:
        raise InputError(f"{request.shapes} has no middle: an odd number", path=(option("shapes"),))
    out = check_outputs(request)
    creators = roster.read(Path(request.roster), choices_of(request))
    fitting.refuse_empty(creators)
    known = known_of(creators, request)
    pairs = pairs_of(creators, request)
    asked = fitting.asked_of(creators, pairs, request.one_in)
    known_figures.refuse_contradictions(known, creators, asked)
    left_open = unique_audience.leave_open(asked, known, request.tail)
    with place(request):
        fitted = unique_audience.fit_centre(asked, left_open, known, request.seed)
        shapes = fit_range(left_open, fitted, request.shapes, request.seed)
        ends = fit_ends(fitted, left_open, request)
    done = report.FitReport(creators, pairs, fitted, left_open)
    if request.pairs is not None:
        commit.commit(Path(request.pairs), [report.pair_by_pair(done)])
    for path, audiences in {out: shapes, **{path: [end] for path, end in ends.items()}}.items():
        commit.commit(path, [edge_export.fitted_list(creators.handle, audiences, path)])
    written = report.next_step(Path(request.roster), out, fitted.asked.one_in)
    notes = (
        *creators.notes,
        *pairs.notes,
        written,
        *report.next_draws(out, shapes),
        *report.next_ends(ends),
        *report.doubts(done),
    )
    return NetworkFitAnswer(out, creators, pairs, fitted, left_open, notes, tuple(shapes))


def fit_ends(centre: Fitted, left_open: LeftOpen, request: NetworkFitRequest) -> dict[Path, Fitted]:
    """Audiences at both ends of the range by the files for them, if they are asked for.

    >>> fit_ends(None, None, NetworkFitRequest("roster.csv"))
    {}
    """
    from sim.world.overlap_fit import shapes

    found = {}
    for path, end in zip(end_files(request), ("low", "high"), strict=False):
        unique = getattr(left_open.unique, end)
        found[path] = shapes.fit_from(centre, left_open, unique, request.seed)
    return found


def end_files(request: NetworkFitRequest) -> list[Path]:
    """The files for audiences at the ends of the range, the fewest people first.

    >>> [path.name for path in end_files(NetworkFitRequest("roster.csv", ends=True))]
    ['audiences_low.csv.gz', 'audiences_high.csv.gz']
    """
    out = Path(request.out)
    stem, dot, suffixes = out.name.partition(".")
    return [out.with_name(f"{stem}_{end}{dot}{suffixes}") for end in ("low", "high")] if request.ends else []


def known_of(creators: Roster, request: NetworkFitRequest) -> KnownFigures:
    """Figures that are known besides sizes and pairs. A duplication is one: it counts the unique audience.

    Raises UsageProblem, InputError.

    >>> known_of(None, NetworkFitRequest("roster.csv", duplication=0.2, unique=10))
    Traceback (most recent call last):
    sim.errors.UsageProblem: --duplication and --unique say the same thing: give one of them
    """
    from sim.tables import group_table
    from sim.tasks.roster.known_unions import union_of_top
    from sim.tasks.roster.reading import choices_of
    from sim.world.overlap_fit.known_figures import KnownFigures

    if request.duplication is not None and request.unique is not None:
        raise UsageProblem(f"{option('duplication')} and {option('unique')} say the same thing: give one of them")
    unique = None if request.unique is None else float(request.unique)
    if request.duplication is not None:
        unique = (1.0 - request.duplication) * float(creators.followers.sum())
    tops = sorted(union_of_top(text, len(creators.handle)) for text in request.unique_top)
    known = KnownFigures(unique, tuple(tops), creators.exclusive)
    if request.subsets is None:
        return known
    reader = group_table.GroupReader(creators, Path(request.roster), choices_of(request))
    return known._replace(groups=group_table.read(Path(request.subsets), reader))


def check_outputs(request: NetworkFitRequest) -> Path:
    """The file of the audiences, once all that can be refused was looked at. Raises InputError, FileProblem.

    >>> check_outputs(NetworkFitRequest("roster.csv", out="audiences.xlsx"))
    Traceback (most recent call last):
    sim.errors.InputError: --out: "audiences.xlsx" must end in one of ...
    """
    from sim.store import names
    from sim.text import quote
    from sim.world.edge_export import EDGE_LISTS

    inputs = [Path(path) for path in (request.roster, request.overlaps, request.subsets) if path is not None]
    out = Path(request.out)
    for path in (out, request.pairs, *end_files(request)):
        if path is not None:
            names.check_output(Path(path), request.force)
            names.refuse_inputs(Path(path), inputs)
    if not out.name.lower().removesuffix(".gz").endswith(EDGE_LISTS):
        known = " ".join(EDGE_LISTS)
        raise InputError(f"{quote(out.name)} must end in one of {known}, each also with .gz", path=(option("out"),))
    return out


def pairs_of(creators: Roster, request: NetworkFitRequest) -> Pairs:
    """Overlaps by a table, by niche, or by one figure. Raises UsageProblem, InputError, FileProblem.

    >>> pairs_of(None, NetworkFitRequest("roster.csv"))
    Traceback (most recent call last):
    sim.errors.UsageProblem: needs one of: a table OVERLAPS; --within and --across; --duplication
    """
    from sim.tables import overlap_table
    from sim.world.overlap_fit import coarse

    by_niche = request.within is not None or request.across is not None
    if [request.overlaps is not None, by_niche, request.duplication is not None].count(True) != 1:
        ways = f"{option('within')} and {option('across')}; {option('duplication')}"
        raise UsageProblem(f"needs one of: a table {spell('OVERLAPS', 'overlaps')}; {ways}")
    if request.overlaps is not None:
        return overlap_table.read(Path(request.overlaps), creators, request.meaning)
    if request.duplication is not None:
        return coarse.by_duplication(creators, request.duplication)
    if request.within is None or request.across is None:
        raise UsageProblem(f"{option('within')} and {option('across')} go together")
    return coarse.by_niche(creators, request.within, request.across)
