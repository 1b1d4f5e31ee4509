"""Unknowns of a calibration, each as a function of a standard normal: priors of a scenario, and spreads."""

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from sim.core.arrays import F64
from sim.scenario.load import Loaded
from sim.scenario.toml.keys import Key, dot
from sim.scenario.uncertain import Distribution, LogNormal

PATHS: tuple[Key, ...] = (
    ("exposure", "reach_1k"), ("exposure", "reach_exponent"), ("engagement", "rate_1k"), ("engagement", "exponent"),
    ("engagement", "residual_sd"), ("funnel", "click_prob"), ("funnel", "conversion_prob"),
)  # fmt: skip
# sd of ln around what is expected: of a campaign's reach, of impressions beside reach, of clicks, of sales (J).
SPREADS = {"reach_sd": (0.2, 0.5), "impressions_sd": (0.1, 0.5), "clicks_sd": (0.3, 0.5), "sales_sd": (0.2, 0.5)}
NODES = np.linspace(-4.0, 4.0, 321)  # standard normals at which quantiles are tabulated


class Unknown(NamedTuple):
    """One unknown: its name, its prior, and its value at each node."""

    name: str
    prior: Distribution
    values: F64  # [node]

    def at(self, z: F64) -> F64:
        """The value at standard normals."""
        return np.asarray(np.interp(z, NODES, self.values))


def tabulate(quantile: Callable[[float], float]) -> F64:
    """Quantiles at the nodes."""
    return np.array([quantile(0.5 * math.erfc(-z / math.sqrt(2.0))) for z in NODES])


def unknowns(loaded: Loaded) -> list[Unknown]:
    """The uncertain numbers among those that campaigns can inform, then the spreads."""
    asked = [
        Unknown(dot(path), loaded.uncertain[path], tabulate(loaded.uncertain[path].quantile))
        for path in PATHS if path in loaded.uncertain
    ]  # fmt: skip
    for name, (median, sigma) in SPREADS.items():
        prior = LogNormal.model_validate({"dist": "lognormal", "median": median, "sigma": sigma})
        asked.append(Unknown(name, prior, tabulate(prior.quantile)))
    return asked
