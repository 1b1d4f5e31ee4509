"""From the arguments of `sim report` to one HTML file: imported by the command when it runs."""

from pathlib import Path
from typing import Any

import numpy as np

from sim.cli.comparing import EXPLAIN_RUNS, FLIP_RUNS, Talk, comparison, entrants, labels_of, place
from sim.report import discovery as report_discovery
from sim.report import sensitivity as report_sensitivity
from sim.report import study as report_study
from sim.report.figures import canvas, studies
from sim.report.page.page import ReportContents, StudyPart, all_drawings, html
from sim.report.verdict import sentence
from sim.scenario.load import Loaded
from sim.store import commit, names
from sim.study import assumptions, collect, discovery, explain, flip, health, sensitivity
from sim.study import compare as study_compare
from sim.study.answers import Comparison
from sim.study.collect import Finding
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
    if options["figures"] is not None:
        canvas.check_folder(options["figures"])
    found = entrants(options)
    names.refuse_inputs(out, [entrant.path for entrant in found])
    study_compare.check_measure(options["measure"])
    with place(options["folder"], options["threads"], talk) as where:
        contents = contents_of(comparison(found, options, where, None), options, where)
    if options["figures"] is not None:
        canvas.write(all_drawings(contents), options["figures"])
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
    told = told._replace(studies=tuple(study_part(collect.opened(path)) for path in options["studies"]))
    if a is None or b is None:
        where.reporter.note("why and when are left out: results cannot be changed; give scenarios for them")
        return told
    return with_reasons(told, a, b, options, where)


def study_part(found: Finding) -> StudyPart:
    """What a sweep tells: what decides, what it is worth to know, when who wins."""
    sensed = sensitivity.sensitivity(found, found.measure, None)
    sentences = [*report_study.leads(found), *report_sensitivity.sentences(sensed)]
    drawn = [studies.of_sweep(found), *studies.of_sensitivity(sensed)]
    if len(found.titles) > 1 and found.method in sensitivity.RANDOM:
        rule = discovery.discover(found, found.measure, ("A", "B"), None)
        sentences.append(report_discovery.rule(rule))
        drawn += studies.of_discovery(rule)
    return StudyPart(found.title, tuple(sentences), tuple(drawn))


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
