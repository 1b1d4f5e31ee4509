"""Figures of what happens in the runs: distributions, frequency, days."""

from typing import Any

import numpy as np

from sim.core.arrays import F64
from sim.measures.catalogue import MEASURES
from sim.measures.summary import single_campaigns
from sim.report import numbers
from sim.report.figures.canvas import DASHES, Drawing, colour, name_of, plain_numbers
from sim.report.strokes import INK
from sim.report.table import Table
from sim.study.answers import Comparison, Strategy

BINS = 40
QUANTILES = (0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95)


def campaigns(strategy: Strategy, measure: str) -> F64:
    """The measure of every campaign that has one [campaign]."""
    values = single_campaigns(MEASURES[measure], strategy.columns).ravel()
    return np.asarray(values[np.isfinite(values)])


def bins(values: list[F64]) -> F64:
    """Common edges; in even factors where the values spread over more than a factor of ten."""
    known = np.concatenate(values)
    low, high = np.quantile(known, [0.002, 0.998]) if known.size else (0.0, 1.0)
    if low <= 0.0 or high / low < 10.0:
        return np.linspace(low, high if high > low else low + max(abs(low) * 0.01, 1.0), BINS + 1)
    return np.geomspace(low, high, BINS + 1)


def distributions(comparison: Comparison, measure: str) -> Drawing:
    """How single campaigns come out."""
    told = MEASURES[measure]
    values = [campaigns(strategy, measure) for strategy in comparison.strategies]

    def paint(figure: Any) -> None:
        edges = bins(values)
        panels = figure.subplots(len(values), 1, sharex=True, squeeze=False)[:, 0]
        for index, (axes, each) in enumerate(zip(panels, values, strict=True)):
            weights = np.full(each.size, 100.0 / max(each.size, 1))
            axes.hist(np.clip(each, edges[0], edges[-1]), edges, weights=weights, color=colour(index), alpha=0.8)
            axes.set_title(name_of(comparison.strategies[index]), loc="left", fontsize=10, color=colour(index))
            axes.set_ylabel("campaigns, %")
            if each.size:
                axes.axvline(np.median(each), color=INK, lw=1.2)
            if edges[0] > 0.0 and not np.allclose(np.diff(edges), edges[1] - edges[0]):
                axes.set_xscale("log")
        plain_numbers(panels[-1].xaxis)
        panels[-1].set_xlabel(f"{told.label}{f', {told.unit}' if told.unit else ''}")

    rows = [
        (f"{100 * q:.0f}% of campaigns lie below",
         *(numbers.number(float(np.quantile(each, q))) if each.size else "undefined" for each in values))
        for q in QUANTILES
    ]  # fmt: skip
    header = ("", *(name_of(strategy) for strategy in comparison.strategies))
    words = "; ".join(
        f"{name_of(strategy)}: half of the campaigns lie below {numbers.number(float(np.median(each)))}, one in ten "
        f"below {numbers.number(float(np.quantile(each, 0.1)))}, one in ten above "
        f"{numbers.number(float(np.quantile(each, 0.9)))}"
        for strategy, each in zip(comparison.strategies, values, strict=True) if each.size
    )  # fmt: skip
    return Drawing(
        f"distribution_{measure}",
        f"{told.label}: how single campaigns come out",
        "Each bar: the share of simulated campaigns that end there. The line is the median. Narrow is predictable.",
        f"Histograms of {told.label} ({told.unit or 'count'}), one below the other. {words}.",
        paint,
        Table(told.label, header, rows, []),
        (7.6, 1.1 + 1.5 * len(values)),
    )


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
        axes.set_yscale("log")
        plain_numbers(axes.yaxis)
        axes.set_xticks(np.arange(most), labels)
        axes.set_xlabel("distinct creators seen by a person")
        axes.set_ylabel("people (each step: ten times)")
        axes.legend()

    header = ("distinct creators seen", *(name_of(strategy) for strategy in comparison.strategies))
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
        Table("People by distinct creators seen, mean of all campaigns", header, rows, []),
    )


def days(comparison: Comparison) -> Drawing:
    """Engagements on each day."""
    series = [one.columns["series/engagements"] for one in comparison.strategies]
    bands = [np.quantile(each.reshape(-1, each.shape[2]), [0.1, 0.9], axis=0) for each in series]
    means = [each.mean(axis=(0, 1)) for each in series]

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
        axes.set_xlim(0.5, max(mean.size for mean in means) + 0.5)
        axes.set_xticks(range(1, max(mean.size for mean in means) + 1, max(1, max(mean.size for mean in means) // 10)))
        plain_numbers(axes.yaxis)
        axes.legend()

    header = ("day", *(f"{name_of(one)}, mean (P10 to P90)" for one in comparison.strategies))
    rows = [
        (str(day + 1), *(f"{mean[day]:,.0f} ({band[0, day]:,.0f} to {band[1, day]:,.0f})" if day < mean.size else ""
                         for mean, band in zip(means, bands, strict=True)))
        for day in range(max(mean.size for mean in means))
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
        Table("Engagements on each day", header, rows, []),
    )
