"""Figures of sweeps: what decides, what it is worth to know, the rule, and the answer over one number."""

import math
from functools import partial
from typing import Any

import numpy as np

from sim.core.arrays import F64
from sim.measures.catalogue import MEASURES
from sim.report.figures.canvas import HEAD, SIGNS, WIDTH, Drawing, colour, legend_above, scale
from sim.report.pictures.strokes import INK, cut
from sim.report.style.table import printable
from sim.report.text import discover as told_discovery
from sim.report.text import sensitivity as told_sensitivity
from sim.report.text import sweep as told_study
from sim.report.text.sensitivity import Entry, value_of
from sim.statistics.intervals import Interval
from sim.study.sweeps.collect import OpenStudy
from sim.study.sweeps.discover import Discovery, Limit
from sim.study.sweeps.sensitivity import Sensitivity

BARS = {"total": "all its part (total)", "first": "alone (first order)", "mu*": "mean size of effect (mu*)",
        "PRCC": "partial rank correlation"}  # fmt: skip
MOST_NUMBERS = 20
MOST_PANELS, PANELS_IN_ROW = 9, 3
MOST_MARKS = 400  # of each strategy
FAR = 20.0  # between the least and the largest value: then factors are shown, not differences


def of_sweep(found: OpenStudy) -> Drawing:
    """The measure of every strategy over each number that was turned."""
    label = MEASURES[found.measure].label
    names = ", ".join(f"{one['label']}: {cut(one['title'], 2 * HEAD)}" for one in found.about["strategies"])
    n_rows = -(-min(len(found.factors), MOST_PANELS) // PANELS_IN_ROW)
    return Drawing(
        f"sweep_{found.measure}",
        f"{label} over each number",
        f"{names}. Each mark is one point of the sweep{marks_told(found)}, the mean of {found.n_runs:,} runs; all "
        "numbers differ from mark to mark, so a slope that shows in spite of that is a strong one.",
        f"Scatter of {label} over {', '.join(found.factors[:MOST_PANELS])}. {' '.join(told_study.leads(found))}",
        partial(paint_sweep, found),
        told_study.table(found),
        (WIDTH, 0.5 + 2.3 * n_rows),
    )


def marks(found: OpenStudy) -> slice:
    """The points that are drawn: evenly taken, so that a page stays small."""
    return slice(None, None, -(-found.all_played.size // MOST_MARKS))


def marks_told(found: OpenStudy) -> str:
    n = found.all_played[marks(found)].size
    return "" if n == found.all_played.size else f" ({n:,} of {found.all_played.size:,})"


def paint_sweep(found: OpenStudy, figure: Any) -> None:
    values = told_study.values_at(found, found.measure)[:, marks(found)]
    turned = found.table("factors")[marks(found)]
    shown = found.factors[:MOST_PANELS]
    n_columns = min(len(shown), PANELS_IN_ROW)
    panels = figure.subplots(-(-len(shown) // n_columns), n_columns, sharey=True, squeeze=False).ravel()
    known = values[np.isfinite(values) & (values > 0.0)]
    is_far = bool(known.size == np.isfinite(values).sum() and known.size and known.max() / known.min() >= FAR)
    for index, (path, axes) in enumerate(zip(shown, panels, strict=False)):
        for side, own in enumerate(values):
            style = {"marker": SIGNS[side % len(SIGNS)], "color": colour(side), "alpha": 0.6, "lw": 0}
            axes.scatter(turned[:, index], own, s=11, label=found.about["strategies"][side]["label"], **style)
        scale(axes, "x", found.by_factors[index])
        scale(axes, "y", is_far)
        axes.set_xlabel(cut(path, 30), fontsize=8)
        axes.tick_params(labelsize=8)
    for axes in panels[len(shown) :]:
        axes.set_visible(False)
    panels[0].set_ylabel(MEASURES[found.measure].label)
    legend_above(figure, panels[0])


def of_sensitivity(found: Sensitivity) -> list[Drawing]:
    """The figures of a sensitivity."""
    drawn = [deciding(found)] if shown(found) else []
    if found.knowing is not None and math.isfinite(found.knowing.wrong.value):
        drawn.append(knowing(found))
    return drawn


def shown(found: Sensitivity) -> list[Entry]:
    """What is drawn: the indices of the design's own kind, else correlations."""
    told = [one for one in told_sensitivity.entries(found) if one.heading in BARS]
    strongest = [one for one in told if one.heading != "PRCC"]
    return strongest or told


def deciding(found: Sensitivity) -> Drawing:
    """Bars with intervals: how much each number decides."""
    words = " ".join(told_sensitivity.sentences(found)[:1])
    return Drawing(
        f"sensitivity_{found.measure}",
        f"What decides {found.subject.words}",
        "The longer a bar, the more the answer depends on that number within what we do not know of it; lines are 95% "
        f"intervals. {told_sensitivity.notes(found)[0] if told_sensitivity.notes(found) else ''}",
        f"Bars of importance of {len(found.factors)} numbers. {words}",
        partial(paint_bars, found, shown(found)),
        told_sensitivity.table(found),
        (WIDTH, 1.3 + 0.42 * min(len(found.factors), MOST_NUMBERS)),
    )


def paint_bars(found: Sensitivity, told: list[Entry], figure: Any) -> None:
    axes = figure.subplots()
    which = told_sensitivity.order(found)[:MOST_NUMBERS]
    height = 0.8 / len(told)
    for number, one in enumerate(told):
        at = np.arange(len(which)) + (number - 0.5 * (len(told) - 1)) * height
        values = np.array([value_of(one.cells[index]) for index in which])
        axes.barh(at, values, height=0.9 * height, color=colour(number), hatch="" if number == 0 else "///",
                  edgecolor="white", label=BARS[one.heading])  # fmt: skip
        for place, index in zip(at, which, strict=True):
            cell = one.cells[index]
            if isinstance(cell, Interval) and math.isfinite(cell.high - cell.low):
                axes.plot([cell.low, cell.high], [place, place], color=INK, lw=1.2)
    axes.set_yticks(range(len(which)), [cut(found.factors[index], 40) for index in which])
    axes.invert_yaxis()
    axes.axvline(0.0, color=INK, lw=0.8)
    axes.grid(axis="y", visible=False)
    axes.set_xlabel("share of the variance" if told[0].heading in ("total", "first") else BARS[told[0].heading])
    if len(told) > 1:
        legend_above(figure, axes)


def knowing(found: Sensitivity) -> Drawing:
    """How often one would choose wrongly, knowing one number."""
    return Drawing(
        f"knowing_{found.measure}",
        "What it is worth to know",
        "Probability of choosing the worse strategy if this number were known exactly; the dashed line is today. Lines "
        "are 95% intervals, found on points that had no part in the choice.",
        f"Dots, one for each number. {told_sensitivity.sentences(found)[-1]}",
        partial(paint_knowing, found),
        told_sensitivity.table(found),
        (WIDTH, 1.3 + 0.34 * min(len(found.factors), MOST_NUMBERS)),
    )


def paint_knowing(found: Sensitivity, figure: Any) -> None:
    assert found.knowing is not None
    axes = figure.subplots()
    each = found.knowing.factors
    which = sorted(range(len(each)), key=lambda index: each[index].wrong.value)[:MOST_NUMBERS]
    for row, index in enumerate(which):
        wrong = each[index].wrong
        axes.plot([100.0 * wrong.low, 100.0 * wrong.high], [row, row], color=colour(0), lw=1.6)
        axes.plot([100.0 * wrong.value], [row], color=colour(0), marker="o")
    axes.axvline(100.0 * found.knowing.wrong.value, color=colour(1), ls="--", lw=1.6)
    axes.set_yticks(range(len(which)), [cut(found.factors[index], 40) for index in which])
    axes.set_ylim(len(which) - 0.3, -0.9)
    axes.annotate("today", (100.0 * found.knowing.wrong.value, -0.6), (5.0, 0.0), textcoords="offset points",
                  color=colour(1), va="center")  # fmt: skip
    axes.set_xlim(left=0.0)
    axes.grid(axis="y", visible=False)
    axes.set_xlabel("probability of choosing wrongly, %")


def of_discovery(found: Discovery) -> list[Drawing]:
    """The points and the rule over its two most limited numbers; nothing where there is no rule."""
    if not found.limits or len(found.factors) < 2:
        return []
    label = MEASURES[found.measure].label
    first, second = two_of(found)
    return [
        Drawing(
            f"rule_{found.measure}",
            f"When {found.winner} beats {found.loser}: {label}",
            f"{printable(told_discovery.rule(found))} Each mark is a point that made the rule; the frame is the rule "
            "over these two numbers.",
            f"Scatter of points over {first} and {second}, with a frame. {told_discovery.rule(found)}",
            partial(paint_rule, found, (first, second)),
            told_discovery.table(found),
            (WIDTH, 4.6),
        )
    ]


def two_of(found: Discovery) -> tuple[str, str]:
    """The two numbers that the rule limits most; another one where it limits one alone."""

    def original_value(limit: Limit) -> float:
        column = found.x[:, found.factors.index(limit.path)]
        return float(((column >= limit.low) & (column <= limit.high)).mean())

    names = [limit.path for limit in sorted(found.limits, key=original_value)]
    names += [path for path in found.factors if path not in names]
    return names[0], names[1]


def paint_rule(found: Discovery, names: tuple[str, str], figure: Any) -> None:
    axes = figure.subplots()
    some = slice(None, None, -(-len(found.x) // (2 * MOST_MARKS)))
    columns, good = [found.x[some, found.factors.index(name)] for name in names], found.good[some]
    for number, (word, which) in enumerate(
        ((f"{found.winner} better", good > 0.5), (f"{found.loser} better", good <= 0.5))
    ):
        axes.scatter(columns[0][which], columns[1][which], s=20, marker=SIGNS[number], color=colour(number), label=word,
                     alpha=0.75, lw=0)  # fmt: skip
    ends = [frame(found, name, column) for name, column in zip(names, columns, strict=True)]
    (left, right), (bottom, top) = ends
    axes.plot([left, right, right, left, left], [bottom, bottom, top, top, bottom], color=INK, lw=2.0)
    scale(axes, "x", found.by_factors[found.factors.index(names[0])])
    scale(axes, "y", found.by_factors[found.factors.index(names[1])])
    axes.set_xlabel(names[0])
    axes.set_ylabel(names[1])
    legend_above(figure, axes)


def frame(found: Discovery, name: str, column: F64) -> tuple[float, float]:
    """Where the rule ends, or the points do."""
    limit = next((one for one in found.limits if one.path == name), Limit(name, -math.inf, math.inf))
    return max(limit.low, float(column.min())), min(limit.high, float(column.max()))
