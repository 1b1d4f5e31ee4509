"""Spreads of campaigns around what is expected of them, and the numbers of a scenario that make the same spreads.

Learned are three totals and a correlation, of a single post: of ln reach, of ln engagement per view, of ln clicks per
impression, and how reach and engagement per view go together. A scenario has each in parts (between creators, between
campaigns of one creator, between posts); the parts keep the proportions that they have in it.
"""

import math
from typing import NamedTuple

import numpy as np

from sim.core.arrays import F64
from sim.mechanisms.reach_luck import spread_per_view
from sim.scenario.load import Loaded
from sim.scenario.model import Scenario
from sim.scenario.uncertain import Distribution, LogNormal, Normal

REACH, PER_VIEW, TOGETHER, CLICKS = "reach_sd", "per_view_sd", "reach_correlation", "clicks_sd"
SALES = "funnel.conversion_sd"
BESIDE = "impressions_sd"  # that no number of a scenario makes: it is of the data
SHOWN = "exposure.impressions_per_view"
CLICK_EXPONENT = "funnel.click_exponent"  # by which clicks per view follow engagement per view
REACH_WALK, ANSWERS_WALK = "reach_monthly_sd", "answers_monthly_sd"  # of levels that wander, see `wandering`
WALKS = (REACH_WALK, ANSWERS_WALK)
SPREAD_EXPONENT = "exposure.spread_exponent"  # by which spreads fall with size
SPREADS = (REACH, PER_VIEW, TOGETHER, CLICKS, SALES, SPREAD_EXPONENT, CLICK_EXPONENT)  # that a scenario makes
UNSURE = 0.5  # sd of ln of a spread (J)
UNSURE_EXPONENT = {"sd": 0.1, "low": -0.4, "high": 0.4}  # (J)
UNSURE_TOGETHER, MOST_TOGETHER = 0.25, 0.95
UNSURE_CLICKS = {"sd": 0.4, "low": 0.0, "high": 2.0}  # of click_exponent (J)
WALK = {"dist": "lognormal", "median": 0.12, "sigma": 0.65}  # J, from published changes: see docs/calibrating.md
LEAST = 0.05
LARGEST = 4.0  # that a scenario may have


class SpreadParts(NamedTuple):
    """Parts of a spread, as sd of ln."""

    creator: float  # between creators of one size
    repeat: float  # between campaigns of one creator
    post: float  # between posts of one campaign

    @property
    def total(self) -> float:
        """The spread of a single post."""
        return max(math.sqrt(self.creator**2 + self.repeat**2 + self.post**2), LEAST)

    def variance(self, total: F64, posts: F64, by_size: F64 | float = 1.0) -> F64:
        """Variance of ln of a campaign's sum over posts [sample, campaign], if the spread of one post is this total.

        by_size: factor on the parts that are not of single posts.
        """
        own = (total / self.total * by_size) ** 2 * (self.creator**2 + self.repeat**2)
        return np.asarray(own + np.log1p(np.expm1((total / self.total * self.post) ** 2) / posts))


def reach_parts(scenario: Scenario) -> SpreadParts:
    """Spread of ln reach."""
    rule = scenario.exposure
    return SpreadParts(rule.creator_reach_sd, rule.repeat_reach_sd, rule.post_reach_sd)


def per_view_parts(scenario: Scenario) -> SpreadParts:
    """Spread of ln engagement per view: that per follower, less what reach has of it."""
    rule, reach = scenario.engagement, reach_parts(scenario)
    of_follower, of_reach = np.array([rule.residual_sd, rule.repeat_sd]), np.array([reach.creator, reach.repeat])
    creator, repeat = spread_per_view(of_follower, of_reach, rule.reach_correlation).tolist()
    return SpreadParts(creator, repeat, rule.quality_sd)


def spreads_of(loaded: Loaded, has_both: bool = True, has_dates: bool = False) -> dict[str, Distribution]:
    """Priors of the spreads by name, around those of a scenario, and of walks where dates are known.

    has_both: reach and impressions of some campaign.
    """
    scenario = loaded.scenario
    medians = {
        REACH: reach_parts(scenario).total,
        PER_VIEW: per_view_parts(scenario).total,
        CLICKS: max(scenario.funnel.click_sd, LEAST),
        **({SHOWN: 1.0, BESIDE: 0.1} if has_both else {}),
        SALES: max(scenario.funnel.conversion_sd, LEAST),
    }
    priors: dict[str, Distribution] = {
        name: LogNormal.model_validate({"dist": "lognormal", "median": median, "sigma": UNSURE})
        for name, median in medians.items()
    }
    together = {"mean": scenario.engagement.reach_correlation, "sd": UNSURE_TOGETHER}
    apart = {"low": -MOST_TOGETHER, "high": MOST_TOGETHER}
    priors[TOGETHER] = Normal.model_validate({"dist": "normal", **together, **apart})
    for name, mean, ends in (
        (SPREAD_EXPONENT, scenario.exposure.spread_exponent, UNSURE_EXPONENT),
        (CLICK_EXPONENT, scenario.funnel.click_exponent, UNSURE_CLICKS),
    ):
        priors[name] = Normal.model_validate({"dist": "normal", "mean": mean, **ends})
    for name in WALKS if has_dates else ():
        priors[name] = LogNormal.model_validate(WALK)
    return priors


def scenario_spreads(scenario: Scenario, numbers: dict[str, F64], size: float = 1000.0) -> dict[str, F64]:
    """The numbers of a scenario, by key [sample], that make these spreads. size: followers at whom they are so."""
    reach, per_view = reach_parts(scenario), per_view_parts(scenario)
    at_1k = (size / 1000.0) ** numbers[SPREAD_EXPONENT]
    r, v, together = numbers[REACH] / reach.total, numbers[PER_VIEW] / per_view.total, numbers[TOGETHER]
    return {
        "exposure.creator_reach_sd": r * reach.creator * at_1k,
        "exposure.repeat_reach_sd": r * reach.repeat * at_1k,
        "exposure.post_reach_sd": r * reach.post * at_1k,
        SPREAD_EXPONENT: numbers[SPREAD_EXPONENT],
        "engagement.residual_sd": residual_sd(scenario, numbers) * at_1k,
        "engagement.repeat_sd": per_follower(r * reach.repeat, v * per_view.repeat, together) * at_1k,
        "engagement.quality_sd": v * per_view.post,
        "engagement.reach_correlation": together,
        "funnel.click_sd": numbers[CLICKS],
        CLICK_EXPONENT: numbers[CLICK_EXPONENT],
        SALES: numbers[SALES],
    }


def residual_sd(scenario: Scenario, numbers: dict[str, F64]) -> F64:
    """Spread of ln engagement per follower between creators [sample], of the same size as the spreads are."""
    reach, per_view = reach_parts(scenario), per_view_parts(scenario)
    r, v = numbers[REACH] / reach.total, numbers[PER_VIEW] / per_view.total
    return per_follower(r * reach.creator, v * per_view.creator, numbers[TOGETHER])


def per_follower(reach: F64, per_view: F64, together: F64) -> F64:
    """Spread of engagement per follower, of reach and of engagement per view [sample]."""
    return np.sqrt(reach**2 + per_view**2 + 2.0 * together * reach * per_view)


def can_be_made(scenario: Scenario, numbers: dict[str, F64], size: float = 1000.0) -> F64:
    """Whether a scenario can make these spreads [sample]: none is below nothing, and none too large for it."""
    reach, per_view = reach_parts(scenario), per_view_parts(scenario)
    r, v, together = numbers[REACH] / reach.total, numbers[PER_VIEW] / per_view.total, numbers[TOGETHER]
    parts = ((reach.creator, per_view.creator), (reach.repeat, per_view.repeat))
    are_there = [v * own + together * r * of_reach >= 0.0 for of_reach, own in parts]
    keys = scenario_spreads(scenario, numbers, size)
    return np.asarray(np.all([*are_there, *(np.abs(values) <= LARGEST for values in keys.values())], axis=0))
