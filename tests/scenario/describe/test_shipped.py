"""Examples: all that an example reads goes with it, and the built wheel holds them all."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from sim.scenario.describe.shipped import example_names, files_of, shipped_folder

ROOT = Path(__file__).parents[3]


def test_every_scenario_and_study_of_the_checkout_is_an_example():
    assert shipped_folder() == ROOT / "configs"
    files = {file.relative_to(ROOT / "configs") for file in (ROOT / "configs").rglob("*.*")}
    assert files == {file for name in example_names() for file in files_of(name)}


def test_studies_come_last():
    names = example_names()
    assert names[-1] == "studies/what_decides"
    assert [name for name in names if "/" not in name] == names[: len(names) - 1]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what the wheel installs."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    zipfile.ZipFile(wheel).extractall(folder / "site")
    return folder / "site"


def test_a_command_of_the_readme_works_from_the_wheel_alone(installed: Path, tmp_path: Path):
    env = {**os.environ, "PYTHONPATH": str(installed)}
    for arguments in (["init", "--example", "all"], ["config", "check", "configs/my_roster.toml"]):
        subprocess.run([sys.executable, "-P", "-m", "sim", *arguments], cwd=tmp_path, env=env, check=True)
    assert {file.name for file in (tmp_path / "configs").iterdir()} == {
        file.name for file in (ROOT / "configs").iterdir()
    }


def test_the_wheel_is_typed_and_holds_no_tests(installed: Path):
    assert (installed / "sim" / "py.typed").is_file()
    assert {folder.name.split("-")[0] for folder in installed.iterdir()} == {"sim", "influence_sim"}
