"""Questions to a study: by its file or itself, about its own measure, with tables and figures if asked for."""

import csv
from pathlib import Path

import pytest

from sim.errors import FileProblem, InputError
from sim.report.figures import canvas
from sim.study.sweeps.collect import OpenStudy
from sim.tasks.campaign.show import SweepAnswer
from sim.tasks.sweeps.sensitivity import SensitivityRequest, open_study, sensitivity
from tests.answers import corner
from tests.studies import PATHS, written


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> OpenStudy:
    return written(tmp_path_factory.mktemp("study"), "sobol", 60, corner)


def test_a_study_is_opened_by_its_file_or_taken_itself(study: OpenStudy) -> None:
    assert open_study(SweepAnswer(study)) is study
    assert open_study(str(study.path)).path == study.path


def test_the_measure_is_the_studys_unless_said(study: OpenStudy) -> None:
    assert sensitivity(SensitivityRequest(study.path)).sensitivity.measure == "cpe"
    assert sensitivity(SensitivityRequest(study.path, measure="engagements")).sensitivity.measure == "engagements"


def test_a_strategy_alone_may_be_analysed(study: OpenStudy) -> None:
    assert sensitivity(SensitivityRequest(study.path, of="A")).sensitivity.knowing is None


def test_the_table_has_a_row_per_number(study: OpenStudy, tmp_path: Path) -> None:
    answer = sensitivity(SensitivityRequest(study.path, out=tmp_path / "t.csv"))
    _, *rows = csv.reader((tmp_path / "t.csv").read_text().splitlines())
    assert {row[0] for row in rows} == set(PATHS)
    assert answer.to_pandas().shape[0] == len(rows)


def test_a_table_is_replaced_only_by_force(study: OpenStudy, tmp_path: Path) -> None:
    (tmp_path / "t.csv").touch()
    with pytest.raises(FileProblem, match=r"exists already"):
        sensitivity(SensitivityRequest(study.path, out=tmp_path / "t.csv"))
    sensitivity(SensitivityRequest(study.path, out=tmp_path / "t.csv", force=True))
    assert (tmp_path / "t.csv").stat().st_size > 0


def test_figures_are_drawn_only_if_asked_for(study: OpenStudy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = []
    monkeypatch.setattr(canvas, "write", lambda drawings, folder: drawn.append((len(drawings), folder)))
    answer = sensitivity(SensitivityRequest(study.path))
    assert drawn == []
    sensitivity(SensitivityRequest(study.path, figures=tmp_path / "figures"))
    assert drawn == [(len(answer.drawings()), tmp_path / "figures")]


def test_what_the_study_has_not_is_refused(study: OpenStudy) -> None:
    with pytest.raises(InputError, match=r'nothing is called "C" in this study'):
        sensitivity(SensitivityRequest(study.path, of="C"))
