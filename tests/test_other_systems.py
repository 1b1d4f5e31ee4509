"""The whole road on Windows and macOS, of which only the gaps are here: see tests/other_systems.py."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.cli.test_cli import SMALL
from tests.commands import environment
from tests.other_systems import CTRL_BREAK

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="stands in on Linux")
ROAD = (
    ("init new.toml", 0),
    ("config check small.toml", 0),
    ("run small.toml -o r.h5 -q", 0),
    ("run small.toml -o r.h5 -q", 4),
    ("run small.toml -o r.h5 -q --set run.runs=50 --resume", 0),
    ("show r.h5 --digest", 0),
    ("export r.h5 --to csv -o r.csv", 0),
    ("compare small.toml other.toml", 0),
    ("sweep small.toml other.toml --vary posts.per_creator=[1,2] -o s.h5 -q", 0),
    ("sweep status small.toml other.toml --vary posts.per_creator=[1,2] -o s.h5", 0),
    ("report small.toml other.toml -o page.html", 0),
    ("doctor", 0),
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "small.toml").write_text(SMALL)
    (tmp_path / "other.toml").write_text(SMALL.replace('name = "small"', 'name = "other"\n'))
    return tmp_path


def start(folder: Path, system: str, *words: str) -> subprocess.Popen[str]:
    """Carry out commands where another system stands in."""
    command = [sys.executable, "-m", "tests.other_systems", system, *words]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True, cwd=folder, env=environment())


def test_the_whole_road_on_windows(folder: Path) -> None:
    commands = " , ".join(command for command, _ in ROAD)
    said, errors = start(folder, "windows", *commands.split()).communicate(timeout=600)
    ends = [line for line in errors.splitlines() if line.rpartition(": ")[0] in dict(ROAD)]
    assert ends == [f"{command}: {code}" for command, code in ROAD], errors
    assert "this installation gives the reference bits" in said
    left = sorted(path.name for path in folder.iterdir())
    made = "new.toml other.toml page.html points r.csv r.h5 results s.h5 small.toml"
    assert " ".join(left) == made  # and no .parts folder
    digest = subprocess.run(
        [sys.executable, "-m", "sim", "show", "r.h5", "--digest"],
        capture_output=True, text=True, cwd=folder, env=environment(), timeout=120,
    ).stdout  # fmt: skip
    assert digest
    assert digest in said


def test_a_run_is_resumed_on_macos(folder: Path) -> None:
    run = "run small.toml -o r.h5 -q --set run.runs="
    _, errors = start(folder, "macos", *f"{run}4 , {run}5 --resume".split()).communicate(timeout=300)
    assert errors == f"{run}4: 0\n{run}5 --resume: 0\n"


@pytest.mark.parametrize("number", [signal.SIGINT, CTRL_BREAK])
def test_an_interrupted_run_is_resumed(folder: Path, number: int) -> None:
    long = ["run", "small.toml", "-o", "r.h5", "-q", "--set", "run.runs=400000"]
    process = start(folder, "windows", *long)
    while not list(folder.glob("r.h5.parts/*.h5")) and process.poll() is None:
        time.sleep(0.05)
    refused, told = start(folder, "windows", *long, "--resume").communicate(timeout=300)
    assert (refused, told.startswith("Error: r.h5.parts: in use by ")) == ("", True)
    process.send_signal(number)
    _, errors = process.communicate(timeout=300)
    assert process.returncode == 130
    assert errors.splitlines()[-1].startswith("Error: interrupted: ")
    done = start(folder, "windows", "run", "small.toml", "-o", "r.h5", "-q", "--set", "run.runs=40", "--resume")
    _, errors = done.communicate(timeout=300)
    assert done.returncode == 0, errors
    assert not (folder / "r.h5.parts").exists()


def test_nothing_is_left_where_nothing_was_finished(folder: Path) -> None:
    process = start(folder, "windows", "run", "small.toml", "-o", "r.h5", "--set", "world.people=1")
    process.communicate(timeout=300)
    assert process.returncode == 3
    assert sorted(path.name for path in folder.iterdir()) == ["other.toml", "small.toml"]


def test_stand_in_refuses_what_windows_refuses(tmp_path: Path) -> None:
    body = """\
import sys
from pathlib import Path
from tests.other_systems import stand_in
stand_in('windows')
space = {'__name__': 'sim.probe'}
for name in ('import fcntl', 'import os; os.sched_getaffinity', 'import os; os.open(".", 0)',
             'import signal; signal.SIGHUP', 'from os import fork', 'Path("/proc/meminfo").read_text()',
             'file = open("x", "w"); Path("x").unlink()'):
    try:
        exec(name, {**space, 'Path': Path})
        print('allowed', name)
    except (ImportError, AttributeError, OSError):
        pass
"""
    done = subprocess.run([sys.executable, "-c", body], capture_output=True, text=True, cwd=tmp_path, env=environment())
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
