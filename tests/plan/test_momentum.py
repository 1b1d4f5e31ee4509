"""Expected engagements of each post, by which early success is measured."""

import math

import numpy as np
import pytest

from sim.measures.expected import expected_values
from sim.plan import make as planning
from sim.plan.momentum import engagements_due
from sim.study.what_if.neutral import Both, neutralise
from tests import plans
from tests.plans import Campaign, Creator
from tests.scenes import scene, world_of

CALM = {"residual_sd": 0.0, "quality_sd": 0.0}


def plan_of(**changes):
    return planning.make(scene(**changes), world_of(**changes), 0)


def ranked(**values):
    return {"feed": {"name": "ranked", **values}}


def test_what_is_due_is_what_the_days_before_are_expected_to_bring():
    changes = {
        "exposure": ranked(),
        "brand": {"niche": "tech", "match_inside": 1.5, "match_outside": 0.5},
        "engagement": {"rate_1k": 2e-4, **CALM},  # so few that odds are probabilities, whatever the match
        "creators": ({"name": "micro", "count": 6, "followers": 300.0, "no_show_prob": 0.0, "fake_share": 0.26},),
        "world": {"sample_one_in": 2},
    }
    plan = plan_of(**changes)
    assert plan.momentum == 0.5
    assert plan.most_boost == 4.0
    assert (plan.cell_due[np.unique(plan.cell_post, return_index=True)[1]] == 0.0).all()
    whole = expected_values(plan_of(**{**changes, "exposure": {}}))["engagements"]
    last = np.array([np.flatnonzero(plan.cell_post == post)[-1] for post in range(plan.post_creator.size)])
    short = plan_of(**{**changes, "exposure": ranked(), "run": {"horizon_days": 20}})
    assert np.array_equal(short.cell_due, plan.cell_due[: short.cell_due.size])
    assert 0.9 * whole < plan.cell_due[last].sum() < whole


def test_due_engagements_are_exact():
    """By hand: one creator, one class, one post."""
    changes = {
        "exposure": ranked(momentum=1.0),
        "engagement": CALM,
        "creators": ({"name": "one", "count": 1, "followers": 300.0, "fake_share": 0.0},),
        "world": {"activity_classes": 1},
        "posts": {"per_creator": 1},
    }
    plan = plan_of(**changes)
    each = 300.0 * -np.expm1(-plan.cell_hazard) * plan.creator_engage_prob[0]
    assert plan.cell_due == pytest.approx(np.cumsum(each) - each, rel=1e-12)


def test_neutral_visibility_has_no_momentum():
    """Feed visibility made neutral: a ranked feed has closed forms again."""
    changes = {"exposure": ranked(), "engagement": CALM}
    figures = planning.figures_of(scene(**changes), world_of(**changes))
    changed = neutralise(figures, Both(figures, figures), frozenset({"feed_visibility"}))
    plan = planning.make(scene(**changes), world_of(**changes), 0, lambda _: changed)
    assert plan.momentum == 0.0
    assert not any(map(math.isnan, expected_values(plan).values()))


def test_people_respond_as_those_of_the_creator_do_on_average():
    """Three links with matches of 0.5, 1 and 3 on odds of 1 to 9, each person standing for ten.

    Who has no followers is due nothing.
    """
    creators = (
        Creator(1, (0, 1, 2), (((0, 0.7), (1, 0.2)),), engage_odds=1 / 9),
        Creator(2, (), (((0, 0.7), (1, 0.2)),)),
    )
    plan = plans.make(Campaign(creators, n_days=2, matches=(0.5, 1.0, 3.0), weight=10))
    due = 10 * -np.expm1(-0.7) * (0.5 / 9.5 + 1 / 10 + 3 / 12)
    assert engagements_due(plan) == pytest.approx([0.0, 0.0, due, 0.0])
