"""Every measure that is reported: one line each, counts and ratios of them."""

from collections.abc import Mapping
from typing import Any, NamedTuple


class Measure(NamedTuple):
    """A column of the outcomes, or the ratio of two; ratios are ratios of means."""

    label: str
    unit: str
    better: int  # 1: more is better, -1: less is better, 0: neither
    top: str  # column of the outcomes
    bottom: str = ""  # column of the outcomes; empty: a plain count
    factor: float = 1.0
    where: str = ""  # column of the outcomes without which it means nothing; empty: always meant


MEASURES = {
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


def meant(*of_each: Mapping[str, Any]) -> list[str]:
    """The measures that say something about any of these results, by their columns; also of older versions."""

    def says(measure: Measure, columns: Mapping[str, Any]) -> bool:
        where = columns.get(f"outcomes/{measure.where}")
        return not measure.where or (where is not None and bool(where.any()))

    return [name for name, one in MEASURES.items() if any(says(one, columns) for columns in of_each)]
