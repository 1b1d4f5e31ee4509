"""The kernel equals its plain-Python twin in every bit, and luck depends on nothing but its address."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from sim.core.address import BUY, ENGAGE, NO_SHOW
from sim.core.arrays import SLOTS
from sim.core.views import enough_gaps
from sim.engine.play import Player
from tests import oracle, plans
from tests.plans import Campaign, Creator, campaigns

AUDIENCE = ("impressions", "reach", "engagements", "clicks", "purchases", "engagers", "sources")
often = settings(max_examples=250, derandomize=True, deadline=None)
some = settings(max_examples=60, derandomize=True, deadline=None)


def assert_same_bits(outcome, rows):
    for name, got in outcome._asdict().items():
        twin = np.array([row[name] for row in rows], got.dtype)
        assert (got.shape, got.tobytes()) == (twin.shape, twin.tobytes()), (name, got, twin)


def assert_equals_oracle(campaign, n_runs, first_run=0):
    outcome = plans.play(campaign, n_runs, first_run)
    assert_same_bits(outcome, oracle.play_runs(plans.make(campaign), first_run, n_runs))
    return outcome


# Against the twin


@given(campaigns(), st.sampled_from((0, 1, 999_999)))
@often
def test_kernel_equals_oracle(campaign, first_run):
    assert_equals_oracle(campaign, 3, first_run)


@pytest.mark.parametrize("momentum", [0.0, 0.7])
def test_kernel_equals_oracle_over_many_blocks(momentum):
    """Two large creators who share followers, each seen by more people than are handled at a time."""
    campaign = Campaign(
        creators=(
            Creator(3, tuple(range(6000)), (((0, 0.6), (1, 0.3)), ((1, 0.4),)), engage_odds=0.43, luck_sd=0.8),
            Creator(4, tuple(range(4000, 8000)), (((0, 0.9),), ((1, 2.0),)), engage_odds=0.25, click_odds=0.67),
        ),
        n_days=2,
        class_activity=(0.4, 0.8, 1.8),
        matches=(0.5, 1.0, 1.5),
        susceptibilities=(0.6, 1.4),
        response=(((1.0, 0.9), (1.7, 1.6)), ((0.5, 0.4), (0.3, 0.2))),
        quality_sd=0.5,
        dues=(0.0, 30.0, 200.0),
        momentum=momentum,
        most_boost=3.0,
    )
    outcome = assert_equals_oracle(campaign, 2)
    assert outcome.impressions.min() > 3 * SLOTS


@pytest.mark.parametrize("n_posts", [1, 3])
def test_kernel_equals_oracle_where_the_first_gaps_do_not_suffice(n_posts):
    """46 views are expected and 56 gaps drawn at first: in some runs the walk goes on with further gaps.

    Those of a block's last post come with the next block, those of others are drawn at once.
    """
    expected, first_gaps = 46.0, 56
    assert enough_gaps(expected) == first_gaps
    posts = (((0, expected / 4),),) * n_posts
    campaign = Campaign(creators=(Creator(8, (0, 1, 2, 3), posts),), seed=5)
    twin = oracle.Run(oracle.plain(plans.make(campaign)), 0)
    longer = 0
    for run in range(600):
        twin.luck = oracle.Luck(campaign.seed, campaign.draw, run)
        gaps = twin.gaps(0, 0, 0)
        longer += sum(next(gaps) for _ in range(first_gaps)) < expected
    assert longer > 0
    assert_equals_oracle(campaign, 600)


def test_a_link_seen_in_two_blocks_is_one_impression():
    campaign = Campaign(creators=(Creator(8, (0,), (((0, 5.0 * SLOTS),),), engage_odds=math.inf),))
    outcome = assert_equals_oracle(campaign, 2)
    assert outcome.impressions.tolist() == [[1], [1]]


def test_kernel_equals_oracle_beyond_the_last_source_that_is_counted():
    """Everybody sees 200 creators, 131 of them a day earlier: sources stop at 127, marks beside them are untouched."""
    curve = tuple((1.0 if source < 127 else 0.0,) for source in range(1, 201))
    campaign = Campaign(
        creators=tuple(
            Creator(
                key,
                (0, 1),
                (((int(key > 130), 40.0),),),
                engage_odds=0.0,
                click_odds=math.inf,
                buy_prob=float(key > 130),
            )
            for key in range(200)
        ),
        n_days=2,
        response=(curve, curve),
    )
    outcome = assert_equals_oracle(campaign, 1)
    assert outcome.sources[0, -1] == 2
    assert outcome.engagers[0] == 0
    assert outcome.purchases[0].tolist() == [0, 0]
    assert outcome.clicks[0].tolist() == [2 * 126, 0]


def test_response_goes_by_source_and_exposure():
    """Two creators, two posts each, all seen by all: the second source counts from its first post on."""
    both = (((0, 50.0),), ((1, 50.0),))
    for where in np.ndindex(2, 2, 4):
        table = np.zeros((2, 2, 4))
        table[where] = 1.0
        campaign = Campaign(
            creators=tuple(Creator(key, (0, 1, 2), both, engage_odds=math.inf, click_odds=0.0) for key in (1, 2)),
            n_days=2,
            response=tuple(tuple(tuple(row) for row in part) for part in table.tolist()),
        )
        outcome = assert_equals_oracle(campaign, 1)
        happens = {(0, 0, 0): [3, 0], (0, 1, 1): [3, 0], (1, 1, 2): [0, 3], (1, 1, 3): [0, 3]}
        assert outcome.engagements[0].tolist() == happens.get(where, [0, 0])


def last_odds(u):
    """The highest odds at which a toss u is no answer; those of u as a chance, but for two roundings."""
    odds = u / (1.0 - u)
    while odds * (1.0 - u) > u:
        odds = np.nextafter(odds, 0.0)
    while np.nextafter(odds, np.inf) * (1.0 - u) <= u:
        odds = np.nextafter(odds, np.inf)
    assert abs(Fraction(odds) - Fraction(u) / (1 - Fraction(u))) <= 2 * Fraction(np.spacing(odds))
    return odds


def test_chances_are_exact_to_the_last_bit():
    """A toss that comes up exactly at its probability shows up, but does not buy; at its odds, no answer."""
    luck = oracle.Luck(1, 0, 0)
    no_show, buy = luck.uniform(NO_SHOW, 5, 0), luck.uniform(BUY, 0, 1)
    engage, click = map(oracle.unit, luck.words(ENGAGE, 0, 1))
    limits = {
        "no_show_prob": no_show, "engage_odds": last_odds(engage), "click_odds": last_odds(click), "buy_prob": buy,
    }  # fmt: skip
    events = {"no_show_prob": "no_shows", "engage_odds": "engagements", "click_odds": "clicks", "buy_prob": "purchases"}
    certain = {"no_show_prob": 0.0, "engage_odds": math.inf, "click_odds": math.inf, "buy_prob": 1.0}
    for name, limit in limits.items():
        for value, happens in ((limit, 0), (np.nextafter(limit, math.inf), 1)):
            own = {**certain, name: float(value)}
            outcome = assert_equals_oracle(Campaign((Creator(5, (0,), (((0, 60.0),),), **own),)), 1)
            assert getattr(outcome, events[name]).sum() == happens, name


# Runs and batches


@given(campaigns(), st.lists(st.integers(1, 5), min_size=2, max_size=4))
@some
def test_batches_move_no_bit(campaign, sizes):
    """One call or several, new working memory or used: every run is what its number says."""
    plan = plans.make(campaign)
    whole = plans.play(campaign, sum(sizes), first_run=7)
    player = Player(plan)
    parts, first = [], 7
    for size in sizes:
        parts.append(player.play(first, size))
        first += size
    for name, at_once in whole._asdict().items():
        joined = np.concatenate([getattr(part, name) for part in parts])
        assert joined.tobytes() == at_once.tobytes(), name


@given(campaigns())
@some
def test_what_is_left_in_working_memory_does_not_matter(campaign):
    plan = plans.make(campaign)
    player = Player(plan)
    for array in player.scratch:
        array.view(np.uint8)[:] = 255
    outcome = player.play(0, 2)
    for name, fresh in plans.play(campaign, 2)._asdict().items():
        assert getattr(outcome, name).tobytes() == fresh.tobytes()


# Worlds


@given(campaigns(), st.integers(0, 5))
@some
def test_a_creator_without_followers_changes_only_posts_and_costs(campaign, place):
    taken = {creator.key for creator in campaign.creators}
    key = next(key for key in range(10) if key not in taken)
    fellow = Creator(key, (), (((0, 0.5),), ((0, 0.5),)), engage_odds=math.inf, luck_sd=1.0, fee_sd=0.5, gift_usd=4.0)
    creators = (*campaign.creators[:place], fellow, *campaign.creators[place:])
    before, after = plans.play(campaign, 3), plans.play(campaign._replace(creators=creators), 3)
    for name in (*AUDIENCE, "no_shows", "fees_usd", "agency_usd", "hours", "overhead_usd"):
        assert getattr(after, name).tobytes() == getattr(before, name).tobytes(), name
    assert np.array_equal(after.posts, before.posts + 2)
    assert np.allclose(after.gifts_usd, before.gifts_usd + 4.0, rtol=1e-14)


@given(plans.two_campaigns())
@some
def test_disjoint_audiences_add(pair):
    left, right = (plans.play(campaign, 3) for campaign in pair)
    both = plans.play(pair[0]._replace(creators=pair[0].creators + pair[1].creators), 3)
    for name in (*AUDIENCE, "posts", "no_shows"):
        assert np.array_equal(getattr(both, name), getattr(left, name) + getattr(right, name)), name


@given(campaigns(momentum=st.just(0.0)), st.data())
@some
def test_one_more_post_never_lowers_reach(campaign, data):
    """In no run: the other posts meet the same people with the same luck."""
    more = data.draw(st.integers(0, campaign.n_days - 1)), data.draw(plans.hazards)
    creators = tuple(creator._replace(posts=(*creator.posts, (more,))) for creator in campaign.creators)
    before, after = plans.play(campaign, 3), plans.play(campaign._replace(creators=creators), 3)
    assert np.all(after.reach.sum(axis=1) >= before.reach.sum(axis=1))
    assert np.all(after.impressions.sum(axis=1) >= before.impressions.sum(axis=1))


@given(campaigns())
@some
def test_doubled_prices_double_the_cost(campaign):
    double = campaign._replace(
        creators=tuple(
            c._replace(fee_usd=2.0 * c.fee_usd, fee_minimum_usd=2.0 * c.fee_minimum_usd, gift_usd=2.0 * c.gift_usd)
            for c in campaign.creators
        ),
        hour_usd=2.0 * campaign.hour_usd,
        agency_minimum_usd=2.0 * campaign.agency_minimum_usd,
    )
    before, after = plans.play(campaign, 3), plans.play(double, 3)
    for name in ("fees_usd", "gifts_usd", "overhead_usd", "agency_usd"):
        assert np.array_equal(getattr(after, name), 2.0 * getattr(before, name)), name


# What must be so


@given(campaigns(impressions_per_view=st.just(1.0)))
@some
def test_the_counts_agree_with_one_another(campaign):
    outcome = plans.play(campaign, 3)
    assert np.array_equal(outcome.reach.sum(axis=1), outcome.sources.sum(axis=1))
    assert np.all(outcome.reach <= outcome.impressions)
    assert np.all(outcome.engagements <= outcome.impressions)
    assert np.all(outcome.purchases <= outcome.clicks)
    assert np.all(outcome.engagers <= outcome.engagements.sum(axis=1))
    assert np.all(outcome.purchases.sum(axis=1) <= outcome.reach.sum(axis=1))
    for name in AUDIENCE:
        assert np.all(getattr(outcome, name) % campaign.weight == 0), name


def sure(prob, no_show_prob=0.0):
    """Two creators who share two of six followers and whom everybody sees."""
    posts = (((0, 60.0), (1, 60.0)),)
    odds = math.inf if prob == 1.0 else prob / (1.0 - prob)
    own = {"no_show_prob": no_show_prob, "engage_odds": odds, "click_odds": odds, "buy_prob": prob,
           "fee_usd": 10.0, "gift_usd": 1.0}  # fmt: skip
    return Campaign(
        creators=(Creator(1, (0, 1, 2, 3), posts, **own), Creator(2, (2, 3, 4, 5), posts, **own)),
        n_days=2,
        class_activity=(0.8, 1.2),
        weight=10,
        agency_share=0.5,
        agency_minimum_usd=4.0,
        management_hours=3.0,
        hour_usd=60.0,
    )


def test_certainty_counts_everybody():
    outcome = assert_equals_oracle(sure(1.0), 2)
    for name in ("impressions", "engagements", "clicks"):
        assert getattr(outcome, name).tolist() == [[80, 80]] * 2
    assert outcome.reach.tolist() == outcome.purchases.tolist() == [[60, 0]] * 2
    assert outcome.engagers.tolist() == [60, 60]
    assert outcome.sources.tolist() == [[40, 20] + [0] * 8] * 2
    assert (outcome.posts.tolist(), outcome.no_shows.tolist()) == ([2, 2], [0, 0])
    assert (outcome.fees_usd.tolist(), outcome.gifts_usd.tolist()) == ([20.0, 20.0], [2.0, 2.0])
    assert (outcome.hours.tolist(), outcome.overhead_usd.tolist()) == ([3.0, 3.0], [180.0, 180.0])
    assert outcome.agency_usd.tolist() == [10.0, 10.0]


def test_probability_zero_does_nothing():
    outcome = assert_equals_oracle(sure(0.0), 20)
    assert outcome.impressions.min() == 80
    for name in ("engagements", "clicks", "purchases", "engagers"):
        assert not getattr(outcome, name).any()


@pytest.mark.parametrize(("pay", "fees", "agency"), [(0, 0.0, 4.0), (1, 20.0, 10.0)])
def test_no_shows_reach_nobody_and_are_paid_if_so_agreed(pay, fees, agency):
    outcome = assert_equals_oracle(sure(1.0, no_show_prob=1.0)._replace(pay_no_shows=pay), 20)
    for name in AUDIENCE:
        assert not getattr(outcome, name).any()
    assert set(outcome.no_shows.tolist()) == {2}
    assert set(outcome.posts.tolist()) == {0}
    assert (set(outcome.fees_usd.tolist()), set(outcome.agency_usd.tolist())) == ({fees}, {agency})
    assert set(outcome.gifts_usd.tolist()) == {2.0}


# In distribution

FALSE_ALARM = 1e-6  # of each test below, at its fixed seed


@pytest.mark.parametrize("hazard", [0.01, 0.3, 2.0])
@pytest.mark.parametrize("activity", [0.4, 1.6])
def test_a_link_is_seen_with_its_probability_and_alone(hazard, activity):
    """Views of n links are binomial with 1 - exp(-hazard activity), in mean and in variance."""
    n_links, n_runs = 300, 4000
    posts = (((0, hazard),),)
    campaign = Campaign(
        creators=(Creator(21, tuple(range(0, 2 * n_links, 2)), posts),),
        class_activity=(activity, 1.0),
        seed=9,
    )
    seen = plans.play(campaign, n_runs).impressions[:, 0]
    prob = 1.0 - np.exp(-hazard * activity)
    variance = n_links * prob * (1.0 - prob)
    z = (seen.mean() - n_links * prob) / np.sqrt(variance / n_runs)
    assert abs(z) < stats.norm.isf(FALSE_ALARM / 4.0)
    dispersion = np.sum((seen - n_links * prob) ** 2) / variance
    low, high = stats.chi2.ppf(FALSE_ALARM / 4.0, n_runs), stats.chi2.isf(FALSE_ALARM / 4.0, n_runs)
    assert low < dispersion < high
