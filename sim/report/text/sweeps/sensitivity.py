"""Sensitivity as text: what each number decides, then the answer in words."""

import json
import math
from typing import Any, NamedTuple

from sim.measures.catalogue import MEASURES
from sim.report.style import numbers
from sim.report.style.plain_values import measure_unit, plain_value, quantity
from sim.report.style.table import TextTable, csv_of, plain
from sim.report.style.verdict import percents
from sim.scenario.describe.key_units import PURE
from sim.statistics.intervals import Interval
from sim.statistics.value_of_information import Known
from sim.study.sweeps.sensitivity import Sensitivity
from sim.text import printable

OF_VARIANCE = "share of the variance"
SOBOL = "first: share of the variance that this number makes alone; total: with all that it does together with others."
MORRIS = "mu*: mean size of an effect over the whole range (Morris, Campolongo); sigma: how much it depends on others."
RANKS = "PRCC: partial rank correlation, the others held; SRRC: standardised rank regression."
KNOWING = (
    "wrong: probability of choosing the worse strategy, if this number were known; worth: expected gain of knowing."
)


class Entry(NamedTuple):
    """A column of the table: a heading and a cell for each number that is varied."""

    heading: str
    cells: list[Interval | float]


def entries(sensitivity: Sensitivity) -> list[Entry]:
    """Everything that the design can say of each number, column by column."""
    columns: list[Entry] = []
    if sensitivity.indices is not None:
        columns += [Entry("total", list(sensitivity.indices.total)), Entry("first", list(sensitivity.indices.first))]
    if sensitivity.effects is not None:
        effects = sensitivity.effects
        columns.append(Entry("mu*", [effect.mu_star for effect in effects]))
        columns.append(Entry("mu", [effect.mu for effect in effects]))
        columns.append(Entry("sigma", [effect.sigma for effect in effects]))
    if sensitivity.correlations is not None:
        columns.append(Entry("PRCC", list(sensitivity.correlations)))
    if sensitivity.regression is not None:
        columns.append(Entry("SRRC", list(sensitivity.regression.coefficients)))
    if sensitivity.knowing is not None:
        factors = sensitivity.knowing.factors
        columns.append(Entry("wrong if known", [known.wrong for known in factors]))
        columns.append(Entry("worth", [known.worth for known in factors]))
    return columns


def weight(sensitivity: Sensitivity, index: int) -> float:
    """Sort key of a number: the more it matters, the smaller."""
    for entry in entries(sensitivity)[:1]:
        value = value_of(entry.cells[index])
        return -abs(value) if math.isfinite(value) else math.inf
    return 0.0


def value_of(cell: Interval | float) -> float:
    """The number in a cell, without its interval."""
    return cell.value if isinstance(cell, Interval) else cell


def order(sensitivity: Sensitivity) -> list[int]:
    """Indices of the numbers that are varied, the most important first."""
    return sorted(range(len(sensitivity.factors)), key=lambda index: weight(sensitivity, index))


def cell(value: Interval | float, heading: str) -> str:
    """A value with its interval; shares in percent."""
    if isinstance(value, float):
        return numbers.number(value)
    if heading.startswith("wrong"):
        return percents(value) if math.isfinite(value.value) else "-"
    if math.isnan(value.value):
        return "-"
    return f"{numbers.estimate(value)} ({numbers.span(value)})"


def table(sensitivity: Sensitivity) -> TextTable:
    """A row for each number that is varied, the most important first."""
    columns = entries(sensitivity)
    rows = [
        (sensitivity.factors[index], *(cell(entry.cells[index], entry.heading) for entry in columns))
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
    sentences = [note for note, part in parts if part is not None]
    if sensitivity.indices is not None:
        sentences.append(convergence(sensitivity))
    regression = sensitivity.regression
    if regression is not None and not regression.readable:
        sentences.append(f"ranks explain {regression.explained:.0%} of the variance: do not read SRRC as shares")
    if math.isfinite(sensitivity.luck):
        sentences.append(
            f"of the variance of single campaigns {sensitivity.luck:.1%} is luck, the rest is what we do not know"
        )
    return [*sentences, *sensitivity.notes]


def convergence(sensitivity: Sensitivity) -> str:
    """Whether there were points enough for indices."""
    indices = sensitivity.indices
    if indices is None or math.isnan(indices.width):
        return "the variance over points is not above its Monte Carlo noise: no index can be given"
    noise = indices.noise / indices.variance
    word = "converged" if indices.converged else "not converged, take more points"
    corrected = f"; Monte Carlo noise, {noise:.2%} of the variance, is taken out" if indices.corrected else ""
    return f"{word}: the widest interval of a total index is {indices.width:.2f} wide{corrected}"


def sentences(sensitivity: Sensitivity) -> list[str]:
    """The answer in words."""
    answer = []
    first = order(sensitivity)[0]
    indices, knowing = sensitivity.indices, sensitivity.knowing
    if indices is not None and math.isfinite(indices.total[first].value):
        total = Interval(*(min(max(end, 0.0), 1.0) for end in indices.total[first]))
        answer.append(f"{sensitivity.factors[first]} decides most: it has a part in {percents(total)} of the variance.")
    elif sensitivity.effects is not None or sensitivity.correlations is not None:
        answer.append(f"{sensitivity.factors[first]} moves the answer most.")
    if knowing is not None and math.isfinite(knowing.wrong.value):
        answer.append(knowing_sentence(sensitivity))
    return answer


def knowing_sentence(sensitivity: Sensitivity) -> str:
    """Sentence on how often one chooses wrongly today, and which number is worth knowing."""
    assert sensitivity.knowing is not None
    wrong = sensitivity.knowing.wrong
    today = f"Choosing by what is known today is wrong in {percents(wrong)} of what may be true"
    factors = dict(zip(sensitivity.factors, sensitivity.knowing.factors, strict=True))
    usable = {path: known for path, known in factors.items() if math.isfinite(known.reduction.value)}
    if not usable or wrong.value == 0.0:
        return f"{today}."
    path = max(usable, key=lambda name: usable[name].reduction.value)
    best = usable[path]
    if best.reduction.low <= 0.0:
        return f"{today}; knowing no single number would help for sure."
    gain = worth_in_words(best, sensitivity.measure)
    return f"{today}; knowing {path} would bring that to {percents(best.wrong)}{gain}."


def worth_in_words(known: Known, measure: str) -> str:
    """The worth of knowing a number, in words; nothing where that is not surely above zero."""
    if not (math.isfinite(known.worth.value) and known.worth.low > 0.0):
        return ""
    return f", and is worth {numbers.estimate(known.worth)} {MEASURES[measure].unit} of {MEASURES[measure].label}"


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
    parts = [plain(table(sensitivity), wide), *([""] if wide else []), *sentences(sensitivity)]
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
