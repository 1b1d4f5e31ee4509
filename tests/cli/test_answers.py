"""What a user of sim sensitivity, sim discover and sim plan meets."""

import json
from pathlib import Path

import numpy as np
import pytest

from tests.cli.test_sweep import Sim, folder, sim  # noqa: F401  fixtures
from tests.studies import PATHS, written


def corner(u: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """A is better where u0 < 0.5 and u1 > 0.4."""
    return np.where((u[:, 0] < 0.5) & (u[:, 1] > 0.4), 20.0, 5.0) + u[:, 2], np.full(len(u), 10.0)


@pytest.fixture
def study(folder: Path) -> str:  # noqa: F811
    written(folder, "latin_hypercube", 120, corner)
    return "latin_hypercube.h5"


def test_what_decides_is_printed_drawn_and_written(sim: Sim, study: str, folder: Path) -> None:  # noqa: F811
    done = sim("sensitivity", study, "--figures", "figs", "-o", "what.parquet")
    assert done.code == 0
    assert PATHS[0] in done.out
    assert "wrong if known" in done.out
    assert {path.suffix for path in (folder / "figs").iterdir()} == {".svg", ".png"}
    assert (folder / "what.parquet").read_bytes().startswith(b"PAR1")
    assert [one["number"] for one in json.loads(sim("sensitivity", study, "--format", "json").out)["numbers"]] == list(
        PATHS
    )


def test_a_rule_is_printed_and_checked(sim: Sim, study: str, folder: Path) -> None:  # noqa: F811
    written(folder / "other", "sobol", 64, corner)
    done = sim("discover", study, "--fresh", "other/sobol.h5", "-o", "rule.csv")
    assert done.code == 0
    assert "64 points of sobol.h5" in done.out
    assert done.out.splitlines()[-1].startswith("CPE: A beats B at ")
    assert (folder / "rule.csv").read_text().startswith("number,at_least,at_most")


def test_a_plan_needs_no_more_than_a_pilot(sim: Sim, folder: Path) -> None:  # noqa: F811
    done = sim("plan", "s.toml", "--precision", "0.5", "--pilot-points", "3", "--pilot-runs", "4", "-q")
    assert done.code == 0
    assert "A over that of B to ± 0.5 (95%) takes" in done.out
    assert not (folder / "results" / "s.h5").exists()


def test_folders_without_points_are_left_alone(sim: Sim, folder: Path) -> None:  # noqa: F811
    (folder / "empty").mkdir()
    assert sim("sweep", "prune", "empty").out == "empty: holds no points\n"
    assert list((folder / "empty").iterdir()) == []


def test_the_other_strategy_is_meant(sim: Sim, study: str) -> None:  # noqa: F811
    assert "B beats A" in sim("discover", study, "--wins", "B").out


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("run", "s.toml"), 3, "s.toml: is a study of several scenarios; use sim sweep"),
        (("sweep", "s.toml", "a.toml"), 2, "give one study alone, or scenarios with --vary"),
        (
            ("sweep", "a.toml", "--vary", "costs.hour_usd=1:2", "--vary", "costs.hour_usd=1:3"),
            2,
            "--vary names a number",
        ),
        (("sweep", "merge", "s.toml", "--from", "nowhere"), 4, "nowhere: there is no such folder"),
        (("sensitivity", "nowhere.h5"), 4, "nowhere.h5: there is no such file"),
        (("sensitivity", "{}", "--of", "A*B"), 3, 'nothing is called "A*B" in this study; did you mean "A/B"?'),
        (("sensitivity", "{}", "--measure", "cpx"), 3, 'unknown measure "cpx"; did you mean "cpm"?'),
        (("sensitivity", "{}", "-o", "table.xls"), 2, "Invalid value for '--out': 'table.xls' must end in "),
        (("sensitivity", "a.toml"), 4, "a.toml: not a result file (looks like text)"),
        (("sensitivity", "{}", "--figures", "a.toml"), 4, "a.toml: is a file, not a folder for figures"),
        (("discover", "{}", "--wins", "A", "--against", "A"), 3, 'nothing is called "A-A" in this study'),
        (("discover", "{}", "--measure", "frequency"), 3, 'measure "frequency" has no better or worse'),
        (("plan", "s.toml"), 2, "Missing option '--precision'."),
        (("plan", "a.toml", "--precision", "0.1"), 2, "scenarios need --vary"),
    ],
)
def test_what_cannot_be_is_said_in_one_line(sim: Sim, study: str, words: tuple[str, ...], code: int, told: str) -> None:  # noqa: F811
    done = sim(*(word.format(study) for word in words))
    last = done.err.strip().splitlines()[-1]
    assert (done.code, done.out) == (code, "") and last.startswith(f"Error: {told}"), last
