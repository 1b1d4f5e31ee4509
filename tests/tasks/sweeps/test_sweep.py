"""Sweeps: what contradicts, what a forecast and a status play (nothing), and whose points are removed."""

from pathlib import Path

import pytest

from sim.errors import FileProblem, UsageProblem
from sim.study.sweeps import conduct
from sim.tasks.sweeps.sweep import (
    MergeRequest,
    PruneRequest,
    StatusRequest,
    SweepRequest,
    forecast,
    merge,
    mode_of,
    prune,
    status,
    sweep,
)
from tests import sweeps


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A study and its two scenarios in the current folder."""
    monkeypatch.chdir(tmp_path)
    sweeps.written(tmp_path)
    return tmp_path


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*"))


@pytest.mark.parametrize(
    ("switches", "line"),
    [
        ({"resume": True, "force": True}, "--resume continues a sweep, --force starts it again: give one of them"),
        ({"cluster": "local:2", "threads": 2}, "--threads is for this machine; a cluster's workers have their own"),
    ],
)
def test_options_that_exclude_each_other(switches: dict[str, object], line: str) -> None:
    with pytest.raises(UsageProblem, match=f"^{line}$"):
        sweep(SweepRequest(["nowhere.toml"], **switches))


def test_force_starts_again() -> None:
    assert mode_of(resume=False, force=True) == "force"


def test_a_forecast_and_a_status_leave_nothing(folder: Path) -> None:
    before = names(folder)
    assert forecast(SweepRequest(["s.toml"])).outlook.n_cells == sweeps.N_CELLS
    assert status(StatusRequest(["s.toml"])).standing.n_done == 0
    assert names(folder) == before


def test_a_strategy_is_not_replaced_by_the_study(folder: Path) -> None:
    (folder / "a.h5").symlink_to("a.toml")
    with pytest.raises(FileProblem, match=r"a\.h5: is read by this command"):
        sweep(SweepRequest(["s.toml"], out="a.h5", force=True))


def test_a_study_that_is_there_is_refused_before_anything_is_played(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(conduct, "play_sweep", None)
    (folder / "t.h5").touch()
    with pytest.raises(FileProblem, match=r"t\.h5: exists already"):
        sweep(SweepRequest(["s.toml"], out="t.h5", quiet=True))
    with pytest.raises(FileProblem, match=r"t\.h5: exists already; --force replaces it"):
        merge(MergeRequest(["s.toml"], out="t.h5", from_=["points"]))


def test_points_are_taken_from_every_folder(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    monkeypatch.setattr(conduct, "merge", lambda *parts: asked.append(parts))
    merge(MergeRequest(["s.toml"], from_=["one", "other"], force=True, quiet=True))
    _, files, sources, _ = asked[0]
    assert (files.mode, sources) == ("force", [Path("one"), Path("other")])


def test_the_points_of_studies_to_keep_stay(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    monkeypatch.setattr(conduct, "prune", lambda *parts: asked.append(parts))
    prune(PruneRequest(folder, keep=["s.toml"], dry_run=True))
    place, spared, is_dry = asked[0]
    assert (place, is_dry) == (folder, True)
    assert [study.study.file for study in spared] == [Path("s.toml")]


def test_a_file_is_no_folder_of_points(folder: Path) -> None:
    with pytest.raises(FileProblem, match=r"^a\.toml: there is no such folder of points$"):
        prune(PruneRequest("a.toml"))
