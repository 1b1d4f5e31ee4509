"""The plan that goes into the kernel and its working memory: flat tuples of arrays and numbers."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

I64 = NDArray[np.int64]
I32 = NDArray[np.int32]
U8 = NDArray[np.uint8]
F64 = NDArray[np.float64]
F32 = NDArray[np.float32]
U32 = NDArray[np.uint32]


class Plan(NamedTuple):
    """One draw of one scenario as numbers; creators stand in the order in which a day is walked."""

    seed: np.uint64
    draw: int
    n_days: int
    n_followers: int  # people who follow at least one creator of the roster, or could be shown a post of one
    weight: int  # people that one simulated person stands for
    creator_key: NDArray[np.uint64]  # [creator] identity, a hash of the handle
    creator_posts: I64  # [creator] contracted posts
    creator_no_show_prob: F64  # [creator]
    creator_engage_prob: F64  # [creator] per first exposure, on average over luck
    creator_engage_odds: F64  # [creator] the odds which luck multiplies, such that the average comes out
    creator_luck_sd: F64  # [creator] sd of ln odds of engaging
    creator_click_prob: F64  # [creator] per first exposure, on average over luck
    creator_click_odds: F64  # [creator] as those of engaging
    creator_reach_sd: F64  # [creator] sd of ln intensity between creators, mean 1
    post_reach_sd: F64  # [creator] sd of ln intensity between a creator's posts, mean 1
    creator_buy_prob: F64  # [creator] per click, on average over luck
    creator_buy_odds: F64  # [creator] as those of engaging
    creator_fee_usd: F64  # [creator] median
    creator_fee_sd: F64  # [creator] sd of ln fee
    creator_fee_minimum_usd: F64  # [creator] below which luck brings no fee
    creator_gift_usd: F64  # [creator]
    link_class_start: I64  # [creator, class + 1] first link of each activity class, last: end of the row
    class_activity: F64  # [creator, class] expected views by a member, relative to the cells' hazards
    link_follower: I32  # [link] index of the follower in this plan
    link_person: I32  # [link] the person's id in the world
    link_match: F32  # [link] fit of person and brand; one value where it is the same for all
    match_step: int  # 1, or 0 where link_match has one value
    susceptibility: F32  # [level] mean 1 over people
    link_susceptibility: U8  # [link] level of the person; a single 0 where all are alike
    susceptibility_step: int  # 1 or 0 likewise
    post_creator: I64  # [post]
    post_number: I64  # [post] the creator's own count, from 0
    post_class_stop: I64  # [post, class] end of the links of a class that the post can reach: who left stands beyond
    post_mass: F64  # [post] activity of all links that it can reach, added up
    post_activity: F64  # [post] of the link on which a view of it falls, on average
    quality_sd: float  # sd of ln odds of engaging between posts
    reach_correlation: float  # of ln intensity and ln odds of engaging, between creators and between posts
    click_sd: float  # sd of ln odds of clicking between posts, beside what follows from engaging
    click_exponent: float  # by which odds of clicking follow those of engaging
    buy_sd: float  # sd of ln odds of buying between creators
    impressions_per_view: float  # that are counted of each view
    day_cell_start: I64  # [day + 1] first cell of each day
    cell_post: I64  # [cell] a post that is visible on that day
    cell_hazard: F64  # [cell] expected views per link of activity 1 on that day, before any boost
    cell_due: F64  # [cell] engagements expected of the post before that day; read where momentum > 0
    momentum: float  # exponent of the engagements of a post so far over those due; 0: no matter
    most_boost: float  # of a cell's hazard by momentum; the least is its inverse
    response: F64  # [repeat * source * exposure] weight of an exposure; the last source and exposure hold beyond
    n_sources: int
    n_exposures: int
    repeat_matters: int  # 0: every weight is 1
    order_matters: int  # 1: what a person sees on one day is seen in an order of their own
    pay_no_shows: int  # 0 or 1
    management_hours: float  # of the whole campaign, congestion included
    hour_usd: float
    agency_share: float
    agency_minimum_usd: float
    creator_kind: U8  # [creator] 0 small, 1 big
    interference: F64  # [kind] factor on an exposure by this kind, for who has seen the other kind before
    interferes: int  # 0: both factors are 1
    spreads: int  # 0: nobody shares, or no friend sees it, and what follows is empty
    share_prob: float  # an engager shares, once per run
    friend_view_prob: float  # each friend sees what is shared
    friend_engage_odds: float  # that who sees it engages, at a first exposure, whoever posted and however well
    friend_click_odds: float  # likewise
    friend_buy_prob: float  # per click on it
    delay_cumulative: F64  # [day] chance that a friend who sees it does so at most so many days later than the next
    friend_start: I64  # [person + 1] first friendship of each person of the world
    friend: I32  # [friendship] who sees what the person shares
    person_slot: I32  # [person] place of the person's state: followers first, in their order, then all others
    stand_in: I32  # [stranger] whose friends somebody beyond the world's people has
    person_match: F32  # [person] as link_match; one value where that has one
    person_susceptibility: U8  # [person] as link_susceptibility


class Scratch(NamedTuple):
    """Working memory of one thread, written while it plays a run."""

    creator_luck: F64  # [creator] ln of this run's factor on the odds of engaging
    creator_reach: F64  # [creator] ln of this run's factor on intensity
    creator_buy_prob: F64  # [creator] per click, with this run's luck
    creator_posted: U8  # [creator]
    post_engage_odds: F64  # [post] with this run's luck
    post_click_odds: F64  # [post] likewise
    post_reach: F64  # [post] factor on intensity
    person_state: NDArray[np.uint32]  # [slot of a person] see the masks in kernel.py
    link_seen: U8  # [link] this source has been seen before
    post_engagements: I64  # [post] so far, of simulated people who were shown it; counted where momentum > 0
    cell_hazard: F64  # [cell] with this run's boost
    cell_gaps: NDArray[np.uint16]  # [cell] gaps to draw at first
    block_cells: I64  # [cell of the block] which cell it is
    block_gaps: I64  # [cell of the block] where its gaps end
    who: NDArray[np.uint64]  # [slot / 4] address of four gaps: identity of the creator
    which: NDArray[np.uint64]  # [slot / 4] and number
    words: NDArray[np.uint64]  # [slot / 2] two gaps' random bits
    gaps: F64  # [slot] distance to the next view, in expected views
    links: I64  # [slot] links that see a post
    engage_odds: F64  # [slot] of the post, before match and response
    click_odds: F64  # [slot] likewise
    posts: U32  # [slot] what is seen
    followers: U32  # [slot]
    persons: U32  # [slot]
    fresh: U8  # [slot] 1 if the source is new to the follower
    matches: F32  # [slot]
    susceptibilities: F32  # [slot]
    states: U32  # [slot] person_state of the viewers
    exposures: U32  # [slot] the person's exposure number
    weights: U32  # [slot] place in the response table
    bases: F64  # [slot] match times response
    acts: U8  # [slot] 1 engages, 2 clicks, 3 both
    actors: U32  # [slot] slots of those who engage or click, one after the other
    parents: I32  # [slot] the engager whose share is seen, -1: a creator's post
    totals: I64  # [NODES, EVENTS, FULL] how many nodes and events there are; whether one found no room
    nodes: I32  # [PERSON | POST | PARENT | HOP | SIZE, node] engagers, in the order of their first engagement
    paths: F64  # [node] sum of the sizes of all branches below a root
    squares: F64  # [node] sum of their squares
    events: I32  # [FRIEND | SHARER | NEXT | PLACE, event] a friend who will see what a node shares
    days: I32  # [FIRST | LAST, day] events of a day, -1: none
    day_count: U8  # [follower] views of the day so far: none, one, more; used where order matters, as all that follows
    day_links: I64  # [view] links that see a post on the day
    day_posts: U32  # [view] what is seen
    moments: NDArray[np.uint64]  # [view] when on that day, for people who see several posts
    waiting_links: I64  # [view] links of such people
    waiting_posts: U32  # [view] likewise
    bucket_end: I64  # [bucket] views up to the end of each part of the day
    order: I64  # [view] places of waiting views, by their moments


FEWEST_VIEWS = 1e-300  # of one follower on one day, so that no gap between views is infinitely many followers long
MOST_VIEWS = 36.0  # of one follower on one day; more of them change no probability: exp(-36) is 2e-16
SLOTS = 1024  # viewers handled at a time; a multiple of 4
PRIOR_ENGAGEMENTS = 10.0  # of any post before its first, so that momentum does not hang on a few people (J)
NODES, EVENTS, FULL = 0, 1, 2  # of totals
PERSON, POST, PARENT, HOP, SIZE = 0, 1, 2, 3, 4  # of nodes: who; with which post; who had shared it with them, -1: its
# creator; shares between the creator and them; engagers in the branch that begins here
FRIEND, SHARER, NEXT, PLACE = (
    0,
    1,
    2,
    3,
)  # of events; the next of the same day, -1: none; slot of the friend, -1: not seen
FIRST, LAST = 0, 1  # of days
FIRST_ROOM = 1 << 16  # engagers and friends' views of a run, or views of a day, for which there is room at first


def spread_memory(plan: Plan, room: int) -> dict[str, Any]:
    """Room for so many engagers, and as many views by friends, of one run."""
    return {
        "totals": np.zeros(3, np.int64),
        "nodes": np.empty((5, room), np.int32),
        "paths": np.empty(room),
        "squares": np.empty(room),
        "events": np.empty((4, room), np.int32),
        "days": np.full((2, plan.n_days), -1, np.int32),
    }


def order_memory(plan: Plan, room: int) -> dict[str, Any]:
    """Room for so many views on one day."""
    return {
        "day_count": np.zeros(plan.n_followers if room else 0, np.uint8),
        "day_links": np.empty(room, np.int64),
        "day_posts": np.empty(room, np.uint32),
        "moments": np.empty(room, np.uint64),
        "waiting_links": np.empty(room, np.int64),
        "waiting_posts": np.empty(room, np.uint32),
        "bucket_end": np.empty(room, np.int64),
        "order": np.empty(room, np.int64),
    }


def with_more_room(plan: Plan, scratch: Scratch) -> Scratch:
    """The working memory with twice the room for engagers and views by friends, and for the views of a day."""
    return scratch._replace(
        **spread_memory(plan, 2 * scratch.paths.size), **order_memory(plan, 2 * scratch.day_links.size)
    )


def block_memory() -> dict[str, Any]:
    """Room for a block of views."""
    return {
        "block_cells": np.empty(SLOTS // 4, np.int64),
        "block_gaps": np.empty(SLOTS // 4, np.int64),
        "who": np.empty(SLOTS // 4, np.uint64),
        "which": np.empty(SLOTS // 4, np.uint64),
        "words": np.empty(SLOTS // 2, np.uint64),
        "gaps": np.empty(SLOTS + 4),
        "links": np.empty(SLOTS, np.int64),
        "engage_odds": np.empty(SLOTS),
        "click_odds": np.empty(SLOTS),
        "posts": np.empty(SLOTS, np.uint32),
        "followers": np.empty(SLOTS, np.uint32),
        "persons": np.empty(SLOTS, np.uint32),
        "fresh": np.empty(SLOTS, np.uint8),
        "matches": np.empty(SLOTS, np.float32),
        "susceptibilities": np.empty(SLOTS, np.float32),
        "states": np.empty(SLOTS, np.uint32),
        "exposures": np.empty(SLOTS, np.uint32),
        "weights": np.empty(SLOTS, np.uint32),
        "bases": np.empty(SLOTS),
        "acts": np.empty(SLOTS, np.uint8),
        "actors": np.empty(SLOTS, np.uint32),
        "parents": np.full(SLOTS, -1, np.int32),
    }


def new_scratch(plan: Plan) -> Scratch:
    """One thread's working memory for a plan."""
    n_creators = plan.creator_key.size
    return Scratch(
        creator_luck=np.empty(n_creators),
        creator_reach=np.empty(n_creators),
        creator_buy_prob=np.empty(n_creators),
        creator_posted=np.empty(n_creators, np.uint8),
        post_engage_odds=np.empty(plan.post_creator.size),
        post_click_odds=np.empty(plan.post_creator.size),
        post_reach=np.empty(plan.post_creator.size),
        person_state=np.zeros(max(plan.n_followers, plan.person_slot.size + plan.stand_in.size), np.uint32),
        link_seen=np.empty(plan.link_follower.size, np.uint8),
        post_engagements=np.empty(plan.post_creator.size, np.int64),
        cell_hazard=np.empty(plan.cell_post.size),
        cell_gaps=np.empty(plan.cell_post.size, np.uint16),
        **block_memory(),
        **spread_memory(plan, FIRST_ROOM if plan.spreads else 0),
        **order_memory(plan, FIRST_ROOM if plan.order_matters else 0),
    )


def freeze(arrays: Any) -> Any:
    """The same tuple with every array read-only: one type for the kernel, and nobody writes by mistake."""
    for value in arrays:
        if isinstance(value, np.ndarray):
            value.setflags(write=False)
    return arrays
