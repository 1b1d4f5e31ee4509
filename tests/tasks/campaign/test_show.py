"""Files that are opened again: a study is told from a result by its content."""

from pathlib import Path

import pytest

from sim.errors import FileProblem
from sim.store import result
from sim.study.comparison.compare import Comparison
from sim.tasks.campaign.run_result import Result
from sim.tasks.campaign.show import ShowRequest, SweepAnswer, open_file, show
from tests.answers import corner
from tests.studies import written


def test_a_result_is_opened_as_a_result(comparison: Comparison, tmp_path: Path) -> None:
    path = tmp_path / "r.h5"
    result.save(path, comparison.strategies[0].stored)
    answer = show(ShowRequest(path))
    assert isinstance(answer, Result)
    assert answer.path == path


def test_a_study_is_opened_as_a_study(tmp_path: Path) -> None:
    study = written(tmp_path, "sobol", 12, corner)
    answer = open_file(str(study.path))
    assert isinstance(answer, SweepAnswer)
    assert answer.study.path == study.path


def test_a_data_frame_of_a_study_has_a_row_per_point(tmp_path: Path) -> None:
    frame = SweepAnswer(written(tmp_path, "sobol", 12, corner)).to_pandas()
    assert frame["point"].tolist() == list(range(12))


def test_the_digest_of_a_study_follows_its_content(tmp_path: Path) -> None:
    (tmp_path / "copy").mkdir()
    answer = SweepAnswer(written(tmp_path, "sobol", 12, corner))
    assert answer.digest() == SweepAnswer(written(tmp_path / "copy", "sobol", 12, corner)).digest()
    assert answer.digest() != SweepAnswer(written(tmp_path / "copy", "sobol", 13, corner)).digest()


def test_what_is_neither_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.h5").write_text("no HDF5")
    with pytest.raises(FileProblem, match=r"a\.h5: not a result file"):
        open_file(tmp_path / "a.h5")
