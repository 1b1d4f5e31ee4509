"""The drawing library with our settings alone, loaded whatever the environment says."""

import os
import subprocess
import sys

import pytest

from sim.report.pictures.own_matplotlib import load, own_settings
from tests.commands import ROOT

LOADING = """\
import os
from sim.report.pictures.own_matplotlib import load
print(load().rcParams._get("backend") if {usable} else load().__name__, os.environ["MPLBACKEND"])
"""


@pytest.mark.parametrize(("backend", "usable", "loaded"), [("nonsense", False, "matplotlib"), ("svg", True, "svg")])
def test_any_backend_of_the_environment_is_survived_and_left(backend: str, usable: bool, loaded: str) -> None:
    command = [sys.executable, "-c", LOADING.format(usable=usable)]
    environment = {**os.environ, "MPLBACKEND": backend, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=120)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.split() == [loaded, backend]


def test_settings_of_others_do_not_reach_our_pictures() -> None:
    matplotlib = load()
    with matplotlib.rc_context({"lines.linewidth": 42.0, "font.size": 42.0}):
        with own_settings({"font.size": 9.0}):
            assert matplotlib.rcParams["font.size"] == 9.0
            assert matplotlib.rcParams["lines.linewidth"] == matplotlib.rcParamsDefault["lines.linewidth"]
        assert (matplotlib.rcParams["lines.linewidth"], matplotlib.rcParams["font.size"]) == (42.0, 42.0)
