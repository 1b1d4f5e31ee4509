"""An explanation as text: what each mechanism contributes to a difference."""

import csv
import io
import json
import math
from typing import Any

from sim.measures.catalogue import MEASURES
from sim.report.style import numbers
from sim.report.style.table import TextTable, plain
from sim.report.text.compare import clean
from sim.statistics.intervals import Interval
from sim.study.comparison.answers import Explanation

HEADER = ("mechanism", "contribution", "± 95%", "of the difference", "unit")
REST = "everything equal"


def lines(explanation: Explanation) -> list[tuple[str, Interval]]:
    """What the difference is made of, the rest last."""
    parts = [(f"{part.mechanism} {part.label}", part.value) for part in explanation.parts]
    return [*parts, (REST, explanation.rest)]


def row(name: str, value: Interval, difference: float, unit: str) -> tuple[str, ...]:
    share = f"{100.0 * value.value / difference:.1f}%" if difference else "-"
    margin = "exact" if numbers.half_width(value) == 0.0 else numbers.margin(value)
    return (name, numbers.estimate(value), margin, share, unit)


def heading(explanation: Explanation) -> str:
    measure = MEASURES[explanation.measure]
    a, b = (f"{numbers.number(value)} {measure.unit}".rstrip() for value in (explanation.a, explanation.b))
    difference = f"{numbers.number(explanation.difference)} {measure.unit}".rstrip()
    return f"{measure.label}: {explanation.labels[0]} {a}, {explanation.labels[1]} {b}, difference {difference}"


def notes(explanation: Explanation) -> list[str]:
    """How the parts were found."""
    orders = f"{explanation.n_orders} random orders" if explanation.n_orders else "all orders"
    luck = f"{explanation.n_runs:,} runs on the same luck" if explanation.n_runs else "exact expected values, no luck"
    told = [
        f"Shapley values over {orders} of making mechanisms neutral (equal on both sides), from {luck}; they add up "
        "to the difference. What neutral means: docs/mechanisms.md.",
    ]
    if explanation.inert:
        told.append(f"the same on both sides: {', '.join(explanation.inert)}")
    return [*told, *explanation.notes]


def table(explanation: Explanation) -> TextTable:
    unit = MEASURES[explanation.measure].unit
    rows = [row(name, value, explanation.difference, unit) for name, value in lines(explanation)]
    total = ("all together", numbers.number(explanation.difference), "", "100.0%", unit)
    return TextTable(heading(explanation), HEADER, [*rows, total], notes(explanation))


def as_json(explanation: Explanation) -> str:
    said: dict[str, Any] = clean(explanation)
    said["parts"] = [clean(part) for part in explanation.parts]
    return json.dumps({**said, "difference": explanation.difference}, indent=2, allow_nan=False)


def as_csv(explanation: Explanation) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("mechanism", "contribution", "low_95", "high_95", "unit"))
    for name, value in lines(explanation):
        ends = (end if math.isfinite(end) else "" for end in value)
        writer.writerow((name, *ends, MEASURES[explanation.measure].unit))
    return out.getvalue().rstrip("\n")


def text(explanation: Explanation, form: str, wide: bool) -> str:
    """The explanation as `table`, `json` or `csv`."""
    if form == "json":
        return as_json(explanation)
    return as_csv(explanation) if form == "csv" else plain(table(explanation), wide)
