"""Code on disk: every turned bit is noticed, and whatever happens to the files, there is an answer."""

import pickle
from pathlib import Path

import pytest

from sim.core import cache_folder
from sim.core.kept_code import CodeFiles, DamagedCode, seal, unseal

KEY = ("int64", "x86")


def said() -> list[str]:
    lines: list[str] = []
    cache_folder.tell(lines.append)
    return lines


def keep(files: CodeFiles, code: str = "code", source: str = "source") -> None:
    files.save(KEY, pickle.dumps((source, KEY, code)))


def test_code_is_found_again_under_its_key_and_source(tmp_path: Path) -> None:
    files = CodeFiles(tmp_path / "new", "f", "source")
    assert files.load(KEY) is None
    keep(files)
    assert files.load(KEY) == "code"
    assert files.load(("other", "x86")) is None
    assert CodeFiles(tmp_path / "new", "f", "changed").load(KEY) is None
    assert [path.suffix for path in (tmp_path / "new").iterdir()] == [".code"]
    assert said() == []


def test_every_turned_bit_and_every_cut_is_noticed() -> None:
    whole = seal(b"machine code")
    assert unseal(whole) == b"machine code"
    turned = [whole[:i] + bytes([whole[i] ^ 1 << bit]) + whole[i + 1 :] for i in range(len(whole)) for bit in range(8)]
    for damaged in [*turned, *(whole[:n] for n in range(len(whole))), whole + b"\0"]:
        with pytest.raises(DamagedCode):
            unseal(damaged)


@pytest.mark.parametrize("content", [b"junk", seal(b"no pickle"), seal(pickle.dumps(1)), seal(b"")])
def test_a_damaged_file_is_removed_and_said_once(content: bytes, tmp_path: Path) -> None:
    files = CodeFiles(tmp_path, "f", "source")
    for _ in range(2):
        files.path(KEY).write_bytes(content)
        assert files.load(KEY) is None
        assert not files.path(KEY).exists()
    assert said() == [f"{tmp_path.parent}: compiled code was damaged; it is compiled anew"]


def test_what_cannot_be_kept_is_said_and_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_path: Path, _data: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", refuse)
    keep(CodeFiles(tmp_path, "f", "source"))
    assert list(tmp_path.iterdir()) == []
    (line,) = said()
    assert line.endswith("compiled code cannot be kept: No space left on device; it is compiled each time")
