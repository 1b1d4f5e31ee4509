"""The same campaigns with the work done by somebody else: own hours, an agency, or neither."""

import math
from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

import numpy as np

from sim.core.arrays import F64
from sim.measures.columns import cost_usd
from sim.measures.contrast import Columns
from sim.study.comparison.compare import Strategy
from sim.study.comparison.values import distribution, resolved_tables
from sim.study.comparison.wording import percent

Work = Literal["left_out", "own_hours", "agency"]
USUAL_AGENCY_SHARE = 0.15  # vendors: 12 to 20% of fees (Flock)


class WorkPrices(NamedTuple):
    """The prices of the work of a strategy."""

    hour_usd: F64 | float  # [draw], or the same in all
    agency_share: F64 | float  # of fees [draw], or the same in all
    agency_minimum_usd: F64 | float = 0.0  # [draw], or the same in all
    named_share: float = USUAL_AGENCY_SHARE  # of fees, as it is told: the median where it is drawn

    @property
    def share_words(self) -> str:
        """The agency's share of fees in words; one that is not the same on both sides is nan."""
        return "its share" if math.isnan(self.named_share) else percent(self.named_share)


def work_prices(strategy: Strategy) -> WorkPrices:
    """Return the prices of work that a strategy was run with; an agency's usual share where it has none."""
    costs: Mapping[str, Any] = resolved_tables(strategy).get("costs", {})
    hour, share, least = (
        price_of(strategy, costs, name) for name in ("hour_usd", "agency_share", "agency_minimum_usd")
    )
    if not np.any(share):
        share = USUAL_AGENCY_SHARE
    return WorkPrices(hour, share, least, middle_of(costs.get("agency_share", 0.0)) or USUAL_AGENCY_SHARE)


def middle_of(value: Any) -> float:
    """The number that a key says, the median of what is drawn."""
    known = distribution(value) if isinstance(value, Mapping) else None
    return float(value) if known is None else known.median()


def price_of(strategy: Strategy, costs: Mapping[str, Any], name: str) -> F64 | float:
    """A price of a strategy: by draws where it was drawn."""
    drawn = strategy.stored.arrays.get(f"parameters/costs.{name}")
    if drawn is not None and drawn.size > 1:
        return np.asarray(drawn, np.float64)
    return middle_of(costs.get(name, 0.0))


def along_draws(price: F64 | float, n_draws: int) -> F64:
    """A price beside campaigns [draw, run]."""
    each = np.asarray(price, np.float64)
    return each[:n_draws, None] if each.ndim else each


def bill_by_work(columns: Columns, prices: WorkPrices, work: Work, fee_factor: float = 1.0) -> Columns:
    """Return campaigns [draw, run] as they cost with this work. fee_factor: on all fees.

    >>> campaigns = {f"outcomes/{name}": np.array([[4.0]]) for name in ("fees_usd", "gifts_usd", "hours")}
    >>> float(bill_by_work(campaigns, WorkPrices(60.0, 0.25), "agency", 2.0)["outcomes/cost_usd"][0, 0])
    14.0
    """
    fees = fee_factor * np.asarray(columns["outcomes/fees_usd"], np.float64)
    hour, share, least = (along_draws(price, fees.shape[0]) for price in prices[:3])
    overhead = hour * columns["outcomes/hours"] if work == "own_hours" else np.zeros_like(fees)
    agency = np.maximum(least, share * fees) if work == "agency" else np.zeros_like(fees)
    billed = {
        **columns,
        "outcomes/fees_usd": fees,
        "outcomes/overhead_usd": overhead,
        "outcomes/agency_usd": agency,
    }
    return {**billed, "outcomes/cost_usd": cost_usd(billed, 0.0)}
