"""Prediction of campaigns by the model, for settings of its unknowns."""

import numpy as np

from sim.core.arrays import F64
from sim.study.calibration.likelihood import Likelihood
from sim.study.calibration.spreads import BESIDE
from sim.tables.campaigns import MEASURED

LARGEST_LOG = 30.0


def columns(likelihood: Likelihood, z: F64, rng: np.random.Generator) -> dict[str, F64]:
    """New campaigns of the same creators and posts by settings [sample, unknown]: columns [sample, campaign].

    Engagements follow from the reach that was measured, clicks from the impressions, sales from the clicks, as in the
    likelihood.
    """
    numbers = likelihood.numbers(z)
    expected = likelihood.expect(numbers)
    shape = expected.reach.shape
    reach, extra = likelihood.reach_luck(numbers), numbers[BESIDE][:, None]
    campaign = rng.normal(size=shape) * np.sqrt(reach) - 0.5 * reach
    beside = rng.normal(size=shape) * extra - 0.5 * extra**2
    drawn = {
        "reach": np.exp(expected.reach + campaign),
        "impressions": np.exp(expected.impressions + campaign + beside),
    }
    spread, shift = likelihood.engagements_given_reach(expected, numbers)
    drawn["engagements"] = counts(expected.engagements + shift, spread, rng)
    for name, prob, (basis, variance) in (
        ("clicks", "funnel.click_prob", likelihood.click_basis(expected, numbers)),
        ("sales", "funnel.conversion_prob", likelihood.sale_basis(expected, numbers)),
    ):
        middle = basis + np.log(numbers[prob])[:, None] - 0.5 * variance
        drawn[name] = counts(middle, np.sqrt(variance), rng)
    return {name: drawn[name] for name in MEASURED}


def counts(middle: F64, sd: F64, rng: np.random.Generator) -> F64:
    """Poisson counts around lognormal means."""
    mean = np.exp(np.minimum(middle + rng.normal(size=middle.shape) * sd, LARGEST_LOG))
    return rng.poisson(mean).astype(np.float64)


def data_set(likelihood: Likelihood, z: F64, rng: np.random.Generator) -> dict[str, F64]:
    """A data set of one setting [unknown], in which each column follows from those before it [campaign]."""
    measured = {name: values.copy() for name, values in likelihood.campaigns.measured.items()}
    fresh = likelihood
    for name in MEASURED:  # each column from those before it
        drawn = columns(fresh, z[None, :], rng)[name][0]
        if name == "impressions" and "reach" in measured:
            drawn = beside_reach(fresh, z, measured["reach"], drawn, rng)
        if name in measured:
            measured[name] = np.where(np.isnan(measured[name]), np.nan, drawn)
            campaigns = fresh.campaigns._replace(measured={**fresh.campaigns.measured, name: measured[name]})
            fresh = Likelihood(likelihood.loaded, likelihood.unknowns, campaigns)
    return measured


def beside_reach(likelihood: Likelihood, z: F64, reach: F64, alone: F64, rng: np.random.Generator) -> F64:
    """Impressions of campaigns whose reach is known; `alone` where it is not."""
    numbers = likelihood.numbers(z[None, :])
    expected = likelihood.expect(numbers)
    extra = float(numbers[BESIDE][0])
    luck = np.exp(rng.normal(size=reach.size) * extra - 0.5 * extra**2)
    beside = np.exp(expected.impressions[0] - expected.reach[0]) * reach * luck
    return np.where(np.isnan(reach), alone, beside)
