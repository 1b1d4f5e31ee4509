"""The machine: sizes of folders, and what can be written."""

import importlib.util
from pathlib import Path

import pytest

from sim.report.style import doctor
from sim.report.style.doctor import FolderSize, folder_size, in_words, is_writable


def test_files_of_all_folders_below_are_counted(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "a").write_bytes(b"12345")
    (tmp_path / "deep/b").write_bytes(b"123")
    assert folder_size(tmp_path) == FolderSize(2, 8)
    assert folder_size(tmp_path / "nowhere") == FolderSize(0, 0)


def test_a_size_in_words() -> None:
    assert in_words(FolderSize(1200, 3_400_000)) == "1,200 files, 3 MB"


def test_a_folder_that_is_to_be_made_is_writable_if_the_one_above_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    monkeypatch.setattr(doctor.os, "access", lambda folder, mode: asked.append(folder) or True)
    assert is_writable(tmp_path / "new/deep")
    assert asked == [tmp_path]


def test_a_missing_extra_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "find_spec", lambda name: None if name == "pyarrow" else importlib.util)
    facts = dict(doctor.software())
    assert facts["extra parquet"] == 'pip install "influence-sim[parquet]"'
    assert facts["extra analysis"] == "installed"


def test_a_cache_that_cannot_be_written_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "is_writable", lambda folder: False)
    assert dict(doctor.caches())["cache folder"].endswith(" (cannot be written)")
