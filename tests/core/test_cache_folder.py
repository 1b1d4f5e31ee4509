"""The cache is used only where nobody else may write; else a private folder takes its place, and that is said."""

import os
import stat
from pathlib import Path

import pytest

from sim.core import cache_folder
from sim.core.cache_folder import asked_home, cache_home, distrust, is_writable, refusal
from tests.commands import sim

SOMEBODY = 54_321  # a user and group that nobody here is
as_root = pytest.mark.skipif(os.getuid() != 0, reason="only root can make folders of other users")


def said() -> list[str]:
    lines: list[str] = []
    cache_folder.tell(lines.append)
    return lines


def test_the_folder_is_asked_for_by_variables(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SIM_CACHE_DIR", str(tmp_path / "a"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "b"))
    monkeypatch.setenv("HOME", str(tmp_path / "c"))
    assert asked_home() == tmp_path / "a"
    monkeypatch.delenv("SIM_CACHE_DIR")
    assert asked_home() == tmp_path / "b" / "influence-sim"
    monkeypatch.delenv("XDG_CACHE_HOME")
    assert asked_home() == tmp_path / "c" / ".cache" / "influence-sim"


def test_without_a_home_a_private_folder_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    def have_none(_path: Path) -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.delenv("SIM_CACHE_DIR")
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setattr(Path, "expanduser", have_none)
    assert asked_home() is None
    cache_folder._home_instead_of.cache_clear()
    home = cache_home()
    assert cache_home() == home
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    assert said() == [
        "cache: this user has no home folder; name one in SIM_CACHE_DIR; compiled code and worlds are not kept"
    ]


def test_a_folder_is_made_for_this_user_alone(tmp_path: Path) -> None:
    assert refusal(tmp_path / "new") == ""
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o700


@pytest.mark.parametrize("mode", [0o777, 0o757, 0o1777])
def test_a_folder_that_everybody_may_write_is_not_trusted(mode: int, tmp_path: Path) -> None:
    tmp_path.chmod(mode)
    assert refusal(tmp_path) == "may be written by others, who could change the code in it (chmod go-w)"


def test_neither_is_one_below_such_a_folder_unless_that_keeps_owners_apart(tmp_path: Path) -> None:
    tmp_path.chmod(0o777)
    assert refusal(tmp_path / "mine").startswith(f"the folder {tmp_path} above may be written by others")
    tmp_path.chmod(0o1777)  # as /tmp
    assert refusal(tmp_path / "mine") == ""


def test_a_link_is_followed_to_the_folder_that_is_used(tmp_path: Path) -> None:
    (tmp_path / "open").mkdir()
    (tmp_path / "open").chmod(0o777)
    (tmp_path / "link").symlink_to(tmp_path / "open")
    assert refusal(tmp_path / "link").startswith("may be written by others")


@as_root
def test_a_folder_of_another_user_is_not_trusted(tmp_path: Path) -> None:
    os.chown(tmp_path, SOMEBODY, SOMEBODY)
    assert refusal(tmp_path) == "belongs to another user, who could change the code in it"
    assert refusal(tmp_path / "mine").startswith(f"the folder {tmp_path} above belongs to another user")


@as_root
def test_a_group_of_one_user_may_write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Some systems give every user a group of his own, with his number, and let it write."""
    monkeypatch.setattr(os, "getuid", lambda: SOMEBODY)
    tmp_path.chmod(0o775)
    os.chown(tmp_path, SOMEBODY, SOMEBODY)
    assert distrust(tmp_path) == ""
    os.chown(tmp_path, SOMEBODY, SOMEBODY + 1)
    assert distrust(tmp_path).startswith("may be written by others")


@as_root
def test_a_command_executes_nothing_from_a_folder_of_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    planted = tmp_path / "cache"
    planted.mkdir()
    os.chown(planted, SOMEBODY, SOMEBODY)
    planted.chmod(0o777)
    monkeypatch.setenv("SIM_CACHE_DIR", str(planted))
    shown = sim(tmp_path, "doctor")
    reason = "belongs to another user, who could change the code in it; compiled code and worlds are not kept"
    assert f"{planted} is not used: {reason}" in shown.stdout
    assert (shown.returncode, shown.stderr) == (0, f"Note: {planted}: {reason}\n")
    assert cache_home() != planted
    assert list(planted.iterdir()) == []


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert refusal(tmp_path / "file") == "is a file, not a folder"
    assert refusal(tmp_path / "file" / "below") == "lies below a file, not a folder"


def test_a_folder_that_the_system_refuses_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_arguments: object, **_options: object) -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(Path, "mkdir", refuse)
    assert refusal(tmp_path / "new") == "cannot be used: Read-only file system"


def test_where_no_private_folder_can_be_made_nothing_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(prefix: str) -> str:
        raise FileNotFoundError(2, "No usable temporary directory found")

    monkeypatch.setattr(cache_folder.tempfile, "mkdtemp", refuse)
    assert cache_folder.passing_folder() == cache_folder.NOWHERE


def test_whether_a_folder_is_writable_is_tried_out(tmp_path: Path) -> None:
    assert is_writable(tmp_path)
    assert list(tmp_path.iterdir()) == []
    assert not is_writable(tmp_path / "nowhere")
