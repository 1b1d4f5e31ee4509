"""Tests share one cache of compiled code, in the checkout and not in the user's home."""

import os
from pathlib import Path

import pytest

# Before anything imports sim: the cache folder is read once, when numba is first imported.
os.environ.setdefault("SIM_CACHE_DIR", str(Path(__file__).parents[1] / ".pytest_cache" / "sim"))


def pytest_configure(config):
    """Compile the kernel once before workers start, who would all begin with compiling it."""
    if getattr(config.option, "numprocesses", None) and not hasattr(config, "workerinput"):
        from tests import plans

        plans.play(plans.Campaign((plans.Creator(1, (0,), (((0, 1.0),),)),)), 1)


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
