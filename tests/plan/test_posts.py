"""Posts: their days, and the share of followers that each reaches."""

import numpy as np
import pytest

from sim.errors import InputError
from sim.mechanisms.schedules import PATTERNS
from sim.plan import figures as reading
from sim.plan.posts import calendar, first_views, per_real_follower
from tests.planned import plan_of, posts_of, roster_of
from tests.scenes import scene, world_of


def group(**changes):
    return {"name": "micro", "count": 20, "followers": 100.0, "fake_share": 0.0, **changes}


def refusal_of(**changes):
    with pytest.raises(InputError) as caught:
        plan_of(**changes)
    return str(caught.value)


def test_posts_are_spread_over_the_window():
    """Each creator's k-th post falls into the k-th interval of the window; creators are staggered."""
    posts = posts_of(posts={"per_creator": 3, "window_days": 12})
    assert np.array_equal(posts.creator, np.repeat(np.arange(20), 3))
    assert np.array_equal(posts.number, np.tile(np.arange(3), 20))
    assert np.array_equal(posts.day // 4, posts.number)
    assert len(set(posts.day[posts.number == 0])) == 4
    assert (np.diff(posts.day.reshape(20, 3), axis=1) == 4).all()


def test_posts_together_fall_on_the_same_days():
    posts = posts_of(posts={"per_creator": 4, "window_days": 14, "pattern": "together"})
    assert (posts.day.reshape(20, 4) == [0, 3, 7, 10]).all()


def test_more_posts_than_days():
    posts = posts_of(posts={"per_creator": 30, "window_days": 3})
    assert sorted(set(posts.day)) == [0, 1, 2]
    assert (np.bincount(posts.day) == 200).all()


def test_a_group_may_have_a_number_of_posts_of_its_own():
    creators = (group(posts=1, count=2), group(name="mega", count=1, posts=5, followers=1000.0))
    assert plan_of(creators=creators, posts={"per_creator": 3}).creator_posts.tolist().count(5) == 1
    assert len(posts_of(creators=creators).day) == 7


def test_posting_times_belong_to_creators():
    """One more creator moves nobody's posts."""
    few, many = (roster_of(creators=(group(count=count),)) for count in (20, 21))
    times = [dict(zip(who.key, calendar(scene(), who).time, strict=True)) for who in (few, many)]
    assert times[0].items() < times[1].items()
    assert all(0.0 <= time < 1.0 for time in times[1].values())


def test_groups_post_in_windows_of_their_own():
    """Waves: the mega on the first two days, the micros in the week after."""
    waves = (group(name="mega", count=1, posts=4, window_days=2), group(start_day=2, window_days=7, posts=7))
    posts, roster = posts_of(creators=waves, posts={"pattern": "together"}), roster_of(creators=waves)
    of_mega = roster.group[posts.creator] == 0
    assert posts.day[of_mega].tolist() == [0, 0, 1, 1]
    assert (posts.day[~of_mega].reshape(20, 7) == np.arange(2, 9)).all()


@pytest.mark.parametrize("pattern", list(PATTERNS))
def test_a_window_that_starts_later_shifts_all_posts(pattern):
    posts = {"pattern": pattern, "window_days": 9, "per_creator": 4}
    early, late = (posts_of(creators=(group(start_day=day),), posts=posts) for day in (0, 5))
    assert np.array_equal(late.day, early.day + 5)


def test_creators_start_one_after_the_other():
    """In the order of their own times, group by group, from the first day to the last that leaves room."""
    creators = (group(count=4, posts=2), group(name="other", count=9, posts=2, start_day=3))
    posts = posts_of(creators=creators, posts={"pattern": "staggered", "window_days": 10})
    roster = roster_of(creators=creators)
    first, time = posts.day[::2], calendar(scene(creators=creators), roster).time
    for which, days in ((0, [0, 2, 5, 8]), (1, [3, 4, 5, 6, 7, 8, 9, 10, 11])):
        own = np.flatnonzero(roster.group == which)
        assert first[own[np.argsort(time[own])]].tolist() == days
    assert np.array_equal(posts.day[1::2], first + 1)


def test_who_stays_is_reached_as_before_though_others_have_left():
    """Losses are of followers (tests/plan/test_leaving.py): later posts are shown to those as much as the first."""
    with_loss, without = (posts_of(creators=(group(audience_loss=loss, posts=11),)) for loss in (0.2, 0.0))
    assert (with_loss.intensity == with_loss.intensity[0]).all()
    assert (with_loss.intensity == without.intensity).all()


@pytest.mark.parametrize("fake_share", [0.0, 0.5])
def test_with_luck_the_reach_of_the_law_holds_on_average(fake_share):
    """Against the integral over lognormal luck on a fine grid, of real followers."""
    luck = {"creator_reach_sd": 0.5, "post_reach_sd": 0.8}
    creators = (group(count=1, fake_share=fake_share),)
    intensity = posts_of(creators=creators, exposure=luck).intensity[0]
    sd = np.hypot(0.5, 0.8)
    z = np.linspace(-9.0, 9.0, 4001)
    weight = np.exp(-0.5 * z * z) / np.exp(-0.5 * z * z).sum()
    seen = -np.expm1(-intensity * np.exp(sd * z - 0.5 * sd * sd)) @ weight
    assert seen * (1.0 - fake_share) == pytest.approx(0.3 * 0.1**-0.11, rel=2e-6)


def test_reach_per_real_follower_is_per_listed_one_over_those_who_are_real():
    roster = roster_of(creators=(group(fake_share=0.5),))
    assert per_real_follower(roster, np.full(20, 0.49)).tolist() == [0.98] * 20


def test_of_few_real_followers_a_post_reaches_three_quarters_at_most():
    """The shares of fakes are drawn, so that nobody could have avoided it."""
    roster = roster_of(creators=(group(count=400, fake_share=None),))
    reach = per_real_follower(roster, np.full(400, 0.3))
    assert reach.max() == 0.75
    assert np.array_equal(reach == 0.75, roster.fake_share >= 0.6)


def test_a_law_beyond_three_quarters_holds_in_spite_of_fakes():
    roster = roster_of(creators=(group(count=400, fake_share=None),))
    assert (per_real_follower(roster, np.full(400, 0.8)) == 0.8).all()


def test_reach_beyond_everybody_is_refused():
    said = refusal_of(
        creators=(group(fake_share=0.6, followers=200.0),), exposure={"reach_1k": 0.4, "reach_exponent": 0.11}
    )
    assert said == (
        "exposure.reach_1k: a post of a creator with 200 followers would reach 0.477 of those listed, but in group "
        "micro only 0.400 are real; lower reach_1k, reach_exponent or fake_share"
    )


def first_views_of(own, **exposure):
    """First views of a thousand followers' creator with so many own views per follower, where all are real."""
    changes = {"creators": (group(count=1, followers=1000.0, fake_share=0.0),), "exposure": exposure}
    scenario, roster = scene(**changes), roster_of(**changes)
    figures = reading.read(scenario, world_of(**changes), roster)._replace(views=np.full(1, own))
    return first_views(scenario, roster, figures, np.ones(1))


@pytest.mark.parametrize(
    ("own", "outside_share", "inside"), [(0.2, 0.0, 0.2), (1.8, 0.0, 0.9), (30.0, 0.0, 0.9), (0.8, 0.75, 0.2)]
)
def test_views_beyond_followers_come_from_outside(own, outside_share, inside):
    first = first_views_of(own, outside_share=outside_share, creator_reach_sd=0.5, post_reach_sd=0.6)
    assert first.by_followers.sum() == pytest.approx(inside, rel=1e-9)
    assert first.outside[0] == pytest.approx(own - inside, abs=1e-9)
