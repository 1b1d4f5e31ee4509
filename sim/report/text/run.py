"""The summary of a result: the same table for a terminal, a pipe, JSON and CSV."""

import json
import math
from collections.abc import Mapping
from typing import Any

from sim.measures.summary import MeasureSummary, summarise
from sim.plugins import recorded_in
from sim.report.style import numbers
from sim.report.style.origin_values import origin_values
from sim.report.style.plain_values import measure_unit, plain_value, quantity
from sim.report.style.table import TextTable, plain, rows_csv
from sim.store.stored_result import StoredResult

HEADER = ("measure", "mean", "95%", "exact", "P10", "P90", "luck P10", "luck P90", "worst 10%", "unit")
OF_LUCK = slice(6, 8)  # columns that only several draws fill


def row(line: MeasureSummary) -> tuple[str, ...]:
    """A measure as a row of text."""
    if math.isnan(line.estimate.value):
        return (line.label, "undefined", "", "", "", "", "", "", "", line.unit)
    exact_places = numbers.decimals(line.exact, numbers.half_width(line.estimate))
    return (
        line.label,
        numbers.estimate(line.estimate),
        numbers.error(line.estimate),
        numbers.number(line.exact, exact_places),
        numbers.number(line.p10),
        numbers.number(line.p90),
        numbers.number(line.luck.p10),
        numbers.number(line.luck.p90),
        numbers.number(line.worst),
        line.unit,
    )


def heading(result: StoredResult) -> str:
    """Name, platform and size of a result, with the seed and the version that make it again."""
    of: Mapping[str, Any] = result.attributes
    draws, runs = result.arrays["draw"].size, result.arrays["run"].size
    size = f"{runs:,} runs" if draws == 1 else f"{draws:,} draws x {runs:,} runs"
    creators = result.arrays["creator"].size
    return (
        f"{of['title']}: {creators:,} creator{'s' if creators != 1 else ''} on {of['platform_preset']}, {size}, "
        f"{result.arrays['day'].size} days, seed {of['seed']}, sim {of['sim_version']}"
    )


NOTES = (
    "95%: Monte Carlo error of the mean (Student: ±; Fieller for ratios of means: low to high). exact: expected value "
    "in closed form, - where there is none.",
    "P10, P90: one campaign in ten lies below, above. worst 10%: the worst tenth of campaigns together (CVaR).",
)
LUCK_ONLY = (
    "One draw: P10, P90 and worst 10% are luck alone, with all uncertain numbers at their medians; "
    "platform_uncertainty = true and run.draws add what we do not know."
)
ONE_RUN = "a single run gives no interval; ask for more (--runs)"


def notes(result: StoredResult, lines: list[MeasureSummary]) -> list[str]:
    """Sentences that the reader of the table needs."""
    sentences = list(NOTES)
    if result.arrays["draw"].size * result.arrays["run"].size == 1:
        sentences.append(ONE_RUN)
    one_in = json.loads(result.resolved_json)["world"]["sample_one_in"]
    if one_in > 1:
        sentences.append(
            f"One person in {one_in:,} is simulated and counts for {one_in:,}: "
            "95% and P10 to P90 are wider than with everybody."
        )
    if "r0" in result.attributes:
        sentences += [word_of_mouth(result.attributes), *spreading(result)]
    ignorance = {line.name: line.ignorance for line in lines}["engagements"]
    if not math.isnan(ignorance):
        sentences.append(
            "P10, P90 and worst 10% hold both kinds of not-knowing: of the variance of engagements, "
            f"{ignorance:.0%} is what we do not know (draws), the rest is luck (runs). "
            "luck P10, luck P90: luck alone, in an average draw."
        )
    elif result.arrays["draw"].size == 1:
        sentences.append(LUCK_ONLY)
    if used := recorded_in(result.attributes):
        sentences.append(f"Made with {', '.join(map(str, used))}.")
    return sentences


def word_of_mouth(attributes: Mapping[str, Any]) -> str:
    """Sentence on how much people share, and how far that carries."""
    size = (
        "a cascade has some 1 / (1 - R0)"
        if attributes["r0"] < 1.0
        else "at 1 or more it runs until few are left to engage"
    )
    return (
        f"Word of mouth: who engages shares with probability {attributes['share_prob']:.3g}, has "
        f"{attributes['friends']:.3g} friends on average, and makes R0 = {attributes['r0']:.3g} further engagers: "
        f"{size}."
    )


def spreading(result: StoredResult) -> list[str]:
    """Sentences on engagements by hop and cascades by size, in shares."""
    hops = shares_of(result, "cascades/engagements")
    sizes = shares_of(result, "cascades/sizes")
    by_hop = ", ".join(f"{hop}{'+' if hop == len(hops) - 1 else ''}: {share:.2%}" for hop, share in enumerate(hops))
    by_size = ", ".join(f"{span(n)}: {share:.3%}" for n, share in enumerate(sizes) if share > 0.0)
    return [
        f"Engagements by shares between creator and engager: {by_hop}.",
        f"Cascades by engagers: {by_size}.",
    ]


def shares_of(result: StoredResult, name: str) -> list[float]:
    """A histogram of all runs together, as shares; nothing where it is empty."""
    counts = result.arrays[name].sum(axis=(0, 1))
    total = float(counts.sum())
    return [float(count) / total for count in counts] if total > 0.0 else []


def span(octave: int) -> str:
    """The sizes of cascades in a column."""
    return "1" if octave == 0 else f"{2**octave:,} to {2 ** (octave + 1) - 1:,}"


def table(result: StoredResult) -> TextTable:
    """The summary: a row for each measure."""
    lines = summarise(result.arrays)
    rows = [HEADER, *(row(line) for line in lines)]
    if all(math.isnan(line.luck.p10) for line in lines):
        rows = [(*cells[: OF_LUCK.start], *cells[OF_LUCK.stop :]) for cells in rows]
    return TextTable(heading(result), rows[0], rows[1:], notes(result, lines))


def tables(result: StoredResult) -> list[TextTable]:
    """The tables of the text form."""
    return [table(result)]


def records(result: StoredResult) -> list[dict[str, Any]]:
    """A dictionary of plain values for each measure; what is undefined or unbounded is None."""
    return [
        {
            "measure": line.name,
            "unit": line.unit,
            "mean": plain_value(line.estimate.value),
            "low_95": plain_value(line.estimate.low),
            "high_95": plain_value(line.estimate.high),
            "exact": plain_value(line.exact),
            "p10": plain_value(line.p10),
            "p90": plain_value(line.p90),
            "luck_p10": plain_value(line.luck.p10),
            "luck_p90": plain_value(line.luck.p90),
            "worst_10": plain_value(line.worst),
            "ignorance_share": plain_value(line.ignorance),
        }
        for line in summarise(result.arrays)
    ]


def as_dict(result: StoredResult) -> dict[str, Any]:
    """The summary as plain values: where the result comes from, and each measure with unit and 95% interval."""
    measures = [
        {
            **record,
            "unit": measure_unit(record["measure"]),
            "ignorance_share": quantity(record["ignorance_share"], "share of the variance"),
        }
        for record in records(result)
    ]
    return {"result": origin_values(result.attributes), "measures": measures}


def as_csv(result: StoredResult) -> str:
    """The summary as CSV, a row for each measure."""
    rows = records(result)
    return rows_csv(rows[0], (row.values() for row in rows))


def text(result: StoredResult, form: str, wide: bool) -> str:
    """The summary as `table`, `json` or `csv`; wide: for a terminal, else tab-separated."""
    if form == "json":
        return json.dumps(as_dict(result), indent=2, allow_nan=False)
    if form == "csv":
        return as_csv(result)
    return plain(table(result), wide)
