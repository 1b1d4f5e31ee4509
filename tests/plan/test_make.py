"""Scenario + World -> Plan: posts over days, views over ages, money over creators, and what is refused."""

import numpy as np
import pytest

from sim.errors import InputError
from sim.mechanisms.feeds import FEEDS
from sim.plan import make as planning
from sim.world import people
from tests.planned import plan_of, posts_of, roster_of, schedule_of
from tests.scenes import ONE_COMMUNITY, scene, world_of


def group(**changes):
    return {"name": "micro", "count": 20, "followers": 100.0, "fake_share": 0.0, **changes}


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
    return people.activity_means(4, 1.0)


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
    changes = {"creators": (group(audience_loss=0.0), group(name="big", count=3, followers=900.0, audience_loss=0.0))}
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


def test_who_leaves_stands_last_in_the_same_class_and_no_post_reaches_more_than_the_one_before():
    changes = {"creators": (group(audience_loss=0.3, posts=3),)}
    world, plan, roster = world_of(**changes), plan_of(**changes), roster_of(**changes)
    starts, reached = plan.link_class_start, plan.post_class_stop.reshape(20, 3, -1)
    for creator, there in enumerate(roster.order):
        for which in range(starts.shape[1] - 1):
            first, stop = world.link_class_start[there, which : which + 2]
            here = plan.link_person[starts[creator, which] : starts[creator, which + 1]]
            assert np.array_equal(np.sort(here), np.sort(world.link_person[first:stop]))
    assert (reached[:, 0] == starts[:, 1:]).all()
    assert (np.diff(reached, axis=1) <= 0).all()
    assert (np.diff(reached, axis=1).sum(axis=2) < 0).all()
    assert (reached[:, 2] >= starts[:, :-1]).all()


def test_the_mass_of_a_post_is_the_activity_of_those_whom_it_can_reach():
    plan = plan_of(creators=(group(audience_loss=0.3, posts=3),))
    n_links = plan.post_class_stop - plan.link_class_start[plan.post_creator, :-1]
    assert plan.post_mass == pytest.approx((n_links * plan.class_activity[plan.post_creator]).sum(axis=1), rel=1e-12)
    assert plan.post_mass[2] < plan.post_mass[1] < plan.post_mass[0]


def test_a_view_falls_on_the_more_active_the_more_often():
    """The mean over views: each follower counts as often as they look."""
    plan = plan_of(creators=(group(audience_loss=0.3, posts=3),))
    n_links = plan.post_class_stop - plan.link_class_start[plan.post_creator, :-1]
    activity = plan.class_activity[plan.post_creator]
    means = [np.average(one, weights=one * n) for one, n in zip(activity, n_links, strict=True)]
    assert plan.post_activity == pytest.approx(means, rel=1e-12)
    plain = [np.average(one, weights=n) for one, n in zip(activity, n_links, strict=True)]
    assert (plan.post_activity > plain).all()


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


def test_more_exposures_than_can_be_counted_are_refused():
    """One person, creators with 1,000 posts each, all of them seen for two years."""
    changes = {
        "world": {"people": 1, "communities": ONE_COMMUNITY},
        "creators": (group(count=2, followers=1.0, posts=1000),),
        "exposure": {"reach_1k": 0.1, "reach_exponent": 0.0, "half_life_hours": 17_520.0},
        "posts": {"window_days": 1},
        "engagement": {"rate_1k": 0.01},
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
            'exposure.feed.name: unknown name "timeline"; known: chronological, ranked',
        ),
        (
            {"exposure": {"feed": {"name": "ranked", "momentm": 0.2}}},
            'exposure.feed.momentm: "ranked" has no such parameter; did you mean "momentum"?',
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


@pytest.mark.parametrize(
    ("changes", "matters"),
    [
        ({}, False),
        ({"response": {"repeat_weight": 0.5}}, True),
        ({"response": {"interference": {"after_big": 0.3}}}, True),
    ],
)
def test_the_order_within_a_day_matters_where_an_earlier_view_changes_a_later_one(changes, matters):
    assert plan_of(**changes).order_matters == matters


def test_trust_multiplies_conversion_up_to_certainty():
    creators = (group(trust=1.3, count=1), group(name="star", trust=100.0, count=1))
    plan = plan_of(creators=creators, funnel={"conversion_prob": 0.02})
    assert sorted(plan.creator_buy_prob) == pytest.approx([0.026, 1.0])


def test_purchases_that_nothing_shows_are_counted_too():
    funnel = {"conversion_prob": 0.02, "attributed_share": 0.25}
    assert plan_of(creators=(group(count=1),), funnel=funnel).creator_buy_prob == pytest.approx([0.08])
