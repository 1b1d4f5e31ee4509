"""Promises as text: figures that a client can be told, and the price of being surer."""

import json
import math
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from sim.measures.catalogue import MEASURES
from sim.report.style import numbers
from sim.report.style.plain_values import measure_unit, quantity
from sim.report.style.table import TextTable, plain, rows_csv
from sim.statistics import tolerance
from sim.study.comparison.compare import amount
from sim.study.promise.promise import PromisedCampaign, PromisedMeasure, Promises
from sim.text import printable

DIGITS = 3  # of a figure that is promised
HAIR = 1e-9  # less than that is rounding
PHRASES = {  # of figures in sentences; other measures are called by their label
    "reach": "{} people reached",
    "reach_2": "{} people who see it from two or more creators",
    "reach_3": "{} people who see it from three or more creators",
    "impressions": "{} impressions",
    "engagements": "{} engagements",
    "engagers": "{} people who engage",
    "clicks": "{} clicks",
    "purchases": "{} purchases",
    "cost": "{} USD of all costs together",
}
LUCK_ONLY = (
    "One draw: luck alone, as if all that we do not know were known. "
    "platform_uncertainty = true and run.draws add what we do not know."
)


class PromisedFigure(NamedTuple):
    """A figure that is promised with a confidence."""

    confidence: float
    value: float


def cautious(value: float, is_floor: bool) -> str:
    """A figure in as many digits as people say, rounded so that the promise still holds; a dash where there is none."""
    if not math.isfinite(value) or value == 0.0:
        return numbers.number(value)
    places = DIGITS - 1 - math.floor(math.log10(abs(value)))
    scale = 10.0 ** abs(places)
    scaled = value * scale if places > 0 else value / scale
    whole = math.floor(scaled + HAIR) if is_floor else math.ceil(scaled - HAIR)
    return numbers.number(whole / scale if places > 0 else whole * scale, max(places, 0))


def name_of(measure: PromisedMeasure) -> str:
    """A measure with the side on which it is promised."""
    return f"{MEASURES[measure.name].label}, at {'least' if measure.is_floor else 'most'}"


def phrase(measure: PromisedMeasure, value: float) -> str:
    """A promised figure in words."""
    figure = cautious(value, measure.is_floor)
    if measure.name in PHRASES:
        return PHRASES[measure.name].format(figure)
    return f"{MEASURES[measure.name].label} of {figure} {MEASURES[measure.name].unit}".rstrip()


def campaigns_in(confidence: float) -> str:
    """A share of campaigns as people say it: 90 of 100."""
    return f"{100.0 * confidence:g} of 100 campaigns"


def sentence(campaign: PromisedCampaign) -> str:
    """The promise of the first measure that has one."""
    asked = campaign.asked
    first = next(measure for measure in asked.measures if not math.isnan(measure.alone))
    says = phrase(first, first.alone)
    if not first.is_floor:
        return f"You can promise {says} at most: {campaigns_in(asked.confidence)} stay within that."
    return f"You can promise {says}: {campaigns_in(asked.confidence)} bring at least that."


def sentences(campaign: PromisedCampaign) -> list[str]:
    """The promise in words: the first measure alone, then what holds at once."""
    asked = campaign.asked
    if len(asked.measures) == 1:
        return [sentence(campaign)]
    if math.isnan(asked.measures[0].together):
        return [sentence(campaign), f"Too few {units_of(campaign)} to promise all of these in the same campaign."]
    kept = f"{campaigns_in(asked.confidence)} keep all of it."
    several = f"To promise several of these, take the column all at once: {kept}"
    return [sentence(campaign), several]


def units_of(campaign: PromisedCampaign) -> str:
    """The independent samples behind a promise, as the scenario calls them."""
    return "draws" if campaign.draws > 1 else "runs"


def size(campaign: PromisedCampaign) -> str:
    """The campaign and the sample that the promise is made by."""
    return f"{campaign.title}: {amount(campaign.draws, campaign.runs)}"


def table(campaign: PromisedCampaign) -> TextTable:
    """Every measure with its promise alone, all at once, and half of all campaigns."""
    asked = campaign.asked
    several = len(asked.measures) > 1
    rows = [
        (
            name_of(each),
            cautious(each.alone, each.is_floor),
            *([cautious(each.together, each.is_floor)] if several else []),
            cautious(each.median, each.is_floor),
            MEASURES[each.name].unit,
        )
        for each in asked.measures
    ]
    header = ("promise", "alone", *(["all at once"] if several else []), "half of campaigns", "unit")
    heading = "\n".join([*sentences(campaign), size(campaign)])
    return TextTable(heading, header, rows, notes(campaign))


def notes(campaign: PromisedCampaign) -> list[str]:
    """Sentences that the reader of the table needs."""
    asked, what = campaign.asked, units_of(campaign)
    first = next(each for each in asked.measures if not math.isnan(each.alone))
    likely = cautious(first.likely, first.is_floor)
    found = [
        f"Each promise allows for the error of {campaign.n_units:,} {what} ({tolerance.SURE:.0%} sure).",
        f"{name_of(first)}: with very many {what}, some {likely} could be promised alone.",
    ]
    if any(each.is_floor and 0.0 in (each.alone, each.together) for each in asked.measures):
        found.append("0: nothing can be promised of it.")
    if campaign.draws == 1:
        found.append(LUCK_ONLY)
    return found


def surer(campaign: PromisedCampaign, together: bool) -> TextTable:
    """The figures by confidence, and what another point of it costs."""
    asked = campaign.asked
    rows = []
    for place, each in enumerate(asked.measures):
        steps = [PromisedFigure(other.confidence, figure(other, place, together)) for other in campaign.surer]
        cells = [cautious(step.value, each.is_floor) for step in steps]
        rows.append((name_of(each), *cells, point_cost(steps, asked.confidence), MEASURES[each.name].unit))
    header = ("promise", *(f"{100.0 * other.confidence:g}%" for other in campaign.surer), "a point more", "unit")
    several = len(asked.measures) > 1
    heading = "To be surer, promise less" + (", all at once" if together else ", each alone" if several else "")
    unsure = [o.confidence for o in campaign.surer if any(math.isnan(figure(o, p, together)) for p in range(len(rows)))]
    found = [f"a point more: what a point of confidence changes near {100.0 * asked.confidence:g}%."]
    return TextTable(heading, header, rows, found + ([too_few(campaign, unsure[0])] if unsure else []))


def too_few(campaign: PromisedCampaign, confidence: float) -> str:
    """Sentence on the least confidence that cannot be promised."""
    needed, what = tolerance.least_units(confidence), units_of(campaign)
    if campaign.n_units < needed:
        return f"-: {campaign.n_units:,} {what} are too few; a confidence of {confidence:g} takes {needed:,} or more."
    return f"-: {campaign.n_units:,} {what} that differ so much are too few; ask for more (run.{what})."


def figure(promises: Promises, place: int, together: bool) -> float:
    """The promised figure of a measure."""
    measure = promises.measures[place]
    return measure.together if together else measure.alone


def point_change(steps: Sequence[PromisedFigure], confidence: float) -> float:
    """The change by a point of confidence: up to the next confidence, or up to this one where the next is not known."""
    pairs = [(low, high) for low, high in pairwise(steps) if confidence in (low.confidence, high.confidence)]
    for low, high in reversed(pairs):
        change = (high.value - low.value) / (100.0 * (high.confidence - low.confidence))
        if math.isfinite(change):
            return change
    return math.nan


def point_cost(steps: Sequence[PromisedFigure], confidence: float) -> str:
    """The change in two digits."""
    change = point_change(steps, confidence)
    if math.isnan(change) or change == 0.0:
        return numbers.number(change)
    return numbers.number(float(f"{change:.1e}"), numbers.decimals(change, abs(change)))


def tables(campaign: PromisedCampaign) -> list[TextTable]:
    """The tables of the text form."""
    several = len(campaign.asked.measures) > 1
    return [table(campaign), surer(campaign, together=False), *([surer(campaign, together=True)] if several else [])]


def records(promises: Promises) -> list[dict[str, Any]]:
    """The promises of one confidence as plain values."""
    return [
        {
            "measure": each.name,
            "bound": "at least" if each.is_floor else "at most",
            **{
                name: quantity(getattr(each, name), measure_unit(each.name))
                for name in ("alone", "together", "likely", "median")
            },
        }
        for each in promises.measures
    ]


def as_dict(campaign: PromisedCampaign) -> dict[str, Any]:
    """The promises as plain values."""

    def plainly(promises: Promises) -> dict[str, Any]:
        confidence = quantity(promises.confidence, "share of campaigns")
        return {"confidence": confidence, "promises": records(promises)}

    return {
        "title": campaign.title,
        "draws": campaign.draws,
        "runs": campaign.runs,
        "sureness": quantity(tolerance.SURE, "probability"),
        **plainly(campaign.asked),
        "surer": [plainly(each) for each in campaign.surer],
        "sentence": sentence(campaign),
    }


def as_csv(campaign: PromisedCampaign) -> str:
    """The promises as CSV, a row for each measure and confidence."""
    rows: list[Mapping[str, Any]] = []
    for each in campaign.surer:
        for record in records(each):
            values = {name: part["value"] if isinstance(part, dict) else part for name, part in record.items()}
            rows.append({"confidence": each.confidence, **values, "unit": record["alone"]["unit"]})
    return rows_csv(rows[0], (row.values() for row in rows))


def text(campaign: PromisedCampaign, form: str, wide: bool) -> str:
    """The promises as `table`, `json` or `csv`."""
    if form == "json":
        return json.dumps(as_dict(campaign), indent=2, allow_nan=False)
    if form == "csv":
        return as_csv(campaign)
    return printable("\n\n".join(plain(each, wide) for each in tables(campaign)))
