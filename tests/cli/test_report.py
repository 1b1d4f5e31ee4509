"""`sim report` from the outside: what it refuses, what it leaves out, whom it explains, how it stops."""

import importlib
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sim.errors import FileProblem, InputError, SimError
from sim.measures.catalogue import MEASURES
from sim.report.page import page
from sim.report.page.page import ReportContents
from tests.cli.test_cli import SMALL, files
from tests.cli.test_hardship import in_shell
from tests.commands import environment

main = importlib.import_module("sim.cli.main")  # the package has a function of this name
MANY = SMALL.replace("runs = 40", "runs = 8")
FEW = MANY.replace("count = 20", "count = 5").replace('"small"', '"few"')
SOME = MANY.replace("count = 20", "count = 8").replace('"small"', '"some\\u202E"')
ROSTER = re.sub(r"count = .*\nfollowers = 100\n", 'roster = "people.csv"\n', MANY)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Scenarios, a roster, and figures that are there already; the current folder."""
    for name, text in (("many", MANY), ("few", FEW), ("some", SOME), ("listed", ROSTER)):
        (tmp_path / f"{name}.toml").write_text(text)
    (tmp_path / "people.csv").write_text("handle,followers\nanna,100\nben,200\n")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/days.svg").write_text("mine")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def report(*arguments: str) -> None:
    main.cli.main(["report", *arguments], standalone_mode=False)


@pytest.fixture
def shown(folder: Path, monkeypatch: pytest.MonkeyPatch) -> list[ReportContents]:
    """What pages are made of from now on; nothing is drawn."""
    contents: list[ReportContents] = []
    monkeypatch.setattr(page, "html", lambda found: contents.append(found) or "page")
    return contents


@pytest.mark.parametrize(
    ("arguments", "kind", "told"),
    [
        (("-o", "r.html", "--results", "r.html"), FileProblem, "r.html: is wanted for the report as well as for"),
        (("-o", "results/few.h5/x.html"), FileProblem, "results/few.h5: is wanted for a result as well as for the rep"),
        (("-o", "many.toml/x.html"), FileProblem, "many.toml/x.html: cannot be written: many.toml is a file"),
        (("-o", "x.html", "--figures", "mine"), FileProblem, "mine: has figures already (days.svg); --force replaces"),
        (("-o", "f.html", "--figures", "f.html"), FileProblem, "f.html: is wanted for the report as well as for fig"),
        (("-o", "x.html", "--figures", "results/few.h5"), FileProblem, "results/few.h5: is wanted for a result"),
        (("-o", "x.html", "--study", "none.h5"), FileProblem, "none.h5: there is no such file"),
        (("-o", "x.html", "--over", "creators.micro.cont"), InputError, 'no scenario has a key "creators.micro.cont"'),
        (("-o", "x.html", "--over", "costs.hour_usd", "--over", "costs.hour_usd"), InputError,
         '--over "costs.hour_usd" is given twice'),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)  # fmt: skip
def test_what_cannot_be_done_is_refused_before_anything_runs(
    folder: Path, arguments: tuple[str, ...], kind: type[SimError], told: str
) -> None:
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    with pytest.raises(kind) as caught:
        report("listed.toml", "few.toml", *arguments, "-q")
    assert str(caught.value).startswith(told)
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before
    assert sorted(path.name for path in folder.iterdir() if path.is_dir()) == ["mine"]


def test_force_replaces_figures_and_nothing_else(folder: Path) -> None:
    (folder / "mine/notes.txt").write_text("mine")
    report("many.toml", "few.toml", "-o", "x.html", "--figures", "mine", "--force", "--over", "costs.hour_usd", "-q")
    assert (folder / "mine/days.svg").read_text() != "mine" == (folder / "mine/notes.txt").read_text()


def test_a_report_without_what_cannot_be_made(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Nobody buys, so nothing explains the cost per purchase; no hours per post give no range to be looked at."""
    nobody = ("--set", "funnel.click_prob=0", "--measure", "cpa", "--despite-health")
    ways = ("--over", "creators.micro.hours_per_post", "--over", "costs.hour_usd")
    report("many.toml", "few.toml", "-o", "x.html", *nobody, *ways)
    page, said = (folder / "x.html").read_text(), capsys.readouterr().err
    assert "flip_map" not in page
    missing = "is left out: &#34;creators.micro.hours_per_post&#34; has no value from which to start"
    for told in ("why is left out: Cost per purchase is undefined", missing):
        assert told in page
        assert told.replace("&#34;", '"') in said


def test_a_failed_health_check_withholds_verdict_and_reasons(shown: list[ReportContents]) -> None:
    report("many.toml", "few.toml", "-o", "x.html", "--runs", "1", "-q")
    assert "no verdict, for the health check fails" in shown[0].verdict
    assert shown[0].explanation is None
    assert shown[0].flips == ()


def test_medians_against_draws_are_reported_without_reasons(shown: list[ReportContents]) -> None:
    Path("drawn.toml").write_text(
        FEW.replace("runs = 8", "runs = 8\ndraws = 3")
        + 'management_hours = { dist = "lognormal", low = 2, high = 8 }\n'
    )
    report("many.toml", "drawn.toml", "-o", "x.html", "-q")
    assert shown[0].explanation is None
    assert shown[0].flips == ()
    told = "why and when are left out: run.draws: 1 and 3: both sides need as many draws; set run.draws"
    assert shown[0].comparison.notes[-1] == told


def test_results_are_reported_without_reasons_and_the_page_says_so(shown: list[ReportContents]) -> None:
    report("many.toml", "few.toml", "-o", "x.html", "-q")
    report("results/many.h5", "few.toml", "-o", "y.html", "-q")
    assert shown[0].explanation is not None
    assert shown[0].comparison.notes == ()
    told = "why and when are left out: results cannot be changed; give scenarios for them"
    assert shown[1].explanation is None
    assert shown[1].comparison.notes == (told,)


def test_the_best_two_are_explained_under_their_letters(shown: list[ReportContents]) -> None:
    """The fewer creators, the less management: few (C) is best by cost, then some (B)."""
    report("many.toml", "some.toml", "few.toml", "-o", "x.html", "--measure", "cost", "--over", "costs.hour_usd", "-q")
    (contents,) = shown
    assert contents.explanation is not None
    assert contents.explanation.labels == contents.flips[0].labels == ("some (B)", "few (C)")
    assert contents.comparison.notes == ("why and when are told of the best two: some (B) and few (C)",)
    means = {
        strategy.label: strategy.columns["outcomes/cost_usd"].mean() for strategy in contents.comparison.strategies
    }
    assert sorted(means, key=lambda label: -MEASURES["cost"].better * means[label]) == ["C", "B", "A"]


@pytest.mark.parametrize(("said", "runs"), [((), 100), (("--runs", "5"), 5)])
def test_runs_are_those_of_the_reasons_too(shown: list[ReportContents], said: tuple[str, ...], runs: int) -> None:
    ways = ("--over", "costs.hour_usd", "--measure", "engagers")
    report("many.toml", "few.toml", "-o", "x.html", *ways, *said, "-q")
    assert shown[0].explanation is not None
    assert shown[0].explanation.n_runs == runs


def test_the_name_of_today_is_shown_everywhere(shown: list[ReportContents]) -> None:
    report("many.toml", "few.toml", "-o", "x.html", "--over", "costs.hour_usd", "-q")
    Path("many.toml").write_text(MANY.replace('"small"', '"crowd"'))
    report("many.toml", "few.toml", "-o", "y.html", "--over", "costs.hour_usd", "-q")
    first = shown[1].comparison.strategies[0]
    assert first.title == first.stored.attributes["title"] == "crowd"
    assert shown[1].flips[0].labels == ("crowd (A)", "few (B)")
    assert "crowd (A)" in shown[1].verdict
    assert {"few.h5", "many.h5"} <= set(files(Path("results")))  # and what was made equal for the readings


def test_termination_while_figures_are_drawn(folder: Path) -> None:
    command = [sys.executable, "-m", "sim", "report", "many.toml", "few.toml", "-o", "x.html", "--figures", "drawn"]
    command += ["--over", "costs.hour_usd", "--progress", "none"]
    with subprocess.Popen(command, cwd=folder, env=environment(), stderr=subprocess.PIPE, text=True) as running:
        while running.poll() is None and not list(folder.glob("drawn/*.svg")):
            time.sleep(0.01)
        running.send_signal(signal.SIGTERM)
        _, said = running.communicate(timeout=60)
    assert running.returncode == 130
    assert re.fullmatch(r"Error: interrupted(; written before, and whole: [^\n]*)?\n", said)
    assert not (folder / "x.html").exists()
    assert not list(folder.rglob("*.tmp"))


@pytest.mark.parametrize("line", ["SIM config show many.toml", "SIM explain many.toml few.toml --runs 2 -q"])
def test_nobody_reads_what_is_printed(folder: Path, line: str) -> None:
    done = in_shell(folder, f"{line} | true; exit ${{PIPESTATUS[0]}}")
    assert (done.returncode, done.stderr) == (141, "")


def test_variables_stand_for_options(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in (("RESULTS", "elsewhere"), ("SET", "run.runs=3"), ("FORMAT", "csv"), ("MEASURE", "reach")):
        monkeypatch.setenv(f"SIM_COMPARE_{name}", value)
    main.cli.main(["compare", "many.toml", "few.toml", "-q"], standalone_mode=False)
    assert capsys.readouterr().out.startswith("first,second,unit,name,")
    assert {"few.h5", "many.h5"} <= set(files(folder / "elsewhere"))


def test_nobody_against_nobody_is_explained_without_a_warning(folder: Path) -> None:
    """Warnings are errors here."""
    for name in ("many", "few"):
        path = folder / f"{name}.toml"
        path.write_text(re.sub(r"count = \d+\nfollowers", "count = 0\nfollowers", path.read_text()))
    main.cli.main(["explain", "many.toml", "few.toml", "--measure", "reach", "-q"], standalone_mode=False)
