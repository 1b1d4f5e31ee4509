"""Published findings beside ours: for a terminal, a script, and as a page of the docs."""

from collections.abc import Sequence

from sim.report.style.table import TextTable, render
from sim.study.replication.finding import MET, TargetFinding
from sim.version import __version__

HEADER = ("target", "finding", "expected", "ours", "verdict")
PAGE = """\
# Published findings, by our own mechanisms

Made by `sim validate --markdown` of sim {version}; each line is computed anew by the mechanisms of the simulator
(curves, laws, costs, worlds, kernel, spreading on graphs), with fixed seeds. Targets and tolerances are those of the
evidence behind [evidence.md](evidence.md); none is left out and none is widened. Reliability of the source:
H peer-reviewed or recomputed from raw data, M large vendor data or press, L practitioner, J judgement.

{told}

| | finding | source | expected | ours | verdict |
|---|---|---|---|---|---|
{rows}

## How to read them

{notes}
"""


def count_met(found: Sequence[TargetFinding]) -> str:
    """How many are met."""
    met = sum(one.verdict == MET for one in found)
    missed = sorted({one.number for one in found if one.verdict != MET})
    told = f"{met} of {len(found)} figures of {len({one.number for one in found})} targets are met"
    return told + (f"; not met: target {', '.join(map(str, missed))}" if missed else "")


def table(found: Sequence[TargetFinding]) -> TextTable:
    """All findings, a row for each figure; where a target has several, its name stands at the first."""
    rows: list[tuple[str, ...]] = []
    last = 0
    for one in found:
        is_first = one.number != last
        last = one.number
        name = f"{one.finding} ({one.source}, {one.reliability})" if is_first else ""
        rows.append((str(one.number) if is_first else "", name, one.expected, one.ours, one.verdict))
    notes = [f"target {number}: {why}" for number, why in dict.fromkeys((one.number, one.why) for one in found) if why]
    spent = sum(one.seconds for one in found)
    return TextTable(
        "Published findings, by our own mechanisms", HEADER, rows, [*notes, f"{count_met(found)}; {spent:.0f} s"]
    )


def narrow(found: Sequence[TargetFinding]) -> TextTable:
    """For a terminal: a line for each target before its figures."""
    rows: list[tuple[str, ...]] = []
    last = 0
    for one in found:
        if one.number != last:
            rows.append((f"{one.number}. {one.finding} ({one.source}, {one.reliability})", "", ""))
            last = one.number
        rows.append((f"    {one.expected}", one.ours, one.verdict))
    whole = table(found)
    return TextTable(whole.heading, ("finding and what is expected", "ours", "verdict"), rows, whole.notes)


def text(found: Sequence[TargetFinding], form: str, wide: bool) -> str:
    """The findings as `table`, `json` or `csv`."""
    return render(narrow(found) if wide and form == "table" else table(found), form, wide)


def cell(words: str) -> str:
    return words.replace("|", "\\|")


def markdown(found: Sequence[TargetFinding]) -> str:
    """The findings as a page."""
    rows, last = [], 0
    for one in found:
        is_first = one.number != last
        last = one.number
        head = (str(one.number), one.finding, f"{one.source} ({one.reliability})") if is_first else ("", "", "")
        verdict = one.verdict if one.verdict == MET else f"**{one.verdict}**"
        rows.append("| " + " | ".join(cell(word) for word in (*head, one.expected, one.ours, verdict)) + " |")
    reasons = dict.fromkeys((one.number, one.why) for one in found)
    notes = "\n".join(f"- Target {number}: {why}." for number, why in reasons if why)
    return PAGE.format(version=__version__, told=count_met(found) + ".", rows="\n".join(rows), notes=notes)
