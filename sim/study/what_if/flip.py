"""Break-even values: a comparison over one parameter, on the same luck, and the values at which its answer flips."""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from sim.core.arrays import F64
from sim.errors import InputError
from sim.measures.catalogue import MEASURES
from sim.measures.contrast import Columns, Contrast, contrast
from sim.scenario.describe.resolved import world_fingerprint
from sim.scenario.load import Loaded
from sim.scenario.toml.keys import Key
from sim.statistics.intervals import Interval
from sim.statistics.roots import roots
from sim.study.comparison.strategies import Labels
from sim.study.what_if import parameters
from sim.study.what_if.even_odds import even_values
from sim.study.what_if.explain import check_draws
from sim.study.what_if.parameters import Knob, ParameterRange
from sim.study.what_if.stored_runs import RunCount, Scaling, SideValues, scale
from sim.study.what_if.trials import Trials

NOTHING = Interval(math.nan, math.nan, math.nan)


class Flip(NamedTuple):
    """A comparison over one parameter, and where its answer turns."""

    labels: tuple[str, str]
    measure: str
    path: str
    words: str  # what the key means, empty where nobody says
    today: tuple[float | None, float | None]  # the value on either side, None where the key does not exist
    values: F64  # [point] of the parameter, ascending
    a: F64  # [point] the measure
    b: F64  # [point]
    ratio: tuple[Interval, ...]  # [point] A / B
    wins: tuple[Interval, ...]  # [point] P(A beats B)
    roots: tuple[Interval, ...]  # break-even values; an infinite end: not bounded within the range
    notes: tuple[str, ...]  # none in the range, several, undefined points
    even: tuple[Interval, ...] = ()  # values at which it is as likely as not that A beats B, on lines between points
    scaling: Scaling | None = None  # to the stored runs; None: there are none, values are of the runs played here
    n_played: RunCount = RunCount(1, 1)  # of each value


class FlipMap(NamedTuple):
    """P(A beats B) over two parameters: the first by rows, the second by columns."""

    labels: tuple[str, str]
    measure: str
    paths: tuple[str, str]
    words: tuple[str, str]
    today: tuple[tuple[float | None, float | None], tuple[float | None, float | None]]  # [parameter][side]
    values: tuple[F64, F64]
    wins: F64  # [first, second]
    ratio: F64  # [first, second] A / B; its 1 is the break-even contour
    notes: tuple[str, ...]
    scaling: Scaling | None = None  # to the stored runs; None: there are none, values are of the runs played here
    n_played: RunCount = RunCount(1, 1)  # of each value


class ComparisonQuestion(NamedTuple):
    """Two strategies, and the measure in which they are compared."""

    a: Loaded
    b: Loaded
    labels: Labels
    measure: str
    smallest: float  # the smallest difference that matters, as a share


class Range(NamedTuple):
    """The range over which a parameter is turned, and at how many values."""

    between: ParameterRange | None  # None: as far as the scenario, the preset or the evidence says
    points: int


class MapAxis(NamedTuple):
    """One of the two parameters of a map."""

    path: str
    how: Range


class Turns:
    """The comparison at any setting of some knobs; each setting is played once."""

    def __init__(self, question: ComparisonQuestion, knobs: tuple[Knob, ...], trials: Trials) -> None:
        self._question, self._knobs, self._trials = question, knobs, trials
        self._contrasts: dict[tuple[float, ...], Contrast] = {}
        self.refused: dict[tuple[float, ...], InputError] = {}  # settings of which no campaign can be made
        self.scaling = self._scaling()
        self.n_played = RunCount(question.a.scenario.run.draws, trials.means.runs)

    def at(self, *values: float) -> Contrast:
        """Compare A with B with the knobs at these values; all nan where no campaign can be made.

        Raises FileProblem, Interrupted.
        """
        if values not in self._contrasts:
            self._contrasts[values] = self._play(values)
            self._trials.means.reporter.advance(1)
        return self._contrasts[values]

    def _play(self, values: tuple[float, ...]) -> Contrast:
        """Play a setting; a refused one is noted, and all nan."""
        question = self._question
        try:
            sides = [turn(side, index, self._knobs, values) for index, side in enumerate((question.a, question.b))]
            columns = [self._trials.columns(side) for side in sides]
        except InputError as error:
            self.refused[values] = error
            return Contrast(question.measure, NOTHING, NOTHING, NOTHING, NOTHING, None, math.nan, paired=True)
        return self._compare(*columns)

    def _compare(self, a: Columns, b: Columns) -> Contrast:
        """Compare what was played; the measure is scaled to the stored runs, who wins how often is not."""
        question = self._question
        played = contrast(question.measure, a, b, smallest=question.smallest)
        if self.scaling is None:
            return played
        a, b = (scale(question.measure, *side) for side in zip((a, b), self.scaling.factors, strict=True))
        return contrast(question.measure, a, b, smallest=question.smallest)._replace(win=played.win)

    def _scaling(self) -> Scaling | None:
        """Both sides as they are, stored and played; None where nothing is stored. Raises FileProblem, Interrupted."""
        question, stored = self._question, self._trials.stored
        if stored is None:
            return None
        values, columns = stored.values(question.measure), map(self._trials.columns, (question.a, question.b))
        today = contrast(question.measure, *columns, smallest=question.smallest)
        kept, wins = stored.wins(question.measure, question.smallest), today.win.wins.value if today.win else math.nan
        free = "".join(side for index, side in enumerate("AB") if self._is_drawn(index))
        return Scaling(values, SideValues(today.a.value, today.b.value), stored.run_count, kept, wins, free)

    def _is_drawn(self, index: int) -> bool:
        """Whether a number that is turned is drawn on this side (0: A, 1: B)."""
        paths = (self._question.a, self._question.b)[index].paths
        return any(key in paths for knob in self._knobs for key in knob.keys[index])

    def check(self) -> None:
        """Raise the first refusal if nothing at all could be played."""
        if self.refused and len(self.refused) == len(self._contrasts):
            raise next(iter(self.refused.values()))

    def notes(self) -> list[str]:
        """Note the settings that could not be played, and why."""
        if not self.refused:
            return []
        why = str(next(iter(self.refused.values())))
        return [f"{len(self.refused)} of {len(self._contrasts)} settings are impossible, and left out: {why}"]

    def difference(self, *values: float) -> Interval:
        """Return A - B with the knobs at these values."""
        return self.at(*values).difference


def values_of(question: ComparisonQuestion, knob: Knob, how: Range) -> F64:
    """Return the values [point] to which a knob is turned. Raises InputError where the ends are not legal."""
    low, high = parameters.span(question.a, knob, how.between)
    values = parameters.points(knob, low, high, how.points)
    for end in (float(values[0]), float(values[-1])):
        for index, side in enumerate((question.a, question.b)):
            turn(side, index, (knob,), (end,))
    return values


def turn(loaded: Loaded, side: int, knobs: Sequence[Knob], values: Sequence[float]) -> Loaded:
    """Return one side (0: A, 1: B) with its knobs at these values. Raises InputError where one is not legal."""
    changes: dict[Key, float] = {}
    for knob, value in zip(knobs, values, strict=True):
        changes |= parameters.changes(knob, side, value)
    return loaded.replace_all(changes)


def check(question: ComparisonQuestion) -> None:
    """Raise InputError unless both sides have as many draws: runs are compared one by one."""
    check_draws(question.a, question.b)


def flip(question: ComparisonQuestion, path: str, how: Range, trials: Trials) -> Flip:
    """Compare over one parameter, and find where the answer turns. Raises InputError, FileProblem, Interrupted."""
    check(question)
    knob = parameters.knob((question.a, question.b), path)
    values = values_of(question, knob, how)
    trials.means.reporter.start(values.size, 0, "values")
    turns = Turns(question, (knob,), trials)
    contrasts = [turns.at(float(value)) for value in values]
    turns.check()
    refused = turns.notes()
    trials.means.reporter.start(0, 0, "values around the break-even")
    breaks = roots(turns.difference, values, knob.is_whole)
    return Flip(
        labels=(question.labels[0], question.labels[1]),
        measure=question.measure,
        path=path,
        words=parameters.words(knob),
        today=(knob.today[0], knob.today[1]),
        values=values,
        a=np.array([point.a.value for point in contrasts]),
        b=np.array([point.b.value for point in contrasts]),
        ratio=tuple(point.ratio for point in contrasts),
        wins=tuple(point.win.wins if point.win else NOTHING for point in contrasts),
        roots=breaks,
        notes=(*luck_notes(question), *refused, *notes(question, knob, values, contrasts, breaks)),
        even=even_values(values, [point.win.wins if point.win else NOTHING for point in contrasts]),
        scaling=turns.scaling,
        n_played=turns.n_played,
    )


def notes(
    question: ComparisonQuestion, knob: Knob, values: F64, contrasts: list[Contrast], breaks: tuple[Interval, ...]
) -> list[str]:
    """Say in words what the curve shows. values, contrasts: [point]."""
    lines = []
    known = [point for point in contrasts if math.isfinite(point.difference.value)]
    undefined = [point for point in contrasts if point.win is not None and not math.isfinite(point.difference.value)]
    if undefined:
        lines.append(f"undefined at {len(undefined)} of {len(contrasts)} values, which are left out")
    if not breaks and known:
        signed = [point for point in known if point.difference.value] or known
        better = MEASURES[question.measure].better * signed[0].difference.value
        tried = [value for value, point in zip(values, contrasts, strict=True) if math.isfinite(point.difference.value)]
        where = f"from {tried[0]:.4g} to {tried[-1]:.4g}" if len(tried) > 1 else f"at {tried[0]:.4g}"
        if better == 0.0:
            lines.append(f"no break-even: both are equal {where}")
        else:
            ahead = question.labels[0 if better > 0.0 else 1]
            lines.append(f"no break-even {where}: {ahead} is ahead throughout{ties(known, values, contrasts)}")
    if len(breaks) > 1:
        lines.append(f"{len(breaks)} break-even values: the order changes more than once")
    if breaks and knob.is_whole:
        lines.append("a whole number: the break-even is the first one at which the order has changed")
    return lines


def ties(known: list[Contrast], values: F64, contrasts: list[Contrast]) -> str:
    """Say in words at which values both are equal though neither gives way; empty for none."""
    equal = [f"{value:.4g}" for value, point in zip(values, contrasts, strict=True) if point.difference.value == 0.0]
    return f" (equal at {', '.join(equal)})" if equal and len(equal) < len(known) else ""


def luck_notes(question: ComparisonQuestion) -> list[str]:
    """Note what the two sides do not share, though their runs are compared one by one."""
    a, b = question.a, question.b
    lines = []
    if a.scenario.run.seed != b.scenario.run.seed:
        lines.append("seeds differ: the two sides do not meet the same luck")
    if world_fingerprint(a) != world_fingerprint(b):
        lines.append("worlds differ: the two sides do not meet the same people")
    if a.scenario.run.horizon_days != b.scenario.run.horizon_days:
        lines.append("run.horizon_days differs")
    return lines


def two_knobs(question: ComparisonQuestion, first: str, second: str) -> tuple[Knob, Knob]:
    """Return the knobs of a map. Raises InputError where they turn the same number."""
    if first == second:
        raise InputError(f'"{first}" is named twice; a map needs two parameters')
    sides = (question.a, question.b)
    knobs = parameters.knob(sides, first), parameters.knob(sides, second)
    if set(knobs[0].numbers) & set(knobs[1].numbers):
        raise InputError(f'"{first}" and "{second}" turn the same number; a map needs two')
    return knobs


def flip_map(question: ComparisonQuestion, rows: MapAxis, columns: MapAxis, trials: Trials) -> FlipMap:
    """Compute P(A beats B) over two parameters. Raises InputError, FileProblem, Interrupted."""
    check(question)
    first, second = two_knobs(question, rows.path, columns.path)
    values = values_of(question, first, rows.how), values_of(question, second, columns.how)
    turns = Turns(question, (first, second), trials)
    trials.means.reporter.start(values[0].size * values[1].size, 0, "values")
    contrasts = [[turns.at(float(x), float(y)) for y in values[1]] for x in values[0]]
    turns.check()
    wins = [[point.win.wins.value if point.win else math.nan for point in row] for row in contrasts]
    ratios = np.array([[point.ratio.value for point in row] for row in contrasts])
    undefined = int(np.isnan(ratios).sum()) - len(turns.refused)
    return FlipMap(
        labels=(question.labels[0], question.labels[1]),
        measure=question.measure,
        paths=(rows.path, columns.path),
        words=(parameters.words(first), parameters.words(second)),
        today=((first.today[0], first.today[1]), (second.today[0], second.today[1])),
        values=values,
        wins=np.array(wins),
        ratio=ratios,
        notes=(
            *luck_notes(question),
            *turns.notes(),
            *([f"undefined at {undefined} of {ratios.size} points"] if undefined else []),
        ),
        scaling=turns.scaling,
        n_played=turns.n_played,
    )
