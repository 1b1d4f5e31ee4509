"""Expected values: exact where there is a closed form, and what is stored of a result is the same."""

import pytest

from sim.scenario.load import loads
from sim.study.matching.equalities import EQUALITIES
from sim.study.matching.expectation import expect, stored_expectation
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


@pytest.mark.parametrize(("least", "agency"), [(3_000, 3_000.0), (1, None)])
def test_an_agency_with_a_minimum_is_in_the_costs(least, agency, trials):
    with_agency = loads(MANY + f"agency_share = 0.2\nagency_minimum_usd = {least}\n")
    fees, cost = (expect(with_agency, EQUALITIES[equal], trials) for equal in ("fees", "all-in"))
    rest = expect(loads(MANY), EQUALITIES["all-in"], trials)
    assert cost - rest == pytest.approx(0.2 * fees if agency is None else agency)
