"""Damaged parts are set aside and done again; damaged keys and strange parts are named."""

import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from sim.errors import DamagedFile
from sim.store import parts, seal
from sim.store.stored_result import Column
from tests.store import test_parts as runs
from tests.store.test_parts import COLUMNS, DAYS, DRAWS, KEY, finish, folder_of, names_in, play, rows, started


@pytest.fixture
def unfinished(tmp_path: Path) -> Path:
    return runs.begun(tmp_path / "r.h5")


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[1000] ^= 4
    path.write_bytes(content)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:700])


def empty(path: Path) -> None:
    path.write_bytes(b"")


def swap(path: Path) -> None:
    shutil.copy(path.with_name("draw1_runs_2-6.h5"), path)


DAMAGES = {
    flip: "damaged: i4_cell: is damaged; all else is as it was written; run again to make it anew",
    cut: "damaged: 700 of {size} bytes; run again to make it anew",
    empty: "is empty, not a result file",
    swap: "damaged: belongs to another run or has another name",
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_part_is_set_aside_and_done_again(unfinished: Path, damage: Callable[[Path], None]) -> None:
    path = folder_of(unfinished) / "draw0_runs_0-4.h5"
    told = DAMAGES[damage].format(size=path.stat().st_size)
    damage(path)
    with started(unfinished, "resume") as work:
        assert work.damaged == [f"{path}: {told}; kept as {path.name}.bad, its runs are done again"]
        assert work.finished_stretches() == [(1, 2, 6)]
        assert f"{path.name}.bad" in names_in(path.parent)
        stored = finish(work)
    np.testing.assert_array_equal(stored.arrays["outcomes/cost"][0], rows(0, 0, 10)["outcomes/cost"])
    assert names_in(unfinished.parent) == ["r.h5"]


def test_a_damaged_part_stays_for_inspection_until_the_end(tmp_path: Path) -> None:
    out = tmp_path / "r.h5"
    with started(out) as work:
        play(work, (0, 0, 4))
    empty(folder_of(out) / "draw0_runs_0-4.h5")
    with started(out, "resume") as work:
        assert len(work.damaged) == 1
    assert names_in(folder_of(out)) == [".lock", "draw0_runs_0-4.h5.bad", "key.json"]


def test_a_part_that_breaks_before_the_merge(unfinished: Path) -> None:
    with started(unfinished, "resume") as work:
        play(work, *work.missing())
        flip(folder_of(unfinished) / "draw0_runs_0-4.h5")
        with pytest.raises(DamagedFile, match="i4_cell: is damaged"):
            work.finish(runs.rest())
    assert not unfinished.exists()
    with started(unfinished, "resume") as work:
        assert work.missing() == [(0, 0, 4)]


def test_a_column_more_than_the_parts_have(unfinished: Path) -> None:
    columns = (*COLUMNS, Column("outcomes/new", ("draw", "run"), "1", "new"))
    with parts.open(unfinished, KEY, columns, {"draw": DRAWS, "run": 10, "day": DAYS}, "resume") as work:
        assert work.finished_stretches() == []
        assert [line.split("damaged: ")[1].split(";")[0] for line in work.damaged] == ["outcomes/new: is not there"] * 2


def test_another_number_of_days(unfinished: Path) -> None:
    with parts.open(unfinished, KEY, COLUMNS, {"draw": DRAWS, "run": 10, "day": 5}, "resume") as work:
        assert "cells of its columns per run, not " in work.damaged[0]


def test_a_part_of_a_newer_version(unfinished: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is whole, so it is neither set aside nor done again."""
    with monkeypatch.context() as later:
        later.setattr(seal, "FORMAT", 2)
        with started(unfinished, "resume") as work:
            play(work, (0, 4, 6))
    path = folder_of(unfinished) / "draw0_runs_4-6.h5"
    told = "written by a newer version of sim (format 2, this one reads up to 1); update sim"
    assert runs.refused(unfinished, "resume") == f"{path}: {told}"
    assert path.exists()


def test_types_that_differ_between_parts(tmp_path: Path) -> None:
    out = tmp_path / "r.h5"
    with started(out) as work:
        play(work, (0, 0, 10), (1, 0, 5))
        work.commit(1, 5, 10, {**rows(1, 5, 10), "series/reach": np.full((5, DAYS), 2**40)})
        with pytest.raises(DamagedFile) as caught:
            work.merge()
    told = "series/reach: is int64, but int32 in other parts"
    assert str(caught.value) == f"{folder_of(out) / 'draw1_runs_5-10.h5'}: damaged: {told}"
