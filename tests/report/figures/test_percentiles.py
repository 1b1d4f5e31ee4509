"""The figure of scored campaigns: a histogram for each measure, and the line of what is expected."""

from matplotlib.figure import Figure

from sim.report.figures import canvas, percentiles
from tests.promises import card


def test_a_single_campaign_has_no_histogram():
    assert percentiles.histograms(card(1)) is None


def test_bars_are_campaigns():
    figure = Figure()
    percentiles.paint(card(4), figure)
    first = figure.axes[0]
    assert sum(bar.get_height() for bar in first.patches) == 4.0
    assert first.lines[0].get_ydata()[0] == 0.4


def test_it_can_stand_in_a_page():
    drawing = percentiles.histograms(card(4))
    assert canvas.inline(drawing).startswith("<svg")
    assert drawing.alt == "Histograms of 2 measures in ten bars each, over 4 campaigns."
