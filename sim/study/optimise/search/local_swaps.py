"""One creator for another: what growth by gain per cost misses where the limits leave small change."""

from collections.abc import Iterable, Iterator

import numpy as np

from sim.core.arrays import I64
from sim.study.optimise.search import greedy
from sim.study.optimise.search.greedy import LEAST_GAIN, Found, Good, SearchTask
from sim.study.optimise.search.limits import Tally


def polish(task: SearchTask, good: Good, looks: Iterable[int]) -> Found | None:
    """Put whoever is best into the place of each creator of the best plan, until no place is better filled.

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
            greedy.grown(task, rest, greedy.rates(task, greedy.plain_shadows(task.limits)[0]), good)
            unhelped = 0 if good.plans[0].value > best.value else unhelped
            break
    return None


def offers(task: SearchTask, rest: I64, more_than: float) -> Iterator[tuple[int, int]]:
    """Who (creator, step) may join the rest of a plan and makes it worth more than so much, best first."""
    task.crowd.become(rest)
    worth = task.goal.of(task.crowd.value + task.crowd.offers())
    worth[0], worth[:, rest > 0], worth[:, task.limits.must_not] = -np.inf, -np.inf, -np.inf
    steps, creators = np.nonzero(worth > more_than)
    tally = Tally(task.limits, task.prices, rest)
    for place in np.argsort(-worth[steps, creators], kind="stable").tolist():
        creator, step = int(creators[place]), int(steps[place])
        if tally.allows(creator, 0, step):
            yield creator, step
