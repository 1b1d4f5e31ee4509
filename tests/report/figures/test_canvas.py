"""The canvas: axes that everybody reads, cells around their points, and pictures that name nothing outside."""

import numpy as np
import pytest
from matplotlib.figure import Figure

from sim.errors import FileProblem
from sim.report.figures import canvas
from sim.report.figures.canvas import Drawing
from sim.report.pictures import strokes
from sim.report.style.table import TextTable
from sim.study.comparison.compare import Strategy

DRAWING = Drawing(
    "line", "A line", "caption", "alt", lambda figure: figure.subplots().plot([1, 2]), TextTable("", ("a",), [], [])
)


def marks_of(low: float, high: float, inches: float) -> list[float]:
    """The numbers on a log axis from low to high."""
    axes = Figure((inches, 3.0)).subplots()
    axes.plot([low, high], [1.0, 2.0])
    canvas.log_scale(axes, "x")
    return [mark for mark in axes.get_xticks() if low <= mark <= high]


@pytest.mark.parametrize("decades", [0.1, 0.3, 0.5, 0.8, 1.0, 1.5, 2.0, 3.0, 5.0, 9.0])
@pytest.mark.parametrize("low", [0.00023, 0.07, 1.3, 8_800.0])
@pytest.mark.parametrize("inches", [2.4, 6.8])
def test_every_log_axis_has_numbers(low, decades, inches):
    marks = marks_of(low, low * 10.0**decades, inches)
    assert 2 <= len(marks) <= 12
    assert marks == sorted(set(marks))
    assert "e" not in "".join(strokes.short(mark) for mark in marks)


def test_marks_are_round_numbers():
    assert canvas.log_marks(0.06, 2.3) == pytest.approx([0.1, 0.2, 0.5, 1.0, 2.0])
    assert canvas.log_marks(1.0, 9.0) == [1.0, 2.0, 3.0, 5.0, 7.0]
    assert canvas.log_marks(10.0, 3_000.0, 6) == [10.0, 30.0, 100.0, 300.0, 1_000.0, 3_000.0]
    assert canvas.log_marks(0.9, 2e6, 7) == [1.0, 10.0, 100.0, 1_000.0, 10_000.0, 100_000.0, 1e6]


def test_cells_of_a_map_lie_around_their_points():
    even, by_factors = np.linspace(0.1, 0.9, 5), np.geomspace(0.1, 1000.0, 5)
    assert canvas.cell_edges(even) == pytest.approx([0.0, 0.2, 0.4, 0.6, 0.8, 1.0])
    assert np.log10(canvas.cell_edges(by_factors)) == pytest.approx([-1.5, -0.5, 0.5, 1.5, 2.5, 3.5])
    assert not canvas.is_wide(np.linspace(1.0, 100.0, 9))
    assert canvas.is_wide(by_factors)
    assert not canvas.is_wide(np.empty(0))


def test_a_picture_of_a_page_scales_and_names_nothing_outside():
    svg = canvas.inline(DRAWING)
    assert svg.startswith('<svg aria-hidden="true" focusable="false"')
    assert "<metadata" not in svg
    assert "http" not in svg


def test_the_same_numbers_make_the_same_bytes():
    assert canvas.image(DRAWING, "svg") == canvas.image(DRAWING, "svg")


def test_every_figure_is_written_twice(tmp_path):
    canvas.write([DRAWING, DRAWING._replace(name="a / b")], tmp_path / "new")
    assert len(list((tmp_path / "new").iterdir())) == 4
    assert (tmp_path / "new/line.png").read_bytes().startswith(b"\x89PNG")


def test_a_file_is_no_folder_for_figures(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(FileProblem, match=r"is a file, not a folder for figures$"):
        canvas.write([DRAWING], tmp_path / "file")


def test_one_value_has_a_cell_around_it():
    assert canvas.cell_edges(np.array([3.0])).tolist() == [2.5, 3.5]


def test_lines_break_between_words():
    assert canvas.wrap("one two three", 8) == "one two\nthree"
    assert canvas.wrap("unbreakable", 4) == "unbreakable"


def test_the_ninth_strategy_has_the_colour_of_the_first():
    assert canvas.colour(len(canvas.COLOURS)) == canvas.COLOURS[0]


def test_a_name_has_its_letter_before_it():
    assert canvas.name_of(Strategy("B", "x" * 50, None, {}, None), 9) == "B: xxxx…xxxx"
