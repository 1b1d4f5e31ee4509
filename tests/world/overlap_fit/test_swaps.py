"""Swaps by hand: what a pair is off by, what a trade changes, and which swaps are none."""

from itertools import combinations

import numpy as np
import pytest

from sim.core import address
from sim.core.address import U64
from sim.world.overlap_fit import swaps
from sim.world.overlap_fit.swaps import COUNT, HIGH, LOW, WEIGHT
from tests.plain import plainly


@pytest.fixture(autouse=True)
def uncompiled(monkeypatch):
    plainly(monkeypatch, swaps, address)
    with np.errstate(over="ignore"):
        yield


def pairs_of(n, **asked):
    """Pairs without followers in common, each asked for an interval: `p01=(2, 5)`; others may be anything."""
    pairs = np.zeros((n, n, 4), np.float32)
    pairs[:, :, HIGH], pairs[:, :, WEIGHT] = np.inf, 1.0
    for name, interval in asked.items():
        pairs[int(name[1]), int(name[2]), [LOW, HIGH]] = interval
    return pairs


def people_of(*follows):
    """Each person's creators as slots."""
    sizes = [len(creators) for creators in follows]
    creator = np.array([creator for creators in follows for creator in creators], np.int32)
    start = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    return swaps.FollowSlots(creator, start, np.repeat(np.arange(len(sizes)), sizes).astype(np.int32))


def counted(who, pairs):
    swaps.count_pairs(who.creator, who.person_start, pairs)
    return pairs


def follows_of(who):
    return [set(row.tolist()) for row in np.split(who.creator, who.person_start[1:-1])]


@pytest.mark.parametrize(("count", "off"), [(1, -1), (2, 0), (4, 0), (5, 0), (8, 3)])
def test_a_pair_is_off_by_what_lies_outside_its_interval(count, off):
    pairs = pairs_of(2, p01=(2, 5))
    pairs[0, 1, COUNT], pairs[0, 1, WEIGHT] = count, 0.5
    assert swaps.excess(pairs, 0, 1) == off
    assert swaps.miss(pairs, 0, 1) == 0.5 * off**2


def test_a_pair_is_the_same_either_way_round():
    pairs = pairs_of(2, p01=(3, 3))
    assert swaps.add(pairs, 1, 0, np.float32(1.0)) == 4.0 - 9.0
    assert pairs[:, :, COUNT].tolist() == [[0.0, 1.0], [0.0, 0.0]]


def test_who_follows_both_is_counted_for_every_pair():
    pairs = counted(people_of((2, 0, 1), (1, 0), (1,)), pairs_of(3))
    assert pairs[:, :, COUNT].tolist() == [[0.0, 2.0, 1.0], [0.0, 0.0, 1.0], [0.0, 0.0, 0.0]]


def test_a_trade_moves_the_pairs_with_all_others_whom_the_person_follows():
    """Somebody who follows 0, 1 and 2 gives 1 for 3: pairs of 1 with 0 and 2 fall, those of 3 rise."""
    who = people_of((0, 1, 2))
    pairs = counted(who, pairs_of(4, p03=(1, 1)))
    assert swaps.trade(pairs, who.creator, (0, 3), 1, 3) == -1.0
    assert {pair for pair in combinations(range(4), 2) if pairs[(*pair, COUNT)] == 1} == {(0, 2), (0, 3), (2, 3)}


def test_slots_are_found_by_their_creator():
    creator = np.array([4, 2, 7, 2], np.int32)
    assert swaps.slot_of(creator, (0, 3), 2) == 1
    assert swaps.slot_of(creator, (0, 3), 9) == -1


def test_a_swap_that_helps_is_made():
    """One follows 0 and 1, another 2 alone; 0 should be followed together with 2 and not with 1."""
    who, asked = people_of((0, 1), (2,)), {"p01": (0, 0), "p02": (1, 1)}
    pairs = counted(who, pairs_of(3, **asked))
    assert swaps.exchange(who, pairs, 1, 2, 0.0) == -2.0
    assert follows_of(who) == [{0, 2}, {1}]
    assert (pairs == counted(who, pairs_of(3, **asked))).all()


@pytest.mark.parametrize(("most", "growth"), [(1.9, 0.0), (2.0, 2.0)])
def test_a_swap_that_hurts_is_made_only_where_so_much_is_accepted(most, growth):
    who = people_of((0, 1), (2,))
    pairs = counted(who, pairs_of(3, p01=(1, 1), p02=(0, 0)))
    before = pairs.copy()
    assert swaps.exchange(who, pairs, 1, 2, most) == growth
    assert (follows_of(who) == [{0, 2}, {1}]) == (growth > 0.0)
    assert (pairs == before).all() == (growth == 0.0)


@pytest.mark.parametrize(
    ("follows", "here", "there"),
    [
        (((0, 1), (2,)), 0, 1),  # within a person
        (((0, 1), (0,)), 0, 2),  # the same creator
        (((0,), (1,)), 0, 1),  # neither follows anybody else
        (((0, 1), (1, 2)), 0, 2),  # the first would follow 1 twice
        (((0, 1), (2, 0)), 0, 2),  # the second would follow 0 twice
    ],
)
def test_what_is_no_swap_changes_nothing(follows, here, there):
    who = people_of(*follows)
    pairs = counted(who, pairs_of(3))
    before = who.creator.tolist(), pairs.copy()
    assert swaps.exchange(who, pairs, here, there, np.inf) == 0.0
    assert who.creator.tolist() == before[0]
    assert (pairs == before[1]).all()


def test_numbers_are_drawn_evenly_from_the_lower_bits():
    ends = [swaps.draw_between(U64(word), 3, 7) for word in (0, 2**30 - 1, 2**30, 2**32 - 1, 5 * 2**32)]
    assert ends == [3, 3, 4, 6, 3]


def test_a_sweep_keeps_sizes_and_numbers_and_says_what_it_gained():
    random = np.random.default_rng(5)
    follows = [random.choice(6, size, replace=False).tolist() for size in random.integers(1, 5, 60)]
    who, asked = people_of(*follows), {"p01": (9, 9), "p23": (0, 0), "p45": (12, 12)}
    pairs = counted(who, pairs_of(6, **asked))
    sizes = np.bincount(who.creator)
    before = sum(swaps.miss(pairs, *pair) for pair in combinations(range(6), 2))
    gain = sum(swaps.sweep((U64(1), U64(2)), turn, who, pairs, 0.0) for turn in range(3))
    after = sum(swaps.miss(pairs, *pair) for pair in combinations(range(6), 2))
    assert after - before == pytest.approx(gain)
    assert gain < 0.0
    assert np.bincount(who.creator).tolist() == sizes.tolist()
    assert [len(creators) for creators in follows_of(who)] == [len(creators) for creators in follows]
    assert (pairs == counted(who, pairs_of(6, **asked))).all()


# The first deal


def dealt(left, count):
    left, creator = np.array(left, np.int64), np.full(sum(count), -1, np.int32)
    n = swaps.deal(left, np.array(count, np.int64), creator)
    return n, creator.tolist(), left.tolist()


def test_those_with_most_followers_left_are_dealt_first():
    assert dealt([3, 2, 1], [2, 2, 1, 1]) == (6, [0, 1, 0, 1, 0, 2], [0, 0, 0])


def test_a_deal_ends_where_somebody_would_follow_a_creator_twice():
    assert dealt([4, 2], [3, 2, 1])[0] == 0
    assert dealt([3, 1], [2, 2])[0] == 2


def test_a_deal_ends_where_no_followers_are_left():
    assert dealt([1, 1], [1, 1, 1])[0] == 2
