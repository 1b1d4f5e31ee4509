"""The end of a run by hand: people by sources, those whom only friends reached, and the accounts."""

from types import SimpleNamespace

import numpy as np
import pytest

from sim.core import accounts
from sim.core.arrays import EVENTS, PLACE
from sim.core.outcome import SOURCES_SHOWN, new_outcome
from sim.core.states import BOUGHT, BY_CREATOR, ENGAGED, SOURCES_SHIFT
from tests.plain import plainly


@pytest.fixture(autouse=True)
def uncompiled(monkeypatch):
    plainly(monkeypatch, accounts)


def person(sources=0, exposures=0, marks=0):
    """The state of somebody."""
    return np.uint32(sources << int(SOURCES_SHIFT) | int(marks) | exposures)


def scratch_of(states, places=()):
    events = np.zeros((4, max(1, len(places))), np.int32)
    events[PLACE, : len(places)] = places
    totals = np.zeros(3, np.int64)
    totals[EVENTS] = len(places)
    return SimpleNamespace(person_state=np.array(states, np.uint32), totals=totals, events=events)


def test_people_are_counted_by_their_sources_and_the_last_place_holds_all_beyond():
    sources = [0, 1, 1, 2, SOURCES_SHOWN, SOURCES_SHOWN + 1, 127]
    outcome = new_outcome(2, 1)
    states = [person(n, 5, int(ENGAGED | BOUGHT | BY_CREATOR)) for n in sources]
    accounts.count_sources(SimpleNamespace(n_followers=len(sources)), scratch_of(states), 1, outcome)
    assert outcome.sources[1].tolist() == [2, 1, *[0] * (SOURCES_SHOWN - 3), 3]
    assert not outcome.sources[0].any()


def test_people_are_counted_whole_in_parts(monkeypatch):
    monkeypatch.setattr(accounts, "PEOPLE_AT_ONCE", 2)
    outcome = new_outcome(1, 1)
    accounts.count_sources(
        SimpleNamespace(n_followers=5), scratch_of([person(2)] * 3 + [person(0), person(1)]), 0, outcome
    )
    assert outcome.sources[0, :3].tolist() == [1, 3, 0]


def test_earned_are_those_who_saw_something_but_no_post_itself():
    states = [person(), person(1, 1), person(2, 3, ENGAGED), person(1, 1, BY_CREATOR), person(2, 2, BY_CREATOR)]
    outcome = new_outcome(1, 1)
    with np.errstate(over="ignore"):
        accounts.count_friends(SimpleNamespace(n_followers=5), scratch_of(states), 0, outcome)
    assert outcome.earned_reach[0] == 2


def test_who_follows_nobody_is_counted_once_and_forgotten():
    """Two followers, then two others: one saw two shares, one has seen none yet, whose event has no place."""
    scratch = scratch_of([person(1, 1, BY_CREATOR), person(), person(2, 2), person()], places=(2, 0, 2, -1))
    outcome = new_outcome(1, 1)
    with np.errstate(over="ignore"):
        accounts.count_friends(SimpleNamespace(n_followers=2), scratch, 0, outcome)
    assert outcome.earned_reach[0] == 1
    assert outcome.sources[0, :3].tolist() == [0, 1, 0]
    assert scratch.person_state[2] == 0
    assert scratch.person_state[0] > 0


def settled(fees, spreads=0):
    plan = SimpleNamespace(
        spreads=spreads, management_hours=3.0, hour_usd=40.0, agency_share=0.1, agency_minimum_usd=25.0
    )
    outcome = new_outcome(1, 2)
    outcome.fees_usd[0] = fees
    outcome.engagements[0] = [5, 6]
    accounts.settle(plan, 0, outcome)
    return outcome


def test_management_costs_its_hours():
    assert settled(0.0).hours[0] == 3.0
    assert settled(0.0).overhead_usd[0] == 120.0


@pytest.mark.parametrize(("fees", "agency"), [(0.0, 25.0), (250.0, 25.0), (1000.0, 100.0)])
def test_an_agency_takes_its_share_but_at_least_its_minimum(fees, agency):
    assert settled(fees).agency_usd[0] == pytest.approx(agency)


def test_without_sharing_all_engagements_are_with_the_creators_own_posts():
    assert settled(0.0).hops[0].tolist() == [11, *[0] * 7]
    assert not settled(0.0, spreads=1).hops.any()
