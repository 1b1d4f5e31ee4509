"""Expected values of campaigns and their spreads, and answers to their views, given luck of reach where it is known."""

from typing import NamedTuple

import numpy as np

from sim.core.arrays import F64
from sim.study.calibration.answers import answers_at, ln_odds_of


class Expected(NamedTuple):
    """Expected values of campaigns, and their spreads [sample, campaign]."""

    reach: F64  # natural logarithm of the expected value
    views: F64  # likewise
    engagements: F64  # likewise, of creators whose rate is the law's
    mid_reach: F64  # mean of ln reach
    mid_views: F64  # likewise
    reach_sd: F64  # of ln reach
    views_sd: F64  # of ln views
    per_view_sd: F64  # of ln odds of engaging
    together: F64  # correlation of ln odds of engaging with luck of reach
    shown: F64  # ln of impressions per view, as the platform counts them
    luck: F64  # sd of ln of how many look, per follower
    answers_level: F64 | float  # ln of answers per view, relative to the last campaign's day


class Unmoved(NamedTuple):
    """All of what is expected that levels only add to [sample, campaign]; levels are those of the last day."""

    ln_share: F64  # of followers whom a post reaches
    post_sd: F64  # of ln intensity of one post
    ln_answers: F64  # engagements per follower
    luck: F64  # sd of ln of how many look, per follower
    per_view_sd: F64
    together: F64
    shown: F64


class CountLuck(NamedTuple):
    """The mean of a count, which is lognormal [sample, campaign]."""

    middle: F64  # ln of its median
    variance: F64  # of its ln


def answer(expected: Expected, luck: F64, ln_views: F64, ln_share: F64, sd: F64) -> CountLuck:
    """Answers to so many views, given the luck of reach where that is not nan [sample, campaign].

    ln_share: ln of the mean share of views that are answered; sd: of ln odds, of which `together` goes with that luck.
    """
    known, together = np.isfinite(luck), expected.together
    ln_odds = ln_odds_of(np.ascontiguousarray(ln_share), sd) - together * sd * expected.views_sd
    left = np.where(known, np.sqrt(1.0 - together**2), 1.0) * sd
    answers = answers_at(ln_odds + together * sd * np.nan_to_num(luck), left)
    whole = answers.sd**2 + 2.0 * together * answers.sd * expected.views_sd + expected.views_sd**2
    return CountLuck(ln_views + answers.middle, np.where(known, answers.sd**2, whole))
