"""Actions of people who see a post - view, engage, click, buy - and the chance of each, creator by creator."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from sim.core.arrays import F64, Plan
from sim.study.optimise.luck_scenarios import CreatorLuck


class ActionChances(NamedTuple):
    """Chances that a view of one creator's posts leads to an action: odds / (1 + odds), times what comes after."""

    odds: F64  # [kind of people] without luck
    factor: F64  # [post, point of luck] on these odds
    after: float = 1.0  # chance that what is done counts


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
    return plan.link_match.astype(np.float64) * plan.susceptibility[plan.link_susceptibility]


def view_chances(plan: Plan, creator: int, fit: F64, luck: CreatorLuck) -> ActionChances:
    """Certain: every view counts."""
    del plan, creator
    return ActionChances(np.full(fit.size, np.inf), np.ones_like(luck.reach))


def engagement_chances(plan: Plan, creator: int, fit: F64, luck: CreatorLuck) -> ActionChances:
    """Chance to engage: the creator's own, with the luck of the creator and of each post."""
    return ActionChances(plan.creator_engage_odds[creator] * fit, luck.engagement)


def click_chances(plan: Plan, creator: int, fit: F64, luck: CreatorLuck) -> ActionChances:
    """Chance to click, with the luck of the post."""
    return ActionChances(plan.creator_click_odds[creator] * fit, luck.clicks)


def purchase_chances(plan: Plan, creator: int, fit: F64, luck: CreatorLuck) -> ActionChances:
    """Chance to click and then to buy; so few clicks are purchases that the luck of either is a factor on both."""
    clicking = click_chances(plan, creator, fit, luck)
    return clicking._replace(factor=clicking.factor * luck.buying, after=float(plan.creator_buy_prob[creator]))


VIEW = ViewerAction(False, no_fit, view_chances)
ENGAGE = ViewerAction(True, engagement_fit, engagement_chances)
CLICK = ViewerAction(True, match_fit, click_chances)
BUY = ViewerAction(True, match_fit, purchase_chances)
