"""Carrying sweeps out: finished studies are not begun again, points are taken over, pruned and counted."""

from pathlib import Path

import numpy as np
import pytest

from sim.engine import cells
from sim.engine.progress import Stop
from sim.errors import EngineError, FileProblem, InputError
from sim.measures.stored_files import STUDY
from sim.scenario.load import Loaded
from sim.store import points as pool
from sim.store import study_file
from sim.study.comparison.strategies import Place
from sim.study.sweeps import collect, conduct
from sim.study.sweeps.conduct import Pruned, StudyFiles
from sim.study.sweeps.sweep import Sweep, SweepCells
from tests.sweeps import N_CELLS, Notes, digest, points, prepared, swept


@pytest.fixture
def asked(tmp_path: Path) -> Sweep:
    return prepared(tmp_path)


@pytest.fixture
def notes() -> Notes:
    return Notes()


def place(folder: Path, notes: Notes) -> Place:
    return Place(folder, 1, "sim sweep", notes, Stop())


def files(folder: Path, mode: str = "new") -> StudyFiles:
    return StudyFiles(folder / "s.h5", folder / "points", mode)


def test_a_sweep_is_played_and_written(asked: Sweep, tmp_path: Path, notes: Notes) -> None:
    swept(asked, tmp_path / "other.h5")
    conduct.play_sweep(asked, files(tmp_path), place(tmp_path, notes), None, 0.0)
    assert digest(tmp_path / "s.h5") == digest(tmp_path / "other.h5")
    assert notes.said[-1] == f"stored in {tmp_path / 's.h5'}"


@pytest.mark.parametrize(("mode", "is_known"), [("new", False), ("force", False), ("resume", True)])
def test_only_what_is_resumed_may_be_finished_already(asked: Sweep, tmp_path: Path, mode: str, is_known: bool) -> None:
    swept(asked, tmp_path / "s.h5")
    assert (conduct.finished_already(asked, files(tmp_path, mode)) is not None) is is_known


def test_another_study_is_not_finished(asked: Sweep, tmp_path: Path) -> None:
    swept(asked, tmp_path / "s.h5")
    other = prepared(tmp_path, run={"runs": 4})
    assert conduct.finished_already(other, files(tmp_path, "resume")) is None


def test_without_a_file_nothing_is_finished(asked: Sweep, tmp_path: Path) -> None:
    assert conduct.finished_already(asked, files(tmp_path, "resume")) is None


def test_an_error_of_the_engine_says_how_to_go_on(
    asked: Sweep, tmp_path: Path, notes: Notes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise EngineError("a worker died")

    monkeypatch.setattr(conduct.sweeps, "complete", fail)
    with pytest.raises(EngineError, match=r"^a worker died; continue with the same command and --resume$"):
        conduct.play_sweep(asked, files(tmp_path), place(tmp_path, notes), None, 0.0)


def test_refusals_are_noted_reason_by_reason(asked: Sweep, tmp_path: Path, notes: Notes) -> None:
    conduct.note_refusals(asked, {0: "too many", 3: "too few", 5: "too many"}, place(tmp_path, notes))
    assert notes.said == [
        "2 of 12 cells could not be played and are left out: too many",
        "1 of 12 cells could not be played and are left out: too few",
    ]


def test_a_few_reasons_are_enough(asked: Sweep, tmp_path: Path, notes: Notes) -> None:
    conduct.note_refusals(asked, {number: f"reason {number}" for number in range(12)}, place(tmp_path, notes))
    assert len(notes.said) == conduct.MOST_REASONS + 1
    assert notes.said[-1] == "so are 2 more, for 2 other reasons"


def test_a_point_that_breaks_does_not_stop_the_others(
    asked: Sweep, tmp_path: Path, notes: Notes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is named with its values, the study is written without it, and a resumed sweep has nothing to do."""
    swept(asked, tmp_path / "whole.h5")
    play = cells.plan_of
    pool.drop(tmp_path / "points", list(points(tmp_path / "points")))

    def poisoned(loaded: Loaded) -> object:
        if loaded.scenario.engagement.rate_1k == 0.05 and loaded.scenario.name == "mega":
            raise MemoryError("Unable to allocate 62. GiB")
        return play(loaded)

    monkeypatch.setattr(cells, "plan_of", poisoned)
    conduct.play_sweep(asked, files(tmp_path), place(tmp_path, notes), None, 0.0)
    turned = "engagement.rate_1k = 0.05, creators.micro.quality = 0.5"
    why = f'point 2, "mega", {turned}: MemoryError: Unable to allocate 62. GiB'
    assert f"2 of 12 cells could not be played and are left out: {why}" in notes.said
    assert collect.open_study(tmp_path / "s.h5").about["refused"] == {why: 2}
    column = "outcomes/impressions"
    values, wanted = (study_file.load(tmp_path / name, STUDY, [column]).arrays[column] for name in ("s.h5", "whole.h5"))
    is_left_out = np.isnan(values).all(axis=2)
    assert is_left_out.sum() == 2
    np.testing.assert_array_equal(values[~is_left_out], wanted[~is_left_out])
    assert conduct.finished_already(asked, files(tmp_path, "resume")) is not None


def test_a_sweep_of_nothing_but_broken_points_is_no_study(
    asked: Sweep, tmp_path: Path, notes: Notes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cells, "plan_of", lambda loaded: 1 // 0)
    with pytest.raises(InputError, match=r"^no point of the study is possible: point 0, .*: ZeroDivisionError: "):
        conduct.play_sweep(asked, files(tmp_path), place(tmp_path, notes), None, 0.0)
    assert not (tmp_path / "s.h5").exists()


# Merging


@pytest.fixture
def halves(asked: Sweep, tmp_path: Path) -> tuple[Path, Path]:
    """Two folders, each with about half of the points of a study."""
    swept(asked, tmp_path / "whole.h5")
    keys = sorted(points(tmp_path / "points"))
    folders = (tmp_path / "left", tmp_path / "right")
    for folder, part in zip(folders, (keys[:6], keys[6:]), strict=True):
        for key in part:
            assert pool.copy(tmp_path / "points", folder, key, print)
    pool.drop(tmp_path / "points", keys)
    return folders


def test_what_others_have_is_taken_over_and_collected(
    asked: Sweep, tmp_path: Path, notes: Notes, halves: tuple[Path, Path]
) -> None:
    merged = conduct.merge(asked, files(tmp_path), halves, place(tmp_path, notes))
    assert (merged.n_cells, merged.n_missing) == (N_CELLS, 0)
    assert merged.n_taken == len(points(tmp_path / "points"))
    assert digest(merged.out) == digest(tmp_path / "whole.h5")


def test_nothing_is_collected_while_any_is_missing(
    asked: Sweep, tmp_path: Path, notes: Notes, halves: tuple[Path, Path]
) -> None:
    merged = conduct.merge(asked, files(tmp_path), halves[:1], place(tmp_path, notes))
    there = set(points(tmp_path / "points"))
    assert merged.n_taken == len(there) == 6
    assert merged.n_missing == sum(key not in there for key in cell_keys(asked))
    assert not merged.out.exists()


def test_what_is_there_is_not_taken_again(
    asked: Sweep, tmp_path: Path, notes: Notes, halves: tuple[Path, Path]
) -> None:
    conduct.merge(asked, files(tmp_path), halves, place(tmp_path, notes))
    again = files(tmp_path, "force")
    assert conduct.merge(asked, again, halves, place(tmp_path, notes)).n_taken == 0


def test_a_source_that_is_not_there(asked: Sweep, tmp_path: Path, notes: Notes) -> None:
    with pytest.raises(FileProblem, match=r"gone: there is no such folder$"):
        conduct.merge(asked, files(tmp_path), [tmp_path / "gone"], place(tmp_path, notes))


# Pruning


def cell_keys(asked: Sweep) -> list[str]:
    made = SweepCells(asked)
    return [made.key(number) for number in range(asked.n_cells)]


def test_points_of_wanted_studies_stay(asked: Sweep, tmp_path: Path) -> None:
    swept(asked, tmp_path / "s.h5")
    folder = tmp_path / "points"
    before = points(folder)
    small = prepared(tmp_path, vary={"engagement.rate_1k": [0.02, 0.05], "creators.micro.quality": [0.5, 2.0]})
    doomed = set(before) - set(cell_keys(small))
    counted = conduct.prune(folder, [small], dry_run=True)
    assert points(folder) == before
    assert counted.n_points == len(doomed) > 0
    assert counted.n_bytes == pool.size(folder, doomed)
    assert conduct.prune(folder, [small], dry_run=False) == counted
    assert set(points(folder)) == set(before) - doomed


def test_an_empty_folder_has_nothing_to_prune(asked: Sweep, tmp_path: Path) -> None:
    assert conduct.prune(tmp_path / "points", [asked], dry_run=False) == Pruned(tmp_path / "points", 0, 0, 0, True)
