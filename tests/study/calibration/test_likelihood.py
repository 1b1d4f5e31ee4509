"""The likelihood of campaigns: against integrals and the model, piece by piece."""

import math

import numpy as np
import pytest

from sim.measures.expected import expected_values
from sim.plan import make as planning
from sim.scenario.load import from_tables
from sim.study.calibration.likelihood import Likelihood
from sim.study.calibration.outlook import PER_VIEW_SD
from sim.study.calibration.unknowns import unknowns
from sim.tables.campaigns import MEASURED, Campaigns
from sim.tasks.roster.calibrate import PRIORS
from sim.world.build import build
from sim.world.fakes import measured_shares
from tests.past import made


def test_what_is_expected_is_what_the_model_says(loaded):
    """Three creators alone, each two posts: reach, impressions and engagements of the exact expected values."""
    sizes = [1_000.0, 20_000.0, 300_000.0]
    campaigns = Campaigns([""] * 3, np.array(sizes), np.full(3, 2.0), {})
    known = loaded.replace("creators.past.fake_share", 0.26)
    likelihood = Likelihood(known, unknowns(known), campaigns)
    result = likelihood.expect(likelihood.numbers(np.zeros((1, len(likelihood.unknowns)))))
    for place, size in enumerate(sizes):
        sure = {"no_show_prob": 0.0, "audience_loss": 0.0, "followers": size, "fake_share": 0.26}
        changes = {
            "run.horizon_days": 80,
            "world.susceptibility_sd": 0.0,
            "posts.per_creator": 2,
            "world.people": 1_000_000,
        }
        changes |= {f"creators.past.{name}": value for name, value in sure.items()}
        scenario = from_tables({**PRIORS, "platform": "instagram"}).replace_all(changes).scenario
        exact = expected_values(planning.make(scenario, build(scenario, None), 0))
        assert math.exp(result.reach[0, place]) == pytest.approx(exact["reach"], rel=0.01)  # classes of few people
        assert math.exp(result.views[0, place]) == pytest.approx(exact["impressions"], rel=0.01)
        # The engagement identity does not know that nobody engages with a probability above one.
        assert exact["engagements"] <= math.exp(result.engagements[0, place]) * 1.01 <= 1.05 * exact["engagements"]


def test_unknown_fakes_are_averaged_over_what_was_measured(loaded):
    """At a size of which no share of fakes has its reach cut."""
    campaigns = Campaigns([""], np.full(1, 1e7), np.full(1, 2.0), {})

    def reach(said):
        likelihood = Likelihood(said, unknowns(said), campaigns)
        return math.exp(likelihood.expect(likelihood.numbers(np.zeros((1, len(likelihood.unknowns))))).reach[0, 0])

    each = [reach(loaded.replace("creators.past.fake_share", share)) for share in measured_shares(8).tolist()]
    assert reach(loaded) == pytest.approx(np.mean(each), rel=1e-5)  # between points of tables over ln share


def test_large_creators_sell_less_for_their_clicks(loaded):
    """Trust falls with size; here as the square root."""
    said = loaded.replace("funnel.trust_exponent", 0.5)
    columns = {"clicks": np.full(2, 20.0)}
    likelihood = Likelihood(said, unknowns(said), Campaigns([""] * 2, np.array([1e3, 1e5]), np.ones(2), columns))
    numbers = likelihood.numbers(np.zeros((1, len(likelihood.unknowns))))
    bought = math.log(numbers["funnel.conversion_prob"][0]) - 0.5 * numbers["funnel.conversion_sd"][0] ** 2
    middle = likelihood.counts(likelihood.expect(numbers), numbers)["sales"].middle[0] - bought
    assert np.exp(middle) == pytest.approx([20.0, 2.0])


def test_what_was_not_measured_counts_for_nothing(loaded):
    likelihood, truth = made(loaded, 12, 1)
    whole = likelihood.of(truth[None, :])[0]
    nothing = {name: np.full(12, np.nan) for name in MEASURED}
    blind = Likelihood(loaded, likelihood.unknowns, likelihood.campaigns._replace(measured=nothing))
    assert blind.of(truth[None, :])[0] == 0.0
    assert np.isfinite(whole)
    assert whole < 0.0
    twice = likelihood.campaigns.some(np.tile(np.arange(12), 2))
    assert Likelihood(loaded, likelihood.unknowns, twice).of(truth[None, :])[0] == pytest.approx(2 * whole)


@pytest.fixture
def measured(loaded):
    """Two campaigns: one with impressions and clicks, one with neither."""
    columns = {"impressions": np.array([1000.0, np.nan]), "clicks": np.array([20.0, np.nan])}
    said = loaded.replace("funnel.trust_exponent", 0.0)
    return Likelihood(said, unknowns(said), Campaigns(["", ""], np.full(2, 5000.0), np.full(2, 4.0), columns))


def test_sales_come_from_the_clicks_that_were_measured(measured):
    numbers = measured.numbers(np.zeros((1, len(measured.unknowns))))
    own, counts = float(numbers["funnel.conversion_sd"][0]) ** 2, measured.counts(measured.expect(numbers), numbers)
    clicks, sales = counts["clicks"], counts["sales"]
    each = math.log(numbers["funnel.conversion_prob"][0]) - 0.5 * own
    assert sales.middle[0] == pytest.approx([math.log(20.0) + each, clicks.middle[0, 1] + each])
    assert sales.variance[0] == pytest.approx([own, own + clicks.variance[0, 1]])


def test_clicks_come_from_the_impressions_that_were_measured(loaded):
    """Twice the impressions than reach says, and so twice the clicks."""
    columns = {"reach": np.full(2, 900.0), "impressions": np.array([1500.0, 3000.0])}
    likelihood = Likelihood(loaded, unknowns(loaded), Campaigns(["", ""], np.full(2, 5000.0), np.ones(2), columns))
    numbers = likelihood.numbers(np.zeros((1, len(likelihood.unknowns))))
    clicks = likelihood.counts(likelihood.expect(numbers), numbers)["clicks"]
    assert np.diff(clicks.middle[0]) == pytest.approx([math.log(2.0)])


def test_few_answers_have_the_luck_of_reach_and_of_odds_together(loaded):
    """Of small shares odds are shares: a lognormal with the variances and the covariance of both."""
    scenario = loaded.replace("engagement.rate_1k", 1e-5)
    likelihood = Likelihood(scenario, unknowns(scenario), Campaigns([""], np.array([5000.0]), np.array([4.0]), {}))
    numbers = likelihood.numbers(np.zeros((1, len(likelihood.unknowns))))
    expected = likelihood.expect(numbers)
    r, together = expected.views_sd[0, 0], numbers["reach_correlation"][0]
    v = likelihood._answering(numbers)[0, 0, PER_VIEW_SD]
    both = r**2 + v**2 + 2.0 * together * r * v
    luck = likelihood.counts(expected, numbers)["engagements"]
    assert luck.variance[0, 0] == pytest.approx(both, rel=1e-3)
    shift = expected.mid_views[0, 0] - expected.views[0, 0]
    middle = expected.engagements[0, 0] + shift - together * r * v - 0.5 * v**2
    assert luck.middle[0, 0] == pytest.approx(middle, abs=5e-3)


def test_a_median_is_known_of_creators_alone(loaded):
    """What one creator's campaigns and posts differ by is in it already."""
    each = {}
    for statistic in ("mean", "median"):
        scenario = loaded.replace("engagement.statistic", statistic)
        likelihood = Likelihood(scenario, unknowns(scenario), Campaigns([""], np.array([1000.0]), np.ones(1), {}))
        numbers = likelihood.numbers(np.zeros((1, len(likelihood.unknowns))))
        each[statistic] = likelihood.expect(numbers).engagements[0, 0]
    residual = likelihood.scenario_spreads(numbers)["engagement.residual_sd"][0]
    assert each["median"] - each["mean"] == pytest.approx(0.5 * residual**2)


def test_engagements_go_with_how_far_a_campaign_reached(loaded):
    """What is known of reach leaves less open, and more reach means more engagements, though fewer per view."""
    asked = unknowns(loaded)
    columns = {"reach": np.array([900.0, 1800.0, np.nan])}
    likelihood = Likelihood(loaded, asked, Campaigns([""] * 3, np.full(3, 5000.0), np.ones(3), columns))
    numbers = likelihood.numbers(np.zeros((1, len(asked))))
    luck = likelihood.counts(likelihood.expect(numbers), numbers)["engagements"]
    assert 0.0 < luck.middle[0, 1] - luck.middle[0, 0] < math.log(2.0)
    assert luck.variance[0, 0] < luck.variance[0, 2]


@pytest.mark.parametrize("exponent", [0.0, 0.2])
def test_large_creators_spread_less(loaded, exponent):
    """Ten times fewer followers than the middle of the data: 10^exponent times the spread of ln intensity."""
    asked = unknowns(loaded, 100_000.0)
    likelihood = Likelihood(loaded, asked, Campaigns(["", ""], np.array([1e4, 1e5]), np.ones(2), {}))
    numbers = likelihood.numbers(np.zeros((1, len(asked))))
    numbers |= {"exposure.spread_exponent": np.array([exponent]), "exposure.reach_1k": np.array([1e-4])}
    sd = likelihood.expect(numbers).reach_sd[0]
    assert sd[0] / sd[1] == pytest.approx(10.0**exponent, rel=0.01)


def test_levels_are_those_of_the_last_campaign(loaded):
    """Where few are reached, a level that is lower by e^-0.5 is that much less reach; engagements have both levels."""
    asked = unknowns(loaded, has_dates=True)
    campaigns = Campaigns(["", ""], np.full(2, 1e4), np.ones(2), {}, day=np.array([0.0, 365.25]))
    likelihood = Likelihood(loaded, asked, campaigns)
    numbers = likelihood.numbers(np.zeros((1, len(asked))))
    levels = np.array([[[0.5, 0.1], [0.0, 0.0]]])
    expected = likelihood.expect(numbers | {"exposure.reach_1k": np.array([1e-3])}, levels)
    assert np.diff(expected.reach[0]) == pytest.approx([-0.5], abs=0.01)
    assert np.diff(expected.engagements[0]) == pytest.approx([-0.6])


def test_unknowns_on_which_no_column_depends_are_not_told(loaded):
    asked = unknowns(loaded)
    columns = {"reach": np.full(1, 9.0), "clicks": np.full(1, np.nan)}
    likelihood = Likelihood(loaded, asked, Campaigns([""], np.full(1, 5e3), np.ones(1), columns))
    told = {unknown.name for unknown, is_told in zip(asked, likelihood.are_told, strict=True) if is_told}
    assert "exposure.reach_1k" in told
    assert not told & {"funnel.click_prob", "clicks_sd", "sales_sd", "funnel.conversion_prob"}


def test_numbers_that_are_known_stay_as_they_are(loaded):
    sure = loaded.replace("funnel.click_prob", 0.02)
    likelihood = Likelihood(sure, unknowns(sure), Campaigns([""], np.array([5000.0]), np.array([4.0]), {}))
    numbers = likelihood.numbers(np.random.default_rng(1).normal(size=(3, len(likelihood.unknowns))))
    assert numbers["funnel.click_prob"].tolist() == [0.02] * 3
    assert len(set(numbers["exposure.reach_1k"].tolist())) == 3
