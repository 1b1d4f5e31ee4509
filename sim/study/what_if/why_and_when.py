"""Reasons for the report: why the best two strategies differ, and when that turns, without the parts that fail."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

import numpy as np

from sim.engine.progress import Reporter
from sim.errors import InputError
from sim.measures.catalogue import MEASURES
from sim.scenario.load import Loaded
from sim.study.comparison import health
from sim.study.comparison.compare import Comparison, Strategy
from sim.study.comparison.strategies import Labels
from sim.study.what_if import explain, flip, parameters
from sim.study.what_if.explain import Explanation
from sim.study.what_if.flip import ComparisonQuestion, Flip, FlipMap, MapAxis, Range
from sim.study.what_if.stored_runs import StoredRuns
from sim.study.what_if.trials import Means, Trials, few_draws

POINTS, MAP_POINTS = 9, 7


class Gaps:
    """Parts that the report has to do without: told at once, and kept for the page."""

    def __init__(self, reporter: Reporter) -> None:
        self._reporter = reporter
        self.notes: list[str] = []

    def tell(self, note: str) -> None:
        """Report a gap and keep it."""
        self._reporter.note(note)
        self.notes.append(note)

    @contextmanager
    def around(self, part: str) -> Iterator[None]:
        """Go on without a part that cannot be made."""
        try:
            yield
        except InputError as error:
            self.tell(f"{part} left out: {'; '.join(str(error).splitlines())}")


class WhatIfs(NamedTuple):
    """The means of what-ifs: how each kind is played, what words strategies go by, and where gaps are told."""

    means_of: Callable[[Loaded, int], Means]  # of a scenario, with so many runs unless its user says otherwise
    name_of: Callable[[Strategy], str]
    explain_runs: int
    flip_runs: int
    gaps: Gaps


class WhyAndWhen(NamedTuple):
    """Reasons of a difference: its parts, its break-even values, and a map over two parameters."""

    explanation: Explanation | None
    flips: tuple[Flip, ...]
    flip_map: FlipMap | None


NOTHING = WhyAndWhen(None, (), None)


def check_ways(sides: Sequence[Loaded], ways: Sequence[str]) -> None:
    """Refuse a parameter that is not there, or named twice. Raises InputError."""
    for way in ways if sides else ():
        parameters.knob(sides, way)
        if ways.count(way) > 1:
            raise InputError(f'--over "{way}" is given twice')


def best_two(comparison: Comparison, mean_of: Callable[[int], float]) -> tuple[Strategy, Strategy]:
    """The best strategy in the deciding measure and the second best, in the order in which they were given."""
    better = MEASURES[comparison.measure].better
    values = [better * mean_of(index) for index in range(len(comparison.strategies))]
    best = health.leader(comparison)
    others = [index for index in range(len(values)) if index != best]
    second = max(others, key=lambda index: values[index] if np.isfinite(values[index]) else -np.inf)
    first, last = sorted((best, second))
    return comparison.strategies[first], comparison.strategies[last]


def why_and_when(
    comparison: Comparison, best: Sequence[Strategy], ways: Sequence[str], what_ifs: WhatIfs
) -> WhyAndWhen:
    """Explain why two strategies differ, and when that turns; both need their scenarios. Raises Interrupted."""
    gaps = what_ifs.gaps
    whole = [strategy.loaded for strategy in best]
    if whole[0] is None or whole[1] is None:
        gaps.tell("why and when are left out: results cannot be changed; give scenarios for them")
        return NOTHING
    a, b = few_draws(whole[0]), few_draws(whole[1])
    if a.scenario.run.draws < whole[0].scenario.run.draws:
        gaps.tell(
            f"why and when take the first {a.scenario.run.draws} of {whole[0].scenario.run.draws} draws, scaled to all"
        )
    labels = Labels(*map(what_ifs.name_of, best))
    if len(comparison.strategies) > 2:
        gaps.tell(f"why and when are told of the best two: {labels.first} and {labels.second}")
    question = ComparisonQuestion(a, b, labels, comparison.measure, comparison.smallest)
    with gaps.around("why and when are"):
        flip.check(question)
        stored = StoredRuns(best[0].columns, best[1].columns)
        return WhyAndWhen(why(question, what_ifs, stored), *when(question, ways, what_ifs, stored))
    return NOTHING


def why(question: ComparisonQuestion, what_ifs: WhatIfs, stored: StoredRuns) -> Explanation | None:
    """The difference, mechanism by mechanism."""
    trials = Trials(what_ifs.means_of(question.a, what_ifs.explain_runs), stored)
    trials.means.reporter.note("why: mechanism by mechanism")
    with what_ifs.gaps.around("why is"):
        return explain.explain(question.a, question.b, question.labels, question.measure, trials)
    return None


def when(
    question: ComparisonQuestion, ways: Sequence[str], what_ifs: WhatIfs, stored: StoredRuns
) -> tuple[tuple[Flip, ...], FlipMap | None]:
    """Break-even values over each parameter, and who wins where over the first two."""
    trials, flips = Trials(what_ifs.means_of(question.a, what_ifs.flip_runs), stored), []
    for way in ways or usual_ways(question.a, question.b):
        trials.means.reporter.note(f"when: over {way}")
        with what_ifs.gaps.around(f"when over {way} (`sim flip` knows more options) is"):
            flips.append(flip.flip(question, way, Range(None, POINTS), trials))
    return tuple(flips), who_wins_where(question, [curve.path for curve in flips[:2]], trials, what_ifs.gaps)


def usual_ways(a: Loaded, b: Loaded) -> list[str]:
    """Parameters over which flips are looked for by default: work per creator, and how engagement falls with size."""
    groups = a.scenario.creators
    largest = groups[int(np.argmax([group.count for group in groups]))]
    known = {*parameters.numeric_paths(a), *parameters.numeric_paths(b)}
    return [way for way in (f"creators.{largest.name}.management_hours", "engagement.exponent") if way in known]


def who_wins_where(question: ComparisonQuestion, ways: Sequence[str], trials: Trials, gaps: Gaps) -> FlipMap | None:
    """The map over two parameters, where there are two."""
    if len(ways) < 2:
        return None
    trials.means.reporter.note(f"who wins where: over {ways[0]} and {ways[1]}")
    span = Range(None, MAP_POINTS)
    with gaps.around("who wins where is"):
        return flip.flip_map(question, MapAxis(ways[0], span), MapAxis(ways[1], span), trials)
    return None
