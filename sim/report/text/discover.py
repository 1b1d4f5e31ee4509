"""Rules as text: the limits, how well they hold, and the rule in words."""

import json
import math
from typing import Any

from sim.measures.catalogue import MEASURES
from sim.report.style.table import TextTable, csv_of, plain, printable
from sim.report.style.verdict import percents, share
from sim.report.text.compare import clean
from sim.study.sweeps.discover import Discovery, Limit


def limit(one: Limit) -> str:
    """A limit of a rule in words."""
    if math.isinf(one.low):
        return f"{one.path} at most {one.high:.4g}"
    if math.isinf(one.high):
        return f"{one.path} at least {one.low:.4g}"
    return f"{one.path} from {one.low:.4g} to {one.high:.4g}"


def rule(found: Discovery) -> str:
    """The rule in words."""
    label = MEASURES[found.measure].label
    if not found.limits or found.fresh is None:
        return (
            f"{label}: no rule for when {found.winner} beats {found.loser}; it does at {share(found.base)} of the "
            "points, whatever the numbers."
        )
    where = " and ".join(map(limit, found.limits))
    return (
        f"{label}: {found.winner} beats {found.loser} at {percents(found.fresh.density)} of fresh points where {where} "
        f"(at {share(found.base)} of all points); {percents(found.fresh.coverage)} of its wins are there."
    )


def table(found: Discovery) -> TextTable:
    """The limits, and how well the rule does where it was made and on fresh points."""
    rows: list[tuple[str, ...]] = [
        (one.path, "-" if math.isinf(one.low) else f"{one.low:.4g}", "-" if math.isinf(one.high) else f"{one.high:.4g}")
        for one in found.limits
    ]
    told = []
    for words, score in (("points that made the rule", found.fitted), (found.checked, found.fresh)):
        if score is not None:
            told.append(
                f"{words}: {found.winner} wins at {percents(score.density)} of {score.n:,} points inside; "
                f"{percents(score.coverage)} of its wins are inside"
            )
    title = f"{printable(found.title)}: when {found.winner} beats {found.loser} in {MEASURES[found.measure].label}"
    return TextTable(title, ("number", "at least", "at most"), rows, told)


def text(found: Discovery, form: str, wide: bool) -> str:
    """The rule as `table`, `json` or `csv`."""
    made = table(found)
    if form == "json":
        said = {"title": found.title, "measure": found.measure, "winner": found.winner, "loser": found.loser,
                "limits": [clean(one) for one in found.limits], "fitted": clean(found.fitted),
                "fresh": clean(found.fresh), "checked_on": found.checked, "base": found.base,
                "rule": rule(found)}  # fmt: skip
        return json.dumps(said, indent=2, allow_nan=False)
    if form == "csv":
        return csv_of(flat_columns(found))
    return printable("\n".join([plain(made, wide), *([""] if wide else []), rule(found)]))


def flat_columns(found: Discovery) -> dict[str, list[Any]]:
    """The limits as columns; an infinite end is no limit."""
    return {
        "number": [one.path for one in found.limits],
        "at_least": [one.low for one in found.limits],
        "at_most": [one.high for one in found.limits],
    }
