"""Money and work that do not depend on luck: H7, H9, H10."""

from sim.core.arrays import F64, I64
from sim.core.maths import power


def equal_price(followers: F64, budget_usd: float) -> F64:
    """The budget, split by followers [creator], USD."""
    total = followers.sum()
    return followers * (budget_usd / total) if total > 0.0 else followers * 0.0


def hours(management_hours: F64, hours_per_post: F64, posts: I64) -> F64:
    """Hours of management per contracted creator [creator], before congestion."""
    return management_hours + hours_per_post * posts


def congestion(n_creators: int, at_ease: float, exponent: float) -> float:
    """How much longer everything takes with so many creators: (n / n0)^w beyond n0, else 1."""
    return float(power(max(n_creators / at_ease, 1.0), exponent))
