"""Simulation-based calibration (Talts et al. 2018): data sets drawn from the prior, fitted, and where the truth lies.

90% intervals should cover 90%, ranks should be uniform (Kolmogorov and Smirnov's distance, 5% limit 1.36 / sqrt(n)).
Settings that no scenario may have are drawn again, as the posterior has none of them either. Luck of reach is on, as in
every preset.
"""

from concurrent.futures import ProcessPoolExecutor
from typing import NamedTuple

import common
import numpy as np

from sim.core.arrays import F64
from sim.engine.progress import Silent, Stop
from sim.scenario.load import loads
from sim.study.calibration import predict
from sim.study.calibration.likelihood import Likelihood
from sim.study.calibration.sampler import SHORT, SamplerWatch, sample
from sim.study.calibration.unknowns import unknowns, unknowns_of
from sim.tables.campaigns import MEASURED, Campaigns

SCENARIO = """\
schema_version = 1
name = "past"
platform = "instagram"
platform_uncertainty = true
[[creators]]
name = "past"
followers = 1000
"""


class DataSet(NamedTuple):
    """Campaigns to be invented and fitted."""

    number: int
    n_campaigns: int
    months: int  # over which they are spread, without dates: 0


def ranks(data_set: DataSet) -> tuple[F64, float]:
    """Share of the posterior below the truth, of each unknown, of one data set; and the slowest unknown's steps."""
    number, n_campaigns, months = data_set
    rng = np.random.default_rng([20261, number])
    loaded = loads(SCENARIO)
    followers = np.round(np.exp(rng.uniform(np.log(1e3), np.log(1e6), n_campaigns)))
    measured = {name: np.where(rng.uniform(size=n_campaigns) < 0.2, np.nan, 1.0) for name in MEASURED}
    campaigns = Campaigns([""] * n_campaigns, followers, rng.integers(1, 6, n_campaigns).astype(float), measured)
    if months:
        campaigns = campaigns._replace(day=np.linspace(0.0, 365.25 * months / 12.0, n_campaigns))
    likelihood = Likelihood(loaded, unknowns_of(loaded, campaigns), campaigns)
    truth = possible_setting(likelihood, rng)
    made = predict.data_set(likelihood, truth, rng)
    found = sample(
        likelihood.with_columns(made),
        number,
        SHORT,
        SamplerWatch(Stop(), Silent().advance),
    )
    return (found.z < truth).mean(axis=0), found.autocorrelation


def possible_setting(likelihood: Likelihood, rng: np.random.Generator) -> F64:
    """A setting from the prior that a scenario may have [unknown]."""
    while True:
        z = np.clip(rng.normal(size=len(likelihood.unknowns)), -3.5, 3.5)
        if likelihood.is_possible(likelihood.numbers(z[None, :]))[0]:
            return z


if __name__ == "__main__":
    options = common.parse_arguments(__doc__, sets=(200, "data sets"), campaigns=(30, "campaigns in each"),
                                     months=(0, "over which campaigns are dated, 0 without dates"))  # fmt: skip
    with ProcessPoolExecutor(2) as pool:
        done = list(
            pool.map(ranks, [DataSet(number, options.campaigns, options.months) for number in range(options.sets)])
        )
    share = np.array([one[0] for one in done])
    for place, unknown in enumerate(unknowns(loads(SCENARIO), has_dates=options.months > 0, has_sizes=True)):
        own = np.sort(share[:, place])
        covered = ((own > 0.05) & (own < 0.95)).mean()
        distance = np.abs(own - (np.arange(own.size) + 0.5) / own.size).max()
        print(f"{unknown.name:28} covered {covered:.1%}   distance {distance:.3f} (limit {1.36 / own.size**0.5:.3f})")
    steps = np.median([one[1] for one in done])
    print(f"all: {((share > 0.05) & (share < 0.95)).mean():.2%}; slowest unknown: {steps:.0f} steps")
