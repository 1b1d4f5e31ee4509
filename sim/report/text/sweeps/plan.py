"""The sample size as text: how many points and runs a precision takes."""

import json
from typing import Any

from sim.report.style.plain_values import plain_value, quantity
from sim.report.style.progress_bar import duration
from sim.report.style.table import TextTable, csv_of, plain
from sim.study.sweeps.plan import Sizing

OF_CORE = "s of one core"


def seconds_of(sizing: Sizing, points: int, runs: int) -> float:
    """Time that a study of this size takes on one core, in seconds."""
    per_point, per_run = sizing.seconds
    return points * (per_point + per_run * runs)


def heading(sizing: Sizing) -> str:
    """The answer in a line."""
    enough, known = sizing.over_all, f"{sizing.words} to ± {sizing.precision:g} (95%)"
    return f"{known}: {enough.points:,} points x {enough.runs:,} runs" if enough else f"{known}: unreachable"


def table(sizing: Sizing) -> TextTable:
    """A row for each thing that could be known so precisely, and one for the study as it stands."""
    points, runs = sizing.asked
    sizes = [
        ("each point by itself, four in five of them", points, sizing.at_each_point.median),
        ("each point by itself, the noisiest", points, sizing.at_each_point.largest),
        ("the study as it stands", points, runs),
    ]
    rows: list[tuple[str, ...]] = [
        (words, f"{n_points:,}", f"{n_runs:,}", duration(seconds_of(sizing, n_points, n_runs)))
        for words, n_points, n_runs in sizes
    ]
    if sizing.over_all is not None:
        best = sizing.over_all
        rows.insert(2, ("the mean over all points", f"{best.points:,}", f"{best.runs:,}", duration(best.cost)))
    notes = [
        f"pilot of {sizing.pilot[0]} points x {sizing.pilot[1]} runs; time is of one core, with all strategies",
        f"as it stands, the study gives the mean over all points to ± {sizing.reached:.1%}",
    ]
    if sizing.over_all is None:
        notes.append("no number of points within reach gives the mean over all points so precisely")
    title = f"{sizing.words} to ± {sizing.precision:.3g} (95%) takes"
    return TextTable(title, ("to know", "points", "runs", "time"), rows, notes)


def tables(sizing: Sizing) -> list[TextTable]:
    """The tables of the text form."""
    return [table(sizing)]


def size_of(sizing: Sizing, points: int, runs: int) -> dict[str, Any]:
    """A size of a study with the time that it takes."""
    return {"points": points, "runs": runs, "seconds": quantity(seconds_of(sizing, points, runs), OF_CORE)}


def as_dict(sizing: Sizing) -> dict[str, Any]:
    """The sample sizes as plain values: half-widths at 95% are shares of the value, times seconds of one core."""
    points, runs = sizing.asked
    best = sizing.over_all
    over_all = best and {
        "points": best.points,
        "runs": best.runs,
        "seconds": quantity(best.cost, OF_CORE),
        "half_width": quantity(best.half_width, "share"),
    }
    answer = {
        "title": f"{sizing.words} to ± {sizing.precision:.3g} (95%)",
        "precision": quantity(sizing.precision, "share"),
        "pilot": {"points": sizing.pilot[0], "runs": sizing.pilot[1]},
        "each_point_usual": size_of(sizing, points, sizing.at_each_point.median),
        "each_point_noisiest": size_of(sizing, points, sizing.at_each_point.largest),
        "mean_over_all_points": over_all,
        "as_it_stands": {**size_of(sizing, points, runs), "half_width": quantity(sizing.reached, "share")},
        "components": {**sizing.components._asdict(), "unit": "variance of the logarithm"},
        "notes": table(sizing).notes,
    }
    plain_values: dict[str, Any] = plain_value(answer)
    return plain_values


def record(sizing: Sizing) -> dict[str, Any]:
    """The answer as the command's JSON has it: the table in text, and what it was made of."""
    shown = table(sizing)
    return {
        "title": shown.heading,
        "rows": [dict(zip(shown.header, row, strict=True)) for row in shown.rows],
        "notes": shown.notes,
        "components": sizing.components._asdict(),
        "reached": sizing.reached,
        "runs_per_point": sizing.at_each_point._asdict(),
        "over_all": sizing.over_all._asdict() if sizing.over_all else None,
    }


def text(sizing: Sizing, form: str, wide: bool) -> str:
    """The points and runs of a precision, as `table`, `json` or `csv`."""
    shown = table(sizing)
    if form == "json":
        return json.dumps(record(sizing), indent=2)
    if form == "csv":
        return csv_of({name: [row[index] for row in shown.rows] for index, name in enumerate(shown.header)})
    return plain(shown, wide)
