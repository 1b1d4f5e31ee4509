"""The task of a promise: a scenario is run once, a result is read, and what cannot be promised is refused at once."""

from pathlib import Path

import pytest

from sim.engine import session
from sim.errors import FileProblem, InputError, UsageProblem
from sim.scenario.load import EXAMPLE, loads
from sim.tasks.campaign.promise import PromiseRequest, promise
from sim.tasks.campaign.run import RunRequest, run, run_in_memory


@pytest.fixture
def nothing_played(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        pytest.fail("something was played")

    monkeypatch.setattr(session, "run", refuse)


def test_a_scenario_is_run_and_its_result_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = promise(PromiseRequest(loads(EXAMPLE), runs=40, results=tmp_path, quiet=True))
    assert [file.suffix for file in tmp_path.iterdir()] == [".h5"]
    monkeypatch.setattr(session, "run", lambda *_: pytest.fail("it was played again"))
    again = promise(PromiseRequest(loads(EXAMPLE), runs=40, results=tmp_path, quiet=True))
    assert again.to_dict() == first.to_dict()
    assert first.campaign.runs == 40


def test_fewer_runs_than_are_stored_are_promised_by_those(tmp_path: Path) -> None:
    promise(PromiseRequest(loads(EXAMPLE), runs=60, results=tmp_path, quiet=True))
    assert promise(PromiseRequest(loads(EXAMPLE), runs=40, results=tmp_path, quiet=True)).campaign.runs == 40


def test_a_result_promises_the_same_from_its_file_and_from_memory(tmp_path: Path) -> None:
    stored = run(RunRequest(loads(EXAMPLE), out=tmp_path / "a.h5", runs=40, quiet=True))
    of_file = promise(PromiseRequest(tmp_path / "a.h5", confidence=0.8, measure=["engagements"]))
    assert of_file.to_dict() == promise(PromiseRequest(stored, confidence=0.8, measure=["engagements"])).to_dict()
    assert str(of_file).startswith(of_file.sentence)
    assert of_file.sentence.startswith("You can promise ")
    assert "engagements: 80 of 100 campaigns bring at least that." in of_file.sentence


def test_too_few_runs_are_refused_before_anything_is_played(nothing_played: None) -> None:
    with pytest.raises(InputError, match=r"20 runs are too few .* take 29 or more \(run.runs\)"):
        promise(PromiseRequest(loads(EXAMPLE), runs=20, quiet=True))


def test_an_unknown_measure_is_refused_before_anything_is_played(nothing_played: None) -> None:
    with pytest.raises(InputError, match=r'unknown measure "reech"; did you mean "reach"\?'):
        promise(PromiseRequest(loads(EXAMPLE), runs=40, measure=["reech"], quiet=True))


def test_a_result_cannot_be_changed() -> None:
    result = run_in_memory(RunRequest(loads(EXAMPLE), runs=2, quiet=True))
    with pytest.raises(InputError, match="is a result, which cannot be changed any more"):
        promise(PromiseRequest(result, runs=40))


def test_a_file_that_is_no_result_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.h5").write_text("no")
    with pytest.raises(FileProblem, match=r"a\.h5"):
        promise(PromiseRequest(tmp_path / "a.h5"))


def test_a_confidence_beyond_its_range_is_refused() -> None:
    with pytest.raises(UsageProblem, match=r"--confidence': 90 is not in the range 0\.5<=x<=0\.999"):
        PromiseRequest("a.toml", confidence=90)
