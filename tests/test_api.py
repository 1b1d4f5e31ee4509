"""The Python interface, and the session of docs/python.md as it is written there."""

import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import sim
from sim.errors import InputError, SimError, UsageProblem
from sim.tasks.campaign.show import SweepAnswer
from sim.tasks.sweeps.sweep import SweepRequest
from tests import sweeps
from tests.answers import corner
from tests.studies import written

ROOT = Path(__file__).parents[1]
CHANGES = {"run.runs": 10, "run.draws": 1, "world.people": 200_000, "world.shared_audience.among.creators": 20}


@pytest.fixture(scope="module")
def result() -> sim.Result:
    return sim.run(sim.load(ROOT / "configs/micro_5.toml", CHANGES))


def test_a_file_holds_what_run_returned(result: sim.Result, tmp_path: Path) -> None:
    stored = sim.run(sim.load(ROOT / "configs/micro_5.toml", CHANGES), out=tmp_path / "five.h5")
    opened = sim.open(tmp_path / "five.h5")
    assert opened.digest() == stored.digest() == result.digest()
    assert opened.scenario == (ROOT / "configs/micro_5.toml").read_text()
    assert opened.attributes["command"] == "sim.run()"


def test_changes_are_checked() -> None:
    with pytest.raises(InputError, match="must be a whole number from 1 to"):
        sim.load(ROOT / "configs/micro_5.toml", {"run.runs": 0})


def test_to_pandas_has_a_row_per_run_or_day(result: sim.Result) -> None:
    runs, days = result.to_pandas(), result.to_pandas("days")
    assert list(runs.index.names) == ["draw", "run"]
    assert len(runs) == 10
    assert len(days) == 210
    assert days["reach"].groupby("run").sum().tolist() == runs["reach"].tolist()


def test_to_xarray_has_named_labelled_dimensions(result: sim.Result) -> None:
    tree = result.to_xarray()
    series = tree["series/reach"]
    assert series.dims == ("draw", "run", "day")
    assert series.attrs["units"] == "persons"
    np.testing.assert_array_equal(series.sum("day").values, result["outcomes/reach"])


def test_unknown_names_are_attribute_errors() -> None:
    with pytest.raises(AttributeError, match="no attribute 'simulate'"):
        _ = sim.simulate


def test_results_can_be_compared(result: sim.Result) -> None:
    other = sim.run(sim.load(ROOT / "configs/micro_5.toml", {**CHANGES, "creators.micro.count": 4}))
    verdict = sim.compare([result, other], measure="engagers", quiet=True, despite_health=True)
    assert verdict.comparison.paired
    assert verdict["reach"].difference.value == pytest.approx(
        (result["outcomes/reach"] - other["outcomes/reach"]).mean()
    )
    assert str(verdict).splitlines()[-1] == verdict.sentence
    assert "Engagers: " in verdict.sentence


def test_one_result_is_no_comparison(result: sim.Result) -> None:
    with pytest.raises(UsageProblem, match="a comparison needs two strategies or more"):
        sim.compare([result])


def test_a_study_is_asked_as_it_was_given(tmp_path: Path) -> None:
    study = written(tmp_path, "sobol", 60, corner)
    answer = sim.sensitivity(SweepAnswer(study))
    assert answer.to_dict() == sim.sensitivity(study.path).to_dict()
    assert sim.discover(SweepAnswer(study)).sentence == sim.discover(study.path).sentence


def test_loaded_scenarios_are_swept_as_their_files_are(tmp_path: Path) -> None:
    for name, text in (("a.toml", sweeps.A), ("b.toml", sweeps.B)):
        (tmp_path / name).write_text(text)
    files = [tmp_path / "a.toml", tmp_path / "b.toml"]
    vary, changes = {"engagement.rate_1k": "0.02:0.08"}, {"creators.micro.quality": 2.0}
    by_file = SweepRequest(files, vary=vary, set={"run.horizon_days": 4}).prepare("new").sweep
    given = [sim.load(files[0], changes), files[1]]
    by_value = SweepRequest(given, vary=vary, set={"run.horizon_days": 4}).prepare("new").sweep
    assert [side.scenario.run for side in by_value.sides] == [side.scenario.run for side in by_file.sides]
    assert by_value.sides[0].scenario.creators[0].quality == 2.0
    assert by_value.sides[1] == by_file.sides[1]
    assert by_value.study.table.strategies == by_file.study.table.strategies


@pytest.mark.parametrize(
    ("call", "line"),
    [
        (sim.run, "is a result; give the scenario that it was made of"),
        (sim.sensitivity, "Invalid value for 'study': "),
        (lambda result: sim.sweep([result], vary={"costs.hour_usd": "30:90"}), "is a result; give the scenario"),
        (lambda result: sim.flip(result, result, over=["costs.hour_usd"]), "is a result; give the scenario"),
    ],
)
def test_a_result_where_it_cannot_be_is_refused(
    result: sim.Result, call: Callable[[sim.Result], object], line: str
) -> None:
    with pytest.raises(SimError, match=re.escape(line)):
        call(result)


def test_refusals_name_options_as_python_writes_them(tmp_path: Path) -> None:
    (tmp_path / "there.h5").touch()
    with pytest.raises(SimError, match=r"exists already; force=True replaces it$"):
        sim.run(ROOT / "configs/micro_5.toml", out=tmp_path / "there.h5")
    with pytest.raises(SimError, match=r"^resume=True continues a run, force=True starts it again: give one of them$"):
        sim.run(ROOT / "configs/micro_5.toml", out=tmp_path / "there.h5", resume=True, force=True)
    with pytest.raises(SimError, match=r"^Invalid value for 'threads': 0 is not in the range 1<=x<=1024\.$"):
        sim.run(ROOT / "configs/micro_5.toml", threads=0)
    with pytest.raises(SimError, match=r"^set run\.runs=0: must be"):
        sim.load(ROOT / "configs/micro_5.toml", {"run.runs": 0})
