"""One run of a campaign, compiled.

1. Forget the last run.
2. Each creator's luck: who posts, how strongly followers respond, what is paid; each post's quality.
3. Day by day, creator by creator, post by post: who sees it (`seek`), what number of exposure and of distinct
   source that is (`meet`), what it is worth (`weigh`), who engages and clicks (`respond`), who buys (`act`).
4. Count people by sources, settle the accounts.

Every function here has a plain-Python twin in tests/oracle.py; the two change together.
"""

import numpy as np

from sim.core import address
from sim.core.address import LOW_32, U64, purpose_key, threefry, uniform, unit
from sim.core.arrays import MOST_VIEWS, SLOTS, SOURCES_SHOWN
from sim.core.jit import inline, lean
from sim.core.luck import cast_creators, make_posts
from sim.core.maths import exponential

U8 = np.uint8
U32 = np.uint32
EXPOSURES = np.uint32(0xFFFFF)
SOURCES_SHIFT = np.uint32(20)
SOURCES = np.uint32(0x3FF)
SOURCES_FIELD = np.uint32(0x3FF << 20)
ENGAGED = np.uint32(1 << 30)
BOUGHT = np.uint32(1 << 31)


@inline
def draw_gaps(key, who, which, n, scratch):
    """Fill n gaps (a multiple of 4) between views: Exp(1) variates from 32 bits each."""
    for index in range(n // 4):
        scratch.words[2 * index], scratch.words[2 * index + 1] = threefry(key[0], key[1], who, U64(which) + U64(index))
    for index in range(n // 2):
        scratch.gaps[2 * index] = exponential(scratch.words[index] & LOW_32)
        scratch.gaps[2 * index + 1] = exponential(scratch.words[index] >> U64(32))


@lean
def enough_gaps(expected):
    """How many gaps to draw at once when so many views are expected; a multiple of 16."""
    wanted = expected + 0.5 * np.sqrt(expected)  # too few costs a second helping, too many are thrown away
    if wanted >= SLOTS:
        return SLOTS
    return (int(wanted) // 16 + 1) * 16


@inline
def seek(plan, creator, hazard, place, n_gaps, scratch):
    """Walk the creator's links, class by class, from view to view; return the walker's new place and the finds.

    The links lie one after the other on a line, each as long as its expected views. Views are a Poisson process
    on that line: a link is seen if at least one view falls on it, so with probability 1 - exp(-length).
    `place` is (activity class, position within the class, last link found).
    """
    activity_class, position, last = place
    n_classes = plan.class_activity.size
    first = plan.link_class_start[creator, activity_class]
    stop = plan.link_class_start[creator, activity_class + 1]
    length = min(hazard * plan.class_activity[activity_class], MOST_VIEWS)
    end = length * (stop - first)
    per_length = 1.0 / length
    found = 0
    for index in range(n_gaps):
        position += scratch.gaps[index]
        while position >= end:
            position -= end
            activity_class += 1
            if activity_class == n_classes:
                return (activity_class, position, last), found
            first = stop
            stop = plan.link_class_start[creator, activity_class + 1]
            length = min(hazard * plan.class_activity[activity_class], MOST_VIEWS)
            end = length * (stop - first)
            per_length = 1.0 / length
        link = min(first + int(position * per_length), stop - 1)
        scratch.links[found] = link
        found += link != last
        last = link
    return (activity_class, position, last), found


@inline
def meet(plan, found, scratch):
    """Count each viewer's exposures and distinct sources; return how many are reached for the first time.

    A follower stands at most once in a block, so states can be fetched together (many cache misses under way at
    once), changed in a vector loop, and put back.
    """
    for index in range(found):
        link = U64(scratch.links[index])
        scratch.followers[index] = plan.link_follower[link]
        scratch.fresh[index] = U8(1) - scratch.link_seen[link]
        scratch.link_seen[link] = 1
        scratch.persons[index] = plan.link_person[link]
    for index in range(found):
        scratch.states[index] = scratch.person_state[U64(scratch.followers[index])]
    reached = 0
    for index in range(found):
        state = scratch.states[index]
        fresh = U32(scratch.fresh[index])
        room = U32((state & SOURCES_FIELD) != SOURCES_FIELD)
        state = U32(state + U32(1) + U32((fresh & room) << SOURCES_SHIFT))
        scratch.states[index] = state
        exposure = U32(state & EXPOSURES)
        reached += exposure == U32(1)
        scratch.exposures[index] = exposure
    for index in range(found):
        scratch.person_state[U64(scratch.followers[index])] = scratch.states[index]
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
            source = U32((scratch.states[index] >> SOURCES_SHIFT) & SOURCES)
            line = (U32(1) - U32(scratch.fresh[index])) * n_sources + min(source, n_sources) - U32(1)
            scratch.weights[index] = line * n_exposures + min(scratch.exposures[index], n_exposures) - U32(1)
        for index in range(found):
            scratch.bases[index] = np.float64(scratch.matches[index]) * plan.response[U64(scratch.weights[index])]
    else:
        for index in range(found):
            scratch.bases[index] = np.float64(scratch.matches[index])


@inline
def same_for_all(plan, scratch):
    """Set once what does not differ between links."""
    if plan.match_step == 0:
        scratch.matches[:] = plan.link_match[0]
    if plan.susceptibility_step == 0:
        scratch.susceptibilities[:] = plan.link_susceptibility[0]


@inline
def respond(key, engage_prob, click_prob, found, scratch):
    """Decide for every viewer whether they engage and whether they click."""
    for index in range(found):
        engage, click = threefry(key[0], key[1], U64(scratch.persons[index]), U64(scratch.exposures[index]))
        base = scratch.bases[index]
        engages = unit(engage) < engage_prob * base * np.float64(scratch.susceptibilities[index])
        clicks = unit(click) < click_prob * base
        scratch.acts[index] = np.uint8(engages) + np.uint8(2) * np.uint8(clicks)


@inline
def act(plan, key, creator, found, scratch):
    """Carry out engagements, clicks and purchases; return their numbers and that of new engagers."""
    n_acts = 0
    for index in range(found):  # keep the few who act, without a branch
        acts = scratch.acts[index]
        scratch.acts[n_acts] = acts
        scratch.followers[n_acts] = scratch.followers[index]
        scratch.persons[n_acts] = scratch.persons[index]
        scratch.exposures[n_acts] = scratch.exposures[index]
        n_acts += acts > 0
    engagements = engagers = clicks = purchases = 0
    for index in range(n_acts):
        follower = U64(scratch.followers[index])
        state = scratch.person_state[follower]
        if scratch.acts[index] & 1:
            engagements += 1
            engagers += (state & ENGAGED) == 0
            state |= ENGAGED
        if scratch.acts[index] & 2:
            clicks += 1
            if (state & BOUGHT) == 0:
                u = uniform(key, scratch.persons[index], scratch.exposures[index])
                if u < plan.creator_buy_prob[creator]:
                    purchases += 1
                    state |= BOUGHT
        scratch.person_state[follower] = state
    return engagements, engagers, clicks, purchases


@inline
def play_cell(plan, keys, cell, where, scratch, outcome):
    """Play one post on one day: see, meet, respond, act, in blocks of at most SLOTS views."""
    see_key, engage_key, buy_key = keys
    row, day = where
    post = plan.cell_post[cell]
    creator = plan.post_creator[post]
    hazard = plan.cell_hazard[cell]
    who = plan.creator_key[creator]
    which = (U64(plan.post_number[post]) << U64(48)) | (U64(day) << U64(32))
    engage_prob = scratch.creator_rate[creator] * scratch.post_quality[post]
    n_classes = plan.class_activity.size
    expected = 0.0
    for c in range(n_classes):
        n_links = plan.link_class_start[creator, c + 1] - plan.link_class_start[creator, c]
        expected += min(hazard * plan.class_activity[c], MOST_VIEWS) * n_links
    place = (0, 0.0, -1)
    while place[0] < n_classes and expected > 0.0:
        n_gaps = enough_gaps(expected)
        draw_gaps(see_key, who, which, n_gaps, scratch)
        which += U64(n_gaps // 4)
        place, found = seek(plan, creator, hazard, place, n_gaps, scratch)
        expected = max(expected - n_gaps, 1.0)
        outcome.impressions[row, day] += found
        outcome.reached[row, day] += meet(plan, found, scratch)
        weigh(plan, found, scratch)
        respond(engage_key, engage_prob, plan.creator_click_prob[creator], found, scratch)
        engagements, engagers, clicks, purchases = act(plan, buy_key, creator, found, scratch)
        outcome.engagements[row, day] += engagements
        outcome.engagers[row] += engagers
        outcome.clicks[row, day] += clicks
        outcome.purchases[row, day] += purchases


@inline
def count_sources(scratch, row, outcome):
    """Count people by the number of distinct sources they saw."""
    for follower in range(scratch.person_state.size):
        source = np.int64((scratch.person_state[follower] >> SOURCES_SHIFT) & SOURCES)
        if source > 0:
            shown = source if source < SOURCES_SHOWN else SOURCES_SHOWN
            outcome.sources[row, shown - 1] += 1


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
    same_for_all(plan, scratch)
    cast_creators(plan, scratch, run, row, outcome)
    make_posts(plan, scratch, run)
    keys = (
        purpose_key(plan.seed, address.SEE, plan.draw, run),
        purpose_key(plan.seed, address.ENGAGE, plan.draw, run),
        purpose_key(plan.seed, address.BUY, plan.draw, run),
    )
    for day in range(plan.n_days):
        for cell in range(plan.day_cell_start[day], plan.day_cell_start[day + 1]):
            if scratch.creator_posted[plan.post_creator[plan.cell_post[cell]]]:
                play_cell(plan, keys, cell, (row, day), scratch, outcome)
    count_sources(scratch, row, outcome)
    settle(plan, row, outcome)


@lean
def play_runs(plan, first_run, scratch, outcome):
    """Play consecutive runs, one per row of the outcome, starting with run number `first_run`."""
    for row in range(outcome.posts.size):
        play_run(plan, first_run + row, row, scratch, outcome)
