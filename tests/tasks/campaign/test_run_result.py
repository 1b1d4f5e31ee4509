"""A result in Python: columns by name, plain attributes, and the same digest as its file."""

import sys
from pathlib import Path

import numpy as np
import pytest

from sim.errors import MissingExtraError
from sim.measures.stored_files import RESULT
from sim.store import result as files
from sim.study.comparison.compare import Comparison
from sim.tasks.campaign.run_result import Result


@pytest.fixture
def result(comparison: Comparison) -> Result:
    return Result(comparison.strategies[0].stored, None)


def test_columns_are_taken_by_their_names(result: Result) -> None:
    assert {"outcomes/reach", "series/reach"} <= set(result.keys())
    assert result["outcomes/reach"].shape == (1, 9)
    with pytest.raises(KeyError):
        result["outcomes/nothing"]


def test_attributes_can_be_changed_without_changing_the_result(result: Result) -> None:
    attributes = dict(result.attributes)
    assert attributes["title"] == "micros"
    result.attributes["title"] = "other"
    assert dict(result.attributes) == attributes


def test_a_file_has_the_same_digest(result: Result, tmp_path: Path) -> None:
    files.save(tmp_path / "r.h5", result.stored)
    assert Result(files.load(tmp_path / "r.h5", RESULT), tmp_path / "r.h5").digest() == result.digest()


def test_a_summary_has_the_mean_of_all_runs(result: Result) -> None:
    assert result.summary()["reach"].estimate.value == pytest.approx(result["outcomes/reach"].mean())


def test_a_data_frame_has_a_row_per_run_and_day(result: Result) -> None:
    frame = result.to_pandas("days")
    assert list(frame.index.names) == ["draw", "run", "day"]
    assert len(frame) == 9 * 5


def test_a_data_tree_keeps_axes_and_units(result: Result) -> None:
    reach = result.to_xarray()["outcomes/reach"]
    assert reach.dims == ("draw", "run")
    assert reach.attrs["units"] == "persons"
    np.testing.assert_array_equal(reach.values, result["outcomes/reach"])


def test_a_missing_library_is_named_with_its_extra(result: Result, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "xarray", None)
    with pytest.raises(MissingExtraError, match=r'^to_xarray needs: pip install "influence-sim\[analysis\]"$'):
        result.to_xarray()
