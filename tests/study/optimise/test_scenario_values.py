"""Scenarios of the optimiser are values: the text of one is read once, where it comes from a file."""

import tomllib
from types import SimpleNamespace

import pytest
from click.testing import CliRunner

from sim.cli.main import cli

SCENARIO = """\
schema_version = 1
name = "few"
platform = "instagram"
[run]
runs = 20
horizon_days = 14
[world]
people = 3_000
[costs]
fee_per = "post"
[[creators]]
name = "all"
roster = "r.csv"
"""
ROSTER = "handle,followers,fee\nann,900,30\nbob,620,15\ncat,380,9\ndan,260,9\neve,140,5\n"


@pytest.mark.parametrize(("name", "n_texts"), [("s.toml", 1), ("r.csv", 0)])
def test_the_text_of_a_scenario_is_read_once(tmp_path, monkeypatch, name, n_texts):
    """From the command to the chosen plan, which is written and read again by nobody."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "s.toml").write_text(SCENARIO)
    (tmp_path / "r.csv").write_text(ROSTER)
    texts = []

    def loads(text):
        texts.append(text)
        return tomllib.loads(text)

    parser = SimpleNamespace(loads=loads, TOMLDecodeError=tomllib.TOMLDecodeError)
    monkeypatch.setattr("sim.scenario.toml.reading.tomllib", parser)
    done = CliRunner().invoke(cli, ["optimize", name, "--budget", "60", "--hours", "99", "-o", "plan.toml", "-q"])
    assert done.exit_code == 0, done.output
    assert texts == [SCENARIO] * n_texts
    assert CliRunner().invoke(cli, ["config", "check", "plan.toml"]).exit_code == 0
