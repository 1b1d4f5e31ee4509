"""Carrying tasks out: the command that is recorded, the threads, and the runs of a what-if."""

from pathlib import Path

import pytest

from sim.engine.batches import default_threads
from sim.engine.progress import Silent
from sim.report.style import progress_bar
from sim.scenario.load import EXAMPLE, loads
from sim.tasks.campaign.run import RunRequest
from sim.tasks.conduct import command_of, place, runs_of, trials
from sim.tasks.request import Conduct


def test_without_a_command_the_function_is_recorded() -> None:
    assert command_of(RunRequest("a.toml")) == "sim.run()"
    assert command_of(RunRequest("a.toml", command="sim run a.toml -q")) == "sim run a.toml -q"


def test_a_place_has_a_folder_and_threads() -> None:
    with place(Conduct(quiet=True), "results") as where:
        assert (where.folder, where.threads) == (Path("results"), default_threads())
        assert isinstance(where.reporter, Silent)
        assert not where.stop.is_set()


def test_the_terminal_is_left_as_it_was_after_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    closed = []
    monkeypatch.setattr(progress_bar, "close", closed.append)
    with pytest.raises(ZeroDivisionError), place(Conduct(quiet=True)) as where:
        _ = 1 / 0
    assert closed == [where.reporter]


def test_the_runs_of_a_file_do_not_count_for_what_ifs() -> None:
    assert runs_of(loads(EXAMPLE + "\n[run]\nruns = 9\n"), 200) == 200
    assert runs_of(loads(EXAMPLE, ["run.runs=9"]), 200) == 9
    assert runs_of(loads(EXAMPLE, ["run.draws=8"]), 200) == 25


def test_trials_are_played_as_often_as_is_said() -> None:
    with trials(Conduct(quiet=True), loads(EXAMPLE, ["run.runs=9"]), 3, 200) as what_ifs:
        assert (what_ifs.means.runs, what_ifs.means.threads) == (9, 3)
