"""What a user of compare, explain, flip, overlap and report meets: texts, files, exit codes."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.test_cli import SMALL, files
from tests.commands import ROOT, environment, sim

FEW = SMALL.replace("count = 20", "count = 5").replace('"small"', '"few"')


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two scenarios and their results, and files that are none."""
    folder = tmp_path_factory.mktemp("verdicts")
    (folder / "a.toml").write_text(SMALL)
    (folder / "b.toml").write_text(FEW)
    assert sim(folder, "compare", "a.toml", "b.toml", "-q").returncode == 0
    whole = (folder / "results/a.h5").read_bytes()
    (folder / "cut.h5").write_bytes(whole[: len(whole) // 2])
    (folder / "foreign.h5").write_bytes(b"\x89HDF\r\n\x1a\n" + bytes(2000))
    return folder


def test_compare_runs_what_is_not_stored_and_ends_with_the_verdict(folder: Path) -> None:
    assert {"results/a.h5", "results/b.h5"} <= {path.relative_to(folder).as_posix() for path in folder.rglob("*.h5")}
    again = sim(folder, "compare", "a.toml", "results/b.h5")
    assert again.returncode == 0
    assert again.stderr == ""  # nothing had to be run
    lines = again.stdout.splitlines()
    assert lines[0].startswith("Who leads? A: small; B: few")
    assert "2 strategies, paired runs" in lines
    assert lines[-1].startswith("CPE (")
    assert "small (A)" in lines[-1]
    assert "few (B)" in lines[-1]


def test_a_strategy_against_itself(folder: Path) -> None:
    told = json.loads(sim(folder, "compare", "a.toml", "a.toml", "--format", "json").stdout)
    assert all(one["difference"]["value"] in (0.0, None) for one in told["contrasts"])
    assert told["verdict"] == "CPE (about the same fees, our own hours): small (A) and small (B) are equal."


def test_undefined_measures_are_shown_as_such(folder: Path) -> None:
    """Nobody buys: cost per purchase is undefined, and nothing else suffers."""
    done = sim(folder, "compare", "a.toml", "b.toml", "--set", "funnel.click_prob=0", "--measure", "cpa", "-q")
    assert done.returncode == 0, done.stderr
    row = next(line for line in done.stdout.splitlines() if line.startswith("Cost per purchase\t"))
    assert row.split("\t")[1:4] == ["undefined", "undefined", "undefined"]
    assert "Cost per purchase: no verdict, for the health check fails (small (A) and few (B): events)." in done.stdout


def test_one_single_run_has_no_interval(folder: Path) -> None:
    done = sim(folder, "compare", "a.toml", "b.toml", "--runs", "1", "--results", "one", "-q")
    assert done.returncode == 0, done.stderr
    assert "One single run: no interval can be given, so nothing is known. To mend it: run.runs = 100." in done.stdout


def test_despite_the_health_check_one_single_run_has_no_winner(folder: Path) -> None:
    done = sim(folder, "compare", "a.toml", "b.toml", "--runs", "1", "--results", "one", "-q", "--despite-health")
    assert done.returncode == 0, done.stderr
    assert "no clear winner" in done.stdout.splitlines()[-1]
    assert "FAIL: One single run" in done.stdout


def test_another_seed_is_compared_unpaired(folder: Path) -> None:
    sim(folder, "run", "b.toml", "--seed", "7", "-o", "seven.h5", "-q")
    done = sim(folder, "compare", "a.toml", "seven.h5")
    assert "2 strategies, unpaired" in done.stdout.splitlines()
    assert "compared unpaired: seeds differ: 20261 and 7" in done.stdout


def test_until_decided_stops_when_it_is_sure(folder: Path) -> None:
    arguments = ("compare", "a.toml", "b.toml", "--until-decided", "--measure", "reach", "--results", "until", "-q")
    done = sim(folder, *arguments)
    assert done.returncode == 0, done.stderr
    assert "stopped because the order is decided after 100 runs or draws" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("compare", "a.toml"), 2, "Error: a comparison needs two strategies or more"),
        (("compare", "a.toml", "none.toml"), 4, "Error: none.toml: there is no such file"),
        (("compare", "a.toml", "none.h5"), 4, "Error: none.h5: there is no such file"),
        (("compare", "a.toml", "cut.h5"), 4, "Error: cut.h5: damaged"),
        (("compare", "a.toml", "foreign.h5"), 4, "Error: foreign.h5: "),
        (("compare", "a.toml", "b.toml", "--measure", "cpee"), 3, 'Error: unknown measure "cpee"; did you mean "cpe"?'),
        (("compare", "a.toml", "b.toml", "--measure", "posts"), 3, 'Error: measure "posts" has no better or worse'),
        (("compare", "a.toml", "results/b.h5", "--runs", "9"), 3, "Error: results/b.h5: is a result, which cannot"),
        (("compare", "a.toml", "b.toml", "--set", "world.peple=3"), 3, "Error: --set world.peple=3: unknown key"),
        (("compare", "a.toml", "b.toml", "--smallest-difference", "2"), 2, "Error: Invalid value for '--smallest"),
        (("explain", "a.toml", "results/b.h5"), 3, "Error: results/b.h5: is no scenario (.toml); what-ifs change"),
        (("explain", "a.toml", "b.toml", "--measure", "x"), 3, 'Error: unknown measure "x"; known: '),
        (("flip", "a.toml", "b.toml"), 2, "Error: Missing option '--over'"),
        (("flip", "a.toml", "b.toml", "--over", "creators.micro.cont"), 3,
         'Error: no scenario has a key "creators.micro.cont"; did you mean "creators.micro.count"?'),
        (("flip", "a.toml", "b.toml", "--over", "name"), 3, 'Error: "name" is not a number that can be turned; '),
        (("flip", "a.toml", "b.toml", "--over", "creator.trust", "--between", "2", "1"), 3,
         'Error: "creator.trust" between 2 and 1: the first must be lower'),
        (("flip", "a.toml", "b.toml", "--over", "creator.no_show_prob", "--between", "0", "3"), 3,
         "Error: --set creators.0.no_show_prob=3.0: must be a number"),
        (("overlap", "results/a.h5"), 3, "Error: results/a.h5: is no scenario (.toml); what-ifs change scenarios"),
        (("report", "a.toml", "b.toml"), 2, "Error: Missing option '-o' / '--out'"),
        (("report", "a.toml", "b.toml", "-o", "a.toml"), 2,
         "Error: Invalid value for '--out': 'a.toml' must end in .html or .htm."),
        (("report", "a.toml", "b.toml", "-o", "r.pptx"), 2,
         "Error: Invalid value for '--out': 'r.pptx' must end in .html or .htm."),
        (("report", "a.toml", "b.toml", "-o", "r.html", "--figures", "b.toml"), 4,
         "Error: b.toml: is a file, not a folder for figures"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)  # fmt: skip
def test_one_clear_line_and_the_exit_code_of_its_kind(
    folder: Path, arguments: tuple[str, ...], code: int, said: str
) -> None:
    before = files(folder)
    done = sim(folder, *arguments, "-q")
    assert done.returncode == code, done.stderr
    told = [line for line in done.stderr.splitlines() if not line.startswith(("Usage:", "Try ")) and line]
    assert len(told) == 1 and told[0].startswith(said), done.stderr
    assert done.stdout == ""
    assert files(folder) == before


def test_explain_prints_parts_that_add_up(folder: Path) -> None:
    done = sim(folder, "explain", "a.toml", "b.toml", "--measure", "cost", "--format", "json", "-q")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    parts = sum(part["value"]["value"] for part in told["parts"]) + told["rest"]["value"]
    assert parts == pytest.approx(told["difference"], rel=1e-9)


def test_flip_and_map(folder: Path) -> None:
    arguments = (
        "flip",
        "a.toml",
        "b.toml",
        "--over",
        "creator.management_hours",
        "--runs",
        "10",
        "--points",
        "3",
        "-q",
    )
    done = sim(folder, *arguments)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("CPE over creator.management_hours (today 4): small (A) and few (B)")
    done = sim(folder, *arguments, "--over", "costs.hour_usd")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(
        "P(A beats B) in CPE: small (A) and few (B); rows creator.management_hours (today 4), "
    )


def test_overlap_prints_goals(folder: Path) -> None:
    asked = "overlap a.toml --runs 5 --points 4 --between 0.2 0.6 --set world.people=5_000_000 -q"
    done = sim(folder, *asked.split())
    assert done.returncode == 0, done.stderr
    assert "Reach: the less overlap the better within this range" in done.stdout


def test_report_writes_one_page_and_its_figures(folder: Path) -> None:
    arguments = (
        "report",
        "a.toml",
        "b.toml",
        "-o",
        "out/r.html",
        "--figures",
        "out/figures",
        "--over",
        "creator.trust",
    )
    (folder / "out").mkdir()
    done = sim(folder, *arguments, "--set", "engagement.law={name='power'}", "-q")
    assert done.returncode == 0, done.stderr
    page = (folder / "out/r.html").read_text()
    assert done.stdout.strip().replace("'", "&#39;") in page
    figures = sorted(path.name for path in (folder / "out/figures").iterdir())
    assert "waterfall.svg" in figures
    assert "waterfall.png" in figures
    assert len(figures) == 2 * page.count("<figure")


def test_a_report_of_results_leaves_reasons_out_and_says_so(folder: Path) -> None:
    done = sim(folder, "report", "results/a.h5", "results/b.h5", "-o", "plain.html")
    assert done.returncode == 0, done.stderr
    assert "why and when are left out: results cannot be changed; give scenarios for them" in done.stderr
    assert "<figure" in (folder / "plain.html").read_text()


def test_the_shell_knows_the_paths(folder: Path) -> None:
    """As bash asks: words typed so far, and which is being typed."""
    typed = "sim flip a.toml b.toml --over creators.micro.m"
    asked = {"COMP_WORDS": typed, "COMP_CWORD": "5", "_SIM_COMPLETE": "bash_complete"}
    code = "from sim.cli.main import cli; cli(prog_name='sim')"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=folder, timeout=120,
        env={**environment(), **asked, "PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert done.stdout.splitlines() == ["plain,creators.micro.management_hours"]
