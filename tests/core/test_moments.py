"""The order in which a person sees several posts of one day: each order as often, whatever creators are called."""

import math
from itertools import permutations
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.core import address, moments
from sim.core.address import U64
from sim.core.arrays import FULL
from sim.engine.play import Player, play
from tests import plans
from tests.plain import plainly
from tests.plans import Campaign, Creator
from tests.played import played
from tests.scenes import ALL_ALIKE, ONE_COMMUNITY
from tests.verdicts import FALSE_ALARM, FAR, fit

N_PEOPLE, N_RUNS = 500, 200
SEEN = 60.0  # views of everybody who follows
SURE = 1e30  # odds that a factor of 0 makes none
AFTER_BIG, AFTER_SMALL = 0.3, 2.0
NAMES = [(1, 2), (2, 1), (0, 2**64 - 1), (0x9E3779B97F4A7C15, 77)]


def per_person(count):
    """The mean over people and runs, and its standard error by runs."""
    share = count / N_PEOPLE
    return share.mean(), share.std(ddof=1) / math.sqrt(share.size)


# What the kernel makes of it


@pytest.mark.parametrize("keys", NAMES)
def test_two_creators_are_seen_in_either_order_half_of_the_time(keys):
    """Only who sees the small creator first engages with both: as often as a coin says, in mean and in variance."""
    small, big = (Creator(key, tuple(range(N_PEOPLE)), (((0, SEEN),),), engage_odds=SURE) for key in keys)
    campaign = Campaign((small, big._replace(kind=1)), interference=(0.0, 1.0))
    small_first = plans.play(campaign, N_RUNS).engagements[:, 0] - N_PEOPLE
    n = N_PEOPLE * N_RUNS
    assert abs(small_first.sum() - n / 2) < FAR * math.sqrt(n / 4)
    cells = np.bincount(small_first, minlength=N_PEOPLE + 1)
    due = N_RUNS * np.exp([ln_choose(N_PEOPLE, k) - N_PEOPLE * math.log(2.0) for k in range(N_PEOPLE + 1)])
    assert fit(cells, due) > FALSE_ALARM


def ln_choose(n, k):
    return math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)


def test_who_has_seen_the_big_creator_on_one_day_has_seen_it_on_the_next():
    """On the first day half of the people see the small creator before; on the second, nobody does any more."""
    life = (((0, SEEN), (1, SEEN)),)
    small, big = (Creator(key, tuple(range(N_PEOPLE)), life, engage_odds=SURE) for key in (1, 2))
    outcome = plans.play(Campaign((small, big._replace(kind=1)), n_days=2, interference=(0.0, 1.0)), N_RUNS)
    assert (outcome.engagements[:, 1] == N_PEOPLE).all()
    first = outcome.engagements[:, 0] - N_PEOPLE
    mean, error = per_person(first)
    assert abs(mean - 0.5) < FAR * error


@pytest.mark.parametrize("keys", NAMES)
def test_interference_within_a_day_has_its_exact_mean_whatever_creators_are_called(keys):
    """Half of the people see the big creator first. False alarm 1e-6 each; a fixed order is far off."""
    odds = 0.5
    small, big = (Creator(key, tuple(range(N_PEOPLE)), (((0, SEEN),),), engage_odds=odds) for key in keys)
    campaign = Campaign((small, big._replace(kind=1)), interference=(AFTER_BIG, AFTER_SMALL))
    found, error = per_person(plans.play(campaign, N_RUNS).engagements[:, 0])
    plain, after_big, after_small = (odds * by / (1.0 + odds * by) for by in (1.0, AFTER_BIG, AFTER_SMALL))
    assert abs(found - (plain + 0.5 * (after_big + after_small))) < FAR * error
    for wrong in (2.0 * plain, plain + after_big, plain + after_small):
        assert abs(found - wrong) > FAR * error


def bursting(small, big):
    """The plan of creators of these names who post on the same two days, to people of whom all follow the big one."""
    group = {"fake_share": 0.0, "no_show_prob": 0.0}
    world = {"people": 500, "communities": ONE_COMMUNITY, "followiness": ALL_ALIKE, "activity_classes": 1}
    return played(
        1,
        world=world,
        creators=(
            {**group, "name": small, "count": 4, "followers": 400.0},
            {**group, "name": big, "count": 1, "followers": 500.0},
        ),
        posts={"per_creator": 2, "pattern": "burst"},
        exposure={"reach_1k": 0.9, "reach_exponent": 0.0, "half_life_hours": 0.4},
        engagement={"rate_1k": 0.2, "exponent": 0.0, "residual_sd": 0.0, "quality_sd": 0.0},
        funnel={"click_prob": 0.2},
        response={"interference": {"big_followers": 450, "after_big": AFTER_BIG, "after_small": AFTER_SMALL}},
    ).plan


COUNTED = ("impressions", "reach", "engagements", "clicks", "engagers")


def means(plan, n_runs=400):
    """Mean and standard error of what is counted."""
    outcome = play(plan, n_runs)
    totals = [getattr(outcome, name).reshape(n_runs, -1).sum(axis=1) for name in COUNTED]
    return np.array([(one.mean(), one.std(ddof=1) / math.sqrt(n_runs)) for one in totals]).T


ROSTERS = [("small", "big"), ("big", "small"), ("a", "z"), ("z", "a"), ("one", "two")]


def test_a_roster_with_other_names_has_the_same_means():
    """Five namings, each against the first: 4 x 5 comparisons, a false alarm of 2e-5 together.

    People are alike, so who follows whom does not matter. Had the roster's order been that of views, as it is where
    order is said not to matter, it would show.
    """
    rosters = [bursting(*names) for names in ROSTERS]
    assert len({tuple(plan.creator_kind.tolist()) for plan in rosters}) > 1
    found = [means(plan) for plan in rosters]
    for other, error in found[1:]:
        assert (abs(other - found[0][0]) < FAR * np.hypot(error, found[0][1])).all()
    in_order = [means(plan._replace(order_matters=0)) for plan in rosters]
    far = [abs(other[2] - found[0][0][2]) / np.hypot(error[2], found[0][1][2]) for other, error in in_order]
    assert max(far) > 2.0 * FAR


@pytest.mark.parametrize("turn", [1, 3])
def test_a_roster_in_another_order_moves_no_bit(turn):
    """People, names and luck as they are; only the places of creators in the roster are others."""
    life = (((0, 0.7), (1, 0.4)), ((1, 0.9),))
    creators = tuple(
        Creator(
            key, tuple(range(key, 60 + 7 * key)), life, engage_odds=0.4, luck_sd=0.5, post_reach_sd=0.5, kind=key % 2
        )
        for key in range(1, 6)
    )
    campaign = Campaign(creators, n_days=2, response=(((1.0,), (2.0,)), ((0.5,), (0.7,))),
                        interference=(AFTER_BIG, AFTER_SMALL))  # fmt: skip
    before = plans.play(campaign, 50)
    after = plans.play(campaign._replace(creators=creators[turn:] + creators[:turn]), 50)
    for name, one in before._asdict().items():
        assert getattr(after, name).tobytes() == one.tobytes(), name


def test_more_views_on_a_day_than_there_is_room_for_move_no_bit(monkeypatch):
    """Room for 8 views doubles until all of a day have a place."""
    creators = tuple(Creator(key, tuple(range(100)), (((0, 1.0),),), engage_odds=0.4) for key in (1, 2))
    campaign = Campaign(creators, interference=(AFTER_BIG, AFTER_SMALL))
    before = plans.play(campaign, 3)
    monkeypatch.setattr("sim.core.arrays.FIRST_ROOM", 8)
    player = Player(plans.make(campaign))
    assert player.scratch.day_links.size == 8
    after = player.play(0, 3)
    assert player.scratch.day_links.size > 8
    for name, one in before._asdict().items():
        assert getattr(after, name).tobytes() == one.tobytes(), name


# Step by step


@pytest.fixture
def uncompiled(monkeypatch):
    plainly(monkeypatch, moments, address)
    with np.errstate(over="ignore"):
        yield


def day(views, room=64):
    """The plan and the memory of a day with these views (follower, post), put aside as they were found."""
    followers = sorted({follower for follower, _ in views})
    plan = SimpleNamespace(
        link_follower=np.arange(len(followers), dtype=np.int32),
        link_person=np.array(followers, np.int32),
        post_number=np.array([0, 1, 0]),
        post_creator=np.array([0, 0, 1]),
        creator_key=np.array([11, 22], np.uint64),
    )
    scratch = SimpleNamespace(
        totals=np.zeros(3, np.int64),
        links=np.zeros(64, np.int64),
        posts=np.zeros(64, np.uint32),
        engage_odds=np.zeros(64),
        click_odds=np.zeros(64),
        post_engage_odds=np.array([0.1, 0.2, 0.3]),
        post_click_odds=np.array([0.4, 0.5, 0.6]),
        day_count=np.zeros(len(followers), np.uint8),
        day_links=np.zeros(room, np.int64),
        day_posts=np.zeros(room, np.uint32),
        moments=np.zeros(room, np.uint64),
        waiting_links=np.zeros(room, np.int64),
        waiting_posts=np.zeros(room, np.uint32),
        bucket_end=np.zeros(room, np.int64),
        order=np.zeros(room, np.int64),
    )
    for place, (follower, post) in enumerate(views):
        scratch.links[place], scratch.posts[place] = followers.index(follower), post
    return plan, scratch, moments.put_aside(len(views), 0, scratch)


KEY = (U64(3), U64(4))
VIEWS = [(5, 0), (7, 0), (9, 1), (5, 2), (8, 2), (9, 0), (9, 2)]


def when(plan, view, day=6):
    person, post = view
    link = plan.link_person.tolist().index(person)
    return moments.moment(plan, KEY, day, link, post)


def test_who_has_one_view_comes_first_as_found_and_the_others_follow_by_their_moments(uncompiled):
    plan, scratch, n = day(VIEWS)
    moments.arrange(plan, KEY, 6, n, scratch)
    seen = list(zip(plan.link_person[scratch.day_links[:n]].tolist(), scratch.day_posts[:n].tolist(), strict=True))
    assert seen[:2] == [(7, 0), (8, 2)]
    assert seen[2:] == sorted((view for view in VIEWS if view[0] in (5, 9)), key=lambda view: when(plan, view))
    assert not scratch.day_count.any()


def test_views_are_taken_back_with_what_their_posts_are_worth(uncompiled, monkeypatch):
    _, scratch, n = day(VIEWS)
    monkeypatch.setattr(moments, "SLOTS", 3)
    assert moments.take_back(4, n, scratch) == 3
    assert scratch.posts[:3].tolist() == [2, 0, 2]
    assert scratch.engage_odds[:3].tolist() == [0.3, 0.1, 0.3]
    assert scratch.click_odds[:3].tolist() == [0.6, 0.4, 0.6]
    assert moments.take_back(6, n, scratch) == 1


def test_views_for_which_there_is_no_room_are_noticed(uncompiled):
    _, scratch, n = day(VIEWS, room=6)
    assert n == 0
    assert scratch.totals[FULL] == 1


@given(st.lists(st.integers(0, 2**64 - 1), max_size=300))
@settings(max_examples=50, derandomize=True, deadline=None)
def test_moments_are_sorted(whens):
    room = max(len(whens), 2)
    scratch = SimpleNamespace(
        moments=np.array([*whens, *[0] * (room - len(whens))], np.uint64),
        bucket_end=np.zeros(room, np.int64),
        order=np.zeros(room, np.int64),
    )
    with pytest.MonkeyPatch.context() as patch:
        plainly(patch, moments, address)
        moments.sort_waiting(len(whens), scratch)
    order = scratch.order[: len(whens)]
    assert sorted(order.tolist()) == list(range(len(whens)))
    assert [whens[place] for place in order] == sorted(whens)


def test_the_order_of_one_day_says_nothing_of_that_of_the_next(uncompiled):
    """Two posts, by 2,000 people on two days: all four cases as often."""
    plan, _, _ = day([(0, 0)])
    cases = [0, 0, 0, 0]
    for person in range(2000):
        plan.link_person = np.array([person], np.int32)
        first, second = (moments.moment(plan, KEY, on, 0, 0) < moments.moment(plan, KEY, on, 0, 2) for on in (6, 7))
        cases[2 * first + second] += 1
    assert fit(cases, [500.0] * 4) > FALSE_ALARM


def test_three_posts_are_seen_in_each_order_as_often(uncompiled):
    """Two of one creator and one of another, by 3,000 people."""
    plan, _, _ = day([(0, 0)])
    orders = dict.fromkeys(permutations(range(3)), 0)
    for person in range(3000):
        plan.link_person = np.array([person], np.int32)
        orders[tuple(np.argsort([int(moments.moment(plan, KEY, 6, 0, post)) for post in range(3)]).tolist())] += 1
    assert fit(list(orders.values()), [500.0] * 6) > FALSE_ALARM


def test_the_moment_of_a_person_depends_on_post_and_day(uncompiled):
    plan, _, _ = day([(5, 0)])
    drawn = {int(when(plan, (5, post), on)) for post in range(3) for on in (6, 7)}
    assert len(drawn) == 6
