"""Sweeps as text: what is to come, how far it is, and the study in short."""

import json
from collections.abc import Callable
from typing import Any

import numpy as np

from sim.core.arrays import F64
from sim.measures.catalogue import MEASURES
from sim.report.style import numbers
from sim.report.style.plain_values import measure_unit, plain_value, quantity, series
from sim.report.style.progress_bar import duration
from sim.report.style.table import TextTable, plain, render, rows_csv
from sim.report.style.verdict import percents, share
from sim.scenario.describe.key_units import unit_of_key
from sim.statistics.intervals import share_interval
from sim.study.sweeps.collect import OpenStudy, per_run
from sim.study.sweeps.sensitivity import RANDOM
from sim.study.sweeps.sweep import Sweep
from sim.study.sweeps.sweep_forecast import Outlook, Standing
from sim.text import printable

MOST_ROWS = 30


def outlook(sweep: Sweep, forecast: Outlook, form: str, wide: bool) -> str:
    """The size and the needs of a sweep that is not played yet."""
    return render(outlook_table(sweep, forecast), form, wide)


def outlook_table(sweep: Sweep, forecast: Outlook) -> TextTable:
    """The size and the needs of a sweep, a row each."""
    table = sweep.study.table
    rows: list[tuple[str, ...]] = [
        ("design", table.design.method, ""),
        ("points", f"{forecast.n_points:,}", ""),
        ("strategies", str(len(sweep.sides)), ""),
        ("runs", f"{forecast.runs:,}", "per strategy and point"),
        ("time", duration(forecast.seconds), "about"),
        ("memory", f"{forecast.memory / 1e9:.2f} GB", "at most"),
        ("disk", f"{forecast.disk / 1e6:,.0f} MB", "at most"),
    ]
    rows += [("varied", factor.path, span(sweep, index)) for index, factor in enumerate(sweep.factors)]
    return TextTable(f"{table.name}: a sweep, not played yet", ("", "value", ""), rows, [])


def outlook_line(forecast: Outlook) -> str:
    """The size and the needs of a sweep in a line."""
    return (
        f"{forecast.n_points:,} points, {forecast.n_cells:,} cells of {forecast.runs:,} runs: about "
        f"{duration(forecast.seconds)}, {forecast.memory / 1e9:.1f} GB of memory, {forecast.disk / 1e6:,.0f} MB of "
        "disk at most"
    )


def span(sweep: Sweep, index: int) -> str:
    """The least and the largest value of a number that is varied."""
    values = sweep.points.values[:, index]
    return f"{values.min():.4g} to {values.max():.4g}"


def standing(progress: Standing, form: str, wide: bool) -> str:
    """The progress of a sweep: what is played, and what is on the disk."""
    return render(standing_table(progress), form, wide)


def standing_table(progress: Standing) -> TextTable:
    """The progress of a sweep, a row for each figure."""
    state = "being played" if progress.holder else "written" if progress.is_written else "unfinished"
    if not (progress.holder or progress.is_written or progress.is_begun):
        state = "not begun"
    rows: list[tuple[str, ...]] = [
        ("state", f"{state}{f', {progress.holder}' if progress.holder else ''}"),
        ("points", f"{progress.n_done:,} of {progress.n_points:,}"),
        ("cells", f"{progress.n_cells_done:,} of {progress.n_cells:,}"),
        ("disk", f"{progress.size / 1e6:,.1f} MB"),
        ("study file", str(progress.out)),
    ]
    return TextTable("sweep", ("", "value"), rows, [])


def values_at(study: OpenStudy, measure: str) -> F64:
    """A measure of every strategy at every point [strategy, point]; nan where there is none."""
    return np.asarray(per_run(study, measure).mean(axis=2))


def header(study: OpenStudy) -> tuple[str, ...]:
    """Names of the columns: the numbers that are varied, then the measure of each strategy."""
    label = MEASURES[study.measure].label
    letters = [strategy["label"] for strategy in study.about["strategies"]]
    return ("point", *study.factors, *(f"{label} of {letter}" for letter in letters))


def rows_of(study: OpenStudy) -> list[tuple[str, ...]]:
    """A row per point."""
    values, factors = values_at(study, study.measure), study.table("factors")
    return [
        (str(point), *(f"{value:.4g}" for value in row), *(numbers.number(float(value)) for value in values[:, point]))
        for point, row in enumerate(factors)
    ]


def heading(study: OpenStudy) -> str:
    """The strategies, the size of the study, and what makes it again."""
    strategies = study.about["strategies"]
    sides = " against ".join(f"{printable(strategy['title'])} ({strategy['label']})" for strategy in strategies)
    attributes = study.stored.attributes
    return (
        f"{printable(study.title)}: {sides}\n{len(study.playable):,} points ({study.method}), "
        f"{study.n_runs:,} runs each, seed {attributes['seed']}, sim {attributes['sim_version']}"
    )


def notes(study: OpenStudy) -> list[str]:
    """Sentences that the reader of the table needs."""
    refused = [
        f"{n:,} cells cannot be played and are left out: {printable(why)}" for why, n in study.about["refused"].items()
    ]
    n_points = len(study.playable)
    more = [f"the first {MOST_ROWS} of {n_points:,} points; sim export writes them all"] if n_points > MOST_ROWS else []
    return [*more, *refused, *leads(study)]


def leads(study: OpenStudy) -> list[str]:
    """Share of the points at which each strategy is best; with an interval where the points are draws."""
    measure = MEASURES[study.measure]
    if len(study.titles) < 2 or not measure.better:
        return []
    values = measure.better * values_at(study, study.measure)
    known = values[:, np.isfinite(values).all(axis=0)]
    n = known.shape[1]
    if not n:
        return [f"{measure.label} is undefined at every point"]
    is_best = known == known.max(axis=0)
    alone = is_best.sum(axis=0) == 1
    best = (is_best & alone).sum(axis=1)
    are_draws = study.method in RANDOM  # else the points are chosen, and their share says nothing of what may be true
    in_words: Callable[[float], str] = (lambda value: percents(share_interval(value, n))) if are_draws else share
    shares = [
        f"{strategy['label']} {in_words(float(n_best / n))}"
        for strategy, n_best in zip(study.about["strategies"], best, strict=True)
    ]
    equal = "" if alone.all() else f"; equal at {n - int(alone.sum()):,}"
    return [f"Best by {measure.label}, share of {n:,} points: {', '.join(shares)}{equal}"]


def table(study: OpenStudy) -> TextTable:
    """The first points of the study."""
    return TextTable(heading(study), header(study), rows_of(study)[:MOST_ROWS], notes(study))


def tables(study: OpenStudy) -> list[TextTable]:
    """The tables of the text form."""
    return [table(study)]


def text(study: OpenStudy, form: str, wide: bool) -> str:
    """The study as `table`, `json` or `csv`."""
    if form == "csv":
        return rows_csv(header(study), rows_of(study))
    if form == "json":
        return json.dumps(record(study), indent=2, allow_nan=False)
    return plain(table(study), wide)


def record(study: OpenStudy) -> dict[str, Any]:
    """The study as the command's JSON has it: the measure of every strategy at every point."""
    values, factors = values_at(study, study.measure), study.table("factors")
    return {
        "title": study.title,
        "method": study.method,
        "measure": study.measure,
        "strategies": study.titles,
        "runs": study.n_runs,
        "points": [
            {"values": dict(zip(study.factors, map(float, row), strict=True)),
             "measure": [plain_value(value) for value in values[:, point]]}
            for point, row in enumerate(factors)
        ],
        "notes": notes(study),
    }  # fmt: skip


def as_dict(study: OpenStudy) -> dict[str, Any]:
    """The study as plain values: numbers that are varied, and the measure, with their units."""
    unit, values = measure_unit(study.measure), plain_value(record(study))
    points = [
        {
            "values": {path: quantity(value, unit_of_key(path)) for path, value in point["values"].items()},
            "measure": series(point["measure"], unit),
        }
        for point in values["points"]
    ]
    return {**values, "points": points, "unit": unit}


def outlook_values(forecast: Outlook) -> dict[str, Any]:
    """The size and the needs of a sweep as plain values with units."""
    needs = {"seconds": "s", "memory": "bytes", "disk": "bytes"}
    sizes = forecast._asdict()
    return {**sizes, **{name: quantity(sizes[name], unit) for name, unit in needs.items()}}


def standing_values(progress: Standing) -> dict[str, Any]:
    """The progress of a sweep as plain values with units."""
    return {**progress._asdict(), "size": quantity(progress.size, "bytes"), "out": str(progress.out)}
