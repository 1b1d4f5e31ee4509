"""The figure of scored campaigns: by percentile of what was promised, a histogram for each measure."""

from functools import partial
from typing import Any

import numpy as np

from sim.report.figures.canvas import WIDTH, Drawing, colour
from sim.report.pictures.strokes import INK, PALE, SOFT, count_noun
from sim.report.text.comparison.score import histogram_table
from sim.statistics.scoring_rules import BINS
from sim.study.scoring.measure_score import MEASURES_SCORED
from sim.study.scoring.over_campaigns import MeasureOverCampaigns
from sim.study.scoring.score import Scorecard
from sim.text import join_words

ROOM = 1.15  # above the bars and the band


def histograms(card: Scorecard) -> Drawing | None:
    """PIT histograms of all measures; None with fewer than two campaigns."""
    if not card.over:
        return None
    return Drawing(
        "score",
        "Where campaigns came in among the promised runs",
        "Campaigns by percentile. The line is what is expected of a promise that holds; then all bars end in the grey "
        "band between broken lines in 95% of cases or more. High at both ends: promised intervals are too narrow; high "
        "in the middle: too wide; high at one end: promises are too high or too low.",
        f"Histograms of {count_noun(len(card.over), 'measure')} in ten bars each, over "
        f"{count_noun(len(card.campaigns), 'campaign')}. {'; '.join(map(band_words, card.over))}.",
        partial(paint, card),
        histogram_table(card),
        (WIDTH, 0.6 + 1.5 * len(card.over)),
    )


def band_words(over: MeasureOverCampaigns) -> str:
    """The tenths of a measure that lie outside what chance allows."""
    outside = [place for place, n in enumerate(over.histogram) if not over.band.low <= n <= over.band.high]
    tenths = join_words(f"{10 * place} to {10 * place + 10}" for place in outside)
    allowed = f"what chance allows ({over.band.low:,} to {over.band.high:,} campaigns a bar)"
    label = MEASURES_SCORED[over.name].label
    return (
        f"{label}: outside {allowed} at percentiles {tenths}" if outside else f"{label}: every bar is inside {allowed}"
    )


def paint(card: Scorecard, figure: Any) -> None:
    grid = figure.subplots(len(card.over), 1, sharex=True, squeeze=False)[:, 0]
    left = 100.0 * np.arange(BINS) / BINS
    for axes, over in zip(grid, card.over, strict=True):
        axes.axhspan(over.band.low, over.band.high, color=PALE, alpha=0.45, lw=0.0)
        axes.bar(left, over.histogram, width=100.0 / BINS, align="edge", color=colour(0), edgecolor="white")
        axes.axhline(over.n / BINS, color=INK, lw=1.0)
        for end in over.band:
            axes.axhline(end, color=SOFT, lw=1.0, ls="--")
        axes.set_title(MEASURES_SCORED[over.name].label, loc="left", fontsize=10)
        axes.set_ylabel("campaigns")
        axes.set_ylim(0.0, ROOM * max(over.band.high, *over.histogram))
        axes.grid(axis="x", visible=False)
    grid[-1].set_xlim(0.0, 100.0)
    grid[-1].set_xticks(np.append(left, 100.0))
    grid[-1].set_xlabel("percentile of the promised runs")
