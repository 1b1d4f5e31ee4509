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
from sim.study.comparison.answers import Comparison, Strategy

BINS = 40
QUANTILES = (0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95)


class CampaignSpread(NamedTuple):
    """How the campaigns of a strategy come out in one measure."""

    strategy: Strategy
    known: F64  # [campaign] infinite where money bought nothing; those without a value (0 / 0) are left out
    n: int  # of all campaigns

    @property
    def finite(self) -> F64:
        return np.asarray(self.known[np.isfinite(self.known)])

    def quantile(self, share: float) -> float:
        """As the table of risks has it: the value of a campaign; nan where there is none."""
        return float(np.quantile(self.known, share, method="inverted_cdf")) if self.known.size else math.nan


def spread(strategy: Strategy, measure: str) -> CampaignSpread:
    single = single_campaigns(MEASURES[measure], strategy.columns).ravel()
    return CampaignSpread(strategy, single[~np.isnan(single)], single.size)


def bins(values: list[F64]) -> tuple[F64, bool]:
    """Common edges, and whether in even factors: where the values spread over more than a factor of ten."""
    known = np.concatenate(values)
    low, high = np.quantile(known, [0.002, 0.998]) if known.size else (0.0, 1.0)
    if low <= 0.0 or high / low < 10.0:
        return np.linspace(low, high if high > low else low + max(abs(low) * 0.01, 1.0), BINS + 1), False
    return np.geomspace(low, high, BINS + 1), True


def distributions(comparison: Comparison, measure: str) -> Drawing:
    """How single campaigns come out."""
    told = MEASURES[measure]
    spreads = [spread(strategy, measure) for strategy in comparison.strategies]
    absent = "".join(f" {words}" for one in spreads for words in absences(one, told))
    return Drawing(
        f"distribution_{measure}",
        f"{told.label}: how single campaigns come out",
        "Each bar: the share of simulated campaigns that end there. The line is the median. Narrow is predictable."
        + absent,
        f"Histograms of {told.label} ({told.unit or 'count'}), one below the other. "
        f"{'; '.join(map(outcome, spreads))}.{absent}",
        partial(paint_distributions, spreads, f"{told.label}{f', {told.unit}' if told.unit else ''}"),
        distribution_table(spreads, told),
        (WIDTH, 1.0 + 1.4 * len(spreads)),
    )


def paint_distributions(spreads: Sequence[CampaignSpread], label: str, figure: Any) -> None:
    edges, by_factors = bins([one.finite for one in spreads])
    panels = figure.subplots(len(spreads), 1, sharex=True, squeeze=False)[:, 0]
    for index, (axes, one) in enumerate(zip(panels, spreads, strict=True)):
        values, median = one.finite, one.quantile(0.5)
        weights = np.full(values.size, 100.0 / max(one.known.size, 1))
        axes.hist(np.clip(values, edges[0], edges[-1]), edges, weights=weights, color=colour(index), alpha=0.8)
        axes.set_title(name_of(one.strategy, 2 * HEAD), loc="left", fontsize=10, color=colour(index))
        axes.set_ylabel("campaigns, %", fontsize=9)
        if math.isfinite(median):
            axes.axvline(median, color=INK, lw=1.2)
    scale(panels[-1], "x", by_factors)
    panels[-1].set_xlabel(label)


def absences(one: CampaignSpread, told: Measure) -> list[str]:
    """Which campaigns are not drawn, in words."""
    n_infinite, n_without = one.known.size - one.finite.size, one.n - one.known.size
    said = []
    if n_infinite:
        why = " (paid for, and nothing came of it)" if told.better < 0 else ""
        said.append(f"{one.strategy.label}: {told.label} is infinite in {n_infinite:,} of {one.n:,} campaigns{why}; "
                    "they count in all percentages, but cannot be drawn.")  # fmt: skip
    if n_without:
        said.append(f"{one.strategy.label}: {n_without:,} of {one.n:,} campaigns have no {told.label} (0 / 0) and are "
                    "left out.")  # fmt: skip
    return said


def outcome(one: CampaignSpread) -> str:
    """The spread of a strategy in a phrase."""
    if not one.known.size:
        return f"{name_of(one.strategy)}: no campaign has a value"
    half, low, high = (numbers.number(one.quantile(share)) for share in (0.5, 0.1, 0.9))
    return f"{name_of(one.strategy)}: half of the campaigns lie below {half}, one in ten below {low}, one above {high}"


def distribution_table(spreads: Sequence[CampaignSpread], told: Measure) -> TextTable:
    """Quantiles, and how many campaigns have none."""
    rows = [
        (f"{100 * share:.0f}% of campaigns lie below",
         *(numbers.number(one.quantile(share)) if one.known.size else "undefined" for one in spreads))
        for share in QUANTILES
    ]  # fmt: skip
    for words, counts in (
        ("campaigns with an infinite value", [one.known.size - one.finite.size for one in spreads]),
        ("campaigns without a value", [one.n - one.known.size for one in spreads]),
    ):
        if any(counts):
            rows.append((words, *(f"{n:,} of {one.n:,}" for n, one in zip(counts, spreads, strict=True))))
    return TextTable(told.label, ("", *(name_of(one.strategy, HEAD) for one in spreads)), rows, [])


def frequency(comparison: Comparison) -> Drawing:
    """People by the number of distinct creators they saw."""
    people = [one.columns["frequency/people"].mean(axis=(0, 1)) for one in comparison.strategies]
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
        axes.set_xlabel("distinct creators seen by a person")
        axes.set_ylabel("people (logarithmic scale)")
        legend_above(figure, axes)

    header = ("distinct creators seen", *(name_of(strategy, HEAD) for strategy in comparison.strategies))
    rows = [(label, *(f"{each[index]:,.0f}" for each in people)) for index, label in enumerate(labels)]
    reached = "; ".join(
        f"{name_of(strategy)}: {each.sum():,.0f} people reached, {each[1:].sum():,.0f} of them by two or more creators"
        for strategy, each in zip(comparison.strategies, people, strict=True)
    )
    return Drawing(
        "frequency",
        "Reach against frequency",
        "How many people see how many different creators: to the right is 'everybody is talking about it'.",
        f"Bars of people by the number of distinct creators they saw, on a logarithmic scale. {reached}.",
        paint,
        TextTable("People by distinct creators seen, mean of all campaigns", header, rows, []),
    )


def days(comparison: Comparison) -> Drawing:
    """Engagements on each day."""
    series = [one.columns["series/engagements"] for one in comparison.strategies]
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

    header = ("day", *(f"{name_of(one, HEAD)}, mean (P10 to P90)" for one in comparison.strategies))
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
