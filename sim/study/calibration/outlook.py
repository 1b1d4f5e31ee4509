"""Expected values of campaigns and their spreads, and means of counts, given luck of reach where it is known."""

from typing import NamedTuple

import numpy as np

from sim.core.arrays import F64
from sim.core.jit import jit, lean
from sim.study.calibration.answers import answer

N_FIGURES = 7  # see `count_means`


class Expected(NamedTuple):
    """Expected values of campaigns, and their spreads [sample, campaign]."""

    reach: F64  # natural logarithm of the expected value
    views: F64  # likewise
    engagements: F64  # likewise, of creators whose rate is the law's
    mid_reach: F64  # mean of ln reach
    mid_views: F64  # likewise
    reach_sd: F64  # of ln reach
    views_sd: F64  # of ln views
    answers_level: F64 | float  # ln of answers per view, relative to the last campaign's day


class Unmoved(NamedTuple):
    """All of what is expected that levels only add to [sample, campaign]; levels are those of the last day."""

    ln_share: F64  # of followers whom a post reaches
    post_sd: F64  # of ln intensity of one post
    ln_answers: F64  # engagements per follower
    luck: F64  # sd of ln of how many look, per follower


class Answering(NamedTuple):
    """Laws by which views are answered, whatever the levels [sample, campaign]."""

    per_view_sd: F64  # of ln odds of engaging
    together: F64  # correlation of ln odds of engaging with luck of reach
    shown: F64  # ln of impressions per view, as the platform counts them
    click_level: F64  # ln of clicks per view
    click_sd: F64  # of ln odds of clicking
    click_together: F64  # their correlation with luck of reach
    sales_level: F64  # ln of sales per click, in the middle
    sales_variance: F64  # of ln sales per click


PER_VIEW_SD, TOGETHER, SHOWN, CLICK_LEVEL, CLICK_SD, CLICK_TOGETHER, SALES_LEVEL, SALES_VARIANCE = range(8)


class Told(NamedTuple):
    """Logarithms of what was measured, from which counts follow [campaign]; nan where it was not."""

    reach: F64
    impressions: F64
    clicks: F64


class CountLuck(NamedTuple):
    """The mean of a count, which is lognormal [sample, campaign]."""

    middle: F64  # ln of its median
    variance: F64  # of its ln


@lean
def count_means(tables, seen, answering, told, out):
    """Write the luck of reach, a standard normal, then middle and variance of ln engagements, clicks and sales.

    Luck is known by reach, or else impressions; nan where it is not. Clicks follow from the impressions that were
    measured, sales from the clicks; where these are missing, from what is expected. tables: of `answers.tabulate`;
    seen: mid_reach, mid_views, reach_sd, views_sd, ln of the share of views that is engaged with, and level of answers;
    answering, told: fields of these [field].

    >>> seen, told, out = np.array([0.0, 5.0, 1.0, 1.0, -3.0, 0.0]), np.array([np.nan, 7.0, np.nan]), np.empty(7)
    >>> count_means(tabulate(), seen, np.zeros(8), told, out)
    >>> out[:2].round(6).tolist()  # two sd more views than in the middle, and of these e^-3 engage
    [2.0, 4.0]
    """
    reach, impressions, clicks = told[0], told[1] - answering[SHOWN], told[2]
    mid_reach, mid_views, reach_sd, views_sd = seen[0], seen[1], seen[2], seen[3]
    luck = (reach - mid_reach) / reach_sd
    if not np.isfinite(luck):
        luck = (impressions - mid_views) / views_sd
    if not np.isfinite(luck):
        luck = np.nan
    views = mid_views if np.isnan(luck) else mid_views + views_sd * luck
    out[0] = luck
    middle, out[2] = answer(tables, seen[4], answering[PER_VIEW_SD], answering[TOGETHER], luck, views_sd)
    out[1] = views + middle
    level = answering[CLICK_LEVEL] + seen[5]
    middle, out[4] = answer(tables, level, answering[CLICK_SD], answering[CLICK_TOGETHER], luck, views_sd)
    out[3] = (impressions if np.isfinite(impressions) else views) + middle
    if np.isnan(clicks):
        out[5], out[6] = out[3] + answering[SALES_LEVEL], out[4] + answering[SALES_VARIANCE]
    else:
        out[5], out[6] = clicks + answering[SALES_LEVEL], answering[SALES_VARIANCE]


@jit
def all_count_means(tables, seen, answering, told):
    """Return the figures of `count_means` [sample, campaign, figure].

    tables as there; seen, answering [sample, campaign, field]; told [campaign, field].

    >>> all_count_means(tabulate(), np.ones((1, 2, 6)), np.ones((1, 2, 8)), np.ones((2, 3))).shape
    (1, 2, 7)
    """
    n_samples, n_campaigns = seen.shape[:2]
    out = np.empty((n_samples, n_campaigns, N_FIGURES))
    for s in range(n_samples):
        for c in range(n_campaigns):
            count_means(tables, seen[s, c], answering[s, c], told[c], out[s, c])
    return out
