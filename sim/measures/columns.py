"""Columns of a result, and the values of a batch of runs in them.

What the kernel counts is declared in `sim.core.outcome`; only money that follows from other totals is added here.
"""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from sim.core.outcome import DAY, FIELDS, Outcome
from sim.store.stored_result import Array, Column

RUN = ("draw", "run")
EXPECTED = (
    "impressions", "reach", "reach_2", "reach_3", "engagements", "clicks", "posts", "no_shows",
    "fees_usd", "gifts_usd", "hours", "overhead_usd", "agency_usd", "cost_usd",
)  # fmt: skip


class Derived(NamedTuple):
    """A total that follows from others."""

    unit: str
    long_name: str
    after: str  # total behind which it stands in tables
    value: Callable[[Mapping[str, Array], float], Array]  # from the columns so far and the value of an order, USD


def cost_usd(columns: Mapping[str, Array], _order_usd: float) -> Array:
    """All costs together [run], USD.

    >>> parts = ("fees_usd", "gifts_usd", "overhead_usd", "agency_usd")
    >>> cost_usd({f"outcomes/{name}": 10.0 for name in parts}, 25.0)
    40.0
    """
    fees, gifts = columns["outcomes/fees_usd"], columns["outcomes/gifts_usd"]
    return fees + gifts + columns["outcomes/overhead_usd"] + columns["outcomes/agency_usd"]


def revenue_usd(columns: Mapping[str, Array], order_usd: float) -> Array:
    """Value of all purchases [run], USD.

    >>> revenue_usd({"outcomes/purchases": 3}, 25.0)
    75.0
    """
    return columns["outcomes/purchases"] * order_usd


DERIVED = {
    "cost_usd": Derived("USD", "all costs together", "agency_usd", cost_usd),
    "revenue_usd": Derived("USD", "value of purchases", "agency_usd", revenue_usd),
}


def totals() -> dict[str, tuple[str, str]]:
    """Unit and long name of every number per run, by name, in the order of tables.

    >>> totals()["reach_2"]
    ('persons', 'people reached by two or more distinct sources')
    """
    named = {}
    for field in FIELDS.values():
        for total in field.totals:
            named[total.name] = (field.unit, total.long_name)
            follow = {name: derived for name, derived in DERIVED.items() if derived.after == total.name}
            named |= {name: (derived.unit, derived.long_name) for name, derived in follow.items()}
    return named


TOTALS = totals()


def run_columns() -> tuple[Column, ...]:
    """All columns on the axes of the runs: totals, then series by day, then counts by group.

    >>> [column.name for column in run_columns()][-3:]
    ['frequency/people', 'cascades/engagements', 'cascades/sizes']
    """
    along = [field for field in FIELDS.values() if field.axis is not None]
    along.sort(key=lambda field: field.axis is not DAY)
    return (
        *(Column(f"outcomes/{name}", RUN, *words) for name, words in TOTALS.items()),
        *(Column(field.column, (*RUN, field.axis.name), field.unit, field.long_name) for field in along if field.axis),
    )


RUN_COLUMNS = run_columns()
EXPECTED_COLUMNS = tuple(
    Column(f"expected/{name}", ("draw",), TOTALS[name][0], f"exact expected value: {TOTALS[name][1]}")
    for name in EXPECTED
)


def rows(outcome: Outcome, order_usd: float) -> dict[str, Array]:
    """The columns of a batch [run, ...] from an outcome; order_usd: what a purchase is worth.

    >>> from sim.core.outcome import new_outcome
    >>> {name: array.shape for name, array in rows(new_outcome(3, 7), 25.0).items()}["series/reach"]
    (3, 7)
    """
    columns: dict[str, Array] = {}
    for name, field in FIELDS.items():
        values: Array = getattr(outcome, name)
        for total in field.totals:
            columns[f"outcomes/{total.name}"] = values[:, total.first :].sum(axis=1) if field.axis else values
        if field.axis:
            columns[field.column] = values
    for name, derived in DERIVED.items():
        columns[f"outcomes/{name}"] = derived.value(columns, order_usd)
    return {column.name: columns[column.name] for column in RUN_COLUMNS}
