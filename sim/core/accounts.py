"""The end of a run: people by sources, those whom only friends reached, and the accounts."""

import numpy as np

from sim.core.arrays import EVENTS, PLACE
from sim.core.jit import inline, prefetch
from sim.core.outcome import SOURCES_SHOWN
from sim.core.states import BY_CREATOR, EXPOSURES, SOURCES_SHIFT

U32 = np.uint32
U64 = np.uint64
AHEAD = 32  # events whose states are fetched before they are needed
PEOPLE_AT_ONCE = 4096  # their states fit into the fastest cache


@inline
def count_sources(plan, scratch, row, outcome):
    """Count people by the number of distinct sources they saw: those with at least so many, less those with more."""
    n_people = plan.n_followers
    for start in range(0, n_people, PEOPLE_AT_ONCE):
        stop = min(start + PEOPLE_AT_ONCE, n_people)
        for shown in range(SOURCES_SHOWN):
            least = U32(U32(shown + 1) << SOURCES_SHIFT)
            n_at_least = 0
            for follower in range(start, stop):
                n_at_least += scratch.person_state[U64(follower)] >= least
            outcome.sources[row, shown] += n_at_least
            if shown > 0:
                outcome.sources[row, shown - 1] -= n_at_least
            if n_at_least == 0:
                break


@inline
def count_friends(plan, scratch, row, outcome):
    """Count those whom only friends reached, and forget what people are in who follow nobody."""
    for follower in range(plan.n_followers):
        state = scratch.person_state[follower]
        outcome.earned_reach[row] += (state & (EXPOSURES | BY_CREATOR)) - U32(1) < BY_CREATOR - U32(1)
    n_events = scratch.totals[EVENTS]
    for event in range(n_events):
        ahead = scratch.events[PLACE, min(event + AHEAD, n_events - 1)]
        prefetch(scratch.person_state, max(ahead, 0))
        slot = scratch.events[PLACE, event]
        if slot >= plan.n_followers and scratch.person_state[slot] > 0:
            n_sources = np.int64(scratch.person_state[slot] >> SOURCES_SHIFT)
            outcome.sources[row, min(n_sources - 1, SOURCES_SHOWN - 1)] += 1
            outcome.earned_reach[row] += 1
            scratch.person_state[slot] = 0


@inline
def settle(plan, row, outcome):
    """Add what follows from other counts: the engagements of a run without sharing, and what management costs."""
    if not plan.spreads:
        outcome.hops[row, 0] = outcome.engagements[row].sum()
    outcome.hours[row] = plan.management_hours
    outcome.overhead_usd[row] = plan.management_hours * plan.hour_usd
    outcome.agency_usd[row] = max(plan.agency_minimum_usd, plan.agency_share * outcome.fees_usd[row])
