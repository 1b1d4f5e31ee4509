"""Unknowns of a calibration, each as a function of a standard normal: priors of a scenario, and spreads.

A law of size is level and slope. Its level is asked at the middle of the data, where they speak of it, and not at
1,000 followers; published ranges of the presets are widened, since they are of other accounts.
"""

import math
from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np

from sim.core.arrays import F64
from sim.scenario.base import Choice
from sim.scenario.load import Loaded
from sim.scenario.toml.keys import Key, dot
from sim.scenario.uncertain import Z95, Distribution, LogNormal, Normal
from sim.study.calibration.spreads import WALK, spreads_of
from sim.tables.campaigns import Campaigns

PATHS: tuple[Key, ...] = (
    ("exposure", "reach_1k"), ("exposure", "reach_exponent"), ("engagement", "rate_1k"), ("engagement", "exponent"),
    ("funnel", "click_prob"), ("funnel", "conversion_prob"),
)  # fmt: skip
KEYS: Mapping[str, Key] = {dot(path): path for path in PATHS}
LEAST_YEARS = 0.1  # between the first campaign and the last, from which on it is asked how levels wander
KEYS_OF_RATES = ("funnel.click_prob", "funnel.conversion_prob")
BEND = "engagement.law.bend"  # of the law of rates, where sizes differ so much that one power may not do
LEAST_SIZES = 30.0  # the largest creator's followers over the smallest's, from which on a bend is asked
UNSURE_BEND = {"dist": "normal", "mean": 0.0, "sd": 0.03, "low": -0.1, "high": 0.1}  # J; 0.03 on TikTok
LAWS = {"exposure.reach_1k": "exposure.reach_exponent", "engagement.rate_1k": "engagement.exponent"}
WIDEST_RATE = 1.3  # of ln of clicks per view, sales per click: what is called a click is a link or any touch
Z_LARGEST = 3.1  # standard normals at which priors are cut
WIDEST_LEVEL, WIDEST_SLOPE = 1.0, 0.2  # sd that a prior has at least: of ln level, of an exponent
NODES = np.linspace(-4.0, 4.0, 321)  # standard normals at which quantiles are tabulated
EXPONENTS = {"low": -1.0, "high": 2.0}  # that a scenario may have


class Unknown(NamedTuple):
    """One unknown: its name, its prior, and its value at each node."""

    name: str
    prior: Distribution
    values: F64  # [node]
    size: float = 1000.0  # followers of whom it is the level, of a law

    def at(self, z: F64) -> F64:
        """The value at standard normals."""
        return np.asarray(np.interp(z, NODES, self.values))


def tabulate(quantile: Callable[[float], float]) -> F64:
    """Quantiles at the nodes."""
    return np.array([quantile(0.5 * math.erfc(-z / math.sqrt(2.0))) for z in NODES])


def walk_prior() -> Unknown:
    """Return the prior of how much a level wanders over a month, where dates do not tell."""
    prior = LogNormal.model_validate(WALK)
    return Unknown("monthly_sd", prior, tabulate(prior.quantile))


def middle_size(campaigns: Campaigns) -> float:
    """The geometric mean of followers: the middle of the data."""
    return float(np.exp(np.mean(np.log(campaigns.followers))))


def unknowns_of(loaded: Loaded, campaigns: Campaigns) -> list[Unknown]:
    """The unknowns of which these campaigns can tell."""
    both = (campaigns.measured.get(name, np.full(campaigns.size, np.nan)) for name in ("reach", "impressions"))
    has_dates = bool(campaigns.years.min() < -LEAST_YEARS)
    has_sizes = bool(campaigns.followers.max() >= LEAST_SIZES * campaigns.followers.min())
    return unknowns(loaded, middle_size(campaigns), bool(np.isfinite(sum(both)).any()), has_dates, has_sizes)


def unknowns(
    loaded: Loaded, size: float = 1000.0, has_both: bool = True, has_dates: bool = False, has_sizes: bool = False
) -> list[Unknown]:
    """The uncertain numbers among those that campaigns can inform, then the spreads.

    size: the middle of the data. has_both: reach and impressions of some campaign. has_dates: on days that differ.
    has_sizes: of creators that differ much.
    """
    asked = {name: loaded.uncertain[path] for name, path in KEYS.items() if path in loaded.uncertain}
    laws = [_of_law(level, slope, asked, size) for level, slope in LAWS.items()]
    priors = {name: widen(prior) if name in KEYS_OF_RATES else prior for name, prior in asked.items()}
    priors |= {name: prior for law in laws for name, prior in law.items()}
    if has_sizes and set(priors) >= {"engagement.rate_1k", "engagement.exponent"} and is_plain_power(loaded):
        priors[BEND] = Normal.model_validate(UNSURE_BEND)
    every = (priors | spreads_of(loaded, has_both, has_dates)).items()
    return [Unknown(name, prior, tabulate(prior.quantile), size) for name, prior in every]


def is_plain_power(loaded: Loaded) -> bool:
    """Whether the scenario's law of rates is a power that does not bend."""
    return loaded.scenario.engagement.law == Choice(name="power")


def widen(prior: Distribution) -> Distribution:
    """A prior at least as wide as published ranges of other accounts leave open; never a chance above one."""
    wide = sd_of(prior, ln_of)
    if wide >= WIDEST_RATE or prior.median() * math.exp(Z_LARGEST * WIDEST_RATE) >= 1.0:
        return prior
    return LogNormal.model_validate({"dist": "lognormal", "median": prior.median(), "sigma": WIDEST_RATE})


def _of_law(
    level_name: str, slope_name: str, asked: Mapping[str, Distribution], size: float
) -> dict[str, Distribution]:
    """Priors of a law's level at a size, and of its slope, where both are asked."""
    level, slope = asked.get(level_name), asked.get(slope_name)
    if level is None or slope is None:
        return {}
    far = math.log(size / 1000.0)
    wide = math.hypot(sd_of(level, ln_of), far * sd_of(slope, float))
    middle = level.median() * math.exp(-far * slope.median())
    exponent = {"dist": "normal", "mean": slope.median(), "sd": max(sd_of(slope, float), WIDEST_SLOPE), **EXPONENTS}
    own = {"dist": "lognormal", "median": middle, "sigma": max(wide, WIDEST_LEVEL)}
    return {level_name: LogNormal.model_validate(own), slope_name: Normal.model_validate(exponent)}


def ln_of(value: float) -> float:
    """The natural logarithm, of nothing that of nearly nothing."""
    return math.log(max(value, 1e-12))


def sd_of(prior: Distribution, scale: Callable[[float], float]) -> float:
    """The standard deviation of a number on a scale, by where nine tenths of its prior lie."""
    return (scale(prior.quantile(0.95)) - scale(prior.quantile(0.05))) / (2.0 * Z95)


def levels_at_1k(numbers: dict[str, F64], asked: list[Unknown]) -> dict[str, F64]:
    """The numbers of a scenario: levels and slopes at 1,000 followers in place of those at the middle of the data.

    A law that bends has another slope there. All are [sample].
    """
    sizes = {unknown.name: unknown.size for unknown in asked}
    if BEND in sizes:
        numbers = move_bend(numbers, math.log(sizes[BEND] / 1000.0))
    levels = {
        level: numbers[level] * (sizes[level] / 1000.0) ** numbers[slope]
        for level, slope in LAWS.items()
        if {level, slope} <= set(sizes)
    }
    return numbers | levels


def move_bend(numbers: dict[str, F64], far: float) -> dict[str, F64]:
    """Level and slope of rates such that, taken as those of 1,000 followers, the law has its bend there [sample].

    far: ln of the size at which they are given, over 1,000.
    """
    rate, exponent, bend = numbers["engagement.rate_1k"], numbers["engagement.exponent"], numbers[BEND]
    return numbers | {
        "engagement.rate_1k": rate * np.exp(-bend * far**2),
        "engagement.exponent": exponent + 2.0 * bend * far,
    }
