"""One run of a campaign, compiled.

1. Forget the last run.
2. Each creator's luck: who posts, how far posts reach, how strongly followers respond, what is paid; each post's own.
3. Day by day, creator by creator, post by post: who sees it (`see`, in views.py), what number of exposure and of
   distinct source that is (`find`, `meet`), what it is worth (`weigh`), who engages and clicks (`respond`), who buys
   (`act`). Each step is done for a block of viewers of many posts before the next begins: long loops become vector
   instructions, and many cache misses are under way at once. Where it matters in which order a person sees the posts
   of a day, all views of the day are found first (moments.py). Then those take their turn who see what friends
   shared (sharing.py).
4. Count people by sources, and cascades; settle the accounts.

Every function here has a plain-Python twin in tests/oracle.py; the two change together.
"""

import numpy as np

from sim.core import address
from sim.core.accounts import count_friends, count_sources, settle
from sim.core.address import U64, purpose_key, threefry, uniform, unit
from sim.core.arrays import FIRST, FULL, NODES
from sim.core.jit import inline, lean, prefetch
from sim.core.luck import cast_creators, make_posts
from sim.core.moments import arrange, put_aside, take_back
from sim.core.sharing import count_cascades, count_hops, forget_shares, hear, new_node, pass_on
from sim.core.states import BOUGHT, BY_CREATOR, ENGAGED, EXPOSURES, KIND_SHIFT, MOST_SOURCES, SOURCES_SHIFT
from sim.core.views import BEFORE_THE_FIRST, boost_cells, note_engagements, see, set_cells

U8 = np.uint8
U32 = np.uint32


@inline
def find(plan, n_views, scratch):
    """Look up who is behind the links that see a post, and whether the source is new to them."""
    step = U64(plan.susceptibility_step)
    for index in range(n_views):
        link = U64(scratch.links[index])
        follower = plan.link_follower[link]
        prefetch(scratch.person_state, follower)
        scratch.followers[index] = follower
        scratch.persons[index] = plan.link_person[link]
        scratch.fresh[index] = U8(1) - scratch.link_seen[link]
        scratch.link_seen[link] = 1
        scratch.susceptibilities[index] = plan.susceptibility[plan.link_susceptibility[link * step]]
    for index in range(n_views * plan.match_step):
        scratch.matches[index] = plan.link_match[U64(scratch.links[index])]


@inline
def meet(mark, n_views, scratch):
    """Count each viewer's exposures and distinct sources; return how many are reached for the first time."""
    for index in range(n_views):  # one after the other: who follows two of these creators may stand here twice
        follower = U64(scratch.followers[index])
        state = scratch.person_state[follower]
        one_more = U32(U32(scratch.fresh[index]) << SOURCES_SHIFT)
        state = U32(U32(state + U32(1) + (one_more if state < MOST_SOURCES else U32(0))) | mark)
        scratch.person_state[follower] = state
        scratch.states[index] = state
    reached = 0
    for index in range(n_views):
        exposure = U32(scratch.states[index] & EXPOSURES)
        reached += exposure == U32(1)
        scratch.exposures[index] = exposure
    return reached


@inline
def weigh(plan, n_views, scratch):
    """Weigh an exposure for each viewer: fit to the brand times the response table."""
    if plan.repeat_matters:
        n_sources = U32(plan.n_sources)
        n_exposures = U32(plan.n_exposures)
        for index in range(n_views):
            source = U32(scratch.states[index] >> SOURCES_SHIFT)
            line = (U32(1) - U32(scratch.fresh[index])) * n_sources + min(source, n_sources) - U32(1)
            scratch.weights[index] = line * n_exposures + min(scratch.exposures[index], n_exposures) - U32(1)
        for index in range(n_views):
            scratch.bases[index] = np.float64(scratch.matches[index]) * plan.response[U64(scratch.weights[index])]
    else:
        for index in range(n_views):
            scratch.bases[index] = np.float64(scratch.matches[index])


@inline
def interfere(plan, n_views, scratch):
    """Weigh what is seen of one kind of creator by whether the other kind was seen before."""
    for index in range(n_views):
        kind = U32(plan.creator_kind[plan.post_creator[scratch.posts[index]]])
        follower = U64(scratch.followers[index])
        state = scratch.person_state[follower]
        if (state >> U32(KIND_SHIFT + U32(1) - kind)) & U32(1):
            scratch.bases[index] *= plan.interference[kind]
        scratch.person_state[follower] = state | U32(U32(1) << U32(KIND_SHIFT + kind))


@inline
def prepare(plan, scratch):
    """Set once what all runs share; states of people who follow nobody are left empty by every run."""
    scratch.person_state[plan.n_followers :] = 0
    if plan.match_step == 0:
        scratch.matches[:] = plan.link_match[0]
    if plan.susceptibility_step == 0:
        scratch.susceptibilities[:] = plan.susceptibility[0]


@inline
def respond(key, n_views, scratch):
    """Decide for every viewer whether they engage and whether they click: with odds x if u < x (1 - u)."""
    for index in range(n_views):
        engage, click = threefry(key[0], key[1], U64(scratch.persons[index]), U64(scratch.exposures[index]))
        base = scratch.bases[index]
        u, v = unit(engage), unit(click)
        engages = u < scratch.engage_odds[index] * base * np.float64(scratch.susceptibilities[index]) * (1.0 - u)
        clicks = v < scratch.click_odds[index] * base * (1.0 - v)
        scratch.acts[index] = np.uint8(engages) + np.uint8(2) * np.uint8(clicks)


@inline
def buy_prob(plan, slot, scratch):
    """Chance that who clicked buys: trust in the creator counts for those who saw the creator's own post."""
    if scratch.parents[slot] >= 0:
        return plan.friend_buy_prob
    return scratch.creator_buy_prob[plan.post_creator[scratch.posts[slot]]]


@inline
def act(plan, key, n_views, place, scratch, outcome):
    """Carry out engagements, clicks and purchases."""
    row, day = place
    n_acts = 0
    for index in range(n_views):  # pick the few who act, without a branch
        scratch.actors[n_acts] = index
        n_acts += scratch.acts[index] > 0
    engagements = engagers = clicks = purchases = 0
    for actor in range(n_acts):
        slot = U64(scratch.actors[actor])
        follower = U64(scratch.followers[slot])
        state = scratch.person_state[follower]
        if scratch.acts[slot] & 1:
            engagements += 1
            if plan.spreads:
                count_hops(slot, row, scratch, outcome)
                if (state & ENGAGED) == 0:
                    new_node(slot, scratch)
            engagers += (state & ENGAGED) == 0
            state |= ENGAGED
        if scratch.acts[slot] & 2:
            clicks += 1
            if (state & BOUGHT) == 0:
                u = uniform(key, scratch.persons[slot], scratch.exposures[slot])
                if u < buy_prob(plan, slot, scratch):
                    purchases += 1
                    state |= BOUGHT
        scratch.person_state[follower] = state
    outcome.engagements[row, day] += engagements
    outcome.engagers[row] += engagers
    outcome.clicks[row, day] += clicks
    outcome.purchases[row, day] += purchases


@inline
def answer(plan, keys, n_views, place, scratch, outcome):
    """Let a block of viewers answer: weigh, respond, act, share."""
    row, day = place
    weigh(plan, n_views, scratch)
    if plan.interferes and scratch.parents[0] < 0:  # friends are neither big nor small
        interfere(plan, n_views, scratch)
    respond(keys[1], n_views, scratch)
    if plan.momentum > 0.0 and scratch.parents[0] < 0:
        note_engagements(n_views, scratch)
    first = scratch.totals[NODES]
    act(plan, keys[2], n_views, place, scratch, outcome)
    if plan.spreads:
        outcome.shares[row] += pass_on(plan, keys[3], day, first, scratch)


@inline
def play_day(plan, keys, place, scratch, outcome):
    """Play the posts that are visible on a day, then what friends have shared, in blocks of at most SLOTS views."""
    row, day = place
    if plan.momentum > 0.0:
        boost_cells(plan, day, scratch)
    stop = plan.day_cell_start[day + 1]
    walk = (plan.day_cell_start[day], 0, BEFORE_THE_FIRST)
    event = scratch.days[FIRST, day]
    aside = taken = 0
    scratch.parents[:] = -1
    while walk[0] < stop or taken < aside or event >= 0:
        mark = BY_CREATOR
        if walk[0] < stop:
            walk, n_views = see(plan, keys[0], walk, (day, stop), scratch)
            if plan.order_matters:
                aside = put_aside(n_views, aside, scratch)
                if walk[0] == stop:
                    arrange(plan, keys[4], day, aside, scratch)
                continue
            find(plan, n_views, scratch)
        elif taken < aside:
            n_views = take_back(taken, aside, scratch)
            taken += n_views
            find(plan, n_views, scratch)
        else:
            event, n_views = hear(plan, event, scratch)
            outcome.earned_impressions[row, day] += n_views
            mark = U32(0)
        outcome.impressions[row, day] += n_views
        outcome.reach[row, day] += meet(mark, n_views, scratch)
        answer(plan, keys, n_views, place, scratch, outcome)


@lean
def play_run(plan, run, row, scratch, outcome):
    """Play one run into one row of the outcome."""
    scratch.person_state[: plan.n_followers] = 0
    scratch.link_seen[:] = 0
    forget_shares(plan, scratch)
    cast_creators(plan, scratch, run, row, outcome)
    make_posts(plan, scratch, run)
    set_cells(plan, scratch)
    keys = (
        purpose_key(plan.seed, address.SEE, plan.draw, run),
        purpose_key(plan.seed, address.ENGAGE, plan.draw, run),
        purpose_key(plan.seed, address.BUY, plan.draw, run),
        (
            purpose_key(plan.seed, address.SHARE, plan.draw, run),
            purpose_key(plan.seed, address.FRIEND_SEES, plan.draw, run),
            purpose_key(plan.seed, address.FRIEND_DAY, plan.draw, run),
        ),
        purpose_key(plan.seed, address.MOMENT, plan.draw, run),
    )
    for day in range(plan.n_days):
        play_day(plan, keys, (row, day), scratch, outcome)
    count_sources(plan, scratch, row, outcome)
    if plan.spreads:
        count_friends(plan, scratch, row, outcome)
        count_cascades(scratch, row, outcome)
    settle(plan, row, outcome)


@lean
def play_runs(plan, first_run, scratch, outcome):
    """Play consecutive runs, one per row of the outcome, starting with run number `first_run`.

    Returns whether there was room for all that friends shared; if not, the outcome is worth nothing.
    """
    prepare(plan, scratch)
    for row in range(outcome.posts.size):
        play_run(plan, first_run + row, row, scratch, outcome)
        if scratch.totals[FULL]:
            return False
    return True
