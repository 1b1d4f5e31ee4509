"""Views of a block of people, drawn and walked cell by cell (one post on one day).

1. Share out the block's gaps between the next cells of the day, and draw them all at once.
2. Cell by cell, walk the creator's links from gap to gap (`seek`) and write down who was hit, by which post.

A walk that runs out of gaps draws a few more; that of a block's last cell goes on where it stands with those of the
next block. The twin of all this in tests/oracle.py knows no blocks.
"""

import numpy as np

from sim.core.address import LOW_32, U64, threefry
from sim.core.arrays import FEWEST_VIEWS, MOST_VIEWS, PRIOR_ENGAGEMENTS, SLOTS
from sim.core.jit import inline, lean, prefetch
from sim.core.maths import exponential, power

ENOUGH = 1.0  # standard deviations of the number of views by which gaps are drawn ahead
BEFORE_THE_FIRST = (0, -1)  # where a walk begins: activity class, last link found
FARTHEST = 4e15  # links that a gap may pass over: whole in a float64, and more than there are


@lean
def enough_gaps(expected):
    """Number of gaps to draw where so many views are expected; a multiple of 4."""
    wanted = expected + ENOUGH * np.sqrt(expected)
    if wanted >= SLOTS:
        return SLOTS
    return (int(wanted) // 4 + 1) * 4


@inline
def expect_finds(plan, cell, hazard):
    """Number of links that should see a cell, each once: a little more, to second order of views per link."""
    post = plan.cell_post[cell]
    return hazard * plan.post_mass[post] / (1.0 + 0.5 * hazard * plan.post_activity[post])


@inline
def set_cell(plan, cell, hazard, scratch):
    """Set how much a cell is shown, and how many gaps it needs for that."""
    scratch.cell_hazard[cell] = hazard
    expected = expect_finds(plan, cell, hazard)
    scratch.cell_gaps[cell] = enough_gaps(expected) if expected > 0.0 else 0


@lean
def set_cells(plan, scratch):
    """Show every post as much as it is its luck to be shown in this run."""
    for cell in range(plan.cell_post.size):
        set_cell(plan, cell, plan.cell_hazard[cell] * scratch.post_reach[plan.cell_post[cell]], scratch)


@inline
def boost_cells(plan, day, scratch):
    """Show the posts of a day the more, the better they did so far."""
    for cell in range(plan.day_cell_start[day], plan.day_cell_start[day + 1]):
        post = plan.cell_post[cell]
        done = scratch.post_engagements[post] * plan.weight + PRIOR_ENGAGEMENTS
        boost = power(done / (plan.cell_due[cell] + PRIOR_ENGAGEMENTS), plan.momentum)
        boost = min(max(boost, 1.0 / plan.most_boost), plan.most_boost)
        set_cell(plan, cell, plan.cell_hazard[cell] * scratch.post_reach[post] * boost, scratch)


@lean
def note_engagements(n_views, scratch):
    """Count the engagements of a block's viewers for the posts that they see."""
    for index in range(n_views):
        scratch.post_engagements[scratch.posts[index]] += scratch.acts[index] & 1


@inline
def share_gaps(plan, walk, until, scratch):
    """Give the next cells the gaps that they need, the last one what is left, and address them.

    Returns the numbers of cells and of gaps, and the first cell that has to wait.
    """
    cell, drawn, _ = walk
    day, stop = until
    n_cells = n_gaps = 0
    while cell < stop and n_gaps < SLOTS:
        post = plan.cell_post[cell]
        creator = plan.post_creator[post]
        wanted = scratch.cell_gaps[cell]
        if scratch.creator_posted[creator] and wanted > 0:
            if drawn > 0:
                wanted = enough_gaps(max(expect_finds(plan, cell, scratch.cell_hazard[cell]) - drawn, 1.0))
            wanted = min(wanted, SLOTS - n_gaps)
            who = plan.creator_key[creator]
            which = (U64(plan.post_number[post]) << U64(48)) | (U64(day) << U64(32)) | U64(drawn // 4)
            for index in range(wanted // 4):
                scratch.who[U64(n_gaps // 4 + index)] = who
                scratch.which[U64(n_gaps // 4 + index)] = which + U64(index)
            n_gaps += wanted
            scratch.block_cells[n_cells] = cell
            scratch.block_gaps[n_cells] = n_gaps
            n_cells += 1
        drawn = 0
        cell += 1
    return n_cells, n_gaps, cell


@inline
def draw_gaps(key, n_gaps, scratch):
    """Fill the gaps between views: Exp(1) variates from 32 bits each, four to an address."""
    for index in range(n_gaps // 4):
        first, second = threefry(key[0], key[1], scratch.who[index], scratch.which[index])
        scratch.words[2 * index], scratch.words[2 * index + 1] = first, second
    for index in range(n_gaps // 2):
        scratch.gaps[2 * index] = exponential(scratch.words[index] & LOW_32)
        scratch.gaps[2 * index + 1] = exponential(scratch.words[index] >> U64(32))


@lean
def draw_more(key, plan, place, scratch):
    """Draw the next four gaps of a cell behind those of the block. place: (cell, day, gaps that it has used)."""
    cell, day, drawn = place
    post = plan.cell_post[cell]
    which = (U64(plan.post_number[post]) << U64(48)) | (U64(day) << U64(32)) | U64(drawn // 4)
    first, second = threefry(key[0], key[1], plan.creator_key[plan.post_creator[post]], which)
    scratch.gaps[SLOTS] = exponential(first & LOW_32)
    scratch.gaps[SLOTS + 1] = exponential(first >> U64(32))
    scratch.gaps[SLOTS + 2] = exponential(second & LOW_32)
    scratch.gaps[SLOTS + 3] = exponential(second >> U64(32))


@inline
def seek(plan, where, place, so_far, more, scratch):
    """Walk the creator's links, class by class, from find to find; return the walker's new place and the finds.

    The links lie one after the other on a line, each as long as its expected views. Views are a Poisson process
    on that line: a link is seen if at least one view falls on it, so with probability 1 - exp(-length). Further
    views of a link that was found change nothing, so the walk goes on from its end.
    What `meet` will need of a link is fetched while the walk goes on.
    """
    activity_class, last = place
    cell, day = where
    gap, last_gap, drawn, n_views = so_far
    key, most_views = more
    drawn += last_gap - gap
    post = plan.cell_post[cell]
    creator = plan.post_creator[post]
    hazard = scratch.cell_hazard[cell]
    distance = scratch.gaps[U64(gap)]
    while activity_class < plan.class_activity.shape[1]:
        last = max(last, plan.link_class_start[creator, activity_class] - 1)
        stop = plan.post_class_stop[post, activity_class]
        length = min(max(hazard * plan.class_activity[creator, activity_class], FEWEST_VIEWS), MOST_VIEWS)
        per_length = 1.0 / length
        link = last + 1 + int(min(distance * per_length, FARTHEST))
        while link < stop:
            scratch.links[U64(n_views)] = link
            prefetch(plan.link_follower, link)
            prefetch(plan.link_person, link)
            prefetch(scratch.link_seen, link)
            n_views += 1
            last = link
            gap += 1
            if gap == last_gap:
                if n_views > most_views:
                    return (activity_class, last), n_views, drawn
                draw_more(key, plan, (cell, day, drawn), scratch)
                gap, last_gap, drawn = SLOTS, SLOTS + 4, drawn + 4
            distance = scratch.gaps[U64(gap)]
            link = last + 1 + int(min(distance * per_length, FARTHEST))
        distance = max(distance - length * max(stop - 1 - last, 0), 0.0)
        activity_class += 1
    return (activity_class, last), n_views, drawn


@inline
def note_source(plan, cell, start, n_views, scratch):
    """Write beside each find of a cell what it takes from the post."""
    post = plan.cell_post[cell]
    engage_odds = scratch.post_engage_odds[post]
    click_odds = scratch.post_click_odds[post]
    for index in range(start, n_views):
        scratch.engage_odds[U64(index)] = engage_odds
        scratch.click_odds[U64(index)] = click_odds
        scratch.posts[U64(index)] = post


@inline
def see(plan, key, walk, until, scratch):
    """Fill a block with finds; return how far the day's walk has come, and their number.

    `walk` is (cell, gaps that it has used, place within it), `until` is (day, first cell of the next day).
    """
    _, drawn, place = walk
    n_cells, n_gaps, waiting = share_gaps(plan, walk, until, scratch)
    draw_gaps(key, n_gaps, scratch)
    n_views = gap = 0
    for nth in range(n_cells):
        cell = scratch.block_cells[nth]
        last_gap = scratch.block_gaps[nth]
        start = n_views
        most_views = SLOTS - 4 - (n_gaps - last_gap) if nth + 1 < n_cells else -1
        so_far = (gap, last_gap, drawn, n_views)
        place, n_views, drawn = seek(plan, (cell, until[0]), place, so_far, (key, most_views), scratch)
        note_source(plan, cell, start, n_views, scratch)
        if place[0] < plan.class_activity.shape[1]:
            return (cell, drawn, place), n_views
        gap = last_gap
        drawn = 0
        place = BEFORE_THE_FIRST
    return (waiting, 0, BEFORE_THE_FIRST), n_views
