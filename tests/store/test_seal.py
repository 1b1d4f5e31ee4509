"""The seal of result files in odd places, cut, doubled, unsealed, newer, or written by other programs."""

import os
import socket
from pathlib import Path
from typing import Any

import pytest

from sim.store import result, seal
from sim.store.seal import BrokenSeal, Checksum, Sealing
from tests.store.any_content import ANYTHING
from tests.store.reading.test_read import image, not_ours, sealed


def refused(path: Path) -> str:
    with pytest.raises(BrokenSeal) as caught:
        seal.verify(path)
    return caught.value.reason


def test_an_unknown_checksum(tmp_path: Path) -> None:
    content = image()
    head = seal.HEAD.pack(seal.MAGIC, seal.FORMAT, 9, len(content))
    (tmp_path / "r.h5").write_bytes(content + head + bytes(seal.DIGEST))
    assert refused(tmp_path / "r.h5") == "the seal at its end names no known checksum"


def test_odd_places(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(image())
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    (tmp_path / "dangling").symlink_to(tmp_path / "none")
    (tmp_path / "folder").symlink_to(tmp_path)
    assert not_ours(tmp_path / "file" / "x") == "cannot be read: Not a directory"
    assert not_ours(tmp_path / "loop") == "cannot be read: Too many levels of symbolic links"
    assert not_ours(tmp_path / "dangling") == "there is no such file"
    assert not_ours(tmp_path / "folder") == "is a folder, not a result file"
    assert not_ours(tmp_path / ("x" * 300)) == "cannot be read: File name too long"
    assert not_ours(Path("/dev/zero")) == "is a device or a pipe, not a result file"


def test_a_socket(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # its name must be short
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("s.h5")
        assert not_ours(Path("s.h5")) == "is a device or a pipe, not a result file"


def test_a_link_to_a_result_is_read(tmp_path: Path) -> None:
    (tmp_path / "link.h5").symlink_to(sealed(tmp_path / "r.h5", image()))
    assert result.load(tmp_path / "link.h5", ANYTHING).attributes["title"] == "x"


def test_a_file_without_permission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Any, *arguments: Any, **options: Any) -> Any:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(os, "stat", refuse)  # as in a folder that may not be entered
    assert not_ours(tmp_path / "r.h5") == "may not be read by this user"


def test_a_disk_that_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*arguments: Any, **options: Any) -> Any:
        raise OSError(5, "Input/output error")

    path = sealed(tmp_path / "r.h5", image())
    monkeypatch.setattr(Path, "open", refuse)
    assert not_ours(path) == "cannot be read: Input/output error"


def test_two_files_one_after_the_other(tmp_path: Path) -> None:
    path = sealed(tmp_path / "r.h5", image())
    path.write_bytes(path.read_bytes() * 2)
    size = path.stat().st_size
    assert refused(path) == f"{size} of {size // 2} bytes"


@pytest.mark.parametrize(("content", "told"), [
    (b"CDF\x01" + bytes(50), "not a result file (starts with CDF: looks like an old netCDF file)"),
    (b"%PDF-1.7\n\x80", "not a result file (starts with %PDF: looks like a PDF)"),
    (b"\x89HDF\0", "not a result file"),
    (seal.HDF5, "an HDF5 file, but not a result of sim"),
    (b"\n\n", "not a result file (looks like text)"),
])  # fmt: skip
def test_foreign_files(tmp_path: Path, content: bytes, told: str) -> None:
    (tmp_path / "r.h5").write_bytes(content)
    assert not_ours(tmp_path / "r.h5") == told


@pytest.mark.parametrize("size", [50, 101, 105, 111, 112, 200])
def test_a_file_of_ours_that_lost_its_seal_is_told_from_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    """However it is cut for reading: the mark of ours may lie across two pieces."""
    path = tmp_path / "r.h5"
    path.write_bytes(seal.HDF5.ljust(100, b"\0") + seal.MARK + bytes(100))
    monkeypatch.setattr(seal, "PIECE", size)
    assert refused(path) == "the seal at its end is missing or changed"


@pytest.mark.parametrize("kind", Checksum)
def test_a_seal_of_pieces_is_that_of_the_whole(tmp_path: Path, kind: Checksum) -> None:
    sealing = Sealing(kind, 6)
    for piece in (b"abc", b"", b"def"):
        sealing.add(piece)
    assert sealing.seal() == seal.seal(b"abcdef", kind)
    (tmp_path / "x").write_bytes(b"abcdef" + seal.seal(b"abcdef", kind))
    seal.verify(tmp_path / "x")


@pytest.mark.parametrize("kind", Checksum)
@pytest.mark.parametrize("place", [0, 5, 6 + seal.HEAD.size, -1])
def test_a_flipped_bit_breaks_the_seal(tmp_path: Path, kind: Checksum, place: int) -> None:
    content = bytearray(b"abcdef" + seal.seal(b"abcdef", kind))
    content[place] ^= 1
    (tmp_path / "x").write_bytes(content)
    assert refused(tmp_path / "x") == "its bytes are not what was written"
