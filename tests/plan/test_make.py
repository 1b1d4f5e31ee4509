"""Scenario + World -> Plan: posts over days, views over ages, money over creators, and what is refused."""

import numpy as np
import pytest

from sim.errors import InputError
from sim.mechanisms import reach
from sim.mechanisms.feeds import FEEDS
from sim.mechanisms.schedules import PATTERNS
from sim.plan import figures as reading
from sim.plan import make as planning
from sim.plan.hired_creators import line_up
from sim.plan.posts import calendar
from tests.scenes import ONE_COMMUNITY, scene, world_of


def plan_of(**changes):
    return planning.make(scene(**changes), world_of(**changes), 0)


def roster_of(**changes):
    return line_up(scene(**changes), world_of(**changes))


def schedule_of(activity, **changes):
    scenario, roster = scene(**changes), roster_of(**changes)
    figures = reading.read(scenario, world_of(**changes), roster)
    return planning.schedule(scenario, roster, figures, activity)


def posts_of(**changes):
    return schedule_of(np.ones(1), **changes)


def group(**changes):
    return {"name": "micro", "count": 20, "followers": 100.0, "fake_share": 0.0, **changes}


# Posts


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


def test_sponsored_posts_lose_audience():
    """Replication target 24: after ten posts at 0.19%, 0.9812 of the audience is left."""
    loss = {"creators": (group(audience_loss=0.0019, posts=11, count=1),)}
    activity = np.ones(1)
    intensity = posts_of(**loss).intensity
    seen = np.array([reach.mean_seen(value, activity) for value in intensity])
    assert seen / seen[0] == pytest.approx((1.0 - 0.0019) ** np.arange(11), rel=1e-9)
    assert seen[10] / seen[0] == pytest.approx(0.9812, abs=1e-4)


# Cells


def test_every_post_is_seen_on_each_day_of_its_life():
    """Hazards of a post add up to its intensity where the horizon is long enough; its visibility to one."""
    changes = {"run": {"horizon_days": 40}}
    plan, posts = plan_of(**changes), schedule_of(plan_activity(), **changes)
    assert np.bincount(plan.cell_post, plan.cell_hazard) == pytest.approx(posts.intensity, rel=1e-12)
    days = np.repeat(np.arange(40), np.diff(plan.day_cell_start))
    ages = days - posts.day[plan.cell_post]
    visibility = FEEDS["chronological"](19.0).visibility
    assert (np.bincount(ages) == posts.day.size).all()
    assert ages.max() == visibility.size - 1
    assert plan.cell_hazard == pytest.approx(posts.intensity[plan.cell_post] * visibility[ages], rel=1e-12)


def plan_activity():
    return planning.people.activity_means(4, 1.0)


def test_cells_are_walked_by_day_and_then_by_creator():
    plan = plan_of()
    assert plan.day_cell_start[0] == 0
    assert plan.day_cell_start[-1] == plan.cell_post.size
    for day in range(plan.n_days):
        assert (np.diff(plan.cell_post[plan.day_cell_start[day] : plan.day_cell_start[day + 1]]) > 0).all()


def test_what_comes_after_the_horizon_is_left_out():
    short, long = (plan_of(run={"horizon_days": days}, posts={"window_days": 5}) for days in (6, 30))
    n = short.cell_post.size
    assert n == long.day_cell_start[6] < long.cell_post.size
    assert np.array_equal(short.cell_hazard, long.cell_hazard[:n])


def test_a_post_that_lives_for_years_needs_no_more_room_than_the_horizon():
    plan = plan_of(exposure={"half_life_hours": 17_520.0}, run={"horizon_days": 14})
    assert plan.cell_post.size == (14 - posts_of().day).sum()


# Links


def test_links_stand_creator_by_creator_and_class_by_class():
    changes = {"creators": (group(), group(name="big", count=3, followers=900.0))}
    world, plan, roster = world_of(**changes), plan_of(**changes), roster_of(**changes)
    starts = plan.link_class_start
    assert starts[0, 0] == 0
    assert starts[-1, -1] == plan.link_person.size == world.link_person.size
    assert np.array_equal(starts[1:, 0], starts[:-1, -1])
    for creator, there in enumerate(roster.order):
        own = world.link_person[world.link_start[there] : world.link_start[there + 1]]
        assert np.array_equal(plan.link_person[starts[creator, 0] : starts[creator, -1]], own)
        assert plan.creator_key[creator] == world.creator_key[there]
        assert np.array_equal(np.diff(starts[creator]), np.diff(world.link_class_start[there]))
    assert np.array_equal(np.unique(plan.link_person)[plan.link_follower], plan.link_person)
    assert plan.n_followers == np.unique(world.link_person).size


def test_creators_stand_by_home_and_then_by_key():
    world, roster = world_of(), roster_of()
    where = list(zip(world.creator_home[roster.order], roster.key, strict=True))
    assert where == sorted(where)


def test_match_depends_on_the_niche_of_the_follower():
    brand = {"niche": "tech", "match_inside": 2.0, "match_outside": 0.25}
    world, plan = world_of(brand=brand), plan_of(brand=brand)
    community = np.searchsorted(world.community_start, plan.link_person, side="right") - 1
    inside = world.community_niche[community] == world.niche_names.index("tech")
    assert 0 < inside.sum() < inside.size
    assert np.array_equal(plan.link_match, np.where(inside, 2.0, 0.25).astype(np.float32))
    assert plan.match_step == 1


@pytest.mark.parametrize(
    "brand", [{}, {"match_inside": 1.5}, {"niche": "tech", "match_inside": 1.5, "match_outside": 1.5}]
)
def test_match_is_one_value_where_all_are_alike(brand):
    plan = plan_of(brand=brand)
    assert plan.link_match.tolist() == [brand.get("match_inside", 1.0)]
    assert plan.match_step == plan.susceptibility_step == 0


def test_plans_are_read_only_and_hold_what_they_declare():
    plan = plan_of(world={"susceptibility_sd": 0.5})
    arrays = {name: value for name, value in plan._asdict().items() if isinstance(value, np.ndarray)}
    assert not any(array.flags.writeable for array in arrays.values())
    assert all(array.flags.c_contiguous for array in arrays.values())
    per_creator = [array.shape[0] for name, array in arrays.items() if name.startswith("creator_")]
    assert set(per_creator) == {20}
    assert plan.link_susceptibility.shape == plan.link_person.shape


# Nobody at all


@pytest.mark.parametrize("creators", [(group(count=0),), (group(followers=0.0),)])
def test_nobody_follows(creators):
    plan = plan_of(creators=creators, exposure={"reach_1k": 0.5, "reach_exponent": 0.3})
    assert plan.link_person.size == plan.cell_post.size == plan.n_followers == 0


# Refusals


def refusal(**changes):
    with pytest.raises(InputError) as caught:
        plan_of(**changes)
    return str(caught.value)


def test_reach_beyond_everybody_is_refused():
    said = refusal(
        creators=(group(fake_share=0.6, followers=200.0),), exposure={"reach_1k": 0.4, "reach_exponent": 0.11}
    )
    assert said == (
        "exposure.reach_1k: a post of a creator with 200 followers would reach 0.477 of those listed, but in group "
        "micro only 0.400 are real; lower reach_1k, reach_exponent or fake_share"
    )


def test_more_exposures_than_can_be_counted_are_refused():
    """One person, creators with 1,000 posts each, all of them seen for two years."""
    changes = {
        "world": {"people": 1, "communities": ONE_COMMUNITY},
        "creators": (group(count=2, followers=1.0, posts=1000),),
        "exposure": {"reach_1k": 0.1, "reach_exponent": 0.0, "half_life_hours": 17_520.0},
        "posts": {"window_days": 1},
        "run": {"horizon_days": 730},
    }
    assert refusal(**changes) == "posts.per_creator: one person could see 1,460,000 exposures; at most 1,048,575"
    changes["creators"] = (group(count=1, followers=1.0, posts=1000),)
    assert plan_of(**changes).cell_post.size == 730_000


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        (
            {"response": {"curve": {"name": "hazard_pwer"}}},
            'response.curve.name: unknown name "hazard_pwer"; did you mean "hazard_power"?',
        ),
        (
            {"response": {"curve": {"name": "hazard_power", "bta": 1.0}}},
            'response.curve.bta: "hazard_power" has no such parameter; did you mean "beta"?',
        ),
        (
            {"response": {"curve": {"name": "hazard_power", "beta": 5.0}}},
            "response.curve: beta = 5 is outside [0, 4]",
        ),
        (
            {"exposure": {"feed": {"name": "timeline"}}},
            'exposure.feed.name: unknown name "timeline"; known: chronological, ranked, for_you',
        ),
        (
            {"exposure": {"feed": {"name": "for_you", "elastcity": 0.2}}},
            'exposure.feed.elastcity: "for_you" has no such parameter; did you mean "elasticity"?',
        ),
        (
            {"exposure": {"feed": {"name": "for_you", "pool": 1.0}}},
            "exposure.feed: pool = 1 is outside [2, 1000]",
        ),
        (
            {"exposure": {"feed": {"name": "ranked", "momentum": -0.5}}},
            "exposure.feed: momentum = -0.5 is outside [0, 4]",
        ),
        (
            {"engagement": {"law": {"name": "log_quadratic", "peek": 1e6}}},
            'engagement.law.peek: "log_quadratic" has no such parameter; did you mean "peak"?',
        ),
        (
            {"world": {"followiness": {"name": "zip"}}},
            'world.followiness.name: unknown name "zip"; did you mean "zipf"?',
        ),
        (
            {"world": {"communities": {"generator": "complete", "parameters": {"n": 1}}}},
            'world.communities.generator: unknown generator "complete"; did you mean "complete_graph"?',
        ),
    ],
)  # fmt: skip
def test_what_can_be_said_without_a_world_is_said_without_one(changes, told):
    planning.check(scene())
    with pytest.raises(InputError) as caught:
        planning.check(scene(**changes))
    assert str(caught.value) == told
