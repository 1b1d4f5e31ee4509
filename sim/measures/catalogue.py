"""The measures that are reported, a line each: counts, and ratios of counts; those of plug-ins come last."""

import math
from collections.abc import Mapping
from typing import Any, NamedTuple

from sim.measures.columns import TOTALS
from sim.mechanisms.registry import Registry
from sim.text import suggest_or_list


class Measure(NamedTuple):
    """A column of the outcomes, or the ratio of two; ratios are ratios of means."""

    label: str
    unit: str
    better: int  # 1: more is better, -1: less is better, 0: neither
    top: str  # column of the outcomes
    bottom: str = ""  # column of the outcomes; empty: a plain count
    factor: float = 1.0
    where: str = ""  # column of the outcomes without which it means nothing; empty: always meant


BUILT_IN = {
    "impressions": Measure("Impressions", "", 1, "impressions"),
    "reach": Measure("Reach", "people", 1, "reach"),
    "frequency": Measure("Mean frequency", "per person", 0, "impressions", "reach"),
    "reach_2": Measure("Reach by 2+ sources", "people", 1, "reach_2"),
    "reach_3": Measure("Reach by 3+ sources", "people", 1, "reach_3"),
    "talk_share": Measure("Talk share (2+ of reach)", "", 1, "reach_2", "reach"),
    "engagements": Measure("Engagements", "", 1, "engagements"),
    "engagers": Measure("Engagers", "people", 1, "engagers"),
    "clicks": Measure("Clicks", "", 1, "clicks"),
    "purchases": Measure("Purchases", "people", 1, "purchases"),
    "revenue": Measure("Revenue", "USD", 1, "revenue_usd"),
    "posts": Measure("Posts published", "", 0, "posts"),
    "no_shows": Measure("No-shows", "creators", -1, "no_shows"),
    "fees": Measure("Fees", "USD", -1, "fees_usd"),
    "gifts": Measure("Gifts", "USD", -1, "gifts_usd"),
    "hours": Measure("Management", "hours", -1, "hours"),
    "overhead": Measure("Management cost", "USD", -1, "overhead_usd"),
    "agency": Measure("Agency fee", "USD", -1, "agency_usd"),
    "cost": Measure("Total cost", "USD", -1, "cost_usd"),
    "cpm": Measure("CPM", "USD per 1,000", -1, "cost_usd", "impressions", 1000.0),
    "cost_per_reached": Measure("Cost per person reached", "USD", -1, "cost_usd", "reach"),
    "cpe": Measure("CPE", "USD", -1, "cost_usd", "engagements"),
    "cost_per_engager": Measure("Cost per engager", "USD", -1, "cost_usd", "engagers"),
    "cpa": Measure("Cost per purchase", "USD", -1, "cost_usd", "purchases"),
    "return": Measure("Return (revenue / cost)", "", 1, "revenue_usd", "cost_usd"),
    "shares": Measure("Shares", "", 1, "shares", where="shares"),
    "earned_impressions": Measure("Earned impressions (by friends)", "", 1, "earned_impressions", where="shares"),
    "earned_reach": Measure("Reach by word of mouth alone", "people", 1, "earned_reach", where="shares"),
    "earned_engagements": Measure("Earned engagements", "", 1, "earned_engagements", where="shares"),
    "earned_share": Measure("Earned share of engagements", "", 1, "earned_engagements", "engagements", where="shares"),
    "cascade_size": Measure("Mean cascade", "engagers", 1, "engagers", "cascades", where="shares"),
    "largest_cascade": Measure("Largest cascade", "engagers", 1, "largest_cascade", where="shares"),
    "cascade_depth": Measure("Deepest cascade", "shares", 1, "cascade_depth", where="shares"),
    "virality": Measure(
        "Structural virality (cascades of 2+)", "", 1, "virality_sum", "cascades_grown", where="shares"
    ),
}


def flaw_of_measure(measure: Any) -> str:
    """Return what is wrong with a plug-in's measure; empty where nothing is.

    >>> flaw_of_measure(Measure("Clicks", "", 2, "clicks"))
    'better must be 1, -1 or 0, not 2'
    """
    if not isinstance(measure, Measure):
        return f"must be a Measure, not {type(measure).__name__}"
    texts = (measure.label, measure.unit, measure.top, measure.bottom, measure.where)
    if not all(isinstance(text, str) and text.isprintable() for text in texts) or not measure.label:
        return "its texts must be on one line, and its label must not be empty"
    if measure.better not in (1, -1, 0):
        return f"better must be 1, -1 or 0, not {measure.better}"
    if not (isinstance(measure.factor, float) and 0.0 < measure.factor < math.inf):
        return f"factor must be a number above 0, not {measure.factor}"
    for column in filter(None, (measure.top, measure.bottom, measure.where)):
        if column not in TOTALS:
            return f'"{column}" is no column of the outcomes{suggest_or_list(column, TOTALS)}'
    return "" if measure.top else "top must name a column of the outcomes"


MEASURES: Registry[Measure] = Registry(
    kind="measure", group="influence_sim.measures", built_in=BUILT_IN, flaw_of_member=flaw_of_measure
)


def meant(*of_each: Mapping[str, Any]) -> list[str]:
    """Return the measures that say something about any of these results, by their columns; also of older versions.

    >>> import numpy
    >>> shared, silent = ({"outcomes/shares": numpy.array([n])} for n in (1, 0))
    >>> [name for name in meant(shared) if name not in meant(silent)][0]
    'shares'
    """

    def says(measure: Measure, columns: Mapping[str, Any]) -> bool:
        where = columns.get(f"outcomes/{measure.where}")
        return not measure.where or (where is not None and bool(where.any()))

    return [name for name, measure in MEASURES.items() if any(says(measure, columns) for columns in of_each)]
