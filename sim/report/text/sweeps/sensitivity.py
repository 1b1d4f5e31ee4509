"""Sensitivity as text: what each number decides, then the answer in words."""

import json
import math
from typing import Any

from sim.report.style import numbers
from sim.report.style.plain_values import measure_unit, plain_value, quantity
from sim.report.style.table import TextTable, csv_of, plain
from sim.report.style.verdict import percents, share
from sim.report.text.sweeps.importance import entries, informative_entries, order, sentences, value_of
from sim.scenario.describe.key_units import PURE
from sim.statistics.intervals import Interval
from sim.study.sweeps.sensitivity import Sensitivity
from sim.text import printable

OF_VARIANCE = "share of the variance"
SOBOL = "first: share of the variance that this number makes alone; total: with all that it does together with others."
MORRIS = "mu*: mean size of an effect over the whole range (Morris, Campolongo); sigma: how much it depends on others."
RANKS = "PRCC: partial rank correlation, the others held; SRRC: standardised rank regression."
KNOWING = (
    "wrong: probability of choosing the worse strategy, if this number were known; worth: expected gain of knowing."
)


def cell(value: Interval | float, heading: str, sensitivity: Sensitivity) -> str:
    """A value with its interval; shares in percent."""
    if isinstance(value, float):
        return numbers.number(value)
    if heading.startswith("wrong"):
        return "as today" if is_above_today(value, sensitivity) else percents(value)
    if math.isnan(value.value):
        return "-"
    return f"{numbers.estimate(value)} ({numbers.span(value)})"


def is_above_today(wrong: Interval, sensitivity: Sensitivity) -> bool:
    """Whether choices by a known number come out wrong more often than today's, which can only be noise."""
    return sensitivity.knowing is not None and wrong.value > sensitivity.knowing.wrong.value


def table(sensitivity: Sensitivity) -> TextTable:
    """A row for each number that is varied, the most important first."""
    columns = informative_entries(sensitivity) if sensitivity.varies else []
    rows = [
        (sensitivity.factors[index], *(cell(entry.cells[index], entry.heading, sensitivity) for entry in columns))
        for index in order(sensitivity)
    ]
    return TextTable(heading(sensitivity), ("number", *(entry.heading for entry in columns)), rows, notes(sensitivity))


def tables(sensitivity: Sensitivity) -> list[TextTable]:
    """The tables of the text form."""
    return [table(sensitivity)]


def heading(sensitivity: Sensitivity) -> str:
    """The study, what is explained, and the size of the design."""
    return (
        f"{printable(sensitivity.title)}: what decides {sensitivity.subject.words}\n"
        f"{sensitivity.n_points:,} points ({sensitivity.method}), {sensitivity.n_runs:,} runs each"
    )


def notes(sensitivity: Sensitivity) -> list[str]:
    """Sentences that the reader of the table needs."""
    parts = (
        (SOBOL, sensitivity.indices),
        (MORRIS, sensitivity.effects),
        (RANKS, sensitivity.correlations),
        (KNOWING, sensitivity.knowing),
    )
    sentences = [note for note, part in parts if part is not None and sensitivity.varies]
    sentences += noise_of_knowing(sensitivity)
    if sensitivity.indices is not None:
        sentences.append(convergence(sensitivity))
    regression = sensitivity.regression
    if regression is not None and not regression.readable and math.isfinite(regression.explained):
        sentences.append(f"ranks explain {regression.explained:.0%} of the variance: do not read SRRC as shares")
    if math.isfinite(sensitivity.luck):
        sentences.append(
            f"of the variance of single campaigns {sensitivity.luck:.1%} is luck, the rest is what we do not know"
        )
    return [*sentences, *sensitivity.notes]


def noise_of_knowing(sensitivity: Sensitivity) -> list[str]:
    """A sentence on numbers by which choices come out worse than today's, which nothing but noise explains."""
    if sensitivity.knowing is None:
        return []
    pairs = zip(sensitivity.factors, sensitivity.knowing.factors, strict=True)
    worse = [(path, known.wrong.value) for path, known in pairs if is_above_today(known.wrong, sensitivity)]
    if not worse:
        return []
    path, wrong = max(worse, key=lambda pair: pair[1])
    today = share(sensitivity.knowing.wrong.value)
    return [
        f"as today: choices by this number came out wrong a little more often than today's {today} ({path}: "
        f"{share(wrong)}); that is noise, since who knows a number need not use it"
    ]


def convergence(sensitivity: Sensitivity) -> str:
    """Whether there were points enough for indices."""
    indices = sensitivity.indices
    if indices is None or math.isnan(indices.width):
        return "the variance over points is not above its Monte Carlo noise: no index can be given"
    noise = indices.noise / indices.variance
    word = "converged" if indices.converged else "not converged, take more points"
    corrected = f"; Monte Carlo noise, {noise:.2%} of the variance, is taken out" if indices.corrected else ""
    return f"{word}: the widest interval of a total index is {indices.width:.2f} wide{corrected}"


def records(sensitivity: Sensitivity) -> list[dict[str, Any]]:
    """A dictionary of plain values for each number that is varied."""
    columns = entries(sensitivity)
    return [
        {"number": path, **{entry.heading: plain_value(entry.cells[index]) for entry in columns}}
        for index, path in enumerate(sensitivity.factors)
    ]


def record(sensitivity: Sensitivity) -> dict[str, Any]:
    """The sensitivity as the command's JSON has it."""
    return {
        "title": sensitivity.title,
        "subject": sensitivity.subject.words,
        "method": sensitivity.method,
        "points": sensitivity.n_points,
        "runs": sensitivity.n_runs,
        "luck": plain_value(sensitivity.luck),
        "numbers": records(sensitivity),
        "wrong_today": plain_value(sensitivity.knowing.wrong) if sensitivity.knowing else None,
        "varies": sensitivity.varies,
        "notes": notes(sensitivity),
        "answer": sentences(sensitivity),
    }


def as_dict(sensitivity: Sensitivity) -> dict[str, Any]:
    """The sensitivity as plain values with 95% intervals, and the unit of each column."""
    units = {"total": OF_VARIANCE, "first": OF_VARIANCE, "wrong if known": "probability",
             "worth": measure_unit(sensitivity.measure)}  # fmt: skip
    columns = entries(sensitivity)
    numbers_of = [
        {"number": path, **{entry.heading: quantity(entry.cells[index], units.get(entry.heading, PURE))
                            for entry in columns}}
        for index, path in enumerate(sensitivity.factors)
    ]  # fmt: skip
    knowing = sensitivity.knowing
    return {
        **record(sensitivity),
        "measure": sensitivity.measure,
        "luck": quantity(sensitivity.luck, OF_VARIANCE),
        "numbers": numbers_of,
        "wrong_today": quantity(knowing.wrong, "probability") if knowing else None,
        "units": {entry.heading: units.get(entry.heading, PURE) for entry in columns},
    }


def text(sensitivity: Sensitivity, form: str, wide: bool) -> str:
    """The study's sensitivity as `table`, `json` or `csv`."""
    if form == "json":
        return json.dumps(record(sensitivity), indent=2, allow_nan=False)
    if form == "csv":
        return csv_of(flat_columns(sensitivity))
    shown = [heading(sensitivity), *notes(sensitivity)] if not sensitivity.varies else [plain(table(sensitivity), wide)]
    parts = [*shown, *([""] if wide else []), *sentences(sensitivity)]
    return printable("\n".join(parts))


def flat_columns(sensitivity: Sensitivity) -> dict[str, list[Any]]:
    """Columns of equal length: values and the ends of their intervals."""
    columns: dict[str, list[Any]] = {"number": list(sensitivity.factors)}
    for entry in entries(sensitivity):
        name = entry.heading.replace(" ", "_").replace("*", "_star")
        columns[name] = [value_of(value) for value in entry.cells]
        if isinstance(entry.cells[0], Interval):
            columns[f"{name}_low"] = [value.low for value in entry.cells if isinstance(value, Interval)]
            columns[f"{name}_high"] = [value.high for value in entry.cells if isinstance(value, Interval)]
    return columns
