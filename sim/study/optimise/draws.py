"""Draws of the uncertain numbers that a search sees, spread evenly."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np

from sim.core.arrays import F64, Plan
from sim.plan import make as planning
from sim.plan.figures import Figures
from sim.plan.hired_creators import line_up
from sim.plan.levels import levels_as_luck
from sim.plan.links import Links
from sim.scenario.load import Loaded
from sim.scenario.model import Scenario
from sim.scenario.toml.keys import Key, dot
from sim.study.optimise.goal import GoalKind
from sim.study.optimise.solo_effects import DrawSetting, Sketch, dependences
from sim.world import cache
from sim.world.build import World

MOST = 32  # draws


class Steps(NamedTuple):
    """The scenario by number of posts, in the world of its candidates."""

    loaded: list[Loaded]
    world: World
    links: Links

    def at(self, quantiles: Mapping[Key, float]) -> list[Scenario]:
        """The scenarios with their uncertain numbers at these quantiles."""
        return [step.at(quantiles) for step in self.loaded]

    def plans(self, scenarios: list[Scenario]) -> list[Plan]:
        """Plans of these scenarios in which everybody is hired."""
        most = np.max([line_up(scenario, self.world).posts for scenario in scenarios], axis=0)

        def leave_alike(figures: Figures) -> Figures:  # so that links stand in one order, whatever number of posts
            return levels_as_luck(figures)._replace(posts_in_all=most)

        return [planning.of_all(scenario, self.world, 0, leave_alike, self.links) for scenario in scenarios]


class Settings(NamedTuple):
    """The draws, and reasons why a search that sees them does not see everything."""

    draws: list[DrawSetting]
    reasons: list[str]  # creators depend on one another, or not all that is uncertain is seen


def settings(steps: Steps, medians: list[Plan], goal: GoalKind, sketch: Callable[[Plan], Sketch]) -> Settings:
    """The draws of the uncertain numbers.

    medians: the plans where nothing is uncertain; sketch: of a plan, ValueError where it has other links.
    """
    loaded = steps.loaded[0]
    n = min(loaded.scenario.run.draws, MOST) if loaded.paths else 1
    reasons = dict.fromkeys(reasons_of(medians[0], loaded.scenario, goal))
    at_medians = [DrawSetting([sketch(plan) for plan in medians], loaded.scenario)]
    if n == 1:
        return Settings(at_medians, list(reasons))
    fixed = [path for path in loaded.paths if moves_people(loaded, path)]
    free = [path for path in loaded.paths if path not in fixed]
    draws = []
    for row in spread(len(free), n, loaded.scenario.run.seed):
        scenarios = steps.at(dict(zip(free, map(float, row), strict=True)))
        plans = steps.plans(scenarios)
        reasons |= dict.fromkeys(reasons_of(plans[0], scenarios[0], goal))
        try:
            draws.append(DrawSetting([sketch(plan) for plan in plans], scenarios[0]))
        except ValueError:
            unseen = "uncertain numbers change who is shown posts, and were taken at their medians"
            return Settings(at_medians, [*reasons, unseen])
    if fixed:
        reasons[f"who follows whom is uncertain, and was taken at the median ({', '.join(map(dot, fixed))})"] = None
    return Settings(draws, list(reasons))


def reasons_of(plan: Plan, scenario: Scenario, goal: GoalKind) -> list[str]:
    """Reasons why creators depend on one another in this plan."""
    return dependences(plan, scenario.exposure.attention_exponent, goal)


def spread(n_paths: int, n: int, seed: int) -> F64:
    """Quantiles [draw, path]: each path has one draw in every nth part of its distribution (McKay et al. 1979)."""
    from scipy.stats import qmc

    if not n_paths:
        return np.zeros((1, 0))
    return np.asarray(qmc.LatinHypercube(n_paths, rng=np.random.default_rng([seed, 11])).random(n))


def moves_people(loaded: Loaded, path: Key) -> bool:
    """Whether a number decides who follows whom."""
    return cache.key(loaded.at({path: 0.9}), loaded.folder) != cache.key(loaded.scenario, loaded.folder)
