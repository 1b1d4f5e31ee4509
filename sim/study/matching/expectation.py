"""Expected values of a strategy by draws: exact where there is a closed form, else means of a few runs."""

import math

import numpy as np

from sim.core.arrays import F64
from sim.measures.expected_bill import BillTerms, expected_bill
from sim.scenario.load import Loaded
from sim.store.stored_result import Array, StoredResult
from sim.study.matching.equalities import Equality
from sim.study.what_if.trials import Trials


def expect(loaded: Loaded, equality: Equality, trials: Trials) -> F64:
    """Return the expected value of what is made equal [draw]. Raises InputError, FileProblem, Interrupted."""
    if not equality.column:
        return np.array([figures.followers.sum() for figures in trials.figures(loaded)])
    if equality.is_money:
        return np.array([whole_bill(terms)[equality.column] for terms in trials.bill_terms(loaded)])
    name = f"outcomes/{equality.column}"
    exact = trials.expected_columns(loaded).get(name)
    if exact is not None and np.isfinite(exact).all():
        return np.asarray(exact[:, 0])
    return np.asarray(trials.columns(loaded)[name].mean(axis=1), np.float64)


def whole_bill(terms: BillTerms) -> dict[str, float]:
    """The expected bill; where an agency's minimum binds in some runs only, its fee is that of the expected fees.

    >>> from sim.measures.expected_bill import terms_of_plan
    >>> from sim.study.replication.scenes import any_creator, plan_of, scenario
    >>> costs = "[costs]\\nagency_share = 0.5\\nagency_minimum_usd = 20"
    >>> plan = plan_of(scenario(any_creator("fee_usd = 50.0\\nmanagement_hours = 0") + costs))
    >>> whole_bill(terms_of_plan(plan))["cost_usd"]  # 46 of fees, and 23
    69.0
    """
    bill = expected_bill(terms)
    if not math.isnan(bill["agency_usd"]):
        return bill
    is_least = terms.agency_share * bill["fees_usd"] < terms.agency_minimum_usd
    return expected_bill(terms._replace(agency_share=0.0) if is_least else terms._replace(agency_minimum_usd=0.0))


def stored_expectation(stored: StoredResult, equality: Equality) -> F64 | None:
    """Return the expected value by draws as it is stored, or the mean of the runs; None where a result has neither."""
    exact: Array | None = stored.arrays.get(f"expected/{equality.column}")
    if exact is not None and np.isfinite(exact).all():
        return np.asarray(exact, np.float64)
    played = stored.arrays.get(f"outcomes/{equality.column}")
    return None if played is None else np.asarray(played.mean(axis=1), np.float64)
