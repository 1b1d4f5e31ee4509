"""Figures of reasons: the waterfall, the flip curve, the flip map."""

import math
import re
from functools import partial
from itertools import pairwise
from typing import Any, Literal, NamedTuple

import numpy as np

from sim.core.arrays import F64
from sim.measures.catalogue import MEASURES
from sim.report.figures.canvas import HEAD, WIDTH, Drawing, cell_edges, colour, is_wide, scale, wrap
from sim.report.pictures.strokes import INK, SOFT, cut, in_axes
from sim.report.style import numbers, shared_runs
from sim.report.text.comparison import explain, flip
from sim.statistics.intervals import Interval
from sim.study.what_if.explain import Explanation
from sim.study.what_if.flip import Flip, FlipMap
from sim.study.what_if.stored_runs import RunCount

UP, DOWN, WHOLE = "#B34A00", "#0072B2", "#5b6270"
STEP = 28  # letters in a line of a step's name
TWO_QUESTIONS = (
    "Dashed: where the means of both break even. Dotted: where each side wins half of the campaigns. The bands are "
    "their 95% intervals. The two need not agree: luck is skewed, and a few very good or very bad campaigns move "
    "a mean."
)
SKEWED = (
    "On the black line the means of both break even. It need not pass where P is 50%: luck is skewed, a few very good "
    "or very bad campaigns move a mean but not the median, so a side can be ahead in the mean and behind in most "
    "campaigns."
)


class SideNames(NamedTuple):
    """The names of the two sides that are compared, each with its letter in brackets at the end."""

    a: str
    b: str

    def cut(self) -> "SideNames":
        """The names, cut; their letters stand last and stay."""
        return SideNames(cut(self.a, HEAD), cut(self.b, HEAD))

    def beats(self, between: str = " ") -> str:
        """Label of the axis of both figures: the probability that A beats B."""
        a, b = self.cut()
        return f"P({a} beats{between}{b}), %"

    def letter(self, text: str) -> str:
        """Words about A and B with the letters of the two strategies that are compared."""
        letters = {side: match[1] if (match := re.search(r"\((\w+)\)$", name)) else side
                   for side, name in zip("AB", self, strict=True)}  # fmt: skip
        return re.sub(r"\b[AB]\b", lambda match: letters[match[0]], text)


def waterfall(explanation: Explanation) -> Drawing:
    """From B to A, mechanism by mechanism."""
    measure = MEASURES[explanation.measure]
    largest = explanation.parts[0] if explanation.parts else None
    words = f"Largest: {largest.label}, {numbers.estimate(largest.value)}." if largest else ""
    names = SideNames(*explanation.labels).cut()
    return Drawing(
        "waterfall",
        f"Why {measure.label} differs",
        f"From {names.b} (top) to {names.a} (bottom): what each mechanism adds (plain) or takes (hatched). "
        "'Everything equal' is what is left when all mechanisms are the same on both sides. "
        + shared_runs.sentence(explanation.scaling, RunCount(explanation.n_draws, explanation.n_runs)),
        f"Waterfall of {measure.label} from {names.b} to {names.a}. {words}",
        partial(paint_waterfall, explanation),
        explain.table(explanation),
        (WIDTH, 1.0 + 0.36 * (len(explanation.parts) + 3)),
    )


def paint_waterfall(explanation: Explanation, figure: Any) -> None:
    """Draw a bar for each part between the bars of both sides."""
    measure = MEASURES[explanation.measure]
    steps = [(line.name, line.value.value) for line in explain.lines(explanation)]
    ends = np.concatenate([[explanation.b], explanation.b + np.cumsum([value for _, value in steps])])
    names = [explanation.labels[1], *(name for name, _ in steps), explanation.labels[0]]
    values = [explanation.b, *(value for _, value in steps), explanation.a]
    right = [max(explanation.b, 0.0), *(max(pair) for pair in pairwise(ends)), max(explanation.a, 0.0)]
    spread = max(right) - min(0.0, float(ends.min()))
    axes = figure.subplots()
    for row in (0, len(names) - 1):
        axes.barh(row, values[row], color=WHOLE, height=0.62)
    for row, (value, start) in enumerate(zip(values[1:-1], ends[:-1], strict=True), 1):
        axes.barh(row, value, left=start, color=UP if value > 0.0 else DOWN, height=0.62,
                  hatch="" if value > 0.0 else "///", edgecolor="white")  # fmt: skip
    for row, (value, edge) in enumerate(zip(values, right, strict=True)):
        sign = "+" if 0 < row < len(values) - 1 and value > 0.0 else ""
        axes.text(edge + 0.01 * spread, row, sign + numbers.number(value), va="center", fontsize=9)
    axes.set_yticks(range(len(names)), [wrap(cut(name, 2 * STEP - 6), STEP) for name in names], fontsize=9)
    axes.invert_yaxis()
    axes.set_xlim(right=max(right) + 0.18 * spread)
    axes.axvline(0.0, color=INK, lw=0.8)
    axes.grid(axis="y", visible=False)
    axes.set_xlabel(f"{measure.label}{f', {measure.unit}' if measure.unit else ''}")


def name_parameter(path: str, words: str) -> str:
    """A number of the scenarios in words, where somebody says what it is."""
    return f"{words} ({path})" if words else path


def quote_parameter(path: str, words: str) -> str:
    """The same within a sentence: some descriptions are sentences themselves."""
    return name_parameter(path, words and f"'{words}'")


def flip_curve(answer: Flip) -> Drawing:
    """P(A beats B) over a parameter, with its break-even values."""
    sides = SideNames(*answer.labels)
    title = f"When {MEASURES[answer.measure].label} flips: {name_parameter(answer.path, answer.words)}"
    today = sides.letter(flip.value_today(*answer.today))
    table = flip.flip_table(answer)
    named = answer._replace(path=quote_parameter(answer.path, answer.words), labels=sides.cut())
    summary = f"{flip.sentence(named)} {flip.even_sentence(answer)}".rstrip()
    return Drawing(
        f"flip_{answer.path}",
        title,
        f"{summary} Today: {today}. {TWO_QUESTIONS} {sides.letter(runs_of(answer))}",
        summary,
        partial(paint_flip, answer),
        table._replace(heading=title, header=tuple(sides.letter(word) for word in table.header)),
    )


def runs_of(answer: Flip | FlipMap) -> str:
    """Sentences on how the values belong to those of the tables."""
    runs = answer.scaling, answer.n_played
    return f"{shared_runs.sentence(*runs)} {shared_runs.wins_sentence(*runs)}".rstrip()


def paint_flip(answer: Flip, figure: Any) -> None:
    """Draw the curve with its interval, and each break-even value and value of even odds with a band."""
    axes = figure.subplots()
    wins = 100.0 * np.array(answer.wins)
    known = answer.values[~np.isnan(wins[:, 0])]
    axes.fill_between(answer.values, wins[:, 1], wins[:, 2], color=colour(0), alpha=0.18, lw=0)
    axes.plot(answer.values, wins[:, 0], color=colour(0), marker="o", lw=2.0)
    axes.axhline(50.0, color=SOFT, lw=0.8, ls=":")
    axes.set_ylim(0.0, 100.0)
    scale(axes, "x", is_wide(known))
    lines = [Line(root, "equal means", colour(1), "--") for root in answer.roots]
    lines += [Line(value, "even odds", colour(0), ":") for value in answer.even]
    for number, line in enumerate(lines):
        paint_line(axes, line, 96.0 - 8.0 * (number % 10), known)
    axes.set_xlabel(wrap(name_parameter(answer.path, answer.words)))
    axes.set_ylabel(SideNames(*answer.labels).beats("\n"), fontsize=9)


class Line(NamedTuple):
    """A value of a parameter that is marked in the figure of a flip."""

    value: Interval
    name: str
    colour: str
    style: str


def paint_line(axes: Any, line: Line, height: float, known: F64) -> None:
    """Draw a value with its band and its name. height: of the name; known: the range, where a band ends."""
    low = line.value.low if math.isfinite(line.value.low) else known[0]
    high = line.value.high if math.isfinite(line.value.high) else known[-1]
    axes.axvspan(low, high, color=line.colour, alpha=0.12, lw=0)
    axes.axvline(line.value.value, color=line.colour, lw=1.6, ls=line.style)
    is_left = in_axes(axes, line.value.value, 0.0)[0] < 0.6
    axes.annotate(f"{line.name} {flip.short(line.value.value)}", (line.value.value, height),
                  (5.0 if is_left else -5.0, 0.0), textcoords="offset points", va="top", color=line.colour,
                  ha="left" if is_left else "right")  # fmt: skip


def flip_map(answer: FlipMap) -> Drawing:
    """P(A beats B) over two parameters, with the contour on which the means break even."""
    names = [quote_parameter(path, words) for path, words in zip(answer.paths, answer.words, strict=True)]
    won = SideNames(*answer.labels).beats().removesuffix(", %")
    title = f"Who wins where: {MEASURES[answer.measure].label}"
    line = SKEWED if has_line(answer) else "The means of both break even nowhere on this map."
    return Drawing(
        "flip_map",
        title,
        f"Over {names[0]} and {names[1]}. Numbers: {won} in percent. {line} "
        f"{SideNames(*answer.labels).letter(runs_of(answer))}",
        f"Map of {won} over {names[0]} and {names[1]}. {flip.contour(answer)}.",
        partial(paint_map, answer),
        flip.map_table(answer)._replace(heading=title),
        (WIDTH, 5.2),
    )


def has_line(answer: FlipMap) -> bool:
    """Whether the means break even anywhere between the points."""
    known = answer.ratio[np.isfinite(answer.ratio)]
    return bool(known.size and known.min() < 1.0 < known.max())


def paint_map(answer: FlipMap, figure: Any) -> None:
    """Draw the map, a number in each cell, and the line of break-even."""
    from matplotlib.colors import LinearSegmentedColormap

    axes = figure.subplots()
    shades = LinearSegmentedColormap.from_list("sides", [colour(1), "#ffffff", colour(0)])
    edges = [cell_edges(values) for values in answer.values]
    mesh = axes.pcolormesh(edges[1], edges[0], 100.0 * answer.wins, cmap=shades, vmin=0.0, vmax=100.0, shading="flat")
    sides: tuple[tuple[Literal["x", "y"], int], ...] = (("x", 1), ("y", 0))
    for name, side in sides:
        scale(axes, name, is_wide(answer.values[side]))
        getattr(axes, f"set_{name}lim")(edges[side][0], edges[side][-1])
        words = wrap(name_parameter(answer.paths[side], answer.words[side]), 66 if name == "x" else 44)
        getattr(axes, f"set_{name}label")(words)
    for first, row in zip(answer.values[0], answer.wins, strict=True):
        for second, p in zip(answer.values[1], row, strict=True):
            axes.text(second, first, "-" if math.isnan(p) else f"{100 * p:.0f}", ha="center", va="center", fontsize=8.5,
                      color="white" if abs(p - 0.5) > 0.38 else INK)  # fmt: skip
    if has_line(answer):
        axes.contour(answer.values[1], answer.values[0], answer.ratio, levels=[1.0], colors=[INK], linewidths=2.0)
    axes.grid(visible=False)
    # Above the map: on a narrow screen, what is at its right is not seen.
    figure.colorbar(mesh, ax=axes, label=SideNames(*answer.labels).beats(), location="top", aspect=40, pad=0.02)
