"""The command where things go wrong around it: streams, files, caches, signals."""

import shutil
import signal
import subprocess
import sys
import time
import zlib
from pathlib import Path

import pytest

from sim.core.jit import source_hash
from tests.cli.test_cli import SMALL, files
from tests.commands import ROOT, environment, sim, start


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "small.toml").write_text(SMALL.replace("runs = 40", "runs = 4"))
    (tmp_path / "roster.csv").write_text("handle,followers\nanna,100\n")
    return tmp_path


def in_shell(folder: Path, line: str, **env: str) -> subprocess.CompletedProcess[str]:
    command = ["bash", "-c", line.replace("SIM", f"{sys.executable} -m sim")]
    return subprocess.run(
        command, capture_output=True, text=True, cwd=folder, env={**environment(), **env}, timeout=120
    )


@pytest.mark.parametrize(
    "line", ["SIM run small.toml -q >&-", "SIM run small.toml 2>&-", "SIM run small.toml >&- 2>&-"]
)
def test_closed_streams_do_not_stop_a_run(folder: Path, line: str) -> None:
    assert in_shell(folder, line).returncode == 0
    assert files(folder) == ["roster.csv", "small.h5", "small.toml"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
def test_a_full_disk_behind_the_streams(folder: Path) -> None:
    refused = in_shell(folder, "SIM run small.toml -q >/dev/full")
    assert (refused.returncode, refused.stderr) == (4, "Error: standard output: No space left on device\n")
    assert in_shell(folder, "SIM run small.toml --force 2>/dev/full").returncode == 0


@pytest.mark.parametrize(
    ("arguments", "name"),
    [
        (["run", "small.toml", "-o", "link.h5", "--force"], "link.h5"),
        (["network", "small.toml", "--export", "roster.csv", "--force"], "roster.csv"),
    ],
)
def test_what_is_read_is_not_overwritten(folder: Path, arguments: list[str], name: str) -> None:
    (folder / "link.h5").symlink_to("roster.csv")
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    refused = sim(folder, *arguments, "--set", 'creators=[{name="mine", roster="roster.csv"}]')
    assert refused.returncode == 4
    assert refused.stderr == f"Error: {name}: is read by this command; choose another name to write to\n"
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


@pytest.mark.parametrize("out", [".", "/", ""])
def test_the_name_of_a_folder_is_no_result(folder: Path, out: str) -> None:
    refused = sim(folder, "run", "small.toml", "-o", out)
    assert refused.returncode == 2
    assert f"Invalid value for '--out': '{out}' " in refused.stderr


def test_a_folder_is_no_result(folder: Path) -> None:
    (folder / "r.h5").mkdir()
    refused = sim(folder, "run", "small.toml", "-o", "r.h5")
    assert refused.returncode == 4
    assert refused.stderr == "Error: r.h5: is a folder, not a file to write\n"


def test_a_result_below_a_file(folder: Path) -> None:
    refused = sim(folder, "run", "small.toml", "-o", "small.toml/x.h5")
    assert refused.returncode == 4
    assert refused.stderr.startswith("Error: small.toml/x.h5: cannot be written: small.toml is a file")
    assert len(refused.stderr.splitlines()) == 1


def test_force_and_resume_contradict(folder: Path) -> None:
    refused = sim(folder, "run", "small.toml", "--force", "--resume")
    assert refused.returncode == 2
    assert "--resume continues a run, --force starts it again: give one of them" in refused.stderr


def test_resuming_a_finished_run_succeeds(folder: Path) -> None:
    ran = sim(folder, "run", "small.toml", "-q")
    again = sim(folder, "run", "small.toml", "--resume", "--progress", "plain")
    assert (again.returncode, again.stdout) == (0, ran.stdout)
    assert again.stderr.endswith("results/small.h5: finished already\n")
    other = sim(folder, "run", "small.toml", "--resume", "--seed", "5")
    assert (other.returncode, other.stderr) == (4, "Error: results/small.h5: exists already; --force replaces it\n")


def test_a_damaged_world_is_built_again(folder: Path) -> None:
    cache = folder / "cache"
    shared = Path(environment()["SIM_CACHE_DIR"]) / "code"
    cache.mkdir()
    (cache / "code").symlink_to(shared, target_is_directory=True)
    first = in_shell(folder, "SIM run small.toml -q", SIM_CACHE_DIR=str(cache))
    (world,) = (cache / "worlds").iterdir()
    broken = b"PK\x03\x04" + bytes(100)
    world.write_bytes(b"SIMWORLD" + zlib.crc32(broken).to_bytes(4, "little") + broken)
    second = in_shell(folder, "SIM run small.toml -q --force", SIM_CACHE_DIR=str(cache))
    assert (second.returncode, second.stdout) == (0, first.stdout)


def test_damaged_machine_code_is_compiled_anew_and_said_once(folder: Path) -> None:
    cache = folder / "cache"
    first = start(folder, "run", "small.toml", "-q", "-o", "first.h5")  # everything is compiled now
    assert first.returncode == 0
    ignore = shutil.ignore_patterns("*.tmp")  # other tests are compiling
    shutil.copytree(Path(environment()["SIM_CACHE_DIR"]) / "code", cache / "code", ignore=ignore)
    for number, file in enumerate((cache / "code" / source_hash()).rglob("creators.*.code")):
        content = file.read_bytes()
        place = number % len(content)
        file.write_bytes(content[:place] + bytes([content[place] ^ 4]) + content[place + 1 :])
    mended = in_shell(folder, "SIM run small.toml --progress plain", SIM_CACHE_DIR=str(cache))
    assert (mended.returncode, mended.stdout) == (0, first.stdout)
    assert mended.stderr.count("compiled code was damaged; it is compiled anew") == 1


@pytest.mark.parametrize(
    ("setting", "problem"),
    [
        ("NUMBA_NUM_THREADS=0", "must be a whole number from 1, or absent; see --threads"),
        ("NUMBA_DISABLE_JIT=1", "must be 0 or absent: the simulation runs as machine code only"),
    ],
)
def test_an_environment_without_machine_code_is_refused(folder: Path, setting: str, problem: str) -> None:
    refused = in_shell(folder, f"{setting} SIM run small.toml")
    assert (refused.returncode, refused.stdout, refused.stderr) == (5, "", f"Error: {setting}: {problem}\n")


@pytest.mark.parametrize("backend", ["module://nowhere.backend", "nonsense"])
def test_the_backend_of_a_notebook_does_not_matter(folder: Path, backend: str) -> None:
    drawn = in_shell(folder, "SIM network show small.toml --picture p.svg", MPLBACKEND=backend)
    assert (drawn.returncode, drawn.stderr) == (0, "p.svg: written\n")
    assert (folder / "p.svg").exists()


def test_an_interruption_before_anything_is_played_leaves_nothing(folder: Path) -> None:
    big = ["--set", "world.people=30_000_000", "--set", "creators.micro.count=20_000"]
    command = [sys.executable, "-m", "sim", "run", "small.toml", "-v", *big]
    with subprocess.Popen(command, cwd=folder, env=environment(), stderr=subprocess.PIPE, text=True) as running:
        assert running.stderr is not None
        running.stderr.readline()  # memory and threads: the world is being built
        time.sleep(0.3)
        running.send_signal(signal.SIGINT)
        said = running.stderr.read()
    assert running.returncode == 130
    assert said.endswith("Error: interrupted\n")
    assert files(folder) == ["roster.csv", "small.toml"]


def test_a_nul_in_a_file_name_is_one_line(folder: Path) -> None:
    refused = sim(folder, "run", "small.toml", "--set", 'creators=[{name="mine", roster="a\\u0000b"}]')
    assert refused.returncode in (3, 4)
    assert len(refused.stderr.splitlines()) == 1


def test_uneven_use_has_a_legal_range(folder: Path) -> None:
    refused = sim(folder, "run", "small.toml", "--set", "world.activity_shape=0.01")
    assert refused.stderr == (
        "Error: --set world.activity_shape=0.01: must be a number from 0.2 to 1_000_000, not 0.01\n"
    )
    hard = ["--set", "world.activity_shape=0.2", "--set", "world.activity_classes=32", "--set", "exposure.reach_1k=0.5"]
    assert sim(folder, "run", "small.toml", "-q", *hard).returncode == 0


def test_docs_name_every_command() -> None:
    shown = sim(ROOT, "--help").stdout
    for command in ("run", "network", "show", "export", "config", "init", "doctor"):
        assert f"  {command} " in shown
