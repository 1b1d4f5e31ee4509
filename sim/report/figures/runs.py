"""Figures of what happens in the runs: distributions, frequency, days."""

import math
from collections.abc import Sequence
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from sim.core.arrays import F64
from sim.measures.catalogue import MEASURES, Measure
from sim.measures.summary import single_campaigns
from sim.report.figures.canvas import (
    DASHES,
    HEAD,
    WIDTH,
    Drawing,
    colour,
    legend_above,
    name_of,
    plain_numbers,
    scale,
)
from sim.report.pictures.strokes import INK
from sim.report.style import numbers
from sim.report.style.table import TextTable
from sim.statistics.histogram import bar_edges
from sim.study.comparison.compare import Comparison, Strategy

QUANTILES = (0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95)


class CampaignSpread(NamedTuple):
    """The outcomes of a strategy's single campaigns in one measure."""

    strategy: Strategy
    known: F64  # [campaign] infinite where money bought nothing; those without a value (0 / 0) are left out
    n: int  # of all campaigns

    @property
    def finite(self) -> F64:
        return np.asarray(self.known[np.isfinite(self.known)])

    def quantile(self, share: float) -> float:
        """As the table of risks has it: the value of a campaign; nan where there is none."""
        return float(np.quantile(self.known, share, method="inverted_cdf")) if self.known.size else math.nan


def spread_of(strategy: Strategy, measure: str) -> CampaignSpread:
    """The single campaigns of a strategy in a measure."""
    single = single_campaigns(MEASURES[measure], strategy.columns).ravel()
    return CampaignSpread(strategy, single[~np.isnan(single)], single.size)


def distributions(comparison: Comparison, measure: str) -> Drawing:
    """Histograms of single campaigns, one strategy below the other."""
    shown = MEASURES[measure]
    spreads = [spread_of(strategy, measure) for strategy in comparison.strategies]
    absent = "".join(f" {words}" for spread in spreads for words in absences(spread, shown))
    return Drawing(
        f"distribution_{measure}",
        f"{shown.label}: how single campaigns come out",
        "Each bar: the share of simulated campaigns that end there. The line is the median. Narrow is predictable."
        + absent,
        f"Histograms of {shown.label} ({shown.unit or 'count'}), one below the other. "
        f"{'; '.join(map(outcome, spreads))}.{absent}",
        partial(paint_distributions, spreads, f"{shown.label}{f', {shown.unit}' if shown.unit else ''}"),
        distribution_table(spreads, shown),
        (WIDTH, 1.0 + 1.4 * len(spreads)),
    )


def paint_distributions(spreads: Sequence[CampaignSpread], label: str, figure: Any) -> None:
    """Draw a panel for each strategy, all on the same scale."""
    edges, by_factors = bar_edges(np.concatenate([spread.finite for spread in spreads]))
    panels = figure.subplots(len(spreads), 1, sharex=True, squeeze=False)[:, 0]
    for index, (axes, spread) in enumerate(zip(panels, spreads, strict=True)):
        values, median = spread.finite, spread.quantile(0.5)
        weights = np.full(values.size, 100.0 / max(spread.known.size, 1))
        axes.hist(np.clip(values, edges[0], edges[-1]), edges, weights=weights, color=colour(index), alpha=0.8)
        axes.set_title(name_of(spread.strategy, 2 * HEAD), loc="left", fontsize=10, color=colour(index))
        axes.set_ylabel("campaigns, %", fontsize=9)
        if math.isfinite(median):
            axes.axvline(median, color=INK, lw=1.2)
    scale(panels[-1], "x", by_factors)
    panels[-1].set_xlabel(label)


def absences(spread: CampaignSpread, measure: Measure) -> list[str]:
    """Sentences on campaigns that are not drawn."""
    n_infinite, n_without = spread.known.size - spread.finite.size, spread.n - spread.known.size
    letter, sentences = spread.strategy.label, []
    if n_infinite:
        why = " (paid for, and nothing came of it)" if measure.better < 0 else ""
        sentences.append(
            f"{letter}: {measure.label} is infinite in {n_infinite:,} of {spread.n:,} campaigns{why}; "
            "they count in all percentages, but cannot be drawn."
        )
    if n_without:
        sentences.append(
            f"{letter}: {n_without:,} of {spread.n:,} campaigns have no {measure.label} (0 / 0) and are left out."
        )
    return sentences


def outcome(spread: CampaignSpread) -> str:
    """The spread of a strategy in a phrase."""
    name = name_of(spread.strategy)
    if not spread.known.size:
        return f"{name}: no campaign has a value"
    half, low, high = (numbers.number(spread.quantile(share)) for share in (0.5, 0.1, 0.9))
    return f"{name}: half of the campaigns lie below {half}, one in ten below {low}, one above {high}"


def distribution_table(spreads: Sequence[CampaignSpread], measure: Measure) -> TextTable:
    """Quantiles, and the number of campaigns without a value."""
    rows = [
        (f"{100 * share:.0f}% of campaigns lie below",
         *(numbers.number(spread.quantile(share)) if spread.known.size else "undefined" for spread in spreads))
        for share in QUANTILES
    ]  # fmt: skip
    for words, counts in (
        ("campaigns with an infinite value", [spread.known.size - spread.finite.size for spread in spreads]),
        ("campaigns without a value", [spread.n - spread.known.size for spread in spreads]),
    ):
        if any(counts):
            rows.append((words, *(f"{n:,} of {spread.n:,}" for n, spread in zip(counts, spreads, strict=True))))
    return TextTable(measure.label, ("", *(name_of(spread.strategy, HEAD) for spread in spreads)), rows, [])


def frequency(comparison: Comparison) -> Drawing:
    """People by the number of distinct sources: creators, and friends who share."""
    people = [strategy.columns["frequency/people"].mean(axis=(0, 1)) for strategy in comparison.strategies]
    most = max(2, *(int(np.flatnonzero(each)[-1]) + 1 if each.any() else 1 for each in people))
    labels = [f"{n}" if n < people[0].size else f"{n}+" for n in range(1, most + 1)]

    def paint(figure: Any) -> None:
        axes = figure.subplots()
        width = 0.8 / len(people)
        for index, each in enumerate(people):
            at = np.arange(most) + width * (index - 0.5 * (len(people) - 1))
            seen = np.where(each[:most] > 0.0, each[:most], np.nan)
            axes.bar(at, seen, width, label=name_of(comparison.strategies[index]),
                     color=colour(index), hatch=("", "///", "...", "xxx")[index % 4], edgecolor="white")  # fmt: skip
        scale(axes, "y", is_log=True)
        axes.set_xticks(np.arange(most), labels)
        axes.set_xlabel("distinct sources of a person: creators, and friends who share")
        axes.set_ylabel("people (logarithmic scale)")
        legend_above(figure, axes)

    header = ("distinct sources", *(name_of(strategy, HEAD) for strategy in comparison.strategies))
    rows = [(label, *(f"{each[index]:,.0f}" for each in people)) for index, label in enumerate(labels)]
    reached = "; ".join(
        f"{name_of(strategy)}: {each.sum():,.0f} people reached, {each[1:].sum():,.0f} of them by two or more sources"
        for strategy, each in zip(comparison.strategies, people, strict=True)
    )
    return Drawing(
        "frequency",
        "Reach against frequency",
        "People by the number of distinct sources that reached them. A source is a creator, or a friend who shares; to "
        "the right is 'everybody is talking about it'.",
        f"Bars of people by the number of distinct sources that reached them, on a logarithmic scale. {reached}.",
        paint,
        TextTable("People by distinct sources, mean of all campaigns", header, rows, []),
    )


def days(comparison: Comparison) -> Drawing:
    """Engagements on each day."""
    series = [strategy.columns["series/engagements"] for strategy in comparison.strategies]
    bands = [np.quantile(each.reshape(-1, each.shape[2]), [0.1, 0.9], axis=0) for each in series]
    means = [each.mean(axis=(0, 1)) for each in series]
    n_days = max(mean.size for mean in means)

    def paint(figure: Any) -> None:
        axes = figure.subplots()
        for index, (mean, band) in enumerate(zip(means, bands, strict=True)):
            day = np.arange(1, mean.size + 1)
            axes.fill_between(day, band[0], band[1], color=colour(index), alpha=0.16, lw=0)
            axes.plot(day, mean, color=colour(index), ls=DASHES[index % len(DASHES)], lw=2.0,
                      label=name_of(comparison.strategies[index]))  # fmt: skip
        axes.set_xlabel("day of the campaign")
        axes.set_ylabel("engagements a day")
        axes.set_ylim(bottom=0.0)
        axes.set_xlim(0.5, n_days + 0.5)
        axes.set_xticks(range(1, n_days + 1, max(1, n_days // 10)))
        plain_numbers(axes.yaxis)
        legend_above(figure, axes)

    header = ("day", *(f"{name_of(strategy, HEAD)}, mean (P10 to P90)" for strategy in comparison.strategies))
    rows = [
        (str(day + 1), *(f"{mean[day]:,.0f} ({band[0, day]:,.0f} to {band[1, day]:,.0f})" if day < mean.size else ""
                         for mean, band in zip(means, bands, strict=True)))
        for day in range(n_days)
    ]  # fmt: skip
    peaks = "; ".join(
        f"{name_of(strategy)}: most on day {int(np.argmax(mean)) + 1} with {mean.max():,.0f}"
        for strategy, mean in zip(comparison.strategies, means, strict=True)
    )
    return Drawing(
        "days",
        "Engagements over the days",
        "Lines: the mean of all campaigns. Bands: four campaigns in five lie inside on that day.",
        f"Engagements on each day of the campaign. {peaks}.",
        paint,
        TextTable("Engagements on each day", header, rows, []),
    )
