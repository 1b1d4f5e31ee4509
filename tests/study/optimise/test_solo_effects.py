"""Effects of each creator alone."""

from types import SimpleNamespace

import numpy as np
import pytest

from sim.core.arrays import Plan
from sim.study.optimise.candidates import candidates
from sim.study.optimise.goal import GOALS
from sim.study.optimise.luck_scenarios import Worlds
from sim.study.optimise.solo_effects import (
    WantedEffects,
    at_mean_use,
    audience_left,
    cells_of,
    dependences,
    sketch,
    solo_effects,
)
from tests.hiring import asked, random_task, task_of


def test_luck_of_the_sample_makes_nobody_better(loaded):
    """Of one person in 50, small creators have 1, 2 or 3 followers; alone, each is worth what all of theirs are."""
    sample = loaded.replace("world.sample_one_in", 50)
    who, task = task_of(sample, asked("reach"))
    whole, all_ = task_of(loaded, asked("reach"))
    there = {handle: place for place, handle in enumerate(who.handle)}
    seen = np.array([there[handle] for handle in whole.handle])
    sampled, exact = task.crowd.gains()[2, seen, 0], all_.crowd.gains()[2, :, 0]
    known = who.whom.thin[seen] > 0.0
    assert known.sum() > 6
    assert len(set(who.whom.thin[seen][known].round(3))) > 3
    # What is left is that classes of use are equally frequent in the people, but not quite among 90 followers.
    assert sampled[known] == pytest.approx(exact[known], rel=0.1)
    assert sampled[known].sum() == pytest.approx(exact[known].sum(), rel=0.03)


QUIET = {"repeat_matters": False, "interferes": False, "spreads": False, "momentum": 0.0}


@pytest.mark.parametrize(
    ("changes", "exponent", "goal", "n_reasons"),
    [
        ({}, 0.0, "engagers", 0),
        ({"repeat_matters": True}, 0.0, "engagers", 1),
        ({"repeat_matters": True}, 0.0, "reach", 0),
        ({"interferes": True}, 0.0, "purchases", 1),
        ({"interferes": True}, 0.0, "impressions", 0),
        ({"spreads": True}, 0.0, "reach", 1),
        ({"momentum": 0.1}, 0.5, "reach", 2),
    ],
)
def test_reasons_why_creators_depend_on_one_another(changes, exponent, goal, n_reasons):
    plan = SimpleNamespace(**{**QUIET, **changes})
    assert len(dependences(plan, exponent, GOALS[goal])) == n_reasons


def test_a_reason_names_the_key():
    plan = SimpleNamespace(**{**QUIET, "spreads": True})
    assert dependences(plan, 0.0, GOALS["reach"]) == ["people talk to friends (word_of_mouth)"]


def test_few_followers_are_taken_at_mean_use():
    each = np.arange(8.0).reshape(2, 4, 1)  # two creators, two classes of two levels
    assert at_mean_use(each, np.array([True, False]), 2)[..., 0].tolist() == [[1, 2, 1, 2], [4, 5, 6, 7]]


def test_cells_in_the_order_of_posts():
    plan = SimpleNamespace(cell_post=np.array([2, 0, 2, 0, 3]), post_creator=np.zeros(4))
    order, start = cells_of(plan)
    assert order.tolist() == [1, 3, 0, 2, 4]
    assert start.tolist() == [0, 2, 2, 4, 5]


def test_the_share_of_the_audience_that_a_post_can_reach():
    """Ten links in classes of 4 and 6, of which 1 and 3 have left before the second post; one creator has nobody."""
    plan = SimpleNamespace(
        link_class_start=np.array([[0, 4, 10], [10, 10, 10]]),
        post_creator=np.array([0, 0, 1]),
        post_class_stop=np.array([[4, 10], [3, 7], [10, 10]]),
    )
    assert audience_left(plan).tolist() == [1.0, 0.6, 1.0]


def test_a_sketch_knows_who_is_left_without_its_links(loaded):
    who = candidates(loaded.replace("creators.all.audience_loss", 0.3), asked("reach"))
    plan = who.settings[0].steps[1].plan
    assert plan.link_follower.size == 0
    left = audience_left(plan)
    first = plan.post_number == 0
    assert (left[first] == 1.0).all()
    assert left[~first] == pytest.approx(np.full(9, 0.7), abs=0.15)


@pytest.mark.parametrize(
    ("n_worlds", "worlds"),
    [(1, [Worlds(1), Worlds(1)]), (10, [Worlds(10, 3, 0, 2), Worlds(10, 3, 1, 2)])],
)
def test_worlds_are_shared_out_among_draws(n_worlds, worlds):
    assert WantedEffects(GOALS["reach"], n_worlds, 3).worlds(2) == worlds


def test_effects_in_one_world():
    effects = random_task(1, figure="cvar").crowd.effects
    own = effects.in_world(4)
    assert (effects.n_creators, effects.n_worlds, own.n_worlds) == (6, 10, 1)
    assert (own.miss_prob[..., 0] == effects.miss_prob[..., 4]).all()


def test_effects_of_some_are_those_among_all(loaded):
    who = candidates(loaded, asked("reach"))
    wanted = WantedEffects(GOALS["reach"], 1)
    all_, some = (solo_effects(who.whom, who.settings, wanted, only) for only in (None, np.array([5, 2])))
    n = all_.n_kinds
    assert (
        some.miss_prob == np.concatenate([all_.miss_prob[:, 5 * n : 6 * n], all_.miss_prob[:, 2 * n : 3 * n]], axis=1)
    ).all()
    assert some.rows.people[:n].sum() == pytest.approx(all_.rows.people[5 * n : 6 * n].sum())


def test_more_posts_win_more_and_none_win_nobody(loaded):
    who = candidates(loaded, asked("reach"))
    kept = solo_effects(who.whom, who.settings, WantedEffects(GOALS["reach"], 1)).miss_prob
    assert (kept[0] == 1.0).all()
    assert (np.diff(kept, axis=0) < 0.0).all()


def test_the_weight_of_a_purchase_is_its_value(loaded):
    who = candidates(loaded, asked("revenue"))
    factor = solo_effects(who.whom, who.settings, WantedEffects(GOALS["revenue"], 1)).factor
    assert factor.tolist() == [loaded.scenario.funnel.order_usd]


def test_a_plan_with_other_links_has_no_sketch(loaded):
    who = candidates(loaded, asked("reach"))
    other: Plan = who.settings[0].steps[0].plan._replace(link_follower=np.zeros(3, np.int32))
    with pytest.raises(ValueError, match="other links"):
        sketch(who.whom, other, GOALS["reach"])
