"""Mechanisms made neutral: the same on both sides, with the pooled mean kept."""

import math

import numpy as np
import pytest

from sim.study.what_if import neutral
from sim.study.what_if.neutral import MECHANISMS, Both
from tests.differences import MANY, ONE, side, trials


@pytest.mark.parametrize("mechanism", [one for one in MECHANISMS if one.neutral], ids=lambda one: one.key)
def test_a_neutral_mechanism_is_the_same_on_both_sides_and_stays_so(mechanism):
    both = Both(*(trials().figures(loaded)[0] for loaded in (side(MANY), side(ONE))))
    once = Both(*(mechanism.neutral(figures, both) for figures in both))
    again = Both(*(mechanism.neutral(figures, once) for figures in once))
    for first, second in zip(once, again, strict=True):
        assert neutral.is_same(neutral.comparable(first), neutral.comparable(second))


def test_luck_is_taken_away_with_its_mean_kept():
    loaded = side(MANY, engagement__statistic="median")
    figures = trials().figures(loaded)[0]
    certain = neutral.same_craft(figures, Both(figures, figures))
    spreads = (certain.luck_sd, certain.creator_reach_sd, certain.post_reach_sd)
    assert max(spread.max() for spread in spreads) == 0.0
    assert (certain.quality_sd, certain.click_sd, certain.buy_sd) == (0.0, 0.0, 0.0)
    assert (certain.rate == figures.rate).all()
    mean = trials().figures(side(MANY))[0].rate
    assert figures.rate == pytest.approx(mean * math.exp(0.5 * 0.8**2))  # the mean of a lognormal with median 1


@pytest.fixture(scope="module")
def both():
    """Twelve micros of 100 followers, and a mega of 1,200."""
    return Both(*(trials().figures(loaded)[0] for loaded in (side(MANY), side(ONE))))


def test_a_pooled_mean_counts_followers(both):
    """As many slots on either side, so trust is the plain mean of 1 and 0.8."""
    assert both.pooled_mean("trust") == pytest.approx(0.9)
    assert both.pooled_mean("fake_share") == pytest.approx(0.2)


def test_without_fakes_of_its_own_no_creator_has_a_drawn_share():
    loaded = neutral.with_fakes(side(MANY.replace("fake_share = 0.1\n", "")), 0.2)
    assert trials().figures(loaded)[0].fake_share.tolist() == [0.2] * 12


def test_without_followers_a_pooled_mean_is_over_creators(both):
    nobody = Both(*(figures._replace(followers=np.zeros_like(figures.followers)) for figures in both))
    assert nobody.pooled_mean("trust") == pytest.approx((12 * 1.0 + 0.8) / 13)
    assert nobody.per_follower("gift_usd") == 0.0


def test_gifts_per_follower(both):
    assert both.per_follower("gift_usd") == pytest.approx(12 * 5.0 / 2400.0)


def test_the_mean_of_both_sides(both):
    assert both.mean("hours") == pytest.approx(0.5 * (12 * 4.0 + 20.0))


def test_fees_per_follower_keep_what_is_paid_in_all(both):
    paid = sum(float(neutral.mean_fees(figures).sum()) for figures in both)
    even = [neutral.same_fees(figures, both) for figures in both]
    assert sum(float(figures.fee_usd.sum()) for figures in even) == pytest.approx(paid)
    assert even[0].fee_usd[0] / 100.0 == pytest.approx(even[1].fee_usd[0] / 1200.0)
    assert not any(figures.fee_sd.any() for figures in even)


def test_fees_that_are_lucky_have_the_mean_of_a_lognormal(both):
    lucky = both.first._replace(fee_usd=np.full(12, 10.0), fee_sd=np.full(12, 0.5))
    assert neutral.mean_fees(lucky) == pytest.approx(10.0 * np.exp(0.125))


def test_work_is_the_mean_of_both(both):
    even = neutral.same_work(both.second, both)
    assert even.hours == pytest.approx(34.0)
    assert even.no_show_prob == pytest.approx([0.5 * (0.08 + 0.02)])
    assert even.gift_usd == pytest.approx([30.0])


def test_mechanisms_that_are_not_named_stay_as_they_are(both):
    assert neutral.neutralise(both.first, both, frozenset()) is both.first
    talk = neutral.neutralise(both.first._replace(share_prob=0.3), both, frozenset({"word_of_mouth"}))
    assert talk.share_prob == 0.0
    assert (talk.trust == both.first.trust).all()


def test_means_are_pooled_before_anything_is_changed(both):
    keys = frozenset({"closer_ties", "management", "sponsored_load"})
    even = [neutral.neutralise(figures, both, keys) for figures in both]
    assert even[0].trust[0] == even[1].trust[0] == pytest.approx(0.9)
    assert even[0].load[0] == even[1].load[0] == pytest.approx(both.pooled_mean("load"))


@pytest.mark.parametrize(
    ("key", "is_inert"), [("word_of_mouth", True), ("closer_ties", False), ("fake_followers", False)]
)
def test_a_mechanism_that_changes_nothing_is_inert(both, key, is_inert):
    (mechanism,) = (each for each in MECHANISMS if each.key == key)
    assert neutral.is_inert(mechanism, [both.first], [both]) is is_inert


def test_figures_are_the_same_to_rounding(both):
    near = both.first._replace(trust=both.first.trust * (1.0 + 1e-13))
    far = both.first._replace(trust=both.first.trust * (1.0 + 1e-11))
    assert neutral.is_same(both.first, near)
    assert not neutral.is_same(both.first, far)
    assert not neutral.is_same(both.first, both.second)


def test_fakes_are_pooled_over_slots(both):
    assert neutral.pooled_fakes([[both.first], [both.second]]) == pytest.approx(0.2)


def test_every_group_gets_the_same_fakes():
    scenario = neutral.with_fakes(side(MANY + ONE), 0.2).scenario
    assert [group.fake_share for group in scenario.creators] == [0.2, 0.2]


def test_a_network_has_no_fakes_to_set():
    real = side(MANY, world__network="n.csv")
    assert neutral.with_fakes(real, 0.2) is real
