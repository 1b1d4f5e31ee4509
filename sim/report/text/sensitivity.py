"""Sensitivity as text: what each number decides, then the answer in words."""

import json
import math
from typing import Any, NamedTuple

from sim.measures.catalogue import MEASURES
from sim.report.style import numbers
from sim.report.style.table import TextTable, csv_of, plain, printable
from sim.report.style.verdict import percents
from sim.report.text.compare import clean, span
from sim.statistics.intervals import Interval
from sim.statistics.value_of_information import Known
from sim.study.sweeps.sensitivity import Sensitivity

SOBOL = "first: share of the variance that this number makes alone; total: with all that it does together with others."
MORRIS = "mu*: mean size of an effect over the whole range (Morris, Campolongo); sigma: how much it depends on others."
RANKS = "PRCC: partial rank correlation, the others held; SRRC: standardised rank regression."
KNOWING = (
    "wrong: probability of choosing the worse strategy, if this number were known; worth: expected gain of knowing."
)


class Entry(NamedTuple):
    """A column of the table: a heading and a cell for each number that is turned."""

    heading: str
    cells: list[Interval | float]


def entries(found: Sensitivity) -> list[Entry]:
    """All that the design can tell of each number."""
    told: list[Entry] = []
    if found.indices is not None:
        told += [Entry("total", list(found.indices.total)), Entry("first", list(found.indices.first))]
    if found.effects is not None:
        told += [Entry("mu*", [one.mu_star for one in found.effects]), Entry("mu", [one.mu for one in found.effects])]
        told.append(Entry("sigma", [one.sigma for one in found.effects]))
    if found.correlations is not None:
        told.append(Entry("PRCC", list(found.correlations)))
    if found.regression is not None:
        told.append(Entry("SRRC", list(found.regression.coefficients)))
    if found.knowing is not None:
        each = found.knowing.factors
        told += [Entry("wrong if known", [one.wrong for one in each]), Entry("worth", [one.worth for one in each])]
    return told


def weight(found: Sensitivity, index: int) -> float:
    """How much a number matters, for the order of the table."""
    for one in entries(found)[:1]:
        value = value_of(one.cells[index])
        return -abs(value) if math.isfinite(value) else math.inf
    return 0.0


def value_of(cell: Interval | float) -> float:
    return cell.value if isinstance(cell, Interval) else cell


def order(found: Sensitivity) -> list[int]:
    """The numbers that are turned, the most important first."""
    return sorted(range(len(found.factors)), key=lambda index: weight(found, index))


def cell(value: Interval | float, heading: str) -> str:
    """A value with its interval; shares in percent."""
    if isinstance(value, float):
        return numbers.number(value)
    if heading.startswith("wrong"):
        return percents(value) if math.isfinite(value.value) else "-"
    if math.isnan(value.value):
        return "-"
    return f"{numbers.estimate(value)} ({span(value)})"


def table(found: Sensitivity) -> TextTable:
    """A row for each number that is turned."""
    told = entries(found)
    rows = [(found.factors[index], *(cell(one.cells[index], one.heading) for one in told)) for index in order(found)]
    return TextTable(heading(found), ("number", *(one.heading for one in told)), rows, notes(found))


def heading(found: Sensitivity) -> str:
    return (
        f"{printable(found.title)}: what decides {found.subject.words}\n"
        f"{found.n_points:,} points ({found.method}), {found.n_runs:,} runs each"
    )


def notes(found: Sensitivity) -> list[str]:
    told = [note for note, part in ((SOBOL, found.indices), (MORRIS, found.effects), (RANKS, found.correlations),
                                    (KNOWING, found.knowing)) if part is not None]  # fmt: skip
    if found.indices is not None:
        told.append(convergence(found))
    if found.regression is not None and not found.regression.readable:
        told.append(f"ranks explain {found.regression.explained:.0%} of the variance: do not read SRRC as shares")
    if math.isfinite(found.luck):
        told.append(f"of the variance of single campaigns {found.luck:.1%} is luck, the rest is what we do not know")
    return [*told, *found.notes]


def convergence(found: Sensitivity) -> str:
    """Whether there were points enough for indices."""
    if found.indices is None or math.isnan(found.indices.width):
        return "the variance over points is not above its Monte Carlo noise: no index can be told"
    noise = found.indices.noise / found.indices.variance
    word = "converged" if found.indices.converged else "not converged, take more points"
    corrected = f"; Monte Carlo noise, {noise:.2%} of the variance, is taken out" if found.indices.corrected else ""
    return f"{word}: the widest interval of a total index is {found.indices.width:.2f} wide{corrected}"


def sentences(found: Sensitivity) -> list[str]:
    """The answer in words."""
    told = []
    first = order(found)[0]
    if found.indices is not None and math.isfinite(found.indices.total[first].value):
        one = Interval(*(min(max(end, 0.0), 1.0) for end in found.indices.total[first]))
        told.append(f"{found.factors[first]} decides most: it has a part in {percents(one)} of the variance.")
    elif found.effects is not None or found.correlations is not None:
        told.append(f"{found.factors[first]} moves the answer most.")
    if found.knowing is not None and math.isfinite(found.knowing.wrong.value):
        told.append(knowing_sentence(found))
    return told


def knowing_sentence(found: Sensitivity) -> str:
    assert found.knowing is not None
    today = f"Choosing by what is known today is wrong in {percents(found.knowing.wrong)} of what may be true"
    each = dict(zip(found.factors, found.knowing.factors, strict=True))
    usable = {path: one for path, one in each.items() if math.isfinite(one.reduction.value)}
    if not usable or found.knowing.wrong.value == 0.0:
        return f"{today}."
    path = max(usable, key=lambda name: usable[name].reduction.value)
    best = usable[path]
    if best.reduction.low <= 0.0:
        return f"{today}; knowing no single number would help for sure."
    return f"{today}; knowing {path} would bring that to {percents(best.wrong)}{worth_told(best, found.measure)}."


def worth_told(one: Known, measure: str) -> str:
    if not (math.isfinite(one.worth.value) and one.worth.low > 0.0):
        return ""
    return f", and is worth {numbers.estimate(one.worth)} {MEASURES[measure].unit} of {MEASURES[measure].label}"


def records(found: Sensitivity) -> list[dict[str, Any]]:
    """A dictionary for each number that is turned."""
    told = entries(found)
    return [{"number": path, **{one.heading: clean(one.cells[index]) for one in told}}
            for index, path in enumerate(found.factors)]  # fmt: skip


def text(found: Sensitivity, form: str, wide: bool) -> str:
    """The study's sensitivity as `table`, `json` or `csv`."""
    if form == "json":
        said = {"title": found.title, "subject": found.subject.words, "method": found.method, "points": found.n_points,
                "runs": found.n_runs, "luck": clean(found.luck), "numbers": records(found),
                "wrong_today": clean(found.knowing.wrong) if found.knowing else None,
                "notes": notes(found), "answer": sentences(found)}  # fmt: skip
        return json.dumps(said, indent=2, allow_nan=False)
    if form == "csv":
        return csv_of(flat_columns(found))
    return printable("\n".join([plain(table(found), wide), *([""] if wide else []), *sentences(found)]))


def flat_columns(found: Sensitivity) -> dict[str, list[Any]]:
    """Columns of equal length: values and the ends of their intervals."""
    columns: dict[str, list[Any]] = {"number": list(found.factors)}
    for one in entries(found):
        name = one.heading.replace(" ", "_").replace("*", "_star")
        columns[name] = [value_of(value) for value in one.cells]
        if isinstance(one.cells[0], Interval):
            columns[f"{name}_low"] = [value.low for value in one.cells if isinstance(value, Interval)]
            columns[f"{name}_high"] = [value.high for value in one.cells if isinstance(value, Interval)]
    return columns
