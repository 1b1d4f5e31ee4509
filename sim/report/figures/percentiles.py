"""The figure of scored campaigns: by percentile of what was promised, a histogram for each measure."""

from functools import partial
from typing import Any

import numpy as np

from sim.report.figures.canvas import WIDTH, Drawing, colour
from sim.report.pictures.strokes import SOFT
from sim.report.text.score import histogram_table
from sim.statistics.scoring_rules import BINS
from sim.study.scoring.measure_score import MEASURES_SCORED
from sim.study.scoring.score import Scorecard


def histograms(card: Scorecard) -> Drawing | None:
    """PIT histograms of all measures; None with fewer than two campaigns."""
    if not card.over:
        return None
    return Drawing(
        "score",
        "Where campaigns came in among the promised runs",
        "Campaigns by percentile; the line is what is expected of intervals that say the truth. High at both ends: "
        "promised intervals are too narrow; high in the middle: too wide; high at one end: promises are biased.",
        f"Histograms of {len(card.over)} measures in ten bars each, over {len(card.campaigns)} campaigns.",
        partial(paint, card),
        histogram_table(card),
        (WIDTH, 0.6 + 1.5 * len(card.over)),
    )


def paint(card: Scorecard, figure: Any) -> None:
    grid = figure.subplots(len(card.over), 1, sharex=True, squeeze=False)[:, 0]
    left = 100.0 * np.arange(BINS) / BINS
    for axes, over in zip(grid, card.over, strict=True):
        axes.bar(left, over.histogram, width=100.0 / BINS, align="edge", color=colour(0), edgecolor="white")
        axes.axhline(over.n / BINS, color=SOFT, lw=1.0)
        axes.set_title(MEASURES_SCORED[over.name].label, loc="left", fontsize=10)
        axes.set_ylabel("campaigns")
        axes.grid(axis="x", visible=False)
    grid[-1].set_xticks(np.append(left, 100.0))
    grid[-1].set_xlabel("percentile of the promised runs")
