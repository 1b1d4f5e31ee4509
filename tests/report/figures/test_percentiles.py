"""The figure of scored campaigns: a histogram for each measure, and the line of what is expected."""

from matplotlib.figure import Figure

from sim.report.figures import canvas, percentiles
from sim.study.scoring.score import score
from tests.promises import actuals, card, ladder


def test_a_single_campaign_has_no_histogram():
    assert percentiles.histograms(card(1)) is None


def test_bars_are_campaigns():
    figure = Figure()
    percentiles.paint(card(4), figure)
    first = figure.axes[0]
    band, *bars = first.patches
    assert sum(bar.get_height() for bar in bars) == 4.0
    assert [line.get_ydata()[0] for line in first.lines] == [0.4, 0, 3]
    assert (band.get_y(), band.get_height()) == (0.0, 3.0)


def test_it_can_stand_in_a_page():
    drawing = percentiles.histograms(card(4))
    assert canvas.inline(drawing).startswith("<svg")
    inside = "every bar is inside what chance allows (0 to 3 campaigns a bar)"
    told = f"Reach: {inside}; Total cost: {inside}."
    assert drawing.alt == f"Histograms of 2 measures in ten bars each, over 4 campaigns. {told}"


def test_bars_beyond_chance_are_named():
    low = score(actuals(reach=[1.0] * 9), lambda _: ladder())
    words = percentiles.band_words(low.over[0])
    assert words == "Reach: outside what chance allows (0 to 4 campaigns a bar) at percentiles 0 to 10"
