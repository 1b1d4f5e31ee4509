"""Figures of why and when: the waterfall, the flip curve, the flip map."""

import math
import re
from functools import partial
from itertools import pairwise
from typing import Any, Literal

import numpy as np

from sim.measures.catalogue import MEASURES
from sim.report.figures.canvas import HEAD, WIDTH, Drawing, cell_edges, colour, is_wide, scale, wrap
from sim.report.pictures.strokes import INK, SOFT, cut, in_axes
from sim.report.style import numbers
from sim.report.text import explain as told_explanation
from sim.report.text import flip as told_flip
from sim.study.comparison.answers import Explanation, Flip, FlipMap

UP, DOWN, WHOLE = "#B34A00", "#0072B2", "#5b6270"
STEP = 28  # letters in a line of a step's name
ANEW = (
    "Every value was played anew with runs of its own, usually fewer than the tables have, so values differ a little "
    "from the tables, within their intervals."
)
SKEWED = (
    "On the black line the means of both break even. It need not pass where P is 50%: luck is skewed, a few very good "
    "or very bad campaigns move a mean but not the median, so a side can be ahead in the mean and behind in most "
    "campaigns."
)


def waterfall(explanation: Explanation) -> Drawing:
    """From B to A, mechanism by mechanism."""
    measure = MEASURES[explanation.measure]
    largest = explanation.parts[0] if explanation.parts else None
    words = f"Largest: {largest.mechanism} {largest.label}, {numbers.estimate(largest.value)}." if largest else ""
    names = brief(explanation.labels)
    return Drawing(
        "waterfall",
        f"Why {measure.label} differs",
        f"From {names[1]} (top) to {names[0]} (bottom): what each mechanism adds (plain) or takes (hatched). "
        "'Everything equal' is what is left when all mechanisms are the same on both sides. "
        + origin(explanation.n_runs),
        f"Waterfall of {measure.label} from {names[1]} to {names[0]}. {words}",
        partial(paint_waterfall, explanation),
        told_explanation.table(explanation),
        (WIDTH, 1.0 + 0.36 * (len(explanation.parts) + 3)),
    )


def origin(n_runs: int) -> str:
    """Where the numbers of an explanation come from."""
    if not n_runs:
        return "These are exact expected values, without Monte Carlo; the tables differ from them by chance alone."
    return (
        f"From {n_runs:,} run{'' if n_runs == 1 else 's'} of its own for each draw and setting, so both ends differ a "
        "little from the tables, within their intervals."
    )


def paint_waterfall(explanation: Explanation, figure: Any) -> None:
    measure = MEASURES[explanation.measure]
    steps = [(name, value.value) for name, value in told_explanation.lines(explanation)]
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


def brief(labels: tuple[str, str]) -> tuple[str, str]:
    """The names of both sides, cut; their letters stand last and stay."""
    return cut(labels[0], HEAD), cut(labels[1], HEAD)


def beats(labels: tuple[str, str], between: str = " ") -> str:
    """What is on the axis of both figures."""
    a, b = brief(labels)
    return f"P({a} beats{between}{b}), %"


def letter(text: str, labels: tuple[str, str]) -> str:
    """Words about A and B with the letters of those two strategies that are compared."""
    letters = {side: match[1] if (match := re.search(r"\((\w+)\)$", label)) else side
               for side, label in zip("AB", labels, strict=True)}  # fmt: skip
    return re.sub(r"\b[AB]\b", lambda found: letters[found[0]], text)


def flip_curve(flip: Flip) -> Drawing:
    """P(A beats B) over a parameter, with its break-even values."""
    title = f"When {MEASURES[flip.measure].label} flips: {name_parameter(flip.path, flip.words)}"
    today = letter(told_flip.today(flip.today), flip.labels)
    table = told_flip.flip_table(flip)
    told = told_flip.sentence(flip._replace(path=quote_parameter(flip.path, flip.words), labels=brief(flip.labels)))
    return Drawing(
        f"flip_{flip.path}",
        title,
        f"{told} Today: {today}. A dashed line is where the means of both break even, the band "
        f"around it what cannot be told from it. {ANEW}",
        told,
        partial(paint_flip, flip),
        table._replace(heading=title, header=tuple(letter(word, flip.labels) for word in table.header)),
    )


def paint_flip(flip: Flip, figure: Any) -> None:
    axes = figure.subplots()
    wins = 100.0 * np.array(flip.wins)
    known = flip.values[~np.isnan(wins[:, 0])]
    axes.fill_between(flip.values, wins[:, 1], wins[:, 2], color=colour(0), alpha=0.18, lw=0)
    axes.plot(flip.values, wins[:, 0], color=colour(0), marker="o", lw=2.0)
    axes.axhline(50.0, color=SOFT, lw=0.8, ls=":")
    axes.set_ylim(0.0, 100.0)
    scale(axes, "x", is_wide(known))
    for number, root in enumerate(flip.roots):
        low = root.low if math.isfinite(root.low) else known[0]
        high = root.high if math.isfinite(root.high) else known[-1]
        axes.axvspan(low, high, color=colour(1), alpha=0.15, lw=0)
        axes.axvline(root.value, color=colour(1), lw=1.6, ls="--")
        is_left = in_axes(axes, root.value, 0.0)[0] < 0.6
        axes.annotate(f"break-even {told_flip.short(root.value)}", (root.value, 96.0 - 8.0 * (number % 10)),
                      (5.0 if is_left else -5.0, 0.0), textcoords="offset points", va="top", color=colour(1),
                      ha="left" if is_left else "right")  # fmt: skip
    axes.set_xlabel(wrap(name_parameter(flip.path, flip.words)))
    axes.set_ylabel(beats(flip.labels, "\n"), fontsize=9)


def flip_map(found: FlipMap) -> Drawing:
    """P(A beats B) over two parameters, with the contour on which the means break even."""
    names = [quote_parameter(path, words) for path, words in zip(found.paths, found.words, strict=True)]
    won = beats(found.labels).removesuffix(", %")
    title = f"Who wins where: {MEASURES[found.measure].label}"
    line = SKEWED if has_line(found) else "The means of both break even nowhere on this map."
    return Drawing(
        "flip_map",
        title,
        f"Over {names[0]} and {names[1]}. Numbers: {won} in percent. {line} {ANEW}",
        f"Map of {won} over {names[0]} and {names[1]}. {told_flip.contour(found)}.",
        partial(paint_map, found),
        told_flip.map_table(found)._replace(heading=title),
        (WIDTH, 5.2),
    )


def has_line(found: FlipMap) -> bool:
    """Whether the means break even anywhere between the points."""
    known = found.ratio[np.isfinite(found.ratio)]
    return bool(known.size and known.min() < 1.0 < known.max())


def paint_map(found: FlipMap, figure: Any) -> None:
    from matplotlib.colors import LinearSegmentedColormap

    axes = figure.subplots()
    shades = LinearSegmentedColormap.from_list("sides", [colour(1), "#ffffff", colour(0)])
    edges = [cell_edges(values) for values in found.values]
    mesh = axes.pcolormesh(edges[1], edges[0], 100.0 * found.wins, cmap=shades, vmin=0.0, vmax=100.0, shading="flat")
    sides: tuple[tuple[Literal["x", "y"], int], ...] = (("x", 1), ("y", 0))
    for name, side in sides:
        scale(axes, name, is_wide(found.values[side]))
        getattr(axes, f"set_{name}lim")(edges[side][0], edges[side][-1])
        words = wrap(name_parameter(found.paths[side], found.words[side]), 66 if name == "x" else 44)
        getattr(axes, f"set_{name}label")(words)
    for first, row in zip(found.values[0], found.wins, strict=True):
        for second, p in zip(found.values[1], row, strict=True):
            axes.text(second, first, "-" if math.isnan(p) else f"{100 * p:.0f}", ha="center", va="center", fontsize=8.5,
                      color="white" if abs(p - 0.5) > 0.38 else INK)  # fmt: skip
    if has_line(found):
        axes.contour(found.values[1], found.values[0], found.ratio, levels=[1.0], colors=[INK], linewidths=2.0)
    axes.grid(visible=False)
    # Above the map: on a narrow screen, what is at its right is not seen.
    figure.colorbar(mesh, ax=axes, label=beats(found.labels), location="top", aspect=40, pad=0.02)
