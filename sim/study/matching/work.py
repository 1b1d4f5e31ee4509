"""The same campaigns with the work done by somebody else: own hours, an agency, or neither."""

from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

import numpy as np

from sim.core.arrays import F64
from sim.measures.contrast import Columns
from sim.study.comparison.compare import Strategy
from sim.study.comparison.values import distribution, resolved_tables

Work = Literal["left_out", "own_hours", "agency"]
USUAL_AGENCY_SHARE = 0.15  # vendors: 12 to 20% of fees (Flock)


class WorkPrices(NamedTuple):
    """The prices of the work of a strategy."""

    hour_usd: F64 | float  # [draw], or the same in all
    agency_share: float  # of fees


def work_prices(strategy: Strategy) -> WorkPrices:
    """Return the prices of work that a strategy was run with; an agency's usual share where it has none."""
    costs: Mapping[str, Any] = resolved_tables(strategy).get("costs", {})
    hour, share = (price_of(strategy, costs, name) for name in ("hour_usd", "agency_share"))
    return WorkPrices(hour, float(np.mean(share)) or USUAL_AGENCY_SHARE)


def price_of(strategy: Strategy, costs: Mapping[str, Any], name: str) -> F64 | float:
    """A price of a strategy: by draws where it was drawn."""
    drawn = strategy.stored.arrays.get(f"parameters/costs.{name}")
    if drawn is not None and drawn.size > 1:
        return np.asarray(drawn, np.float64)
    value = costs.get(name, 0.0)
    known = distribution(value) if isinstance(value, Mapping) else None
    return float(value) if known is None else known.median()


def bill_by_work(columns: Columns, prices: WorkPrices, work: Work, fee_factor: float = 1.0) -> Columns:
    """Return campaigns [draw, run] as they cost with this work. fee_factor: on all fees.

    >>> campaigns = {f"outcomes/{name}": np.array([[4.0]]) for name in ("fees_usd", "gifts_usd", "hours")}
    >>> float(bill_by_work(campaigns, WorkPrices(60.0, 0.25), "agency", 2.0)["outcomes/cost_usd"][0, 0])
    14.0
    """
    fees = fee_factor * np.asarray(columns["outcomes/fees_usd"], np.float64)
    hour = np.asarray(prices.hour_usd, np.float64)
    n_draws = fees.shape[0]
    price = hour[:n_draws, None] if hour.ndim else hour
    overhead = price * columns["outcomes/hours"] if work == "own_hours" else np.zeros_like(fees)
    agency = prices.agency_share * fees if work == "agency" else np.zeros_like(fees)
    return {
        **columns,
        "outcomes/fees_usd": fees,
        "outcomes/overhead_usd": overhead,
        "outcomes/agency_usd": agency,
        "outcomes/cost_usd": fees + columns["outcomes/gifts_usd"] + overhead + agency,
    }
