"""Learning from past campaigns: what is found again, what is doubted, bad files, and the command.

Coverage over many data sets is measured by benchmarks/calibrate.py, which takes minutes.
"""

import json
import tomllib

import numpy as np
import pytest
from click.testing import CliRunner

from sim.cli.main import cli, exit_code
from sim.engine.progress import Silent, Stop
from sim.scenario.load import load
from sim.scenario.overrides import read_overrides
from sim.scenario.toml.write import toml_text
from sim.study.calibration import calibrate as study
from sim.study.calibration.likelihood import Likelihood
from sim.study.calibration.sampler import Length, Posterior, SamplerWatch, sample
from sim.study.calibration.unknowns import unknowns, unknowns_of
from sim.tables.campaigns import Campaigns
from sim.tasks.roster.calibrate import PRIORS
from tests.past import made

BRIEF = Length(150, 300)


def test_what_the_data_cannot_tell_keeps_its_prior(loaded, monkeypatch):
    monkeypatch.setattr(study, "USUAL", Length(150, 450))
    monkeypatch.setattr(study, "SHORT", Length(80, 100))
    likelihood, _ = made(loaded, 40, 5, missing=0.0)
    campaigns = likelihood.campaigns
    only = {"reach": np.minimum(campaigns.measured["reach"], campaigns.followers)}
    found = study.calibrate(loaded, likelihood.campaigns._replace(measured=only), Stop(), Silent())
    by_name = {one.name: one for one in found.learned}
    assert by_name["exposure.reach_1k"].variance_explained > 0.5
    assert found.known["funnel.click_prob"] == loaded.uncertain["funnel", "click_prob"].table()
    joint = {name: table for name, table in found.known.items() if table["dist"] == "joint"}
    assert {"exposure.reach_1k", "exposure.reach_exponent", "exposure.post_reach_sd"} <= set(joint)
    assert {len(table["values"]) for table in joint.values()} == {study.N_JOINT}
    assert [check.column for check in found.checks] == ["reach"]
    assert found.checks[0].n_held == 40
    assert 0.7 < found.checks[0].held <= 1.0
    assert (
        len(found.recovered) + len(found.missed)
        == len(found.learned)
        == len(unknowns(loaded, has_both=False, has_sizes=True))
    )


def test_a_wrong_model_is_noticed(loaded, monkeypatch):
    """Engagements with no relation to size: means of predicted data sets lie on one side."""
    monkeypatch.setattr(study, "USUAL", BRIEF)
    monkeypatch.setattr(study, "SHORT", Length(20, 30))
    likelihood, _ = made(loaded, 25, 6, missing=0.0)
    odd = {"engagements": np.full(25, 5_000_000.0)}
    found = study.calibrate(loaded, likelihood.campaigns._replace(measured=odd), Stop(), Silent())
    assert found.checks[0].mean_prob > 0.95 or found.checks[0].sd_prob < 0.05


def test_a_posterior_in_the_tail_of_its_prior_is_doubted(loaded):
    """Tails of priors are cut at 3.09 standard deviations, so data that ask for more lie just below."""
    asked = unknowns(loaded)
    z = np.random.default_rng(1).normal(size=(500, len(asked)))
    z[:, 2] = 2.6
    assert study.doubts(asked, Posterior(z, 1.0, 500))[0].startswith(f"{asked[2].name}: the campaigns push")
    assert study.doubts(asked[:2], Posterior(z[:, :2], 1.0, 500)) == []


def test_a_posterior_at_the_wall_is_found_by_the_sampler(loaded):
    """Clicks at 60% of impressions lie beyond 2.3 standard deviations of any published range."""
    rng = np.random.default_rng(5)
    shown = np.round(np.exp(rng.normal(9.0, 0.5, 30)))
    columns = {"impressions": shown, "clicks": np.round(0.6 * shown)}
    campaigns = Campaigns([""] * 30, np.full(30, 20_000.0), np.ones(30), columns)
    asked = unknowns_of(loaded, campaigns)
    likelihood = Likelihood(loaded, asked, campaigns)
    posterior = sample(likelihood, 1, Length(300, 1500), SamplerWatch(Stop(), Silent().advance))
    (doubt,) = [doubt for doubt in study.doubts(asked, posterior) if "push to the edge" in doubt]
    assert "funnel.click_prob" in doubt


@pytest.mark.parametrize("has_dates", [False, True])
def test_levels_ahead_are_known_less(loaded, has_dates):
    """With dates or without, by a step of three months and nothing else; false alarm below 1e-6 (ratio of spreads)."""
    campaigns = made(loaded, 12, 8)[0].campaigns
    dated = campaigns._replace(day=np.linspace(0.0, 300.0, 12) if has_dates else None)
    likelihood = Likelihood(loaded, unknowns_of(loaded, dated), dated)
    now = likelihood.numbers(np.full((4000, len(likelihood.unknowns)), -0.5))
    assert study.levels_ahead(likelihood, now, 0.0)["exposure.reach_1k"] == pytest.approx(now["exposure.reach_1k"])
    ahead = study.levels_ahead(likelihood, now, 91.3125)
    spread = np.log(ahead["funnel.click_prob"]).std()
    monthly = 0.12 * np.exp(-0.5 * 0.65) if has_dates else 0.12 * np.exp(0.65**2)  # root of the mean square
    assert spread == pytest.approx(monthly * np.sqrt(3.0), rel=0.1 if has_dates else 0.3)
    assert ahead["reach_sd"] == pytest.approx(now["reach_sd"])


HEAD = "creator,followers,posts,reach,impressions,engagements,clicks,sales\n"


@pytest.fixture(scope="module")
def table(loaded):
    """Twelve campaigns as a file has them."""
    campaigns = made(loaded, 12, 8)[0].campaigns
    rows = [
        ",".join(["", f"{campaigns.followers[row]:.0f}", f"{campaigns.posts[row]:.0f}",
                  *("" if np.isnan(values[row]) else f"{values[row]:.0f}" for values in campaigns.measured.values())])
        for row in range(12)
    ]  # fmt: skip
    return HEAD + "\n".join(rows) + "\n"


@pytest.fixture
def file(table, tmp_path, monkeypatch):
    monkeypatch.setattr(study, "USUAL", BRIEF)
    monkeypatch.setattr(study, "SHORT", Length(50, 100))
    (tmp_path / "p.csv").write_text(table)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_command_writes_what_any_scenario_can_use(file):
    told = CliRunner().invoke(cli, ["calibrate", "p.csv", "-o", "post.toml", "--format", "json", "-q"])
    assert told.exit_code == 0, told.output
    answer = json.loads(told.stdout)
    assert len(answer["numbers"]["rows"]) == 16
    assert any("Self-recovery" in one for one in answer["remarks"])
    written = tomllib.loads((file / "post.toml").read_text())
    assert set(written) == {"exposure", "engagement", "funnel"}
    assert written["exposure"]["impressions_per_view"]["dist"] == written["funnel"]["conversion_sd"]["dist"] == "joint"
    (file / "s.toml").write_text(toml_text({**PRIORS, "platform": "instagram", "platform_uncertainty": False}))
    taken = load(file / "s.toml", ["@post.toml"])
    bend = {"engagement.law": "engagement.law.bend"}
    names = [f"{section}.{name}" for section, inner in written.items() for name in inner]
    assert {".".join(map(str, key)) for key in taken.uncertain} == {bend.get(name, name) for name in names}
    assert len(read_overrides("@post.toml", file)) == len(taken.uncertain)


def test_a_bad_row_is_left_out_unless_all_have_to_be_good(file):
    (file / "bad.csv").write_text((file / "p.csv").read_text() + ",500,1,9000,10,,,\n")
    answer = CliRunner().invoke(cli, ["calibrate", "bad.csv", "-q"])
    assert answer.exit_code == 0, answer.output
    assert "bad.csv:14: reach: 9,000 people reached with 10 impressions" in answer.stdout
    refusal = CliRunner().invoke(cli, ["calibrate", "bad.csv", "-q", "--strict"])
    assert "bad.csv:14" in str(refusal.exception)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["gone.csv"], "gone.csv: no such file"),
        (["p.csv", "--platform", "vine"], 'not "vine"'),
        (["p.csv", "--set", "platform_uncertainty=false"], "nothing is uncertain that campaigns could tell"),
        (["p.csv", "--set", "exposure.feed.name=ranked"], "only chronological campaigns"),
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
