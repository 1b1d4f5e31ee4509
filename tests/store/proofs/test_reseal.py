"""Seals that are given again: only where the content is what was written, and nothing else changes."""

import os
from pathlib import Path

import h5py
import pytest

from sim.errors import DamagedFile, FileProblem
from sim.store import result, seal
from sim.store.proofs.reseal import CheckedFile, seal_again
from tests.store.any_content import ANYTHING
from tests.store.reading.test_read import example, image, sealed


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return sealed(tmp_path / "r.h5", image())


def test_a_right_seal_stays(path: Path) -> None:
    before = path.read_bytes()
    assert seal_again(path) == CheckedFile(path, is_new=False)
    assert path.read_bytes() == before


def test_a_seal_that_another_program_has_cut_off(path: Path) -> None:
    h5py.File(path, "r+").close()
    assert seal_again(path) == CheckedFile(path, is_new=True)
    seal.verify(path)
    assert result.digest(result.load(path, ANYTHING)) == result.digest(example())


def test_what_was_added_stays_in_the_file_and_is_not_read(path: Path) -> None:
    with h5py.File(path, "r+") as file:
        file.attrs["comment"] = "mine"
    seal_again(path)
    with h5py.File(path) as file:
        assert file.attrs["comment"] == "mine"
    assert result.load(path, ANYTHING).attributes == {"title": "x"}


def test_an_old_seal_behind_changed_bytes_is_replaced(path: Path) -> None:
    """As of a program that writes in place and leaves the length of the file as it is."""
    old = path.read_bytes()[-seal.LENGTH :]
    with h5py.File(path, "r+") as file:
        file.attrs["comment"] = "mine"
    grown = path.stat().st_size
    path.write_bytes(path.read_bytes() + old)
    seal_again(path)
    seal.verify(path)
    assert path.stat().st_size == grown + seal.LENGTH


def test_a_link_stays_a_link(path: Path, tmp_path: Path) -> None:
    h5py.File(path, "r+").close()
    (tmp_path / "link.h5").symlink_to(path)
    seal_again(tmp_path / "link.h5")
    assert (tmp_path / "link.h5").is_symlink()
    seal.verify(path)


def test_damage_is_not_sealed(path: Path) -> None:
    with h5py.File(path, "r+") as file:
        file["outcomes/cost"][0] = 2.0
    before = path.read_bytes()
    with pytest.raises(DamagedFile, match="outcomes/cost: is not what was written"):
        seal_again(path)
    assert path.read_bytes() == before


def test_a_full_disk_leaves_the_file(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(28, os.strerror(28))

    h5py.File(path, "r+").close()
    before = path.read_bytes()
    monkeypatch.setattr(os, "write", refuse)
    with pytest.raises(FileProblem, match="disk full"):
        seal_again(path)
    assert path.read_bytes() == before
