"""A file is in its place whole or not at all, and what the system says is told in one line."""

import errno
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sim.errors import FileProblem
from sim.store import commit, problems

ROOT = Path(__file__).parents[2]


def failing(monkeypatch: pytest.MonkeyPatch, name: str, error: BaseException) -> None:
    def fail(*arguments: object, **options: object) -> None:
        raise error

    monkeypatch.setattr(os, name, fail)


def refused(path: Path, remedy: str = "") -> str:
    with pytest.raises(FileProblem) as caught:
        commit.commit(path, [b"a" * 1_500_000, b"b"], remedy)
    return str(caught.value)


def test_pieces_in_order_in_new_folders(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "c.txt"
    commit.commit(path, [b"one ", memoryview(b"two"), b""])
    assert path.read_bytes() == b"one two"
    commit.commit(path, [b"three"])
    assert path.read_bytes() == b"three"
    assert [child.name for child in path.parent.iterdir()] == ["c.txt"]


def test_a_system_that_writes_little_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write = os.write
    monkeypatch.setattr(os, "write", lambda file, content: write(file, content[:3]))
    commit.commit(tmp_path / "x", [b"0123456789"])
    assert (tmp_path / "x").read_bytes() == b"0123456789"


def test_everything_is_durable_before_it_is_acknowledged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The content before the name, the name after it, and the names of new folders before all."""
    calls: list[tuple[str, str]] = []
    names: dict[int, Path] = {}

    def noting(name: str, call: Any) -> Any:
        def instead(what: Any, *arguments: Any, **options: Any) -> Any:
            path = names[what] if isinstance(what, int) else Path(what)
            done = call(what, *arguments, **options)
            if name == "open":
                names[done] = path
            else:
                calls.append((name, "new" if path.suffix == ".tmp" else path.relative_to(tmp_path).as_posix()))
            return done

        return instead

    for name in ("open", "mkdir", "write", "fsync", "replace"):
        monkeypatch.setattr(os, name, noting(name, getattr(os, name)))
    commit.commit(tmp_path / "a" / "b" / "x", [b"content"])
    assert calls == [
        ("mkdir", "a"), ("fsync", "."), ("mkdir", "a/b"), ("fsync", "a"),
        ("write", "new"), ("fsync", "new"), ("replace", "new"), ("fsync", "a/b"),
    ]  # fmt: skip


def test_disk_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    failing(monkeypatch, "write", OSError(errno.ENOSPC, "No space left on device"))
    monkeypatch.setattr("shutil.disk_usage", lambda _: type("Usage", (), {"free": 300_000}))
    path = tmp_path / "x"
    remedy = "; nothing finished is lost, continue with `sim run --resume`"
    assert refused(path, commit.RESUME) == f"{path}: disk full: needs 1.5 MB, 0.3 MB free{remedy}"
    assert list(tmp_path.iterdir()) == []


def test_quota_on_a_system_that_does_not_say_how_much(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: object) -> None:
        raise OSError(errno.ENOSYS, "Function not implemented")

    failing(monkeypatch, "write", OSError(errno.EDQUOT, "Disk quota exceeded"))
    monkeypatch.setattr("shutil.disk_usage", refuse)
    assert refused(tmp_path / "x") == f"{tmp_path / 'x'}: disk full: needs 1.5 MB, free space unknown"


@pytest.mark.parametrize("number", [errno.EACCES, errno.EPERM, errno.EROFS])
def test_read_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    failing(monkeypatch, "open", OSError(number, "no"))
    told = f"the folder {tmp_path} is read-only for this user; choose another with --out"
    assert refused(tmp_path / "x") == f"{tmp_path / 'x'}: {told}"


def test_a_file_where_a_folder_should_be(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("mine")
    path = tmp_path / "a" / "x"
    assert refused(path) == f"{path}: cannot be written: File exists"


@pytest.mark.parametrize("call", ["write", "fsync", "close", "replace"])
def test_the_old_file_outlives_a_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str) -> None:
    path = tmp_path / "x"
    path.write_text("old")
    with monkeypatch.context() as broken:
        failing(broken, call, OSError(errno.EIO, "Input/output error"))
        assert refused(path) == f"{path}: cannot be written: Input/output error"
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_an_error_in_the_middle_of_the_pieces(tmp_path: Path) -> None:
    def pieces() -> Iterator[bytes]:
        yield b"half"
        raise KeyError("not the system's fault")

    with pytest.raises(KeyError):
        commit.commit(tmp_path / "x", pieces())
    assert list(tmp_path.iterdir()) == []


def test_a_link_is_replaced_and_not_followed(tmp_path: Path) -> None:
    (tmp_path / "precious").write_text("old")
    (tmp_path / "x").symlink_to(tmp_path / "precious")
    commit.commit(tmp_path / "x", [b"new"])
    assert (tmp_path / "precious").read_text() == "old"
    assert not (tmp_path / "x").is_symlink()
    assert (tmp_path / "x").read_text() == "new"


def test_what_a_killed_process_leaves_is_found(tmp_path: Path) -> None:
    """Only its own: another process may be at work on a name that begins alike."""
    name = "[a]_name_so_long_that_it_is_cut_in_temporary_names"
    path = tmp_path / f"{name}_1.h5"
    code = (
        "import os, signal, sys; from pathlib import Path; from sim.store import commit\n"
        "os.fsync = lambda _: os.kill(os.getpid(), signal.SIGKILL)\n"
        "commit.commit(Path(sys.argv[1]), [b'half'])"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", code, path], env=environment, check=False)
    assert done.returncode == -signal.SIGKILL
    assert not path.exists()
    assert commit.leftovers(path) == list(tmp_path.iterdir())
    assert len(commit.leftovers(path)) == 1
    assert commit.leftovers(tmp_path / f"{name}_2.h5") == []


def test_told_names_the_path(tmp_path: Path) -> None:
    with pytest.raises(FileProblem) as caught, problems.refusals_as_problems(tmp_path / "x"):
        (tmp_path / "none").rmdir()
    assert str(caught.value) == f"{tmp_path / 'x'}: cannot be written: No such file or directory"


def test_a_file_that_is_open_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows replaces no file that is open: it is tried again, and then said."""
    path, tries = tmp_path / "r.h5", []
    path.write_bytes(b"old")
    replace = Path.replace

    def refuse(temporary: Path, target: Path) -> None:
        tries.append(target)
        if len(tries) != 2:
            raise PermissionError(13, "Access is denied", str(temporary))
        replace(temporary, target)

    monkeypatch.setattr(commit, "HAS_FOLDER_FILES", False)
    monkeypatch.setattr(commit, "PATIENCE_SECONDS", (0.0, 0.0))
    monkeypatch.setattr(Path, "replace", refuse)
    commit.commit(path, [b"new"])
    assert path.read_bytes() == b"new"
    assert refused(path) == f"{path}: is open in another program; close it there and run again"
    assert path.read_bytes() == b"new"
    assert [child.name for child in tmp_path.iterdir()] == ["r.h5"]
