"""The outcome of runs: each field is declared once, with type, axis, unit, weighting and the columns that store it.

Memory, the joining of batches, stored columns, forecasts of memory and the test against the kernel's twin follow from
the declaration. To count something new, add a field to `Outcome`, count it in the kernel, and in tests/oracle.py.
"""

from collections.abc import Sequence
from typing import Annotated, Any, NamedTuple, get_args, get_type_hints

import numpy as np

from sim.core.arrays import F64, I64

SOURCES_SHOWN = 10  # people are counted by 1, 2, ... 10 or more distinct sources
HOPS_SHOWN = 8  # engagements by 0, 1, ... 7 or more hops
SIZES_SHOWN = 24  # cascades by powers of two


class Axis(NamedTuple):
    """An axis of a field, beside the runs."""

    name: str
    long_name: str
    fixed_labels: I64 | None = None  # None: one label for each day of the plan

    def labels(self, n_days: int) -> I64:
        """Labels along the axis, for a plan of so many days."""
        return np.arange(n_days, dtype=np.int64) if self.fixed_labels is None else self.fixed_labels


DAY = Axis("day", "day of the campaign")
SOURCE = Axis(
    "sources",
    "distinct sources seen, creators and friends; the last: so many or more",
    np.arange(1, SOURCES_SHOWN + 1, dtype=np.int64),
)
HOP = Axis(
    "hop",
    "shares between a creator's post and an engagement, the last: so many or more",
    np.arange(HOPS_SHOWN, dtype=np.int64),
)
SIZE = Axis("size", "least engagers of a cascade", 2 ** np.arange(SIZES_SHOWN, dtype=np.int64))
AXES = (DAY, SOURCE, HOP, SIZE)


class Total(NamedTuple):
    """A number per run, stored as `outcomes/<name>`: the sum of a field along its axis, from a place on."""

    long_name: str
    name: str = ""  # empty: that of the field
    first: int = 0  # place on the axis


class OutcomeField(NamedTuple):
    """A field of an outcome: unit, axis, whether people are weighted, and the columns that store it."""

    unit: str
    totals: tuple[Total, ...]
    axis: Axis | None = None  # None: one number per run
    long_name: str = ""  # of the column along the axis
    column: str = ""  # name of that column; empty: series/<field>
    weighted: bool = True  # counted in simulated people, each of whom stands for several


def by_run(unit: str, long_name: str, weighted: bool = True) -> OutcomeField:
    """A single number per run."""
    return OutcomeField(unit, (Total(long_name),), weighted=weighted)


def by_day(unit: str, long_name: str, each_day: str) -> OutcomeField:
    """A number for each day; each_day: long name of the series."""
    return OutcomeField(unit, (Total(long_name),), DAY, each_day)


class Outcome(NamedTuple):
    """Counts and sums, one row per run: the kernel counts simulated people, `scale_up` makes them real ones."""

    impressions: Annotated[
        I64, by_day("1", "views of sponsored posts, also of those that friends shared", "views on each day")
    ]
    reach: Annotated[
        I64, by_day("persons", "people who saw at least one post", "people who see their first post on that day")
    ]
    sources: Annotated[
        I64,
        OutcomeField(
            "persons",
            (
                Total("people reached by two or more distinct sources", "reach_2", first=1),
                Total("people reached by three or more distinct sources", "reach_3", first=2),
            ),
            SOURCE,
            "people by number of distinct sources seen",
            "frequency/people",
        ),
    ]
    engagements: Annotated[I64, by_day("1", "engagements with sponsored posts", "engagements on each day")]
    engagers: Annotated[I64, by_run("persons", "people who engaged at least once")]
    clicks: Annotated[I64, by_day("1", "clicks", "clicks on each day")]
    purchases: Annotated[I64, by_day("persons", "people who bought", "people who buy on that day")]
    posts: Annotated[I64, by_run("1", "sponsored posts published", weighted=False)]
    no_shows: Annotated[I64, by_run("1", "contracted creators who did not post", weighted=False)]
    fees_usd: Annotated[F64, by_run("USD", "fees paid to creators", weighted=False)]
    gifts_usd: Annotated[F64, by_run("USD", "value of products sent", weighted=False)]
    hours: Annotated[F64, by_run("hours", "hours of management", weighted=False)]
    overhead_usd: Annotated[F64, by_run("USD", "cost of management", weighted=False)]
    agency_usd: Annotated[F64, by_run("USD", "agency fee", weighted=False)]
    shares: Annotated[I64, by_run("1", "posts passed on to friends by people who engaged")]
    earned_impressions: Annotated[
        I64, by_day("1", "views of what friends shared", "views of what friends shared on each day")
    ]
    earned_reach: Annotated[I64, by_run("persons", "people reached by word of mouth alone")]
    hops: Annotated[
        I64,
        OutcomeField(
            "1",
            (Total("engagements with what friends shared", "earned_engagements", first=1),),
            HOP,
            "engagements by shares between the creator and the engager",
            "cascades/engagements",
        ),
    ]
    cascades: Annotated[
        I64,
        OutcomeField(
            "1",
            (
                Total("people who engaged with a creator's own post first: each may begin a cascade"),
                Total("cascades of two or more engagers", "cascades_grown", first=1),
            ),
            SIZE,
            "cascades by number of engagers",
            "cascades/sizes",
        ),
    ]
    largest_cascade: Annotated[I64, by_run("persons", "engagers of the largest cascade, as simulated", weighted=False)]
    cascade_depth: Annotated[
        I64, by_run("1", "shares from the first engager to the last in the deepest cascade", weighted=False)
    ]
    virality_sum: Annotated[F64, by_run("1", "structural virality, added up over cascades of two or more")]


def field_of(name: str, hint: Any) -> OutcomeField:
    """The declaration of a field, with the names filled in that it leaves out. hint: the field's annotation."""
    declared: OutcomeField = hint.__metadata__[0]
    totals = tuple(total._replace(name=total.name or name) for total in declared.totals)
    return declared._replace(totals=totals, column=declared.column or (f"series/{name}" if declared.axis else ""))


def dtype_of(hint: Any) -> Any:
    """The numbers in a field. hint: the field's annotation, of which NDArray[number] is the type."""
    *_, dtype = get_args(hint.__origin__)
    return (get_args(dtype) or (dtype,))[0]  # numpy 2.5 names the number, earlier ones dtype[number]


HINTS = get_type_hints(Outcome, include_extras=True)
FIELDS = {name: field_of(name, hint) for name, hint in HINTS.items()}
DTYPES = {name: dtype_of(hint) for name, hint in HINTS.items()}


def new_outcome(n_runs: int, n_days: int) -> Outcome:
    """An outcome of zeros."""
    lengths = {axis.name: axis.labels(n_days).size for axis in AXES}
    shapes = {name: (n_runs, lengths[field.axis.name]) if field.axis else (n_runs,) for name, field in FIELDS.items()}
    return Outcome(*(np.zeros(shape, DTYPES[name]) for name, shape in shapes.items()))


def join_outcomes(outcomes: Sequence[Outcome]) -> Outcome:
    """One outcome with the runs of all, in this order."""
    return Outcome(*(np.concatenate(parts) for parts in zip(*outcomes, strict=True)))


def scale_up(outcome: Outcome, weight: int, impressions_per_view: float) -> None:
    """Count every simulated person for the `weight` real people whom they stand for; views become impressions.

    Impressions are whole over the days from the first on, so each total is as near to its views as a whole number is.
    """
    for name, field in FIELDS.items():
        if field.weighted and weight != 1:
            counts = getattr(outcome, name)
            np.multiply(counts, weight, out=counts)
    if impressions_per_view != 1.0:
        for views in (outcome.impressions, outcome.earned_impressions):
            so_far = np.rint(np.cumsum(views, axis=1) * impressions_per_view).astype(np.int64)
            views[:] = np.diff(so_far, axis=1, prepend=0)
