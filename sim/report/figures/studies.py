"""Figures of sweeps: what decides, what it is worth to know, the rule, and the answer over one number."""

import math
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from sim.core.arrays import F64
from sim.measures.catalogue import MEASURES
from sim.report.figures.canvas import HEAD, SIGNS, WIDTH, Drawing, colour, legend_above, scale
from sim.report.pictures.strokes import INK, cut
from sim.report.text.sweeps import discover, importance, sensitivity, sweep
from sim.report.text.sweeps.importance import Entry, value_of
from sim.statistics.intervals import Interval
from sim.study.sweeps.collect import OpenStudy
from sim.study.sweeps.discover import Discovery, Limit
from sim.study.sweeps.sensitivity import Sensitivity
from sim.text import printable

BARS = {"total": "all its part (total)", "first": "alone (first order)", "mu*": "mean size of effect (mu*)",
        "PRCC": "partial rank correlation"}  # fmt: skip
MOST_NUMBERS = 20
MOST_PANELS, PANELS_IN_ROW = 9, 3
MOST_MARKS = 400  # of each strategy
FAR = 20.0  # between the least and the largest value: then factors are shown, not differences


class RuleAxes(NamedTuple):
    """The two numbers over which a rule is drawn, by their paths."""

    x: str
    y: str


def of_sweep(study: OpenStudy) -> Drawing:
    """The measure of every strategy over each number that was varied."""
    label = MEASURES[study.measure].label
    names = ", ".join(f"{side['label']}: {cut(side['title'], 2 * HEAD)}" for side in study.about["strategies"])
    n_rows = -(-min(len(study.factors), MOST_PANELS) // PANELS_IN_ROW)
    return Drawing(
        f"sweep_{study.measure}",
        f"{label} over each number",
        f"{names}. Each mark is one point of the sweep{share_drawn(study)}, the mean of {study.n_runs:,} runs; all "
        "numbers differ from mark to mark, so a slope that shows in spite of that is a strong one.",
        f"Scatter of {label} over {', '.join(study.factors[:MOST_PANELS])}. {' '.join(sweep.leads(study))}",
        partial(paint_sweep, study),
        sweep.table(study),
        (WIDTH, 0.5 + 2.3 * n_rows),
    )


def marks(study: OpenStudy) -> slice:
    """The points that are drawn: evenly taken, so that a page stays small."""
    return slice(None, None, -(-study.playable.size // MOST_MARKS))


def share_drawn(study: OpenStudy) -> str:
    """The number of points that are drawn, where they are not all."""
    n = study.playable[marks(study)].size
    return "" if n == study.playable.size else f" ({n:,} of {study.playable.size:,})"


def paint_sweep(study: OpenStudy, figure: Any) -> None:
    """Draw a panel for each number that was varied, a mark for each strategy and point."""
    values = sweep.values_at(study, study.measure)[:, marks(study)]
    varied = study.table("factors")[marks(study)]
    shown = study.factors[:MOST_PANELS]
    n_columns = min(len(shown), PANELS_IN_ROW)
    panels = figure.subplots(-(-len(shown) // n_columns), n_columns, sharey=True, squeeze=False).ravel()
    known = values[np.isfinite(values) & (values > 0.0)]
    is_far = bool(known.size == np.isfinite(values).sum() and known.size and known.max() / known.min() >= FAR)
    for index, (path, axes) in enumerate(zip(shown, panels, strict=False)):
        for side, own in enumerate(values):
            style = {"marker": SIGNS[side % len(SIGNS)], "color": colour(side), "alpha": 0.6, "lw": 0}
            axes.scatter(varied[:, index], own, s=11, label=study.about["strategies"][side]["label"], **style)
        scale(axes, "x", study.by_factors[index])
        scale(axes, "y", is_far)
        axes.set_xlabel(cut(path, 30), fontsize=8)
        axes.tick_params(labelsize=8)
    for axes in panels[len(shown) :]:
        axes.set_visible(False)
    panels[0].set_ylabel(MEASURES[study.measure].label)
    legend_above(figure, panels[0])


def of_sensitivity(answer: Sensitivity) -> list[Drawing]:
    """The figures of a sensitivity."""
    drawn = [deciding(answer)] if shown(answer) else []
    if answer.knowing is not None and answer.varies:
        drawn.append(knowing(answer))
    return drawn


def shown(answer: Sensitivity) -> list[Entry]:
    """The columns that are drawn: the indices of the design's own kind, else correlations."""
    known = [entry for entry in importance.informative_entries(answer) if entry.heading in BARS]
    strongest = [entry for entry in known if entry.heading != "PRCC"]
    return strongest or known


def deciding(answer: Sensitivity) -> Drawing:
    """Bars with intervals: how much each number decides."""
    words = " ".join(importance.sentences(answer)[:1])
    return Drawing(
        f"sensitivity_{answer.measure}",
        f"What decides {answer.subject.words}",
        "The longer a bar, the more the answer depends on that number within what we do not know of it; lines are 95% "
        f"intervals. {sensitivity.notes(answer)[0] if sensitivity.notes(answer) else ''}",
        f"Bars of importance of {len(answer.factors)} numbers. {words}",
        partial(paint_bars, answer, shown(answer)),
        sensitivity.table(answer),
        (WIDTH, 1.3 + 0.42 * min(len(answer.factors), MOST_NUMBERS)),
    )


def paint_bars(answer: Sensitivity, entries: list[Entry], figure: Any) -> None:
    """Draw a bar for each number and column, the most important number on top."""
    axes = figure.subplots()
    which = importance.order(answer)[:MOST_NUMBERS]
    height = 0.8 / len(entries)
    for number, entry in enumerate(entries):
        at = np.arange(len(which)) + (number - 0.5 * (len(entries) - 1)) * height
        values = np.array([value_of(entry.cells[index]) for index in which])
        axes.barh(at, values, height=0.9 * height, color=colour(number), hatch="" if number == 0 else "///",
                  edgecolor="white", label=BARS[entry.heading])  # fmt: skip
        for place, index in zip(at, which, strict=True):
            cell = entry.cells[index]
            if isinstance(cell, Interval) and math.isfinite(cell.high - cell.low):
                axes.plot([cell.low, cell.high], [place, place], color=INK, lw=1.2)
    axes.set_yticks(range(len(which)), [cut(answer.factors[index], 40) for index in which])
    axes.invert_yaxis()
    axes.axvline(0.0, color=INK, lw=0.8)
    axes.grid(axis="y", visible=False)
    axes.set_xlabel("share of the variance" if entries[0].heading in ("total", "first") else BARS[entries[0].heading])
    if len(entries) > 1:
        legend_above(figure, axes)


def knowing(answer: Sensitivity) -> Drawing:
    """The probability of choosing wrongly, knowing one number."""
    noise = " ".join(sensitivity.noise_of_knowing(answer))
    return Drawing(
        f"knowing_{answer.measure}",
        "What it is worth to know",
        "Probability of choosing the worse strategy if this number were known exactly; the dashed line is today. Lines "
        f"are 95% intervals, found on points that had no part in the choice. {noise}".rstrip(),
        f"Dots, one for each number. {importance.sentences(answer)[-1]}",
        partial(paint_knowing, answer),
        sensitivity.table(answer),
        (WIDTH, 1.3 + 0.34 * min(len(answer.factors), MOST_NUMBERS)),
    )


def paint_knowing(answer: Sensitivity, figure: Any) -> None:
    """Draw a dot with its interval for each number, and a line for today."""
    assert answer.knowing is not None
    axes = figure.subplots()
    each = answer.knowing.factors
    which = sorted(range(len(each)), key=lambda index: each[index].wrong.value)[:MOST_NUMBERS]
    for row, index in enumerate(which):
        wrong = each[index].wrong
        axes.plot([100.0 * wrong.low, 100.0 * wrong.high], [row, row], color=colour(0), lw=1.6)
        axes.plot([100.0 * wrong.value], [row], color=colour(0), marker="o")
    axes.axvline(100.0 * answer.knowing.wrong.value, color=colour(1), ls="--", lw=1.6)
    axes.set_yticks(range(len(which)), [cut(answer.factors[index], 40) for index in which])
    axes.set_ylim(len(which) - 0.3, -0.9)
    axes.annotate("today", (100.0 * answer.knowing.wrong.value, -0.6), (5.0, 0.0), textcoords="offset points",
                  color=colour(1), va="center")  # fmt: skip
    axes.set_xlim(left=0.0)
    axes.grid(axis="y", visible=False)
    axes.set_xlabel("probability of choosing wrongly, %")


def of_discovery(rule: Discovery) -> list[Drawing]:
    """The points and the rule over its two most limited numbers; nothing where there is no rule."""
    if not rule.limits or len(rule.factors) < 2:
        return []
    shown, title = axes_of(rule), discover.title(rule)
    return [
        Drawing(
            f"rule_{rule.measure}",
            f"{title[:1].upper()}{title[1:]}",
            f"{printable(discover.rule(rule))} Each mark is a point that made the rule; the frame is the rule "
            "over these two numbers.",
            f"Scatter of points over {shown.x} and {shown.y}, with a frame. {discover.rule(rule)}",
            partial(paint_rule, rule, shown),
            discover.table(rule),
            (WIDTH, 4.6),
        )
    ]


def axes_of(rule: Discovery) -> RuleAxes:
    """The two numbers that the rule limits most; another one where it limits one alone."""

    def share_inside(limit: Limit) -> float:
        column = rule.x[:, rule.factors.index(limit.path)]
        return float(((column >= limit.low) & (column <= limit.high)).mean())

    names = [limit.path for limit in sorted(rule.limits, key=share_inside)]
    names += [path for path in rule.factors if path not in names]
    return RuleAxes(names[0], names[1])


def paint_rule(rule: Discovery, shown: RuleAxes, figure: Any) -> None:
    """Draw the points by who wins there, and the rule as a frame."""
    axes = figure.subplots()
    some = slice(None, None, -(-len(rule.x) // (2 * MOST_MARKS)))
    columns, good = [rule.x[some, rule.factors.index(name)] for name in shown], rule.good[some]
    for number, (word, which) in enumerate(
        ((f"{rule.winner} better", good > 0.5), (f"{rule.loser} better", good <= 0.5))
    ):
        axes.scatter(columns[0][which], columns[1][which], s=20, marker=SIGNS[number], color=colour(number), label=word,
                     alpha=0.75, lw=0)  # fmt: skip
    ends = [frame(rule, name, column) for name, column in zip(shown, columns, strict=True)]
    (left, right), (bottom, top) = ends
    axes.plot([left, right, right, left, left], [bottom, bottom, top, top, bottom], color=INK, lw=2.0)
    scale(axes, "x", rule.by_factors[rule.factors.index(shown.x)])
    scale(axes, "y", rule.by_factors[rule.factors.index(shown.y)])
    axes.set_xlabel(shown.x)
    axes.set_ylabel(shown.y)
    legend_above(figure, axes)


def frame(rule: Discovery, name: str, column: F64) -> tuple[float, float]:
    """The ends of the rule over a number, or of the points where it has no limit."""
    limit = next((each for each in rule.limits if each.path == name), Limit(name, -math.inf, math.inf))
    return max(limit.low, float(column.min())), min(limit.high, float(column.max()))
