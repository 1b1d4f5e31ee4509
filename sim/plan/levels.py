"""Levels of creators: what is not known of one before it is hired, drawn for each draw; the rest is luck of each run.

Whoever is looked up, with a rate or views of their own, has no level to draw. With a single draw there is none
either: then levels are part of the luck of every run.
"""

from typing import NamedTuple

import numpy as np

from sim.core import address
from sim.core.arrays import F64
from sim.core.maths import normal_quantile
from sim.mechanisms.reach_luck import exps, spread_per_view
from sim.plan.figures import Figures
from sim.plan.hired_creators import HiredCreators
from sim.scenario.model import Scenario


class Levels(NamedTuple):
    """Levels of creators in one draw."""

    reach: F64  # [creator] factor on intensity, of mean 1 over creators
    odds: F64  # [creator] factor on the odds to engage


def levels_of(scenario: Scenario, draw: int, roster: HiredCreators, figures: Figures) -> Levels:
    """The levels of a draw."""
    seed = np.uint64(scenario.run.seed)
    sd, correlation = figures.level_reach_sd, figures.reach_correlation
    if not (figures.level_sd.any() or sd.any()):  # nothing to draw, nor code to load for it
        return Levels(np.ones(sd.size), np.ones(sd.size))
    own, others = (normals_of(address.even_uniforms(seed, address.LEVEL, draw, roster.key, n)) for n in (0, 1))
    shared = np.where(sd > 0.0, correlation, 0.0)
    answers = spread_per_view(figures.level_sd, sd, correlation) * (shared * own + np.sqrt(1.0 - shared**2) * others)
    return Levels(*exps(np.stack([sd * own - 0.5 * sd**2, answers])))


def normals_of(uniforms: F64) -> F64:
    """Standard normal numbers at these quantiles [creator]."""
    return np.array([normal_quantile(u) for u in uniforms.tolist()])


def levels_as_luck(figures: Figures) -> Figures:
    """The figures with all that is not known of creators as luck of every run."""
    none = np.zeros(figures.followers.size)
    return figures._replace(
        level_sd=none,
        level_reach_sd=none,
        luck_sd=np.hypot(figures.luck_sd, figures.level_sd),
        creator_reach_sd=np.hypot(figures.creator_reach_sd, figures.level_reach_sd),
    )
