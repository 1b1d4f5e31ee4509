"""What the report's figures share: size, type, colours, and turning them into SVG and PNG."""

import io
import re
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from sim.errors import FileProblem
from sim.report.strokes import INK, PALE, SOFT, cut, short
from sim.report.table import Table
from sim.store import commit, names
from sim.study.answers import Strategy

# Okabe & Ito 2008, dark enough for letters on white; signs and lines differ besides colours.
COLOURS = ("#0072B2", "#B34A00", "#00694C", "#8A3A6F", "#6B5900", "#3F3F9E", "#7A2B2B", "#2F5F5F")
SIGNS = ("o", "s", "^", "D", "v", "P", "X", "*")
DASHES = ("-", "--", "-.", ":", (0, (5, 1, 1, 1)), (0, (1, 2)), (0, (8, 2)), (0, (3, 1)))
WIDE = (7.6, 3.9)  # inches; the page scales them
DPI = 160
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
    """A figure: what it shows, in words, as a picture and as the numbers behind it."""

    name: str  # of a file
    title: str
    caption: str  # how to read it
    alt: str  # what is to be seen
    paint: Callable[[Any], None]  # onto a matplotlib Figure
    table: Table
    inches: tuple[float, float] = WIDE


@contextmanager
def figure(drawing: Drawing) -> Iterator[Any]:
    """The drawing on a matplotlib Figure."""
    import matplotlib
    from matplotlib.figure import Figure

    with matplotlib.rc_context(SETTINGS), warnings.catch_warnings():
        # In SVG the reader's fonts draw letters that ours lack, elsewhere they become boxes.
        warnings.filterwarnings("ignore", "Glyph .* missing from font")
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


def colour(index: int) -> str:
    return COLOURS[index % len(COLOURS)]


def name_of(strategy: Strategy, most: int = 34) -> str:
    """What a strategy is called in a figure."""
    return f"{strategy.label}: {cut(strategy.title, most)}"
