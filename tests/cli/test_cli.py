"""What a user of the command meets: texts, files, exit codes."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.commands import ROOT, environment, sim, start

SMALL = """\
schema_version = 1
name = "small"
platform = "instagram"

[run]
runs = 40

[world]
people = 20_000
shared_audience = { share = 0.3, among = { creators = 20, followers = 100 } }

[costs]
fees = "equal_price"
budget_usd = 60

[[creators]]
name = "micro"
count = 20
followers = 100
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "small.toml").write_text(SMALL)
    return tmp_path


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def test_run_show_and_export_one_result(folder: Path) -> None:
    ran = start(folder, "run", "small.toml")
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.startswith("small: 20 creators on instagram, 40 runs, 21 days, seed 20261, sim ")
    assert files(folder) == ["small.h5", "small.toml"]
    assert start(folder, "show", "results/small.h5").stdout == ran.stdout
    written = start(folder, "export", "results/small.h5", "--to", "csv")
    assert written.stderr == "results/small.csv: 40 rows\n"
    assert len((folder / "results/small.csv").read_text().splitlines()) == 41


def test_the_table_shows_simulated_beside_exact(folder: Path) -> None:
    table = sim(folder, "run", "small.toml", "-q").stdout
    row = next(line for line in table.splitlines() if line.startswith("Impressions"))
    _, mean, margin, exact, *_ = row.split("\t")
    values = [float(text.replace(",", "").removeprefix("± ")) for text in (mean, margin, exact)]
    # Student's margin is 95%; 3 of them are far beyond a false alarm of 1e-6 for 40 runs of a fixed seed.
    assert abs(values[0] - values[2]) < 3.0 * values[1]


def test_digest_is_the_same_for_any_number_of_threads(folder: Path) -> None:
    digests = set()
    for threads in ("1", "2", "3"):
        assert sim(folder, "run", "small.toml", "--threads", threads, "--force", "-q").returncode == 0
        digests.add(sim(folder, "show", "results/small.h5", "--digest").stdout)
    assert len(digests) == 1
    assert re.fullmatch(r"[0-9a-f]{64}\n", digests.pop())


def test_a_result_is_not_overwritten_unless_forced(folder: Path) -> None:
    sim(folder, "run", "small.toml", "-q")
    again = sim(folder, "run", "small.toml", "-q")
    assert (again.returncode, again.stdout) == (4, "")
    assert again.stderr == "Error: results/small.h5: exists already; --force replaces it\n"
    assert sim(folder, "run", "small.toml", "-q", "--force").returncode == 0


def test_every_error_of_a_scenario_in_one_pass(folder: Path) -> None:
    (folder / "bad.toml").write_text(SMALL.replace("people", "peple").replace("runs = 40", "runs = -1"))
    refused = sim(folder, "run", "bad.toml")
    assert refused.returncode == 3
    assert refused.stderr == (
        "2 errors:\n"
        "bad.toml:6: run.runs: must be a whole number from 1 to 10_000_000, not -1\n"
        'bad.toml:9: world.peple: unknown key; did you mean "people"?\n'
    )
    assert files(folder) == ["bad.toml", "small.toml"]


def test_set_is_checked_like_the_file(folder: Path) -> None:
    refused = sim(folder, "run", "small.toml", "--set", "run.runs=0")
    assert refused.returncode == 3
    assert refused.stderr == "Error: --set run.runs=0: must be a whole number from 1 to 10_000_000, not 0\n"


def test_too_little_memory_is_said_before_the_start(folder: Path) -> None:
    refused = sim(folder, "run", "small.toml", "--set", "run.runs=10_000_000", "--set", "run.draws=1_000")
    assert refused.returncode == 3
    assert re.fullmatch(
        r"Error: --set run\.runs=10_000_000: needs about [\d,.]+ GB of memory, [\d.]+ GB are free "
        r"\(80% of it usable\); lower run\.runs or run\.draws\n",
        refused.stderr,
    )
    assert files(folder) == ["small.toml"]


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["run", "nowhere.toml"], 4, "Error: nowhere.toml: there is no such file\n"),
        (["run", "."], 4, "Error: .: is a folder, not a file that can be read\n"),
        (["show", "small.toml"], 4, "Error: small.toml: "),
        (["show", "nowhere.h5"], 4, "Error: nowhere.h5: "),
        (["export", "small.toml", "--to", "csv"], 4, "Error: small.toml: "),
        (["run"], 2, "Usage: "),
        (["rnu"], 2, "Usage: "),
        (["run", "small.toml", "--threads", "0"], 2, "Usage: "),
        (["network", "small.toml", "--picture", "net.jpg"], 4, "Error: net.jpg: must end in "),
    ],
)  # fmt: skip
def test_one_clear_line_and_the_exit_code_of_its_kind(folder: Path, arguments: list[str], code: int, said: str) -> None:
    refused = sim(folder, *arguments)
    assert refused.returncode == code
    assert refused.stderr.startswith(said)
    assert "Traceback" not in refused.stderr
    assert files(folder) == ["small.toml"]


def test_piped_output_has_neither_escapes_nor_carriage_returns(folder: Path) -> None:
    ran = start(folder, "run", "small.toml")
    assert not re.search(r"[\x1b\r]", ran.stdout + ran.stderr)


def test_quiet_says_nothing_but_the_result(folder: Path) -> None:
    assert sim(folder, "run", "small.toml", "--quiet").stderr == ""


def test_json_and_csv_have_the_same_measures(folder: Path) -> None:
    as_json = json.loads(sim(folder, "run", "small.toml", "-q", "--format", "json").stdout)
    as_csv = sim(folder, "show", "results/small.h5", "--format", "csv").stdout.splitlines()
    assert [line.split(",")[0] for line in as_csv[1:]] == [record["measure"] for record in as_json["measures"]]
    assert as_json["result"]["seed"] == 20261


def test_dry_run_writes_nothing(folder: Path) -> None:
    dry = sim(folder, "run", "small.toml", "--dry-run")
    assert dry.returncode == 0
    assert "\nresult\tresults/small.h5\n" in dry.stdout + "\n"
    assert files(folder) == ["small.toml"]


def test_a_stopped_run_resumes_to_the_same_bits(folder: Path) -> None:
    assert sim(folder, "run", "small.toml", "--runs", "20000", "-o", "whole.h5", "-q").returncode == 0
    command = [sys.executable, "-m", "sim", "run", "small.toml", "--runs", "20000", "-o", "part.h5"]
    with subprocess.Popen(command, cwd=folder, env=environment(), stderr=subprocess.PIPE, text=True) as running:
        assert running.stderr is not None
        while "runs" not in running.stderr.readline():  # the first progress line: runs are being played
            time.sleep(0.01)
        running.send_signal(signal.SIGINT)
        said = running.stderr.read()
    assert running.returncode == 130
    assert re.search(
        r"Error: interrupted: [\d,]+ of 20,000 runs are kept in part\.h5\.parts; "
        r"continue with the same command and --resume\n$",
        said,
    )
    assert not (folder / "part.h5").exists()
    blocked = sim(folder, "run", "small.toml", "--runs", "20000", "-o", "part.h5")
    assert blocked.returncode == 4
    resumed = sim(folder, "run", "small.toml", "--runs", "20000", "-o", "part.h5", "--resume", "--threads", "1")
    assert resumed.returncode == 0, resumed.stderr
    assert "runs are there already" in resumed.stderr
    digests = {sim(folder, "show", name, "--digest").stdout for name in ("whole.h5", "part.h5")}
    assert len(digests) == 1
    assert not (folder / "part.h5.parts").exists()


def test_init_writes_a_scenario_that_runs(folder: Path) -> None:
    assert sim(folder, "init").stderr == "scenario.toml: written; next: sim run scenario.toml\n"
    assert sim(folder, "init").returncode == 4
    assert sim(folder, "config", "check", "scenario.toml").returncode == 0


def test_config_show_says_who_set_each_value(folder: Path) -> None:
    shown = sim(folder, "config", "show", "small.toml", "--set", "run.seed=7").stdout.splitlines()
    rows = {line.split("\t")[0]: line.split("\t")[1:] for line in shown if line.count("\t") == 2}
    assert rows["run.seed"] == ["7", "--set run.seed=7"]
    assert rows["run.runs"] == ["40", "small.toml:6"]
    assert rows["engagement.rate_1k"][1].startswith("preset instagram (")
    assert rows["posts.per_creator"] == ["3", "default"]


def test_schema_is_json(folder: Path) -> None:
    assert json.loads(sim(folder, "config", "schema").stdout)["type"] == "object"


def test_network_prints_draws_and_exports(folder: Path) -> None:
    made = sim(folder, "network", "small.toml", "--picture", "net.svg", "--export", "net.csv")
    assert made.returncode == 0, made.stderr
    assert "reference roster, asked\t0.3000\n" in made.stdout
    assert files(folder) == ["net.csv", "net.svg", "small.toml"]
    assert (folder / "net.csv").read_text().splitlines()[0] == "follower,creator"


def test_doctor_reports_versions(folder: Path) -> None:
    found = json.loads(sim(folder, "doctor", "--format", "json").stdout)
    assert {"sim", "numba", "cache folder"} <= {row["item"] for row in found["rows"]}


def test_options_come_from_the_environment_too(folder: Path) -> None:
    command = [sys.executable, "-m", "sim", "run", "small.toml", "-q"]
    env = {**environment(), "SIM_RUN_RUNS": "7"}
    ran = subprocess.run(command, capture_output=True, text=True, cwd=folder, env=env, check=True)
    assert ", 7 runs, " in ran.stdout


def test_a_closed_pipe_is_no_error(folder: Path) -> None:
    sim(folder, "run", "small.toml", "-q")
    command = f"{sys.executable} -m sim show results/small.h5 | true"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, cwd=folder, env=environment())
    assert done.stderr == ""


def test_a_bug_is_one_line_and_a_traceback_only_on_demand(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "sitecustomize.py").write_text(
        "import sim.scenario.load as load\n"
        "def broken(*_): raise RuntimeError('what nobody thought of')\n"
        "load.read = broken\n"
    )
    env = {**environment(), "PYTHONPATH": f"{folder}{os.pathsep}{ROOT}"}
    for flags, has_traceback in (([], False), (["-vv"], True)):
        command = [sys.executable, "-m", "sim", "config", "check", "small.toml", *flags]
        done = subprocess.run(command, capture_output=True, text=True, cwd=folder, env=env)
        assert done.returncode == 1
        assert "RuntimeError: what nobody thought of" in done.stderr
        assert ("Traceback" in done.stderr) == has_traceback
