"""Swaps aimed at the pairs that are off: whom they ask, what they move, and that lists stay right."""

from itertools import combinations

import numpy as np
import pytest

from sim.core import address
from sim.core.address import U64
from sim.world.overlap_fit import aimed_swaps, swaps
from sim.world.overlap_fit.swaps import COUNT, HIGH, LOW, WEIGHT, FollowSlots
from tests.plain import plainly

WORDS = (U64(0), U64(0))


@pytest.fixture(autouse=True)
def uncompiled(monkeypatch):
    plainly(monkeypatch, aimed_swaps, swaps, address)
    with np.errstate(over="ignore"):
        yield


def crowd(*follows, n=3):
    """Slots, lists and counted pairs of people by their creators; pairs may be anything."""
    sizes = [len(creators) for creators in follows]
    creator = np.array([creator for creators in follows for creator in creators], np.int32)
    start = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    who = FollowSlots(creator, start, np.repeat(np.arange(len(sizes)), sizes).astype(np.int32))
    pairs = np.zeros((n, n, 4), np.float32)
    pairs[:, :, HIGH], pairs[:, :, WEIGHT] = np.inf, 1.0
    swaps.count_pairs(creator, start, pairs)
    return who, aimed_swaps.slots_of(creator, n), pairs


def ask(pairs, one, other, people):
    pairs[one, other, [LOW, HIGH]] = people


def follows_of(who):
    return [set(row.tolist()) for row in np.split(who.creator, who.person_start[1:-1])]


def are_right(who, lists):
    """Whether lists say of every slot where it stands, under its creator."""
    fresh = aimed_swaps.slots_of(who.creator, lists.first.size - 1)
    stands = (lists.slots[lists.place] == np.arange(who.creator.size)).all()
    return bool(stands and (who.creator[lists.slots] == who.creator[fresh.slots]).all())


def test_slots_stand_by_creator():
    lists = aimed_swaps.slots_of(np.array([1, 0, 1, 3], np.int32), 4)
    assert lists.slots.tolist() == [1, 0, 2, 3]
    assert lists.first.tolist() == [0, 1, 3, 3, 4]
    assert lists.place.tolist() == [1, 0, 2, 3]


def test_a_hand_over_keeps_the_lists_right():
    who, lists, pairs = crowd((0, 1), (2,))
    ask(pairs, 0, 2, 1)
    assert aimed_swaps.hand_over(who, lists, pairs, 1, 2) == -1.0
    assert follows_of(who) == [{0, 2}, {1}]
    assert are_right(who, lists)


def test_a_hand_over_that_hurts_is_none():
    who, lists, pairs = crowd((0, 1), (2,))
    ask(pairs, 0, 1, 1)
    assert aimed_swaps.hand_over(who, lists, pairs, 1, 2) == 0.0
    assert follows_of(who) == [{0, 1}, {2}]
    assert are_right(who, lists)


@pytest.mark.parametrize(("both", "person"), [(True, 2), (False, 1)])
def test_followers_are_asked_in_turn(both, person):
    """The first follows nobody else, the second others, the third both."""
    who, lists, _ = crowd((0,), (0, 2), (0, 1), (1,))
    assert aimed_swaps.meet(who, lists, (0, 1), U64(0), both) == person


def test_the_search_goes_round_and_gives_up():
    who, lists, _ = crowd((0, 1), (0,), (0,), (2, 1))
    assert aimed_swaps.meet(who, lists, (0, 1), U64(2**32 - 1), True) == 0
    assert aimed_swaps.meet(who, lists, (0, 1), U64(0), False) == -1


def test_somebody_is_brought_to_follow_both():
    who, lists, pairs = crowd((0, 2), (1,))
    ask(pairs, 0, 1, 1)
    assert aimed_swaps.bring(who, lists, pairs, (0, 1), WORDS) == -1.0
    assert follows_of(who) == [{0, 1}, {2}]


def test_where_nobody_can_be_brought_nothing_moves():
    who, lists, pairs = crowd((0,), (1,))
    ask(pairs, 0, 1, 1)
    assert aimed_swaps.bring(who, lists, pairs, (0, 1), WORDS) == 0.0


def test_somebody_who_follows_both_gives_one_away():
    who, lists, pairs = crowd((2,), (0, 1))
    ask(pairs, 0, 1, 0)
    assert aimed_swaps.part(who, lists, pairs, (0, 1), WORDS) == -1.0
    assert follows_of(who) == [{1}, {0, 2}]


def test_where_nobody_follows_both_nobody_parts():
    who, lists, pairs = crowd((2,), (0,), (1,))
    assert aimed_swaps.part(who, lists, pairs, (0, 1), WORDS) == 0.0


@pytest.mark.parametrize(("asked", "off"), [(2.0, 0.0), (2.5, 0.0), (1.4, 0.6), (4.0, -2.0)])
def test_people_are_whole(asked, off):
    _, _, pairs = crowd((0, 1), (0, 1))
    ask(pairs, 0, 1, asked)
    assert aimed_swaps.people_off(pairs, 0, 1) == pytest.approx(off)


@pytest.mark.parametrize(("slots", "tries"), [(100, 20), (12, 4), (0, 4)])
def test_tries_are_shared_by_all_who_are_missing(slots, tries):
    """Two pairs are off, by three people and by two."""
    _, _, pairs = crowd((0, 1), (0, 1), (1, 2))
    ask(pairs, 0, 1, 5)
    ask(pairs, 1, 2, 3)
    assert aimed_swaps.tries_of(pairs, slots) == tries


def test_mending_meets_every_pair_and_says_what_it_gained():
    random = np.random.default_rng(3)
    who, lists, pairs = crowd(*(random.choice(6, size, replace=False) for size in random.integers(1, 5, 120)), n=6)
    ask(pairs, 0, 1, 25)
    ask(pairs, 2, 3, 2)
    sizes, number = np.bincount(who.creator), [len(creators) for creators in follows_of(who)]
    before = sum(swaps.miss(pairs, *pair) for pair in combinations(range(6), 2))
    gain = sum(aimed_swaps.mend((U64(1), U64(2)), turn, who, pairs, lists) for turn in range(3))
    after = sum(swaps.miss(pairs, *pair) for pair in combinations(range(6), 2))
    assert before > 0.0
    assert after == 0.0
    assert gain == pytest.approx(-before)
    assert np.bincount(who.creator).tolist() == sizes.tolist()
    assert [len(creators) for creators in follows_of(who)] == number
    assert are_right(who, lists)
    counts = pairs[:, :, COUNT].copy()
    pairs[:, :, COUNT] = 0.0
    swaps.count_pairs(who.creator, who.person_start, pairs)
    assert (pairs[:, :, COUNT] == counts).all()
