"""Expected engagements of each post, by which a ranked feed measures early success."""

import numpy as np

from sim.core.arrays import F64, Plan
from sim.mechanisms import reach as reach_law
from sim.mechanisms.reach_luck import lognormal_factors, normal_points


def chance_to_odds(chance: F64) -> F64:
    """Odds of events with these chances, all below 1."""
    return np.asarray(chance / (1.0 - chance))


def engagements_due(plan: Plan) -> F64:
    """Engagements, of real people, that are expected of the cell's post before its day, on average over luck and
    without boost [cell].

    Every exposure counts like the first, and people respond as the row of the creator does on average.
    """
    starts = plan.link_class_start
    size = starts[:, -1] - starts[:, 0]
    creator = np.repeat(np.arange(size.size), size)
    odds = chance_to_odds(plan.creator_engage_prob)[creator] * plan.link_match
    total = np.bincount(creator, odds / (1.0 + odds), size.size)
    rates = np.divide(total, size, out=np.zeros(size.size), where=size > 0)
    sd = np.sqrt(plan.creator_reach_sd**2 + plan.post_reach_sd**2)
    normal = normal_points(sd)
    factors = lognormal_factors(sd, normal)
    activity = (plan.class_activity[:, :, None] * factors[:, None, :]).reshape(size.size, -1)
    n_people = (plan.post_class_stop - starts[plan.post_creator, :-1])[:, :, None] * normal.share
    cells = (plan.post_creator[plan.cell_post], plan.cell_post, plan.cell_hazard)
    due = reach_law.engagements_due(cells, rates, n_people.reshape(plan.post_creator.size, -1), activity)
    return np.asarray(due * plan.weight)
