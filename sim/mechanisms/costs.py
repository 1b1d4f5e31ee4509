"""Money and work that do not depend on luck: fees at an equal price, hours of management, and congestion."""

from sim.core.arrays import F64, I64
from sim.core.maths import power


def equal_price(followers: F64, budget_usd: float) -> F64:
    """Split the budget by followers [creator], USD.

    >>> import numpy as np
    >>> equal_price(np.array([1000.0, 3000.0]), 800.0).tolist()
    [200.0, 600.0]
    """
    total = followers.sum()
    return followers * (budget_usd / total) if total > 0.0 else followers * 0.0


def hours(management_hours: F64, hours_per_post: F64, posts: I64) -> F64:
    """Return the hours of management of each contracted creator [creator], before congestion.

    >>> import numpy as np
    >>> hours(np.array([4.0]), np.array([0.5]), np.array([3])).tolist()
    [5.5]
    """
    return management_hours + hours_per_post * posts


def congestion(n_creators: int, at_ease: float, exponent: float) -> float:
    """Return the factor by which all work takes longer with so many creators: (n / n0)^w beyond n0, else 1.

    >>> round(congestion(400, at_ease=100.0, exponent=0.5), 9)
    2.0
    """
    return float(power(max(n_creators / at_ease, 1.0), exponent))
