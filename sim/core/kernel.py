"""One run of a campaign, compiled.

1. Forget the last run.
2. Each creator's luck: who posts, how strongly followers respond, what is paid; each post's quality.
3. Day by day, creator by creator, post by post: who sees it (`see`, in views.py), what number of exposure and of
   distinct source that is (`meet`), what it is worth (`weigh`), who engages and clicks (`respond`), who buys (`act`).
   Each step is done for a block of viewers of many posts before the next begins: long loops become vector
   instructions, and many cache misses are under way at once.
4. Count people by sources, settle the accounts.

Every function here has a plain-Python twin in tests/oracle.py; the two change together.
"""

import numpy as np

from sim.core import address
from sim.core.address import U64, purpose_key, threefry, uniform, unit
from sim.core.arrays import SOURCES_SHOWN
from sim.core.jit import inline, lean, prefetch
from sim.core.luck import cast_creators, make_posts
from sim.core.views import BEFORE_THE_FIRST, boost_cells, note_engagements, see, set_cell

U8 = np.uint8
U32 = np.uint32
EXPOSURES = np.uint32(0xFFFFF)
ENGAGED = np.uint32(1 << 20)
BOUGHT = np.uint32(1 << 21)
SOURCES_SHIFT = np.uint32(22)  # uppermost, so that states compare as their sources do
MOST_SOURCES = np.uint32(0x3FF << 22)
PEOPLE_AT_ONCE = 4096  # their states fit into the fastest cache


@inline
def meet(plan, found, scratch):
    """Count each viewer's exposures and distinct sources; return how many are reached for the first time."""
    for index in range(found):
        link = U64(scratch.links[index])
        follower = plan.link_follower[link]
        prefetch(scratch.person_state, follower)
        scratch.followers[index] = follower
        scratch.persons[index] = plan.link_person[link]
        scratch.fresh[index] = U8(1) - scratch.link_seen[link]
        scratch.link_seen[link] = 1
    for index in range(found):  # one after the other: who follows two of these creators may stand here twice
        follower = U64(scratch.followers[index])
        state = scratch.person_state[follower]
        one_more = U32(U32(scratch.fresh[index]) << SOURCES_SHIFT)
        state = U32(state + U32(1) + (one_more if state < MOST_SOURCES else U32(0)))
        scratch.person_state[follower] = state
        scratch.states[index] = state
    reached = 0
    for index in range(found):
        exposure = U32(scratch.states[index] & EXPOSURES)
        reached += exposure == U32(1)
        scratch.exposures[index] = exposure
    return reached


@inline
def weigh(plan, found, scratch):
    """What an exposure is worth to each viewer: fit to the brand times the response table."""
    for index in range(found * plan.match_step):
        scratch.matches[index] = plan.link_match[U64(scratch.links[index])]
    for index in range(found * plan.susceptibility_step):
        scratch.susceptibilities[index] = plan.link_susceptibility[U64(scratch.links[index])]
    if plan.repeat_matters:
        n_sources = U32(plan.n_sources)
        n_exposures = U32(plan.n_exposures)
        for index in range(found):
            source = U32(scratch.states[index] >> SOURCES_SHIFT)
            line = (U32(1) - U32(scratch.fresh[index])) * n_sources + min(source, n_sources) - U32(1)
            scratch.weights[index] = line * n_exposures + min(scratch.exposures[index], n_exposures) - U32(1)
        for index in range(found):
            scratch.bases[index] = np.float64(scratch.matches[index]) * plan.response[U64(scratch.weights[index])]
    else:
        for index in range(found):
            scratch.bases[index] = np.float64(scratch.matches[index])


@lean
def prepare(plan, scratch):
    """Set once what all runs share."""
    for cell in range(plan.cell_post.size):
        set_cell(plan, cell, plan.cell_hazard[cell], scratch)
    if plan.match_step == 0:
        scratch.matches[:] = plan.link_match[0]
    if plan.susceptibility_step == 0:
        scratch.susceptibilities[:] = plan.link_susceptibility[0]


@inline
def respond(key, found, scratch):
    """Decide for every viewer whether they engage and whether they click."""
    for index in range(found):
        engage, click = threefry(key[0], key[1], U64(scratch.persons[index]), U64(scratch.exposures[index]))
        base = scratch.bases[index]
        engages = unit(engage) < scratch.engage_probs[index] * base * np.float64(scratch.susceptibilities[index])
        clicks = unit(click) < scratch.click_probs[index] * base
        scratch.acts[index] = np.uint8(engages) + np.uint8(2) * np.uint8(clicks)


@inline
def act(plan, key, found, scratch):
    """Carry out engagements, clicks and purchases; return their numbers and that of new engagers."""
    n_acts = 0
    for index in range(found):  # pick the few who act, without a branch
        scratch.actors[n_acts] = index
        n_acts += scratch.acts[index] > 0
    engagements = engagers = clicks = purchases = 0
    for actor in range(n_acts):
        slot = U64(scratch.actors[actor])
        follower = U64(scratch.followers[slot])
        state = scratch.person_state[follower]
        if scratch.acts[slot] & 1:
            engagements += 1
            engagers += (state & ENGAGED) == 0
            state |= ENGAGED
        if scratch.acts[slot] & 2:
            clicks += 1
            if (state & BOUGHT) == 0:
                u = uniform(key, scratch.persons[slot], scratch.exposures[slot])
                if u < plan.creator_buy_prob[scratch.creators[slot]]:
                    purchases += 1
                    state |= BOUGHT
        scratch.person_state[follower] = state
    return engagements, engagers, clicks, purchases


@inline
def play_day(plan, keys, where, scratch, outcome):
    """Play the posts that are visible on a day: see, meet, respond, act, in blocks of at most SLOTS views."""
    see_key, engage_key, buy_key = keys
    row, day = where
    if plan.momentum > 0.0:
        boost_cells(plan, day, scratch)
    stop = plan.day_cell_start[day + 1]
    walk = (plan.day_cell_start[day], 0, BEFORE_THE_FIRST)
    while walk[0] < stop:
        walk, found = see(plan, see_key, walk, (day, stop), scratch)
        outcome.impressions[row, day] += found
        outcome.reached[row, day] += meet(plan, found, scratch)
        weigh(plan, found, scratch)
        respond(engage_key, found, scratch)
        if plan.momentum > 0.0:
            note_engagements(plan, found, scratch)
        engagements, engagers, clicks, purchases = act(plan, buy_key, found, scratch)
        outcome.engagements[row, day] += engagements
        outcome.engagers[row] += engagers
        outcome.clicks[row, day] += clicks
        outcome.purchases[row, day] += purchases


@inline
def count_sources(scratch, row, outcome):
    """Count people by the number of distinct sources they saw: those with at least so many, less those with more."""
    n_people = scratch.person_state.size
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


@lean
def settle(plan, row, outcome):
    """Turn sampled people into real ones and add what depends on totals."""
    for day in range(plan.n_days):
        outcome.impressions[row, day] *= plan.weight
        outcome.reached[row, day] *= plan.weight
        outcome.engagements[row, day] *= plan.weight
        outcome.clicks[row, day] *= plan.weight
        outcome.purchases[row, day] *= plan.weight
    for source in range(SOURCES_SHOWN):
        outcome.sources[row, source] *= plan.weight
    outcome.engagers[row] *= plan.weight
    outcome.hours[row] = plan.management_hours
    outcome.overhead_usd[row] = plan.management_hours * plan.hour_usd
    outcome.agency_usd[row] = max(plan.agency_minimum_usd, plan.agency_share * outcome.fees_usd[row])


@lean
def play_run(plan, run, row, scratch, outcome):
    """Play one run into one row of the outcome."""
    scratch.person_state[:] = 0
    scratch.link_seen[:] = 0
    cast_creators(plan, scratch, run, row, outcome)
    make_posts(plan, scratch, run)
    keys = (
        purpose_key(plan.seed, address.SEE, plan.draw, run),
        purpose_key(plan.seed, address.ENGAGE, plan.draw, run),
        purpose_key(plan.seed, address.BUY, plan.draw, run),
    )
    for day in range(plan.n_days):
        play_day(plan, keys, (row, day), scratch, outcome)
    count_sources(scratch, row, outcome)
    settle(plan, row, outcome)


@lean
def play_runs(plan, first_run, scratch, outcome):
    """Play consecutive runs, one per row of the outcome, starting with run number `first_run`."""
    prepare(plan, scratch)
    for row in range(outcome.posts.size):
        play_run(plan, first_run + row, row, scratch, outcome)
