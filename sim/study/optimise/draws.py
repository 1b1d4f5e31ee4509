"""What is not known, spread evenly: the draws that a search sees."""

from collections.abc import Callable, Sequence

import numpy as np

from sim.core.arrays import F64, Plan
from sim.plan import make as planning
from sim.plan.make import Links
from sim.scenario.load import Loaded
from sim.scenario.model import Scenario
from sim.scenario.toml.keys import Key, dot
from sim.study.optimise.solo_effects import DrawSetting, Sketch, dependences
from sim.world import cache
from sim.world.build import World

MOST = 32  # draws


def settings(
    steps: Sequence[Loaded],
    where: tuple[World, Links],
    medians: Sequence[Plan],
    goal: str,
    sketched: Callable[[Plan], Sketch],
) -> tuple[list[DrawSetting], list[str]]:
    """The draws, and why creators are not independent of one another in them or not all that is unknown is seen.

    steps: the scenario by number of posts; medians: their plans where nothing is uncertain; sketched: what is kept of
    a plan, ValueError where it has other links.
    """
    loaded = steps[0]
    n = min(loaded.scenario.run.draws, MOST) if loaded.paths else 1
    reasons = dict.fromkeys(reasons_of(medians[0], loaded.scenario, goal))
    usual = [DrawSetting([sketched(plan) for plan in medians], loaded.scenario.funnel.order_usd)]
    if n == 1:
        return usual, list(reasons)
    fixed = [path for path in loaded.paths if moves_people(loaded, path)]
    free = [path for path in loaded.paths if path not in fixed]
    found = []
    for row in spread(len(free), n, loaded.scenario.run.seed):
        at = dict(zip(free, map(float, row), strict=True))
        scenarios = [step.at(at) for step in steps]
        plans = [planning.of_all(scenario, where[0], 0, None, where[1]) for scenario in scenarios]
        reasons |= dict.fromkeys(reasons_of(plans[0], scenarios[0], goal))
        try:
            found.append(DrawSetting([sketched(plan) for plan in plans], scenarios[0].funnel.order_usd))
        except ValueError:
            return usual, [*reasons, "uncertain numbers change who is shown posts, and were taken at their medians"]
    if fixed:
        reasons[f"who follows whom is uncertain, and was taken at the median ({', '.join(map(dot, fixed))})"] = None
    return found, list(reasons)


def reasons_of(plan: Plan, scenario: Scenario, goal: str) -> list[str]:
    return dependences(plan, scenario.exposure.attention_exponent, goal)


def spread(n_paths: int, n: int, seed: int) -> F64:
    """Quantiles [draw, path]: each path has one draw in every nth part of what it may be (McKay et al. 1979)."""
    from scipy.stats import qmc

    if not n_paths:
        return np.zeros((1, 0))
    return np.asarray(qmc.LatinHypercube(n_paths, rng=np.random.default_rng([seed, 11])).random(n))


def moves_people(loaded: Loaded, path: Key) -> bool:
    """Whether a number decides who follows whom."""
    return cache.key(loaded.at({path: 0.9}), loaded.folder) != cache.key(loaded.scenario, loaded.folder)
