"""Flips, maps and overlap curves as text."""

import json
import math
from typing import Any

import numpy as np

from sim.measures.catalogue import MEASURES
from sim.report.style import numbers
from sim.report.style.table import TextTable, plain, rows_csv
from sim.report.style.verdict import share
from sim.report.text.compare import clean, span
from sim.statistics.intervals import Interval
from sim.study.comparison.answers import Flip, FlipMap, OverlapCurve, OverlapGoal

HEADER = ("value", "A", "B", "A / B", "95%", "P(A beats B)", "unit")


def short(value: float) -> str:
    """A value of a parameter."""
    return f"{value:.4g}"


def today(values: tuple[float | None, float | None]) -> str:
    """Where a parameter stands on both sides."""
    told = ["-" if value is None else short(value) for value in values]
    return told[0] if told[0] == told[1] else f"A {told[0]}, B {told[1]}"


def break_even(root: Interval) -> str:
    """A break-even value with its interval."""
    if math.isnan(root.low):
        return f"{short(root.value)} (no interval from a single run)"
    ends = ["below the range" if math.isinf(root.low) else short(root.low),
            "above the range" if math.isinf(root.high) else short(root.high)]  # fmt: skip
    return f"{short(root.value)} (95%: {ends[0]} to {ends[1]})"


def sentence(flip: Flip) -> str:
    """The answer in words."""
    label = MEASURES[flip.measure].label
    if not flip.roots:
        return f"{label} over {flip.path}: {flip.notes[-1] if flip.notes else 'nothing is known'}."
    found = ", ".join(break_even(root) for root in flip.roots)
    if len(flip.roots) > 1:
        return f"{label} over {flip.path}: break-even at {found}."
    first, second = flip.labels if a_is_ahead_first(flip) else flip.labels[::-1]
    return f"{label} over {flip.path}: break-even at {found}; {first} is ahead below, {second} above."


def a_is_ahead_first(flip: Flip) -> bool:
    """Whether A is better at the lowest value where the two differ."""
    differences = flip.a - flip.b
    known = differences[np.isfinite(differences) & (differences != 0.0)]
    return bool(known.size and MEASURES[flip.measure].better * known[0] > 0.0)


def rows(flip: Flip) -> list[tuple[str, ...]]:
    unit = MEASURES[flip.measure].unit
    return [
        (
            short(value),
            numbers.number(a),
            numbers.number(b),
            numbers.estimate(ratio),
            span(ratio),
            share(wins.value),
            unit,
        )
        for value, a, b, ratio, wins in zip(flip.values, flip.a, flip.b, flip.ratio, flip.wins, strict=True)
    ]


def flip_table(flip: Flip) -> TextTable:
    label = MEASURES[flip.measure].label
    heading = f"{label} over {flip.path} (today {today(flip.today)}): {flip.labels[0]} and {flip.labels[1]}"
    return TextTable(heading, HEADER, rows(flip), [*flip.notes, sentence(flip)] if flip.roots else list(flip.notes))


def map_table(found: FlipMap) -> TextTable:
    label = MEASURES[found.measure].label
    heading = (
        f"P(A beats B) in {label}: {found.labels[0]} and {found.labels[1]}; rows {found.paths[0]} "
        f"(today {today(found.today[0])}), columns {found.paths[1]} (today {today(found.today[1])})"
    )
    header = (found.paths[0], *(short(value) for value in found.values[1]))
    body = [(short(x), *(share(float(p)) for p in row)) for x, row in zip(found.values[0], found.wins, strict=True)]
    return TextTable(heading, header, body, [*found.notes, contour(found)])


def contour(found: FlipMap) -> str:
    """Where the means break even, row by row, in words."""
    told = []
    for x, row in zip(found.values[0], found.ratio, strict=True):
        above, known = row > 1.0, np.isfinite(row)
        turns = np.flatnonzero((above[1:] != above[:-1]) & known[1:] & known[:-1])
        told += [f"{short(x)}: {short(y)} to {short(z)}" for y, z in
                 ((found.values[1][turn], found.values[1][turn + 1]) for turn in turns)]  # fmt: skip
    if not told:
        return "no break-even of the means anywhere on this map"
    return f"break-even of the means ({found.paths[0]}: {found.paths[1]}): " + "; ".join(told)


def overlap_table(curve: OverlapCurve) -> TextTable:
    goals = [MEASURES[goal.measure] for goal in curve.goals]
    header = ("shared audience", "achieved", *(goal.label for goal in goals))
    body = []
    for index, (asked, achieved) in enumerate(zip(curve.shares, curve.achieved, strict=True)):
        cells = (f"{numbers.estimate(g.values[index])} ± {numbers.margin(g.values[index])}" for g in curve.goals)
        body.append((f"{asked:.3f}", f"{achieved:.3f}", *cells))
    told = [best(goal) for goal in curve.goals]
    return TextTable(f"{curve.title}: what overlap to want", header, body, [*curve.notes, *told])


def best(goal: OverlapGoal) -> str:
    """What can be told of the optimum of a goal, in words."""
    label, (value, low, high) = MEASURES[goal.measure].label, goal.optimum
    words = {
        "low": "the less overlap the better within this range",
        "high": "the more overlap the better within this range",
        "same": "the same at every overlap",
        "unclear": "no overlap can be told to be better than another; more --runs may",
    }
    return f"{label}: " + words.get(
        goal.shape, f"best at a shared audience near {value:.2f}, between {low:.2f} and {high:.2f} (95%)"
    )


def table(found: Flip | FlipMap | OverlapCurve) -> TextTable:
    if isinstance(found, Flip):
        return flip_table(found)
    return map_table(found) if isinstance(found, FlipMap) else overlap_table(found)


def plainly(value: Any) -> Any:
    """Anything of an answer for JSON."""
    if isinstance(value, np.ndarray):
        return [plainly(part) for part in value.tolist()]
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        return {name: plainly(part) for name, part in value._asdict().items()}
    if isinstance(value, tuple | list):
        return [plainly(part) for part in value]
    return clean(value)


def text(found: Flip | FlipMap | OverlapCurve, form: str, wide: bool) -> str:
    """The answer as `table`, `json` or `csv`."""
    if form == "json":
        return json.dumps(plainly(found), indent=2, allow_nan=False)
    made = table(found)
    return rows_csv(made.header, made.rows) if form == "csv" else plain(made, wide)
