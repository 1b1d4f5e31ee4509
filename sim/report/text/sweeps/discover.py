"""Rules as text: the limits, how well they hold, and the rule in words."""

import json
import math
from typing import Any, Literal

from sim.measures.catalogue import MEASURES
from sim.report.style.plain_values import plain_value, quantity
from sim.report.style.table import TextTable, csv_of, plain
from sim.report.style.verdict import percents, share
from sim.scenario.describe.key_units import unit_of_key
from sim.statistics.prim import Score
from sim.study.sweeps.discover import Discovery, Limit
from sim.text import printable

OF_POINTS = "share of the points"
Standing = Literal["none", "decides", "likelier", "unconfirmed"]


def in_words(limit: Limit) -> str:
    """A limit of a rule in words."""
    if math.isinf(limit.low):
        return f"{limit.path} at most {limit.high:.4g}"
    if math.isinf(limit.high):
        return f"{limit.path} at least {limit.low:.4g}"
    return f"{limit.path} from {limit.low:.4g} to {limit.high:.4g}"


def standing(discovery: Discovery) -> Standing:
    """The standing of the rule on fresh points: it decides, it only makes a win likelier, or it does not hold."""
    fresh = discovery.fresh
    if not discovery.limits or fresh is None:
        return "none"
    if not fresh.density.value > discovery.base:
        return "unconfirmed"
    return "decides" if fresh.density.value > 0.5 else "likelier"


def rule(discovery: Discovery) -> str:
    """The rule in words."""
    label, winner, loser = MEASURES[discovery.measure].label, discovery.winner, discovery.loser
    fresh, how = discovery.fresh, standing(discovery)
    if how == "none" or fresh is None:
        return f"{label}: {without_rule(discovery)}"
    where = " and ".join(map(in_words, discovery.limits))
    found = (
        f"{label}: {winner} beats {loser} at {percents(fresh.density)} of fresh points where {where} "
        f"(at {share(discovery.base)} of all points)"
    )
    if how == "unconfirmed":
        return f"{found}: fresh points do not confirm a rule for when {winner} beats {loser}."
    wins = f"; {percents(fresh.coverage)} of its wins are there" if math.isfinite(fresh.coverage.value) else ""
    if how == "likelier":
        return f"{found}{wins}. It wins more often there, but seldom: this is no rule for when {winner} beats {loser}."
    return f"{found}{wins}."


def without_rule(discovery: Discovery) -> str:
    """Sentence on how often the winner wins, where no rule says when."""
    winner, loser, n = discovery.winner, discovery.loser, discovery.n
    if discovery.ties == 1.0:
        return f"{winner} and {loser} are equal at all {n:,} points: nothing decides."
    if discovery.base == 1.0:
        return f"{winner} beats {loser} at all {n:,} points: nothing decides."
    equal = f", and equals it at {share(discovery.ties)}" if discovery.ties > 0.0 else ""
    if discovery.base == 0.0:
        return f"{winner} beats {loser} at none of the {n:,} points{equal}: nothing decides."
    return (
        f"no rule for when {winner} beats {loser}; it does at {share(discovery.base)} of the points{equal}, "
        "whatever the numbers."
    )


def title(discovery: Discovery) -> str:
    """The title of a rule, no more than fresh points bear out."""
    winner, loser, label = discovery.winner, discovery.loser, MEASURES[discovery.measure].label
    return {
        "none": f"{winner} against {loser} in {label}: no rule",
        "decides": f"when {winner} beats {loser} in {label}",
        "likelier": f"where {winner} beats {loser} in {label} more often, but seldom",
        "unconfirmed": f"where {winner} seemed to beat {loser} in {label}: not confirmed",
    }[standing(discovery)]


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
        f"{words}: {discovery.winner} wins at {percents(score.density)} of {score.n:,} points inside"
        + (f"; {percents(score.coverage)} of its wins are inside" if math.isfinite(score.coverage.value) else "")
        for words, score in scores
        if score is not None
    ]
    return TextTable(
        f"{printable(discovery.title)}: {title(discovery)}", ("number", "at least", "at most"), rows, notes
    )


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
        "ties": quantity(discovery.ties, OF_POINTS),
        "standing": standing(discovery),
        "rule": rule(discovery),
    }


def text(discovery: Discovery, form: str, wide: bool) -> str:
    """The rule as `table`, `json` or `csv`."""
    if form == "json":
        return json.dumps(as_dict(discovery), indent=2, allow_nan=False)
    if form == "csv":
        return csv_of(flat_columns(discovery))
    shown = table(discovery)
    head = plain(shown, wide) if discovery.limits else shown.heading
    return printable("\n".join([head, *([""] if wide else []), rule(discovery)]))


def flat_columns(discovery: Discovery) -> dict[str, list[Any]]:
    """The limits as columns; an infinite end is no limit."""
    return {
        "number": [limit.path for limit in discovery.limits],
        "at_least": [limit.low for limit in discovery.limits],
        "at_most": [limit.high for limit in discovery.limits],
    }
