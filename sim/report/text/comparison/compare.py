"""A comparison as text: the strategies side by side, then the verdict."""

import json
import math
import shutil
from collections.abc import Mapping, Sequence
from typing import Any

from sim.measures.catalogue import MEASURES
from sim.measures.contrast import Contrast
from sim.report.style import numbers
from sim.report.style.origin_values import origin_values
from sim.report.style.plain_values import measure_unit, plain_value, quantity, series
from sim.report.style.table import TextTable, align, plain, rows_csv
from sim.report.style.verdict import answer, is_said, refusal, share, tie_words
from sim.report.text import run
from sim.report.text.comparison import reading_values, who_leads
from sim.scenario.describe.key_units import PURE
from sim.statistics.intervals import LEVEL, Interval, share_interval
from sim.study.comparison.compare import Comparison
from sim.study.comparison.health_check import HealthCheck, is_withheld, obstacles
from sim.study.matching.readings import Reading
from sim.text import printable

ERROR = {
    True: "{}: Monte Carlo error (Student, paired: ±; Fieller for ratios: low to high).",
    False: "{}: Monte Carlo error (Welch, unpaired: ±; Fieller for ratios: low to high).",
}
SEQUENCE = "{}: an asymptotic confidence sequence after {:,} runs or draws; it holds for all pairs together."
UNITS_OF_WIN = {"wins": "share of campaigns", "ties": "share of campaigns", "losses": "share of campaigns",
                "in_draws": "share of draws"}  # fmt: skip
PAIRING = "pairing: variance of the difference without pairing over that with it; above 1 it helps."


def heading(comparison: Comparison) -> str:
    """The number of strategies, whether their runs are paired, and a line for each."""
    pairing = "paired runs" if comparison.paired else "unpaired"
    lines = [f"{strategy.label}: {run.heading(strategy.stored)}" for strategy in comparison.strategies]
    return "\n".join([f"{len(lines)} strategies, {pairing}", *lines])


def pair_row(contrast: Contrast) -> tuple[str, ...]:
    """A row of the table of two strategies: one measure."""
    measure = MEASURES[contrast.name]
    helps = "" if math.isnan(contrast.variance_removed) else numbers.number(contrast.variance_removed, 2)
    ratio, ends = "", ""
    if not math.isnan(contrast.ratio.value):
        ratio, ends = numbers.estimate(contrast.ratio), numbers.span(contrast.ratio)
    sides = map(numbers.with_error, (contrast.a, contrast.b, contrast.difference))
    return (measure.label, *sides, ratio, ends, won(contrast), helps, measure.unit)


def shares(interval: Interval) -> str:
    """A share with its interval; a dash where there is none."""
    if math.isnan(interval.value):
        return "-"
    ends = "" if math.isnan(interval.low) else f" ({share(interval.low)} to {share(interval.high)})"
    return share(interval.value) + ends


def won(contrast: Contrast) -> str:
    """Share of campaigns in which A is better, and in which neither is."""
    if contrast.win is None:
        return ""
    return shares(contrast.win.wins) + equals(contrast.win.ties)


def equals(ties: float) -> str:
    """Share of campaigns in which neither is better, where there are any to the printed digit."""
    return f", ties {share(ties)}" if is_said(ties) else ""


def pair_table(comparison: Comparison) -> TextTable:
    """Two strategies: a row for each measure."""
    rows = [pair_row(contrast) for contrast in comparison.contrasts[0, 1].values()]
    header = ("measure", "A", "B", "A - B", "A / B", comparison.level, "P(A beats B)", "pairing", "unit")
    return TextTable(heading(comparison), header, rows, notes(comparison))


def many_table(comparison: Comparison) -> TextTable:
    """Three strategies or more beside one another, and how often each takes each place."""
    labels = [strategy.label for strategy in comparison.strategies]
    rows = []
    for name in comparison.contrasts[0, 1]:
        measure = MEASURES[name]
        first = comparison.contrasts[0, 1][name].a
        others = [comparison.contrasts[0, index][name].b for index in range(1, len(labels))]
        rows.append((measure.label, *map(numbers.with_error, (first, *others)), measure.unit))
    places = [
        f"{strategy.label}: "
        + ", ".join(f"{place + 1}. {place_share(comparison, p)}" for place, p in enumerate(row) if p > 0)
        for strategy, row in zip(comparison.strategies, comparison.places, strict=True)
    ]
    ranking = (
        f"places by {MEASURES[comparison.measure].label}, share of campaigns{tie_words(comparison)}: "
        + "; ".join(places)
    )
    lines = [ranking, *pair_lines(comparison), *notes(comparison)]
    return TextTable(heading(comparison), ("measure", *labels, "unit"), rows, lines)


def place_share(comparison: Comparison, p: float) -> str:
    """Share of campaigns that end on a place, with its interval over draws or runs."""
    n_draws, n_runs = comparison.strategies[0].columns["outcomes/reach"].shape
    return shares(share_interval(float(p), n_draws if n_draws > 1 else n_runs, comparison.quantile))


def pair_lines(comparison: Comparison) -> list[str]:
    """Every pair of three strategies or more in the measure that decides, a line each."""
    measure = MEASURES[comparison.measure]
    lines = []
    for (first, second), contrasts in comparison.contrasts.items():
        contrast = contrasts[comparison.measure]
        a, b = comparison.strategies[first].label, comparison.strategies[second].label
        if math.isnan(contrast.difference.value):
            lines.append(f"{a} against {b}: {measure.label} is undefined for one of them")
            continue
        ratio = contrast.ratio
        times = "" if math.isnan(ratio.value) else f", {a} / {b} {numbers.estimate(ratio)} ({numbers.span(ratio)})"
        difference = f"{a} - {b} {numbers.with_error(contrast.difference)} {measure.unit}"
        lines.append(f"{a} against {b}: {difference}{times}, {a} better in {won(contrast)}")
    return lines


def narrow_table(comparison: Comparison) -> TextTable:
    """The table for a narrow terminal, without differences and what pairing was worth."""
    rows: list[tuple[str, ...]] = []
    for name, contrast in comparison.contrasts[0, 1].items():
        measure, ratio = MEASURES[name], contrast.ratio
        label = f"{measure.label}, {measure.unit}" if measure.unit else measure.label
        times = "-" if math.isnan(ratio.value) else f"{numbers.estimate(ratio)} ({numbers.span(ratio)})"
        win = contrast.win
        wins = "-" if win is None else share(win.wins.value) + equals(win.ties)
        rows.append((label, numbers.with_error(contrast.a), numbers.with_error(contrast.b), times, wins))
    hint = "a wider terminal, or --format csv, shows differences and intervals of P as well"
    header = ("measure", "A", "B", f"A / B ({comparison.level})", "P(A beats B)")
    return TextTable(heading(comparison), header, rows, [hint, *notes(comparison)])


def notes(comparison: Comparison) -> list[str]:
    """Sentences that the reader of the table needs."""
    looks = comparison.looks
    words = ERROR[comparison.paired] if looks is None else SEQUENCE
    error = words.format(comparison.level, looks.n if looks else 0)
    if len(comparison.strategies) > 2:
        return [error, *comparison.notes]
    matters = f" by more than {comparison.smallest:.3g} of the mean of both" if comparison.smallest else ""
    wins = f"P: share of single campaigns in which A is better{matters}."
    return [error, wins, *((PAIRING,) if comparison.paired else ()), *comparison.notes]


def table(comparison: Comparison) -> TextTable:
    """The comparison as a table, as wide as it has to be."""
    return pair_table(comparison) if len(comparison.strategies) == 2 else many_table(comparison)


def tables(
    comparison: Comparison, checks: Sequence[HealthCheck] = (), readings: Sequence[Reading] = ()
) -> list[TextTable]:
    """The tables of the text form: all measures, who leads in each reading, and the health check, where they are."""
    out = [table(comparison)]
    if readings:
        out.append(who_leads.table(comparison, readings))
    if checks:
        rows: list[tuple[str, ...]] = [(check.status, check.name, check.sentence) for check in checks]
        out.append(TextTable(health_heading(checks), ("status", "check", "finding"), rows, []))
    return out


def fitting(comparison: Comparison, wide: bool) -> TextTable:
    """The table, a narrow one where the terminal would break its lines."""
    whole = table(comparison)
    room = shutil.get_terminal_size((1000, 24)).columns
    if wide and len(comparison.strategies) == 2 and max(map(len, align(whole))) > room:
        return narrow_table(comparison)
    return whole


def health_heading(checks: Sequence[HealthCheck]) -> str:
    """The number of checks that passed."""
    n_passed = sum(check.status == "PASS" for check in checks)
    return f"health check: {n_passed} of {len(checks)} passed"


def contrast_values(contrast: Contrast) -> dict[str, Any]:
    """A contrast as plain values, each number with its unit and its 95% interval."""
    unit, win = measure_unit(contrast.name), contrast.win
    sides = {"a": contrast.a, "b": contrast.b, "difference": contrast.difference}
    shares_of = {} if win is None else win._asdict()
    return {
        "unit": unit,
        "name": contrast.name,
        **{name: quantity(value, unit) for name, value in sides.items()},
        "ratio": quantity(contrast.ratio, PURE),
        "win": {name: quantity(value, UNITS_OF_WIN[name]) for name, value in shares_of.items()} or None,
        "variance_removed": quantity(contrast.variance_removed, PURE),
        "paired": contrast.paired,
    }


def contrasts_of(comparison: Comparison) -> list[dict[str, Any]]:
    """Every pair and measure as plain values with units."""
    labels = [strategy.label for strategy in comparison.strategies]
    return [
        {"first": labels[first], "second": labels[second], **contrast_values(contrast)}
        for (first, second), contrasts in comparison.contrasts.items()
        for contrast in contrasts.values()
    ]


def records(comparison: Comparison) -> list[dict[str, Any]]:
    """A dictionary of plain values for each pair and measure, as CSV has them."""
    labels = [strategy.label for strategy in comparison.strategies]
    return [
        {"first": labels[first], "second": labels[second], "unit": MEASURES[name].unit, **plain_value(contrast)}
        for (first, second), contrasts in comparison.contrasts.items()
        for name, contrast in contrasts.items()
    ]


def as_dict(
    comparison: Comparison,
    checks: Sequence[HealthCheck] = (),
    despite_health: bool = False,
    readings: Sequence[Reading] = (),
) -> dict[str, Any]:
    """The comparison as plain values: every contrast with its unit and 95% intervals, then the verdict."""
    strategies = [
        {
            "label": strategy.label,
            "title": strategy.title,
            "result": origin_values(strategy.stored.attributes),
        }
        for strategy in comparison.strategies
    ]
    return {
        "strategies": strategies,
        "readings": reading_values.as_dicts(comparison, readings),
        "even_work": reading_values.even_values(comparison, readings),
        "measure": comparison.measure,
        "smallest_difference": quantity(comparison.smallest, "share of the mean of both"),
        "paired": comparison.paired,
        "intervals": intervals(comparison),
        "contrasts": contrasts_of(comparison),
        "places": series(comparison.places, "share of campaigns"),
        "checks": [plain_value(check) for check in checks],
        "notes": list(comparison.notes),
        "verdict_is_withheld": is_withheld(checks, despite_health),
        "verdict": answer(comparison, checks, despite_health),
    }


def intervals(comparison: Comparison) -> dict[str, Any]:
    """The level of all intervals of the comparison, and whether they hold at all looks together."""
    looks = comparison.looks
    level = LEVEL if looks is None else 1.0 - looks.error_rate
    hold = "at this number of runs" if looks is None else "at all looks and pairs together"
    return {"level": quantity(level, "probability"), "hold": hold}


def flat(record: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """The record without nesting, its names joined by underscores."""
    out: dict[str, Any] = {}
    for name, value in record.items():
        out |= flat(value, f"{prefix}{name}_") if isinstance(value, dict) else {f"{prefix}{name}": value}
    return out


def as_csv(comparison: Comparison) -> str:
    """The comparison as CSV, a row for each pair and measure."""
    rows = [flat(record) for record in records(comparison)]
    names = list(dict.fromkeys(name for row in rows for name in row if name != "win"))
    return rows_csv(names, ([row.get(name, "") for name in names] for row in rows))


def text(
    comparison: Comparison,
    checks: Sequence[HealthCheck],
    form: str,
    wide: bool,
    despite_health: bool = False,
    readings: Sequence[Reading] = (),
) -> str:
    """The comparison as `table`, `json` or `csv`; the table begins with the readings of the question, and ends with the
    verdict, or with what forbids one.
    """
    if form == "json":
        return json.dumps(as_dict(comparison, checks, despite_health, readings), indent=2, allow_nan=False)
    if form == "csv":
        return as_csv(comparison)
    withholds = is_withheld(checks, despite_health)
    hidden = ("PASS", "FAIL") if withholds else ("PASS",)  # what forbids the verdict stands in its place
    remarks = [f"{check.status}: {check.sentence}" for check in checks if check.status not in hidden]
    health = [health_heading(checks), *remarks] if checks else []
    ending = refusal(comparison, obstacles(checks)) if withholds else [answer(comparison, checks, despite_health)]
    first = [] if withholds else who_leads.lines(comparison, readings, wide)
    body = [*first, plain(fitting(comparison, wide), wide), *health, *([""] if wide else []), *ending]
    return printable("\n".join(body))
