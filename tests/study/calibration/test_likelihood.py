"""The likelihood of campaigns: against integrals and the model, piece by piece."""

import math

import numpy as np
import pytest
from scipy import stats

from sim.errors import InputError
from sim.measures.expected import expected_values
from sim.plan import make as planning
from sim.scenario.load import from_tables
from sim.study.calibration import likelihood as calibration
from sim.study.calibration.likelihood import Likelihood, gaussian
from sim.study.calibration.spreads import per_view_parts, reach_parts
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
        assert math.exp(result.impressions[0, place]) == pytest.approx(exact["impressions"], rel=0.01)
        # The engagement identity does not know that nobody engages with a probability above one.
        assert exact["engagements"] <= math.exp(result.engagements[0, place]) * 1.01 <= 1.05 * exact["engagements"]


def test_unknown_fakes_are_averaged_over_what_was_measured(loaded):
    """At a size of which no share of fakes has its reach cut."""
    campaigns = Campaigns([""], np.full(1, 1e7), np.full(1, 2.0), {})

    def reach(said):
        likelihood = Likelihood(said, unknowns(said), campaigns)
        return math.exp(likelihood.expect(likelihood.numbers(np.zeros((1, len(likelihood.unknowns))))).reach[0, 0])

    each = [reach(loaded.replace("creators.past.fake_share", share)) for share in measured_shares(8).tolist()]
    assert reach(loaded) == pytest.approx(np.mean(each))


def test_large_creators_sell_less_for_their_clicks(loaded):
    """Trust falls with size; here as the square root."""
    said = loaded.replace("funnel.trust_exponent", 0.5)
    columns = {"clicks": np.full(2, 20.0)}
    likelihood = Likelihood(said, unknowns(said), Campaigns([""] * 2, np.array([1e3, 1e5]), np.ones(2), columns))
    numbers = likelihood.numbers(np.zeros((1, len(likelihood.unknowns))))
    basis = likelihood.sale_basis(likelihood.expect(numbers), numbers).ln[0]
    assert np.exp(basis) == pytest.approx([20.0, 2.0])


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


def test_densities_add_up_over_campaigns():
    density = stats.norm(0.0, 0.5).logpdf([0.1, -0.3]).sum()
    assert gaussian(np.array([[0.1, -0.3]]), np.array([[0.25]])) == pytest.approx([density])


def test_a_deviation_that_is_not_finite_was_not_measured():
    assert gaussian(np.array([[0.1, np.nan, -np.inf]]), np.array([[0.25]])) == pytest.approx(
        gaussian(np.array([[0.1]]), np.array([[0.25]]))
    )


def test_a_feed_that_is_not_chronological_is_refused(loaded):
    ranked = loaded.replace("exposure.feed", {"name": "ranked"}).scenario
    with pytest.raises(InputError) as caught:
        calibration.tables(ranked)
    assert str(caught.value) == (
        "exposure.feed: only chronological campaigns have the expected values that calibration needs"
    )


def test_nobody_sees_more_than_once_what_few_are_shown(loaded):
    tables = calibration.tables(loaded.scenario)
    assert tables.seen[0] == pytest.approx(calibration.INTENSITIES[0], rel=1e-5)
    assert (np.diff(tables.seen) >= 0.0).all()
    assert (tables.views >= tables.seen * (1.0 - 1e-9)).all()


@pytest.fixture
def measured(loaded):
    """Two campaigns: one with impressions and clicks, one with neither."""
    columns = {"impressions": np.array([1000.0, np.nan]), "clicks": np.array([20.0, np.nan])}
    said = loaded.replace("funnel.trust_exponent", 0.0)
    return Likelihood(said, unknowns(said), Campaigns(["", ""], np.full(2, 5000.0), np.full(2, 4.0), columns))


def test_counts_come_from_what_was_measured_before_them(measured):
    numbers = measured.numbers(np.zeros((1, len(measured.unknowns))))
    expected = measured.expect(numbers)
    extra, sales = (float(numbers[name][0]) ** 2 for name in ("impressions_sd", "sales_sd"))
    reach = float(measured.reach_luck(numbers)[0, 0])
    follow = measured.scenario.funnel.click_exponent**2 * float(measured.luck_per_view(numbers)[0, 0])
    own = follow + math.log1p(math.expm1(float(numbers["clicks_sd"][0]) ** 2) / 4.0)
    clicks, orders = measured.click_basis(expected, numbers), measured.sale_basis(expected, numbers)
    assert clicks.ln[0] == pytest.approx([math.log(1000.0), expected.impressions[0, 1]])
    assert clicks.variance[0] == pytest.approx([own, own + reach + extra])
    through = expected.impressions[0, 1] + math.log(numbers["funnel.click_prob"][0])
    assert orders.ln[0] == pytest.approx([math.log(20.0), through])
    assert orders.variance[0] == pytest.approx([sales, sales + own + reach + extra])


@pytest.mark.parametrize("statistic", ["mean", "median"])
def test_luck_of_engagements_by_hand(loaded, statistic):
    """Four posts: luck of reach and per view, which go together; a mean keeps all of it, a median that of posts."""
    scenario = loaded.replace("engagement.statistic", statistic)
    likelihood = Likelihood(scenario, unknowns(scenario), Campaigns([""], np.array([5000.0]), np.array([4.0]), {}))
    numbers = likelihood.numbers(np.zeros((1, len(likelihood.unknowns))))
    reach, per_view = reach_parts(scenario.scenario), per_view_parts(scenario.scenario)
    of_posts = math.log1p(math.expm1(per_view.post**2) / 4.0)
    r = reach.creator**2 + reach.repeat**2 + math.log1p(math.expm1(reach.post**2) / 4.0)
    v = per_view.creator**2 + per_view.repeat**2 + of_posts
    both = r + v + 2.0 * scenario.scenario.engagement.reach_correlation * math.sqrt(r * v)
    luck = likelihood.engagement_luck(numbers)
    assert luck.sd[0, 0] == pytest.approx(math.sqrt(both))
    assert np.ravel(luck.shift)[0] == pytest.approx(-0.5 * (both if statistic == "mean" else of_posts))


def test_engagements_go_with_how_far_a_campaign_reached(loaded):
    """Twice the reach that is expected, and as much less per view as the two go together."""
    asked = unknowns(loaded)
    campaigns = Campaigns(["", ""], np.full(2, 5000.0), np.ones(2), {"reach": np.array([900.0, np.nan])})
    likelihood = Likelihood(loaded, asked, campaigns)
    numbers = likelihood.numbers(np.zeros((1, len(asked))))
    expected = likelihood.expect(numbers)
    known, alone = likelihood.engagements_given_reach(expected, numbers), likelihood.engagement_luck(numbers)
    reach, per_view = likelihood.reach_luck(numbers)[0, 0], likelihood.luck_per_view(numbers)[0, 0]
    off = math.log(900.0) - expected.reach[0, 0] + 0.5 * reach
    together = loaded.scenario.engagement.reach_correlation
    slope = 1.0 + together * math.sqrt(per_view / reach)
    assert known.shift[0, 0] == pytest.approx(alone.shift[0, 0] + slope * off)
    assert known.sd[0, 0] == pytest.approx(math.sqrt(per_view * (1.0 - together**2)))
    assert known.sd[0, 1] == alone.sd[0, 1]


def test_numbers_that_are_known_stay_as_they_are(loaded):
    sure = loaded.replace("funnel.click_prob", 0.02)
    likelihood = Likelihood(sure, unknowns(sure), Campaigns([""], np.array([5000.0]), np.array([4.0]), {}))
    numbers = likelihood.numbers(np.random.default_rng(1).normal(size=(3, len(likelihood.unknowns))))
    assert numbers["funnel.click_prob"].tolist() == [0.02] * 3
    assert len(set(numbers["exposure.reach_1k"].tolist())) == 3
