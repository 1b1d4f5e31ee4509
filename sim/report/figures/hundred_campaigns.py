"""Figure of the odds in each reading of the question: of 100 campaigns, how many each side wins."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from sim.measures.catalogue import MEASURES
from sim.report.figures.canvas import HEAD, WIDTH, Drawing, colour
from sim.report.pictures.strokes import INK, cut
from sim.report.style import said
from sim.report.style.table import TextTable
from sim.report.text.comparison import who_leads
from sim.study.comparison.compare import Comparison
from sim.study.matching.readings import Reading
from sim.text import printable

NOBODY = "#c9c9c9"
LEAST_LABELLED = 6  # campaigns of 100; a narrower bar has no room for its number


def odds(comparison: Comparison, readings: Sequence[Reading], measure: str) -> Drawing:
    """Bars of 100 campaigns for each reading, split by who is better in a measure."""
    rows = shares(comparison, readings, measure)
    a, b = (printable(cut(strategy.title, HEAD)) for strategy in comparison.strategies)
    label = MEASURES[measure].label
    table_rows: list[tuple[str, ...]] = [(name, *(said.share_in_words(each) for each in split)) for name, split in rows]
    said_rows = "; ".join(f"{name}: A in {split[0]}, B in {split[2]}" for name, *split in table_rows)
    return Drawing(
        f"odds_{measure}",
        f"Of 100 campaigns, who does better: {who_leads.COLUMNS[measure]}",
        f"Left: campaigns in which A ({a}) has the better {label}; right: B ({b}). Grey: neither.",
        f"Bars of 100 campaigns. {said_rows}.",
        partial(paint_odds, rows),
        TextTable("Of 100 campaigns", ("if both have the", "A is better", "equal", "B is better"), table_rows, []),
        (WIDTH, 0.7 + 0.42 * len(rows)),
    )


def shares(comparison: Comparison, readings: Sequence[Reading], measure: str) -> list[tuple[str, list[float]]]:
    """Names of readings, with the shares of campaigns that A wins, nobody, and B."""
    prices, rows = who_leads.prices_of(comparison), []
    for reading in readings:
        contrast = reading.contrasts.get(measure)
        if contrast is not None and contrast.win is not None:
            win = contrast.win
            rows.append((who_leads.name(reading, prices), [win.wins.value, win.ties, win.losses.value]))
    return rows


def paint_odds(rows: Sequence[tuple[str, list[float]]], figure: Any) -> None:
    """Draw the bars, the first reading on top, each with its numbers."""
    axes = figure.subplots()
    for place, (_, split) in enumerate(reversed(rows)):
        begin = 0.0
        for share, paint, text in zip(split, (colour(0), NOBODY, colour(1)), ("white", INK, "white"), strict=True):
            axes.barh(place, 100.0 * share, left=begin, height=0.7, color=paint)
            if 100.0 * share >= LEAST_LABELLED:
                middle = begin + 50.0 * share
                axes.text(middle, place, f"{said.percent_count(share)}", ha="center", va="center", color=text)
            begin += 100.0 * share
    axes.set_yticks(range(len(rows)), [name for name, _ in reversed(rows)])
    axes.axvline(50.0, color=INK, linewidth=0.8, linestyle=":")
    axes.set_xlim(0.0, 100.0)
    axes.grid(visible=False)
    axes.set_xlabel("campaigns of 100")
