"""Published findings beside ours: for a terminal, a script, and as a page of the docs."""

from collections.abc import Sequence
from typing import Any

from sim.report.style.plain_values import plain_value, quantity, series
from sim.report.style.table import TextTable, render
from sim.study.replication.finding import MET, TargetFinding
from sim.version import __version__

TITLE = "Published findings, by our own mechanisms"
HEADER = ("target", "finding", "expected", "ours", "verdict")
PAGE = """\
# Published findings, by our own mechanisms

This page answers: does the simulator reproduce what others have published?

It is made by `sim validate --markdown` of sim {version}. The mechanisms of the simulator (curves, laws, costs, worlds,
kernel, spreading on graphs) compute each line anew, with fixed seeds. Targets and tolerances are those of the evidence
behind [evidence.md](evidence.md); none is left out and none is widened. Reliability of the source: H peer-reviewed or
recomputed from raw data, M large vendor data or press, L practitioner, J judgement.

{summary}

| | finding | source | expected | ours | verdict |
|---|---|---|---|---|---|
{rows}

## How to read them

{notes}

Next: [commands](reference/commands.md)
"""


def count_met(findings: Sequence[TargetFinding]) -> str:
    """Sentence on the number of figures that are met, and the targets that are not."""
    met = sum(finding.verdict == MET for finding in findings)
    missed = sorted({finding.number for finding in findings if finding.verdict != MET})
    n_targets = len({finding.number for finding in findings})
    summary = f"{met} of {len(findings)} figures of {n_targets} targets are met"
    return summary + (f"; not met: target {', '.join(map(str, missed))}" if missed else "")


def table(findings: Sequence[TargetFinding]) -> TextTable:
    """All findings, a row for each figure; where a target has several, its name stands at the first."""
    rows: list[tuple[str, ...]] = []
    last = 0
    for finding in findings:
        is_first = finding.number != last
        last = finding.number
        name = f"{finding.finding} ({finding.source}, {finding.reliability})" if is_first else ""
        number = str(finding.number) if is_first else ""
        rows.append((number, name, finding.expected, finding.ours, finding.verdict))
    reasons = dict.fromkeys((finding.number, finding.why) for finding in findings)
    notes = [f"target {number}: {why}" for number, why in reasons if why]
    seconds = sum(finding.seconds for finding in findings)
    return TextTable(TITLE, HEADER, rows, [*notes, f"{count_met(findings)}; {seconds:.0f} s"])


def tables(findings: Sequence[TargetFinding]) -> list[TextTable]:
    """The tables of the text form."""
    return [table(findings)]


def narrow(findings: Sequence[TargetFinding]) -> TextTable:
    """The table for a terminal: a line for each target before its figures."""
    rows: list[tuple[str, ...]] = []
    last = 0
    for finding in findings:
        if finding.number != last:
            rows.append((f"{finding.number}. {finding.finding} ({finding.source}, {finding.reliability})", "", ""))
            last = finding.number
        rows.append((f"    {finding.expected}", finding.ours, finding.verdict))
    whole = table(findings)
    return TextTable(whole.heading, ("finding and what is expected", "ours", "verdict"), rows, whole.notes)


def as_dict(findings: Sequence[TargetFinding]) -> dict[str, Any]:
    """The findings as plain values: ours, and between which numbers it is expected, with their units."""
    return {
        "summary": count_met(findings),
        "met": sum(finding.verdict == MET for finding in findings),
        "figures": len(findings),
        "findings": list(map(finding_values, findings)),
    }


def finding_values(finding: TargetFinding) -> dict[str, Any]:
    """A finding as plain values."""
    unit, low, high = finding.numbers.unit, finding.numbers.low, finding.numbers.high
    return {
        "number": finding.number,
        "finding": finding.finding,
        "source": finding.source,
        "reliability": finding.reliability,
        "expected": {"low": plain_value(low), "high": plain_value(high), "unit": unit},
        "ours": series(finding.numbers.ours, unit),
        "in_words": f"{finding.expected}; ours {finding.ours}",
        "verdict": finding.verdict,
        "why": finding.why,
        "seconds": quantity(finding.seconds, "s"),
    }


def text(findings: Sequence[TargetFinding], form: str, wide: bool) -> str:
    """The findings as `table`, `json` or `csv`."""
    return render(narrow(findings) if wide and form == "table" else table(findings), form, wide)


def cell(words: str) -> str:
    """Words as a cell of a Markdown table."""
    return words.replace("|", "\\|")


def markdown(findings: Sequence[TargetFinding]) -> str:
    """The findings as a page."""
    rows, last = [], 0
    for finding in findings:
        is_first = finding.number != last
        last = finding.number
        source = f"{finding.source} ({finding.reliability})"
        head = (str(finding.number), finding.finding, source) if is_first else ("", "", "")
        verdict = finding.verdict if finding.verdict == MET else f"**{finding.verdict}**"
        rows.append("| " + " | ".join(cell(word) for word in (*head, finding.expected, finding.ours, verdict)) + " |")
    reasons = dict.fromkeys((finding.number, finding.why) for finding in findings)
    notes = "\n".join(f"- Target {number}: {why}." for number, why in reasons if why)
    summary = count_met(findings) + "."
    return PAGE.format(version=__version__, summary=summary, rows="\n".join(rows), notes=notes)
