"""Figures of promises: where a campaign came in among its runs, and how many campaigns the intervals held."""

from functools import partial
from typing import Any

import numpy as np

from sim.report.figures.canvas import DASHES, SIGNS, WIDTH, Drawing, colour, legend_above, scale
from sim.report.pictures.strokes import INK, SOFT, count_noun, tint
from sim.report.style.numbers import number, with_error
from sim.report.style.scoring_verdict import measure_sentence, narrowest, percentile, place_words, with_unit
from sim.report.style.table import TextTable
from sim.report.text.comparison.score import coverage_table, promised_cells
from sim.study.scoring.measure_score import LEVELS, MEASURES_SCORED, MeasureScore
from sim.study.scoring.score import Scorecard

STRENGTHS = (1.0, 0.6, 0.3)  # of the colours of intervals, the narrowest first
ROOM = 0.03  # beside the bars, of their width
FAR = 10.0  # a factor over which an axis is logarithmic


def places(card: Scorecard) -> list[Drawing]:
    """A figure for each measure, where no measure has two campaigns."""
    return [] if card.over else [place(score) for campaign in card.campaigns for score in campaign.scores]


def place(score: MeasureScore) -> Drawing:
    """A promise of a measure, and the mark of what came in."""
    measure = MEASURES_SCORED[score.name]
    _, half, _, wide = promised_cells(score)
    return Drawing(
        f"promised_{score.name}",
        f"{measure.label}: {number(score.actual)} came in, {place_words(score)}",
        f"{less_words(score)} {measure_sentence(score)} Each bar: the share of simulated campaigns that end there. "
        "Below: the promised 50, 80 and 90% intervals, with the median. The line: what came in.",
        f"Histogram of what was promised of {with_unit(measure.label, measure.unit)}: half of the runs lie from "
        f"{half}, 90% from {wide}. {number(score.actual)} came in, {place_words(score)}.",
        partial(paint_place, score),
        place_table(score),
        (WIDTH, 3.0),
    )


def less_words(score: MeasureScore) -> str:
    """The percentile for people who know no percentiles."""
    return f"In {number(100.0 * score.percentile.value, 0)} of 100 simulated campaigns less came in than in this one."


def place_table(score: MeasureScore) -> TextTable:
    """The numbers behind the figure of a measure."""
    median, *ranges = promised_cells(score)
    measure = MEASURES_SCORED[score.name]
    rows: list[tuple[str, ...]] = [
        ("came in", number(score.actual)),
        ("percentile of the promised runs (95%)", percentile(score.percentile)),
        ("promised median", median),
        *((f"promised {level:.0%} interval", cell) for level, cell in zip(LEVELS, ranges, strict=True)),
        ("narrowest interval that holds it", narrowest(score)),
        ("CRPS", with_error(score.crps)),
    ]
    return TextTable(measure.label, ("", measure.unit), rows, [])


def paint_place(score: MeasureScore, figure: Any) -> None:
    """Draw bars of the runs, the intervals below, and what came in through both."""
    bars, strips = figure.subplots(2, 1, sharex=True, height_ratios=(3, 1))
    shares = 100.0 * np.array(score.promised.shares)
    bars.stairs(shares, score.promised.edges, fill=True, color=tint(colour(0), 0.45))
    bars.set_ylabel("campaigns, %")
    names = [f"{level:.0%}" for level in LEVELS]
    for row, (each, strength) in enumerate(zip(score.ranges, STRENGTHS, strict=True)):
        strips.hlines(row, each.low, each.high, color=tint(colour(0), strength), lw=7.0)
    strips.plot([score.median], [0.0], "o", color="white", ms=4)
    strips.set_yticks(range(len(names)), names)
    strips.set_ylim(len(names) - 0.4, -0.6)
    strips.grid(axis="y", visible=False)
    for axes in (bars, strips):
        axes.axvline(score.actual, color=colour(1), lw=2.0)
    set_scale(score, strips)
    measure = MEASURES_SCORED[score.name]
    strips.set_xlabel(with_unit(measure.label, measure.unit))
    label_mark(score, bars)


def set_scale(score: MeasureScore, axes: Any) -> None:
    """Make the axis hold all bars, intervals and what came in."""
    ends = [end for each in score.ranges for end in (each.low, each.high)]
    held = [score.actual, score.promised.edges[0], score.promised.edges[-1], *ends]
    low, high = min(held), max(held)
    is_log = low > 0.0 and high >= FAR * low
    scale(axes, "x", is_log)
    room = (high / low) ** ROOM if is_log else ROOM * (high - low or 1.0)
    axes.set_xlim((low / room, high * room) if is_log else (low - room, high + room))


def label_mark(score: MeasureScore, axes: Any) -> None:
    """Write what came in at the top of its line, on the side where there is room."""
    start, end = axes.get_xlim()
    position = axes.transData.transform([(start, 0.0), (score.actual, 0.0), (end, 0.0)])[:, 0]
    is_right = position[1] - position[0] > position[2] - position[1]
    axes.annotate(
        f"came in: {number(score.actual)}", (score.actual, 1.0), (-6.0 if is_right else 6.0, 6.0),
        xycoords=("data", "axes fraction"), textcoords="offset points", ha="right" if is_right else "left",
        va="bottom", color=colour(1), annotation_clip=False,
    )  # fmt: skip


def coverage(card: Scorecard) -> Drawing | None:
    """Campaigns that the promised intervals held, against what they say; None with fewer than two campaigns."""
    if not card.over:
        return None
    wide = (f"{MEASURES_SCORED[over.name].label} {over.coverage[-1].n_inside:,} of {over.n:,}" for over in card.over)
    return Drawing(
        "coverage",
        "Do the intervals hold as many campaigns as they say?",
        "Dots: the share of campaigns that came in inside the promised 50, 80 and 90% intervals; lines through them: "
        "95% interval. Upright lines: what was said. A promise holds where each line crosses its "
        "upright one; left of it intervals are too narrow, right of it wider than they need be.",
        f"Shares of campaigns inside the promised intervals for {count_noun(len(card.over), 'measure')}; "
        f"the 90% interval held {', '.join(wide)}.",
        partial(paint_coverage, card),
        coverage_table(card),
        (WIDTH, 1.4 + 0.75 * len(card.over)),
    )


def paint_coverage(card: Scorecard, figure: Any) -> None:
    axes = figure.subplots()
    middles = np.arange(len(card.over), dtype=float)
    for index, level in enumerate(LEVELS):
        shares = 100.0 * np.array([over.coverage[index].share for over in card.over])
        rows = middles + 0.24 * (index - 1)
        axes.axvline(100.0 * level, color=colour(index), ls=DASHES[index], lw=1.2)
        axes.hlines(rows, shares[:, 1], shares[:, 2], color=colour(index), lw=2.0)
        axes.plot(shares[:, 0], rows, SIGNS[index], color=colour(index), ms=7, label=f"inside the {level:.0%} interval")
    axes.set_yticks(middles, [MEASURES_SCORED[over.name].label for over in card.over], color=INK)
    axes.set_ylim(len(card.over) - 0.5, -0.5)
    axes.set_xlim(-2.0, 102.0)
    axes.grid(axis="y", visible=False)
    axes.set_xlabel("campaigns inside, %", color=SOFT)
    legend_above(figure, axes)
