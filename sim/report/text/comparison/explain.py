"""An explanation as text: what each mechanism contributes to a difference."""

import json
import math
from typing import Any, NamedTuple

from sim.measures.catalogue import MEASURES
from sim.report.style import numbers, shared_runs
from sim.report.style.plain_values import measure_unit, plain_value, quantity
from sim.report.style.table import TextTable, plain, rows_csv
from sim.statistics.intervals import Interval
from sim.study.what_if.explain import Explanation
from sim.study.what_if.stored_runs import RunCount

HEADER = ("mechanism", "contribution", "95%", "of the difference", "unit")
REST = "everything equal"


class ExplanationLine(NamedTuple):
    """A part of the difference under the name that people read."""

    name: str
    value: Interval


def lines(explanation: Explanation) -> list[ExplanationLine]:
    """The parts that the difference is made of, the rest last."""
    parts = [ExplanationLine(part.label, part.value) for part in explanation.parts]
    return [*parts, ExplanationLine(REST, explanation.rest)]


def row(line: ExplanationLine, difference: float, unit: str, exact: str = "exact") -> tuple[str, ...]:
    """A part as a row of the table. exact: what a part without Monte Carlo error is called."""
    share = f"{100.0 * line.value.value / difference:.1f}%" if difference else "-"
    around = exact if numbers.half_width(line.value) == 0.0 else numbers.error(line.value)
    return (line.name, numbers.estimate(line.value), around, share, unit)


def heading(explanation: Explanation) -> str:
    """The measure on both sides and the difference."""
    measure = MEASURES[explanation.measure]
    a, b = (f"{numbers.number(value)} {measure.unit}".rstrip() for value in (explanation.a, explanation.b))
    difference = f"{numbers.number(explanation.difference)} {measure.unit}".rstrip()
    return f"{measure.label}: {explanation.labels[0]} {a}, {explanation.labels[1]} {b}, difference {difference}"


def notes(explanation: Explanation) -> list[str]:
    """Sentences on the method, and on mechanisms that are the same on both sides."""
    orders = f"{explanation.n_orders} random orders" if explanation.n_orders else "all orders"
    luck = f"{explanation.n_runs:,} runs on the same luck" if explanation.n_runs else "exact expected values, no luck"
    luck += f", of {explanation.n_draws:,} draws" if explanation.n_draws > 1 else ""
    sentences = [
        f"Shapley values over {orders} of making mechanisms neutral (equal on both sides), from {luck}; they add up "
        "to the difference. What neutral means: docs/mechanisms.md.",
    ]
    if explanation.inert:
        sentences.append(f"the same on both sides: {', '.join(explanation.inert)}")
    belongs = shared_runs.sentence(explanation.scaling, RunCount(explanation.n_draws, explanation.n_runs))
    return [*sentences, belongs, *explanation.notes]


def table(explanation: Explanation) -> TextTable:
    """A row for each mechanism, and one for all of them together."""
    unit = MEASURES[explanation.measure].unit
    scaling = explanation.scaling
    exact = "exact" if scaling is None or shared_runs.is_same(scaling) else "scaled"
    rows = [row(line, explanation.difference, unit, exact) for line in lines(explanation)]
    total = ("all together", numbers.number(explanation.difference), "", "100.0%", unit)
    return TextTable(heading(explanation), HEADER, [*rows, total], notes(explanation))


def tables(explanation: Explanation) -> list[TextTable]:
    """The tables of the text form."""
    return [table(explanation)]


def record(explanation: Explanation) -> dict[str, Any]:
    """The explanation as the command's JSON has it."""
    return {**plain_value(explanation), "difference": explanation.difference}


def as_dict(explanation: Explanation) -> dict[str, Any]:
    """The explanation as plain values: both sides, the contributions with 95% intervals, and their unit."""
    unit = measure_unit(explanation.measure)
    parts = [{**part._asdict(), "value": quantity(part.value, unit)} for part in explanation.parts]
    return {
        **record(explanation),
        "a": quantity(explanation.a, unit),
        "b": quantity(explanation.b, unit),
        "difference": quantity(explanation.difference, unit),
        "parts": parts,
        "rest": quantity(explanation.rest, unit),
        "scaling": shared_runs.scaling_values(explanation.scaling, unit),
        "unit": unit,
    }


def as_csv(explanation: Explanation) -> str:
    """The explanation as CSV, a row for each part."""
    unit = MEASURES[explanation.measure].unit
    rows = ((name, *(end if math.isfinite(end) else "" for end in value), unit) for name, value in lines(explanation))
    return rows_csv(("mechanism", "contribution", "low_95", "high_95", "unit"), rows)


def text(explanation: Explanation, form: str, wide: bool) -> str:
    """The explanation as `table`, `json` or `csv`."""
    if form == "json":
        return json.dumps(record(explanation), indent=2, allow_nan=False)
    return as_csv(explanation) if form == "csv" else plain(table(explanation), wide)
