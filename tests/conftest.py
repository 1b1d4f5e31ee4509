"""Tests share one cache of compiled code, in the checkout and not in the user's home."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
# Before anything imports sim: the cache folder is read once, when numba is first imported.
os.environ.setdefault("SIM_CACHE_DIR", str(ROOT / ".pytest_cache" / "sim"))
WORLDS = "from tests import compiled; compiled.compile_worlds()"


def pytest_configure(config):
    """Compile once before workers start, who would all begin with it: worlds and plans beside the kernel."""
    if getattr(config.option, "numprocesses", None) and not hasattr(config, "workerinput"):
        with subprocess.Popen([sys.executable, "-c", WORLDS], cwd=ROOT):
            from tests import compiled

            compiled.compile_kernel()


@pytest.fixture(scope="session")
def comparison(tmp_path_factory):
    """Two small strategies, played once."""
    from tests import answers

    return answers.comparison_in(tmp_path_factory.mktemp("compared"))


@pytest.fixture(scope="session")
def hiring_plan(tmp_path_factory):
    """A small hiring plan, searched for once."""
    from tests import answers

    return answers.hiring_plan_in(tmp_path_factory.mktemp("hired"))
