"""Figures of why and when: the waterfall, the flip curve, the flip map."""

import math
from functools import partial
from itertools import pairwise
from typing import Any

import numpy as np

from sim.measures.catalogue import MEASURES
from sim.report import explain as told_explanation
from sim.report import flip as told_flip
from sim.report import numbers
from sim.report.figures.canvas import Drawing, colour, plain_numbers
from sim.report.strokes import INK, SOFT, cut
from sim.study.answers import Explanation, Flip, FlipMap

UP, DOWN, WHOLE = "#B34A00", "#0072B2", "#5b6270"


def waterfall(explanation: Explanation) -> Drawing:
    """From B to A, mechanism by mechanism."""
    measure = MEASURES[explanation.measure]
    largest = explanation.parts[0] if explanation.parts else None
    words = f"Largest: {largest.mechanism} {largest.label}, {numbers.estimate(largest.value)}." if largest else ""
    return Drawing(
        "waterfall",
        f"Why {measure.label} differs",
        f"From {explanation.labels[1]} (top) to {explanation.labels[0]} (bottom): what each mechanism adds (plain) or "
        "takes (hatched). 'Everything equal' is what is left when all mechanisms are the same on both sides.",
        f"Waterfall of {measure.label} from {explanation.labels[1]} to {explanation.labels[0]}. {words}",
        partial(paint_waterfall, explanation),
        told_explanation.table(explanation),
        (7.6, 1.2 + 0.36 * (len(explanation.parts) + 3)),
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
    axes.set_yticks(range(len(names)), [cut(name, 44) for name in names])
    axes.invert_yaxis()
    axes.set_xlim(right=max(right) + 0.14 * spread)
    axes.axvline(0.0, color=INK, lw=0.8)
    axes.grid(axis="y", visible=False)
    axes.set_xlabel(f"{measure.label}{f', {measure.unit}' if measure.unit else ''}")


def flip_curve(flip: Flip) -> Drawing:
    """P(A beats B) over a parameter, with its break-even values."""
    label = MEASURES[flip.measure].label

    def paint(figure: Any) -> None:
        axes = figure.subplots()
        wins = 100.0 * np.array(flip.wins)
        axes.fill_between(flip.values, wins[:, 1], wins[:, 2], color=colour(0), alpha=0.18, lw=0)
        axes.plot(flip.values, wins[:, 0], color=colour(0), marker="o", lw=2.0)
        axes.axhline(50.0, color=SOFT, lw=0.8, ls=":")
        if is_wide(flip.values):
            axes.set_xscale("log")
        plain_numbers(axes.xaxis)
        for root in flip.roots:
            low = flip.values[0] if math.isinf(root.low) else root.low
            high = flip.values[-1] if math.isinf(root.high) else root.high
            axes.axvspan(low, high, color=colour(1), alpha=0.15, lw=0)
            axes.axvline(root.value, color=colour(1), lw=1.6, ls="--")
            axes.annotate(f" break-even {told_flip.short(root.value)}", (root.value, 96.0), color=colour(1), va="top")
        axes.set_ylim(0.0, 100.0)
        axes.set_xlabel(flip.path)
        axes.set_ylabel(f"P({flip.labels[0]} beats\n{flip.labels[1]}), %", fontsize=9)

    return Drawing(
        f"flip_{flip.path}",
        f"When it flips: {label} over {flip.path}",
        f"{told_flip.sentence(flip)} Today: {told_flip.today(flip.today)}. A dashed line is where the means of both "
        "break even, the band around it what cannot be told from it.",
        told_flip.sentence(flip),
        paint,
        told_flip.flip_table(flip),
    )


def is_wide(values: Any) -> bool:
    return bool(values[0] > 0.0 and values[-1] / values[0] >= 10.0)


def flip_map(found: FlipMap) -> Drawing:
    """P(A beats B) over two parameters, with the contour on which the means break even."""
    label = MEASURES[found.measure].label

    def paint(figure: Any) -> None:
        from matplotlib.colors import LinearSegmentedColormap

        axes = figure.subplots()
        scale = LinearSegmentedColormap.from_list("sides", [colour(1), "#ffffff", colour(0)])
        mesh = axes.pcolormesh(found.values[1], found.values[0], 100.0 * found.wins, cmap=scale, vmin=0.0, vmax=100.0,
                               shading="nearest", rasterized=False)  # fmt: skip
        for name, values in (("x", found.values[1]), ("y", found.values[0])):
            if is_wide(values):
                getattr(axes, f"set_{name}scale")("log")
            plain_numbers(getattr(axes, f"{name}axis"))
        for x, row in zip(found.values[0], found.wins, strict=True):
            for y, p in zip(found.values[1], row, strict=True):
                axes.text(y, x, f"{100 * p:.0f}", ha="center", va="center", fontsize=8,
                          color="white" if abs(p - 0.5) > 0.38 else INK)  # fmt: skip
        if np.nanmin(found.ratio) < 1.0 < np.nanmax(found.ratio):
            axes.contour(found.values[1], found.values[0], found.ratio, levels=[1.0], colors=[INK], linewidths=2.0)
        axes.grid(visible=False)
        axes.set_xlabel(found.paths[1])
        axes.set_ylabel(found.paths[0])
        figure.colorbar(mesh, ax=axes, label=f"P({found.labels[0]} beats {found.labels[1]}), %", pad=0.02)

    return Drawing(
        "flip_map",
        f"Who wins where: {label}",
        f"Numbers: P({found.labels[0]} beats {found.labels[1]}) in percent. On the black line the means break even.",
        f"Map of the probability that {found.labels[0]} beats {found.labels[1]} over {found.paths[0]} and "
        f"{found.paths[1]}. {told_flip.contour(found)}.",
        paint,
        told_flip.map_table(found),
        (7.6, 4.8),
    )
