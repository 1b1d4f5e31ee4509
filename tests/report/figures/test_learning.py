"""The figure of a calibration: relative to what was known before, the first number on top."""

import pytest
from matplotlib.figure import Figure

from sim.report.figures import canvas, learning
from tests.answers import calibration


def test_the_number_of_which_most_is_learned_is_named():
    assert learning.numbers(calibration()).alt.endswith("most is learned of engagement.rate_1k.")
    assert canvas.inline(learning.numbers(calibration())).startswith("<svg")


def test_intervals_are_relative_to_the_middle_before():
    figure = Figure()
    learning.paint(calibration(), figure)
    before, now = figure.axes[0].collections
    assert before.get_segments()[0][:, 0] == pytest.approx([0.5, 2.0])
    assert now.get_segments()[0][:, 0] == pytest.approx([0.75, 1.5])


def test_the_first_number_is_on_top():
    figure = Figure()
    learning.paint(calibration(), figure)
    places = dict(
        zip([tick.get_text() for tick in figure.axes[0].get_yticklabels()], figure.axes[0].get_yticks(), strict=False)
    )
    assert places["engagement.rate_1k"] > places["fees.sd"]
