"""Sweeps as text: what is to come, how far it is, and the study in short."""

import json
import math
from typing import Any

import numpy as np

from sim.core.arrays import F64
from sim.measures.catalogue import MEASURES
from sim.report.style import numbers
from sim.report.style.progress_bar import duration
from sim.report.style.table import TextTable, plain, printable, render, rows_csv
from sim.report.style.verdict import percents, share
from sim.statistics.intervals import t_quantile, wilson
from sim.study.sweeps.collect import OpenStudy, per_run
from sim.study.sweeps.sensitivity import RANDOM
from sim.study.sweeps.sweep import Sweep
from sim.study.sweeps.sweep_forecast import Outlook, Standing

MOST_ROWS = 30


def outlook(sweep: Sweep, found: Outlook, form: str, wide: bool) -> str:
    """What a sweep would be and need."""
    table = sweep.study.table
    rows: list[tuple[str, ...]] = [
        ("design", table.design.method, ""),
        ("points", f"{found.n_points:,}", ""),
        ("strategies", str(len(sweep.sides)), ""),
        ("runs", f"{found.runs:,}", "per strategy and point"),
        ("time", duration(found.seconds), "about"),
        ("memory", f"{found.memory / 1e9:.2f} GB", "at most"),
        ("disk", f"{found.disk / 1e6:,.0f} MB", "at most"),
    ]
    rows += [("turned", factor.path, span(sweep, index)) for index, factor in enumerate(sweep.factors)]
    return render(TextTable(f"{table.name}: a sweep, not played yet", ("", "value", ""), rows, []), form, wide)


def outlook_line(found: Outlook) -> str:
    """The same in a line."""
    return (
        f"{found.n_points:,} points, {found.n_cells:,} cells of {found.runs:,} runs: about {duration(found.seconds)}, "
        f"{found.memory / 1e9:.1f} GB of memory, {found.disk / 1e6:,.0f} MB of disk at most"
    )


def span(sweep: Sweep, index: int) -> str:
    values = sweep.points.values[:, index]
    return f"{values.min():.4g} to {values.max():.4g}"


def standing(found: Standing, form: str, wide: bool) -> str:
    """How far a sweep has come."""
    state = "being played" if found.holder else "written" if found.is_written else "unfinished"
    if not (found.holder or found.is_written or found.is_begun):
        state = "not begun"
    rows: list[tuple[str, ...]] = [
        ("state", f"{state}{f', {found.holder}' if found.holder else ''}"),
        ("points", f"{found.n_done:,} of {found.n_points:,}"),
        ("cells", f"{found.n_cells_done:,} of {found.n_cells:,}"),
        ("disk", f"{found.size / 1e6:,.1f} MB"),
        ("study file", str(found.out)),
    ]
    return render(TextTable("sweep", ("", "value"), rows, []), form, wide)


def values_at(found: OpenStudy, measure: str) -> F64:
    """A measure of every strategy at every point [strategy, point]; nan where there is none."""
    return np.asarray(per_run(found, measure).mean(axis=2))


def header(found: OpenStudy) -> tuple[str, ...]:
    label = MEASURES[found.measure].label
    letters = [one["label"] for one in found.about["strategies"]]
    return ("point", *found.factors, *(f"{label} of {letter}" for letter in letters))


def rows_of(found: OpenStudy) -> list[tuple[str, ...]]:
    """A row per point."""
    values, turned = values_at(found, found.measure), found.table("factors")
    return [
        (str(point), *(f"{value:.4g}" for value in row), *(numbers.number(float(value)) for value in values[:, point]))
        for point, row in enumerate(turned)
    ]


def heading(found: OpenStudy) -> str:
    told = " against ".join(f"{printable(one['title'])} ({one['label']})" for one in found.about["strategies"])
    attributes = found.stored.attributes
    return (
        f"{printable(found.title)}: {told}\n{len(found.all_played):,} points ({found.method}), "
        f"{found.n_runs:,} runs each, seed {attributes['seed']}, sim {attributes['sim_version']}"
    )


def notes(found: OpenStudy) -> list[str]:
    """What the reader should know."""
    told = [
        f"{n:,} cells cannot be had and are left out: {printable(why)}" for why, n in found.about["refused"].items()
    ]
    if len(found.all_played) > MOST_ROWS:
        told.insert(0, f"the first {MOST_ROWS} of {len(found.all_played):,} points; sim export writes them all")
    return [*told, *leads(found)]


def leads(found: OpenStudy) -> list[str]:
    """Who is best how often over the points, for draws from what is not known."""
    if len(found.titles) < 2 or not MEASURES[found.measure].better:
        return []
    values = MEASURES[found.measure].better * values_at(found, found.measure)
    known = values[:, np.isfinite(values).all(axis=0)]
    n = known.shape[1]
    if not n:
        return [f"{MEASURES[found.measure].label} is undefined at every point"]
    is_best = known == known.max(axis=0)
    alone = is_best.sum(axis=0) == 1
    best = (is_best & alone).sum(axis=1)
    are_draws = found.method in RANDOM  # else the points are chosen, and their share says nothing of what may be true
    shares = [
        f"{one['label']} {percents(wilson(count / n, n, t_quantile(math.inf))) if are_draws else share(count / n)}"
        for one, count in zip(found.about["strategies"], best, strict=True)
    ]
    equal = "" if alone.all() else f"; equal at {n - int(alone.sum()):,}"
    return [f"Best by {MEASURES[found.measure].label}, share of {n:,} points: {', '.join(shares)}{equal}"]


def table(found: OpenStudy) -> TextTable:
    """The first points of the study."""
    return TextTable(heading(found), header(found), rows_of(found)[:MOST_ROWS], notes(found))


def text(found: OpenStudy, form: str, wide: bool) -> str:
    """The study as `table`, `json` or `csv`."""
    if form == "csv":
        return rows_csv(header(found), rows_of(found))
    if form == "json":
        return json.dumps(record(found), indent=2, allow_nan=False)
    return plain(table(found), wide)


def record(found: OpenStudy) -> dict[str, Any]:
    values, turned = values_at(found, found.measure), found.table("factors")
    return {
        "title": found.title,
        "method": found.method,
        "measure": found.measure,
        "strategies": found.titles,
        "runs": found.n_runs,
        "points": [
            {"values": dict(zip(found.factors, map(float, row), strict=True)),
             "measure": [float(value) if math.isfinite(value) else None for value in values[:, point]]}
            for point, row in enumerate(turned)
        ],
        "notes": notes(found),
    }  # fmt: skip
