"""Actions of people who see a post - view, engage, click, buy - and the chance of each, creator by creator."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from sim.core.arrays import F64, Plan
from sim.study.optimise.luck_scenarios import CreatorLuck


class ActionChances(NamedTuple):
    """Chances that a view of one creator's posts leads to an action."""

    prob: F64  # [kind of people, point of luck] before the quality of the post
    quality: F64  # [post, point of luck] factor of each post


class ViewerAction(NamedTuple):
    """Something that a person does who sees a post; goals count the people who do it, or how often it is done."""

    is_response: bool  # whether response curves and interference change its chance; False: seeing the post is all
    fit: Callable[[Plan], F64]  # factor of each person's own on the chance [link]; one value where it is the same
    chances: Callable[[Plan, int, F64, CreatorLuck], ActionChances]  # of a creator, by fit [kind of people] and luck


def no_fit(plan: Plan) -> F64:
    """Factor 1 for everybody: nothing about the person changes the chance."""
    del plan
    return np.ones(1)


def match_fit(plan: Plan) -> F64:
    """Factor by how well person and brand match [link]."""
    return plan.link_match.astype(np.float64)


def engagement_fit(plan: Plan) -> F64:
    """Factor by match and by how easily the person engages at all [link]."""
    return plan.link_match.astype(np.float64) * plan.link_susceptibility


def view_chances(plan: Plan, creator: int, fit: F64, luck: CreatorLuck) -> ActionChances:
    """Chance 1: every view counts."""
    del plan, creator
    return ActionChances(np.ones((fit.size, luck.rate.size)), np.ones_like(luck.quality))


def engagement_chances(plan: Plan, creator: int, fit: F64, luck: CreatorLuck) -> ActionChances:
    """Chance to engage: the creator's own, with the luck of the creator and of each post."""
    return ActionChances(plan.creator_engage_prob[creator] * fit[:, None] * luck.rate, luck.quality)


def click_chances(plan: Plan, creator: int, fit: F64, luck: CreatorLuck) -> ActionChances:
    """Chance to click; a creator's luck is about engagement and does not change it."""
    click = np.minimum(plan.creator_click_prob[creator] * fit[:, None], 1.0)
    return ActionChances(np.tile(click, (1, luck.rate.size)), np.ones_like(luck.quality))


def purchase_chances(plan: Plan, creator: int, fit: F64, luck: CreatorLuck) -> ActionChances:
    """Chance to click and then to buy."""
    click = click_chances(plan, creator, fit, luck)
    return click._replace(prob=click.prob * plan.creator_buy_prob[creator])


VIEW = ViewerAction(False, no_fit, view_chances)
ENGAGE = ViewerAction(True, engagement_fit, engagement_chances)
CLICK = ViewerAction(True, match_fit, click_chances)
BUY = ViewerAction(True, match_fit, purchase_chances)
