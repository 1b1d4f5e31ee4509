"""The summary of a result: the same table for a terminal, a pipe, JSON and CSV."""

import csv
import io
import json
import math
from collections.abc import Mapping
from typing import Any

from sim.measures.summary import MeasureSummary, summarise
from sim.report.style import numbers
from sim.report.style.table import TextTable, plain
from sim.store.stored_result import StoredResult

HEADER = ("measure", "mean", "± 95%", "exact", "P10", "P90", "worst 10%", "unit")


def row(line: MeasureSummary) -> tuple[str, ...]:
    """One measure as text."""
    if math.isnan(line.estimate.value):
        return (line.label, "undefined", "", "", "", "", "", line.unit)
    exact_places = numbers.decimals(line.exact, numbers.half_width(line.estimate))
    return (
        line.label,
        numbers.estimate(line.estimate),
        numbers.margin(line.estimate),
        numbers.number(line.exact, exact_places),
        numbers.number(line.p10),
        numbers.number(line.p90),
        numbers.number(line.worst),
        line.unit,
    )


def heading(result: StoredResult) -> str:
    """What this is, and what would make it again."""
    told: Mapping[str, Any] = result.attributes
    draws, runs = result.arrays["draw"].size, result.arrays["run"].size
    count = f"{runs:,} runs" if draws == 1 else f"{draws:,} draws x {runs:,} runs"
    creators = result.arrays["creator"].size
    return (
        f"{told['title']}: {creators:,} creator{'s' if creators != 1 else ''} on {told['platform_preset']}, {count}, "
        f"{result.arrays['day'].size} days, seed {told['seed']}, sim {told['sim_version']}"
    )


NOTES = (
    "mean ± 95%: Monte Carlo error of the mean (Student; Fieller for ratios of means). exact: expected value in closed "
    "form, - where there is none.",
    "P10, P90: one campaign in ten lies below, above. worst 10%: the worst tenth of campaigns together (CVaR).",
)
ONE_RUN = "one single run: no interval can be given; ask for more (--runs)"


def notes(result: StoredResult, lines: list[MeasureSummary]) -> list[str]:
    """What the reader of the table has to know."""
    told = list(NOTES)
    if result.arrays["draw"].size * result.arrays["run"].size == 1:
        told.append(ONE_RUN)
    one_in = json.loads(result.resolved_json)["world"]["sample_one_in"]
    if one_in > 1:
        told.append(
            f"One person in {one_in:,} is simulated and counts for {one_in:,}: "
            "± and P10 to P90 are wider than with everybody."
        )
    if "r0" in result.attributes:
        told += [talk(result.attributes), *spreading(result)]
    shares = {line.name: line.ignorance for line in lines}
    if not math.isnan(shares["engagements"]):
        told.append(
            f"Of the variance of engagements, {shares['engagements']:.0%} is what we do not know (draws), the rest is "
            "luck (runs); intervals of means are over draws."
        )
    return told


def talk(told: Mapping[str, Any]) -> str:
    """How much people share."""
    size = (
        "a cascade has some 1 / (1 - R0)" if told["r0"] < 1.0 else "at 1 or more it runs until few are left to engage"
    )
    return (
        f"Word of mouth: who engages shares with probability {told['share_prob']:.3g}, has {told['friends']:.3g} "
        f"friends on average, and makes R0 = {told['r0']:.3g} further engagers: {size}."
    )


def spreading(result: StoredResult) -> list[str]:
    """Engagements by hop and cascades by size, in shares."""
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
    lines = summarise(result.arrays)
    return TextTable(heading(result), HEADER, [row(line) for line in lines], notes(result, lines))


def records(result: StoredResult) -> list[dict[str, Any]]:
    """One plain dictionary per measure; what is undefined or unbounded is None."""

    def clean(value: float) -> float | None:
        return value if math.isfinite(value) else None

    return [
        {
            "measure": line.name,
            "unit": line.unit,
            "mean": clean(line.estimate.value),
            "low_95": clean(line.estimate.low),
            "high_95": clean(line.estimate.high),
            "exact": clean(line.exact),
            "p10": clean(line.p10),
            "p90": clean(line.p90),
            "worst_10": clean(line.worst),
            "ignorance_share": clean(line.ignorance),
        }
        for line in summarise(result.arrays)
    ]


def as_json(result: StoredResult) -> str:
    told = {name: result.attributes[name] for name in sorted(result.attributes)}
    return json.dumps({"result": told, "measures": records(result)}, indent=2, allow_nan=False)


def as_csv(result: StoredResult) -> str:
    out = io.StringIO()
    rows = records(result)
    writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().rstrip("\n")


def text(result: StoredResult, form: str, wide: bool) -> str:
    """The summary as `table`, `json` or `csv`; wide: for a terminal, else tab-separated."""
    if form == "json":
        return as_json(result)
    if form == "csv":
        return as_csv(result)
    return plain(table(result), wide)
