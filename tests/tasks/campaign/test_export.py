"""Exports: a table beside its source unless a file is named, and never over what is read."""

from pathlib import Path

import pytest

from sim.errors import FileProblem, UsageProblem
from sim.store import result
from sim.study.comparison.compare import Comparison
from sim.tasks.campaign.export import ExportRequest, export
from tests.answers import corner
from tests.studies import written


@pytest.fixture
def stored(comparison: Comparison, tmp_path: Path) -> Path:
    """A result of 9 runs of 5 days in a file."""
    result.save(tmp_path / "r.h5", comparison.strategies[0].stored)
    return tmp_path / "r.h5"


@pytest.mark.parametrize(("table", "name", "n_rows"), [("runs", "r.csv", 9), ("days", "r.days.csv", 45)])
def test_a_table_lies_beside_its_result(stored: Path, table: str, name: str, n_rows: int) -> None:
    done = export(ExportRequest(stored, to="csv", table=table))
    assert done == (stored.parent / name, n_rows)
    assert len(done.path.read_text().splitlines()) == n_rows + 1


def test_a_study_has_a_row_per_point(tmp_path: Path) -> None:
    study = written(tmp_path, "sobol", 12, corner)
    done = export(ExportRequest(study.path, to="csv", out=tmp_path / "points.csv"))
    assert done == (tmp_path / "points.csv", 12)


def test_a_study_is_not_replaced_by_its_own_table(tmp_path: Path) -> None:
    study = written(tmp_path, "sobol", 12, corner)
    table = study.path.rename(tmp_path / "study.csv")
    with pytest.raises(FileProblem, match=r"is read by this command"):
        export(ExportRequest(table, to="csv", out=table, force=True))


def test_a_table_is_called_what_it_is(tmp_path: Path) -> None:
    study = written(tmp_path, "sobol", 12, corner)
    with pytest.raises(UsageProblem, match=r"points\.parquet: must end in \.csv, by --to csv$"):
        export(ExportRequest(study.path, to="csv", out=tmp_path / "points.parquet"))


def test_a_table_is_replaced_only_by_force(stored: Path) -> None:
    export(ExportRequest(stored, to="csv"))
    with pytest.raises(FileProblem, match=r"exists already; --force replaces it"):
        export(ExportRequest(stored, to="csv"))
    assert export(ExportRequest(stored, to="csv", force=True)).n_rows == 9
