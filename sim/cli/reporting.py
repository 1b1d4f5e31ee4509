"""From the arguments of `sim report` to one HTML file: imported by the command when it runs."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import permutations
from pathlib import Path
from typing import Any

import numpy as np

from sim.cli.comparing import EXPLAIN_RUNS, FLIP_RUNS, Talk, comparison, entrants, place, runs_of
from sim.engine.progress import Reporter
from sim.errors import FileProblem, InputError
from sim.measures.catalogue import MEASURES
from sim.report.figures import canvas, studies
from sim.report.page.page import ReportContents, StudyPart, all_drawings, html
from sim.report.style.table import printable
from sim.report.style.verdict import estimate, sentence, strategy_name
from sim.report.text import discover as report_discovery
from sim.report.text import sensitivity as report_sensitivity
from sim.report.text import sweep as report_study
from sim.scenario.load import Loaded
from sim.store import commit, names
from sim.study.comparison import assumptions, health, strategies
from sim.study.comparison import compare as study_compare
from sim.study.comparison.answers import Comparison, Explanation, Flip, FlipMap, Strategy
from sim.study.comparison.strategies import Entrant, Place
from sim.study.sweeps import collect, discover, sensitivity
from sim.study.sweeps.collect import OpenStudy
from sim.study.what_if import explain, flip, parameters
from sim.study.what_if.flip import ComparisonQuestion, Range
from sim.study.what_if.trials import Means, Trials

POINTS, MAP_POINTS = 9, 7
FIGURES = (".svg", ".png")


def reported(options: dict[str, Any], talk: Talk) -> tuple[str, str]:
    """Write the report; returns where it is and its verdict. Raises InputError, FileProblem, Interrupted."""
    out: Path = options["out"]
    found = checked(options)
    sweeps = [collect.open_study(path) for path in options["studies"]]
    with place(options["folder"], options["threads"], talk) as where:
        contents = contents_of(comparison(found, options, where, None), sweeps, options, where)
        page = html(contents).encode()
        if options["figures"] is not None:
            canvas.write(all_drawings(contents), options["figures"])
        commit.commit(out, [page])
    return f"{out}: written", contents.verdict


def checked(options: dict[str, Any]) -> tuple[Entrant, ...]:
    """The strategies, once all that can be refused before anything runs was looked at."""
    names.check_output(options["out"], options["force"])
    if options["figures"] is not None:
        check_figures(options["figures"], options["force"])
    found = entrants(options)
    check_files(found, options)
    study_compare.check_measure(options["measure"])
    check_ways([entrant.loaded for entrant in found if entrant.loaded is not None], options["ways"])
    return found


def check_figures(folder: Path, force: bool) -> None:
    """FileProblem where figures cannot go there, or would replace others without leave."""
    canvas.check_folder(folder)
    there = sorted(path.name for path in folder.iterdir() if path.suffix in FIGURES) if folder.is_dir() else []
    if there and not force:
        raise FileProblem(f"{folder}: has figures already ({there[0]}); --force replaces those of the same names")


def check_files(found: Sequence[Entrant], options: dict[str, Any]) -> None:
    """FileProblem where writing would destroy what is read, or one output another."""
    out, figures = options["out"], options["figures"]
    read = [file for entrant in found for file in (entrant.loaded.files if entrant.loaded else (entrant.path,))]
    names.refuse_inputs(out, [*read, *options["studies"]])
    written = [(out, "the report"), *((home, "a result") for home in homes(found, options["folder"]))]
    if figures is not None:
        written.append((figures / (out.name if out.suffix in FIGURES else "*"), "figures"))
    check_apart(written)


def homes(found: Sequence[Entrant], folder: Path) -> list[Path]:
    """Where the results of scenarios may be kept."""
    scenarios = [(entrant.loaded, entrant.path) for entrant in found if entrant.loaded is not None]
    return [home for loaded, path in scenarios for home in strategies.homes(loaded, path, folder)]


def check_apart(written: Sequence[tuple[Path, str]]) -> None:
    """FileProblem where a file of one kind is to be where another is, or a folder of it."""
    places = [(path, path.resolve(), kind) for path, kind in written]
    for (path, first, kind), (_, second, other) in permutations(places, 2):
        if kind != other and (first == second or first in second.parents):
            raise FileProblem(f"{path}: is wanted for {kind} as well as for {other}; choose another name to write to")
    for path, _, kind in places:
        above = next((folder for folder in path.parents if folder.is_file()), None)
        if above is not None:
            raise FileProblem(f"{path}: {kind} cannot be below {above}, which is a file")


def check_ways(sides: Sequence[Loaded], ways: Sequence[str]) -> None:
    """InputError where a parameter is not there, or named twice."""
    for way in ways if sides else ():
        parameters.knob(sides, way)
        if ways.count(way) > 1:
            raise InputError(f'--over "{way}" is given twice')


class Gaps:
    """What the report has to do without: told at once, and kept for the page."""

    def __init__(self, reporter: Reporter) -> None:
        self._reporter = reporter
        self.notes: list[str] = []

    def tell(self, note: str) -> None:
        self._reporter.note(note)
        self.notes.append(note)

    @contextmanager
    def around(self, part: str) -> Iterator[None]:
        """Go on without a part that cannot be made."""
        try:
            yield
        except InputError as error:
            self.tell(f"{part} left out: {'; '.join(str(error).splitlines())}")


def contents_of(
    found: Comparison, sweeps: Sequence[OpenStudy], options: dict[str, Any], where: Place
) -> ReportContents:
    """All that the report shows, without the parts that cannot be made."""
    gaps = Gaps(where.reporter)
    why, flips, flip_map = reasons(found, options, where, gaps)
    told = list(study_parts(sweeps, gaps))
    return ReportContents(
        comparison=found._replace(notes=(*found.notes, *gaps.notes)),
        verdict=sentence(found),
        checks=health.check(found),
        explanation=why,
        flips=tuple(flips),
        flip_map=flip_map,
        assumptions=tuple(assumptions.rows(found.strategies)),
        studies=tuple(told),
        command=where.command,
    )


def study_parts(sweeps: Sequence[OpenStudy], gaps: Gaps) -> Iterator[StudyPart]:
    for sweep in sweeps:
        with gaps.around(f"the study {sweep.path} is"):
            yield study_part(sweep)


def study_part(found: OpenStudy) -> StudyPart:
    """What a sweep tells: what decides, what it is worth to know, when who wins."""
    letters = "; ".join(f"{one['label']}: {one['title']}" for one in found.about["strategies"])
    sentences = [f"In this sweep, {letters}.", *report_study.leads(found)]
    drawn = [studies.of_sweep(found)]
    if found.method in sensitivity.TELLING:
        sensed = sensitivity.sensitivity(found, found.measure, None)
        sentences += report_sensitivity.sentences(sensed)
        drawn += studies.of_sensitivity(sensed)
    if len(found.titles) > 1 and found.method in sensitivity.RANDOM:
        rule = discover.discover(found, found.measure, ("A", "B"), None)
        sentences.append(report_discovery.rule(rule))
        drawn += studies.of_discovery(rule)
    return StudyPart(found.title, tuple(map(printable, sentences)), tuple(drawn))


def best_two(found: Comparison) -> tuple[Strategy, Strategy]:
    """The best strategy in the deciding measure and the second best, in the order in which they were given."""
    better = MEASURES[found.measure].better
    values = [better * estimate(found, index).value for index in range(len(found.strategies))]
    best = health.leader(found)
    others = [index for index in range(len(values)) if index != best]
    second = max(others, key=lambda index: values[index] if np.isfinite(values[index]) else -np.inf)
    first, last = sorted((best, second))
    return found.strategies[first], found.strategies[last]


Reasons = tuple[Explanation | None, list[Flip], FlipMap | None]


def reasons(found: Comparison, options: dict[str, Any], where: Place, gaps: Gaps) -> Reasons:
    """Why the best two strategies differ, and when that turns; both need their scenarios."""
    pair = best_two(found)
    a, b = (strategy.loaded for strategy in pair)
    if a is None or b is None:
        gaps.tell("why and when are left out: results cannot be changed; give scenarios for them")
        return None, [], None
    if len(found.strategies) > 2:
        gaps.tell(f"why and when are told of the best two: {strategy_name(pair[0])} and {strategy_name(pair[1])}")
    question = ComparisonQuestion(a, b, (strategy_name(pair[0]), strategy_name(pair[1])), found.measure, found.smallest)
    with gaps.around("why and when are"):
        flip.check(question)
        return why(question, where, gaps), *when(question, options["ways"], where, gaps)
    return None, [], None


def trials(loaded: Loaded, usual_runs: int, where: Place) -> Trials:
    return Trials(Means(runs_of(loaded, usual_runs), where.threads, where.reporter, where.stop))


def why(asked: ComparisonQuestion, where: Place, gaps: Gaps) -> Explanation | None:
    """The difference, mechanism by mechanism."""
    where.reporter.note("why: mechanism by mechanism")
    with gaps.around("why is"):
        what_ifs = trials(asked.a, EXPLAIN_RUNS, where)
        return explain.explain(asked.a, asked.b, asked.labels, asked.measure, what_ifs)
    return None


def when(asked: ComparisonQuestion, ways: Sequence[str], where: Place, gaps: Gaps) -> tuple[list[Flip], FlipMap | None]:
    """Break-even values over each parameter, and who wins where over the first two."""
    what_ifs, flips = trials(asked.a, FLIP_RUNS, where), []
    for way in ways or usual_ways(asked.a, asked.b):
        where.reporter.note(f"when: over {way}")
        with gaps.around(f"when over {way} (`sim flip` knows more options) is"):
            flips.append(flip.flip(asked, way, Range(None, POINTS), what_ifs))
    return flips, who_wins_where(asked, [one.path for one in flips[:2]], what_ifs, gaps)


def usual_ways(a: Loaded, b: Loaded) -> list[str]:
    """What flips are looked for unless the user says: the work per creator, and how engagement falls with size."""
    groups = a.scenario.creators
    largest = groups[int(np.argmax([group.count for group in groups]))]
    known = {*parameters.numeric_paths(a), *parameters.numeric_paths(b)}
    return [way for way in (f"creators.{largest.name}.management_hours", "engagement.exponent") if way in known]


def who_wins_where(asked: ComparisonQuestion, ways: Sequence[str], what_ifs: Trials, gaps: Gaps) -> FlipMap | None:
    """The map over two parameters, where there are two."""
    if len(ways) < 2:
        return None
    what_ifs.means.reporter.note(f"who wins where: over {ways[0]} and {ways[1]}")
    how = Range(None, MAP_POINTS)
    with gaps.around("who wins where is"):
        return flip.flip_map(asked, (ways[0], ways[1]), (how, how), what_ifs)
    return None
