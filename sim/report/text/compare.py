"""A comparison as text: the strategies side by side, then the verdict."""

import json
import math
import shutil
from typing import Any

from sim.measures.catalogue import MEASURES
from sim.measures.contrast import Contrast
from sim.report.style import numbers
from sim.report.style.table import TextTable, align, plain, printable, rows_csv
from sim.report.style.verdict import sentence, share
from sim.report.text import run
from sim.statistics.intervals import Interval, t_quantile, wilson
from sim.study.comparison.answers import Comparison, HealthCheck

ERROR = {
    True: "± 95%: Monte Carlo error (Student, paired; Fieller for ratios).",
    False: "± 95%: Monte Carlo error (Welch, unpaired; Fieller for ratios).",
}
NARROW = ("measure", "A", "B", "A / B (95%)", "P(A beats B)")
PAIRING = "pairing: variance of the difference without pairing over that with it; above 1 it helps."


def span(interval: Interval) -> str:
    """The ends of an interval."""
    if math.isnan(interval.low):
        return "-"
    half = numbers.half_width(interval)
    places = numbers.decimals(interval.value, half)
    return f"{numbers.number(interval.low, places)} to {numbers.number(interval.high, places)}"


def cell(interval: Interval) -> str:
    """An estimate and its margin."""
    if math.isnan(interval.value):
        return "undefined"
    margin = numbers.margin(interval)
    return numbers.estimate(interval) if margin in ("-", "0") else f"{numbers.estimate(interval)} ± {margin}"


def heading(comparison: Comparison) -> str:
    how = "paired runs" if comparison.paired else "unpaired"
    told = [f"{strategy.label}: {run.heading(strategy.stored)}" for strategy in comparison.strategies]
    return "\n".join([f"{len(told)} strategies, {how}", *told])


def pair_row(name: str, one: Contrast) -> tuple[str, ...]:
    """One measure of two strategies."""
    measure = MEASURES[name]
    helps = "" if math.isnan(one.variance_removed) else numbers.number(one.variance_removed, 2)
    ratio = "" if math.isnan(one.ratio.value) else numbers.estimate(one.ratio)
    ends = "" if math.isnan(one.ratio.value) else span(one.ratio)
    return (measure.label, cell(one.a), cell(one.b), cell(one.difference), ratio, ends, won(one), helps, measure.unit)


def shares(interval: Interval) -> str:
    """A share with its interval; a dash where there is none."""
    if math.isnan(interval.value):
        return "-"
    ends = "" if math.isnan(interval.low) else f" ({share(interval.low)} to {share(interval.high)})"
    return share(interval.value) + ends


def won(one: Contrast) -> str:
    """How often A is better, and how often neither is."""
    if one.win is None:
        return ""
    ties = f", ties {share(one.win.ties)}" if one.win.ties > 0.0 else ""
    return shares(one.win.wins) + ties


PAIR_HEADER = ("measure", "A", "B", "A - B", "A / B", "95%", "P(A beats B)", "pairing", "unit")


def pair_table(comparison: Comparison) -> TextTable:
    found = comparison.contrasts[0, 1]
    rows = [pair_row(name, one) for name, one in found.items()]
    return TextTable(heading(comparison), PAIR_HEADER, rows, notes(comparison))


def many_table(comparison: Comparison) -> TextTable:
    """All strategies beside one another, and how often each takes which place."""
    labels = [strategy.label for strategy in comparison.strategies]
    rows = []
    for name in comparison.contrasts[0, 1]:
        measure = MEASURES[name]
        first = comparison.contrasts[0, 1][name].a
        others = [comparison.contrasts[0, index][name].b for index in range(1, len(labels))]
        rows.append((measure.label, *(cell(value) for value in (first, *others)), measure.unit))
    places = [
        f"{strategy.label}: "
        + ", ".join(f"{place + 1}. {place_share(comparison, p)}" for place, p in enumerate(row) if p > 0)
        for strategy, row in zip(comparison.strategies, comparison.places, strict=True)
    ]
    told = [f"places by {MEASURES[comparison.measure].label}, share of campaigns: " + "; ".join(places)]
    lines = [*told, *pair_lines(comparison), *notes(comparison)]
    return TextTable(heading(comparison), ("measure", *labels, "unit"), rows, lines)


def place_share(comparison: Comparison, p: float) -> str:
    """The share of campaigns that end on a place, with its interval over draws or runs."""
    n_draws, n_runs = comparison.strategies[0].columns["outcomes/reach"].shape
    return shares(wilson(float(p), n_draws if n_draws > 1 else n_runs, t_quantile(math.inf)))


def pair_lines(comparison: Comparison) -> list[str]:
    """Every pair of three strategies or more in the measure that decides, a line each."""
    measure = MEASURES[comparison.measure]
    told = []
    for (first, second), found in comparison.contrasts.items():
        one, (a, b) = found[comparison.measure], (comparison.strategies[index].label for index in (first, second))
        if math.isnan(one.difference.value):
            told.append(f"{a} against {b}: {measure.label} is undefined for one of them")
            continue
        ratio = "" if math.isnan(one.ratio.value) else f", {a} / {b} {numbers.estimate(one.ratio)} ({span(one.ratio)})"
        told.append(
            f"{a} against {b}: {a} - {b} {cell(one.difference)} {measure.unit}{ratio}, {a} better in {won(one)}"
        )
    return told


def narrow_table(comparison: Comparison) -> TextTable:
    """What fits on a narrow terminal: without differences and what pairing was worth."""
    rows: list[tuple[str, ...]] = []
    for name, one in comparison.contrasts[0, 1].items():
        measure = MEASURES[name]
        label = f"{measure.label}, {measure.unit}" if measure.unit else measure.label
        ratio = "-" if math.isnan(one.ratio.value) else f"{numbers.estimate(one.ratio)} ({span(one.ratio)})"
        wins = "-" if one.win is None else share(one.win.wins.value)
        rows.append((label, cell(one.a), cell(one.b), ratio, wins))
    told = ["a wider terminal, or --format csv, shows differences and intervals of P as well"]
    return TextTable(heading(comparison), NARROW, rows, [*told, *notes(comparison)])


def notes(comparison: Comparison) -> list[str]:
    """What the reader of the table has to know."""
    error = ERROR[comparison.paired]
    if len(comparison.strategies) > 2:
        return [error, *comparison.notes]
    matters = f" by more than {comparison.smallest:.3g} of the mean of both" if comparison.smallest else ""
    wins = f"P: share of single campaigns in which A is better{matters}."
    return [error, wins, *((PAIRING,) if comparison.paired else ()), *comparison.notes]


def table(comparison: Comparison) -> TextTable:
    return pair_table(comparison) if len(comparison.strategies) == 2 else many_table(comparison)


def fitting(comparison: Comparison, wide: bool) -> TextTable:
    """The table, a narrow one where the terminal would break its lines."""
    made = table(comparison)
    room = shutil.get_terminal_size((1000, 24)).columns
    if wide and len(comparison.strategies) == 2 and max(map(len, align(made))) > room:
        return narrow_table(comparison)
    return made


def clean(value: Any) -> Any:
    """For JSON: what is undefined or unbounded is None."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        return {name: clean(part) for name, part in value._asdict().items()}
    return value


def records(comparison: Comparison) -> list[dict[str, Any]]:
    """One dictionary per pair and measure."""
    labels = [strategy.label for strategy in comparison.strategies]
    return [
        {"first": labels[first], "second": labels[second], "unit": MEASURES[name].unit, **clean(one)}
        for (first, second), found in comparison.contrasts.items()
        for name, one in found.items()
    ]


def as_json(comparison: Comparison, checks: tuple[HealthCheck, ...]) -> str:
    strategies = [
        {
            "label": one.label,
            "title": one.title,
            "result": {k: one.stored.attributes[k] for k in sorted(one.stored.attributes)},
        }
        for one in comparison.strategies
    ]
    said = {
        "strategies": strategies,
        "measure": comparison.measure,
        "smallest_difference": comparison.smallest,
        "paired": comparison.paired,
        "contrasts": records(comparison),
        "places": comparison.places.tolist(),
        "checks": [check._asdict() for check in checks],
        "notes": list(comparison.notes),
        "verdict": sentence(comparison),
    }
    return json.dumps(said, indent=2, allow_nan=False)


def flat(record: dict[str, Any], prefix: str = "") -> dict[str, Any]:
    """Nested names joined by underscores."""
    out: dict[str, Any] = {}
    for name, value in record.items():
        out |= flat(value, f"{prefix}{name}_") if isinstance(value, dict) else {f"{prefix}{name}": value}
    return out


def as_csv(comparison: Comparison) -> str:
    rows = [flat(record) for record in records(comparison)]
    names = list(dict.fromkeys(name for row in rows for name in row if name != "win"))
    return rows_csv(names, ([row.get(name, "") for name in names] for row in rows))


def text(comparison: Comparison, checks: tuple[HealthCheck, ...], form: str, wide: bool) -> str:
    """The comparison as `table`, `json` or `csv`; the table ends with the verdict."""
    if form == "json":
        return as_json(comparison, checks)
    if form == "csv":
        return as_csv(comparison)
    told = [f"{check.status}: {check.sentence}" for check in checks if check.status != "PASS"]
    n_passed = sum(check.status == "PASS" for check in checks)
    health = [f"health check: {n_passed} of {len(checks)} passed", *told] if checks else []
    parts = [plain(fitting(comparison, wide), wide), *health, *([""] if wide else []), sentence(comparison)]
    return printable("\n".join(parts))
