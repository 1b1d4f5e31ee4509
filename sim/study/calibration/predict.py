"""Prediction of campaigns by the model, for settings of its unknowns."""

import numpy as np

from sim.core.arrays import F64
from sim.study.calibration.likelihood import Likelihood
from sim.study.calibration.measurements import FREEDOM
from sim.study.calibration.spreads import BESIDE, SHOWN
from sim.study.calibration.wandering import walk
from sim.tables.campaigns import MEASURED

LARGEST_LOG = 30.0


def columns(likelihood: Likelihood, z: F64, rng: np.random.Generator, levels: F64 | None = None) -> dict[str, F64]:
    """New campaigns of the same creators and posts by settings [sample, unknown]: columns [sample, campaign].

    Engagements follow from the reach that was measured, clicks from the impressions, sales from the clicks, as in the
    likelihood. levels: as in `Likelihood.expect`; where they are not given, they walk anew.
    """
    numbers = likelihood.numbers(z)
    expected = likelihood.expect(numbers, walk(numbers, likelihood.campaigns.years, rng) if levels is None else levels)
    shape = expected.reach.shape
    luck, extra = rng.normal(size=shape), numbers[BESIDE][:, None]
    reach = expected.mid_reach + expected.reach_sd * luck
    shown = expected.mid_views + np.log(numbers[SHOWN])[:, None] + expected.views_sd * luck
    beside = rng.standard_t(FREEDOM, shape) * extra
    drawn = {"reach": np.exp(reach), "impressions": np.exp(np.minimum(shown + beside, LARGEST_LOG))}
    for name, (middle, variance) in likelihood.counts(expected, numbers).items():
        drawn[name] = counts(middle, np.sqrt(variance), rng)
    return {name: drawn[name] for name in MEASURED}


def counts(middle: F64, sd: F64, rng: np.random.Generator) -> F64:
    """Poisson counts around lognormal means."""
    mean = np.exp(np.minimum(middle + rng.normal(size=middle.shape) * sd, LARGEST_LOG))
    return rng.poisson(mean).astype(np.float64)


def data_set(likelihood: Likelihood, z: F64, rng: np.random.Generator) -> dict[str, F64]:
    """A data set of one setting [unknown], in which each column follows from those before it [campaign]."""
    measured = {name: values.copy() for name, values in likelihood.campaigns.measured.items()}
    fresh, levels = likelihood, walk(likelihood.numbers(z[None, :]), likelihood.campaigns.years, rng)
    for name in MEASURED:  # each column from those before it
        drawn = columns(fresh, z[None, :], rng, levels)[name][0]
        if name == "impressions" and "reach" in measured:
            drawn = beside_reach(fresh, z, drawn, rng)
        if name in measured:
            measured[name] = np.where(np.isnan(measured[name]), np.nan, drawn)
            fresh = fresh.with_columns({**fresh.campaigns.measured, name: measured[name]})
    return measured


def beside_reach(likelihood: Likelihood, z: F64, alone: F64, rng: np.random.Generator) -> F64:
    """Impressions of campaigns whose reach is known, by one setting [unknown]; `alone` where it is not [campaign]."""
    numbers, reach = likelihood.numbers(z[None, :]), likelihood.measurements("reach")
    expected = likelihood.expect(numbers)  # by the levels of the last day, see `Likelihood.of_beside`
    with np.errstate(divide="ignore"):
        luck = (np.log(reach) - expected.mid_reach[0]) / expected.reach_sd[0]
    shown = expected.mid_views[0] + np.log(numbers[SHOWN][0]) + expected.views_sd[0] * luck
    beside = np.exp(np.minimum(shown + rng.standard_t(FREEDOM, reach.size) * numbers[BESIDE][0], LARGEST_LOG))
    return np.where(np.isnan(reach), alone, beside)
