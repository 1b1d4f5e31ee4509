"""From the arguments of `sim report` to one HTML file: imported by the command when it runs."""

from pathlib import Path
from typing import Any

import numpy as np

from sim.cli.comparing import EXPLAIN_RUNS, FLIP_RUNS, Talk, comparison, entrants, labels_of, place
from sim.errors import FileProblem
from sim.report.figures import canvas
from sim.report.page.page import ReportContents, drawings, html
from sim.report.verdict import sentence
from sim.scenario.load import Loaded
from sim.store import commit, names
from sim.study import assumptions, explain, flip, health
from sim.study import compare as study_compare
from sim.study.answers import Comparison
from sim.study.flip import Question, Range
from sim.study.strategies import Place
from sim.study.trials import Means, Trials

POINTS, MAP_POINTS = 9, 7


def usual_ways(a: Loaded) -> tuple[str, ...]:
    """What flips are looked for unless the user says: the work per creator, and how engagement falls with size."""
    groups = a.scenario.creators
    largest = groups[int(np.argmax([group.count for group in groups]))]
    return f"creators.{largest.name}.management_hours", "engagement.exponent"


def reported(options: dict[str, Any], talk: Talk) -> tuple[str, str]:
    """Write the report; returns where it is and its verdict. Raises InputError, FileProblem, Interrupted."""
    out: Path = options["out"]
    names.check_output(out, options["force"])
    if options["figures"] is not None and options["figures"].exists() and not options["figures"].is_dir():
        raise FileProblem(f"{options['figures']}: is a file, not a folder for figures")
    found = entrants(options)
    names.refuse_inputs(out, [entrant.path for entrant in found])
    study_compare.check_measure(options["measure"])
    with place(options["folder"], options["threads"], talk) as where:
        contents = contents_of(comparison(found, options, where, None), options, where)
    drawn = drawings(contents)
    if options["figures"] is not None:
        for drawing in drawn:
            for form in ("svg", "png"):
                target = options["figures"] / names.file_name(drawing.name, f".{form}")
                commit.commit(target, [canvas.image(drawing, form)])
    commit.commit(out, [html(contents).encode()])
    return f"{out}: written", contents.verdict


def contents_of(found: Comparison, options: dict[str, Any], where: Place) -> ReportContents:
    """All that the report shows; why and when need the scenarios of the first two strategies."""
    sides = [strategy.loaded for strategy in found.strategies[:2]]
    told = ReportContents(
        comparison=found,
        verdict=sentence(found),
        checks=health.check(found),
        explanation=None,
        flips=(),
        flip_map=None,
        assumptions=tuple(assumptions.rows(found.strategies)),
    )
    a, b = sides
    if a is None or b is None:
        where.reporter.note("why and when are left out: results cannot be changed; give scenarios for them")
        return told
    return with_reasons(told, a, b, options, where)


def with_reasons(told: ReportContents, a: Loaded, b: Loaded, options: dict[str, Any], where: Place) -> ReportContents:
    """The contents with waterfall, flips and map of A and B."""
    measure, labels = options["measure"], labels_of(a, b)
    ways = options["ways"] or usual_ways(a if len(a.scenario.creators) else b)
    where.reporter.note("why: mechanism by mechanism")
    why = explain.explain(a, b, labels, measure, Trials(Means(EXPLAIN_RUNS, where.threads, where.reporter, where.stop)))
    trials = Trials(Means(FLIP_RUNS, where.threads, where.reporter, where.stop))
    question = Question(a, b, labels, measure, options["smallest"])
    flips = []
    for way in ways:
        where.reporter.note(f"when: over {way}")
        flips.append(flip.flip(question, way, Range(None, POINTS), trials))
    found_map = None
    if len(ways) > 1:
        where.reporter.note(f"who wins where: over {ways[0]} and {ways[1]}")
        how = Range(None, MAP_POINTS)
        found_map = flip.flip_map(question, (ways[0], ways[1]), (how, how), trials)
    return told._replace(explanation=why, flips=tuple(flips), flip_map=found_map)
