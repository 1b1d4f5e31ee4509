"""Learning from past campaigns: the likelihood against integrals and the model, what is found again, bad files.

Coverage over many data sets is measured by benchmarks/calibrate.py, which takes minutes.
"""

import json
import math
import tomllib

import numpy as np
import pytest
from click.testing import CliRunner
from scipy.integrate import quad

from sim.cli.main import cli, exit_code
from sim.engine.progress import Silent, Stop
from sim.errors import Interrupted
from sim.measures.expected import expected_values
from sim.plan import make as planning
from sim.scenario.load import from_tables, load
from sim.scenario.overrides import read_overrides
from sim.scenario.toml.write import toml_text
from sim.study.calibration import calibrate as study
from sim.study.calibration import predict
from sim.study.calibration.likelihood import Likelihood, poisson_lognormal
from sim.study.calibration.sampler import Length, Posterior, SamplerWatch, sample
from sim.study.calibration.unknowns import SPREADS, unknowns
from sim.tables.campaigns import MEASURED, Campaigns
from sim.tasks.roster.calibrate import PRIORS
from sim.world.build import build

BRIEF = Length(150, 300)
QUIET = SamplerWatch(Stop(), Silent().advance)


@pytest.fixture(scope="module")
def loaded():
    return from_tables({**PRIORS, "platform": "instagram"})


def designed(n, seed, missing=0.2):
    """Creators and posts of n campaigns; what is measured stands as 1."""
    rng = np.random.default_rng(seed)
    followers = np.round(np.exp(rng.uniform(np.log(1e3), np.log(1e6), n)))
    measured = {name: np.where(rng.uniform(size=n) < missing, np.nan, 1.0) for name in MEASURED}
    return Campaigns([""] * n, followers, rng.integers(1, 6, n).astype(float), measured)


def made(loaded, n, seed, missing=0.2):
    """A likelihood of n campaigns, and the setting that made them."""
    asked = unknowns(loaded)
    empty = designed(n, seed, missing)
    rng = np.random.default_rng([seed, 1])
    truth = rng.normal(size=len(asked)) * 0.7
    measured = predict.data_set(Likelihood(loaded, asked, empty), truth, rng)
    return Likelihood(loaded, asked, empty._replace(measured=measured)), truth


@pytest.mark.parametrize("count", [0, 1, 7, 300, 250_000])
@pytest.mark.parametrize("middle", [-3.0, 1.0, 6.0, 12.0])
@pytest.mark.parametrize("sd", [0.01, 0.3, 1.2])
def test_counts_have_the_probability_of_the_integral(count, middle, sd):
    def log_density(x):
        luck = -0.5 * ((x - middle) / sd) ** 2 - math.log(sd * math.sqrt(2 * math.pi))
        return count * x - math.exp(min(x, 700.0)) - math.lgamma(count + 1) + luck

    grid = np.union1d(np.linspace(-12.0, 16.0, 8001), middle + np.linspace(-1.0, 1.0, 2001))
    top = grid[np.argmax([log_density(x) for x in grid])]
    peak = log_density(top)
    wide = 12.0 / math.sqrt(math.exp(top) + 1 / sd**2)
    area = quad(lambda x: math.exp(log_density(x) - peak), top - wide, top + wide, limit=400, epsabs=0)[0]
    found = poisson_lognormal(np.array([float(count)]), np.array([[middle]]), np.array([[sd]]))[0]
    assert found == pytest.approx(peak + math.log(area), abs=2e-3)


def test_what_is_expected_is_what_the_model_says(loaded):
    """Three creators alone, each two posts: reach, impressions and engagements of the exact expected values."""
    sizes = [1_000.0, 20_000.0, 300_000.0]
    campaigns = Campaigns([""] * 3, np.array(sizes), np.full(3, 2.0), {})
    likelihood = Likelihood(loaded, unknowns(loaded), campaigns)
    found = likelihood.expect(likelihood.numbers(np.zeros((1, len(likelihood.unknowns)))))
    for place, size in enumerate(sizes):
        sure = {"no_show_prob": 0.0, "audience_loss": 0.0, "followers": size}
        changes = {"run.horizon_days": 80, "posts.per_creator": 2, "world.people": 1_000_000}
        changes |= {f"creators.past.{name}": value for name, value in sure.items()}
        scenario = from_tables({**PRIORS, "platform": "instagram"}).replace_all(changes).scenario
        exact = expected_values(planning.make(scenario, build(scenario, None), 0))
        assert math.exp(found.reach[0, place]) == pytest.approx(exact["reach"], rel=0.01)  # classes of few people
        assert math.exp(found.impressions[0, place]) == pytest.approx(exact["impressions"], rel=0.01)
        # The engagement identity does not know that nobody engages with a probability above one.
        assert exact["engagements"] <= math.exp(found.engagements[0, place]) * 1.01 <= 1.05 * exact["engagements"]


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


def test_many_campaigns_give_the_truth_back(loaded):
    """With 120 campaigns each unknown lies within 4.5 sd of its posterior: false alarm below 1e-4 over all eleven."""
    likelihood, truth = made(loaded, 120, 2, missing=0.0)
    found = sample(likelihood, 3, Length(200, 200), QUIET)
    assert (abs(found.z.mean(axis=0) - truth) < 4.5 * found.z.std(axis=0)).all()
    assert (found.z.std(axis=0)[:2] < 0.5).all()
    assert found.z.std(axis=0)[5] < 0.1


def test_the_same_seed_gives_the_same_draws(loaded):
    likelihood, _ = made(loaded, 8, 4)
    one, two, other = (sample(likelihood, seed, Length(20, 30), QUIET).z for seed in (1, 1, 2))
    assert (one == two).all()
    assert not (one == other).all()


def test_without_data_the_prior_stays(loaded):
    campaigns = Campaigns(["a"], np.array([5_000.0]), np.array([1.0]), {"sales": np.array([np.nan])})
    found = sample(Likelihood(loaded, unknowns(loaded), campaigns), 1, Length(150, 500), QUIET)
    assert abs(found.z.mean(axis=0)).max() < 0.25
    assert abs(found.z.std(axis=0) - 1.0).max() < 0.2


def test_what_the_data_cannot_tell_keeps_its_prior(loaded, monkeypatch):
    monkeypatch.setattr(study, "USUAL", Length(150, 450))
    monkeypatch.setattr(study, "SHORT", Length(80, 100))
    likelihood, _ = made(loaded, 40, 5, missing=0.0)
    only = {"reach": likelihood.campaigns.measured["reach"]}
    found = study.calibrate(loaded, likelihood.campaigns._replace(measured=only), Stop(), Silent())
    by_name = {one.name: one for one in found.learned}
    assert by_name["exposure.reach_1k"].variance_explained > 0.5
    assert by_name["funnel.click_prob"].distribution == loaded.uncertain["funnel", "click_prob"].table()
    assert [check.column for check in found.checks] == ["reach"]
    assert found.checks[0].n_held == 40
    assert 0.7 < found.checks[0].held <= 1.0
    assert len(found.recovered) + len(found.missed) == len(found.learned) == 7 + len(SPREADS)


def test_a_wrong_model_is_noticed(loaded, monkeypatch):
    """Engagements with no relation to size: means of predicted data sets lie on one side."""
    monkeypatch.setattr(study, "USUAL", BRIEF)
    monkeypatch.setattr(study, "SHORT", Length(20, 30))
    likelihood, _ = made(loaded, 25, 6, missing=0.0)
    odd = {"engagements": np.full(25, 5_000_000.0)}
    found = study.calibrate(loaded, likelihood.campaigns._replace(measured=odd), Stop(), Silent())
    assert found.checks[0].mean_prob > 0.95 or found.checks[0].sd_prob < 0.05


def test_an_interruption_is_told(loaded):
    stop = Stop()
    stop.set()
    likelihood, _ = made(loaded, 5, 7)
    with pytest.raises(Interrupted):
        sample(likelihood, 1, BRIEF, SamplerWatch(stop, Silent().advance))


def test_a_posterior_at_the_end_of_its_prior_claims_nothing(loaded):
    asked = unknowns(loaded)
    z = np.random.default_rng(1).normal(size=(500, len(asked)))
    z[:, 2] = 3.98
    assert study.doubts(asked, Posterior(z, 1.0, 500))[0].startswith(f"{asked[2].name}: the campaigns push")
    assert study.learn(asked[2], z[:, 2]).distribution == asked[2].prior.table()
    assert study.doubts(asked[:2], Posterior(z[:, :2], 1.0, 500)) == []


HEAD = "creator,followers,posts,reach,impressions,engagements,clicks,sales\n"


@pytest.fixture
def file(tmp_path, loaded, monkeypatch):
    monkeypatch.setattr(study, "USUAL", BRIEF)
    monkeypatch.setattr(study, "SHORT", Length(50, 100))
    campaigns = made(loaded, 12, 8)[0].campaigns
    rows = [
        ",".join(["", f"{campaigns.followers[row]:.0f}", f"{campaigns.posts[row]:.0f}",
                  *("" if np.isnan(values[row]) else f"{values[row]:.0f}" for values in campaigns.measured.values())])
        for row in range(12)
    ]  # fmt: skip
    (tmp_path / "p.csv").write_text(HEAD + "\n".join(rows) + "\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_command_writes_what_any_scenario_can_use(file):
    told = CliRunner().invoke(cli, ["calibrate", "p.csv", "-o", "post.toml", "--format", "json", "-q"])
    assert told.exit_code == 0, told.output
    answer = json.loads(told.stdout)
    assert len(answer["numbers"]["rows"]) == 7 + len(SPREADS)
    assert any("Self-recovery" in one for one in answer["remarks"])
    written = tomllib.loads((file / "post.toml").read_text())
    assert set(written) == {"exposure", "engagement", "funnel"}
    (file / "s.toml").write_text(toml_text({**PRIORS, "platform": "instagram", "platform_uncertainty": False}))
    taken = load(file / "s.toml", ["@post.toml"])
    assert {".".join(map(str, key)) for key in taken.uncertain} == {
        f"{section}.{name}" for section, inner in written.items() for name in inner
    }
    assert len(read_overrides("@post.toml", file)) == 7


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["gone.csv"], "gone.csv: no such file"),
        (["p.csv", "--platform", "vine"], 'not "vine"'),
        (["p.csv", "--set", "platform_uncertainty=false"], "nothing is uncertain that campaigns could tell"),
        (["p.csv", "--set", "exposure.feed.name=ranked"], "only chronological campaigns"),
        (["p.csv", "-o", "p.csv", "--force"], "p.csv"),
        (["p.csv", "--set", "@gone.toml"], "gone.toml"),
    ],
)
def test_bad_questions_are_one_line(file, monkeypatch, capsys, arguments, message):
    monkeypatch.setattr("sys.argv", ["sim", "calibrate", *arguments])
    before = (file / "p.csv").read_text()
    assert exit_code() in (3, 4)
    told = capsys.readouterr().err
    assert message in told
    assert len(told.splitlines()) == 1
    assert (file / "p.csv").read_text() == before
