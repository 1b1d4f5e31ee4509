"""Strokes of all pictures: colours that colour-blind people tell apart, numbers in few letters, signs of exact size.

matplotlib is imported inside functions, for start-up must not pay for it.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from sim.core.arrays import F64
from sim.report.style.numbers import number
from sim.text import printable

# Paul Tol, "Colour schemes" (2021): muted, with one from his vibrant scheme; neighbours differ in lightness.
COLOURS = (
    "#332288", "#88CCEE", "#117733", "#DDCC77", "#CC6677", "#AA4499", "#44AA99", "#882255", "#999933", "#EE7733",
)  # fmt: skip
INK, SOFT, PALE = "#1f2430", "#5b6270", "#c9ced6"
UNITS = ((1e12, "tn"), (1e9, "bn"), (1e6, "M"), (1e3, "k"))
ROW = 0.085  # height of a row of labels, of the axes
LETTER = 0.0178  # width of a letter of a label, of the axes
DARKEST = 0.17  # relative luminance of names: twice the contrast that WCAG asks of large text


def colour(index: int) -> str:
    """The colour of a niche or group."""
    return COLOURS[index % len(COLOURS)]


def tint(base: str, strength: float) -> str:
    """The colour on white, without transparency: that would show what lies below."""
    parts = (int(base[place : place + 2], 16) for place in (1, 3, 5))
    return "#" + "".join(f"{round(255 - strength * (255 - part)):02x}" for part in parts)


def deep(base: str) -> str:
    """The colour, dark enough for letters on white."""
    parts = np.array([int(base[place : place + 2], 16) for place in (1, 3, 5)]) / 255.0
    bright = float(parts**2.2 @ (0.2126, 0.7152, 0.0722))
    parts *= min(1.0, DARKEST / bright) ** (1.0 / 2.2)
    return "#" + "".join(f"{round(255 * part):02x}" for part in parts.tolist())


def cut(text: str, most: int) -> str:
    """A name that harms no picture; a long one loses its middle, for numbers that tell names apart stand last."""
    text = " ".join(printable(text).split())
    if len(text) <= most:
        return text
    return text[: most // 2] + "…" + text[len(text) + most // 2 + 1 - most :]


def short(value: float) -> str:
    """A count for an axis."""
    for unit, name in UNITS:
        if value >= unit:
            return f"{value / unit:g}{name}"
    if 1e-7 < value < 1e-3:  # where :g turns to powers of ten
        return np.format_float_positional(value, 6, fractional=False, trim="-")
    return f"{value:g}"


def percent(share: float) -> str:
    """A share with three digits."""
    value = 100.0 * share
    if value <= 0.0:
        return "0%"
    return f"{number(value, max(0, 2 - int(np.floor(np.log10(value)))))}%"


def count_noun(n: int, thing: str, things: str | None = None) -> str:
    """A number with its noun, in the singular or the plural."""
    return f"{n:,} {thing if n == 1 else things or thing + 's'}"


def heading(axes: Any, title: str, below: str, left: float = 0.0) -> None:
    """A title, and a line or two more about it, above the axes; left: further left, of the figure."""
    from matplotlib.transforms import ScaledTranslation

    figure, box = axes.figure, axes.get_position(original=True)
    for text, points, style in (
        (title, 12.0 + 12.5 * len(below.split("\n")), {"fontsize": 12.5, "fontweight": "bold", "color": INK}),
        (below, 8.0, {"fontsize": 9.5, "color": SOFT}),
    ):
        place = figure.transFigure + ScaledTranslation(0.0, points / 72.0, figure.dpi_scale_trans)
        figure.text(box.x0 - left, box.y1, text, transform=place, parse_math=False, **style)


def bare(axes: Any) -> None:
    """Axes with two quiet lines."""
    axes.spines[["top", "right"]].set_visible(False)
    axes.spines[["left", "bottom"]].set_color(PALE)
    axes.tick_params(colors=SOFT, labelsize=9, length=3)
    axes.xaxis.label.set(color=SOFT, size=9.5)
    axes.yaxis.label.set(color=SOFT, size=9.5)


def discs(axes: Any, centre: F64, radius: F64, face: str, zorder: float) -> None:
    """Discs whose radius is in units of the axes."""
    from matplotlib.collections import EllipseCollection

    size, turn = 2.0 * radius, np.zeros(radius.size)
    style: dict[str, Any] = {"facecolors": face, "edgecolors": "none", "zorder": zorder}
    place: dict[str, Any] = {"units": "xy", "offsets": centre, "offset_transform": axes.transData}
    axes.add_collection(EllipseCollection(size, size, turn, **place, **style))


def lines(axes: Any, ends: F64, shade: str, width: float, bend: float = 1.0, zorder: float = 1.0) -> None:
    """Lines [line, end, 2] as one path: curves, if bend pulls their middle towards the origin."""
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path as Curve

    if not len(ends):
        return
    points = np.stack([ends[:, 0], bend * ends.mean(axis=1), ends[:, 1]], axis=1).reshape(-1, 2)
    codes = np.tile([Curve.MOVETO, Curve.CURVE3, Curve.CURVE3], len(ends))
    axes.add_patch(PathPatch(Curve(points, codes), fill=False, ec=shade, lw=width, zorder=zorder, capstyle="round"))


def around(axes: Any, text: str, angle: float, distance: float, turned: bool, **style: Any) -> None:
    """A label outside a ring, level or turned outwards."""
    x, y = distance * np.cos(angle), distance * np.sin(angle)
    left = np.cos(angle) < -1e-9
    if turned:
        degrees = np.degrees(angle) + (180.0 if left else 0.0)
        axes.text(x, y, text, ha="right" if left else "left", va="center", rotation=degrees,
                  rotation_mode="anchor", parse_math=False, **style)  # fmt: skip
        return
    level = "center" if abs(np.cos(angle)) < 0.2 else ("right" if left else "left")
    upright = "center" if abs(np.sin(angle)) < 0.8 else ("bottom" if np.sin(angle) > 0.0 else "top")
    axes.text(x, y, text, ha=level, va=upright, parse_math=False, **style)


class Label(NamedTuple):
    """A label in a row of a ladder."""

    place: float  # of its leader, in widths of the axes
    foot: float  # where the leader ends, in heights of the axes
    text: str


def sides(labels: Sequence[Label]) -> list[bool]:
    """Whether each label, from left to right, stands right of its leader: where it meets no leader and no edge."""
    out, limit = [], 1.02
    for label in reversed(labels):
        width = LETTER * (len(label.text) + 2)
        right = label.place + width <= limit or label.place < width
        limit = limit if right else min(limit, label.place)
        out.append(right)
    return out[::-1]


def ladder(axes: Any, labels: Sequence[Label]) -> None:
    """Labels in rows at the top of the axes, each with a leader down to what it is about.

    Those left of their leaders are on top, the rightmost first; then the others, the leftmost first: so a leader
    ends below every label that reaches over it.
    """
    labels = sorted(labels)
    right = sides(labels)
    order = [i for i in reversed(range(len(labels))) if not right[i]] + [i for i in range(len(labels)) if right[i]]
    for row, index in enumerate(order):
        place, foot, text = labels[index]
        height = 1.0 - ROW * (row + 0.5)
        axes.plot([place, place], [foot, height], transform=axes.transAxes, color=INK, lw=0.7, zorder=4,
                  scalex=False, scaley=False)  # fmt: skip
        axes.annotate(text, (place, height), (4.0 if right[index] else -4.0, 0.0), xycoords="axes fraction",
                      textcoords="offset points", ha="left" if right[index] else "right", va="center", fontsize=9,
                      color=INK, zorder=5, parse_math=False,
                      bbox={"boxstyle": "square,pad=0.1", "fc": "white", "ec": "none"})  # fmt: skip


def in_axes(axes: Any, x: float, y: float) -> tuple[float, float]:
    """A point of the data in widths and heights of the axes."""
    there = (axes.transData + axes.transAxes.inverted()).transform((x, y))
    return float(there[0]), float(there[1])


def statement(axes: Any, large: str, words: str) -> None:
    """A number in place of a plot with a single point."""
    axes.axis("off")
    axes.text(0.0, 0.62, large, transform=axes.transAxes, fontsize=34, color=COLOURS[0], va="center")
    axes.text(0.0, 0.34, words, transform=axes.transAxes, fontsize=11, color=SOFT, va="top", linespacing=1.5)
