"""Forecasts of a sweep: sizes and disk by hand, the room there is, and the progress."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from sim.engine import memory
from sim.errors import FileProblem
from sim.measures.columns import TOTALS
from sim.study.sweeps import sweep_forecast
from sim.study.sweeps.sweep import Sweep
from sim.study.sweeps.sweep_forecast import Outlook, check_disk, forecast_of_cell, of, standing
from tests.sweeps import N_CELLS, points, prepared, swept


@pytest.fixture
def asked(tmp_path: Path) -> Sweep:
    return prepared(tmp_path)


def test_sizes_and_disk_by_hand(asked: Sweep) -> None:
    outlook = of(asked, 1)
    assert (outlook.n_points, outlook.n_cells, outlook.runs) == (6, N_CELLS, 3)
    assert outlook.disk == N_CELLS * (9_000 + 3.0 * 8.0 * len(TOTALS) * 3)


def test_threads_share_the_time_and_not_the_plans(asked: Sweep, monkeypatch: pytest.MonkeyPatch) -> None:
    side = SimpleNamespace(core_seconds=1.0, n_slots=0, memory=SimpleNamespace(total=memory.BASE + 10.0))
    monkeypatch.setattr(sweep_forecast.forecast, "check", lambda *_: side)
    one, four = of(asked, 1), of(asked, 4)
    assert one.seconds == pytest.approx(2 * 6 * 1.05)
    assert four.seconds == pytest.approx(one.seconds / 4)
    assert (one.memory, four.memory) == (memory.BASE + 10.0, memory.BASE + 40.0)


def test_a_cell_costs_its_plan_and_its_file() -> None:
    assert forecast_of_cell(SimpleNamespace(core_seconds=2.0, n_slots=1_000_000)) == pytest.approx(2.0 + 0.05 + 0.04)


@pytest.mark.parametrize(("free", "is_refused"), [(2_000_000, False), (1_999_999, True)])
def test_a_disk_without_room_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: int, is_refused: bool
) -> None:
    monkeypatch.setattr(sweep_forecast.shutil, "disk_usage", lambda _: SimpleNamespace(free=free))
    outlook, folder = Outlook(1, 1, 1, 1.0, 1.0, 2e6), tmp_path / "not" / "yet"
    if not is_refused:
        check_disk(outlook, folder)
        return
    with pytest.raises(FileProblem) as caught:
        check_disk(outlook, folder)
    assert str(caught.value) == f"{folder}: needs up to 2 MB, 2 MB are free"


def test_nothing_is_done_before_it_begins(asked: Sweep, tmp_path: Path) -> None:
    now = standing(asked, tmp_path / "s.h5", tmp_path / "points")
    assert (now.n_points, now.n_done, now.n_cells, now.n_cells_done, now.size) == (6, 0, N_CELLS, 0, 0)
    assert (now.is_begun, now.is_written) == (False, False)


def test_a_point_is_done_when_all_its_cells_are(asked: Sweep, tmp_path: Path) -> None:
    swept(asked, tmp_path / "s.h5")
    folder = tmp_path / "points"
    whole = standing(asked, tmp_path / "s.h5", folder)
    assert (whole.n_done, whole.n_cells_done, whole.is_written) == (6, N_CELLS, True)
    assert whole.size > 0
    sweep_forecast.pool.drop(folder, [next(iter(points(folder)))])
    less = standing(asked, tmp_path / "s.h5", folder)
    assert less.n_cells_done < N_CELLS
    assert less.n_done == 6 - (N_CELLS - less.n_cells_done)
    assert less.size < whole.size
