"""Past campaigns that are made by the model itself, from a setting that is known."""

import numpy as np

from sim.core.arrays import F64
from sim.scenario.load import Loaded, from_tables
from sim.study.calibration import predict
from sim.study.calibration.likelihood import Likelihood
from sim.study.calibration.unknowns import middle_size, unknowns
from sim.tables.campaigns import MEASURED, Campaigns
from sim.tasks.roster.calibrate import PRIORS


def priors() -> Loaded:
    """The scenario of past campaigns whose numbers are uncertain."""
    return from_tables({**PRIORS, "platform": "instagram"})


def designed(n: int, seed: int, missing: float = 0.2) -> Campaigns:
    """Creators and posts of n campaigns; what is measured stands as 1."""
    rng = np.random.default_rng(seed)
    followers = np.round(np.exp(rng.uniform(np.log(1e3), np.log(1e6), n)))
    measured = {name: np.where(rng.uniform(size=n) < missing, np.nan, 1.0) for name in MEASURED}
    return Campaigns([""] * n, followers, rng.integers(1, 6, n).astype(float), measured)


def made(loaded: Loaded, n: int, seed: int, missing: float = 0.2, has_dates: bool = False) -> tuple[Likelihood, F64]:
    """A likelihood of n campaigns, in two years where they have dates, and the setting that made them."""
    empty = designed(n, seed, missing)
    if has_dates:
        empty = empty._replace(day=np.linspace(0.0, 730.0, n))
    asked = unknowns(loaded, middle_size(empty), has_dates=has_dates)
    rng = np.random.default_rng([seed, 1])
    truth = rng.normal(size=len(asked)) * 0.7
    measured = predict.data_set(Likelihood(loaded, asked, empty), truth, rng)
    return Likelihood(loaded, asked, empty._replace(measured=measured)), truth
