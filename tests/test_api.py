"""The Python interface, and the session of docs/python.md as it is written there."""

from pathlib import Path

import numpy as np
import pytest

import sim
from sim.errors import InputError, UsageProblem

ROOT = Path(__file__).parents[1]
CHANGES = {"run.runs": 10, "world.people": 200_000, "world.shared_audience.among.creators": 20}


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
    verdict = sim.compare([result, other], measure="engagers", quiet=True)
    assert verdict.comparison.paired
    assert verdict["reach"].difference.value == pytest.approx(
        (result["outcomes/reach"] - other["outcomes/reach"]).mean()
    )
    assert str(verdict).splitlines()[-1] == verdict.sentence
    assert verdict.sentence.startswith("Engagers: ")


def test_one_result_is_no_comparison(result: sim.Result) -> None:
    with pytest.raises(UsageProblem, match="a comparison needs two strategies or more"):
        sim.compare([result])
