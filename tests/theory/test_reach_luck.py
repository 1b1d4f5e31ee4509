"""Luck of reach and followers who leave: what a run counts has the exact values, and keeps what each law says.

All z-tests of this file together have a false alarm of one in a million; each finds a bias of 5%, or as it says.
"""

import math

import numpy as np
import pytest

from sim.engine.play import play
from sim.measures.expected import expected_values
from sim.plan import make as planning
from tests.played import agrees, played
from tests.scenes import ALL_ALIKE, ONE_COMMUNITY, scene, world_of

LUCK_OF_REACH = {"creator_reach_sd": 0.5, "post_reach_sd": 0.8}
CORRELATED = {"residual_sd": 0.8, "quality_sd": 0.6, "reach_correlation": -0.4}
CLICKS = {"click_prob": 0.05, "click_sd": 0.8, "click_exponent": 0.3}
PEOPLE = ("impressions", "reach", "reach_2", "engagements", "clicks")


def micros(**changes):
    group = {"name": "micro", "count": 20, "followers": 200.0, "no_show_prob": 0.0, "fake_share": 0.0}
    return {**group, "sponsored_share": 0.0, **changes}


def lucky(n_runs, **changes):
    """A crowd of creators who share followers, with luck of reach, of engagement and of clicks."""
    tables = {
        "world": {"people": 2_000, "communities": ONE_COMMUNITY, "followiness": ALL_ALIKE},
        "creators": (micros(),),
        "posts": {"per_creator": 2, "window_days": 10},
        "exposure": LUCK_OF_REACH,
        "engagement": CORRELATED,
        "funnel": CLICKS,
    }
    for table, values in changes.items():
        tables[table] = {**tables[table], **values} if isinstance(tables.get(table), dict) else values
    return played(n_runs, **tables)


CASES = {
    "rates are means": {},
    "rates are medians": {"engagement": {"statistic": "median"}},
    "half of the followers are fakes": {"creators": (micros(fake_share=0.5),)},
    "fakes, medians and no-shows": {
        "engagement": {"statistic": "median"},
        "creators": (micros(fake_share=0.3, no_show_prob=0.2),),
    },
    "high rates": {"engagement": {"rate_1k": 0.2}, "funnel": {"click_prob": 0.5}},
    "susceptible people": {"world": {"susceptibility_sd": 0.8}},
    "only creators have luck of reach": {"exposure": {"post_reach_sd": 0.0}},
    "only posts have luck of reach": {"exposure": {"creator_reach_sd": 0.0}},
    "reach and engagement go together": {"engagement": {"reach_correlation": 0.6}},
    "many reach everybody": {"exposure": {"reach_1k": 0.6}},
    "followers leave": {"creators": (micros(audience_loss=0.2, posts=4),)},
}


# The exact values


@pytest.mark.parametrize("case", CASES)
def test_what_is_simulated_agrees_with_what_is_expected(case):
    run = lucky(3000, **CASES[case])
    exact = expected_values(run.plan)
    assert [name for name in PEOPLE if not agrees(run[name].astype(np.float64), exact[name])] == []


def test_these_values_hang_on_the_luck_of_reach():
    """What the same plan would bring without it is not what it brings: lambda is higher where luck is wide."""
    plan = lucky(1).plan
    exact = expected_values(plan)
    none = np.zeros(plan.creator_key.size)
    other = expected_values(plan._replace(creator_reach_sd=none, post_reach_sd=none, reach_correlation=0.0))
    assert other["impressions"] > 1.1 * exact["impressions"]
    assert other["reach"] > 1.05 * exact["reach"]


def test_the_correlation_of_reach_and_engagement_counts():
    """The same odds bring more where far posts are liked more."""
    plan = lucky(1).plan
    apart, together = (expected_values(plan._replace(reach_correlation=value)) for value in (-0.4, 0.4))
    assert together["impressions"] == apart["impressions"]
    assert together["engagements"] > 1.2 * apart["engagements"]


# What the laws say


def alone(**changes):
    """The plan of a creator with one post whose users are all alike, so that laws hold to rounding."""
    world = {"people": 4_000, "communities": ONE_COMMUNITY, "activity_classes": 1}
    creators = changes.pop("creators", (micros(count=1, followers=2_000.0),))
    return lucky(
        1, world=world, run={"horizon_days": 60}, creators=creators,
        posts={"per_creator": 1, "window_days": 10, "pattern": "together"}, **changes,
    ).plan  # fmt: skip


@pytest.mark.parametrize("fake_share", [0.0, 0.5])
@pytest.mark.parametrize("sds", [(0.0, 0.0), (0.5, 0.8), (1.1, 1.0)])
def test_a_post_reaches_its_share_of_the_listed_followers_on_average_over_luck(sds, fake_share):
    exposure = dict(zip(("creator_reach_sd", "post_reach_sd"), sds, strict=True))
    creators = (micros(count=1, followers=2_000.0, fake_share=fake_share),)
    reach = expected_values(alone(exposure=exposure, creators=creators))["reach"]
    assert reach == pytest.approx(0.3 * 2.0**-0.11 * 2_000, rel=1e-3)


@pytest.mark.parametrize("fake_share", [0.0, 0.5])
@pytest.mark.parametrize("correlation", [-0.4, 0.0, 0.6])
@pytest.mark.parametrize("statistic", ["mean", "median"])
def test_a_post_earns_its_mean_rate_of_the_listed_followers(statistic, correlation, fake_share):
    """Known is the mean, or the median of rates whose logarithms have the residual spread; to the step of a table."""
    engagement = {"statistic": statistic, "reach_correlation": correlation}
    creators = (micros(count=1, followers=2_000.0, fake_share=fake_share),)
    earned = expected_values(alone(engagement=engagement, creators=creators))["engagements"]
    mean = {"mean": 1.0, "median": math.exp(0.5 * 0.8**2)}[statistic]
    assert earned == pytest.approx(mean * 0.05 * 2.0**-0.16 * 2_000, rel=1e-3)


@pytest.mark.parametrize(("sd", "exponent"), [(0.0, 0.0), (0.8, 0.3), (0.0, 1.0)])
def test_a_view_is_clicked_with_the_mean_chance(sd, exponent):
    exact = expected_values(alone(funnel={"click_prob": 0.3, "click_sd": sd, "click_exponent": exponent}))
    assert exact["clicks"] == pytest.approx(0.3 * exact["impressions"], rel=1e-3)


@pytest.mark.parametrize("statistic", ["mean", "median"])
def test_simulated_posts_earn_their_mean_rate(statistic):
    """The engagement identity, over all luck: 300 creators, a fifth of whose followers are fakes, in 60 worlds."""
    runs = [
        lucky(
            1, run={"seed": seed, "horizon_days": 60}, world={"people": 20_000, "followiness": {"name": "gamma"}},
            creators=(micros(count=300, followers=100.0, fake_share=0.2),),
            posts={"per_creator": 1, "window_days": 10, "pattern": "together"}, engagement={"statistic": statistic},
        )
        for seed in range(60)
    ]  # fmt: skip
    mean = {"mean": 1.0, "median": math.exp(0.5 * 0.8**2)}[statistic]
    earned = np.array([run["engagements"][0] for run in runs])
    assert agrees(earned.astype(np.float64), 300 * mean * 0.05 * 0.1**-0.16 * 100, bias=0.12)


# Followers who leave

LOSS = 0.2


def leaving(fake_share, seeds, posts=3):
    """Impressions of each post, a week apart, of which all views are had at once [seed, post], and the last plan."""
    group = micros(count=1, followers=2_000.0, fake_share=fake_share, audience_loss=LOSS)
    tables = {
        "world": {"people": 4_000, "communities": ONE_COMMUNITY},
        "creators": (group,),
        "posts": {"per_creator": posts, "pattern": "together", "window_days": 21},
        "exposure": {"half_life_hours": 0.4},
    }
    world, seen = world_of(**tables), []
    for seed in range(seeds):
        plan = planning.make(scene(**tables, run={"seed": seed}), world, 0)
        by_day = play(plan, 1).impressions[0]
        first_cells = [int(np.argmax(plan.cell_post == post)) for post in range(posts)]
        days = np.searchsorted(plan.day_cell_start, first_cells, "right") - 1
        assert days.tolist() == [7 * post + int(days[0]) for post in range(posts)]
        seen.append([by_day[day : day + 7].sum() for day in days])
    return np.array(seen, np.float64), plan


@pytest.mark.parametrize("fake_share", [0.0, 0.5])
def test_after_a_loss_of_a_fifth_the_next_post_has_four_fifths_of_the_impressions(fake_share):
    """Over 400 seeds of who leaves; a bias of 2% would be found."""
    seen, _ = leaving(fake_share, 400)
    first = seen[:, 0].mean()
    assert agrees(seen[:, 1] - (1.0 - LOSS) * seen[:, 0] + first, first, bias=0.02)
    assert agrees(seen[:, 2] - (1.0 - LOSS) ** 2 * seen[:, 0] + first, first, bias=0.02)


@pytest.mark.parametrize("fake_share", [0.0, 0.5])
def test_who_stays_is_reached_as_before(fake_share):
    """Posts are as strong as the first: only the audience becomes smaller."""
    _, plan = leaving(fake_share, 1)
    hazards = [plan.cell_hazard[plan.cell_post == post] for post in range(3)]
    assert hazards[1] == pytest.approx(hazards[0], rel=1e-12)
    assert hazards[2] == pytest.approx(hazards[0], rel=1e-12)
    assert hazards[0].sum() > 0.0


@pytest.mark.parametrize("fake_share", [0.0, 0.5])
def test_real_followers_leave_and_nobody_comes_back(fake_share):
    """The share that is left of each post's audience, over classes; five standard errors."""
    _, plan = leaving(fake_share, 1)
    left = (plan.post_class_stop - plan.link_class_start[0, :-1]).sum(axis=1)
    assert left[0] == plan.link_person.size == 2_000 * (1.0 - fake_share)
    assert (np.diff(plan.post_class_stop, axis=0) <= 0).all()
    for post, due in ((1, 1.0 - LOSS), (2, (1.0 - LOSS) ** 2)):
        assert abs(left[post] / left[0] - due) < 5.0 * math.sqrt(due * (1.0 - due) / left[0])


def test_without_loss_every_post_has_the_whole_audience():
    plan = lucky(1, creators=(micros(audience_loss=0.0),)).plan
    assert (plan.post_class_stop == plan.link_class_start[plan.post_creator, 1:]).all()
