"""Chances of actions by hand: to view, to engage, to click, to buy."""

import math
from types import SimpleNamespace

import numpy as np
import pytest

from sim.study.optimise.luck_scenarios import CreatorLuck
from sim.study.optimise.viewer_action import BUY, CLICK, ENGAGE, VIEW

PLAN = SimpleNamespace(
    creator_engage_odds=np.array([9.0, 0.1]),
    creator_click_odds=np.array([9.0, 0.4]),
    creator_buy_prob=np.array([0.9, 0.5]),
    link_match=np.array([1.0, 0.5], np.float32),
    susceptibility=np.array([2.0, 3.0]),
    link_susceptibility=np.array([0, 1], np.uint8),
)
LUCK = CreatorLuck(
    np.ones(2), np.array([[1.0, 2.0]]), np.array([[0.5, 1.5]]), np.array([[0.7, 1.2]]), np.array([[0.5, 2.0]])
)
FIT = np.array([1.0, 4.0])


@pytest.mark.parametrize(
    ("action", "odds", "factor", "after"),
    [
        (VIEW, [math.inf, math.inf], [[1.0, 1.0]], 1.0),
        (ENGAGE, [0.1, 0.4], [[0.5, 1.5]], 1.0),
        (CLICK, [0.4, 1.6], [[0.7, 1.2]], 1.0),
        (BUY, [0.4, 1.6], [[0.35, 2.4]], 0.5),
    ],
    ids=["view", "engage", "click", "buy"],
)
def test_chances_of_the_second_creator(action, odds, factor, after):
    """Fit multiplies odds, whatever they are; luck of reach is no matter of the answer."""
    chances = action.chances(PLAN, 1, FIT, LUCK)
    assert chances.odds == pytest.approx(odds)
    assert chances.factor.tolist() == factor
    assert chances.after == after


@pytest.mark.parametrize(
    ("action", "fit"), [(VIEW, [1.0]), (ENGAGE, [2.0, 1.5]), (CLICK, [1.0, 0.5]), (BUY, [1.0, 0.5])]
)
def test_what_about_a_person_changes_the_chance(action, fit):
    assert action.fit(PLAN).tolist() == fit


def test_only_a_view_is_no_response():
    assert [action.is_response for action in (VIEW, ENGAGE, CLICK, BUY)] == [False, True, True, True]
