"""Expected engagements of each post, by which a ranked feed measures early success."""

import numpy as np

from sim.core.arrays import F64, Plan
from sim.mechanisms import reach as reach_law


def engagements_due(plan: Plan) -> F64:
    """Engagements, of real people, that are expected of the cell's post before its day, without luck and boost [cell].

    Every exposure counts like the first, and people respond as the row of the creator does on average.
    """
    n_people = np.diff(plan.link_class_start, axis=1)
    size = n_people.sum(axis=1)
    match = np.broadcast_to(plan.link_match, plan.link_person.shape)
    total = np.bincount(np.repeat(np.arange(size.size), size), match, size.size)
    rates = plan.creator_engage_prob * np.divide(total, size, out=np.zeros(size.size), where=size > 0)
    cells = (plan.post_creator[plan.cell_post], plan.cell_post, plan.cell_hazard)
    due = reach_law.engagements_due(cells, rates, n_people, plan.class_activity)
    return np.asarray(due * plan.weight)
