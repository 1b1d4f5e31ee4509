"""Rules as text: the limits, how well they hold, and the rule in words."""

import json
import math
from typing import Any

from sim.measures.catalogue import MEASURES
from sim.report.style.plain_values import plain_value, quantity
from sim.report.style.table import TextTable, csv_of, plain
from sim.report.style.verdict import percents, share
from sim.scenario.describe.key_units import unit_of_key
from sim.statistics.prim import Score
from sim.study.sweeps.discover import Discovery, Limit
from sim.text import printable

OF_POINTS = "share of the points"


def in_words(limit: Limit) -> str:
    """A limit of a rule in words."""
    if math.isinf(limit.low):
        return f"{limit.path} at most {limit.high:.4g}"
    if math.isinf(limit.high):
        return f"{limit.path} at least {limit.low:.4g}"
    return f"{limit.path} from {limit.low:.4g} to {limit.high:.4g}"


def rule(discovery: Discovery) -> str:
    """The rule in words."""
    label = MEASURES[discovery.measure].label
    if not discovery.limits or discovery.fresh is None:
        return (
            f"{label}: no rule for when {discovery.winner} beats {discovery.loser}; it does at "
            f"{share(discovery.base)} of the points, whatever the numbers."
        )
    where = " and ".join(map(in_words, discovery.limits))
    fresh = discovery.fresh
    return (
        f"{label}: {discovery.winner} beats {discovery.loser} at {percents(fresh.density)} of fresh points where "
        f"{where} (at {share(discovery.base)} of all points); {percents(fresh.coverage)} of its wins are there."
    )


def table(discovery: Discovery) -> TextTable:
    """The limits, and how well the rule does where it was made and on fresh points."""
    rows: list[tuple[str, ...]] = [
        (
            limit.path,
            "-" if math.isinf(limit.low) else f"{limit.low:.4g}",
            "-" if math.isinf(limit.high) else f"{limit.high:.4g}",
        )
        for limit in discovery.limits
    ]
    scores = (("points that made the rule", discovery.fitted), (discovery.checked, discovery.fresh))
    notes = [
        f"{words}: {discovery.winner} wins at {percents(score.density)} of {score.n:,} points inside; "
        f"{percents(score.coverage)} of its wins are inside"
        for words, score in scores
        if score is not None
    ]
    label = MEASURES[discovery.measure].label
    title = f"{printable(discovery.title)}: when {discovery.winner} beats {discovery.loser} in {label}"
    return TextTable(title, ("number", "at least", "at most"), rows, notes)


def tables(discovery: Discovery) -> list[TextTable]:
    """The tables of the text form."""
    return [table(discovery)]


def score_values(score: Score | None) -> dict[str, Any] | None:
    """Coverage and density of a rule, as plain values with units; None where there is no rule."""
    if score is None:
        return None
    units = {"coverage": "share of the wins", "density": "share of the points inside", "base": OF_POINTS, "n": "points"}
    return {name: quantity(value, units[name]) for name, value in score._asdict().items()}


def as_dict(discovery: Discovery) -> dict[str, Any]:
    """The rule as plain values: its limits, and shares of points with 95% intervals."""
    return {
        "title": discovery.title,
        "measure": discovery.measure,
        "winner": discovery.winner,
        "loser": discovery.loser,
        "limits": [{**plain_value(limit), "unit": unit_of_key(limit.path)} for limit in discovery.limits],
        "fitted": score_values(discovery.fitted),
        "fresh": score_values(discovery.fresh),
        "checked_on": discovery.checked,
        "base": quantity(discovery.base, OF_POINTS),
        "rule": rule(discovery),
    }


def text(discovery: Discovery, form: str, wide: bool) -> str:
    """The rule as `table`, `json` or `csv`."""
    if form == "json":
        return json.dumps(as_dict(discovery), indent=2, allow_nan=False)
    if form == "csv":
        return csv_of(flat_columns(discovery))
    return printable("\n".join([plain(table(discovery), wide), *([""] if wide else []), rule(discovery)]))


def flat_columns(discovery: Discovery) -> dict[str, list[Any]]:
    """The limits as columns; an infinite end is no limit."""
    return {
        "number": [limit.path for limit in discovery.limits],
        "at_least": [limit.low for limit in discovery.limits],
        "at_most": [limit.high for limit in discovery.limits],
    }
