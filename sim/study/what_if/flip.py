"""When it flips: a comparison over one parameter, on the same luck, and the values at which it turns."""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from sim.core.arrays import F64
from sim.errors import InputError
from sim.measures.catalogue import MEASURES
from sim.measures.contrast import Contrast, contrast
from sim.scenario.describe.resolved import world_fingerprint
from sim.scenario.load import Loaded
from sim.scenario.toml.keys import Key
from sim.statistics.intervals import Interval
from sim.statistics.roots import roots
from sim.study.comparison.answers import Flip, FlipMap
from sim.study.what_if import parameters
from sim.study.what_if.parameters import Knob
from sim.study.what_if.trials import Trials

NOTHING = Interval(math.nan, math.nan, math.nan)


class ComparisonQuestion(NamedTuple):
    """Two strategies, and the measure in which they are compared."""

    a: Loaded
    b: Loaded
    labels: tuple[str, str]
    measure: str
    smallest: float


class Range(NamedTuple):
    """How far a parameter is turned, and at how many values."""

    between: tuple[float, float] | None
    points: int


class Turns:
    """The comparison at any setting of some knobs; each setting is played once."""

    def __init__(self, question: ComparisonQuestion, knobs: tuple[Knob, ...], trials: Trials) -> None:
        self._question, self._knobs, self._trials = question, knobs, trials
        self._found: dict[tuple[float, ...], Contrast] = {}
        self.refused: dict[tuple[float, ...], InputError] = {}  # settings of which no campaign can be made

    def at(self, *values: float) -> Contrast:
        """A against B with the knobs at these values; nan where that cannot be. Raises FileProblem, Interrupted."""
        if values not in self._found:
            self._found[values] = self._played(values)
            self._trials.means.reporter.advance(1)
        return self._found[values]

    def _played(self, values: tuple[float, ...]) -> Contrast:
        asked = self._question
        sides = [asked.a, asked.b]
        try:
            sides = [turn(side, index, self._knobs, values) for index, side in enumerate(sides)]
            columns = [self._trials.columns(side) for side in sides]
        except InputError as error:
            self.refused[values] = error
            return Contrast(asked.measure, NOTHING, NOTHING, NOTHING, NOTHING, None, math.nan, paired=True)
        return contrast(asked.measure, columns[0], columns[1], smallest=asked.smallest)

    def check(self) -> None:
        """Raise the first refusal if nothing at all could be played."""
        if self.refused and len(self.refused) == len(self._found):
            raise next(iter(self.refused.values()))

    def notes(self) -> list[str]:
        """What could not be played, and why."""
        if not self.refused:
            return []
        why = str(next(iter(self.refused.values())))
        return [f"{len(self.refused)} of {len(self._found)} settings cannot be had, and are left out: {why}"]

    def difference(self, *values: float) -> Interval:
        return self.at(*values).difference


def values_of(question: ComparisonQuestion, knob: Knob, how: Range) -> F64:
    """The values to which a knob is turned, the legal ones. Raises InputError where the ends are not legal."""
    values = parameters.points(knob, *parameters.span(question.a, knob, how.between), how.points)
    for end in (float(values[0]), float(values[-1])):
        for index, side in enumerate((question.a, question.b)):
            turn(side, index, (knob,), (end,))
    return values


def turn(loaded: Loaded, side: int, knobs: Sequence[Knob], values: Sequence[float]) -> Loaded:
    """One side with its knobs at these values. Raises InputError where one is not legal."""
    changed: dict[Key, float] = {}
    for knob, value in zip(knobs, values, strict=True):
        changed |= parameters.changes(knob, side, value)
    return loaded.replace_all(changed)


def check(question: ComparisonQuestion) -> None:
    """Runs are compared one by one, so both sides need as many draws."""
    draws = [side.scenario.run.draws for side in (question.a, question.b)]
    if draws[0] != draws[1]:
        told = f"{draws[0]} and {draws[1]}: both sides need as many draws; set run.draws"
        raise InputError(told, path=("run", "draws"))


def flip(question: ComparisonQuestion, path: str, how: Range, trials: Trials) -> Flip:
    """The comparison over one parameter. Raises InputError, FileProblem, Interrupted."""
    check(question)
    knob = parameters.knob((question.a, question.b), path)
    values = values_of(question, knob, how)
    trials.means.reporter.start(values.size, 0, "values")
    turns = Turns(question, (knob,), trials)
    found = [turns.at(float(value)) for value in values]
    turns.check()
    refused = turns.notes()
    trials.means.reporter.start(0, 0, "values around the break-even")
    breaks = roots(turns.difference, values, knob.is_whole)
    return Flip(
        labels=question.labels,
        measure=question.measure,
        path=path,
        words=parameters.words(knob),
        today=(knob.today[0], knob.today[1]),
        values=values,
        a=np.array([one.a.value for one in found]),
        b=np.array([one.b.value for one in found]),
        ratio=tuple(one.ratio for one in found),
        wins=tuple(one.win.wins if one.win else NOTHING for one in found),
        roots=breaks,
        notes=(*luck_notes(question), *refused, *notes(question, knob, values, found, breaks)),
    )


def notes(
    question: ComparisonQuestion, knob: Knob, values: F64, found: list[Contrast], breaks: tuple[Interval, ...]
) -> list[str]:
    """What the curve says in words."""
    told = []
    known = [one for one in found if math.isfinite(one.difference.value)]
    undefined = [one for one in found if one.win is not None and not math.isfinite(one.difference.value)]
    if undefined:
        told.append(f"undefined at {len(undefined)} of {len(found)} values, which are left out")
    if not breaks and known:
        signed = [one for one in known if one.difference.value] or known
        better = MEASURES[question.measure].better * signed[0].difference.value
        tried = [value for value, one in zip(values, found, strict=True) if math.isfinite(one.difference.value)]
        where = f"from {tried[0]:.4g} to {tried[-1]:.4g}" if len(tried) > 1 else f"at {tried[0]:.4g}"
        if better == 0.0:
            told.append(f"no break-even: both are equal {where}")
        else:
            ahead = question.labels[0 if better > 0.0 else 1]
            told.append(f"no break-even {where}: {ahead} is ahead throughout{ties(known, values, found)}")
    if len(breaks) > 1:
        told.append(f"{len(breaks)} break-even values: the order changes more than once")
    if breaks and knob.is_whole:
        told.append("a whole number: the break-even is the first one at which the order has changed")
    return told


def ties(known: list[Contrast], values: F64, found: list[Contrast]) -> str:
    """Where both are equal though neither gives way, in words."""
    equal = [f"{value:.4g}" for value, one in zip(values, found, strict=True) if one.difference.value == 0.0]
    return f" (equal at {', '.join(equal)})" if equal and len(equal) < len(known) else ""


def luck_notes(question: ComparisonQuestion) -> list[str]:
    """What the two sides do not share, though their runs are compared one by one."""
    a, b = question.a, question.b
    told = []
    if a.scenario.run.seed != b.scenario.run.seed:
        told.append("seeds differ: the two sides do not meet the same luck")
    if world_fingerprint(a) != world_fingerprint(b):
        told.append("worlds differ: the two sides do not meet the same people")
    if a.scenario.run.horizon_days != b.scenario.run.horizon_days:
        told.append("run.horizon_days differs")
    return told


def flip_map(question: ComparisonQuestion, ways: tuple[str, str], hows: tuple[Range, Range], trials: Trials) -> FlipMap:
    """P(A beats B) over two parameters. Raises InputError, FileProblem, Interrupted."""
    check(question)
    if ways[0] == ways[1]:
        raise InputError(f'"{ways[0]}" is named twice; a map needs two parameters')
    sides = (question.a, question.b)
    knobs = parameters.knob(sides, ways[0]), parameters.knob(sides, ways[1])
    if {(side, key) for side, keys in enumerate(knobs[0].keys) for key in keys} & {
        (side, key) for side, keys in enumerate(knobs[1].keys) for key in keys
    }:
        raise InputError(f'"{ways[0]}" and "{ways[1]}" turn the same number; a map needs two')
    values = values_of(question, knobs[0], hows[0]), values_of(question, knobs[1], hows[1])
    turns = Turns(question, knobs, trials)
    trials.means.reporter.start(values[0].size * values[1].size, 0, "values")
    found = [[turns.at(float(x), float(y)) for y in values[1]] for x in values[0]]
    turns.check()
    wins = [[one.win.wins.value if one.win else math.nan for one in row] for row in found]
    ratios = np.array([[one.ratio.value for one in row] for row in found])
    undefined = int(np.isnan(ratios).sum()) - len(turns.refused)
    return FlipMap(
        labels=question.labels,
        measure=question.measure,
        paths=ways,
        words=(parameters.words(knobs[0]), parameters.words(knobs[1])),
        today=((knobs[0].today[0], knobs[0].today[1]), (knobs[1].today[0], knobs[1].today[1])),
        values=values,
        wins=np.array(wins),
        ratio=ratios,
        notes=(
            *luck_notes(question),
            *turns.notes(),
            *([f"undefined at {undefined} of {ratios.size} points"] if undefined else []),
        ),
    )
