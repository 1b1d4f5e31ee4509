"""Scenarios played by the kernel without a result file, and z-tests of what came of them."""

from typing import Any, NamedTuple

import numpy as np
from scipy.special import stdtrit

from sim.core.arrays import F64, Plan
from sim.engine.play import play
from sim.measures.columns import rows
from sim.plan import make as planning
from sim.scenario.model import Scenario
from sim.world.build import World
from tests import scenes

FAMILY = 1e-6  # false alarms of a whole file of z-tests, had their seeds been drawn
Z_TESTS = 250  # more than any file has (Bonferroni)
BIAS = 0.05  # every z-test finds a relative bias of this size with more than half probability


class Played(NamedTuple):
    """A scenario, what was made of it, and its runs by the names of the outcomes."""

    scenario: Scenario
    world: World
    plan: Plan
    rows: dict[str, Any]

    def __getitem__(self, name: str) -> Any:
        """An outcome [run]."""
        return self.rows[f"outcomes/{name}"]


def played(n_runs: int, **changes: Any) -> Played:
    """Consecutive runs of `scene(**changes)`."""
    scenario = scenes.scene(**changes)
    world = scenes.world_of(**changes)
    plan = planning.make(scenario, world, 0)
    return Played(scenario, world, plan, rows(play(plan, n_runs), scenario.funnel.order_usd))


def limit(n: int) -> float:
    """So many standard errors lie between the mean of n values and its expectation, but for false alarms."""
    return float(stdtrit(n - 1, 1.0 - FAMILY / Z_TESTS / 2.0))


def agrees(sample: F64, due: float, bias: float = BIAS) -> bool:
    """Whether the mean of independent values is `due`; asserts that a bias of that size would be found."""
    if np.ptp(sample) == 0.0:
        return bool(np.isclose(sample[0], due, rtol=1e-12, atol=0.0))
    far = limit(sample.size) * float(np.std(sample, ddof=1)) / np.sqrt(sample.size)
    assert far <= bias * abs(due), f"finds a bias of {far / abs(due):.3f} at best"
    return bool(abs(np.mean(sample) - due) <= far)
