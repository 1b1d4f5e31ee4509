"""Equalities of two strategies: what can be made the same on both sides before they are compared."""

from typing import NamedTuple


class Equality(NamedTuple):
    """A respect in which two strategies are made equal."""

    words: str  # "same fees"
    column: str  # of the outcomes, whose expected values are made equal; empty: listed followers
    unit: str

    @property
    def is_money(self) -> bool:
        """Whether it hangs on what is paid alone, not on who sees what."""
        return self.unit == "USD"


EQUALITIES = {
    "fees": Equality("same fees", "fees_usd", "USD"),
    "all-in": Equality("same all-in cost", "cost_usd", "USD"),
    "followers": Equality("same followers", "", "followers"),
    "impressions": Equality("same impressions", "impressions", "impressions"),
    "reach": Equality("same reach", "reach", "people"),
    "engagers": Equality("same engagers", "engagers", "people"),
    "purchases": Equality("same purchases", "purchases", "purchases"),
}
