"""Exact expected values of what has a closed form: no Monte Carlo, so the user sees that the simulation is right.

Given the world, every (creator, person) is a Poisson process of views that is thinned by no-shows, so views, reach
and reach by several sources are known. Engagements and clicks are known where repeated exposure counts like the
first; a cap at probability one is included through the truncated lognormal mean. A feed with momentum has neither.
"""

import math

import numpy as np

from sim.core.arrays import F64, Plan
from sim.core.jit import jit
from sim.core.maths import exp


@jit
def _creator_hazards(plan):
    """Views that one follower of activity 1 would have of a creator within the horizon [creator]."""
    out = np.zeros(plan.creator_key.size)
    for cell in range(plan.cell_post.size):
        out[plan.post_creator[plan.cell_post[cell]]] += plan.cell_hazard[cell]
    return out


@jit
def _expected_reach(plan):
    """Expected people reached by at least 1, 2 and 3 sources: a Poisson-binomial count for each person."""
    hazard = _creator_hazards(plan)
    none = np.ones(plan.n_followers)
    single = np.zeros(plan.n_followers)
    double = np.zeros(plan.n_followers)
    more = np.zeros(plan.n_followers)
    for creator in range(plan.creator_key.size):
        shows = 1.0 - plan.creator_no_show_prob[creator]
        for index in range(plan.class_activity.shape[1]):
            p = shows * (1.0 - exp(-hazard[creator] * plan.class_activity[creator, index]))
            for link in range(plan.link_class_start[creator, index], plan.link_class_start[creator, index + 1]):
                person = plan.link_follower[link]
                more[person] += p * double[person]
                double[person] += p * (single[person] - double[person])
                single[person] += p * (none[person] - single[person])
                none[person] -= p * none[person]
    first = second = third = 0.0
    for person in range(plan.n_followers):
        third += more[person]
        second += more[person] + double[person]
        first += more[person] + double[person] + single[person]
    return first, second, third


@jit
def _expected_views(plan):
    """Expected impressions of each link of each class, if the creator posts [creator, class]."""
    out = np.zeros(plan.class_activity.shape)
    for cell in range(plan.cell_post.size):
        creator = plan.post_creator[plan.cell_post[cell]]
        for index in range(plan.class_activity.shape[1]):
            out[creator, index] += 1.0 - exp(-plan.cell_hazard[cell] * plan.class_activity[creator, index])
    return out


def _capped_lognormal_mean(mu: F64, sd: F64) -> F64:
    """E[min(1, X)] for ln X ~ N(mu, sd^2)."""
    from scipy.special import ndtr

    safe = np.where(sd > 0.0, sd, 1.0)
    spread = np.exp(mu + 0.5 * sd**2) * ndtr(-(mu + sd**2) / safe) + ndtr(mu / safe)
    return np.where(sd > 0.0, spread, np.minimum(np.exp(np.minimum(mu, 0.0)), 1.0))


def _response_probability(plan: Plan, engage: bool) -> F64:
    """Expected probability that an exposure is answered [link], over the luck of creator and post."""
    sizes = plan.link_class_start[:, -1] - plan.link_class_start[:, 0]
    creator = np.repeat(np.arange(sizes.size), sizes)
    match = np.broadcast_to(plan.link_match, creator.shape).astype(np.float64)
    if not engage:
        return np.minimum(plan.creator_click_prob[creator] * match, 1.0)
    person = match * np.broadcast_to(plan.link_susceptibility, creator.shape)
    sd = np.sqrt(plan.creator_luck_sd**2 + plan.quality_sd**2)[creator]
    with np.errstate(divide="ignore"):
        mu = np.log(plan.creator_engage_prob[creator] * person)
    shift = plan.creator_luck_shift[creator] - 0.5 * plan.quality_sd**2
    return _capped_lognormal_mean(mu + shift, sd)


def _expected_responses(plan: Plan, views: F64, engage: bool) -> float:
    """Expected engagements or clicks; nan where repeated exposure does not count like the first."""
    if plan.repeat_matters or plan.interferes:
        return math.nan
    sizes = np.diff(plan.link_class_start, axis=1)
    per_link = np.repeat((views * (1.0 - plan.creator_no_show_prob)[:, None]).ravel(), sizes.ravel())
    return math.fsum(per_link * _response_probability(plan, engage)) * plan.weight


def money(plan: Plan) -> dict[str, float]:
    """Expected costs; the agency fee is nan where its minimum may bind in some runs only.

    >>> from sim.study.replication.scenes import any_creator, plan_of, scenario
    >>> plan = plan_of(scenario(any_creator("fee_usd = 50.0\\ncount = 2")))
    >>> round(money(plan)["fees_usd"], 2)  # 8% do not post and are not paid
    92.0
    """
    shows = 1.0 - plan.creator_no_show_prob
    paid = np.ones_like(shows) if plan.pay_no_shows else shows
    mean_fee = plan.creator_fee_usd * np.exp(0.5 * plan.creator_fee_sd**2)
    fees = math.fsum(paid * mean_fee)
    certain = not ((paid * (1.0 - paid)).any() or plan.creator_fee_sd.any())
    known = plan.agency_minimum_usd == 0.0 or plan.agency_share == 0.0 or certain
    agency = max(plan.agency_minimum_usd, plan.agency_share * fees) if known else math.nan
    gifts, overhead = math.fsum(plan.creator_gift_usd), plan.management_hours * plan.hour_usd
    return {
        "fees_usd": fees,
        "gifts_usd": gifts,
        "hours": plan.management_hours,
        "overhead_usd": overhead,
        "agency_usd": agency,
        "cost_usd": fees + gifts + overhead + agency,
    }


OF_PEOPLE = ("impressions", "reach", "reach_2", "reach_3", "engagements", "clicks")  # no closed form with sharing


def _of_people(plan: Plan, shows: F64) -> dict[str, float]:
    """Views, reach and responses, where nobody shares. shows: chance that a creator posts [creator]."""
    known = 1.0 if plan.momentum == 0.0 else math.nan  # else what is seen depends on what was engaged with
    views = _expected_views(plan) * known
    reach = [value * plan.weight * known for value in _expected_reach(plan)]
    sizes = np.diff(plan.link_class_start, axis=1)
    return {
        "impressions": math.fsum((views * sizes * shows[:, None]).ravel()) * plan.weight,
        "reach": reach[0],
        "reach_2": reach[1],
        "reach_3": reach[2],
        "engagements": _expected_responses(plan, views, engage=True),
        "clicks": _expected_responses(plan, views, engage=False),
    }


def expected_values(plan: Plan) -> dict[str, float]:
    """Exact expected values by the names of the outcomes; nan where there is no closed form.

    >>> from sim.study.replication.scenes import any_creator, plan_of, scenario
    >>> values = expected_values(plan_of(scenario(any_creator("posts = 3"))))
    >>> round(values["posts"], 2), round(values["no_shows"], 2)
    (2.76, 0.08)
    """
    shows = 1.0 - plan.creator_no_show_prob
    return {
        **(dict.fromkeys(OF_PEOPLE, math.nan) if plan.spreads else _of_people(plan, shows)),
        "posts": math.fsum(shows * plan.creator_posts),
        "no_shows": math.fsum(plan.creator_no_show_prob),
        **money(plan),
    }
