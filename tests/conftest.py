"""Tests share one cache of compiled code, in the checkout and not in the user's home."""

import os
from pathlib import Path

# Before anything imports sim: the cache folder is read once, when numba is first imported.
os.environ.setdefault("SIM_CACHE_DIR", str(Path(__file__).parents[1] / ".pytest_cache" / "sim"))


def pytest_configure(config):
    """Compile the kernel once before workers start, who would all begin with compiling it."""
    if getattr(config.option, "numprocesses", None) and not hasattr(config, "workerinput"):
        from tests import plans

        plans.play(plans.Campaign((plans.Creator(1, (0,), (((0, 1.0),),)),)), 1)
