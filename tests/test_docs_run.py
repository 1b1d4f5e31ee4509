"""The pages that hold code run as they are written: the session of docs/python.md, the notebooks' scripts."""

import json
import re
import runpy
import subprocess
import sys
from pathlib import Path
from shutil import copytree

import pytest

from sim import VERBS
from sim.study.calibration import calibrate
from sim.study.calibration.sampler import Length
from sim.study.optimise import scenario_from_roster

ROOT = Path(__file__).parents[1]
SCRIPTS = sorted((ROOT / "docs" / "notebooks").glob("*.py"))
SMALL_WORLD = '{"run.runs": 10, "world.people": 300_000, "world.shared_audience.among.creators": 20}'
SMALLER = {
    '{"run.runs": 200}': SMALL_WORLD, "runs=200": "runs=5", "runs=100": "runs=5", "runs=20": "runs=5",
    "configs/micro_1000.toml": "configs/micro_20.toml", "configs/mega_1.toml": "configs/micro_5.toml",
    "between=(0.2, 0.6)": "between=(0.1, 0.4)",
    "sim.promise(a, ": "sim.promise(micros, draws=14, runs=2, quiet=True, results='promised', ",
}  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A current folder with the configs; what past campaigns say is sampled by short chains."""
    for usual, brief in (("USUAL", Length(150, 300)), ("SHORT", Length(50, 100))):
        monkeypatch.setattr(calibrate, usual, brief)
    copytree(ROOT / "configs", tmp_path / "configs")
    monkeypatch.setattr(scenario_from_roster, "N_DRAWS", 2)
    monkeypatch.setattr(scenario_from_roster, "N_RUNS", 10)
    for config in (tmp_path / "configs").glob("*.toml"):
        config.write_text(config.read_text("utf-8").replace("draws = 50 ", "draws = 2  "), "utf-8")
    (tmp_path / "results").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def smaller(code: str) -> str:
    """The same code with fewer runs."""
    for usual, few in SMALLER.items():
        code = code.replace(usual, few)
    return code


def test_the_session_of_the_python_page_runs(folder: Path) -> None:
    cells = re.findall(r"```python\n(.*?)```", (ROOT / "docs/python.md").read_text("utf-8"), re.DOTALL)
    names: dict[str, object] = {}
    for cell in cells:
        exec(smaller(cell), names)
    assert names["old"].digest() == names["b"].digest()
    assert names["a"]["outcomes/reach"].shape == (2, 10)


def test_the_python_page_shows_every_verb() -> None:
    text = (ROOT / "docs/python.md").read_text("utf-8")
    assert [verb for verb in VERBS if f"sim.{verb}(" not in text] == []


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
def test_scripts_of_notebooks_run(script: Path, folder: Path) -> None:
    copy = folder / script.name
    copy.write_text(smaller(script.read_text("utf-8")), "utf-8")
    runpy.run_path(str(copy))


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
def test_notebooks_hold_what_their_scripts_say(script: Path) -> None:
    cells = json.loads(script.with_suffix(".ipynb").read_text("utf-8"))["cells"]
    code = ["".join(cell["source"]).strip() for cell in cells if cell["cell_type"] == "code"]
    parts = re.split(r"^# %%.*$", script.read_text("utf-8"), flags=re.MULTILINE)
    assert code == [part.strip() for part in parts if part.strip() and not part.strip().startswith("# ")]
    assert any(cell.get("outputs") for cell in cells)


def test_the_reference_is_up_to_date() -> None:
    command = [sys.executable, "docs/make_reference.py", "--check"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
