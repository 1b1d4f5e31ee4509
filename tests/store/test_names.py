"""Names of outputs are harmless wherever they came from, and nothing is overwritten by accident."""

import os
import string
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.errors import FileProblem
from sim.store.names import check_output, file_name

PLAIN = set(string.ascii_letters + string.digits + "._-")


@pytest.mark.parametrize("name", ["micro", "mega_1.toml", "a-b.C9", "x" * 100, "con_1", "nullable"])
def test_plain_names_stay(name: str) -> None:
    assert file_name(name, ".h5") == f"{name}.h5"


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("../../etc/passwd", "etc-passwd-"),
        ("/etc/cron.d/x", "etc-cron-d-x-"),
        ("", "unnamed-"),
        ("..", "unnamed-"),
        ("日本", "unnamed-"),
        ("Größe €", "Groe-"),
        ("-rf", "rf-"),
        ("a\0b\nc", "a-b-c-"),
        ("NUL", "NUL-"),
        ("com1.txt", "com1-txt-"),
        ("end.", "end-"),
        ("\udcff", "unnamed-"),
        ("x" * 101, "x" * 60 + "-"),
    ],
)
def test_others_become_a_slug_and_a_hash(name: str, wanted: str) -> None:
    made = file_name(name, ".h5")
    assert made.startswith(wanted)
    assert len(made) == len(wanted) + 8 + len(".h5")


@given(st.text(max_size=300))
def test_every_name_is_harmless(name: str) -> None:
    made = file_name(name, ".h5")
    assert set(made) <= PLAIN
    assert made[0] not in "-."
    assert len(made) <= 110


def test_different_names_stay_different() -> None:
    names = ["a b", "a-b", "a/b", "A b", "é", "è"]
    assert len({file_name(name, "") for name in names}) == len(names)


def refused(path: Path, force: bool = False) -> str:
    with pytest.raises(FileProblem) as caught:
        check_output(path, force)
    return str(caught.value)


def test_existing_files_need_force(tmp_path: Path) -> None:
    path = tmp_path / "x"
    check_output(path, False)
    check_output(path / "below" / "nothing", False)
    path.write_text("mine")
    assert refused(path) == f"{path}: exists already; --force replaces it"
    check_output(path, True)


@pytest.mark.parametrize("force", [False, True])
def test_only_files_are_replaced(tmp_path: Path, force: bool) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to(tmp_path / "pipe")
    assert refused(tmp_path, force) == f"{tmp_path}: is a folder, not a file to write"
    for name in ("pipe", "link"):
        assert refused(tmp_path / name, force) == f"{tmp_path / name}: is a device or a pipe, not a file to write"
    assert refused(Path("/dev/null"), force) == "/dev/null: is a device or a pipe, not a file to write"


@pytest.mark.parametrize("letter", ["\0", "\n", "\x1b", "\x7f"])
def test_control_characters(tmp_path: Path, letter: str) -> None:
    path = tmp_path / f"a{letter}b"
    assert refused(path) == f"{str(path)!r}: the name of an output has a control character"


def test_a_name_that_is_too_long(tmp_path: Path) -> None:
    path = tmp_path / ("x" * 300)
    assert refused(path) == f"{path}: cannot be written: File name too long"


def test_a_loop_of_links(tmp_path: Path) -> None:
    path = tmp_path / "loop"
    path.symlink_to(path)
    assert refused(path, True) == f"{path}: cannot be written: Too many levels of symbolic links"
