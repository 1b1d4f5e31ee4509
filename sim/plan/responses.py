"""Answers of viewers as odds, solved for such that rates come out on average over all luck."""

from typing import NamedTuple

import numpy as np

from sim.core.arrays import F64
from sim.core.maths import exp
from sim.errors import InputError
from sim.mechanisms import reach as reach_law
from sim.mechanisms.odds import AnswerLuck, solve_odds
from sim.mechanisms.reach_luck import CERTAIN, NORMAL, NormalPoints, lognormal_factors, normal_points, spread_per_view
from sim.plan.figures import Figures
from sim.plan.hired_creators import HiredCreators
from sim.scenario.model import Scenario

MOST_ANSWERED = 0.95  # of a creator's views, on average


class LuckPerView(NamedTuple):
    """Spread of ln odds of engaging, and what of it hangs on reach."""

    level_sd: F64  # [creator] of what is not known of creators
    creator_sd: F64  # [creator] between runs
    post_sd: float  # between posts
    with_reach: F64  # [creator] covariance with ln intensity, of all together

    @property
    def variance(self) -> F64:
        """Variance of all together [creator]."""
        return np.asarray(self.level_sd**2 + self.creator_sd**2 + self.post_sd**2)


def reach_sd(figures: Figures) -> F64:
    """sd of ln intensity of a post, of level, creator and post together [creator]."""
    return np.sqrt(figures.level_reach_sd**2 + figures.creator_reach_sd**2 + figures.post_reach_sd**2)


def engagement_luck(figures: Figures) -> LuckPerView:
    """The luck of engagement per view: that per follower, less what reach has of it."""
    correlation = figures.reach_correlation
    level = spread_per_view(figures.level_sd, figures.level_reach_sd, correlation)
    between = spread_per_view(figures.luck_sd, figures.creator_reach_sd, correlation)
    shared = figures.level_reach_sd * level + figures.creator_reach_sd * between
    shared = shared + figures.post_reach_sd * figures.quality_sd
    return LuckPerView(level, between, figures.quality_sd, correlation * shared)


def views_by_luck(figures: Figures, intensity: F64, activity: F64, visibility: F64) -> F64:
    """Views of a real follower at each point of the luck of reach, times that point's share [creator, node]."""
    sd = reach_sd(figures)
    normal = normal_points(sd)
    factors = lognormal_factors(sd, normal)
    crowd = reach_law.crowd_of(activity)
    views = [reach_law.views_per_follower(intensity * factor, *crowd, visibility) for factor in factors.T]
    return np.asarray(np.stack(views, axis=1) * normal.share)


def luck_of_answers(figures: Figures, views: F64, with_reach: F64, variance: F64) -> AnswerLuck:
    """Luck of an answer in ln odds. views [creator, node] as `views_by_luck`; with_reach: covariance [creator]."""
    sd = reach_sd(figures)
    normal = normal_points(sd)
    slope = np.divide(with_reach, sd, out=np.zeros(sd.size), where=sd > 0.0)
    total = views.sum(axis=1, keepdims=True)
    weight = np.divide(views, total, out=np.tile(normal.share, (sd.size, 1)), where=total > 0.0)
    return AnswerLuck(weight, slope[:, None] * normal.point, np.sqrt(np.maximum(variance - slope**2, 0.0)))


def engage_odds(figures: Figures, views: F64, mean: F64, susceptibility_sd: float) -> F64:
    """Odds of engaging that luck multiplies, such that the mean per view comes out [creator]."""
    luck = engagement_luck(figures)
    answers = luck_of_answers(figures, views, luck.with_reach, luck.variance + susceptibility_sd**2)
    half = 0.5 * susceptibility_sd**2  # susceptibilities have mean 1, not median 1
    return np.asarray(solve_odds(mean, answers, beside(answers)) * exp(half))


def click_odds(figures: Figures, views: F64, mean: F64) -> F64:
    """Odds of clicking that luck multiplies, such that the mean per view comes out [creator]."""
    luck, exponent = engagement_luck(figures), figures.click_exponent
    answers = luck_of_answers(
        figures, views, exponent * luck.with_reach, exponent**2 * luck.variance + figures.click_sd**2
    )
    return np.asarray(solve_odds(mean, answers, beside(answers)))


def beside(answers: AnswerLuck) -> NormalPoints:
    """Points and shares of the luck beside that of reach."""
    return NORMAL if (answers.sd > 0.0).any() else CERTAIN


def buy_odds(prob: F64, sd: float) -> F64:
    """Odds of buying that luck of this spread multiplies, such that the chances per click come out [creator]."""
    certain = AnswerLuck(np.ones((prob.size, 1)), np.zeros((prob.size, 1)), np.full(prob.size, sd))
    return np.asarray(solve_odds(prob, certain, beside(certain)))


def odds_of_friends(mean: float, susceptibility_sd: float) -> float:
    """Odds of an answer to a friend, whom no luck moves but how easily a person engages at all."""
    sd = np.full(1, susceptibility_sd)
    answers = AnswerLuck(np.ones((1, 1)), np.zeros((1, 1)), sd)
    odds = solve_odds(np.full(1, mean), answers, beside(answers))
    return float(odds[0] * exp(0.5 * susceptibility_sd**2))


def purchase_prob(scenario: Scenario) -> float:
    """Chance that a click leads to a purchase, by whatever way it is made, before trust."""
    return scenario.funnel.conversion_prob / scenario.funnel.attributed_share


def answered_views(scenario: Scenario, roster: HiredCreators, figures: Figures, views: F64) -> F64:
    """Share of views that are answered with an engagement [creator]. views: expected per listed follower and post.

    More than MOST_ANSWERED is refused where the numbers are chosen, and cut where they or fakes are drawn or a roster's
    own, of which a note tells.
    """
    asked = asked_answers(figures, views)
    over = (asked > MOST_ANSWERED) & np.isnan(roster.rate) & ~roster.draws_fakes
    if over.any() and scenario.run.draws == 1:
        worst = int(np.argmax(np.where(over, asked, 0.0)))
        raise InputError(
            f"a creator with {figures.followers[worst]:,.0f} followers would have {asked[worst]:.3g} engagements per "
            f"view, at most {MOST_ANSWERED} are possible; lower rate_1k or a group's quality, or raise "
            "exposure.reach_1k",
            path=("engagement", "rate_1k"),
        )
    return np.minimum(asked, MOST_ANSWERED)


def asked_answers(figures: Figures, views: F64) -> F64:
    """Engagements per view that the rate asks for [creator]. views: expected per listed follower and post."""
    rates = figures.rate * figures.load * figures.quality
    return np.asarray(np.divide(rates, views, out=np.zeros(rates.size), where=views > 0.0))
