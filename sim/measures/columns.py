"""What a result holds, and how a batch of the kernel's rows becomes it."""

import numpy as np

from sim.core.arrays import HOPS_SHOWN, SIZES_SHOWN, SOURCES_SHOWN, Outcome
from sim.store.stored_result import Array, Column

RUN = ("draw", "run")
TOTALS = {  # name: (unit, long name)
    "impressions": ("1", "views of sponsored posts, also of those that friends shared"),
    "reach": ("persons", "people who saw at least one post"),
    "reach_2": ("persons", "people reached by two or more distinct sources"),
    "reach_3": ("persons", "people reached by three or more distinct sources"),
    "engagements": ("1", "engagements with sponsored posts"),
    "engagers": ("persons", "people who engaged at least once"),
    "clicks": ("1", "clicks"),
    "purchases": ("persons", "people who bought"),
    "posts": ("1", "sponsored posts published"),
    "no_shows": ("1", "contracted creators who did not post"),
    "fees_usd": ("USD", "fees paid to creators"),
    "gifts_usd": ("USD", "value of products sent"),
    "hours": ("hours", "hours of management"),
    "overhead_usd": ("USD", "cost of management"),
    "agency_usd": ("USD", "agency fee"),
    "cost_usd": ("USD", "all costs together"),
    "revenue_usd": ("USD", "value of purchases"),
    "shares": ("1", "posts passed on to friends by people who engaged"),
    "earned_impressions": ("1", "views of what friends shared"),
    "earned_reach": ("persons", "people reached by word of mouth alone"),
    "earned_engagements": ("1", "engagements with what friends shared"),
    "cascades": ("1", "people who engaged with a creator's own post first: each may begin a cascade"),
    "cascades_grown": ("1", "cascades of two or more engagers"),
    "largest_cascade": ("persons", "engagers of the largest cascade, as simulated"),
    "cascade_depth": ("1", "shares from the first engager to the last in the deepest cascade"),
    "virality_sum": ("1", "structural virality, added up over cascades of two or more"),
}
SERIES = {
    "impressions": ("1", "views on each day"),
    "reach": ("persons", "people who see their first post on that day"),
    "engagements": ("1", "engagements on each day"),
    "clicks": ("1", "clicks on each day"),
    "purchases": ("persons", "people who buy on that day"),
    "earned_impressions": ("1", "views of what friends shared on each day"),
}
RUN_COLUMNS = (
    *(Column(f"outcomes/{name}", RUN, *told) for name, told in TOTALS.items()),
    *(Column(f"series/{name}", (*RUN, "day"), *told) for name, told in SERIES.items()),
    Column("frequency/people", (*RUN, "sources"), "persons", "people by number of distinct sources seen"),
    Column("cascades/engagements", (*RUN, "hop"), "1", "engagements by shares between the creator and the engager"),
    Column("cascades/sizes", (*RUN, "size"), "1", "cascades by number of engagers"),
)
EXPECTED = (
    "impressions", "reach", "reach_2", "reach_3", "engagements", "clicks", "posts", "no_shows",
    "fees_usd", "gifts_usd", "hours", "overhead_usd", "agency_usd", "cost_usd",
)  # fmt: skip
EXPECTED_COLUMNS = tuple(
    Column(f"expected/{name}", ("draw",), TOTALS[name][0], f"exact expected value: {TOTALS[name][1]}")
    for name in EXPECTED
)
HOP_LABELS = np.arange(HOPS_SHOWN, dtype=np.int64)  # likewise
SIZE_LABELS = 2 ** np.arange(SIZES_SHOWN, dtype=np.int64)  # least engagers
SOURCE_LABELS = np.arange(1, SOURCES_SHOWN + 1, dtype=np.int64)  # the last one means so many or more


def rows(outcome: Outcome, order_usd: float) -> dict[str, Array]:
    """The columns of a batch [run, ...] from the kernel's outcome."""
    totals: dict[str, Array] = {
        "impressions": outcome.impressions.sum(axis=1),
        "reach": outcome.reached.sum(axis=1),
        "reach_2": outcome.sources[:, 1:].sum(axis=1),
        "reach_3": outcome.sources[:, 2:].sum(axis=1),
        "engagements": outcome.engagements.sum(axis=1),
        "engagers": outcome.engagers,
        "clicks": outcome.clicks.sum(axis=1),
        "purchases": outcome.purchases.sum(axis=1),
        "posts": outcome.posts,
        "no_shows": outcome.no_shows,
        "fees_usd": outcome.fees_usd,
        "gifts_usd": outcome.gifts_usd,
        "hours": outcome.hours,
        "overhead_usd": outcome.overhead_usd,
        "agency_usd": outcome.agency_usd,
        "cost_usd": outcome.fees_usd + outcome.gifts_usd + outcome.overhead_usd + outcome.agency_usd,
    }
    totals["revenue_usd"] = totals["purchases"] * order_usd
    totals |= of_friends(outcome)
    series: dict[str, Array] = {
        "impressions": outcome.impressions,
        "reach": outcome.reached,
        "engagements": outcome.engagements,
        "clicks": outcome.clicks,
        "purchases": outcome.purchases,
        "earned_impressions": outcome.earned,
    }
    named = {f"outcomes/{name}": array for name, array in totals.items()}
    named |= {f"series/{name}": array for name, array in series.items()}
    return named | {
        "frequency/people": outcome.sources,
        "cascades/engagements": outcome.hops,
        "cascades/sizes": outcome.cascades,
    }


def of_friends(outcome: Outcome) -> dict[str, Array]:
    """Totals of word of mouth [run]."""
    return {
        "shares": outcome.shares,
        "earned_impressions": outcome.earned.sum(axis=1),
        "earned_reach": outcome.earned_reach,
        "earned_engagements": outcome.hops[:, 1:].sum(axis=1),
        "cascades": outcome.cascades.sum(axis=1),
        "cascades_grown": outcome.cascades[:, 1:].sum(axis=1),
        "largest_cascade": outcome.largest,
        "cascade_depth": outcome.depth,
        "virality_sum": outcome.virality,
    }
