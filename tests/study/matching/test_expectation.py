"""Expected values: exact where there is a closed form, and what is stored of a result is the same."""

import numpy as np
import pytest

from sim.scenario.load import loads
from sim.study.matching.equalities import EQUALITIES
from sim.study.matching.expectation import expect, stored_expectation, whole_bill
from tests.study.matching.conftest import MANY


@pytest.mark.parametrize("equal", ["fees", "all-in", "impressions", "reach"])
def test_what_is_stored_is_what_is_expected(equal, entrants, played, trials):
    stored = stored_expectation(played.strategies[0].stored, EQUALITIES[equal])
    assert stored == pytest.approx(expect(entrants[0].loaded, EQUALITIES[equal], trials), rel=1e-11)


def test_followers_are_those_listed(entrants, trials):
    assert expect(entrants[0].loaded, EQUALITIES["followers"], trials).tolist() == [20_000.0]


def test_what_has_no_closed_form_is_played(entrants, played, trials):
    few = expect(entrants[0].loaded, EQUALITIES["engagers"], trials)
    all_runs = played.strategies[0].columns["outcomes/engagers"]
    assert few.tolist() == all_runs[:, : trials.means.runs].mean(axis=1).tolist()
    stored = stored_expectation(played.strategies[0].stored, EQUALITIES["engagers"])
    assert stored.tolist() == all_runs.mean(axis=1).tolist()


def test_costs_with_a_minimum_that_may_bind_leave_the_agency_out(trials):
    loaded = loads(MANY + "agency_share = 0.2\nagency_minimum_usd = 400\n")
    fees, cost = (expect(loaded, EQUALITIES[equal], trials) for equal in ("fees", "all-in"))
    assert np.isfinite(cost).all() and (cost > fees).all()


def test_a_known_agency_fee_is_kept():
    bill = {"fees_usd": 10.0, "gifts_usd": 1.0, "overhead_usd": 2.0, "agency_usd": 3.0, "cost_usd": 16.0}
    assert whole_bill(bill) == bill
