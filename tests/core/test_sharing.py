"""Word of mouth by hand: who becomes a node, which friends see it on which day, and what cascades come of it."""

import math
from types import SimpleNamespace

import numpy as np
import pytest

from sim.core import address, maths, sharing
from sim.core.address import U64
from sim.core.arrays import EVENTS, FIRST, FRIEND, FULL, HOP, LAST, NODES, PARENT, PERSON, PLACE, POST, SHARER, SIZE
from sim.core.outcome import HOPS_SHOWN, SIZES_SHOWN, new_outcome
from tests.plain import plainly

KEYS = ((U64(1), U64(2)), (U64(3), U64(4)), (U64(5), U64(6)))


@pytest.fixture(autouse=True)
def uncompiled(monkeypatch):
    plainly(monkeypatch, sharing, address, maths)
    with np.errstate(over="ignore", divide="ignore"):
        yield


def scratch_of(room=16, n_days=4, n_nodes=0):
    return SimpleNamespace(
        totals=np.array([n_nodes, 0, 0], np.int64),
        nodes=np.zeros((5, room), np.int32),
        paths=np.zeros(room),
        squares=np.zeros(room),
        events=np.zeros((4, room), np.int32),
        days=np.full((2, n_days), -1, np.int32),
        persons=np.zeros(16, np.uint32),
        posts=np.zeros(16, np.uint32),
        parents=np.full(16, -1, np.int32),
        followers=np.zeros(16, np.uint32),
        actors=np.zeros(16, np.uint32),
        person_state=np.zeros(16, np.uint32),
        engage_odds=np.zeros(16),
        click_odds=np.zeros(16),
        fresh=np.zeros(16, np.uint8),
        matches=np.zeros(16, np.float32),
        susceptibilities=np.zeros(16, np.float32),
    )


def plan_of(friends=((1, 2, 3), (0,), (), ()), **changes):
    """Friends of four people, who have their places from 10 on; everybody sees what is shared, the next day."""
    starts = np.cumsum([0, *map(len, friends)])
    plain = {
        "n_days": 4,
        "friend_start": starts.astype(np.int64),
        "friend": np.array([friend for circle in friends for friend in circle], np.int32),
        "person_slot": np.arange(10, 10 + len(friends), dtype=np.int32),
        "stand_in": np.zeros(0, np.int32),
        "delay_cumulative": np.ones(1),
        "friend_view_prob": 1.0,
        "friend_engage_odds": 0.25,
        "friend_click_odds": 0.2,
        "share_prob": 1.0,
        "post_creator": np.array([0, 1]),
        "match_step": 0,
        "susceptibility_step": 0,
    }
    return SimpleNamespace(**{**plain, **changes})


def shown(plan, day=0, room=8):
    """Who sees what person 0 shares, in the order of events."""
    scratch = scratch_of(room, n_nodes=1)
    sharing.show_friends(plan, KEYS, day, (0, 1.0 / sharing.rarity(plan.friend_view_prob)), scratch)
    return scratch.events[FRIEND, : scratch.totals[EVENTS]].tolist(), scratch


# Nodes


def test_an_engager_knows_post_parent_and_distance():
    scratch = scratch_of()
    scratch.persons[:2], scratch.posts[:2], scratch.parents[:2] = (7, 5), (1, 1), (-1, 0)
    for slot in range(2):
        sharing.new_node(slot, scratch)
    assert scratch.totals[NODES] == 2
    assert scratch.nodes[[PERSON, POST, PARENT, HOP], :2].T.tolist() == [[7, 1, -1, 0], [5, 1, 0, 1]]


def test_an_engager_for_whom_there_is_no_room_is_not_forgotten():
    scratch = scratch_of(room=1, n_nodes=1)
    sharing.new_node(0, scratch)
    assert scratch.totals[FULL] == 1
    assert scratch.totals[NODES] == 1


def test_a_run_begins_without_nodes_and_events():
    scratch = scratch_of()
    scratch.totals[:], scratch.days[:] = 3, 5
    sharing.forget_shares(plan_of(), scratch)
    assert scratch.totals.tolist() == [0, 0, 0]
    assert (scratch.days == -1).all()


# Friends


def test_strangers_have_the_friends_of_whom_they_stand_in_for():
    stand_in = np.array([2, 0], np.int32)
    assert [sharing.circle_of(4, stand_in, person) for person in (0, 3, 4, 5)] == [0, 3, 2, 0]


@pytest.mark.parametrize("prob", [1e-12, 0.3, 0.999])
def test_skips_end_at_the_rate_of_their_probability(prob):
    assert sharing.rarity(prob) == pytest.approx(-math.log1p(-prob), rel=1e-9)


def test_where_everybody_sees_it_no_friend_is_passed_over():
    assert shown(plan_of())[0] == [1, 2, 3]


def test_each_friend_sees_it_with_its_probability():
    crowd = plan_of(friends=(tuple(range(1, 1001)),), friend_view_prob=0.3)
    seen, _ = shown(crowd, room=2000)
    assert abs(len(seen) - 300) < 5 * math.sqrt(210)
    assert seen == sorted(set(seen))


def test_a_share_on_the_last_day_is_seen_by_nobody():
    assert shown(plan_of(), day=3)[0] == []


def test_more_views_than_there_is_room_for_are_noticed():
    seen, scratch = shown(plan_of(), room=2)
    assert seen == [1, 2]
    assert scratch.totals[FULL] == 1


def test_views_are_listed_by_day_in_the_order_of_shares():
    _, scratch = shown(plan_of(), day=1)
    assert scratch.days[FIRST].tolist() == [-1, -1, 0, -1]
    assert scratch.days[LAST].tolist() == [-1, -1, 2, -1]


def test_delays_are_as_likely_as_the_plan_says():
    plan = plan_of(delay_cumulative=np.array([0.5, 0.75, 1.0]))
    days = [sharing.day_of_view(plan, KEYS[2], 0, U64(1), U64(friend)) for friend in range(1000)]
    counts = np.bincount(days, minlength=4)
    assert counts[0] == 0
    assert (abs(counts[1:] - [500, 250, 250]) < 5 * np.sqrt([250, 187.5, 187.5])).all()


@pytest.mark.parametrize(("share_prob", "sharers"), [(0.0, 0), (1.0, 2)])
def test_new_nodes_share_with_their_probability(share_prob, sharers):
    scratch = scratch_of(n_nodes=3)
    scratch.nodes[PERSON, :3] = (2, 0, 1)
    assert sharing.pass_on(plan_of(share_prob=share_prob), KEYS, 0, 1, scratch) == sharers
    events = scratch.events[:, : scratch.totals[EVENTS]]
    assert events[[SHARER, FRIEND]].T.tolist() == [[1, 1], [1, 2], [1, 3], [2, 0]][: 4 * min(sharers, 1)]


def heard(plan):
    """The block of the friends who see what person 0 shared of post 1."""
    _, scratch = shown(plan)
    scratch.nodes[POST, 0] = 1
    return *sharing.hear(plan, scratch.days[FIRST, 1], scratch), scratch


def test_friends_who_see_a_share_fill_a_block():
    event, n, scratch = heard(plan_of())
    assert (event, n) == (-1, 3)
    assert scratch.persons[:3].tolist() == [1, 2, 3]
    assert scratch.followers[:3].tolist() == scratch.events[PLACE, :3].tolist() == [11, 12, 13]
    assert scratch.parents[:3].tolist() == [0, 0, 0]
    assert scratch.engage_odds[:3].tolist() == [0.25] * 3
    assert scratch.click_odds[:3].tolist() == [0.2] * 3
    assert scratch.fresh[:3].tolist() == [1, 1, 1]


def test_a_full_block_leaves_the_rest_for_the_next(monkeypatch):
    monkeypatch.setattr(sharing, "SLOTS", 2)
    event, n, _ = heard(plan_of())
    assert (event, n) == (2, 2)


def test_friends_bring_their_own_fit_and_susceptibility():
    people = {"person_match": np.arange(4) / 2, "person_susceptibility": np.arange(4, dtype=np.uint8)}
    people["susceptibility"] = np.arange(4) / 4
    _, _, scratch = heard(plan_of(match_step=1, susceptibility_step=1, **people))
    assert scratch.matches[:3].tolist() == [0.5, 1.0, 1.5]
    assert scratch.susceptibilities[:3].tolist() == [0.25, 0.5, 0.75]


# Cascades

STAR = (-1, 0, 0, 0)
CHAIN = (-1, 0, 1, 2)
FORK = (-1, 0, -1, 1, 1)  # and one alone


def forest(parents):
    scratch = scratch_of(n_nodes=len(parents))
    scratch.nodes[PARENT, : len(parents)] = parents
    for node, parent in enumerate(parents):
        scratch.nodes[HOP, node] = scratch.nodes[HOP, parent] + 1 if parent >= 0 else 0
    return scratch


def counted(parents):
    outcome = new_outcome(1, 1)
    sharing.count_cascades(forest(parents), 0, outcome)
    return outcome


@pytest.mark.parametrize(("parents", "sizes"), [(STAR, [4, 1, 1, 1]), (CHAIN, [4, 3, 2, 1]), (FORK, [4, 3, 1, 1, 1])])
def test_branches_hold_everybody_below(parents, sizes):
    scratch = forest(parents)
    sharing.measure_branches(scratch)
    assert scratch.nodes[SIZE, : len(parents)].tolist() == sizes


@pytest.mark.parametrize(
    ("parents", "depth", "virality"),
    [
        ((-1,), 0, 0.0),
        ((-1, 0), 1, 1.0),
        (STAR, 1, 2.0 * 9.0 / 12.0),  # three pairs at distance 1, three at 2
        (CHAIN, 3, 2.0 * 10.0 / 12.0),  # 1 + 2 + 3 + 1 + 2 + 1
        (FORK, 2, 2.0 * 9.0 / 12.0),
    ],
)
def test_depth_and_mean_distance_of_pairs(parents, depth, virality):
    outcome = counted(parents)
    assert outcome.cascade_depth[0] == depth
    assert outcome.virality_sum[0] == pytest.approx(virality)


def test_cascades_are_counted_by_powers_of_two():
    """One of four and one of one; then one of three, which is of at least two."""
    assert counted(FORK).cascades[0, :4].tolist() == [1, 0, 1, 0]
    assert counted(STAR[:3]).cascades[0].tolist() == [0, 1] + [0] * (SIZES_SHOWN - 2)
    assert counted(FORK).largest_cascade[0] == 4


def test_engagements_are_counted_by_their_distance_and_the_last_place_holds_all_beyond():
    scratch, outcome = forest((-1, *range(HOPS_SHOWN + 1))), new_outcome(1, 1)
    scratch.nodes[HOP, : HOPS_SHOWN + 2] = range(HOPS_SHOWN + 2)
    scratch.parents[:4] = (-1, 0, 1, HOPS_SHOWN)
    for slot in range(4):
        sharing.count_hops(slot, 0, scratch, outcome)
    assert outcome.hops[0].tolist() == [1, 1, 1, *[0] * (HOPS_SHOWN - 4), 1]
