"""What pictures share: colours that colour-blind people tell apart, numbers in few letters, signs of exact size.

matplotlib is imported inside functions, for start-up must not pay for it.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from sim.core.arrays import F64
from sim.report.numbers import number
from sim.report.table import printable

# Paul Tol, "Colour schemes" (2021): muted, with one from his vibrant scheme; neighbours differ in lightness.
COLOURS = (
    "#332288", "#88CCEE", "#117733", "#DDCC77", "#CC6677", "#AA4499", "#44AA99", "#882255", "#999933", "#EE7733",
)  # fmt: skip
INK, SOFT, PALE = "#1f2430", "#5b6270", "#c9ced6"
UNITS = ((1e12, "tn"), (1e9, "bn"), (1e6, "M"), (1e3, "k"))
ROW = 0.085  # height of a row of labels, of the axes


def colour(index: int) -> str:
    return COLOURS[index % len(COLOURS)]


def tint(base: str, strength: float) -> str:
    """The colour on white, without transparency: that would show what lies below."""
    parts = (int(base[place : place + 2], 16) for place in (1, 3, 5))
    return "#" + "".join(f"{round(255 - strength * (255 - part)):02x}" for part in parts)


def people_say(text: str, most: int) -> str:
    """A name that harms no picture, cut to so many letters."""
    text = " ".join(printable(text).split())
    return text if len(text) <= most else text[: most - 1] + "…"


def short(value: float) -> str:
    """A count for an axis."""
    for unit, name in UNITS:
        if value >= unit:
            return f"{value / unit:g}{name}"
    return f"{value:g}"


def percent(share: float) -> str:
    """A share with three digits."""
    value = 100.0 * share
    if value <= 0.0:
        return "0%"
    return f"{number(value, max(0, 2 - int(np.floor(np.log10(value)))))}%"


def counted(n: int, thing: str, things: str | None = None) -> str:
    return f"{n:,} {thing if n == 1 else things or thing + 's'}"


def heading(axes: Any, title: str, below: str) -> None:
    """What is seen, and a line more about it, above the axes."""
    axes.annotate(title, (0.0, 1.0), (0.0, 24.0), xycoords="axes fraction", textcoords="offset points",
                  fontsize=12.5, fontweight="bold", color=INK, parse_math=False)  # fmt: skip
    axes.annotate(below, (0.0, 1.0), (0.0, 8.0), xycoords="axes fraction", textcoords="offset points",
                  fontsize=9.5, color=SOFT, parse_math=False)  # fmt: skip


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

    size = 2.0 * radius
    axes.add_collection(EllipseCollection(size, size, np.zeros(size.size), units="xy", offsets=centre,
                        offset_transform=axes.transData, facecolors=face, edgecolors="none", zorder=zorder))  # fmt: skip


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


def rows_of(places: Sequence[float]) -> list[int]:
    """Row from above of each mark: from the outside in, so that a leader meets no other label."""
    order = sorted(range(len(places)), key=lambda mark: places[mark])
    inwards = [order[end // 2] if end % 2 == 0 else order[-1 - end // 2] for end in range(len(order))]
    out = [0] * len(places)
    for row, mark in enumerate(inwards):
        out[mark] = row
    return out


def ladder(axes: Any, marks: Sequence[tuple[float, float, str]]) -> None:
    """Labels in rows at the top of the axes, each with a leader down to its mark (x, y, text)."""
    low, high = axes.get_xlim()
    scale = axes.transData + axes.transAxes.inverted()
    places = [float(scale.transform((x, y))[0]) for x, y, _ in marks]
    for (x, y, text), place, row in zip(marks, places, rows_of(places), strict=True):
        height = 1.0 - ROW * (row + 0.5)
        right = place < 0.5
        foot = float(scale.transform((x, y))[1])
        axes.plot([place, place], [foot, height], transform=axes.transAxes, color=INK, lw=0.7, zorder=2)
        axes.annotate(text, (place, height), (4.0 if right else -4.0, 0.0), xycoords="axes fraction",
                      textcoords="offset points", ha="left" if right else "right", va="center", fontsize=9,
                      color=INK, zorder=4, parse_math=False,
                      bbox={"boxstyle": "square,pad=0.1", "fc": "white", "ec": "none"})  # fmt: skip
    axes.set_xlim(low, high)
