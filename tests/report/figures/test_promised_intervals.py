"""Figures of promises: the mark stands where it came in, intervals and coverage where they are."""

import numpy as np
import pytest
from matplotlib.figure import Figure

from sim.report.figures import canvas, promised_intervals
from sim.study.scoring.score import score
from tests.promises import actuals, card, ladder


def scored(value):
    return score(actuals(reach=[value]), lambda _: ladder()).campaigns[0].scores[0]


def test_a_single_campaign_has_a_figure_for_each_measure():
    assert [each.name for each in promised_intervals.places(card(1))] == ["promised_reach", "promised_cost"]
    assert promised_intervals.coverage(card(1)) is None


def test_several_campaigns_have_coverage_instead():
    assert promised_intervals.places(card(4)) == []
    assert promised_intervals.coverage(card(4)).alt.endswith("the 90% interval held Reach 4 of 4, Total cost 4 of 4.")


@pytest.mark.parametrize("value", [63.0, 0.0, 5000.0])
def test_the_mark_stands_where_it_came_in(value):
    figure = Figure()
    promised_intervals.paint_place(scored(value), figure)
    for axes in figure.axes:
        assert axes.lines[-1].get_xdata()[0] == value
        low, high = axes.get_xlim()
        assert low < value < high
    (label,) = figure.axes[0].texts
    assert label.get_text() == f"came in: {value:,.0f}"


def test_intervals_are_drawn_below():
    figure = Figure()
    promised_intervals.paint_place(scored(63.0), figure)
    ends = [strip.get_segments()[0][:, 0].tolist() for strip in figure.axes[1].collections]
    assert ends == [pytest.approx([25.0, 75.0]), pytest.approx([10.0, 90.0]), pytest.approx([5.0, 95.0])]


def test_a_percentile_is_told_in_plain_words():
    drawing = promised_intervals.place(scored(63.0))
    assert drawing.caption.startswith("In 63 of 100 simulated campaigns less came in than in this one.")
    assert drawing.title == "Reach: 63 came in, at the 63rd percentile of the promised runs"
    assert "half of the runs lie from 25 to 75, 90% from 5 to 95" in drawing.alt
    assert canvas.inline(drawing).startswith("<svg")


def test_coverage_is_drawn_with_its_interval():
    figure = Figure()
    promised_intervals.paint_coverage(card(4), figure)
    dots = [line.get_xdata()[0] for line in figure.axes[0].lines if line.get_marker() != "None"]
    shares = [each.share for each in card(4).over[0].coverage]
    assert dots == pytest.approx([100.0 * share.value for share in shares])
    drawn = [lines.get_segments()[0][:, 0] for lines in figure.axes[0].collections]
    assert np.array(drawn) == pytest.approx(100.0 * np.array([share[1:] for share in shares]))
