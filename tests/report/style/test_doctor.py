"""The machine: sizes of folders, and what can be written."""

import importlib.util
from pathlib import Path

import pytest

from sim.report.style import doctor
from sim.report.style.doctor import FolderSize, folder_size, in_words


def test_files_of_all_folders_below_are_counted(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "a").write_bytes(b"12345")
    (tmp_path / "deep/b").write_bytes(b"123")
    assert folder_size(tmp_path) == FolderSize(2, 8)
    assert folder_size(tmp_path / "nowhere") == FolderSize(0, 0)


def test_a_size_in_words() -> None:
    assert in_words(FolderSize(1200, 3_400_000)) == "1,200 files, 3 MB"


def test_a_missing_extra_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "find_spec", lambda name: None if name == "pyarrow" else importlib.util)
    facts = dict(doctor.software())
    assert facts["extra parquet"] == 'pip install "influence-sim[parquet]"'
    assert facts["extra analysis"] == "installed"


def test_a_cache_that_cannot_be_written_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "is_writable", lambda folder: False)
    assert doctor.cache_state(tmp_path) == f"{tmp_path} (cannot be written: only what is there already is used)"


def test_a_cache_that_is_not_used_is_said(tmp_path: Path) -> None:
    tmp_path.chmod(0o777)
    assert doctor.cache_state(tmp_path).startswith(f"{tmp_path} is not used: may be written by others")
    assert doctor.cache_state(None).startswith("none (no home folder)")


def test_a_folder_without_the_kernel_is_not_called_compiled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.engine.play.code_cache", lambda: tmp_path)
    assert dict(doctor.caches())["code for this version"] == "not compiled yet"
