"""Flips, maps and overlap curves as text."""

import json
import math
from typing import Any

import numpy as np

from sim.measures.catalogue import MEASURES
from sim.report.style import numbers, shared_runs
from sim.report.style.plain_values import measure_unit, plain_value, quantity, series
from sim.report.style.table import TextTable, plain, rows_csv
from sim.report.style.verdict import share
from sim.scenario.describe.key_units import PURE, unit_of_key
from sim.statistics.intervals import Interval
from sim.study.what_if.flip import Flip, FlipMap
from sim.study.what_if.overlap import OverlapCurve, OverlapGoal
from sim.study.what_if.stored_runs import RunCount

SHARED = "share of the audience"
HEADER = ("value", "A", "B", "A / B", "95%", "P(A beats B)", "unit")


def short(value: float) -> str:
    """A value of a parameter."""
    return f"{value:.4g}"


def value_today(first: float | None, second: float | None) -> str:
    """The value of a parameter on both sides; None: this side does not have it."""
    a, b = ("-" if value is None else short(value) for value in (first, second))
    return a if a == b else f"A {a}, B {b}"


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
    roots = ", ".join(break_even(root) for root in flip.roots)
    if len(flip.roots) > 1:
        return f"{label} over {flip.path}: break-even of the means at {roots}."
    first, second = flip.labels if a_is_ahead_first(flip) else flip.labels[::-1]
    return f"{label} over {flip.path}: break-even of the means at {roots}; {first} is ahead below, {second} above."


def even_sentence(flip: Flip) -> str:
    """The values at which a single campaign is open; empty where A or B is likelier to win throughout."""
    if not flip.even:
        return ""
    return f"Even odds, where each side wins half of the campaigns, at {', '.join(map(break_even, flip.even))}."


def notes(flip: Flip) -> list[str]:
    """Sentences below the table, the break-even of the means and even odds last."""
    belongs = [
        shared_runs.sentence(flip.scaling, flip.n_played),
        shared_runs.wins_sentence(flip.scaling, flip.n_played),
    ]
    answers = [sentence(flip)] if flip.roots else []
    return [line for line in (*belongs, *flip.notes, *answers, even_sentence(flip)) if line]


def a_is_ahead_first(flip: Flip) -> bool:
    """Whether A is better at the lowest value where the two differ."""
    differences = flip.a - flip.b
    known = differences[np.isfinite(differences) & (differences != 0.0)]
    return bool(known.size and MEASURES[flip.measure].better * known[0] > 0.0)


def rows(flip: Flip) -> list[tuple[str, ...]]:
    """A row for each value of the parameter."""
    unit = MEASURES[flip.measure].unit
    return [
        (
            short(value),
            numbers.number(a),
            numbers.number(b),
            numbers.estimate(ratio),
            numbers.span(ratio),
            share(wins.value),
            unit,
        )
        for value, a, b, ratio, wins in zip(flip.values, flip.a, flip.b, flip.ratio, flip.wins, strict=True)
    ]


def flip_table(flip: Flip) -> TextTable:
    """Both sides at each value of the parameter."""
    label, today = MEASURES[flip.measure].label, value_today(*flip.today)
    heading = f"{label} over {flip.path} (today {today}): {flip.labels[0]} and {flip.labels[1]}"
    return TextTable(heading, HEADER, rows(flip), notes(flip))


def map_table(flip_map: FlipMap) -> TextTable:
    """P(A beats B): rows are values of the first parameter, columns of the second."""
    label = MEASURES[flip_map.measure].label
    first, second = (
        f"{path} (today {value_today(*today)})" for path, today in zip(flip_map.paths, flip_map.today, strict=True)
    )
    heading = f"P(A beats B) in {label}: {flip_map.labels[0]} and {flip_map.labels[1]}; rows {first}, columns {second}"
    header = (flip_map.paths[0], *(short(value) for value in flip_map.values[1]))
    body = [
        (short(value), *(share(float(p)) for p in row))
        for value, row in zip(flip_map.values[0], flip_map.wins, strict=True)
    ]
    runs = flip_map.scaling, flip_map.n_played
    belongs = [line for line in (shared_runs.sentence(*runs), shared_runs.wins_sentence(*runs)) if line]
    return TextTable(heading, header, body, [*belongs, *flip_map.notes, contour(flip_map)])


def contour(flip_map: FlipMap) -> str:
    """Sentence on where the means break even, row by row."""
    turns = []
    for x, row in zip(flip_map.values[0], flip_map.ratio, strict=True):
        above, known = row > 1.0, np.isfinite(row)
        changes = np.flatnonzero((above[1:] != above[:-1]) & known[1:] & known[:-1])
        ends = ((flip_map.values[1][place], flip_map.values[1][place + 1]) for place in changes)
        turns += [f"{short(x)}: {short(low)} to {short(high)}" for low, high in ends]
    if not turns:
        return "no break-even of the means anywhere on this map"
    return f"break-even of the means ({flip_map.paths[0]}: {flip_map.paths[1]}): " + "; ".join(turns)


def overlap_table(curve: OverlapCurve) -> TextTable:
    """A row for each shared audience, a column for each goal."""
    goals = [MEASURES[goal.measure] for goal in curve.goals]
    header = ("shared audience", "achieved", *(goal.label for goal in goals))
    body = []
    for index, (asked, achieved) in enumerate(zip(curve.shares, curve.achieved, strict=True)):
        values = (goal.values[index] for goal in curve.goals)
        cells = map(numbers.with_error, values)
        body.append((f"{asked:.3f}", f"{achieved:.3f}", *cells))
    best = [best_overlap(goal) for goal in curve.goals]
    return TextTable(f"{curve.title}: what overlap to want", header, body, [*curve.notes, *best])


def best_overlap(goal: OverlapGoal) -> str:
    """Sentence on the shared audience that is best for a goal."""
    label, (value, low, high) = MEASURES[goal.measure].label, goal.optimum
    words = {
        "low": "the less overlap the better within this range",
        "high": "the more overlap the better within this range",
        "same": "the same at every overlap",
        "unclear": "no overlap is clearly better than another; more --runs may show one",
    }
    return f"{label}: " + words.get(
        goal.shape, f"best at a shared audience near {value:.2f}, between {low:.2f} and {high:.2f} (95%)"
    )


def table(answer: Flip | FlipMap | OverlapCurve) -> TextTable:
    """The answer as a table."""
    if isinstance(answer, Flip):
        return flip_table(answer)
    return map_table(answer) if isinstance(answer, FlipMap) else overlap_table(answer)


def tables(answer: Flip | FlipMap | OverlapCurve) -> list[TextTable]:
    """The tables of the text form."""
    return [table(answer)]


def as_dict(answer: Flip | FlipMap | OverlapCurve) -> dict[str, Any]:
    """The answer as plain values with 95% intervals; measures have their unit, parameters that of their key."""
    if isinstance(answer, Flip):
        answers = [sentence(answer), even_sentence(answer)]
        return {**plain_value(answer), **flip_values(answer), "answer": " ".join(line for line in answers if line)}
    if isinstance(answer, FlipMap):
        return {**plain_value(answer), **map_values(answer), "answer": contour(answer)}
    answers = [best_overlap(goal) for goal in answer.goals]
    return {**plain_value(answer), **overlap_values(answer), "answer": answers}


def flip_values(flip: Flip) -> dict[str, Any]:
    """The numbers of a curve, with units."""
    unit, turned = measure_unit(flip.measure), unit_of_key(flip.path)
    return {
        "unit": unit,
        "today": series(flip.today, turned),
        "values": series(flip.values, turned),
        "a": series(flip.a, unit),
        "b": series(flip.b, unit),
        "ratio": [quantity(ratio, PURE) for ratio in flip.ratio],
        "wins": [quantity(wins, "share of campaigns") for wins in flip.wins],
        "roots": [quantity(root, turned) for root in flip.roots],
        "even": [quantity(value, turned) for value in flip.even],
        "scaling": shared_runs.scaling_values(flip.scaling, unit),
        "n_played": played_values(flip.n_played),
    }


def played_values(n_played: RunCount) -> list[dict[str, Any]]:
    """Numbers of draws and of runs per draw, with units."""
    return [quantity(n_played.n_draws, "draws"), quantity(n_played.n_runs, "runs per draw")]


def map_values(flip_map: FlipMap) -> dict[str, Any]:
    """The numbers of a map, with units."""
    turned = [unit_of_key(path) for path in flip_map.paths]
    return {
        "unit": measure_unit(flip_map.measure),
        "today": list(map(series, flip_map.today, turned)),
        "values": list(map(series, flip_map.values, turned)),
        "wins": series(flip_map.wins, "share of campaigns"),
        "ratio": series(flip_map.ratio, PURE),
        "scaling": shared_runs.scaling_values(flip_map.scaling, measure_unit(flip_map.measure)),
        "n_played": played_values(flip_map.n_played),
    }


def overlap_values(curve: OverlapCurve) -> dict[str, Any]:
    """The numbers of an overlap curve, with units."""
    return {
        "shares": series(curve.shares, SHARED),
        "achieved": series(curve.achieved, SHARED),
        "goals": [goal_values(goal) for goal in curve.goals],
    }


def goal_values(goal: OverlapGoal) -> dict[str, Any]:
    """A goal over the shared audience, with units."""
    unit = measure_unit(goal.measure)
    values = [quantity(value, unit) for value in goal.values]
    return {**plain_value(goal), "values": values, "optimum": quantity(goal.optimum, SHARED), "unit": unit}


def text(answer: Flip | FlipMap | OverlapCurve, form: str, wide: bool) -> str:
    """The answer as `table`, `json` or `csv`."""
    if form == "json":
        return json.dumps(plain_value(answer), indent=2, allow_nan=False)
    shown = table(answer)
    return rows_csv(shown.header, shown.rows) if form == "csv" else plain(shown, wide)
