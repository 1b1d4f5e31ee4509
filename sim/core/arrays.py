"""The kernel's border: a Plan goes in, an Outcome comes out, both flat tuples of arrays and numbers."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

I64 = NDArray[np.int64]
I32 = NDArray[np.int32]
U8 = NDArray[np.uint8]
F64 = NDArray[np.float64]
F32 = NDArray[np.float32]
U32 = NDArray[np.uint32]

SOURCES_SHOWN = 10  # people are counted by 0, 1, ... 10 or more distinct sources


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
    creator_engage_prob: F64  # [creator] per first exposure, before luck
    creator_luck_sd: F64  # [creator] sd of ln engagement
    creator_luck_shift: F64  # [creator] added to ln engagement: 0 keeps the median, -sd^2/2 the mean
    creator_click_prob: F64  # [creator]
    creator_buy_prob: F64  # [creator] per click
    creator_fee_usd: F64  # [creator] before luck
    creator_fee_sd: F64  # [creator] sd of ln fee
    creator_gift_usd: F64  # [creator]
    link_class_start: I64  # [creator, class + 1] first link of each activity class, last: end of the row
    class_activity: F64  # [creator, class] expected views by a member, relative to the cells' hazards
    link_follower: I32  # [link] index of the follower in this plan
    link_person: I32  # [link] the person's id in the world
    link_match: F32  # [link] fit of person and brand; one value where it is the same for all
    match_step: int  # 1, or 0 where link_match has one value
    link_susceptibility: F32  # [link] mean 1 over people; one value where it is the same for all
    susceptibility_step: int  # 1 or 0 likewise
    post_creator: I64  # [post]
    post_number: I64  # [post] the creator's own count, from 0
    quality_sd: float  # sd of ln quality, mean 1
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
    pay_no_shows: int  # 0 or 1
    management_hours: float  # of the whole campaign, congestion included
    hour_usd: float
    agency_share: float
    agency_minimum_usd: float


class Outcome(NamedTuple):
    """What happened, one row per run; counts are of real people and events (weight included)."""

    impressions: I64  # [run, day]
    reached: I64  # [run, day] people who see their first exposure
    engagements: I64  # [run, day]
    clicks: I64  # [run, day]
    purchases: I64  # [run, day]
    engagers: I64  # [run] people who engaged at least once
    sources: I64  # [run, source] people by number of distinct sources, 0 left out: column s holds s + 1
    posts: I64  # [run] published
    no_shows: I64  # [run] creators
    fees_usd: F64  # [run]
    gifts_usd: F64  # [run]
    hours: F64  # [run] of management
    overhead_usd: F64  # [run]
    agency_usd: F64  # [run]


class Scratch(NamedTuple):
    """What one thread writes while it plays a run."""

    creator_rate: F64  # [creator] engagement probability with this run's luck
    creator_posted: U8  # [creator]
    post_quality: F64  # [post]
    person_state: NDArray[np.uint32]  # [follower] exposures | engaged << 20 | bought << 21 | sources << 22
    link_seen: U8  # [link] this source has been seen before
    post_engagements: I64  # [post] so far, of simulated people who were shown it; counted where momentum > 0
    cell_hazard: F64  # [cell] with this run's boost
    cell_gaps: NDArray[np.uint16]  # [cell] gaps to draw at first
    block_cells: I64  # [cell of the block] which cell it is
    block_gaps: I64  # [cell of the block] where its gaps end
    block_finds: I64  # [cell of the block] where its finds end
    who: NDArray[np.uint64]  # [slot / 4] address of four gaps: identity of the creator
    which: NDArray[np.uint64]  # [slot / 4] and number
    words: NDArray[np.uint64]  # [slot / 2] two gaps' random bits
    gaps: F64  # [slot] distance to the next view, in expected views
    links: I64  # [slot] links that see a post
    engage_probs: F64  # [slot] of the post, before match and response
    click_probs: F64  # [slot] likewise
    creators: U32  # [slot] whose post it is
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


MOST_VIEWS = 36.0  # of one follower on one day; more of them change no probability: exp(-36) is 2e-16
SLOTS = 1024  # viewers handled at a time; a multiple of 4
PRIOR_ENGAGEMENTS = 10.0  # of any post before its first, so that momentum does not hang on a few people (J)


def new_outcome(n_runs: int, n_days: int) -> Outcome:
    """An Outcome of zeros."""
    arrays: list[Any] = [np.zeros((n_runs, n_days), np.int64) for _ in range(5)]
    arrays += [np.zeros(n_runs, np.int64), np.zeros((n_runs, SOURCES_SHOWN), np.int64)]
    arrays += [np.zeros(n_runs, np.int64) for _ in range(2)]
    arrays += [np.zeros(n_runs) for _ in range(5)]
    return Outcome(*arrays)


def new_scratch(plan: Plan) -> Scratch:
    """One thread's working memory for a plan."""
    n_creators = plan.creator_key.size
    slots: dict[str, Any] = {
        "block_cells": np.empty(SLOTS // 4, np.int64),
        "block_gaps": np.empty(SLOTS // 4, np.int64),
        "block_finds": np.empty(SLOTS // 4, np.int64),
        "who": np.empty(SLOTS // 4, np.uint64),
        "which": np.empty(SLOTS // 4, np.uint64),
        "words": np.empty(SLOTS // 2, np.uint64),
        "gaps": np.empty(SLOTS),
        "links": np.empty(SLOTS, np.int64),
        "engage_probs": np.empty(SLOTS),
        "click_probs": np.empty(SLOTS),
        "creators": np.empty(SLOTS, np.uint32),
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
    }
    return Scratch(
        creator_rate=np.empty(n_creators),
        creator_posted=np.empty(n_creators, np.uint8),
        post_quality=np.empty(plan.post_creator.size),
        person_state=np.empty(plan.n_followers, np.uint32),
        link_seen=np.empty(plan.link_follower.size, np.uint8),
        post_engagements=np.empty(plan.post_creator.size, np.int64),
        cell_hazard=np.empty(plan.cell_post.size),
        cell_gaps=np.empty(plan.cell_post.size, np.uint16),
        **slots,
    )


def freeze(arrays: Any) -> Any:
    """The same tuple with every array read-only: one type for the kernel, and nobody writes by mistake."""
    for value in arrays:
        if isinstance(value, np.ndarray):
            value.setflags(write=False)
    return arrays
