"""Canvas of the report's figures: size, type, colours, and turning them into SVG and PNG."""

import io
import math
import re
import textwrap
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal, NamedTuple

import numpy as np

from sim.core.arrays import F64
from sim.errors import FileProblem
from sim.report.pictures.own_matplotlib import own_settings
from sim.report.pictures.strokes import INK, PALE, SOFT, cut, short
from sim.report.style.table import TextTable
from sim.store import commit, names
from sim.study.comparison.compare import Strategy
from sim.text import printable

# Okabe & Ito 2008, dark enough for letters on white; signs and lines differ besides colours.
COLOURS = ("#0072B2", "#B34A00", "#00694C", "#8A3A6F", "#6B5900", "#3F3F9E", "#7A2B2B", "#2F5F5F")
SIGNS = ("o", "s", "^", "D", "v", "P", "X", "*")
DASHES = ("-", "--", "-.", ":", (0, (5, 1, 1, 1)), (0, (1, 2)), (0, (8, 2)), (0, (3, 1)))
WIDTH = 6.8  # inches; the page scales it, on a phone to letters that can still be read
WIDE = (WIDTH, 3.7)
DPI = 160
NAME, HEAD = 30, 28  # letters of a strategy's name in a figure, and above a column
LINE = 66  # letters that fit into a line
STEPS = ((1, 2, 3, 5, 7), (1, 2, 5), (1, 3), (1,))  # numbers of a decade on a log axis, the finest first
SETTINGS = {
    "svg.hashsalt": "influence-sim", "svg.fonttype": "none", "font.family": "sans-serif", "font.size": 10.0,
    "axes.edgecolor": PALE, "axes.labelcolor": INK, "text.color": INK, "xtick.color": SOFT, "ytick.color": SOFT,
    "axes.spines.top": False, "axes.spines.right": False, "axes.grid": True, "grid.color": "#e7e9ee",
    "axes.axisbelow": True, "legend.frameon": False, "text.parse_math": False, "figure.dpi": DPI,
}  # fmt: skip
PROLOGUE = re.compile(r"\A.*?(?=<svg)", re.DOTALL)
METADATA = re.compile(r"<metadata>.*?</metadata>", re.DOTALL)
NAMESPACES = re.compile(r' xmlns(:\w+)?="[^"]*"')
SIZE = re.compile(r'<svg width="[^"]*" height="[^"]*"')


class Drawing(NamedTuple):
    """A figure: its words, its picture and the numbers behind it."""

    name: str  # of a file
    title: str
    caption: str  # how to read it
    alt: str  # what is to be seen
    paint: Callable[[Any], None]  # onto a matplotlib Figure
    table: TextTable
    inches: tuple[float, float] = WIDE


@contextmanager
def figure(drawing: Drawing) -> Iterator[Any]:
    """The drawing on a matplotlib Figure."""
    with own_settings(SETTINGS):
        from matplotlib.figure import Figure

        made = Figure(drawing.inches, facecolor="white", layout="constrained")
        drawing.paint(made)
        yield made


def image(drawing: Drawing, form: str) -> bytes:
    """The figure as svg or png: the same bytes for the same numbers and versions."""
    memory = io.BytesIO()
    with figure(drawing) as made:
        metadata = {"Title": drawing.title, "Date": None} if form == "svg" else {"Title": drawing.title}
        made.savefig(memory, format=form, dpi=DPI, metadata=metadata)
    return memory.getvalue()


def check_folder(folder: Path) -> None:
    """FileProblem where figures cannot go there."""
    if folder.exists() and not folder.is_dir():
        raise FileProblem(f"{folder}: is a file, not a folder for figures")


def write(drawings: Sequence[Drawing], folder: Path) -> None:
    """Each figure as SVG and PNG. FileProblem when the disk refuses."""
    check_folder(folder)
    for drawing in drawings:
        for form in ("svg", "png"):
            commit.commit(folder / names.file_name(drawing.name, f".{form}"), [image(drawing, form)])


def inline(drawing: Drawing) -> str:
    """The figure as an SVG element of a page: it scales, and names nothing outside the page."""
    text = METADATA.sub("", PROLOGUE.sub("", image(drawing, "svg").decode(), count=1))
    text = NAMESPACES.sub("", text)
    return SIZE.sub('<svg aria-hidden="true" focusable="false"', text, count=1).replace("xlink:href", "href")


def plain_numbers(axis: Any) -> None:
    """Ticks in letters that everybody reads: 10k, not powers of ten."""
    from matplotlib.ticker import FuncFormatter, NullFormatter

    axis.set_major_formatter(FuncFormatter(lambda value, _: short(value) if value >= 0.0 else f"-{short(-value)}"))
    axis.set_minor_formatter(NullFormatter())


def log_marks(low: float, high: float, most: int = 10) -> list[float]:
    """The numbers on a log axis: 1, 2, 3, 5, 7 within a decade, else 1, 2, 5, or fewer without room."""
    powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    numbers = [(step, step * 10.0**power) for power in powers for step in STEPS[0]]
    inside = [(step, mark) for step, mark in numbers if low * (1.0 - 1e-9) <= mark <= high * (1.0 + 1e-9)]
    marks: list[float] = []
    for steps in STEPS if high < 10.0 * low else STEPS[1:]:
        marks = [mark for step, mark in inside if step in steps]
        if len(marks) <= most:
            break
    return marks[:: max(1, -(-len(marks) // most))]


def log_scale(axes: Any, name: Literal["x", "y"]) -> None:
    """A log axis with numbers that everybody reads, however little or much it spans."""
    from matplotlib.ticker import Locator, MaxNLocator

    getattr(axes, f"set_{name}scale")("log")
    axis = getattr(axes, f"{name}axis")

    class Marks(Locator):
        """At every drawing anew, for only then the limits are known."""

        def __call__(self) -> Any:
            return self.tick_values(*axis.get_view_interval())

        def tick_values(self, vmin: float, vmax: float) -> Any:
            low, high = sorted((vmin, vmax))
            most = max(3, min(12, int(axis.get_tick_space() * (1.5 if name == "y" else 1.0))))
            marks = log_marks(low, high, most)
            if len(marks) > 2 or high > 10.0 * low:
                return marks
            return MaxNLocator(min(most, 6), steps=[1, 2, 5, 10]).tick_values(low, high)

    axis.set_major_locator(Marks())
    plain_numbers(axis)


def is_wide(values: F64) -> bool:
    """Whether ascending values are for a log axis: far apart, and nearer to even factors than to even steps."""
    if not values.size or values[0] <= 0.0 or values[-1] < 10.0 * values[0]:
        return False
    unevenness = [float(np.std(gaps) / np.mean(gaps)) for gaps in (np.diff(np.log(values)), np.diff(values))]
    return values.size < 3 or unevenness[0] < unevenness[1]


def scale(axes: Any, name: Literal["x", "y"], is_log: bool) -> None:
    """An axis with numbers that everybody reads."""
    if is_log:
        log_scale(axes, name)
    else:
        plain_numbers(getattr(axes, f"{name}axis"))


def cell_edges(values: F64) -> F64:
    """Edges of cells around ascending values, as far from both neighbours; on a log axis in factors."""
    places = np.log(values) if is_wide(values) else values
    if places.size < 2:
        return np.asarray([places[0] - 0.5, places[0] + 0.5])
    middles = 0.5 * (places[1:] + places[:-1])
    edges = np.concatenate([[2.0 * places[0] - middles[0]], middles, [2.0 * places[-1] - middles[-1]]])
    return np.asarray(np.exp(edges) if is_wide(values) else edges)


def legend_above(figure: Any, axes: Any) -> None:
    """The signs of the axes above them, from the left, where a narrow screen begins."""
    handles, labels = axes.get_legend_handles_labels()
    columns = LINE // (max(map(len, labels)) + 6)
    figure.legend(handles, labels, loc="outside upper left", ncols=min(len(labels), max(1, columns)))


def wrap(text: str, width: int = LINE) -> str:
    """Break text into lines that fit."""
    return "\n".join(textwrap.wrap(printable(text), width, break_long_words=False, break_on_hyphens=False))


def colour(index: int) -> str:
    """The colour of a strategy."""
    return COLOURS[index % len(COLOURS)]


def name_of(strategy: Strategy, most: int = NAME) -> str:
    """The short name of a strategy in a figure; the page says the whole name once."""
    return f"{strategy.label}: {cut(strategy.title, most)}"
