"""Runs: where the result goes, how what is there is treated, and what is kept when no file is named."""

from pathlib import Path

import pytest

from sim.engine import session
from sim.engine.batches import default_threads
from sim.errors import InputError, Interrupted, UsageProblem
from sim.scenario.load import EXAMPLE, loads
from sim.tasks.campaign import run as task
from sim.tasks.campaign.run import Forgetful, RunRequest, forecast, job_of, run_in_memory
from tests.sweeps import Notes


@pytest.fixture
def scenario(tmp_path: Path) -> Path:
    (tmp_path / "mine.toml").write_text(EXAMPLE)
    return tmp_path / "mine.toml"


def test_a_result_is_called_after_its_scenario(scenario: Path) -> None:
    assert job_of(RunRequest(scenario)).out == Path("results/mine.h5")
    assert job_of(RunRequest(loads(EXAMPLE))).out == Path("results/ten_micros.h5")
    assert job_of(RunRequest(scenario, out="b.h5")).out == Path("b.h5")


@pytest.mark.parametrize(("switches", "mode"), [({}, "new"), ({"resume": True}, "resume"), ({"force": True}, "force")])
def test_switches_say_what_becomes_of_what_is_there(scenario: Path, switches: dict[str, bool], mode: str) -> None:
    assert job_of(RunRequest(scenario, **switches)).mode == mode


def test_sizes_go_before_changes(scenario: Path) -> None:
    run = job_of(RunRequest(scenario, set=["run.runs=9"], runs=5, seed=7)).loaded.scenario.run
    assert (run.runs, run.seed) == (5, 7)


def test_threads_are_all_unless_said(scenario: Path) -> None:
    assert job_of(RunRequest(scenario)).threads == default_threads()
    assert job_of(RunRequest(scenario, threads=3)).threads == 3


def test_a_forgetful_reporter_names_no_file() -> None:
    notes = Notes()
    reporter = Forgetful(notes)
    for text in ("compiling", "stored in r.h5", "8 runs"):
        reporter.note(text)
    reporter.lead("A leads")
    assert notes.said == ["compiling", "8 runs", "A leads"]


def test_nothing_can_be_resumed_without_a_file() -> None:
    with pytest.raises(UsageProblem, match=r"^resume needs out: without a file, nothing is kept"):
        run_in_memory(RunRequest(loads(EXAMPLE), resume=True))


def test_a_stopped_run_without_a_file_says_that_nothing_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(job, reporter, event):
        raise Interrupted(f"2 runs are kept in {job.out}.parts")

    monkeypatch.setattr(session, "run", stop)
    with pytest.raises(Interrupted, match=r"^interrupted; without out, nothing is kept$"):
        run_in_memory(RunRequest(loads(EXAMPLE), quiet=True))


def test_a_named_file_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    jobs = []
    monkeypatch.setattr(session, "run", lambda job, reporter, stop: jobs.append(job))
    assert run_in_memory(RunRequest(loads(EXAMPLE), out="a.h5", quiet=True)).path == Path("a.h5")
    assert run_in_memory(RunRequest(loads(EXAMPLE), quiet=True)).path is None
    assert [job.mode for job in jobs] == ["new", "force"]
    assert not jobs[1].out.parent.exists()


def test_a_forecast_plays_nothing(scenario: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(task, "run", None)
    values = forecast(RunRequest(scenario, runs=12)).to_dict()
    assert values["runs"] == 12
    assert not Path(values["out"]).exists()


def test_a_forecast_of_a_wrong_scenario_is_refused(scenario: Path) -> None:
    with pytest.raises(InputError, match=r"must be a whole number from 1"):
        forecast(RunRequest(scenario, runs=0))
