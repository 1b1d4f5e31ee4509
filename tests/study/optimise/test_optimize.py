"""Who to hire: the whole road from a question to a plan and its promise, and bad questions."""

import json
import tomllib
from types import SimpleNamespace

import numpy as np
import pytest
from click.testing import CliRunner

from sim import api
from sim.cli.main import cli, exit_code
from sim.engine.progress import Silent, Stop
from sim.errors import InputError
from sim.study.optimise.candidates import candidates
from sim.study.optimise.optimize import choose
from sim.study.what_if.trials import Means, Trials
from tests.hiring import ROSTER, SCENARIO, N, asked, trials


def test_too_few_runs_to_choose_and_promise_are_refused(loaded):
    contagious = loaded.replace("response.curve", {"name": "hazard_power", "beta": 1.8})
    with pytest.raises(InputError, match="3 runs; half of them choose and half promise, so 4 are needed"):
        choose(contagious, asked(), trials(3))


def test_the_answer_is_the_same_for_other_threads(loaded):
    first, second = (choose(loaded, asked(), Trials(Means(60, threads, Silent(), Stop()))) for threads in (1, 3))
    assert (first.best.plan == second.best.plan).all()
    assert first.bound == second.bound
    assert first.promise.goal == second.promise.goal
    assert first.curve == second.curve
    bought = [point.value for point in first.curve]
    assert len(bought) > 3
    assert bought == sorted(bought)


def test_how_many_draws_would_hire_a_creator(loaded):
    """A number that scales all alike changes no choice; one that favours the large changes some."""
    for path, low, high, is_sure in (
        ("funnel.conversion_prob", 0.001, 0.2, True),
        ("exposure.reach_exponent", 0.0, 0.9, False),
    ):
        drawn = {path: {"dist": "uniform", "low": low, "high": high}}
        unsure = loaded.replace_all({**drawn, "run.draws": 6, "exposure.reach_1k": 0.1})
        found = choose(unsure, asked("reach"), trials(4))
        hired = found.robust[found.best.plan > 0]
        assert found.robust.size == N
        assert (hired > 0.0).all()
        assert (found.robust <= 1.0).all()
        assert (sorted(set(found.robust.tolist())) == [0.0, 1.0]) == is_sure
    assert choose(loaded, asked("reach"), trials(4)).robust.size == 0


def test_where_creators_are_not_independent_no_bound_is_claimed(loaded):
    contagious = loaded.replace("response.curve", {"name": "hazard_power", "beta": 1.8})
    found = choose(contagious, asked(), trials(60))
    assert found.bound == np.inf
    assert found.who.dependences
    assert all(tie.promise.columns["outcomes/reach"].shape == (1, 30) for tie in found.ties)
    who = candidates(loaded, asked())
    shared_out = candidates(loaded.replace("exposure.attention_exponent", 0.5), asked())
    assert not who.dependences
    assert len(shared_out.dependences) == 1


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("optimize")
    (folder / "r.csv").write_text(ROSTER)
    (folder / "s.toml").write_text(SCENARIO)
    return folder


def test_word_of_mouth_is_chosen_by_runs_and_promised_by_others(loaded):
    with pytest.raises(InputError, match=r"--goal: shares is always 0: nobody shares; set word_of_mouth\.r0"):
        choose(loaded, asked("shares"), trials(8))
    talking = loaded.replace("word_of_mouth.share_prob", 0.3)
    found = choose(talking, asked("shares"), trials(40))
    assert found.who.dependences == ["people talk to friends (word_of_mouth)"]
    assert found.bound == np.inf
    shares = found.promise.columns["outcomes/shares"]
    assert shares.shape == (1, 20)
    assert found.promise.goal.value == pytest.approx(shares.mean())
    assert 0.0 < shares.mean() < found.promise.columns["outcomes/engagers"].mean()


def test_the_written_plan_keeps_its_promise(folder, monkeypatch):
    """Run by itself, the plan gives the very runs by which it was promised."""
    monkeypatch.chdir(folder)
    (folder / "out").mkdir()
    told = CliRunner().invoke(
        cli,
        [
            "optimize",
            "s.toml",
            "--budget",
            "60",
            "--hours",
            "9",
            "--runs",
            "50",
            "-o",
            "out/p.toml",
            "--format",
            "json",
            "-q",
        ],
    )
    assert told.exit_code == 0, told.output
    answer = json.loads(told.stdout)
    written = tomllib.loads((folder / "out/p.toml").read_text())
    assert {group["roster"] for group in written["creators"]} == {"../r.csv"}
    chosen = {handle for group in written["creators"] for handle in group["roster_handles"]}
    assert chosen == {row["creator"] for row in answer["roster"]["rows"]}
    run = CliRunner().invoke(cli, ["run", "out/p.toml", "-o", "p.h5", "--format", "json", "-q"])
    assert run.exit_code == 0, run.output
    promised = {row["measure"]: row["mean"] for row in answer["promise"]["rows"]}
    reach = float(api.open("p.h5")["outcomes/reach"].mean())
    assert float(promised["Reach"]) == pytest.approx(reach, abs=0.5)
    again = CliRunner().invoke(cli, ["optimize", "s.toml", "--budget", "60", "-o", "out/p.toml"])
    assert again.exit_code != 0


def test_a_roster_alone_is_enough(folder, monkeypatch):
    monkeypatch.chdir(folder)
    told = CliRunner().invoke(cli, ["optimize", "r.csv", "--budget", "60", "--hours", "20", "--runs", "20"])
    assert told.exit_code == 0, told.output
    assert "stands alone: instagram, 10,000,000 people" in told.output
    assert "Budget curve" in told.output


def test_a_roster_lives_in_the_audiences_that_were_fitted_to_it(folder, monkeypatch):
    """Two creators with one audience, sampled one in three: whom both reach counts once, in the search and played."""
    monkeypatch.chdir(folder)
    (folder / "two.csv").write_text("handle,followers,fee,niche\nann,3000,5,food\nbob,3000,5,food\n")
    (folder / "pairs.csv").write_text("a,b,shared\n@ann,bob,3000\n")
    fitted = CliRunner().invoke(cli, ["network", "fit", "two.csv", "pairs.csv", "-o", "n.csv", "--one-in", "3"])
    assert fitted.exit_code == 0, fitted.output
    told = CliRunner().invoke(
        cli, ["optimize", "two.csv", "--network", "n.csv", "--budget", "10", "--hours", "9", "--most-posts", "1",
              "--goal", "reach", "--least", "2", "--niche-most", "food=2", "-o", "fitted.toml", "--format", "json"]
    )  # fmt: skip
    assert told.exit_code == 0, told.output
    answer = json.loads(told.stdout)
    alone = float(answer["roster"]["rows"][0]["alone"])
    last = float(answer["roster"]["rows"][0]["adds last"])
    assert 0.3 * alone < last < 0.85 * alone
    assert tomllib.loads((folder / "fitted.toml").read_text())["world"]["sample_one_in"] == 3
    reach = next(row for row in answer["promise"]["rows"] if row["measure"] == "Reach")
    played, off = (float(str(reach[name]).removeprefix("± ")) for name in ("mean", "95%"))
    assert abs(played - alone - last) < 2 * off


def test_a_promise_of_nothing_and_draws_are_told(folder, monkeypatch):
    """One creator who may not post: 97% of campaigns reach at least nobody."""
    monkeypatch.chdir(folder)
    (folder / "one.csv").write_text("handle,followers,fee\nsolo,400,5\n")
    told = CliRunner().invoke(
        cli, ["optimize", "one.csv", "--budget", "9", "--hours", "9", "--promise", "0.97", "--runs", "20",
              "--draws", "2", "--set", "platform_uncertainty=true"]
    )  # fmt: skip
    assert told.exit_code == 0, told.output
    assert "Engagers that 97% of campaigns reach: 0 " in told.output
    assert "The promise is over 2 draws of" in told.output


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["s.toml", "--budget", "60", "--set", "costs.fees=equal_price", "--set", "costs.fee_per=campaign", "--set",
          "costs.budget_usd=5"], "what each costs would depend on the others"),
        (["s.toml", "--budget", "60", "--set", "costs.fee_per=campaign", "--most-posts", "2"],
         "further posts would cost nothing"),
        (["s.toml", "--budget", "60", "--niche-most", "food"], '"food" must be NICHE=N'),
        (["s.toml", "--budget", "60", "--set", "creators.all.posts=2", "--most-posts", "2"],
         "--most-posts says how many posts to choose from"),
        (["s.toml", "--budget", "60", "--niche-most", "food=1", "--niche-most", "food=2"], '"food" is given twice'),
        (["s.toml", "--budget", "60", "--niche-most", "food=" + "9" * 5000], "must be NICHE=N"),
        (["s.toml", "--budget", "60", "--set", "costs.congestion_exponent=-0.5"],
         "must be 0 or more, not -0.5, to choose"),
        (["s.toml", "--budget", "60", "--goal", "reach\n"], r'"reach\n" is no goal; did you mean "reach"?'),
        (["s.toml", "--budget", "60", "--goal", "posts"], "posts cannot be searched for"),
        (["s.toml", "--budget", "60", "-o", "r.csv/p.toml"], "is a file, not a folder"),
        (["gone.csv", "--budget", "60"], "gone.csv: no such file"),
        (["r.csv", "--budget", "60", "--platform", "vine"], 'not "vine"'),
    ],
)  # fmt: skip
def test_bad_questions_are_one_line(folder, monkeypatch, capsys, arguments, message):
    monkeypatch.chdir(folder)
    monkeypatch.setattr("sys.argv", ["sim", "optimize", *arguments])
    assert exit_code() in (3, 4)
    told = capsys.readouterr().err
    assert message in told
    assert len(told.splitlines()) == 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["s.toml", "--budget", "inf"], "'--budget'"),
        (["s.toml", "--budget", "60", "--hours", "1e300"], "'--hours'"),
        (["s.toml", "--budget", "60", "-o", "x", "--page", "x"], "'x' must end in .toml"),
        (["s.toml", "--budget", "60", "--platform", "tiktok"], "--platform is for a roster alone"),
    ],
)
def test_what_no_question_can_mean_is_a_usage_error(folder, monkeypatch, arguments, message):
    monkeypatch.chdir(folder)
    told = CliRunner().invoke(cli, ["optimize", *arguments])
    assert told.exit_code == 2
    assert message in told.output


def test_a_plan_written_behind_a_link_finds_its_roster(folder, monkeypatch):
    monkeypatch.chdir(folder)
    (folder / "far" / "away").mkdir(parents=True)
    (folder / "link").symlink_to("far/away")
    told = CliRunner().invoke(
        cli, ["optimize", "s.toml", "--budget", "60", "--hours", "9", "--runs", "20", "-q", "-o", "link/p.toml"]
    )
    assert told.exit_code == 0, told.output
    assert CliRunner().invoke(cli, ["config", "check", "far/away/p.toml"]).exit_code == 0


@pytest.mark.parametrize(("name", "n_texts"), [("s.toml", 1), ("r.csv", 0)])
def test_the_text_of_a_scenario_is_read_once(tmp_path, monkeypatch, name, n_texts):
    """From the command to the chosen plan, which is written and read again by nobody."""
    monkeypatch.chdir(tmp_path)
    short = SCENARIO.replace("runs = 400", "runs = 20")
    (tmp_path / "s.toml").write_text(short)
    (tmp_path / "r.csv").write_text(ROSTER)
    texts = []

    def loads(text):
        texts.append(text)
        return tomllib.loads(text)

    parser = SimpleNamespace(loads=loads, TOMLDecodeError=tomllib.TOMLDecodeError)
    monkeypatch.setattr("sim.scenario.toml.reading.tomllib", parser)
    done = CliRunner().invoke(cli, ["optimize", name, "--budget", "60", "--hours", "9", "-o", "plan.toml", "-q"])
    assert done.exit_code == 0, done.output
    assert texts == [short] * n_texts
    assert CliRunner().invoke(cli, ["config", "check", "plan.toml"]).exit_code == 0
