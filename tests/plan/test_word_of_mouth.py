"""Word of mouth as numbers: how often engagers share, and when friends see it."""

from types import SimpleNamespace

import numpy as np
import pytest

from sim.errors import InputError
from sim.plan import word_of_mouth
from tests.scenes import scene
from tests.talk import TEXT, planned

ONE_DAY = {"half_life_hours": 0.001, "reach_1k": 0.3}  # all views on the first day: a follower has 0.3
FRIENDS = SimpleNamespace(friend=np.zeros(60_000, np.int32), n_people=20_000)  # three each


def talking(**rule):
    return scene(exposure=ONE_DAY, world={"activity_classes": 1}, word_of_mouth=rule)


def test_a_friend_responds_as_a_follower_of_a_thousand_does_to_a_view():
    assert word_of_mouth.response_at_1k(talking()) == pytest.approx(0.05 / 0.3)


def test_where_the_law_gives_medians_a_friend_responds_as_the_mean_does():
    scenario = scene(exposure=ONE_DAY, world={"activity_classes": 1}, engagement={"statistic": "median"})
    assert word_of_mouth.response_at_1k(scenario) == pytest.approx(0.05 / 0.3 * np.exp(0.32))


def test_nobody_responds_more_than_for_certain():
    scenario = scene(exposure=ONE_DAY, engagement={"rate_1k": 0.9})
    assert word_of_mouth.response_at_1k(scenario) == 1.0


def test_sharing_is_such_that_r0_is_as_given():
    """Three friends, of whom a half see a share and a sixth of those engage: 0.25 if everybody shared."""
    assert word_of_mouth.engagers_per_sharer(talking(friend_view_prob=0.5), FRIENDS) == pytest.approx(0.25)
    assert word_of_mouth.share_prob(talking(friend_view_prob=0.5, r0=0.05), FRIENDS) == pytest.approx(0.2)
    assert word_of_mouth.r0(talking(friend_view_prob=0.5), FRIENDS, 0.2) == pytest.approx(0.05)


def test_nobody_talks_unless_asked_to():
    assert word_of_mouth.share_prob(talking(), FRIENDS) == 0.0
    assert word_of_mouth.r0(talking(), None, 0.0) == 0.0


def test_an_r0_that_is_unreachable_says_what_would_be():
    with pytest.raises(InputError) as caught:
        word_of_mouth.share_prob(talking(friend_view_prob=0.5, r0=0.3), FRIENDS)
    assert str(caught.value) == (
        "word_of_mouth.r0: 0.3 is unreachable: if everybody shared it would be 0.25; "
        "raise word_of_mouth.friend_view_prob or friends.mean"
    )


def test_friends_see_a_share_the_next_day_or_half_of_them_later():
    assert word_of_mouth.delays(talking()).tolist() == [1.0]
    later = word_of_mouth.delays(talking(half_life_days=2.0))
    assert later[1] == pytest.approx(0.5, abs=1e-3)
    assert later[-1] == pytest.approx(1.0, abs=1e-12)
    assert later.max() <= 1.0


def test_share_prob_may_be_given_instead():
    plan, draw = planned("\n[word_of_mouth]\nshare_prob = 0.25\n")
    assert plan.share_prob == 0.25
    assert word_of_mouth.share_prob(draw.scenario, draw.world) == 0.25
    assert planned("\n[word_of_mouth]\nshare_prob = 0.0\n")[0].spreads == 0
    assert planned("\n[word_of_mouth]\nshare_prob = 0.5\nfriend_view_prob = 0.0\n")[0].spreads == 0


def test_a_friend_responds_as_to_a_small_account_whoever_posted():
    large = TEXT.replace("count = 20\nfollowers = 100", "count = 1\nfollowers = 3000")
    small_plan, large_plan = planned()[0], planned(text=large)[0]
    assert small_plan.friend_engage_odds == large_plan.friend_engage_odds > 0.0
    assert small_plan.friend_click_odds == large_plan.friend_click_odds > 0.0


def test_a_friends_answers_have_the_odds_of_their_means():
    calm = TEXT.replace("people = 20_000", "people = 20_000\nsusceptibility_sd = 0.0")
    plan, draw = planned(text=calm)
    engaging, clicking = word_of_mouth.response_at_1k(draw.scenario), draw.scenario.funnel.click_prob
    assert plan.friend_engage_odds == pytest.approx(engaging / (1.0 - engaging))
    assert plan.friend_click_odds == pytest.approx(clicking / (1.0 - clicking))
