"""Expected values of a strategy by draws: exact where there is a closed form, else means of a few runs."""

import numpy as np

from sim.core.arrays import F64
from sim.scenario.load import Loaded
from sim.store.stored_result import Array, StoredResult
from sim.study.matching.equalities import Equality
from sim.study.what_if.trials import Trials


def expect(loaded: Loaded, equality: Equality, trials: Trials) -> F64:
    """Return the expected value of what is made equal [draw]. Raises InputError, FileProblem, Interrupted."""
    if not equality.column:
        return np.array([figures.followers.sum() for figures in trials.figures(loaded)])
    if equality.is_money:
        return np.array([whole_bill(bill)[equality.column] for bill in trials.bills(loaded)])
    name = f"outcomes/{equality.column}"
    exact = trials.expected_columns(loaded).get(name)
    if exact is not None and np.isfinite(exact).all():
        return np.asarray(exact[:, 0])
    return np.asarray(trials.columns(loaded)[name].mean(axis=1), np.float64)


def whole_bill(bill: dict[str, float]) -> dict[str, float]:
    """The bill without the agency's fee where nobody can say how often its minimum binds.

    >>> whole_bill({"fees_usd": 2.0, "gifts_usd": 0.0, "overhead_usd": 1.0, "agency_usd": math.nan})["cost_usd"]
    3.0
    """
    parts = (bill["fees_usd"], bill["gifts_usd"], bill["overhead_usd"], np.nan_to_num(bill["agency_usd"]))
    return {**bill, "cost_usd": float(sum(parts))}


def stored_expectation(stored: StoredResult, equality: Equality) -> F64 | None:
    """Return the expected value by draws as it is stored, or the mean of the runs; None where a result has neither."""
    exact: Array | None = stored.arrays.get(f"expected/{equality.column}")
    if exact is not None and np.isfinite(exact).all():
        return np.asarray(exact, np.float64)
    played = stored.arrays.get(f"outcomes/{equality.column}")
    return None if played is None else np.asarray(played.mean(axis=1), np.float64)
