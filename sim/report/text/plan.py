"""How many points and runs are enough, as text."""

import json

from sim.report.style.progress_bar import duration
from sim.report.style.table import TextTable, csv_of, plain
from sim.study.sweeps.plan import Sizing


def table(found: Sizing) -> TextTable:
    per_point, per_run = found.seconds
    asked_points, asked_runs = found.asked
    rows: list[tuple[str, ...]] = [
        ("each point by itself, four in five of them", f"{asked_points:,}", f"{found.at_each_point.median:,}",
         duration(asked_points * (per_point + per_run * found.at_each_point.median))),
        ("each point by itself, the noisiest", f"{asked_points:,}", f"{found.at_each_point.largest:,}",
         duration(asked_points * (per_point + per_run * found.at_each_point.largest))),
    ]  # fmt: skip
    if found.over_all is not None:
        best = found.over_all
        rows.append(("the mean over all points", f"{best.points:,}", f"{best.runs:,}", duration(best.cost)))
    rows.append(
        ("the study as it stands", f"{asked_points:,}", f"{asked_runs:,}",
         duration(asked_points * (per_point + per_run * asked_runs)))
    )  # fmt: skip
    told = [
        f"pilot of {found.pilot[0]} points x {found.pilot[1]} runs; time is of one core, with all strategies",
        f"as it stands, the study tells the mean over all points to ± {found.reached:.1%}",
    ]
    if found.over_all is None:
        told.append("the mean over all points cannot be told so precisely with any number of points in reach")
    title = f"{found.words} to ± {found.precision:.3g} (95%) takes"
    return TextTable(title, ("to know", "points", "runs", "time"), rows, told)


def text(found: Sizing, form: str, wide: bool) -> str:
    """What a precision takes, as `table`, `json` or `csv`."""
    made = table(found)
    if form == "json":
        said = {
            "title": made.heading,
            "rows": [dict(zip(made.header, row, strict=True)) for row in made.rows],
            "notes": made.notes,
            "components": found.components._asdict(),
            "reached": found.reached,
            "runs_per_point": found.at_each_point._asdict(),
            "over_all": found.over_all._asdict() if found.over_all else None,
        }
        return json.dumps(said, indent=2)
    if form == "csv":
        return csv_of({name: [row[index] for row in made.rows] for index, name in enumerate(made.header)})
    return plain(made, wide)
