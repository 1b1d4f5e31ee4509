"""Studies in progress: one process at a time, always the same study; points are not removed under a sweep."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from sim.errors import FileProblem, InputError, Interrupted
from sim.store import commit, parts
from sim.store.locks import claim, lock
from sim.store.parts import Mode

ROOT = Path(__file__).parents[3]
KEY = {"strategies": "abc", "numbers turned": "creator.trust", "points": "8 of grid (12)", "runs": "3"}
HOLD = (
    "import sys; from pathlib import Path; from sim.store.locks import claim\n"
    "with claim.claim(Path(sys.argv[1]), {'runs': '3'}, 'force'), claim.share(Path(sys.argv[2])):\n"
    "    print('held', flush=True); sys.stdin.read()"
)


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "s.h5"


@pytest.fixture
def unfinished(out: Path) -> Path:
    with pytest.raises(Interrupted), claim.claim(out, KEY, "new"):
        raise Interrupted("stopped")
    return out


@pytest.fixture
def other(out: Path, tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that sweeps into the same file, with the same points."""
    command = [sys.executable, "-c", HOLD, str(out), str(tmp_path / "points")]
    pipe = subprocess.PIPE
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, env=env, stdin=pipe, stdout=pipe, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def folder_of(out: Path) -> Path:
    return parts.work_folder(out)


def refused(out: Path, mode: Mode = "new", key: dict[str, str] = KEY) -> str:
    with pytest.raises(FileProblem) as caught, claim.claim(out, key, mode):
        pass
    return str(caught.value)


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize("mode", ["new", "resume", "force"])
def test_a_study_that_is_over_leaves_no_trace(out: Path, mode: Mode) -> None:
    with claim.claim(out, KEY, mode):
        assert names_in(folder_of(out)) == [".lock", "key.json"]
        assert parts.unfinished_key(out) == KEY
    assert names_in(out.parent) == []


@pytest.mark.parametrize("error", [Interrupted("x"), FileProblem("x"), KeyboardInterrupt(), RuntimeError("x")])
def test_what_was_begun_stays_marked(out: Path, error: BaseException) -> None:
    with pytest.raises(type(error)), claim.claim(out, KEY, "new"):
        raise error
    assert parts.unfinished_key(out) == KEY
    assert lock.holder(folder_of(out)) == ""


def test_a_study_that_cannot_be_leaves_no_trace(out: Path) -> None:
    with pytest.raises(InputError), claim.claim(out, KEY, "new"):
        raise InputError("cannot be meant")
    assert names_in(out.parent) == []


def test_new_refuses_what_is_unfinished(unfinished: Path) -> None:
    told = "an unfinished study is there; --resume continues it, --force starts again"
    assert refused(unfinished) == f"{folder_of(unfinished)}: {told}"
    assert parts.unfinished_key(unfinished) == KEY


@pytest.mark.parametrize("mode", ["resume", "force"])
def test_resume_and_force_go_on(unfinished: Path, mode: Mode) -> None:
    with claim.claim(unfinished, KEY, mode):
        pass
    assert names_in(unfinished.parent) == []


def test_resuming_another_study_names_all_that_changed(unfinished: Path) -> None:
    other = {**KEY, "points": "9 of sobol (77)", "runs": "4"}
    assert refused(unfinished, "resume", other) == (
        f"{folder_of(unfinished)}: belongs to another run: points was 8 of grid (12), is 9 of sobol (77), "
        "runs was 3, is 4; --force starts again"
    )
    with claim.claim(unfinished, other, "force"):
        assert parts.unfinished_key(unfinished) == other


@pytest.mark.parametrize("content", [b"", b"{", b"[1]"])
def test_a_damaged_mark(unfinished: Path, content: bytes) -> None:
    path = folder_of(unfinished) / "key.json"
    path.write_bytes(content)
    assert refused(unfinished, "resume") == f"{path}: damaged: not the key of a run; --force starts again"
    with claim.claim(unfinished, KEY, "force"):
        pass


def test_leftovers_of_killed_processes_are_removed(unfinished: Path) -> None:
    names = [commit._prefix(unfinished.with_name(name)) + ".0123456789abcdef.tmp" for name in ("s.h5", "s2.h5")]
    left = [folder_of(unfinished) / names[0], *(unfinished.with_name(name) for name in names)]
    for path in left:
        path.write_bytes(b"half")
    with claim.claim(unfinished, KEY, "resume"):
        assert [path.exists() for path in left] == [False, False, True]  # the last one may be in use


def test_files_of_others_stay(unfinished: Path) -> None:
    (folder_of(unfinished) / "notes.txt").write_text("mine")
    with claim.claim(unfinished, KEY, "resume"):
        pass
    assert names_in(folder_of(unfinished)) == ["notes.txt"]


# Several at once


def test_two_processes_at_once(out: Path, other: subprocess.Popen[str]) -> None:
    for mode in ("new", "resume", "force"):
        told = rf"{re.escape(str(folder_of(out)))}: in use by process {other.pid} on .* since .*Z"
        assert re.fullmatch(told, refused(out, mode))


def test_a_killed_process_holds_nothing_and_stays_marked(out: Path, other: subprocess.Popen[str]) -> None:
    other.send_signal(signal.SIGKILL)
    other.wait()
    assert "an unfinished study is there" in refused(out)
    with claim.claim(out, {"runs": "3"}, "resume"):
        pass


def test_many_share_points_and_none_removes_them_meanwhile(tmp_path: Path, other: subprocess.Popen[str]) -> None:
    folder = tmp_path / "points"
    with claim.share(folder):
        pass
    with pytest.raises(FileProblem, match=rf"{folder}: in use by process \d+ on .* since .*Z"), claim.alone(folder):
        pass
    other.kill()
    other.wait()
    with claim.alone(folder):
        pass


def test_nobody_sweeps_while_points_are_removed(tmp_path: Path) -> None:
    with claim.alone(tmp_path), pytest.raises(FileProblem, match="in use by process"), claim.share(tmp_path):
        pass
    with ExitStack() as several:
        for _ in range(3):
            several.enter_context(claim.share(tmp_path))
        with pytest.raises(FileProblem, match="in use by process"), claim.alone(tmp_path):
            pass
    with claim.alone(tmp_path):
        pass


@pytest.mark.parametrize("hold", [claim.share, claim.alone])
def test_a_hold_ends_with_an_error_too(tmp_path: Path, hold: type) -> None:
    with pytest.raises(RuntimeError), hold(tmp_path):
        raise RuntimeError("x")
    with claim.alone(tmp_path):
        pass


def test_a_file_where_the_folder_should_be(out: Path) -> None:
    folder_of(out).write_text("mine")
    assert refused(out) == f"{folder_of(out) / '.lock'}: cannot be written: File exists"
    assert folder_of(out).read_text() == "mine"
