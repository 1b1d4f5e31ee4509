"""Unknowns as functions of a standard normal: quantiles of their priors, then the spreads."""

import numpy as np
import pytest
from scipy import stats

from sim.mechanisms.tiers import power_law
from sim.scenario.toml.keys import dot
from sim.scenario.uncertain import Uniform
from sim.study.calibration.spreads import spreads_of
from sim.study.calibration.unknowns import (
    BEND,
    NODES,
    PATHS,
    WIDEST_LEVEL,
    WIDEST_RATE,
    WIDEST_SLOPE,
    levels_at_1k,
    ln_of,
    middle_size,
    sd_of,
    tabulate,
    unknowns,
    unknowns_of,
    widen,
)  # fmt: skip
from sim.tables.campaigns import Campaigns


def test_all_that_campaigns_can_inform_and_the_spreads(loaded):
    assert [unknown.name for unknown in unknowns(loaded)] == [*map(dot, PATHS), *spreads_of(loaded)]


def test_what_is_known_is_not_asked(loaded):
    names = [unknown.name for unknown in unknowns(loaded.replace("exposure.reach_1k", 0.3))]
    assert names == [*map(dot, PATHS[1:]), *spreads_of(loaded)]


def test_what_campaigns_cannot_inform_is_not_asked(loaded):
    unsure = loaded.replace("costs.hour_usd", {"dist": "uniform", "low": 1.0, "high": 2.0})
    assert len(unknowns(unsure)) == len(PATHS) + len(spreads_of(loaded))


@pytest.mark.parametrize("z", [-3.0, -1.0, 0.0, 0.5, 2.0])
def test_a_value_is_the_quantile_of_its_prior(loaded, z):
    for unknown in unknowns(loaded):
        quantile = unknown.prior.quantile(float(stats.norm.cdf(z)))
        assert float(unknown.at(np.array([z]))[0]) == pytest.approx(quantile, rel=1e-6), unknown.name


def test_a_law_is_asked_at_the_middle_of_the_data_and_widely(loaded):
    """Reach at 100,000 followers, where published ranges of small creators say little."""
    level, slope = unknowns(loaded, 100_000.0)[:2]
    rule = loaded.scenario.exposure
    assert float(level.at(np.zeros(1))[0]) == pytest.approx(rule.reach_1k * 100.0**-rule.reach_exponent, rel=1e-6)
    assert sd_of(level.prior, ln_of) >= WIDEST_LEVEL * (1.0 - 1e-9)
    assert sd_of(slope.prior, float) == pytest.approx(WIDEST_SLOPE)


def test_rates_of_clicks_are_asked_widely(loaded):
    """What one page calls a click is another's link: 1.3 of ln at least, and never a chance above one."""
    click = next(unknown for unknown in unknowns(loaded) if unknown.name == "funnel.click_prob")
    assert sd_of(click.prior, ln_of) == pytest.approx(WIDEST_RATE)
    assert click.values.max() < 1.0


def test_a_rate_that_could_pass_one_keeps_its_prior():
    prior = Uniform.model_validate({"dist": "uniform", "low": 0.2, "high": 0.3})
    assert widen(prior) is prior


def test_impressions_per_view_are_asked_where_a_campaign_has_both(loaded):
    one = {"reach": np.array([5.0, np.nan]), "impressions": np.array([np.nan, 9.0])}
    apart = Campaigns(["", ""], np.full(2, 1e4), np.ones(2), one)
    both = apart._replace(measured=one | {"impressions": np.array([7.0, 9.0])})
    assert "exposure.impressions_per_view" not in [unknown.name for unknown in unknowns_of(loaded, apart)]
    assert "exposure.impressions_per_view" in [unknown.name for unknown in unknowns_of(loaded, both)]


def test_walks_are_asked_where_dates_differ(loaded):
    """A month apart is too near to tell a drift by the year."""
    near = Campaigns(["", ""], np.full(2, 1e4), np.ones(2), {"reach": np.full(2, 5.0)}, day=np.array([0.0, 30.0]))
    far = near._replace(day=np.array([0.0, 200.0]))
    assert "reach_monthly_sd" not in [unknown.name for unknown in unknowns_of(loaded, near)]
    assert {"reach_monthly_sd", "answers_monthly_sd"} <= {unknown.name for unknown in unknowns_of(loaded, far)}


def test_levels_are_told_at_a_thousand_followers(loaded):
    asked = unknowns(loaded, 100_000.0)
    numbers = {"exposure.reach_1k": np.array([0.05]), "exposure.reach_exponent": np.array([0.5])}
    numbers |= {"engagement.rate_1k": np.array([0.01]), "engagement.exponent": np.array([0.0])}
    at_1k = levels_at_1k(numbers, asked)
    assert at_1k["exposure.reach_1k"] == pytest.approx([0.5])
    assert at_1k["engagement.rate_1k"] == pytest.approx([0.01])


def test_a_bend_is_asked_where_sizes_differ_and_rates_are_a_power_of_size(loaded):
    sizes = Campaigns(["", ""], np.array([1e3, 1e5]), np.ones(2), {"engagements": np.full(2, 5.0)})
    assert BEND in [unknown.name for unknown in unknowns_of(loaded, sizes)]
    near = sizes._replace(followers=np.array([1e3, 1e4]))
    other = loaded.replace("engagement.law", {"name": "log_quadratic"})
    certain = loaded.replace("engagement.exponent", 0.2)
    for known, campaigns in ((loaded, near), (other, sizes), (certain, sizes)):
        assert BEND not in [unknown.name for unknown in unknowns_of(known, campaigns)]


def test_a_law_that_bends_goes_through_its_level_with_its_slope(loaded):
    """Told at 1,000 followers; asked at 100,000: there the level is 0.01 and the slope 0.3."""
    asked = unknowns(loaded, 100_000.0, has_sizes=True)
    numbers = {"exposure.reach_1k": np.array([0.05]), "exposure.reach_exponent": np.array([0.5])}
    numbers |= {"engagement.rate_1k": np.array([0.01]), "engagement.exponent": np.array([0.3]), BEND: np.array([0.02])}
    told = levels_at_1k(numbers, asked)
    rate, exponent = float(told["engagement.rate_1k"][0]), float(told["engagement.exponent"][0])
    around = np.log(power_law(100_000.0 * np.exp(np.array([-1e-3, 0.0, 1e-3])), rate, exponent, bend=0.02))
    assert np.exp(around[1]) == pytest.approx(0.01)
    assert (around[2] - around[0]) / 2e-3 == pytest.approx(-0.3)
    assert np.diff(around, 2)[0] / 1e-6 == pytest.approx(0.04, rel=1e-3)


def test_the_middle_of_the_data_is_that_of_ratios():
    assert middle_size(Campaigns(["", ""], np.array([1e3, 1e5]), np.ones(2), {})) == pytest.approx(1e4)


def test_beyond_the_nodes_a_value_stays(loaded):
    unknown = unknowns(loaded)[0]
    assert unknown.at(np.array([-9.0, 9.0])).tolist() == [unknown.values[0], unknown.values[-1]]


def test_quantiles_at_the_nodes():
    assert tabulate(lambda u: u) == pytest.approx(stats.norm.cdf(NODES), rel=1e-12)
