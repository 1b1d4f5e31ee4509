"""Unknowns as functions of a standard normal: quantiles of their priors, then the spreads."""

import math

import numpy as np
import pytest
from scipy import stats

from sim.scenario.toml.keys import dot
from sim.study.calibration.unknowns import NODES, PATHS, SPREADS, tabulate, unknowns


def test_all_that_campaigns_can_inform_and_the_spreads(loaded):
    assert [unknown.name for unknown in unknowns(loaded)] == [*map(dot, PATHS), *SPREADS]


def test_what_is_known_is_not_asked(loaded):
    names = [unknown.name for unknown in unknowns(loaded.replace("exposure.reach_1k", 0.3))]
    assert names == [*map(dot, PATHS[1:]), *SPREADS]


def test_what_campaigns_cannot_inform_is_not_asked(loaded):
    unsure = loaded.replace("costs.hour_usd", {"dist": "uniform", "low": 1.0, "high": 2.0})
    assert len(unknowns(unsure)) == len(PATHS) + len(SPREADS)


@pytest.mark.parametrize("z", [-3.0, -1.0, 0.0, 0.5, 2.0])
def test_a_value_is_the_quantile_of_its_prior(loaded, z):
    for unknown in unknowns(loaded):
        quantile = unknown.prior.quantile(float(stats.norm.cdf(z)))
        assert float(unknown.at(np.array([z]))[0]) == pytest.approx(quantile, rel=1e-6), unknown.name


def test_spreads_have_their_medians_and_widths(loaded):
    by_name = {unknown.name: unknown for unknown in unknowns(loaded)}
    for name, (median, sigma) in SPREADS.items():
        low, middle = by_name[name].at(np.array([-1.0, 0.0]))
        assert middle == pytest.approx(median)
        assert math.log(middle / low) == pytest.approx(sigma, rel=1e-6)


def test_beyond_the_nodes_a_value_stays(loaded):
    unknown = unknowns(loaded)[0]
    assert unknown.at(np.array([-9.0, 9.0])).tolist() == [unknown.values[0], unknown.values[-1]]


def test_quantiles_at_the_nodes():
    assert tabulate(lambda u: u) == pytest.approx(stats.norm.cdf(NODES), rel=1e-12)
