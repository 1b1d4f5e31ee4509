"""The order in which a person sees several posts of one day: each has a moment of its own, drawn for person and post.

All views of a day are found first and put aside. Most people have one, and are taken back as they were found; views
of those who have several follow in the order of their moments. The twin in tests/oracle.py sorts.
"""

import numpy as np

from sim.core.address import U64, threefry
from sim.core.arrays import FULL, SLOTS
from sim.core.jit import inline, lean

U8 = np.uint8
U32 = np.uint32
SPARSE = 4  # views for each bucket of the sort, on average at most twice as many


@inline
def put_aside(n_views, aside, scratch):
    """Put a block of finds aside; return how many views there are now, or note that there is no room."""
    if aside + n_views > scratch.day_links.size:
        scratch.totals[FULL] = 1
        return aside
    for index in range(n_views):
        scratch.day_links[aside + index] = scratch.links[index]
        scratch.day_posts[aside + index] = scratch.posts[index]
    return aside + n_views


@lean
def moment(plan, key, day, link, post):
    """The moment of a day, as 64 bits, at which the person behind a link sees a post."""
    which = (U64(plan.post_number[post]) << U64(48)) | (U64(day) << U64(32))
    word, _ = threefry(key[0], key[1], U64(plan.link_person[link]), plan.creator_key[plan.post_creator[post]] ^ which)
    return word


@lean
def part_waiting(plan, key, day, n_views, scratch):
    """Keep the only views of people in front, and let those wait who have several; return how many are in front."""
    for view in range(n_views):
        follower = plan.link_follower[scratch.day_links[view]]
        scratch.day_count[follower] = U8(min(scratch.day_count[follower] + 1, 2))
    n_front = n_waiting = 0
    for view in range(n_views):
        link, post = scratch.day_links[view], scratch.day_posts[view]
        if scratch.day_count[plan.link_follower[link]] == 1:
            scratch.day_links[n_front], scratch.day_posts[n_front] = link, post
            scratch.day_count[plan.link_follower[link]] = 0
            n_front += 1
        else:
            scratch.waiting_links[n_waiting], scratch.waiting_posts[n_waiting] = link, post
            scratch.moments[n_waiting] = moment(plan, key, day, link, post)
            n_waiting += 1
    for view in range(n_waiting):
        scratch.day_count[plan.link_follower[scratch.waiting_links[view]]] = 0
    return n_front


@lean
def bucket_bits(n_waiting):
    """Number of leading bits of a moment that name its bucket."""
    bits = 0
    while n_waiting >> bits > SPARSE:
        bits += 1
    return bits


@lean
def sort_waiting(n_waiting, scratch):
    """Put the places of waiting views in the order of their moments: into buckets, then each where it belongs."""
    bits = bucket_bits(n_waiting)
    scratch.bucket_end[: (1 << bits) + 1] = 0
    for view in range(n_waiting):
        scratch.bucket_end[bucket_of(scratch.moments[view], bits)] += 1
    for bucket in range(1, 1 << bits):
        scratch.bucket_end[bucket] += scratch.bucket_end[bucket - 1]
    for view in range(n_waiting - 1, -1, -1):
        bucket = bucket_of(scratch.moments[view], bits)
        scratch.bucket_end[bucket] -= 1
        scratch.order[scratch.bucket_end[bucket]] = view
    for place in range(1, n_waiting):
        view, before = scratch.order[place], place - 1
        while before >= 0 and scratch.moments[scratch.order[before]] > scratch.moments[view]:
            scratch.order[before + 1] = scratch.order[before]
            before -= 1
        scratch.order[before + 1] = view


@lean
def bucket_of(when, bits):
    """The bucket of a moment, by its leading bits."""
    return np.int64(when >> U64(64 - bits)) if bits > 0 else 0


@lean
def arrange(plan, key, day, n_views, scratch):
    """Arrange all views of a day: first of those who have one, then the others by their moments."""
    n_front = part_waiting(plan, key, day, n_views, scratch)
    n_waiting = n_views - n_front
    sort_waiting(n_waiting, scratch)
    for place in range(n_waiting):
        view = scratch.order[place]
        scratch.day_links[n_front + place] = scratch.waiting_links[view]
        scratch.day_posts[n_front + place] = scratch.waiting_posts[view]


@inline
def take_back(taken, aside, scratch):
    """Fill a block with the next views that were put aside; return their number."""
    n_views = min(aside - taken, SLOTS)
    for index in range(n_views):
        post = scratch.day_posts[taken + index]
        scratch.links[index] = scratch.day_links[taken + index]
        scratch.posts[index] = post
        scratch.engage_odds[index] = scratch.post_engage_odds[post]
        scratch.click_odds[index] = scratch.post_click_odds[post]
    return n_views
