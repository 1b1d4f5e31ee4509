"""Local search: swap one hired creator for a better one.

Growth by gain per cost misses this where the limits leave small change.
"""

from collections.abc import Iterable, Iterator

import numpy as np

from sim.core.arrays import I64
from sim.study.optimise.search import greedy
from sim.study.optimise.search.greedy import LEAST_GAIN, BestPlans, RatedPlan, SearchTask
from sim.study.optimise.search.limits import RunningBill


def polish(task: SearchTask, good: BestPlans, looks: Iterable[int]) -> RatedPlan | None:
    """Put the best creator into each place of the best plan, until no place can be filled better.

    Returns the plan whose places were all looked at in vain; None where there were not enough looks.
    """
    unhelped = 0
    for look in looks:
        best = good.plans[0]
        places = np.setdiff1d(np.flatnonzero(best.plan), task.limits.must)
        if unhelped >= places.size:
            return best
        rest = best.plan.copy()
        rest[places[look % places.size]] = 0
        unhelped += 1
        for creator, step in offers(task, rest, best.value * (1.0 + LEAST_GAIN)):
            rest[creator] = step
            greedy.grow(task, rest, greedy.shadow_costs(task, greedy.plain_shadows(task.limits)[0]), good)
            unhelped = 0 if good.plans[0].value > best.value else unhelped
            break
    return None


def offers(task: SearchTask, rest: I64, more_than: float) -> Iterator[tuple[int, int]]:
    """Creators with their step who may join the rest of a plan and make it worth more than so much, best first."""
    task.crowd.become(rest)
    worth = task.goal.of(task.crowd.value + task.crowd.offers())
    worth[0], worth[:, rest > 0], worth[:, task.limits.must_not] = -np.inf, -np.inf, -np.inf
    steps, creators = np.nonzero(worth > more_than)
    running = RunningBill(task.limits, task.prices, rest)
    for place in np.argsort(-worth[steps, creators], kind="stable").tolist():
        creator, step = int(creators[place]), int(steps[place])
        if running.allows(creator, 0, step):
            yield creator, step
